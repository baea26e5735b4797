//! One statement, read for an AWS service and a bucket: what it surely covers, and what it may cover.

use super::bucket::Bucket;
use super::condition::{self, Source};
use super::glob::Glob;
use super::parse::{Effect, Element, Policy, Statement, Version};
use super::principal::Principal;
use super::truth::Truth;

/// An AWS service that works for a known resource, over https.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service<'a> {
    pub name: &'a str,
    pub source: Source<'a>,
}

/// Why something is not decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// Names the construct and the statement.
    pub construct: String,
    /// Which kind of statement it stands in: what it could add or take away. `None`: either.
    pub effect: Option<Effect>,
}

/// A statement as a service meets it.
pub(super) struct Rule {
    /// Whether it reaches the caller: its principals and conditions.
    pub applies: Truth,
    pub actions: Set,
    pub resources: Set,
    pub doubts: Vec<Doubt>,
}

/// The texts that an element covers, as far as it is decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    pub certain: Vec<Glob>,
    /// May be covered besides.
    pub possible: Vec<Glob>,
    /// The element stands in its Not form: everything else is covered.
    pub inverted: bool,
}

impl Set {
    /// Whether the set holds `text`.
    pub fn holds(&self, text: &str) -> Truth {
        let hit = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(text));
        match (hit(&self.certain), self.inverted) {
            (true, false) => Truth::Yes,
            (true, true) => Truth::No,
            (false, false) => {
                if hit(&self.possible) {
                    Truth::Maybe
                } else {
                    Truth::No
                }
            }
            // A part that is not understood may make the whole statement match nothing.
            (false, true) => {
                if self.possible.is_empty() {
                    Truth::Yes
                } else {
                    Truth::Maybe
                }
            }
        }
    }

    /// A set of which nothing is known.
    fn unknown() -> Self {
        Self { possible: vec![Glob::new("*")], ..Self::default() }
    }
}

/// Reads every statement of a bucket policy that may be of the given effect.
pub(super) fn rules(policy: &Policy, effect: Effect, service: Service, bucket: Bucket) -> Vec<Rule> {
    let statements = policy.statements.iter().filter(|statement| statement.may_be(effect));
    statements.map(|statement| rule(policy, statement, service, bucket)).collect()
}

fn rule(policy: &Policy, statement: &Statement, service: Service, bucket: Bucket) -> Rule {
    let mut doubts = Vec::new();
    let mut doubt = |construct: String| {
        doubts.push(Doubt {
            construct: format!("{construct} in statement {}", statement.name()),
            effect: statement.effect,
        });
    };
    if let Some(issue) = issue(statement) {
        doubt(format!("statement not understood: {issue}"));
        let (actions, resources) = (Set::unknown(), Set::unknown());
        return Rule { applies: Truth::Maybe, actions, resources, doubts };
    }
    let reached = reaches(statement, service.name);
    if reached == Truth::Maybe {
        doubt(format!("principal not decided: {}", principal_texts(statement)));
    }
    let Service { name, source } = service;
    condition::doubts_for_service(statement, policy.version, name, source).into_iter().for_each(&mut doubt);
    let holds = condition::for_service(statement, policy.version, name, source);
    let actions = actions(statement);
    if !actions.possible.is_empty() {
        doubt("action not decided: a name that is no service:action".to_owned());
    }
    let variables = policy.version == Version::V2012;
    let resources = set(&statement.resources, |text| resource_glob(text, bucket.partition, variables));
    if !resources.possible.is_empty() {
        doubt("resource not decided: a policy variable or an incomplete ARN".to_owned());
    }
    Rule { applies: reached.and(holds), actions, resources, doubts }
}

/// The actions that a statement speaks of, in lower case.
pub(super) fn actions(statement: &Statement) -> Set {
    set(&statement.actions, action_glob)
}

/// What makes a statement of a resource's policy mean anything or nothing.
fn issue(statement: &Statement) -> Option<&str> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue);
    }
    let missing = [
        (statement.principals == Element::Missing, "no Principal"),
        (statement.actions == Element::Missing, "no Action"),
        (statement.resources == Element::Missing, "no Resource"),
    ];
    missing.into_iter().find_map(|(is_missing, name)| is_missing.then_some(name))
}

fn reaches(statement: &Statement, service: &str) -> Truth {
    let (listed, inverted) = match &statement.principals {
        Element::Missing => return Truth::Maybe,
        Element::Is(listed) => (listed, false),
        Element::Not(listed) => (listed, true),
    };
    let names = Truth::any(listed.iter().map(|principal| match principal {
        Principal::Any => Truth::Yes,
        Principal::Unknown(_) => Truth::Maybe,
        Principal::Service(listed) => Truth::from(listed == service),
        _ => Truth::No,
    }));
    if inverted { names.negated() } else { names }
}

pub(super) fn principal_texts(statement: &Statement) -> String {
    match &statement.principals {
        Element::Missing => String::new(),
        Element::Is(listed) | Element::Not(listed) => listed.iter().map(Principal::text).collect::<Vec<_>>().join(", "),
    }
}

/// What one text of an element covers.
enum Cover {
    Certain(Glob),
    Possible(Glob),
    Nothing,
}

fn set(element: &Element<String>, read: impl Fn(&str) -> Cover) -> Set {
    let (texts, inverted) = match element {
        Element::Missing => return Set::unknown(),
        Element::Is(texts) => (texts, false),
        Element::Not(texts) => (texts, true),
    };
    let mut set = Set { inverted, ..Set::default() };
    for text in texts {
        match read(text) {
            Cover::Certain(glob) => set.certain.push(glob),
            Cover::Possible(glob) => set.possible.push(glob),
            Cover::Nothing => {}
        }
    }
    set
}

/// Actions compare without case; the service before the colon takes no wildcard.
fn action_glob(text: &str) -> Cover {
    if text == "*" {
        return Cover::Certain(Glob::new(text));
    }
    let lower = text.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '?');
    match lower.split_once(':') {
        Some((service, name))
            if !service.is_empty() && !name.is_empty() && service.chars().chain(name.chars()).all(allowed) =>
        {
            if service.contains(['*', '?']) {
                Cover::Possible(Glob::new(&lower))
            } else {
                Cover::Certain(Glob::new(&lower))
            }
        }
        _ => Cover::Possible(Glob::new("*")),
    }
}

/// The last part of the ARNs of buckets and objects that a resource covers. Its first five parts are compared one by one
/// and without case.
fn resource_glob(text: &str, partition_of_bucket: &str, variables: bool) -> Cover {
    if text == "*" {
        return Cover::Certain(Glob::new(text));
    }
    let variable = if variables { text.find("${") } else { None };
    // Up to the variable the text is as written; what AWS puts in its place is not known.
    let parts: Vec<&str> = text[..variable.unwrap_or(text.len())].splitn(6, ':').collect();
    let &[arn, partition, service, region, account, rest] = parts.as_slice() else {
        let wild = variable.is_some() || text.contains(['*', '?']);
        return if wild { Cover::Possible(Glob::new("*")) } else { Cover::Nothing };
    };
    let like = |pattern: &str, part: &str| Glob::new(&pattern.to_ascii_lowercase()).matches(part);
    if !(like(arn, "arn")
        && like(partition, partition_of_bucket)
        && like(service, "s3")
        && like(region, "")
        && like(account, ""))
    {
        return Cover::Nothing;
    }
    let glob = Glob::new(rest);
    match variable {
        Some(_) => Cover::Possible(glob.then(&Glob::new("*"))),
        // A key has 1,024 bytes at most: whether a longer pattern matches anything depends on its characters.
        None if glob.shortest() > 1024 || !arn.eq_ignore_ascii_case("arn") => Cover::Possible(glob),
        None => Cover::Certain(glob),
    }
}
