//! Under which conditions a statement works: operators, keys, and the traps where a key is missing.

use std::collections::HashSet;

use super::super::operator::{Comparison, Operator, Quantifier};
use super::super::parse::{Effect, Version};
use super::known::{self, Global};
use super::report::{Report, short};
use super::statement::{Condition, Statement};
use super::value;

pub(super) fn remarks(statement: &Statement, version: Version, report: &mut Report) {
    let guards: HashSet<String> = statement.conditions.iter().filter_map(demanded).collect();
    for condition in &statement.conditions {
        key(condition, report);
        let Some(operator) = condition.operator else {
            let message = format!("unknown operator {:?}", short(&condition.name));
            report.say(
                "unknown-operator",
                condition.raw,
                message,
                "look it up: StringEquals, StringLike, ArnLike, IpAddress, Bool, ...",
            );
            continue;
        };
        if condition.documented != condition.name {
            let message = format!("{:?} is written {}", short(&condition.name), condition.documented);
            report.say("operator-case", condition.raw, message, "write it so: other cases are not documented");
        }
        sets(condition, operator, report);
        let guarded = guards.contains(&condition.key.to_ascii_lowercase());
        missing_key(statement.effect, condition, operator, guarded, report);
        transport(statement, condition, operator, report);
        value::remarks(condition, operator, version, report);
    }
}

fn key(condition: &Condition, report: &mut Report) {
    let shown = short(&condition.key);
    let has_service =
        condition.key.split_once(':').is_some_and(|(service, key)| !service.is_empty() && !key.is_empty());
    if !has_service || condition.key.trim() != condition.key {
        let message = format!("{shown:?} is no condition key");
        report.say("key-form", condition.raw, message, "write SERVICE:KEY, as in aws:SourceIp");
    } else if let Global::Unknown(near) = known::global(&condition.key) {
        let mend = near.map_or("look the key up".to_owned(), |near| format!("did you mean {near}?"));
        report.say("unknown-key", condition.raw, format!("there is no global key {shown:?}"), &mend);
    }
}

fn sets(condition: &Condition, operator: Operator, report: &mut Report) {
    let shown = short(&condition.key);
    if operator.quantifier.is_some() && known::has_one_value(&condition.key) {
        let message = format!("{} on {shown}, which has one value", condition.documented);
        report.say("set-operator-single-value", condition.raw, message, "leave the set operator out");
    }
    if operator.quantifier.is_none()
        && operator.comparison != Comparison::Null
        && known::has_many_values(&condition.key)
    {
        let message = format!("{} on {shown}, which has many values, matches none", condition.documented);
        report.say("set-operator-missing", condition.raw, message, "put ForAnyValue: or ForAllValues: before it");
    }
}

/// Traps where a request does not have the key.
fn missing_key(effect: Option<Effect>, condition: &Condition, operator: Operator, guarded: bool, report: &mut Report) {
    let key = condition.key.as_str();
    let shown = short(key);
    let allow = effect == Some(Effect::Allow) && !guarded;
    if allow && operator.quantifier == Some(Quantifier::All) {
        let message = format!("{} holds for requests without {shown}", condition.documented);
        let mend = "add \"Null\": {KEY: \"false\"}, or use ForAnyValue:";
        report.say("for-all-values-allow", condition.raw, message, mend);
    } else if allow && operator.if_exists && tells_callers_apart(key) {
        let message = format!("{} lets in requests without {shown}", condition.documented);
        report.say("if-exists-allow", condition.raw, message, "leave IfExists out");
    }
    let asks_false = condition.values.iter().all(|text| text.value.eq_ignore_ascii_case("false"));
    // Only sessions with temporary credentials have this one.
    let temporary_only = key.eq_ignore_ascii_case("aws:MultiFactorAuthPresent");
    if effect == Some(Effect::Deny)
        && operator.comparison == Comparison::Bool
        && !operator.if_exists
        && temporary_only
        && asks_false
    {
        let message = format!("the Deny does not hit requests without {shown}: those signed with long-term keys");
        report.say("bool-missing-key", condition.raw, message, "use BoolIfExists");
    }
}

/// The key that a condition demands to be there, in lower case: `Null` `false`.
fn demanded(condition: &Condition) -> Option<String> {
    let demands = condition.operator.is_some_and(|operator| operator.comparison == Comparison::Null)
        && !condition.values.is_empty()
        && condition.values.iter().all(|text| text.value.eq_ignore_ascii_case("false"));
    demands.then(|| condition.key.to_ascii_lowercase())
}

/// Whether the key says who calls or from where, and anonymous or other callers may lack it.
fn tells_callers_apart(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let starts = ["aws:principal", "aws:source", "aws:vpc", "aws:userid", "aws:username", "aws:multifactorauth"];
    starts.iter().any(|start| key.starts_with(start))
        || ["sts:externalid", "kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"]
            .contains(&key.as_str())
        || [":sub", ":aud", ":amr"].iter().any(|end| key.ends_with(end))
}

/// `aws:SecureTransport` is true for https: the wrong value turns the statement round.
fn transport(statement: &Statement, condition: &Condition, operator: Operator, report: &mut Report) {
    if !condition.key.eq_ignore_ascii_case("aws:SecureTransport") || operator.negated {
        return;
    }
    if !matches!(
        operator.comparison,
        Comparison::Bool | Comparison::String | Comparison::StringIgnoreCase | Comparison::StringLike
    ) || condition.values.is_empty()
    {
        return;
    }
    let all = |word: &str| condition.values.iter().all(|text| text.value.eq_ignore_ascii_case(word));
    match statement.effect {
        Some(Effect::Deny) if all("true") => {
            let message = "the Deny hits https and lets plain http pass".to_owned();
            report.say("transport-direction", condition.raw, message, "write \"false\"");
        }
        Some(Effect::Allow) if all("false") => {
            let message = "the Allow holds for plain http and not for https".to_owned();
            report.say("transport-direction", condition.raw, message, "write \"true\", or deny \"false\"");
        }
        _ => {}
    }
}
