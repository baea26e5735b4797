//! The policies on the side of the resource, and those of the organisation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::book::{Book, Read, document_of, list, why};
use super::{gateway, point};
use crate::iam::Request;
use crate::resource::{Known, Resource, field_of};

/// Services whose resources have no policies of their own ("AWS services that work with IAM", IAM user guide).
const WITHOUT_POLICIES: &[&str] = &[
    "account",
    "athena",
    "autoscaling",
    "budgets",
    "cloudformation",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "ecs",
    "eks",
    "elasticache",
    "elasticloadbalancing",
    "iam",
    "rds",
    "route53",
    "support",
    "tag",
];

/// The policy of the resource that a request is about. `None`: it has none.
pub(super) fn policy(book: &Book, request: &Request) -> Option<Read> {
    let parts: Vec<&str> = request.resource.splitn(6, ':').collect();
    let [_, _, service, _, account, rest] = parts[..] else { return None };
    match service {
        "execute-api" => gateway::policy(book, &request.resource),
        "s3" if rest.starts_with("accesspoint/") => point::policy(book, &request.resource),
        "s3" if account.is_empty() => bucket(book, &request.resource, rest.split('/').next().unwrap_or_default()),
        "iam" if rest.starts_with("role/") && request.action.to_ascii_lowercase().starts_with("sts:") => {
            Some(of(book, "AWS::IAM::Role", "iam", &request.resource, "AssumeRolePolicyDocument"))
        }
        "kms" if rest.starts_with("key/") => Some(of(book, "AWS::KMS::Key", "kms", &request.resource, "KeyPolicy")),
        _ if WITHOUT_POLICIES.contains(&service) => None,
        _ => Some(Err(format!("policy of {}: this version does not read it", request.resource))),
    }
}

fn of(book: &Book, kind: &str, service: &str, arn: &str, name: &str) -> Read {
    match book.find(kind, arn) {
        Some(resource) => document_of(resource, name),
        None => Err(book.why_not(kind, service, arn)),
    }
}

fn bucket(book: &Book, arn: &str, name: &str) -> Option<Read> {
    let is_it = |bucket: &&Resource| bucket.arn.rsplit(':').next() == Some(name);
    let Some(bucket) = book.of_type("AWS::S3::Bucket").find(is_it) else {
        return Some(Err(book.why_not("AWS::S3::Bucket", "s3", arn)));
    };
    let children = field_of(bucket, "status.Children").map(|field| &field.known);
    let count = match children {
        Some(Known::Value(children)) => children["BucketPolicy"].as_u64(),
        _ => None,
    };
    match count {
        Some(0) => None,
        Some(_) => Some(of(book, "AWS::S3::BucketPolicy", "s3", &format!("{}#policy", bucket.arn), "PolicyDocument")),
        None => Some(Err(why(bucket, "status.Children", children))),
    }
}

/// The control policies that bind the account, a list a level, as far as they can be known.
pub(super) fn control(book: &Book, kind: &str) -> Vec<Vec<Read>> {
    let open = |why: String| vec![vec![Err(why)]];
    let words = kind.to_ascii_lowercase().replace('_', " ");
    let organization = match organization(book) {
        Ok(None) => return Vec::new(),
        Ok(Some(organization)) => organization,
        Err(why) => return open(format!("whether a {words} binds the account: {why}")),
    };
    let text = |name: &str| text(organization, name);
    // They have no effect there.
    if text("ManagementAccountId") == Some(book.account()) || text("FeatureSet") == Some("CONSOLIDATED_BILLING") {
        return Vec::new();
    }
    if let Some(why) = book.unlisted("AWS::Organizations::Policy", "organizations") {
        return open(format!("each {words}: {why}"));
    }
    match attached(book, kind) {
        Ok(levels) => levels,
        Err(why) => open(format!("each {words}: {why}")),
    }
}

/// Those of the root, of the organizational units above the account, and of the account: a list for each place.
fn attached(book: &Book, kind: &str) -> Result<Vec<Vec<Read>>, String> {
    let account = book.of_type("AWS::Account::Account").next();
    let above = account.map(|account| list(account, "status.OrganizationParents", None));
    let above = above.unwrap_or_else(|| Err("the account was not read".to_owned()));
    // From the root down.
    let mut levels: BTreeMap<(u8, String), Vec<Read>> = BTreeMap::new();
    for policy in book.of_type("AWS::Organizations::Policy") {
        match text(policy, "Type") {
            Some(other) if other != kind => continue,
            Some(_) => {}
            None => return Err(format!("{}: its type is not known", policy.arn)),
        }
        for target in list(policy, "properties.TargetIds", None)? {
            let depth = match &target {
                root if root.starts_with("r-") => 0,
                unit if unit.starts_with("ou-") => 1,
                own if own == book.account() => 2,
                _ => continue,
            };
            let read = match &above {
                Ok(above) if depth == 1 && !above.contains(&target) => continue,
                Err(_) if depth == 1 && flag(policy, "AwsManaged") => continue,
                Err(why) if depth == 1 => {
                    Err(format!("{}: whether its organizational unit holds the account: {why}", policy.arn))
                }
                _ => document_of(policy, "Content")
                    .map(|(arn, content)| (text(policy, "Name").map_or(arn, str::to_owned), content)),
            };
            levels.entry((depth, target)).or_default().push(read);
        }
    }
    Ok(levels.into_values().collect())
}

/// The organisation that the account is in. `Ok(None)`: in none.
pub(super) fn organization<'a>(book: &Book<'a>) -> Result<Option<&'a Resource>, String> {
    if let Some(why) = book.unlisted("AWS::Organizations::Organization", "organizations") {
        return Err(why);
    }
    let Some(account) = book.of_type("AWS::Account::Account").next() else {
        return Err("the account was not read".to_owned());
    };
    let children = field_of(account, "status.Children").map(|field| &field.known);
    let count = match children {
        Some(Known::Value(children)) => children["Organization"].as_u64(),
        _ => None,
    };
    match count {
        Some(0) => Ok(None),
        Some(_) => {
            let found = book.of_type("AWS::Organizations::Organization").next();
            found.map(Some).ok_or_else(|| "the organisation was not read".to_owned())
        }
        None => Err(why(account, "status.Children", children)),
    }
}

/// A text of a resource's properties.
pub(super) fn text<'a>(resource: &'a Resource, name: &str) -> Option<&'a str> {
    match resource.properties.get(name).map(|field| &field.known) {
        Some(Known::Value(Value::String(text))) => Some(text),
        _ => None,
    }
}

fn flag(resource: &Resource, name: &str) -> bool {
    matches!(resource.properties.get(name).map(|field| &field.known), Some(Known::Value(Value::Bool(true))))
}
