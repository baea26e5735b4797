//! Which roles of workloads and of those who deploy could wipe out the records of what they did.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::iam::{
    Caller, Decision, Effect, Element, Entry, Named, Policies, Policy, Principal, Request, Truth, decide, parse,
    question, service_may_assume, vocabulary, web_trust,
};
use crate::resource::{Field, Gap, Resource};

use super::super::document::required;
use super::super::index::{Index, name};
use super::super::inquiry::Inquiry;
use super::super::organization::{Bearing, bearing};
use super::super::shape;
use super::holdings::{self, Holdings};
use super::reading::is_administrator;

/// Services that run what their customer brings, or change an account for him: by the first part of their name.
const WORKLOADS: &[&str] = &[
    "apigateway",
    "appsync",
    "batch",
    "bedrock-agentcore",
    "build",
    "cloudformation",
    "codebuild",
    "codedeploy",
    "codepipeline",
    "ec2",
    "ecs-tasks",
    "glue",
    "lambda",
    "pods",
    "sagemaker",
    "states",
    "tasks",
];

/// An action, and what follows the store's ARN in the resource that it works on.
type Deed = (&'static str, &'static [&'static str]);

/// What makes records vanish or stop, of each type of store.
const DEEDS: &[(&str, &[Deed])] = &[
    ("AWS::CloudTrail::Trail", &[("cloudtrail:DeleteTrail", &[""]), ("cloudtrail:StopLogging", &[""])]),
    (
        "AWS::S3::Bucket",
        &[
            ("s3:BypassGovernanceRetention", &[KEY]),
            ("s3:DeleteObject", &[KEY]),
            ("s3:DeleteObjectVersion", &[KEY]),
            ("s3:PutBucketPolicy", &[""]),
            ("s3:PutLifecycleConfiguration", &[""]),
        ],
    ),
    (
        "AWS::Logs::LogGroup",
        &[
            // The service's reference names groups without the end, older policies with it.
            ("logs:DeleteLogGroup", &["", ":*"]),
            ("logs:DeleteLogStream", &[":log-stream:example"]),
            ("logs:PutRetentionPolicy", &["", ":*"]),
        ],
    ),
];

/// Some object of a bucket of logs.
const KEY: &str = "/AWSLogs/example.json.gz";

/// `LogTampering`: the stores of logs that the role may delete, shorten or stop, with the actions; absent for roles
/// that no workload takes on and nobody who deploys, and for roles linked to a service.
///
/// A store is kept from everybody by an object lock in compliance mode, by deletion protection, or by another account.
/// Where the policies of the organisation are not all known, one of them may stop it: then it is not known.
/// Administrators can always; they are told apart, without stores.
pub(super) fn log_tampering(index: &Index, role: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if role.arn.contains(":role/aws-service-role/") {
            return Some(None);
        }
        let trust = required(inquiry, role, "AssumeRolePolicyDocument")?;
        if !is_of_workload(index, role, &trust) {
            return Some(None);
        }
        if is_administrator(index, inquiry, role)? {
            return Some(Some(json!({ "Administrator": true, "Stores": [] })));
        }
        let held = holdings::of(index, inquiry, role);
        let boundary = holdings::boundary(index, inquiry, role)?;
        if !held.complete {
            return None;
        }
        let bounds = Bounds::of(index, inquiry, held, boundary);
        let stores = &index.log_stores;
        let mut decided = stores.are_all(inquiry);
        let mut found: Vec<Value> = Vec::new();
        for store in &stores.all {
            match bounds.deeds(inquiry, role, store) {
                Some(deeds) if deeds.is_empty() => {}
                Some(deeds) => {
                    found.push(json!({ "Store": store.arn, "Type": store.resource_type, "Actions": deeds }));
                }
                None => decided = false,
            }
        }
        // One that it surely may wipe out is not hidden by others that are not known.
        (decided || !found.is_empty()).then(|| Some(json!({ "Administrator": false, "Stores": found })))
    })
}

/// Whether a workload takes the role on, or somebody outside who shows a token: a pipeline, a pod.
fn is_of_workload(index: &Index, role: &Resource, trust: &Policy) -> bool {
    let named = trust.statements.iter().filter(|one| one.may_be(Effect::Allow)).flat_map(|one| match &one.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    });
    let mut services = named.filter_map(|principal| match principal {
        Principal::Service(name) if WORKLOADS.contains(&name.split('.').next()?) => Some(name),
        _ => None,
    });
    let at = index.standpoint();
    services.any(|service| service_may_assume(trust, &role.arn, service, at).0 != Truth::No)
        || question("AWS::IAM::Role", role.arn.clone(), at).is_some_and(|asked| {
            let found = web_trust(trust, &asked);
            !found.entries.is_empty() || !found.doubts.is_empty()
        })
}

/// What a role would do to a store: its policy, and what follows its ARN in the resource that the action works on.
struct Wish<'w> {
    role: &'w Resource,
    store: &'w Resource,
    policy: Option<&'w Policy>,
    action: &'w str,
    tail: &'w str,
}

/// All that bounds a role, but for the policies of what it works on.
struct Bounds<'a, 'i> {
    index: &'i Index<'a>,
    held: Holdings,
    boundary: Option<Policy>,
    /// What the organisation's policies say of its members: one that stops the role may not have been read.
    above: Bearing,
    /// What they say of its resources.
    around: Bearing,
}

impl<'a, 'i> Bounds<'a, 'i> {
    fn of(index: &'i Index<'a>, inquiry: &mut Inquiry, held: Holdings, boundary: Option<Policy>) -> Self {
        let mut above = bearing(index, inquiry, "SERVICE_CONTROL_POLICY");
        if !above.complete {
            // What a level allows is not known then; what it denies is.
            let all = everything().map(|policy| ("all".to_owned(), policy.clone()));
            above.surely = vec![above.surely.into_iter().flatten().chain(all).collect()];
        }
        let around = bearing(index, inquiry, "RESOURCE_CONTROL_POLICY");
        Self { index, held, boundary, above, around }
    }

    /// Those of the organisation's policies that may stop what is done to a store.
    fn guards(&self, store: &Resource) -> Vec<&Bearing> {
        [Some(&self.above), is_under_resource_control(store).then_some(&self.around)].into_iter().flatten().collect()
    }

    /// The actions on a store that are surely allowed. `None`: none surely, and of some it is not known.
    fn deeds(&self, inquiry: &mut Inquiry, role: &Resource, store: &Resource) -> Option<BTreeSet<&'static str>> {
        inquiry.settle(|inquiry| {
            if is_kept(inquiry, store)? {
                return Some(BTreeSet::new());
            }
            let policy = match store.resource_type.as_str() {
                "AWS::S3::Bucket" => self.index.policy(inquiry, store)?,
                _ => None,
            };
            let (_, deeds) = DEEDS.iter().find(|(kind, _)| *kind == store.resource_type)?;
            let (mut allowed, mut open) = (BTreeSet::new(), false);
            for (action, tails) in *deeds {
                let decide = |inquiry: &mut Inquiry, all: bool| -> Vec<Decision> {
                    let wish = |tail| Wish { role, store, policy, action, tail };
                    tails.iter().map(|tail| self.decide(inquiry, &wish(tail), all)).collect()
                };
                let decisions = decide(inquiry, false);
                let guards = self.guards(store);
                match Truth::any(decisions.iter().map(|decision| decision.allowed)) {
                    // Why they are not all is noted.
                    Truth::Yes if guards.iter().any(|guard| !guard.complete) => open = true,
                    Truth::Yes if is_stopped_perhaps(&guards, || decide(inquiry, true)) => {
                        open = true;
                        let unplaced = guards.iter().flat_map(|guard| &guard.unplaced);
                        unplaced.for_each(|gap| inquiry.note(gap.clone()));
                    }
                    Truth::Yes => drop(allowed.insert(*action)),
                    Truth::No => {}
                    Truth::Maybe => {
                        open = true;
                        for why in decisions.iter().flat_map(|decision| &decision.unknowns) {
                            inquiry.note(Gap::undecided(format!("{action}: {why}, could make it worse")));
                        }
                    }
                }
            }
            (!open || !allowed.is_empty()).then_some(allowed)
        })
    }

    /// Decides it under the organisation's policies that surely reach the account; `all`: and those that may.
    fn decide(&self, inquiry: &mut Inquiry, wish: &Wish, all: bool) -> Decision {
        let Wish { role, store, policy, action, tail } = *wish;
        let own = name(role);
        let policies = Policies {
            identity: named(&self.held.policies),
            resource: policy.map(|policy| Named { name: "policy", policy }),
            boundary: self.boundary.as_ref().map(|policy| vec![Named { name: "boundary", policy }]),
            service_control: levels(&self.above, all),
            resource_control: levels(&self.around, all),
            resource_control_reaches: is_under_resource_control(store),
            ..Policies::default()
        };
        let (partition, account) = (&self.index.inventory.partition, &self.index.inventory.account);
        let mut request = Request {
            caller: Caller::Session {
                arn: format!("arn:{partition}:sts::{account}:assumed-role/{own}/*"),
                role: Some(role.arn.clone()),
            },
            action: action.to_owned(),
            resource: format!("{}{tail}", store.arn),
            resource_account: account.clone(),
            context: crate::iam::Context::default(),
        };
        request.context.set("aws:SecureTransport", "true");
        request.context.set("aws:RequestedRegion", &store.region);
        request.context.set("aws:CurrentTime", &self.index.inventory.now);
        self.open_all_keys(inquiry, &policies, &mut request);
        decide(&policies, &request.complete())
    }

    /// What the policies ask for and nothing tells is not known, rather than not sent.
    fn open_all_keys(&self, inquiry: &mut Inquiry, policies: &Policies, request: &mut Request) {
        let told = request.clone().complete().context;
        let controls = policies.service_control.iter().chain(&policies.resource_control).flatten();
        let bounds = policies.boundary.iter().flatten().chain(controls);
        let all = policies.identity.iter().chain(&policies.resource).chain(bounds);
        let keys: BTreeSet<String> = all
            .flat_map(|named| &named.policy.statements)
            .flat_map(|statement| &statement.conditions)
            .map(|condition| condition.key.to_ascii_lowercase())
            .collect();
        for key in keys.into_iter().filter(|key| told.get(key).is_none()) {
            match (key.as_str(), key == "aws:principalorgid") {
                (_, true) => match self.index.organization(inquiry) {
                    Some(Some(id)) => request.context.set(&key, id),
                    Some(None) => {}
                    None => request.context.insert(&key, Entry::Unknown),
                },
                ("aws:principalisawsservice" | "aws:viaawsservice", _) => request.context.set(&key, "false"),
                _ => request.context.insert(&key, Entry::Unknown),
            }
        }
    }
}

/// The policies that surely reach the account, level by level; `all`: and those that may.
fn levels(bearing: &Bearing, all: bool) -> Vec<Vec<Named<'_>>> {
    let possibly = bearing.possibly.iter().filter(|_| all);
    bearing.surely.iter().chain(possibly).map(|level| named(level)).collect()
}

/// Whether policies stop it that may reach the account.
fn is_stopped_perhaps(guards: &[&Bearing], decide: impl FnOnce() -> Vec<Decision>) -> bool {
    let are_some = guards.iter().any(|guard| !guard.possibly.is_empty());
    are_some && Truth::any(decide().iter().map(|one| one.allowed)) != Truth::Yes
}

/// Whether resource control policies reach a store ("Resource control policies", Organizations user guide).
fn is_under_resource_control(store: &Resource) -> bool {
    let service = store.arn.split(':').nth(2).and_then(vocabulary::service);
    service.is_some_and(|service| service.supports_rcp())
}

fn named(list: &[(String, Policy)]) -> Vec<Named<'_>> {
    list.iter().map(|(name, policy)| Named { name, policy }).collect()
}

/// Whether nobody of the account can make the store lose records.
fn is_kept(inquiry: &mut Inquiry, store: &Resource) -> Option<bool> {
    match store.resource_type.as_str() {
        "AWS::S3::Bucket" => {
            // A lock without a rule holds nothing; where the mode is missing so is the rule.
            let mode = inquiry.read(store, "properties.ObjectLockConfiguration", |lock| {
                let rule = shape::optional(lock, "Rule", Some)?;
                let retention =
                    rule.map(|rule| shape::optional(rule, "DefaultRetention", Some)).unwrap_or(Some(None))?;
                retention.map(|one| shape::optional(one, "Mode", Value::as_str)).unwrap_or(Some(None))
            })?;
            Some(mode.flatten() == Some("COMPLIANCE"))
        }
        "AWS::Logs::LogGroup" => {
            Some(inquiry.read(store, "properties.DeletionProtectionEnabled", Value::as_bool)?.unwrap_or(false))
        }
        _ => Some(false),
    }
}

fn everything() -> Option<&'static Policy> {
    static ALL: LazyLock<Option<Policy>> = LazyLock::new(|| {
        parse(r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#).ok()
    });
    ALL.as_ref()
}
