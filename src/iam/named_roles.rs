//! Whether a bucket's policy leaves its use to named roles.

use std::collections::BTreeSet;

use super::bucket::Bucket;
use super::enforcement::{Demand, denials};
use super::exposure::{Everyone, Question};
use super::identity::doubt;
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::roles::Roles;
use super::rule::Doubt;
use super::strangers::{Standpoint, everyone};
use super::truth::Truth;

/// Whom a policy leaves the objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRoles {
    /// Whether a `Deny` keeps everybody but listed roles from reading objects.
    pub limited: Truth,
    /// Principals of an `Allow` that are no roles, by statement, as written; `*` for everybody.
    pub others: BTreeSet<(usize, String)>,
    /// Why there may be more of them, or why `limited` is not decided.
    pub doubts: BTreeSet<Doubt>,
}

/// Whom the policy of a bucket names besides roles, and whether only listed roles may read all the same.
///
/// Sessions of roles count as roles. AWS services are no callers whom IAM could let in. A principal whom conditions
/// hold to named roles, or leave nobody of, is no other.
pub fn named_roles(policy: &Policy, bucket: Bucket, at: Standpoint) -> NamedRoles {
    let roles = Roles::of(policy, false);
    let (mut others, mut doubts) = (BTreeSet::new(), BTreeSet::new());
    let Some(question) = everyone("AWS::S3::Bucket", bucket.arn(), at) else {
        return NamedRoles { limited: Truth::Maybe, others, doubts };
    };
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = statement.issues.first() {
            doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        let strange = match &statement.principals {
            Element::Missing => {
                doubts.insert(doubt(statement, "statement not understood: no Principal"));
                continue;
            }
            Element::Not(_) => vec![(statement.principals.clone(), "*")],
            Element::Is(listed) => {
                let strange = listed.iter().filter(|principal| !is_role(principal));
                strange.map(|principal| (Element::Is(vec![principal.clone()]), principal.text())).collect()
            }
        };
        for (principals, text) in strange {
            let (is_other, why) = lets_in_others(policy, statement, principals, &question, &roles);
            if is_other == Truth::Yes {
                others.insert((statement.index, text.to_owned()));
            }
            doubts.extend(why);
        }
    }
    let demand = Demand::NamedRole { roles: &roles, action: Some("s3:GetObject") };
    let (open, why) = Everyone::of(&denials(policy), &question, demand, false).hole().truth();
    doubts.extend(why);
    let limited = open.negated();
    NamedRoles { limited, others, doubts }
}

fn is_role(principal: &Principal) -> bool {
    matches!(principal, Principal::Role { .. } | Principal::Session { .. } | Principal::Service(_))
        || principal.is_nobody()
}

/// Whether an `Allow` lets in somebody by one of its principals who is no named role. No `Deny` is asked.
fn lets_in_others(
    policy: &Policy,
    statement: &Statement,
    principals: Element<Principal>,
    question: &Question,
    roles: &Roles,
) -> (Truth, BTreeSet<Doubt>) {
    let unknown = matches!(&principals, Element::Is(listed) if matches!(listed.as_slice(), [Principal::Unknown(_)]));
    if statement.conditions.is_empty() || unknown {
        return (Truth::Yes, BTreeSet::new());
    }
    let alone = Policy { version: policy.version, statements: vec![Statement { principals, ..statement.clone() }] };
    Everyone::of(&alone, question, Demand::NamedRole { roles, action: None }, false).by_policy_alone().hole().truth()
}

#[cfg(test)]
mod tests;
