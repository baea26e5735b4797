//! What one policy enforces, as JSON: what `aplomb policy enforcement` reads and writes.

use serde_json::{Value, json};

use super::super::exposure::case::{self, Case};
use super::super::exposure::json::{grant, passed, request, unknowns};
use super::super::exposure::{Direction, Grant, Kind, Passed, Unknown, each_resource};
use super::super::parse::Policy;
use super::super::request::Request;
use super::{Demand, Enforcement, enforces};

/// What a policy can be asked to enforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// No plain http.
    Tls,
    /// TLS 1.2 or newer.
    Tls12,
    /// Objects are encrypted with a key of KMS.
    Kms,
    /// Callers are of the own organisation.
    Organization,
    /// Requests come through the own VPC endpoints.
    Endpoint,
    /// Callers have signed in with a second factor.
    Mfa,
}

/// All of them, in the order of the answer.
pub const PROPERTIES: &[Property] =
    &[Property::Tls, Property::Tls12, Property::Kms, Property::Organization, Property::Endpoint, Property::Mfa];

impl Property {
    /// In one word, as the command line has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Tls12 => "tls12",
            Self::Kms => "kms",
            Self::Organization => "organization",
            Self::Endpoint => "endpoint",
            Self::Mfa => "mfa",
        }
    }

    /// Whether a policy of that kind can be asked for it: S3 alone tells the version of TLS and how it encrypts.
    fn is_of(self, kind: &Kind) -> bool {
        match self {
            Self::Tls12 => kind.is_s3(),
            Self::Kms => kind.names.first() == Some(&"AWS::S3::BucketPolicy"),
            Self::Tls | Self::Organization | Self::Endpoint | Self::Mfa => true,
        }
    }
}

/// Whether one property is enforced, with its evidence.
#[derive(Debug, Clone)]
pub struct Told {
    pub property: Property,
    pub answer: Enforced,
}

/// Whether a policy enforces something.
#[derive(Debug, Clone)]
pub enum Enforced {
    /// By these statements together.
    Yes(Vec<Grant>),
    /// That request gets through, by that `Allow`; `None`: by a policy of the caller's own.
    No { witness: Box<Request>, allowed_by: Option<Grant>, denies: Vec<Passed> },
    /// What it hangs on.
    Maybe(Vec<Unknown>),
}

/// Answers one line: what is enforced. `now` in milliseconds since 1970.
pub fn answer_line(line: &str, now: i64) -> Value {
    case::answer_line_by(line, &["block_public_access", "vpc_only", "rcp"], |case| {
        enforced(case, now).map(|told| document(&told))
    })
}

/// What the policy of a case enforces: of all properties those that its kind can have, and for which it is known what
/// is ours. `now` in milliseconds since 1970.
///
/// # Errors
/// As of [`case::read`].
pub fn enforced(case: &Case, now: i64) -> Result<Vec<Told>, String> {
    let asked = case::read(case, now)?;
    let trust = case.trust.clone().unwrap_or_default();
    let own = case.org.clone().or(trust.organization);
    let endpoints = trust.endpoints.into_iter().collect();
    let vpcs = trust.vpcs.into_iter().collect();
    let demand = |property: Property| match property {
        Property::Tls => Some(Demand::Tls),
        Property::Tls12 => Some(Demand::Tls12),
        Property::Kms => Some(Demand::SseKms { by_default: case.kms_by_default }),
        Property::Organization => own.as_deref().map(Demand::Organization),
        Property::Endpoint => Some(Demand::Endpoint { endpoints: &endpoints, vpcs: &vpcs })
            .filter(|_| !(endpoints.is_empty() && vpcs.is_empty())),
        Property::Mfa => Some(Demand::Mfa),
    };
    let of_kind = PROPERTIES.iter().filter(|property| property.is_of(asked.question.kind));
    let told = |property: &Property| Some(Told { property: *property, answer: answer(&asked, demand(*property)?) });
    Ok(of_kind.filter_map(told).collect())
}

/// Where the resource is not given, the policy may hang on each that it writes out: the worst answer counts.
fn answer(asked: &case::Asked, demand: Demand) -> Enforced {
    let (questions, all) = each_resource(&asked.policy, &asked.question);
    let mut by: Vec<usize> = Vec::new();
    let mut open: Vec<Unknown> = Vec::new();
    for question in &questions {
        match enforces(&asked.policy, question, demand, false) {
            Enforcement::No { witness, statement, denies } => {
                let allowed_by = statement.and_then(|index| named(&asked.policy, &[index]).pop());
                return Enforced::No { witness, allowed_by, denies };
            }
            Enforcement::Yes { by: more } => by.extend(more),
            Enforcement::Maybe { doubts } => open.extend(
                doubts
                    .into_iter()
                    .map(|doubt| Unknown { construct: doubt.construct, direction: Direction::of(doubt.effect) }),
            ),
        }
    }
    if !all {
        let construct = "more resources than are asked about".to_owned();
        open.push(Unknown { construct, direction: Direction::Worse });
    }
    by.sort_unstable();
    by.dedup();
    open.sort();
    open.dedup();
    if open.is_empty() { Enforced::Yes(named(&asked.policy, &by)) } else { Enforced::Maybe(open) }
}

fn named(policy: &Policy, indexes: &[usize]) -> Vec<Grant> {
    policy.statements.iter().filter(|one| indexes.contains(&one.index)).map(Grant::of).collect()
}

/// The answer as JSON.
pub fn document(all: &[Told]) -> Value {
    json!({ "properties": all.iter().map(one).collect::<Vec<_>>() })
}

fn one(told: &Told) -> Value {
    let mut value = json!({
        "property": told.property.word(),
        "enforced": "unknown",
        "by": [],
        "allowed_by": null,
        "witness": null,
        "denies": [],
        "unknowns": [],
    });
    match &told.answer {
        Enforced::Yes(by) => {
            value["enforced"] = json!(true);
            value["by"] = by.iter().map(grant).collect();
        }
        Enforced::No { witness, allowed_by, denies } => {
            value["enforced"] = json!(false);
            value["allowed_by"] = allowed_by.as_ref().map(grant).into();
            value["witness"] = request(witness);
            value["denies"] = passed(denies);
        }
        Enforced::Maybe(open) => value["unknowns"] = unknowns(open),
    }
    value
}
