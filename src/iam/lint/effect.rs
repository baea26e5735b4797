//! Statements without effect: what no request meets, what is denied anyway, what others say, whom nobody is.

use super::super::enforcement::{Demand, Enforcement, enforces};
use super::super::exposure::{Grant, Kind as Resource, Question, Zone};
use super::super::inclusion::{PARTITION, Why, kind_of, vacuous};
use super::super::parse::{Effect, Element, Policy, Statement, parse};
use super::super::principal::Principal;
use super::super::truth::Truth;
use super::DocumentKind;
use super::report::Report;

/// How many statements of a trust policy are asked about, one by one, at most.
const MOST: usize = 32;

/// Says of each statement that surely has no effect why. What others have said already is not said again.
pub(super) fn remarks(text: &str, kind: DocumentKind, report: &mut Report) {
    let Ok(policy) = parse(text) else { return };
    let mut told: Vec<usize> = Vec::new();
    if kind == DocumentKind::Trust {
        for statement in policy.statements.iter().filter(|one| is_asked(one)).take(MOST) {
            if is_dead(&policy, statement, text) {
                told.push(statement.index);
                say(
                    report,
                    &Grant::of(statement),
                    "dead-trust",
                    "nobody can assume the role by it",
                    "take it out, or let the principal fit the action and the conditions",
                );
            }
        }
    }
    // Callers are tried of one partition.
    if partitions(text).any(|partition| !partition.contains(['*', '?', '$']) && partition != PARTITION) {
        return;
    }
    for found in vacuous(&policy, kind_of(kind)) {
        if told.contains(&found.statement.index) {
            continue;
        }
        let (code, mend) = match found.why {
            Why::Unsatisfiable => ("vacuous-statement", "take it out, or mend the conditions that exclude each other"),
            Why::Denied => ("denied-statement", "take it out, or narrow the Deny"),
            Why::Shadowed => ("covered-statement", "take it out"),
            // That is told of each action; and what it denies, other policies may allow.
            Why::NoResource | Why::DeniesNothing => continue,
        };
        say(report, &found.statement, code, found.why.text(), mend);
    }
}

fn say(report: &mut Report, statement: &Grant, code: &'static str, message: &str, mend: &str) {
    if !report.is_blamed(statement.index) {
        report.enter(statement.index, statement.sid.as_deref());
        report.say_at(code, statement.line, message.to_owned(), mend);
        report.leave();
    }
}

/// Whether a statement is one of those that let somebody assume the role. Which service takes it is the service's
/// own affair.
fn is_asked(statement: &Statement) -> bool {
    let assumes = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];
    let is_one = |action: &String| assumes.contains(&action.to_ascii_lowercase().as_str());
    let is_service = |principal: &Principal| matches!(principal, Principal::Service(_));
    statement.effect == Some(Effect::Allow)
        && statement.issues.is_empty()
        && matches!(&statement.actions, Element::Is(actions) if actions.iter().all(is_one))
        && matches!(&statement.principals, Element::Is(listed) if !listed.iter().any(is_service))
}

/// The partitions of the ARNs in a text, as they are written.
fn partitions(text: &str) -> impl Iterator<Item = &str> {
    text.split("arn:").skip(1).filter_map(|rest| rest.split(':').next())
}

/// Whether nobody there can be meets the statement and no `Deny`. Whose role it is matters not: everybody whom the
/// document names is asked.
fn is_dead(policy: &Policy, statement: &Statement, text: &str) -> bool {
    let Some(kind) = Resource::named("AWS::IAM::Role") else { return false };
    // Nor is it known which account and organisation are the role's own.
    let document = text.to_ascii_lowercase();
    if ["aws:resourceaccount", "aws:resourceorg"].iter().any(|key| document.contains(key)) {
        return false;
    }
    let denies = policy.statements.iter().filter(|one| one.may_be(Effect::Deny));
    let statements = denies.chain([statement]).cloned().collect();
    let account = "0".repeat(12);
    let partition = partitions(text).find(|partition| !partition.contains(['*', '?', '$']));
    let resource = partition.map(|partition| format!("arn:{partition}:iam::{account}:role/example"));
    let question =
        Question { kind, zone: Zone { account, ..Zone::default() }, resource, is_restricted: Truth::No, now: 0 };
    let alone = Policy { version: policy.version, statements };
    matches!(enforces(&alone, &question, Demand::Nobody, false), Enforcement::Yes { .. })
}
