//! One question as JSON, and its answer as JSON: what `aplomb policy exposure` reads and writes.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::super::aws_public::{PolicyKind, aws_public};
use super::super::json::Members;
use super::super::parse::{self, Policy};
use super::super::simulate;
use super::super::truth::Truth;
use super::answer::Answer;
use super::control::Control;
use super::json::document;
use super::what_if::{Guard, WhatIf, what_if};
use super::{Kind, Question, Zone, exposure_under};

/// The table `[trust]` of `aplomb.toml`: who belongs to us, or is trusted. `None` and an empty list differ: nothing was
/// declared, or nobody is trusted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// Account ids, 12 digits, that may be named in policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<String>>,
    /// Id of the own organisation, `o-...`, where it cannot be read from AWS.
    #[serde(skip_serializing_if = "Option::is_none", alias = "org")]
    pub organization: Option<String>,
    /// Other organisations that are trusted.
    #[serde(skip_serializing_if = "Vec::is_empty", alias = "orgs")]
    pub organizations: Vec<String>,
    /// Accounts of vendors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<String>,
    /// Ids of VPCs, `vpc-...`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vpcs: Vec<String>,
    /// Ids of VPC endpoints, `vpce-...`.
    #[serde(skip_serializing_if = "Vec::is_empty", alias = "vpces", alias = "vpc_endpoints")]
    pub endpoints: Vec<String>,
    /// CIDR blocks that requests may come from.
    #[serde(skip_serializing_if = "Vec::is_empty", alias = "networks", alias = "source_ips")]
    pub cidrs: Vec<String>,
    /// Patterns of the subjects of web identity tokens.
    #[serde(skip_serializing_if = "Vec::is_empty", alias = "oidc_subjects")]
    pub subjects: Vec<String>,
    /// Hosts or ARNs of identity providers, all of whose users are trusted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identity_providers: Vec<String>,
    /// Canonical user ids of S3, and ARNs of CloudFront's origin access identities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub canonical_ids: Vec<String>,
}

impl Trust {
    /// The zone around an account, with what is declared here.
    pub fn zone(&self, account: &str, organization: Option<&str>) -> Zone {
        let set = |values: &[String]| values.iter().cloned().collect();
        let mut zone = Zone {
            account: account.to_owned(),
            accounts: set(self.accounts.as_deref().unwrap_or_default()),
            organizations: set(&self.organizations),
            vpcs: set(&self.vpcs),
            endpoints: set(&self.endpoints),
            networks: set(&self.cidrs),
            subjects: set(&self.subjects),
            identity_providers: set(&self.identity_providers),
            canonical_ids: set(&self.canonical_ids),
        };
        zone.accounts.extend(self.vendors.iter().cloned());
        zone.organizations.extend(self.organization.iter().cloned());
        zone.organizations.extend(organization.map(str::to_owned));
        zone
    }
}

/// One line of `aplomb policy exposure --jsonl` and of `aplomb policy enforcement --jsonl`.
#[derive(Debug, Deserialize)]
pub struct Case<'a> {
    #[serde(default)]
    pub id: Option<Value>,
    #[serde(rename = "type")]
    pub kind: String,
    pub account: String,
    #[serde(default)]
    pub resource: Option<String>,
    #[serde(default, alias = "organization")]
    pub org: Option<String>,
    #[serde(borrow)]
    pub policy: &'a RawValue,
    #[serde(default)]
    pub trust: Option<Trust>,
    #[serde(default)]
    pub block_public_access: Option<Vec<String>>,
    /// Of an access point: whether it takes requests from its VPC only.
    #[serde(default)]
    pub vpc_only: Option<bool>,
    /// Resource control policies that bind the resource: each an object, its text, or `{"name", "policy"}`.
    #[serde(borrow, default)]
    pub rcp: Vec<&'a RawValue>,
    /// Of a bucket: whether it encrypts with a key of KMS what asks for nothing.
    #[serde(default)]
    pub kms_by_default: bool,
}

/// The flags of block public access.
pub const FLAGS: &[&str] = &["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

/// Answers one line: who gets in. `now` in milliseconds since 1970.
pub fn answer_line(line: &str, now: i64) -> Value {
    answer_line_by(line, &["kms_by_default"], |case| answer_case(case, now))
}

/// Answers one line. A case that cannot be read is answered with `error`, and with its `id` if that can be read.
/// `unused`: members of a case that mean nothing to this question.
pub fn answer_line_by(line: &str, unused: &[&str], answer: impl FnOnce(&Case) -> Result<Value, String>) -> Value {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => return with_id(json!({ "error": format!("not a case: {error}") }), id_of(line)),
    };
    let id = case.id.clone();
    let mut answer = answer(&case).unwrap_or_else(|error| json!({ "error": error }));
    // A corpus may keep notes beside its cases; a member that is misspelt is told all the same.
    let mut ignored = ignored(line, unused);
    if let (Some(kind), Some(arn)) = (Kind::named(&case.kind), &case.resource)
        && !kind.takes(arn)
    {
        ignored.push("resource".to_owned());
    }
    if let Some(members) = answer.as_object_mut().filter(|_| !ignored.is_empty()) {
        members.insert("ignored".to_owned(), json!(ignored));
    }
    with_id(answer, id)
}

/// The members of a case, with their other names.
const MEMBERS: &[&str] = &[
    "id",
    "type",
    "account",
    "resource",
    "org",
    "organization",
    "policy",
    "trust",
    "block_public_access",
    "vpc_only",
    "rcp",
    "kms_by_default",
];

/// Members of a line that mean nothing, in their order.
fn ignored(line: &str, unused: &[&str]) -> Vec<String> {
    let names = Members::of(line).map_or_else(Vec::new, |members| members.0);
    let means_nothing = |name: &String| !MEMBERS.contains(&name.as_str()) || unused.contains(&name.as_str());
    names.into_iter().map(|(name, _)| name).filter(means_nothing).collect()
}

/// What a case comes to.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub answer: Answer,
    /// Whether AWS calls the policy public.
    pub aws_public: Truth,
}

/// Answers one case as JSON.
///
/// # Errors
/// As [`decide_case`].
pub fn answer_case(case: &Case, now: i64) -> Result<Value, String> {
    decide_case(case, now).map(|verdict| document(&verdict.answer, verdict.aws_public))
}

/// Answers one case. `now` in milliseconds since 1970.
///
/// # Errors
/// The type, an account, a flag or a policy cannot be used, in words for people.
pub fn decide_case(case: &Case, now: i64) -> Result<Verdict, String> {
    Ok(read(case, now)?.verdict())
}

/// A case as the engine takes it.
#[derive(Debug)]
pub struct Asked {
    pub policy: Policy,
    /// Resource control policies above it.
    pub controls: Vec<Control>,
    pub question: Question,
    /// The flags of block public access.
    pub flags: Vec<String>,
    /// Whether AWS calls the policy public.
    pub aws_public: Truth,
}

impl Asked {
    /// Who gets in.
    pub fn verdict(&self) -> Verdict {
        let answer = exposure_under(&self.policy, &self.controls, &self.question);
        Verdict { answer, aws_public: self.aws_public }
    }

    /// What opens if a guard falls. `now`: who gets in with all of them.
    pub fn what_if(&self, now: &Answer) -> Vec<WhatIf> {
        let mut found = what_if(&self.policy, &self.controls, &self.question, now);
        for flag in &self.flags {
            let without = Guard::BlockPublicAccess(flag.clone());
            // The others stop changes of policies, or ACLs: by a policy that is there they keep nobody out.
            if !found.iter().any(|one| one.without == without) {
                found.push(WhatIf { without, class: now.class, opens: Vec::new(), unknowns: Vec::new() });
            }
        }
        found
    }
}

/// Reads one case. `now` in milliseconds since 1970.
///
/// # Errors
/// As [`decide_case`].
pub fn read(case: &Case, now: i64) -> Result<Asked, String> {
    let kind = Kind::named(&case.kind).ok_or_else(|| {
        let known: Vec<&str> = super::KINDS.iter().filter_map(|kind| kind.names.first().copied()).collect();
        format!("type {:?} is not known; the types are {}", case.kind, known.join(", "))
    })?;
    if case.account.len() != 12 || !case.account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("account {:?} is not a 12-digit account id", case.account));
    }
    let flags = case.block_public_access.as_deref().unwrap_or_default();
    if let Some(odd) = flags.iter().find(|flag| !FLAGS.contains(&flag.as_str())) {
        return Err(format!("block_public_access: {odd:?} is none of {}", FLAGS.join(", ")));
    }
    // A policy may stand as text, as AWS's own answers have it.
    let text: String = match serde_json::from_str(case.policy.get()) {
        Ok(text) => text,
        Err(_) => case.policy.get().to_owned(),
    };
    let policy = parse::parse(&text).map_err(|error| error.to_string())?;
    let control = |(place, raw): (usize, &&RawValue)| {
        let read = simulate::policy(raw.get(), format!("rcp[{place}]"));
        read.map(|(name, policy)| Control { name, policy }).map_err(|error| error.to_string())
    };
    let controls = case.rcp.iter().enumerate().map(control).collect::<Result<Vec<_>, _>>()?;
    let trust = case.trust.clone().unwrap_or_default();
    let zone = trust.zone(&case.account, case.org.as_deref());
    let public = aws_notion(&policy, kind, case.vpc_only.unwrap_or_default());
    let restricts = kind.is_s3() && flags.iter().any(|flag| flag == "RestrictPublicBuckets");
    let question = Question {
        kind,
        zone,
        resource: case.resource.clone(),
        is_restricted: if restricts { public } else { Truth::No },
        now,
    };
    Ok(Asked { policy, controls, question, flags: flags.to_vec(), aws_public: public })
}

/// AWS's own notion of public, for a policy of that kind.
pub fn aws_notion(policy: &Policy, kind: &Kind, vpc_origin: bool) -> Truth {
    let kind = match kind.names.first() {
        Some(&"AWS::S3::BucketPolicy") => PolicyKind::Bucket,
        Some(&"AWS::S3::AccessPoint") => PolicyKind::AccessPoint { vpc_origin },
        Some(&"AWS::KMS::Key") => PolicyKind::Key,
        _ => PolicyKind::Other,
    };
    aws_public(policy, kind).0
}

fn id_of(line: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(line).ok()?;
    value.get("id").cloned()
}

fn with_id(mut answer: Value, id: Option<Value>) -> Value {
    if let (Some(id), Some(members)) = (id, answer.as_object_mut()) {
        members.insert("id".to_owned(), id);
    }
    answer
}
