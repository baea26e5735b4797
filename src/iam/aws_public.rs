//! AWS's own notion of a public policy: the one that block public access goes by.
//!
//! It asks less than "who can get in": every policy is public until each of its `Allow` statements is held to fixed
//! values of something that tells callers apart. `Deny` statements are not looked at, nor whether conditions can be met.

use super::operator::{Comparison, Operator, Quantifier, documented_name};
use super::parse::{Condition, Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::truth::Truth;

mod key;
mod value;

/// What a policy hangs on. The keys that hold callers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    /// An S3 bucket.
    Bucket,
    /// An S3 access point. One that takes requests from a VPC only is never public.
    AccessPoint { vpc_origin: bool },
    /// A KMS key.
    Key,
    /// Any other resource.
    Other,
}

/// What one `Allow` statement adds to the verdict, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Place of the statement in the document, from 0.
    pub statement: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its Sid, else its place.
    pub name: String,
    /// Whether the statement is public.
    pub public: Truth,
    /// What holds it to fixed values, why nothing does, or the construct that is not decided.
    pub because: String,
}

/// Whether AWS calls the policy public, and what each `Allow` has to do with it.
///
/// Follows "The meaning of public" of the S3 user guide ("Blocking public access to your Amazon S3 storage"). How its
/// words are read:
///
/// * One fixed thing is enough for a statement: its principals, or one condition. All values of it must be fixed, and
///   all principals: a `*` beside an account is public.
/// * `NotPrincipal` and `Federated` are no fixed principals. Ids of deleted users and names with a `*` inside are: they
///   are not everyone.
/// * Only positive operators fix. `...IfExists` and `ForAllValues:` pass where the key is missing, so they do not;
///   `ForAnyValue:` fixes as its operator does. Names of keys compare without case.
/// * A wildcard or a policy variable is not fixed. What looks like one and is literal text (a `*` under `StringEquals`,
///   `${` in version 2008, `${*}`) is not decided, unless the value is fixed either way.
/// * Address ranges are judged one by one: `/8` and narrower for IPv4, `/32` for IPv6. A bare address is one address.
/// * An operator that does not fit its key (`StringEquals` on `aws:SourceIp`) is not decided.
/// * A statement that is not understood is not decided, a `Deny` too: it may be an `Allow`.
pub fn aws_public(policy: &Policy, kind: PolicyKind) -> (Truth, Vec<Reason>) {
    let in_question = |statement: &&Statement| statement.effect != Some(Effect::Deny) || !statement.issues.is_empty();
    let reasons: Vec<Reason> = policy
        .statements
        .iter()
        .filter(in_question)
        .map(|statement| {
            let (public, because) = of_statement(statement, policy.version, kind);
            Reason { statement: statement.index, line: statement.line, name: statement.name(), public, because }
        })
        .collect();
    (Truth::any(reasons.iter().map(|reason| reason.public)), reasons)
}

/// Whether something holds callers to fixed values, and how a message says it.
struct Hold {
    fixed: Truth,
    because: String,
}

fn of_statement(statement: &Statement, version: Version, kind: PolicyKind) -> (Truth, String) {
    if kind == (PolicyKind::AccessPoint { vpc_origin: true }) {
        return (Truth::No, "the access point takes requests from its VPC only".to_owned());
    }
    if let Some(issue) = not_understood(statement, kind) {
        return (Truth::Maybe, format!("statement not understood: {issue}"));
    }
    let mut holds = vec![of_principals(&statement.principals)];
    holds.extend(statement.conditions.iter().map(|condition| of_condition(condition, version, kind)));
    let fixed = Truth::any(holds.iter().map(|hold| hold.fixed));
    // Of what holds, the first is reason enough; that nothing does has as many reasons as there are parts.
    let mut reasons = holds.iter().filter(|hold| hold.fixed == fixed).map(|hold| hold.because.as_str());
    let because = match fixed {
        Truth::Yes => reasons.next().unwrap_or_default().to_owned(),
        Truth::Maybe | Truth::No => reasons.collect::<Vec<_>>().join("; "),
    };
    (fixed.negated(), because)
}

/// Why the statement may mean anything.
fn not_understood(statement: &Statement, kind: PolicyKind) -> Option<String> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue.clone());
    }
    if let Some(unknown) = statement.conditions.iter().find(|one| Operator::parse(&one.operator).is_none()) {
        return Some(format!("unknown operator {:?}", unknown.operator));
    }
    // A role's trust policy has no Resource; the policies of the other kinds have.
    let no_resource = statement.resources == Element::Missing && kind != PolicyKind::Other;
    let missing = [
        (statement.principals == Element::Missing, "no Principal"),
        (statement.actions == Element::Missing, "no Action"),
        (no_resource, "no Resource"),
    ];
    missing.into_iter().find_map(|(is_missing, name)| is_missing.then(|| name.to_owned()))
}

fn of_principals(principals: &Element<Principal>) -> Hold {
    let listed = match principals {
        Element::Is(listed) => listed,
        // Everyone but everyone is nobody; whether AWS sees that is not documented.
        Element::Not(listed) if listed.contains(&Principal::Any) => {
            return Hold { fixed: Truth::Maybe, because: "NotPrincipal with * in it".to_owned() };
        }
        Element::Not(_) => {
            return Hold { fixed: Truth::No, because: "NotPrincipal lets in everyone who is not listed".to_owned() };
        }
        Element::Missing => return Hold { fixed: Truth::Maybe, because: "no Principal".to_owned() },
    };
    let fixed = |principal: &Principal| match principal {
        Principal::Any | Principal::Federated(_) => Truth::No,
        Principal::Unknown(text) if text == "*" => Truth::No,
        Principal::Unknown(_) => Truth::Maybe,
        _ => Truth::Yes,
    };
    let all = listed.iter().map(fixed).fold(Truth::Yes, Truth::and);
    let worst: Vec<&str> = listed.iter().filter(|one| fixed(one) == all).map(Principal::text).collect();
    let because = match all {
        Truth::Yes => "every principal is fixed".to_owned(),
        Truth::Maybe => format!("not known what AWS makes of the principal {}", some(&worst)),
        Truth::No => format!("Principal {} is not fixed", some(&worst)),
    };
    Hold { fixed: all, because }
}

/// The first few of a list.
fn some(texts: &[&str]) -> String {
    let first = texts.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    if texts.len() > 3 { format!("{first} and {} more", texts.len() - 3) } else { first }
}

fn of_condition(condition: &Condition, version: Version, kind: PolicyKind) -> Hold {
    let name = format!("{} {}", condition.operator, condition.key);
    let hold = |fixed, because: &str| Hold { fixed, because: format!("{name} {because}") };
    let Some(operator) = Operator::parse(&condition.operator) else {
        return hold(Truth::Maybe, "has an unknown operator");
    };
    let Some(shape) = key::shape(&condition.key, kind) else {
        return hold(Truth::No, "is on a key that AWS does not count");
    };
    if operator.comparison == Comparison::Null {
        return hold(Truth::No, "fixes no value");
    }
    if operator.negated {
        return hold(Truth::No, "is negated");
    }
    if operator.if_exists || operator.quantifier == Some(Quantifier::All) {
        return hold(Truth::No, "passes where the key is missing");
    }
    let of_value = |text: &String| value::fixed(shape, operator, text, version);
    let fixed = condition.values.iter().map(of_value).fold(Truth::Yes, Truth::and);
    if fixed == Truth::Yes && documented_name(&condition.operator).as_deref() != Some(condition.operator.as_str()) {
        return hold(Truth::Maybe, "has an operator of another case");
    }
    let worst: Vec<&str> = condition.values.iter().filter(|text| of_value(text) == fixed).map(String::as_str).collect();
    let values = some(&worst);
    match fixed {
        Truth::Yes => hold(fixed, "is held to fixed values"),
        Truth::Maybe => hold(fixed, &format!("is not decided for {values}")),
        Truth::No => hold(fixed, &format!("is not held by {values}")),
    }
}

#[cfg(test)]
mod tests;
