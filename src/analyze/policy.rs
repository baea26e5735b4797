//! Policies: how grants and doubts are told, and statements that turn an element around.

use serde_json::{Value, json};

use crate::iam::{Doubt, Effect, Element, Policy, Principal};
use crate::resource::{Field, Gap, Resource};

use super::index::Index;
use super::inquiry::Inquiry;

/// `InvertedAllows`: every `Allow` that names what it does not mean.
pub(super) fn inverted_allows(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let document = match index.policy(&mut inquiry, bucket) {
        None => return inquiry.unknown(),
        Some(None) => return inquiry.known(json!([])),
        Some(Some(document)) => document,
    };
    let (found, doubts) = inverted(document);
    for doubt in &doubts {
        inquiry.note(undecided(doubt, Effect::Allow));
    }
    let bad = found.iter().any(|entry| entry["AnyPrincipal"] == json!(true));
    if !doubts.is_empty() && !bad {
        return inquiry.unknown();
    }
    inquiry.known(found)
}

/// An entry for each inverted element of an `Allow`, and why there may be more.
pub(super) fn inverted(document: &Policy) -> (Vec<Value>, Vec<Doubt>) {
    let (mut found, mut doubts) = (Vec::new(), Vec::new());
    for statement in document.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = statement.issues.first() {
            let construct = format!("statement not understood: {issue} in statement {}", statement.name());
            doubts.push(Doubt { construct, effect: statement.effect });
            continue;
        }
        let any_principal = match &statement.principals {
            Element::Is(listed) => listed.contains(&Principal::Any),
            Element::Not(_) => true,
            Element::Missing => false,
        };
        let elements = [
            (matches!(statement.principals, Element::Not(_)), "NotPrincipal"),
            (matches!(statement.actions, Element::Not(_)), "NotAction"),
            (matches!(statement.resources, Element::Not(_)), "NotResource"),
        ];
        for (_, element) in elements.into_iter().filter(|(stands, _)| *stands) {
            let mut entry = place(statement.index, statement.sid.as_deref());
            entry["Element"] = json!(element);
            entry["AnyPrincipal"] = json!(any_principal);
            found.push(entry);
        }
    }
    (found, doubts)
}

/// How a fact names a statement that grants or denies something.
pub(super) fn grant(policy: &Policy, index: usize) -> Option<Value> {
    let statement = policy.statements.get(index)?;
    let mut grant = json!({ "Source": "policy", "Index": index });
    if let Some(sid) = &statement.sid {
        grant["Sid"] = json!(sid);
    }
    Some(grant)
}

/// The same for a statement of a role's trust policy.
pub(super) fn trust_grant(policy: &Policy, index: usize) -> Option<Value> {
    let mut grant = grant(policy, index)?;
    grant["Source"] = json!("trust");
    Some(grant)
}

/// How a fact names a statement.
pub(super) fn place(index: usize, sid: Option<&str>) -> Value {
    let mut place = json!({ "Index": index });
    if let Some(sid) = sid {
        place["Sid"] = json!(sid);
    }
    place
}

/// The gap of a construct that is not decided, with the way it could turn: statements of the effect `harmful` could
/// make it worse, others better.
pub(super) fn undecided(doubt: &Doubt, harmful: Effect) -> Gap {
    let turn = match doubt.effect {
        None => "better or worse",
        Some(effect) if effect == harmful => "worse",
        Some(_) => "better",
    };
    Gap::undecided(format!("{}, could make it {turn}", doubt.construct))
}
