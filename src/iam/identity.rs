//! What a policy of a user, group or role allows without bounds: everything, or everything of a service.

use std::collections::{BTreeMap, BTreeSet};

use super::glob::{Budget, Glob, exists};
use super::holder::{Holder, Question, Scope};
use super::parse::{Effect, Element, Policy, Statement};
use super::rule::Doubt;
use super::truth::Truth;

/// What was looked for: what surely is there, and why there may be more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    pub certain: Vec<T>,
    /// Empty: `certain` is all there is.
    pub doubts: BTreeSet<Doubt>,
}

/// The statements, by index, that allow every action on every resource.
///
/// Not undone: what the same document denies must leave more than a list of named actions or resources, whatever the
/// holder does. What he can meet is no condition; what resources must meet leaves some out. `NotAction` and
/// `NotResource` are no wildcards: they allow all but something.
pub fn admin_grants(policy: &Policy, holder: &Holder) -> Found<usize> {
    let question = Question::of(holder, Scope::everything(holder.partition), &[policy]);
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    for statement in question.allows(0) {
        let verdict = question.grants_all(&[vec![statement]], &[]);
        found.doubts.extend(verdict.doubts);
        if verdict.truth == Truth::Yes {
            found.certain.push(statement);
        }
    }
    found
}

/// The statements, by index, that allow every action of a service on every resource, and the service's prefix.
///
/// A statement that names no service, since it allows all or all but some, is listed for those of `asked` that it
/// grants. Where a `Deny` leaves only named actions of all, it is listed for the services of which all are left.
pub fn service_grants(policy: &Policy, holder: &Holder, asked: &[&str]) -> Found<(usize, String)> {
    let everything = Question::of(holder, Scope::everything(holder.partition), &[policy]);
    let mut of_services: BTreeMap<String, Question> = BTreeMap::new();
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        let group = [vec![statement.index]];
        if issue(statement).is_some() {
            // Which services it names is not known either: it may be all.
            found.doubts.extend(everything.grants_all(&group, &[]).doubts);
            continue;
        }
        let mut named = services(policy, statement);
        named.extend(asked.iter().map(ToString::to_string));
        for service in named {
            let scope = || Scope::service(&service, holder.partition);
            let question =
                of_services.entry(service.clone()).or_insert_with(|| Question::of(holder, scope(), &[policy]));
            let verdict = question.grants_all(&group, &[]);
            found.doubts.extend(verdict.doubts);
            if verdict.truth == Truth::Yes {
                found.certain.push((statement.index, service));
            }
        }
        if everything.speaks_of_everything(statement.index) != Truth::No {
            found.doubts.extend(odd_service(statement));
        }
    }
    found
}

/// Whether AWS takes a service's name with a wildcard in it, or a name without a service, is not known.
fn odd_service(statement: &Statement) -> Option<Doubt> {
    let Element::Is(actions) = &statement.actions else { return None };
    let odd = |text: &&String| match text.split_once(':') {
        None => !is_run(text),
        Some((service, name)) => service.contains(['*', '?']) && !is_run(service) && is_everything(&Glob::new(name)),
    };
    actions.iter().find(odd).map(|odd| doubt(statement, &format!("action not decided: {odd}")))
}

/// Prefixes of services of which a statement may grant all, as the texts name them.
fn services(policy: &Policy, statement: &Statement) -> BTreeSet<String> {
    let Element::Is(texts) = &statement.actions else {
        return BTreeSet::new();
    };
    let all = texts.iter().any(|text| is_all_actions(text));
    let denied = policy.statements.iter().filter(|other| all && other.may_be(Effect::Deny));
    let left = denied.filter_map(|other| if let Element::Not(texts) = &other.actions { Some(texts) } else { None });
    let named = if all { Vec::new() } else { texts.iter().collect() };
    let prefix = |text: &String| {
        let (service, _) = text.split_once(':')?;
        (!service.is_empty() && !service.contains(['*', '?'])).then(|| service.to_ascii_lowercase())
    };
    named.into_iter().chain(left.flatten()).filter_map(prefix).collect()
}

/// Whether a statement names all actions of all services.
pub(super) fn is_all_actions(text: &str) -> bool {
    is_run(text) || text.split_once(':').is_some_and(|(service, name)| is_run(service) && is_run(name))
}

/// What makes a statement of an identity policy mean anything or nothing.
pub(super) fn issue(statement: &Statement) -> Option<&str> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue);
    }
    let wrong = [
        (statement.principals != Element::Missing, "a Principal where none belongs"),
        (statement.actions == Element::Missing, "no Action"),
        (statement.resources == Element::Missing, "no Resource"),
    ];
    wrong.into_iter().find_map(|(is_wrong, name)| is_wrong.then_some(name))
}

pub(super) fn doubt(statement: &Statement, construct: &str) -> Doubt {
    Doubt { construct: format!("{construct} in statement {}", statement.name()), effect: statement.effect }
}

/// Nothing but `*`.
pub(super) fn is_run(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// Whether a glob matches every text that is not empty.
fn is_everything(glob: &Glob) -> bool {
    let all = Glob::new("?*");
    exists(&[vec![&all]], &[glob], &mut Budget::default()) == Some(false)
}

#[cfg(test)]
mod tests;
