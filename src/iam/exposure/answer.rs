//! The answer: who gets in, by which statement, with which request, and what is not known.

use super::super::parse::{Effect, Statement};
use super::super::request::Request;
use super::caller::Severity;

/// How open a policy is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Everybody gets in.
    Public,
    /// Outsiders get in who are named or bounded, or services that could act for others.
    External,
    /// Only the zone gets in.
    Private,
    /// Not decided: see the unknowns.
    Unknown,
}

impl Class {
    /// The class of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Public, Self::External, Self::Private, Self::Unknown].into_iter().find(|class| class.word() == word)
    }

    /// In lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::External => "external",
            Self::Private => "private",
            Self::Unknown => "unknown",
        }
    }
}

/// Who gets in, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub class: Class,
    /// The worst first.
    pub exposures: Vec<Exposure>,
    pub unknowns: Vec<Unknown>,
}

impl Answer {
    /// Both answers as one: the worse class, and all that either tells.
    pub(super) fn worse(mut self, other: Self) -> Self {
        let rank = |class: Class| match class {
            Class::Public => 0,
            Class::Unknown => 1,
            Class::External => 2,
            Class::Private => 3,
        };
        self.class = std::cmp::min_by_key(self.class, other.class, |class| rank(*class));
        // What one statement lets somebody do is told once, whichever resource it is asked about.
        for new in other.exposures {
            let known = |own: &&mut Exposure| {
                own.archetype == new.archetype && own.severity == new.severity && own.allowed_by == new.allowed_by
            };
            match self.exposures.iter_mut().find(known) {
                Some(own) => {
                    own.actions.extend(new.actions);
                    own.actions.sort();
                    own.actions.dedup();
                }
                None => self.exposures.push(new),
            }
        }
        self.exposures.sort_by_key(|exposure| exposure.severity);
        self.unknowns.extend(other.unknowns);
        self.unknowns.sort();
        self.unknowns.dedup();
        self
    }

    /// The answer, where something was not asked that could make it worse.
    pub(super) fn or_unknown(self, construct: &str) -> Self {
        let unknown = Unknown { construct: construct.to_owned(), direction: Direction::Worse };
        self.worse(Self { class: Class::Unknown, exposures: Vec::new(), unknowns: vec![unknown] })
    }
}

/// One kind of outsider, and what one statement lets him do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    pub archetype: String,
    pub severity: Severity,
    /// `service:Action`, sorted.
    pub actions: Vec<String>,
    /// The resources of the statement, as it writes them.
    pub resources: Vec<String>,
    pub allowed_by: Grant,
    /// A request that gets in.
    pub witness: Request,
    /// Every `Deny`, and why it does not stop the request.
    pub denies: Vec<Passed>,
}

/// A statement, as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub sid: Option<String>,
    /// From 0.
    pub index: usize,
    /// From 1.
    pub line: usize,
    /// The name of its document, if that is not the policy which was asked about.
    pub document: Option<String>,
}

impl Grant {
    /// Names a statement.
    pub fn of(statement: &Statement) -> Self {
        let Statement { sid, index, line, document, .. } = statement;
        Self { sid: sid.clone(), index: *index, line: *line, document: document.clone() }
    }
}

/// A `Deny` that does not stop a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub statement: Grant,
    pub because: String,
}

/// Something that is not known, and that the answer may hang on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    pub construct: String,
    pub direction: Direction,
}

/// What it would change, if it meant the other thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// It could let more people in than is certain.
    Worse,
    /// It could keep people out who seem to get in.
    Better,
    /// Either.
    Either,
}

impl Direction {
    /// What an undecided statement of that effect could change.
    pub fn of(effect: Option<Effect>) -> Self {
        match effect {
            Some(Effect::Allow) => Self::Worse,
            Some(Effect::Deny) => Self::Better,
            None => Self::Either,
        }
    }

    /// In lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Either => "either",
        }
    }
}
