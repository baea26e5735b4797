//! What policies of users, groups and roles allow without bounds.

use serde_json::{Value, json};

use crate::iam::{Doubt, Found, Policy, admin_grants, decrypt_grants, pass_role_grants, service_grants};
use crate::resource::{Field, Resource};

use super::super::document::{note_doubts, required};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::policy::{self, place};

/// `AdminAllows`: statements that allow everything on everything, as grants. A policy that nobody has allows nothing.
pub(super) fn admin_allows(index: &Index, resource: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    if is_unused(&mut inquiry, resource) {
        return inquiry.absent();
    }
    ask(resource, |document| {
        let found = admin_grants(document, &index.holder());
        let grants: Vec<Value> = found.certain.iter().filter_map(|place| policy::grant(document, *place)).collect();
        (grants.clone(), !grants.is_empty(), found.doubts.into_iter().collect())
    })
}

/// `DecryptAllows`: statements that let the holder decrypt with every key of the account, as grants.
pub(super) fn decrypt_allows(index: &Index, resource: &Resource) -> Field {
    ask(resource, |document| {
        let Found { certain, doubts } = decrypt_grants(document, &index.holder());
        let grants: Vec<Value> = certain.iter().filter_map(|place| policy::grant(document, *place)).collect();
        (grants.clone(), !grants.is_empty(), doubts.into_iter().collect())
    })
}

/// Services of which statements that name none (all actions, all but some) are asked too.
const ASKED: &[&str] = &[
    "apigateway",
    "bedrock",
    "bedrock-agentcore",
    "cloudtrail",
    "cognito-idp",
    "dynamodb",
    "execute-api",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "sagemaker",
    "secretsmanager",
    "ssm",
    "sts",
    "wafv2",
];

/// `ServiceWildcardAllows`: statements that allow all of a service on everything; which services matter, the check
/// says. A statement that names no service is listed for those of [`ASKED`] that it grants.
pub(super) fn service_wildcard_allows(index: &Index, resource: &Resource) -> Field {
    ask(resource, |document| {
        let Found { certain, doubts } = service_grants(document, &index.holder(), ASKED);
        let entry = |(index, service): (usize, String)| {
            let mut entry = named(document, index);
            entry["Service"] = json!(service);
            entry
        };
        let entries: Vec<Value> = certain.into_iter().map(entry).collect();
        // Which services are harmless is not for the fact to say, so no entry hides what is not decided.
        (entries, false, doubts.into_iter().collect())
    })
}

/// `PassRoleAllows`: grants of `iam:PassRole`; resource `*` where every role of the account may be passed, an empty
/// list where it may be passed to any service.
pub(super) fn pass_role_allows(index: &Index, resource: &Resource) -> Field {
    ask(resource, |document| {
        let Found { certain, doubts } = pass_role_grants(document, &index.holder());
        let bad = certain.iter().any(|grant| grant.resource == "*" && grant.services.is_empty());
        let entry = |grant: crate::iam::PassRole| {
            let mut entry = named(document, grant.statement);
            entry["Resource"] = json!(grant.resource);
            entry["PassedToService"] = json!(grant.services);
            entry
        };
        let entries: Vec<Value> = certain.into_iter().map(entry).collect();
        (entries, bad, doubts.into_iter().collect())
    })
}

/// `InvertedAllows`: every `Allow` that names what it does not mean. Here each is at fault, whoever holds the policy.
pub(super) fn inverted_allows(_: &Index, resource: &Resource) -> Field {
    ask(resource, |document| {
        let (entries, doubts) = policy::inverted(document);
        let bad = !entries.is_empty();
        (entries, bad, doubts)
    })
}

/// Entries, whether one of them decides the question by itself, and why there may be more.
type Answer = (Vec<Value>, bool, Vec<Doubt>);

/// Whether a managed policy is surely neither attached nor a boundary. AWS leaves out the count of boundaries at times.
fn is_unused(inquiry: &mut Inquiry, resource: &Resource) -> bool {
    let mut count = |name: &str| inquiry.read(resource, &format!("properties.{name}"), Value::as_u64);
    resource.resource_type == "AWS::IAM::ManagedPolicy"
        && count("AttachmentCount") == Some(Some(0))
        && count("PermissionsBoundaryUsageCount").is_some_and(|count| count.unwrap_or_default() == 0)
}

fn ask(resource: &Resource, reason: impl FnOnce(&Policy) -> Answer) -> Field {
    let mut inquiry = Inquiry::default();
    // A policy that AWS manages cannot be mended here: it is judged at those who have it.
    if resource.arn.split(':').nth(4) == Some("aws") {
        return inquiry.absent();
    }
    let Some(document) = required(&mut inquiry, resource, "PolicyDocument") else {
        return inquiry.unknown();
    };
    let (entries, bad, doubts) = reason(&document);
    let open = note_doubts(&mut inquiry, &doubts);
    if open && !bad { inquiry.unknown() } else { inquiry.known(entries) }
}

fn named(document: &Policy, index: usize) -> Value {
    place(index, document.statements.get(index).and_then(|statement| statement.sid.as_deref()))
}
