//! What a policy of a user, group or role allows without bounds: everything, or everything of a service.

use std::collections::BTreeSet;

use super::condition;
use super::glob::{Budget, Glob, exists};
use super::parse::{Effect, Element, Policy, Statement, Version};
use super::rule::{self, Doubt, Set};
use super::space::{Reading, Space};
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
/// No condition, and not undone: what the same document denies without condition must leave more than a list of named
/// actions or resources. `NotAction` and `NotResource` are no wildcards: they allow all but something.
pub fn admin_grants(policy: &Policy, partition: &str) -> Found<usize> {
    let mut question = Question::new(policy, partition);
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if question.grants(statement, &Glob::new("?*:?*")) {
            question.certain.push(statement.index);
        }
    }
    Found { certain: question.certain, doubts: question.doubts }
}

/// The statements, by index, that allow every action of a service on every resource, and the service's prefix.
///
/// A statement that names no service, since it allows all or all but some, is listed for those of `asked` that it
/// grants. Where a `Deny` leaves only named actions of all, it is listed for the services of which all are left.
pub fn service_grants(policy: &Policy, partition: &str, asked: &[&str]) -> Found<(usize, String)> {
    let mut question = Question::new(policy, partition);
    let mut certain = Vec::new();
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if issue(statement).is_some() {
            // Which services it names is not known either: it may be all.
            question.grants(statement, &Glob::new("?*:?*"));
            continue;
        }
        let mut named = services(policy, statement);
        named.extend(asked.iter().map(ToString::to_string));
        for service in named {
            if question.grants(statement, &Glob::literal(&service).then(&Glob::new(":?*"))) {
                certain.push((statement.index, service));
            }
        }
        question.odd_services(statement);
    }
    Found { certain, doubts: question.doubts }
}

struct Question<'p> {
    policy: &'p Policy,
    partition: &'p str,
    budget: Budget,
    certain: Vec<usize>,
    doubts: BTreeSet<Doubt>,
}

impl<'p> Question<'p> {
    fn new(policy: &'p Policy, partition: &'p str) -> Self {
        Self { policy, partition, budget: Budget::default(), certain: Vec::new(), doubts: BTreeSet::new() }
    }

    /// Whether an `Allow` surely grants all of `scope` on everything; what it may grant is noted.
    fn grants(&mut self, statement: &Statement, scope: &Glob) -> bool {
        let (mut allowed, mut doubts) = self.allows(statement, scope);
        if allowed != Truth::No {
            let (undone, why) = self.undone(scope);
            allowed = allowed.and(undone.negated());
            doubts.extend(why);
        }
        if allowed == Truth::Maybe {
            self.doubts.extend(doubts);
        }
        allowed == Truth::Yes
    }

    fn allows(&mut self, statement: &Statement, scope: &Glob) -> (Truth, Vec<Doubt>) {
        if let Some(issue) = issue(statement) {
            return (Truth::Maybe, vec![doubt(statement, &format!("statement not understood: {issue}"))]);
        }
        let actions = match &statement.actions {
            Element::Missing => Truth::No,
            _ => self.covers(&allowed_actions(statement), scope),
        };
        let resources = match &statement.resources {
            Element::Is(texts) => self.any_covers_all(texts),
            _ => Truth::No,
        };
        let free = if statement.conditions.is_empty() { Truth::Yes } else { Truth::Maybe };
        let mut doubts = Vec::new();
        if actions == Truth::Maybe {
            doubts.push(doubt(statement, "action not decided: a name that is no service:action"));
        }
        if resources == Truth::Maybe {
            doubts.push(doubt(statement, "resource not decided: a policy variable or an incomplete ARN"));
        }
        if free == Truth::Maybe {
            doubts.push(doubt(statement, &format!("condition not decided: {}", condition::describe(statement))));
        }
        (actions.and(resources).and(free), doubts)
    }

    /// Whether what the document denies leaves at most named actions, or named resources, of `scope`.
    fn undone(&mut self, scope: &Glob) -> (Truth, Vec<Doubt>) {
        let mut denies = Vec::new();
        for statement in self.policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)) {
            let (actions, reach, doubts) = self.denies(statement, scope);
            if reach != Truth::No {
                denies.push((actions, reach, doubts));
            }
        }
        let (mut least, mut most) = (Space::of(scope), Space::of(scope));
        for (actions, reach, _) in &denies {
            if *reach == Truth::Yes {
                least = least.outside(actions, Reading::Surely);
            }
            most = most.outside(actions, Reading::Possibly);
        }
        if least.is_empty(&mut self.budget) == Some(true) {
            return (Truth::Yes, Vec::new());
        }
        if most.is_empty(&mut self.budget) == Some(false) {
            return (Truth::No, Vec::new());
        }
        let mut doubts: Vec<Doubt> = denies.into_iter().flat_map(|(_, _, doubts)| doubts).collect();
        if doubts.is_empty() {
            let construct = "actions not decided: too many patterns".to_owned();
            doubts.push(Doubt { construct, effect: Some(Effect::Deny) });
        }
        (Truth::Maybe, doubts)
    }

    /// The actions that a `Deny` takes away from a grant of all of `scope`, and whether it does so on every resource.
    fn denies(&mut self, statement: &Statement, scope: &Glob) -> (Set, Truth, Vec<Doubt>) {
        if let Some(issue) = issue(statement) {
            let why = doubt(statement, &format!("statement not understood: {issue}"));
            return (Set { possible: vec![Glob::new("*")], ..Set::default() }, Truth::Maybe, vec![why]);
        }
        let mut doubts = Vec::new();
        let mut actions = rule::actions(statement);
        if !actions.possible.is_empty() {
            doubts.push(doubt(statement, "action not decided: a name that is no service:action"));
        }
        if actions.inverted {
            // All but a list is denied: then a list is what is left, unless the list is all.
            let listed = Set { inverted: false, ..actions };
            actions = all_if(self.covers(&listed, scope).negated());
        }
        let resources = match &statement.resources {
            Element::Is(texts) => self.any_covers_all(texts),
            Element::Not(texts) => self.any_covers_all(texts).negated(),
            Element::Missing => Truth::Maybe,
        };
        if resources == Truth::Maybe {
            doubts.push(doubt(statement, "resource not decided: a policy variable or an incomplete ARN"));
        }
        let free = if statement.conditions.is_empty() { Truth::Yes } else { Truth::Maybe };
        if free == Truth::Maybe {
            doubts.push(doubt(statement, &format!("condition not decided: {}", condition::describe(statement))));
        }
        (actions, resources.and(free), doubts)
    }

    /// Whether a list of actions holds all of `scope`.
    fn covers(&mut self, listed: &Set, scope: &Glob) -> Truth {
        let mut left = |reading| Space::of(scope).outside(listed, reading).is_empty(&mut self.budget);
        match (left(Reading::Surely), left(Reading::Possibly)) {
            (Some(true), _) => Truth::Yes,
            (Some(false), Some(false)) => Truth::No,
            _ => Truth::Maybe,
        }
    }

    fn any_covers_all(&self, texts: &[String]) -> Truth {
        let variables = self.policy.version == Version::V2012;
        Truth::any(texts.iter().map(|text| covers_all(text, self.partition, variables)))
    }

    /// Whether AWS takes a service's name with a wildcard in it, or a name without a service, is not known.
    fn odd_services(&mut self, statement: &Statement) {
        let (Element::Is(actions), Element::Is(resources)) = (&statement.actions, &statement.resources) else { return };
        let odd = |text: &&String| match text.split_once(':') {
            None => !is_run(text),
            Some((service, name)) => {
                service.contains(['*', '?']) && !is_run(service) && is_everything(&Glob::new(name))
            }
        };
        if let Some(odd) = actions.iter().find(odd)
            && self.any_covers_all(resources) != Truth::No
        {
            self.doubts.insert(doubt(statement, &format!("action not decided: {odd}")));
        }
    }
}

/// Prefixes of services of which a statement may grant all, as the texts name them.
fn services(policy: &Policy, statement: &Statement) -> BTreeSet<String> {
    let Element::Is(texts) = &statement.actions else { return BTreeSet::new() };
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

/// The actions of an `Allow`. What no AWS page says of `*:*`, its writer has said: it is meant as `*`.
fn allowed_actions(statement: &Statement) -> Set {
    let mut actions = rule::actions(statement);
    if let Element::Is(texts) = &statement.actions
        && texts.iter().any(|text| is_all_actions(text))
    {
        actions.certain.push(Glob::new("*"));
    }
    actions
}

fn is_all_actions(text: &str) -> bool {
    is_run(text) || text.split_once(':').is_some_and(|(service, name)| is_run(service) && is_run(name))
}

fn all_if(truth: Truth) -> Set {
    let all = vec![Glob::new("*")];
    match truth {
        Truth::Yes => Set { certain: all, ..Set::default() },
        Truth::Maybe => Set { possible: all, ..Set::default() },
        Truth::No => Set::default(),
    }
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

/// Whether a resource text covers every resource there is.
fn covers_all(text: &str, partition: &str, variables: bool) -> Truth {
    if is_run(text) {
        return Truth::Yes;
    }
    if variables && text.contains("${") {
        // A value is put in as it is, wildcards in it included; only an empty one leaves the rest to itself.
        let rest = put_in(text, "");
        return if rest.is_empty() { Truth::No } else { covers_all(&rest, partition, false).and(Truth::Maybe) };
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &[arn, own_partition, service, region, account, rest] = parts.as_slice() else {
        return if text.contains('*') { Truth::Maybe } else { Truth::No };
    };
    let like = |pattern: &str, part: &str| Glob::new(&pattern.to_ascii_lowercase()).matches(part);
    let all = [service, region, account, rest].into_iter().all(is_run);
    Truth::from(all && like(arn, "arn") && like(own_partition, partition))
}

/// A text with `value` in the place of each `${...}`.
pub(super) fn put_in(text: &str, value: &str) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, variable)) = rest.split_once("${") {
        filled.push_str(before);
        filled.push_str(value);
        rest = variable.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
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
