//! Which actions statements speak of, put together where no statement tells them apart.
//!
//! The actions are those of the vocabulary, and those that only the policies name.

use std::collections::BTreeMap;

use super::super::parse::{Element, Statement};
use super::super::text::Pattern;
use super::super::truth::Truth;
use super::super::vocabulary::{self, AccessLevel, Action, Service};

/// What one statement says of actions.
struct Spoken<'p> {
    /// `*`; or a text that is none, which may mean anything.
    everything: Truth,
    /// The place of the service, and the pattern of names in it.
    named: Vec<(usize, &'p str)>,
    /// Patterns of services, which AWS does not document, and of names in them.
    wild: Vec<(Pattern, &'p str)>,
    inverted: bool,
}

/// All actions that the statements of some policies speak of.
pub struct Actions<'p> {
    spoken: Vec<Spoken<'p>>,
    prefixes: Vec<String>,
}

/// The actions of one service by number: those of the vocabulary, then those that only the policies name.
#[derive(Default)]
pub struct Names {
    prefix: String,
    service: Option<&'static Service>,
    others: Vec<String>,
}

/// Actions of one service that every statement covers alike.
pub struct Class {
    /// By number in [`Names`].
    pub members: Vec<usize>,
    /// Whether each statement covers them.
    pub covers: Vec<Truth>,
}

impl<'p> Actions<'p> {
    /// Reads the actions of statements.
    pub fn of(statements: impl Iterator<Item = &'p Statement>) -> Self {
        let mut prefixes: Vec<String> = Vec::new();
        let spoken = statements.map(|statement| spoken(&statement.actions, &mut prefixes)).collect();
        Self { spoken, prefixes }
    }

    /// How many services are named.
    pub fn services(&self) -> usize {
        self.prefixes.len()
    }

    /// The actions of a named service, by its number.
    pub fn names(&self, service: usize) -> Names {
        let mut names = Names::of(self.prefixes.get(service).map_or("", String::as_str));
        for (_, text) in self.spoken.iter().flat_map(|spoken| &spoken.named).filter(|(own, _)| *own == service) {
            names.learn(text);
        }
        names
    }

    /// The actions of a named service that one of `wanted` covers, statement by statement.
    pub fn classes(&self, service: usize, names: &Names, wanted: &[usize]) -> Vec<Class> {
        let rows: Vec<Vec<Truth>> = self.spoken.iter().map(|spoken| spoken.row(Some(service), names)).collect();
        let mut classes: BTreeMap<Vec<Truth>, Vec<usize>> = BTreeMap::new();
        for action in 0..names.len() {
            if wanted.iter().any(|place| rows[*place][action] != Truth::No) {
                classes.entry(rows.iter().map(|row| row[action]).collect()).or_default().push(action);
            }
        }
        let mut classes: Vec<Class> = classes.into_iter().map(|(covers, members)| Class { members, covers }).collect();
        classes.sort_by_key(|class| class.members.first().copied());
        classes
    }

    /// Whether each statement covers the actions of all services that none names.
    pub fn rest(&self) -> Vec<Truth> {
        let rest = |spoken: &Spoken| {
            let truth = if spoken.wild.is_empty() { Truth::No } else { Truth::Maybe }.or(spoken.everything);
            if spoken.inverted { truth.negated() } else { truth }
        };
        self.spoken.iter().map(rest).collect()
    }

    /// The services that no statement names, with all their actions.
    pub fn unnamed(&self) -> impl Iterator<Item = Names> {
        let named = |prefix: &&str| self.prefixes.iter().any(|own| own == prefix);
        vocabulary::services().filter(move |prefix| !named(prefix)).map(Names::of)
    }
}

fn spoken<'p>(element: &'p Element<String>, prefixes: &mut Vec<String>) -> Spoken<'p> {
    let (texts, inverted) = match element {
        Element::Missing => (&[][..], false),
        Element::Is(texts) => (texts.as_slice(), false),
        Element::Not(texts) => (texts.as_slice(), true),
    };
    let mut spoken = Spoken { everything: Truth::No, named: Vec::new(), wild: Vec::new(), inverted };
    for text in texts {
        match text.split_once(':') {
            _ if text == "*" => spoken.everything = Truth::Yes,
            None => spoken.everything = spoken.everything.or(Truth::Maybe),
            Some((service, name)) if service.contains(['*', '?']) => {
                spoken.wild.push((Pattern::folded_glob(service), name));
            }
            Some((service, name)) => {
                let place = match prefixes.iter().position(|own| own.eq_ignore_ascii_case(service)) {
                    Some(place) => place,
                    None => {
                        prefixes.push(service.to_ascii_lowercase());
                        prefixes.len() - 1
                    }
                };
                spoken.named.push((place, name));
            }
        }
    }
    spoken
}

impl Spoken<'_> {
    /// Whether the statement covers each action of a service. `None`: of one that no statement names.
    fn row(&self, service: Option<usize>, names: &Names) -> Vec<Truth> {
        let mut row = vec![self.everything; names.len()];
        for (pattern, name) in &self.wild {
            if pattern.matches(&names.prefix) {
                names.each(name, |action| row[action] = row[action].or(Truth::Maybe));
            }
        }
        for (_, name) in self.named.iter().filter(|(own, _)| Some(*own) == service) {
            names.each(name, |action| row[action] = Truth::Yes);
        }
        if self.inverted {
            row.iter_mut().for_each(|truth| *truth = truth.negated());
        }
        row
    }
}

impl Names {
    fn of(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), service: vocabulary::service(prefix), others: Vec::new() }
    }

    /// What stands before the colon, in lower case.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The service that the vocabulary knows by the prefix.
    pub fn service(&self) -> Option<&'static Service> {
        self.service
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.known().len() + self.others.len()
    }

    /// An action that the vocabulary knows.
    pub fn action(&self, number: usize) -> Option<&'static Action> {
        self.known().get(number)
    }

    /// `s3:GetObject`
    pub fn full(&self, number: usize) -> String {
        let other = || self.others.get(number - self.known().len()).map_or("", String::as_str);
        let name = self.action(number).map_or_else(other, |action| action.name);
        format!("{}:{name}", self.prefix)
    }

    /// What the action does. Of one that is not known: that it writes.
    pub fn level(&self, number: usize) -> AccessLevel {
        self.action(number).map_or(AccessLevel::Write, |action| action.level)
    }

    fn known(&self) -> &'static [Action] {
        self.service.map_or(&[], Service::actions)
    }

    /// Takes in an action that only a policy names. For a pattern that no known action matches, one is made up.
    fn learn(&mut self, text: &str) {
        let (known, mut found) = (self.known().len(), false);
        self.each(text, |action| found |= action < known);
        let made = text.replace('*', "").replace('?', "x");
        let made = if made.is_empty() { "Anything".to_owned() } else { made };
        if !found && !self.others.iter().any(|own| own.eq_ignore_ascii_case(&made)) {
            self.others.push(made);
        }
    }

    /// Calls `take` with every action that a pattern of names matches.
    fn each(&self, text: &str, mut take: impl FnMut(usize)) {
        let known = self.known();
        let lower = |name: &str| name.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        let start = text.find(['*', '?']).unwrap_or(text.len());
        let (head, tail) = text.split_at(start);
        let wanted = lower(head);
        let first = known.partition_point(|action| lower(action.name) < wanted);
        let begins = |name: &str| name.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head));
        let pattern = Pattern::folded_glob(text);
        for (place, action) in known.iter().enumerate().skip(first).take_while(|(_, action)| begins(action.name)) {
            let fits = match tail {
                "" => action.name.len() == head.len(),
                "*" => true,
                _ => pattern.matches(action.name),
            };
            if fits {
                take(place);
            }
        }
        for (place, name) in self.others.iter().enumerate() {
            if pattern.matches(name) {
                take(known.len() + place);
            }
        }
    }
}
