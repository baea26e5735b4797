//! A bucket's policy as a request meets it that comes through an access point.

use super::operator::holds;
use super::parse::{Effect, Policy, Statement};
use super::request::{Context, Entry};
use super::truth::Truth;

/// What requests through an access point say of it.
const ACCOUNT: &str = "s3:DataAccessPointAccount";
const ARN: &str = "s3:DataAccessPointArn";
const ORIGIN: &str = "s3:AccessPointNetworkOrigin";

/// The policy without what it asks of the access point: conditions that this one meets are gone, and so are statements
/// with one that it does not meet.
///
/// `arn`: the access point, which takes requests from the internet; `None` for any of the account. Where a condition is
/// not decided, the answer is the policy that lets more in. See "Delegating access control to access points" of the S3
/// user guide.
pub fn through_access_point(policy: &Policy, account: &str, arn: Option<&str>) -> Policy {
    let mut context = Context::default();
    context.set(ACCOUNT, account);
    context.insert(ARN, arn.map_or(Entry::Unknown, |arn| Entry::One(arn.to_owned())));
    context.set(ORIGIN, "Internet");
    let statements = policy.statements.iter().filter_map(|statement| met(statement, policy, &context));
    Policy { version: policy.version, statements: statements.collect() }
}

fn met(statement: &Statement, policy: &Policy, context: &Context) -> Option<Statement> {
    let mut rest = Vec::new();
    for condition in &statement.conditions {
        if ![ACCOUNT, ARN, ORIGIN].iter().any(|key| condition.key.eq_ignore_ascii_case(key)) {
            rest.push(condition.clone());
            continue;
        }
        match (holds(condition, policy.version, context), statement.effect) {
            (Truth::Yes, _) => {}
            (Truth::No, _) => return None,
            (Truth::Maybe, Some(Effect::Deny)) => return None,
            (Truth::Maybe, _) => {}
        }
    }
    Some(Statement { conditions: rest, ..statement.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn what_is_asked_of_the_access_point_is_answered() {
        let text = r#"{"Version": "2012-10-17", "Statement": [
            {"Sid": "Own", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
             "Condition": {"StringEquals": {"S3:dataaccesspointaccount": "111122223333"}, "Bool": {"aws:SecureTransport": "true"}}},
            {"Sid": "Other", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
             "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "444455556666"}}},
            {"Sid": "One", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
             "Condition": {"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:*:111122223333:accesspoint/door"}}},
            {"Sid": "Vpc", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
             "Condition": {"StringNotEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}}]}"#;
        let policy = parse(text).expect("a policy");
        let sids = |arn: Option<&str>| -> Vec<(String, usize)> {
            let met = through_access_point(&policy, "111122223333", arn).statements.into_iter();
            met.map(|one| (one.sid.unwrap_or_default(), one.conditions.len())).collect()
        };
        let is =
            |names: &[(&str, usize)]| names.iter().map(|(sid, left)| ((*sid).to_owned(), *left)).collect::<Vec<_>>();
        let door = "arn:aws:s3:us-east-1:111122223333:accesspoint/door";
        assert_eq!(sids(Some(door)), is(&[("Own", 1), ("One", 0), ("Vpc", 0)]));
        assert_eq!(sids(Some(&door.replace("door", "gate"))), is(&[("Own", 1), ("Vpc", 0)]));
        assert_eq!(sids(None), is(&[("Own", 1), ("One", 0), ("Vpc", 0)]));
    }
}
