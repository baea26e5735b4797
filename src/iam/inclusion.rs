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

pub use caller::PARTITION;
pub use json::{diff_json, kind_of};
pub use vacuous::{Vacuous, Why, vacuous};

pub(super) use reading::{RESOURCE, Ready, Said, ready};

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::exposure::Grant;
use super::parse::{Effect, Element, Policy, Statement};
use super::request::Request;
use super::statement::{Kind, matches};
use super::truth::Truth;
use super::vocabulary::AccessLevel;
use inquiry::{Ask, Asked, Inquiry};

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
    let comparison = Comparison { inquiry: &inquiry, policies: [inner, outer], kind };
    let mut found = comparison.more(0, true);
    match comparison.told(0, &mut found).pop() {
        Some(change) => Inclusion::No(Box::new(change.witness)),
        None if found.doubts.is_empty() => Inclusion::Yes,
        None => Inclusion::Maybe(found.doubts.into_iter().collect()),
    }
}

/// What `new` allows that `old` does not, and the other way round. Both are of one kind.
pub fn diff(old: &Policy, new: &Policy, kind: Kind) -> Difference {
    let inquiry = Inquiry::of(&[old, new], kind);
    let comparison = Comparison { inquiry: &inquiry, policies: [old, new], kind };
    let (mut more, mut less) = (comparison.more(1, false), comparison.more(0, false));
    let (newly_allowed, newly_denied) = (comparison.told(1, &mut more), comparison.told(0, &mut less));
    let open = |doubts: BTreeSet<String>, could_allow: bool| {
        doubts.into_iter().map(move |construct| Open { construct, could_allow })
    };
    Difference {
        newly_allowed,
        newly_denied,
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
    shown: Shown,
}

/// The gravest request of a change.
struct Shown {
    level: Option<AccessLevel>,
    denied_by: Option<usize>,
    /// Whether its resource is one of a region.
    is_regional: bool,
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
                                let told = actions.iter().map(|one| (about.names.level(*one), about.names.full(*one)));
                                let shown = Shown {
                                    level: actions.iter().map(|one| about.names.level(*one)).max(),
                                    denied_by: ask.enter,
                                    is_regional: inquiry.is_regional(about),
                                    witness: *witness,
                                };
                                match more.changes.entry((allow, service)) {
                                    Entry::Vacant(entry) => {
                                        entry.insert(Found { actions: told.collect(), shown });
                                    }
                                    Entry::Occupied(mut entry) => {
                                        let found = entry.get_mut();
                                        found.actions.extend(told);
                                        // The gravest is shown.
                                        if shown.level > found.shown.level {
                                            found.shown = shown;
                                        }
                                    }
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

    /// The gravest changes first. Each is proved by the concrete evaluator; what is not becomes a doubt.
    fn told(&self, side: usize, more: &mut More) -> Vec<Change> {
        let mut found: Vec<_> = std::mem::take(&mut more.changes).into_iter().collect();
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.shown.level));
        let mut told = Vec::new();
        for ((allow, _), found) in found.into_iter().take(MOST) {
            let statement = self.inquiry.statements[allow].statement;
            match self.proved(side, &found.shown) {
                Some(witness) => told.push(self.change(statement, found, witness)),
                None => {
                    let (name, action) = (statement.name(), found.shown.witness.action);
                    more.doubts.insert(format!("statement {name} (line {}): {action} is not decided", statement.line));
                }
            }
        }
        told
    }

    fn change(&self, statement: &Statement, mut found: Found, witness: Request) -> Change {
        found.actions.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        found.actions.dedup();
        let count = found.actions.len();
        let mut actions: Vec<String> = found.actions.into_iter().take(FEW).map(|(_, name)| name).collect();
        actions.sort();
        Change {
            actions,
            count,
            level: found.shown.level.unwrap_or(AccessLevel::List),
            resources: resources(statement),
            statement: Grant::of(statement),
            denied_by: found.shown.denied_by.map(|place| Grant::of(self.inquiry.statements[place].statement)),
            witness,
        }
    }

    /// The request, or a tidier one, if by the concrete evaluator the one policy allows it, and the other does not.
    fn proved(&self, side: usize, shown: &Shown) -> Option<Request> {
        let is_so = |request: &Request| {
            allows(self.policies[side], self.kind, request) == Truth::Yes
                && allows(self.policies[1 - side], self.kind, request) == Truth::No
        };
        let tidy = if shown.is_regional { with_region(&shown.witness) } else { None };
        tidy.filter(is_so).or_else(|| Some(shown.witness.clone()).filter(is_so))
    }
}

/// The same request with a region that people expect to see, where it has none.
fn with_region(request: &Request) -> Option<Request> {
    let parts: Vec<&str> = request.resource.splitn(6, ':').collect();
    let &[arn, partition, service, "", account, rest] = parts.as_slice() else {
        return None;
    };
    let resource = format!("{arn}:{partition}:{service}:us-east-1:{account}:{rest}");
    Some(Request { resource, ..request.clone() })
}

/// The resources of a statement, as it writes them.
fn resources(statement: &Statement) -> Vec<String> {
    match &statement.resources {
        Element::Is(texts) => texts.clone(),
        Element::Not(texts) => texts.iter().map(|text| format!("all but {text}")).collect(),
        Element::Missing => vec!["*".to_owned()],
    }
}

#[cfg(test)]
mod tests;
