//! Whether one policy allows no more than another, and what one allows that another does not.
//!
//! A policy allows a request that some `Allow` covers and no `Deny` does. A request is an action of the vocabulary (or
//! one that only the policies name), a resource of a type that the action works on, condition keys of any value and,
//! where policies name principals, a caller. What else bears on the request is left out of account.

mod action;
mod caller;
mod gate;
mod inquiry;
mod json;
mod key;
mod pin;
mod reading;
mod twin;
mod vacuous;

pub use json::diff_json;
pub use vacuous::{Vacuous, Why, vacuous};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::exposure::Grant;
use super::parse::{Effect, Policy};
use super::request::Request;
use super::statement::{Kind, matches};
use super::truth::Truth;
use super::vocabulary::AccessLevel;
use inquiry::{About, Ask, Asked, Inquiry};

/// Whether one policy allows no more than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inclusion {
    Yes,
    /// It does not: this request it allows, and the other does not.
    No(Box<Request>),
    /// What it hangs on.
    Maybe(Vec<String>),
}

/// What changes where one policy takes the place of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The gravest first, as [`AccessLevel`] has it; at most [`MOST`].
    pub newly_allowed: Vec<Change>,
    pub newly_denied: Vec<Change>,
    /// What the answer hangs on.
    pub unknowns: Vec<Open>,
}

/// Requests to one service that one policy allows by one statement, and the other does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The gravest of the actions, sorted by name; at most [`FEW`].
    pub actions: Vec<String>,
    /// How many actions there are.
    pub count: usize,
    /// What the gravest of them does.
    pub level: AccessLevel,
    /// The resources of the statement, as it writes them.
    pub resources: Vec<String>,
    /// The `Allow` of the policy that allows it.
    pub statement: Grant,
    /// The `Deny` of the other policy that stops the witness. `None`: nothing in it allows it.
    pub denied_by: Option<Grant>,
    /// A request that the one policy allows and the other does not.
    pub witness: Request,
}

/// Something that is not decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// Of which policy, and what it is.
    pub construct: String,
    /// Whether it could make something allowed that was not; otherwise denied that was allowed.
    pub could_allow: bool,
}

/// How many changes of each direction are told.
pub const MOST: usize = 20;

/// How many actions of a change are told.
pub const FEW: usize = 10;

/// Whether a policy surely allows a request, possibly, or surely not. It is one policy alone that is asked.
pub fn allows(policy: &Policy, kind: Kind, request: &Request) -> Truth {
    let says = |effect: Effect| {
        let speaking = policy.statements.iter().filter(move |statement| statement.may_be(effect));
        Truth::any(speaking.map(|statement| {
            let truth = matches(statement, policy.version, kind, request, false).reach.any();
            if statement.effect.is_none() { truth.and(Truth::Maybe) } else { truth }
        }))
    };
    says(Effect::Allow).and(says(Effect::Deny).negated())
}

/// Whether all that `inner` allows is allowed by `outer`. Both are of one kind.
///
/// ```
/// # use aplomb::iam::{parse, Kind, inclusion::{includes, Inclusion}};
/// let policy = |action: &str| {
///     parse(&format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#)).unwrap()
/// };
/// assert_eq!(includes(&policy("s3:GetObject"), &policy("s3:Get*"), Kind::Identity), Inclusion::Yes);
/// ```
pub fn includes(inner: &Policy, outer: &Policy, kind: Kind) -> Inclusion {
    let inquiry = Inquiry::of(&[inner, outer], kind);
    let found = Comparison { inquiry: &inquiry, policies: [inner, outer], kind }.more(0, true);
    match found.changes.into_values().next() {
        Some(change) => Inclusion::No(Box::new(change.witness)),
        None if found.doubts.is_empty() => Inclusion::Yes,
        None => Inclusion::Maybe(found.doubts.into_iter().collect()),
    }
}

/// What `new` allows that `old` does not, and the other way round. Both are of one kind.
pub fn diff(old: &Policy, new: &Policy, kind: Kind) -> Difference {
    let inquiry = Inquiry::of(&[old, new], kind);
    let comparison = Comparison { inquiry: &inquiry, policies: [old, new], kind };
    let (more, less) = (comparison.more(1, false), comparison.more(0, false));
    let open = |doubts: BTreeSet<String>, could_allow: bool| {
        doubts.into_iter().map(move |construct| Open { construct, could_allow })
    };
    Difference {
        newly_allowed: comparison.told(more.changes),
        newly_denied: comparison.told(less.changes),
        unknowns: open(more.doubts, true).chain(open(less.doubts, false)).collect(),
    }
}

/// Two policies that are compared.
struct Comparison<'c, 'p> {
    inquiry: &'c Inquiry<'p>,
    policies: [&'p Policy; 2],
    kind: Kind,
}

/// What one policy allows and the other does not.
#[derive(Default)]
struct More {
    /// By statement and service.
    changes: BTreeMap<(usize, Option<usize>), Found>,
    doubts: BTreeSet<String>,
}

struct Found {
    actions: Vec<(AccessLevel, String)>,
    level: AccessLevel,
    denied_by: Option<usize>,
    witness: Request,
}

impl Comparison<'_, '_> {
    /// What the policy of a side allows that the other does not. `first`: one request will do.
    fn more(&self, side: usize, first: bool) -> More {
        let inquiry = self.inquiry;
        let other = 1 - side;
        let twins = twin::twins(&inquiry.statements);
        let (denies, allows) = (inquiry.of_effect(side, Effect::Deny), inquiry.of_effect(other, Effect::Allow));
        let own: Vec<usize> = inquiry.of_effect(side, Effect::Allow);
        // What stands in both policies makes no difference.
        let entered: Vec<usize> =
            inquiry.of_effect(other, Effect::Deny).into_iter().filter(|place| !twins.contains(place)).collect();
        let left: Vec<usize> = denies.iter().chain(&allows).copied().collect();
        let asks = |allow: usize| -> Vec<Ask> {
            let plain = Ask { allow, leave: &left, enter: None };
            let within = entered.iter().map(|enter| Ask { allow, leave: &denies, enter: Some(*enter) });
            (!twins.contains(&allow)).then_some(plain).into_iter().chain(within).collect()
        };
        let mut more = More::default();
        let _ = inquiry.each(
            &own,
            |about| own.iter().flat_map(|allow| asks(*allow)).any(|ask| inquiry.may(ask, about)),
            |about, actions, service| {
                for allow in own.iter().copied().filter(|allow| about.covers[*allow] != Truth::No) {
                    for ask in asks(allow) {
                        match inquiry.ask(ask, about) {
                            Asked::No => {}
                            Asked::Maybe(doubts) => more.doubts.extend(doubts),
                            Asked::Yes(witness) => {
                                let Some(witness) = self.proved(side, *witness, about) else {
                                    more.doubts.insert("a request is found, and does not prove true".to_owned());
                                    continue;
                                };
                                let level = actions.iter().map(|one| about.names.level(*one)).max();
                                let level = level.unwrap_or(AccessLevel::List);
                                let found = more.changes.entry((allow, service)).or_insert_with(|| Found {
                                    actions: Vec::new(),
                                    level,
                                    denied_by: ask.enter,
                                    witness: witness.clone(),
                                });
                                let told = actions.iter().map(|one| (about.names.level(*one), about.names.full(*one)));
                                found.actions.extend(told);
                                // The gravest is shown.
                                if level > found.level {
                                    (found.level, found.denied_by, found.witness) = (level, ask.enter, witness);
                                }
                                if first {
                                    return ControlFlow::Break(());
                                }
                                break;
                            }
                        }
                    }
                }
                ControlFlow::Continue(())
            },
        );
        more
    }

    /// The request, or a tidier one, if by the concrete evaluator the one policy allows it, and the other does not.
    fn proved(&self, side: usize, witness: Request, about: &About) -> Option<Request> {
        let is_so = |request: &Request| {
            allows(self.policies[side], self.kind, request) == Truth::Yes
                && allows(self.policies[1 - side], self.kind, request) == Truth::No
        };
        self.inquiry.tidy(&witness, about).filter(is_so).or_else(|| Some(witness).filter(is_so))
    }

    /// The gravest changes first.
    fn told(&self, changes: BTreeMap<(usize, Option<usize>), Found>) -> Vec<Change> {
        let statement = |place: usize| self.inquiry.statements[place].statement;
        let mut told: Vec<Change> = changes
            .into_iter()
            .map(|((allow, _), mut found)| {
                found.actions.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
                found.actions.dedup();
                let count = found.actions.len();
                let mut actions: Vec<String> = found.actions.into_iter().take(FEW).map(|(_, name)| name).collect();
                actions.sort();
                Change {
                    actions,
                    count,
                    level: found.level,
                    resources: resources(statement(allow)),
                    statement: Grant::of(statement(allow)),
                    denied_by: found.denied_by.map(|place| Grant::of(statement(place))),
                    witness: found.witness,
                }
            })
            .collect();
        told.sort_by_key(|change| std::cmp::Reverse(change.level));
        told.truncate(MOST);
        told
    }
}

/// The resources of a statement, as it writes them.
fn resources(statement: &super::parse::Statement) -> Vec<String> {
    use super::parse::Element;
    match &statement.resources {
        Element::Is(texts) => texts.clone(),
        Element::Not(texts) => texts.iter().map(|text| format!("all but {text}")).collect(),
        Element::Missing => vec!["*".to_owned()],
    }
}

#[cfg(test)]
mod tests;
