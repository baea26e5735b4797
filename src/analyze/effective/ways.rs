//! The grants to everybody that a bucket has, from wherever they come, and what stops each.

use std::collections::BTreeSet;

use crate::iam::exposure::{Answer, Class, Direction, Exposure, Guard, Kind, Question, Unknown, exposure, what_if};
use crate::iam::{Caller, Effect, Entry, Policy, Request, Truth};
use crate::resource::{Gap, Resource};

use super::super::block::{self, RESTRICT};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::organization::{Bearing, bearing};
use super::super::{acl, notion};

mod point;

/// A grant to everybody.
#[derive(Debug, Clone)]
pub struct Way {
    /// `policy`, `acl`, `access point`, `website`.
    pub kind: &'static str,
    /// The ARN of an access point; empty for the others.
    pub through: String,
    /// Of the statement, or of the entry of the ACL.
    pub index: usize,
    pub sid: Option<String>,
    /// Of the statement, from 1; 0 for an ACL.
    pub line: usize,
    pub who: String,
    pub unsigned: bool,
    pub actions: BTreeSet<String>,
    /// A request that the grant lets in.
    pub witness: String,
    pub stopped_by: Vec<Control>,
    /// Whether what stops it is all known, or something certain does.
    pub certain: bool,
}

/// Something that keeps everybody out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Control {
    /// A flag of block public access, `BucketOwnerEnforced`, a statement or the name of a policy.
    pub name: String,
    /// `account`, `bucket`, `access point`, `policy`, `organization`.
    pub level: String,
}

impl Control {
    fn new(name: &str, level: &str) -> Self {
        Self { name: name.to_owned(), level: level.to_owned() }
    }
}

/// What stops a grant: surely, and whether there may be more.
#[derive(Debug, Clone, Default)]
struct Stops {
    surely: Vec<Control>,
    open: bool,
}

/// All ways of a bucket.
pub struct Ways<'a, 'i> {
    index: &'i Index<'a>,
    bucket: &'i Resource,
    /// Whether there may be others that are open.
    pub undecided: bool,
    pub found: Vec<Way>,
    /// The controls that hold alone.
    pub alone: BTreeSet<Control>,
    /// Read where it is first asked for.
    guardrails: Option<Bearing>,
}

/// A policy that may let everybody in, and where its grants come from.
struct Source<'p> {
    kind: &'static str,
    policy: &'p Policy,
    question: &'p Question,
}

impl<'a, 'i> Ways<'a, 'i> {
    /// Finds them: by policy, through access points, by ACL.
    pub fn of(index: &'i Index<'a>, inquiry: &mut Inquiry, bucket: &'i Resource) -> Self {
        let (found, alone) = (Vec::new(), BTreeSet::new());
        let mut ways = Self { index, bucket, undecided: false, found, alone, guardrails: None };
        let policy = index.policy(inquiry, bucket);
        match policy {
            None => ways.undecided = true,
            Some(None) => {}
            Some(Some(policy)) => {
                ways.by_policy(inquiry, policy);
                ways.by_points(inquiry, policy);
            }
        }
        ways.by_acl(inquiry, policy);
        ways
    }

    fn question(&self, kind: &str, resource: &Resource) -> Option<Question> {
        Some(Question {
            kind: Kind::named(kind)?,
            zone: self.index.standpoint().zone(),
            resource: Some(resource.arn.clone()),
            is_restricted: Truth::No,
            now: self.index.standpoint().now,
        })
    }

    fn by_policy(&mut self, inquiry: &mut Inquiry, policy: &Policy) {
        let Some(question) = self.question("AWS::S3::Bucket", self.bucket) else { return };
        let (index, bucket) = (self.index, self.bucket);
        let found = self.judge(inquiry, &Source { kind: "policy", policy, question: &question }, |inquiry| {
            let public = notion::of_bucket(inquiry, bucket, policy);
            restricted(index, inquiry, &[bucket], public)
        });
        self.found.extend(found);
    }

    /// An ACL grants what a statement could: as one it is judged, beside the denials of the policy.
    fn by_acl(&mut self, inquiry: &mut Inquiry, policy: Option<Option<&Policy>>) {
        let Some(grants) = acl::public_grants(inquiry, self.bucket) else {
            self.undecided = true;
            return;
        };
        if grants.is_empty() {
            return;
        }
        let Some(question) = self.question("AWS::S3::Bucket", self.bucket) else { return };
        let Some(mut granted) = acl::as_policy(&grants, &self.bucket.arn) else {
            inquiry.note(Gap::undecided("a permission of the ACL that is not known, could make it worse"));
            self.undecided = true;
            return;
        };
        if let Some(Some(policy)) = policy {
            granted.version = policy.version;
            granted.statements.extend(denials(policy));
        }
        let (index, bucket) = (self.index, self.bucket);
        let source = Source { kind: "acl", policy: &granted, question: &question };
        let found = self.judge(inquiry, &source, |inquiry| {
            let enforced = acl::owner_enforced(inquiry, bucket);
            let (levels, open) = block::levels(index, inquiry, bucket, "IgnorePublicAcls");
            let mut surely: Vec<Control> =
                levels.into_iter().map(|level| Control::new("IgnorePublicAcls", level)).collect();
            surely.extend(enforced.unwrap_or_default().then(|| Control::new("BucketOwnerEnforced", "bucket")));
            // A denial in a policy that was not read would stop it.
            Stops { surely, open: open || enforced.is_none() || policy.is_none() }
        });
        self.found.extend(found.into_iter().filter_map(|mut way| {
            way.index = grants.get(way.index)?.index;
            way.line = 0;
            way.sid = None;
            Some(way)
        }));
    }

    /// What a policy grants to everybody; asks what stops it only where it does.
    fn judge(&mut self, inquiry: &mut Inquiry, source: &Source, stops: impl FnOnce(&mut Inquiry) -> Stops) -> Vec<Way> {
        let Source { kind, policy, question } = source;
        let answer = exposure(policy, question);
        if matches!(answer.class, Class::Private | Class::External) {
            let falls = what_if(policy, &[], question, &answer).into_iter();
            let falls: Vec<Control> = falls.filter(|one| one.class != answer.class).filter_map(denial).collect();
            if !falls.is_empty() {
                let stops = stops(inquiry);
                let stops = self.all_stops(inquiry, &without_denials(policy), question, stops);
                if stops.surely.is_empty() && !stops.open {
                    self.alone.extend(falls);
                }
            }
            return Vec::new();
        }
        let stops = stops(inquiry);
        let stops = self.all_stops(inquiry, policy, question, stops);
        self.settle(inquiry, kind, "", answer, &stops)
    }

    /// Adds to what stops a grant the policies of the organisation.
    fn all_stops(&mut self, inquiry: &mut Inquiry, policy: &Policy, question: &Question, mut stops: Stops) -> Stops {
        let guardrails = self.guardrails.get_or_insert_with(|| bearing(self.index, inquiry, "RESOURCE_CONTROL_POLICY"));
        let open_with = |more: &mut dyn Iterator<Item = &Policy>| {
            let mut narrowed = policy.clone();
            more.for_each(|one| narrowed.statements.extend(denials(one)));
            exposure(&narrowed, question).class
        };
        let shuts = |class: Class| matches!(class, Class::Private | Class::External);
        let named = || guardrails.surely.iter().flatten();
        let before = stops.surely.len();
        for (name, policy) in named() {
            let control = Control::new(name, "organization");
            if !stops.surely.contains(&control) && shuts(open_with(&mut std::iter::once(policy))) {
                stops.surely.push(control);
            }
        }
        if stops.surely.len() == before && named().count() > 1 && shuts(open_with(&mut named().map(|(_, one)| one))) {
            stops.surely.push(Control::new("resource control policies", "organization"));
        }
        let mut possibly = named().chain(guardrails.possibly.iter().flatten()).map(|(_, one)| one);
        if !guardrails.possibly.is_empty() && shuts(open_with(&mut possibly)) {
            guardrails.unplaced.iter().for_each(|gap| inquiry.note(gap.clone()));
            stops.open = true;
        }
        stops.open |= !guardrails.complete;
        stops
    }

    /// Tells the grants of an answer with what stops them.
    fn settle(
        &mut self,
        inquiry: &mut Inquiry,
        kind: &'static str,
        through: &str,
        answer: Answer,
        stops: &Stops,
    ) -> Vec<Way> {
        let certain = !stops.surely.is_empty() || !stops.open;
        if answer.class == Class::Unknown && stops.surely.is_empty() {
            note_unknowns(inquiry, &answer.unknowns);
            self.undecided = true;
        }
        self.undecided |= !certain;
        if let ([only], false, Class::Public) = (stops.surely.as_slice(), stops.open, answer.class) {
            self.alone.insert(only.clone());
        }
        let public = answer.exposures.into_iter().filter(|exposure| exposure.severity.is_public());
        public.map(|exposure| way(kind, through, exposure, stops.surely.clone(), certain)).collect()
    }
}

/// `RestrictPublicBuckets` of the account and of these resources, where AWS calls the policy public.
fn restricted(index: &Index, inquiry: &mut Inquiry, resources: &[&Resource], public: Truth) -> Stops {
    let mut stops = Stops::default();
    if public == Truth::No {
        return stops;
    }
    for resource in resources {
        let (levels, open) = block::levels(index, inquiry, resource, RESTRICT);
        stops.surely.extend(levels.into_iter().map(|level| Control::new(RESTRICT, level)));
        stops.open |= open;
    }
    stops.surely.sort();
    stops.surely.dedup();
    if public == Truth::Maybe && !stops.surely.is_empty() {
        return Stops { surely: Vec::new(), open: true };
    }
    stops
}

fn way(kind: &'static str, through: &str, exposure: Exposure, stopped_by: Vec<Control>, certain: bool) -> Way {
    Way {
        kind,
        through: through.to_owned(),
        index: exposure.allowed_by.index,
        sid: exposure.allowed_by.sid,
        line: exposure.allowed_by.line,
        who: exposure.archetype,
        unsigned: exposure.witness.caller == Caller::Anonymous,
        actions: exposure.actions.into_iter().collect(),
        witness: words(&exposure.witness),
        stopped_by,
        certain,
    }
}

/// A request in words: who, what, and what else it must say.
fn words(request: &Request) -> String {
    let keys = request.context.iter().map(|(key, entry)| match entry {
        Entry::One(value) => format!("{key}={value}"),
        Entry::Many(values) => format!("{key}=[{}]", values.join(", ")),
        Entry::Unknown => format!("{key}=?"),
    });
    let keys: Vec<String> = keys.collect();
    let with = if keys.is_empty() { String::new() } else { format!(" with {}", keys.join(", ")) };
    format!("{} calls {} on {}{with}", request.caller.text(), request.action, request.resource)
}

/// What takes away: statements that deny.
fn denials(policy: &Policy) -> impl Iterator<Item = crate::iam::Statement> {
    policy.statements.iter().filter(|statement| statement.may_be(Effect::Deny)).cloned()
}

fn without_denials(policy: &Policy) -> Policy {
    let allows = policy.statements.iter().filter(|statement| statement.effect != Some(Effect::Deny));
    Policy { version: policy.version, statements: allows.cloned().collect() }
}

fn denial(what: crate::iam::exposure::WhatIf) -> Option<Control> {
    let Guard::Deny(grant) = what.without else { return None };
    let name = grant.sid.unwrap_or_else(|| grant.index.to_string());
    (what.class == Class::Public).then(|| Control::new(&format!("statement {name}"), "policy"))
}

/// Notes what the engine left open.
pub fn note_unknowns(inquiry: &mut Inquiry, unknowns: &[Unknown]) {
    for Unknown { construct, direction } in unknowns {
        let turn = match direction {
            Direction::Either => "better or worse",
            other => other.word(),
        };
        inquiry.note(Gap::undecided(format!("{construct}, could make it {turn}")));
    }
}
