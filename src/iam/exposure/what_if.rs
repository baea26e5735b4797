//! What keeps outsiders out: what would open if one guard fell.

use super::super::parse::{Effect, Policy};
use super::super::truth::Truth;
use super::answer::{Class, Grant};
use super::{Question, exposure};

/// Something that keeps people out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// A statement that denies.
    Deny(Grant),
    /// The flag of block public access.
    RestrictPublicBuckets,
}

/// What a policy would be without one of its guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    pub without: Guard,
    pub class: Class,
}

/// How many statements are taken away, one by one, at most: the rest of a hostile policy is left alone.
const MOST: usize = 64;

/// Takes each guard away in turn. Only those are told without which the class is another.
pub fn what_if(policy: &Policy, question: &Question) -> Vec<WhatIf> {
    let now = exposure(policy, question).class;
    let mut found = Vec::new();
    let denies = policy.statements.iter().filter(|statement| statement.effect == Some(Effect::Deny));
    for statement in denies.take(MOST) {
        let others = policy.statements.iter().filter(|other| other.index != statement.index).cloned();
        let rest = Policy { version: policy.version, statements: others.collect() };
        found.push(WhatIf { without: Guard::Deny(Grant::of(statement)), class: exposure(&rest, question).class });
    }
    if question.is_restricted != Truth::No {
        let open = Question { is_restricted: Truth::No, ..question.clone() };
        found.push(WhatIf { without: Guard::RestrictPublicBuckets, class: exposure(policy, &open).class });
    }
    found.retain(|one| one.class != now);
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Zone};
    use super::*;

    #[test]
    fn what_holds_is_what_opens_when_it_falls() {
        let text = r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"},
            {"Sid": "Own", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*",
             "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
            {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/*",
             "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
        let policy = super::super::super::parse::parse(text).expect("a policy");
        let zone = Zone {
            account: "111122223333".to_owned(),
            organizations: ["o-a1b2c3d4e5".to_owned()].into(),
            ..Zone::default()
        };
        let kind = Kind::named("AWS::S3::BucketPolicy").expect("a kind");
        let question = Question { kind, zone, resource: None, is_restricted: Truth::No, now: 0 };
        let sids: Vec<_> = what_if(&policy, &question)
            .into_iter()
            .map(|one| match one.without {
                Guard::Deny(grant) => (grant.sid.unwrap_or_default(), one.class),
                Guard::RestrictPublicBuckets => (String::new(), one.class),
            })
            .collect();
        assert_eq!(sids, [("Own".to_owned(), Class::Public)]);
        let restricted = Question { is_restricted: Truth::Yes, ..question };
        assert_eq!(what_if(&policy, &restricted), []);
    }
}
