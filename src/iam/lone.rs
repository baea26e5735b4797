//! What anybody in the world may do with a thing that has a policy to itself: assume a role, use a key.

use std::collections::{BTreeMap, BTreeSet};

use super::caller;
use super::condition;
use super::glob::Glob;
use super::identity::doubt;
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::rule::{self, Doubt};
use super::strangers::Access;
use super::truth::Truth;

/// Everything that can be done with a KMS key, of the service authorization reference.
pub const KEY_ACTIONS: &[&str] = &[
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeleteAlias",
    "kms:DeleteImportedKeyMaterial",
    "kms:DeriveSharedSecret",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:GetParametersForImport",
    "kms:GetPublicKey",
    "kms:ImportKeyMaterial",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:ReplicateKey",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:Sign",
    "kms:SynchronizeMultiRegionKey",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
    "kms:Verify",
    "kms:VerifyMac",
];

const ASSUME_ROLE: &str = "sts:AssumeRole";

/// Ways into a role for those whom an identity provider vouches for.
const FEDERATED: [&str; 2] = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

/// What strangers may do with a key.
pub fn key_access(policy: &Policy, arn: &str) -> Access {
    access(policy, Thing::Key(arn), KEY_ACTIONS)
}

/// Whether strangers may assume a role: anybody with an AWS account.
///
/// Whom an identity provider vouches for is another question, unless the document asks for no provider at all: what
/// `*` lets in then is not decided. Tagging a session or naming its source lets nobody in.
pub fn trust_access(policy: &Policy) -> Access {
    let mut answer = access(policy, Thing::Role, &[ASSUME_ROLE]);
    let unnamed = access(policy, Thing::Provider, &FEDERATED);
    answer.doubts.extend(unnamed.doubts);
    answer
}

/// The thing that the policy hangs on.
#[derive(Clone, Copy)]
enum Thing<'a> {
    /// A role, assumed by AWS principals.
    Role,
    /// A role, assumed through an identity provider that the statement does not name.
    Provider,
    /// A key, by its ARN.
    Key(&'a str),
}

/// One statement as strangers meet it.
struct Met<'p> {
    statement: &'p Statement,
    applies: Truth,
    actions: rule::Set,
    doubts: Vec<Doubt>,
}

fn access(policy: &Policy, thing: Thing, actions: &[&'static str]) -> Access {
    let of = |effect| -> Vec<Met> {
        let statements = policy.statements.iter().filter(|statement| statement.may_be(effect));
        statements.map(|statement| meet(policy, statement, effect, thing)).collect()
    };
    let (allows, denies) = (of(Effect::Allow), of(Effect::Deny));
    let mut access = Access { certain: BTreeMap::new(), doubts: BTreeSet::new() };
    for action in actions {
        let name = action.to_ascii_lowercase();
        let reach = |met: &Met| met.applies.and(met.actions.holds(&name));
        let denied = Truth::any(denies.iter().map(reach));
        for allow in &allows {
            match reach(allow).and(denied.negated()) {
                Truth::No => {}
                Truth::Yes => {
                    access.certain.entry(allow.statement.index).or_default().insert(*action);
                }
                Truth::Maybe => {
                    let open = denies.iter().filter(|deny| reach(deny) == Truth::Maybe);
                    let doubts = allow.doubts.iter().chain(open.flat_map(|deny| &deny.doubts));
                    access.doubts.extend(doubts.cloned());
                }
            }
        }
    }
    access
}

fn meet<'p>(policy: &Policy, statement: &'p Statement, effect: Effect, thing: Thing) -> Met<'p> {
    if let Some(issue) = issue(statement, thing) {
        let doubts = vec![doubt(statement, &format!("statement not understood: {issue}"))];
        let actions = rule::Set { possible: vec![Glob::new("*")], ..rule::Set::default() };
        return Met { statement, applies: Truth::Maybe, actions, doubts };
    }
    let mut doubts = Vec::new();
    let reached = reaches(statement, effect, thing);
    if reached == Truth::Maybe {
        doubts.push(doubt(statement, &format!("principal not decided: {}", rule::principal_texts(statement))));
    }
    let holds = caller::for_stranger(statement, effect, policy.version);
    if holds == Truth::Maybe {
        doubts.push(doubt(statement, &format!("condition not decided: {}", condition::describe(statement))));
    }
    let actions = rule::actions(statement);
    if !actions.possible.is_empty() {
        doubts.push(doubt(statement, "action not decided: a name that is no service:action"));
    }
    let here = match thing {
        Thing::Key(arn) => means(&statement.resources, arn),
        Thing::Role | Thing::Provider => Truth::Yes,
    };
    if here == Truth::Maybe {
        doubts.push(doubt(statement, "resource not decided: a policy variable or an incomplete ARN"));
    }
    Met { statement, applies: reached.and(holds).and(here), actions, doubts }
}

/// What makes a statement mean anything or nothing.
fn issue<'s>(statement: &'s Statement, thing: Thing) -> Option<&'s str> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue);
    }
    let (role, has_resource) = (!matches!(thing, Thing::Key(_)), statement.resources != Element::Missing);
    let wrong = [
        (statement.principals == Element::Missing, "no Principal"),
        (statement.actions == Element::Missing, "no Action"),
        // AWS takes neither in a trust policy.
        (role && has_resource, "a Resource in a trust policy"),
        (role && matches!(statement.principals, Element::Not(_)), "NotPrincipal in a trust policy"),
        (!role && !has_resource, "no Resource"),
    ];
    wrong.into_iter().find_map(|(is_wrong, name)| is_wrong.then_some(name))
}

/// The same for a trust policy.
pub(super) fn issue_of_trust(statement: &Statement) -> Option<&str> {
    issue(statement, Thing::Role)
}

fn reaches(statement: &Statement, effect: Effect, thing: Thing) -> Truth {
    let (listed, inverted) = match &statement.principals {
        Element::Missing => return Truth::Maybe,
        Element::Is(listed) => (listed, false),
        Element::Not(listed) => (listed, true),
    };
    let stranger = |principal: &Principal| match (principal, thing) {
        (Principal::Any, Thing::Provider) if effect == Effect::Allow => Truth::Maybe,
        (Principal::Any, _) => Truth::Yes,
        (Principal::Unknown(_), _) => Truth::Maybe,
        // Some strangers come through an identity provider that takes everyone.
        (Principal::Federated(_), Thing::Key(_)) if (effect == Effect::Allow) != inverted => Truth::Maybe,
        _ => Truth::No,
    };
    let named = Truth::any(listed.iter().map(stranger));
    if inverted { named.negated() } else { named }
}

/// Whether the resources of a key policy mean the key that it hangs on.
fn means(resources: &Element<String>, arn: &str) -> Truth {
    let own: Vec<&str> = arn.splitn(6, ':').collect();
    let one = |text: &String| {
        if text.bytes().all(|byte| byte == b'*') {
            return Truth::Yes;
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        if text.contains("${") || (parts.len() != 6 && text.contains(['*', '?'])) {
            return Truth::Maybe;
        }
        let like = |(pattern, part): (&&str, &&str)| {
            Glob::new(&pattern.to_ascii_lowercase()).matches(&part.to_ascii_lowercase())
        };
        Truth::from(parts.len() == own.len() && parts.iter().zip(&own).all(like))
    };
    match resources {
        Element::Missing => Truth::Maybe,
        Element::Is(texts) => Truth::any(texts.iter().map(one)),
        Element::Not(texts) => Truth::any(texts.iter().map(one)).negated(),
    }
}

#[cfg(test)]
mod tests;
