//! Reads a listing page by page to its end, or keeps what was read before it broke.

use std::collections::HashSet;
use std::future::Future;

use serde_json::Value;

use super::field::Lacks;
use super::{Context, gap};
use crate::aws::answer::Answer;
use crate::resource::{Evidence, Field, Gap, GapCode, Unlisted};

/// A listing: its items, and why it is not whole if it is not.
#[derive(Debug)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// One for each page.
    pub evidence: Vec<Evidence>,
    /// How many items there were after each page.
    ends: Vec<usize>,
    /// What stopped it.
    pub broken: Option<Gap>,
    /// The error code of AWS, where the first page was refused.
    pub refused: Option<String>,
}

impl<T> Listing<T> {
    /// What to report of a listing that broke.
    pub fn unlisted(&self, resource_type: &str, region: &str) -> Option<Unlisted> {
        let gap = self.broken.clone()?;
        Some(Unlisted {
            resource_type: resource_type.to_owned(),
            region: region.to_owned(),
            gap,
            evidence: self.evidence.clone(),
            partial: !self.items.is_empty(),
        })
    }

    /// What makes fields of an item: they rest on its page, and not on all of them.
    pub fn told<'a>(&'a self, context: &'a Context<'a>, place: usize) -> Listed<'a> {
        let page = self.ends.partition_point(|end| *end <= place);
        Listed { context, evidence: self.evidence.get(page..=page).unwrap_or_default() }
    }
}

/// Makes fields of the members of a listed item.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    context: &'a Context<'a>,
    evidence: &'a [Evidence],
}

impl Listed<'_> {
    /// A member that AWS always sends.
    pub fn always(&self, value: Option<Value>, member: &str) -> Field {
        match value {
            Some(value) => Field::value(value, self.evidence.to_vec()),
            None => self.lacks(member),
        }
    }

    /// A member that AWS sends where there is something to say.
    pub fn maybe(&self, value: Option<Value>) -> Field {
        match value {
            Some(value) => Field::value(value, self.evidence.to_vec()),
            None => Field::absent(self.evidence.to_vec()),
        }
    }

    /// A policy document: parsed for reports, with the text as AWS sent it for `iam`.
    pub fn document(&self, policy: Option<&str>, member: &str) -> (Field, Option<String>) {
        let Some(policy) = policy else { return (self.lacks(member), None) };
        match serde_json::from_str::<Value>(policy) {
            Ok(value) if value.is_object() => (Field::value(value, self.evidence.to_vec()), Some(policy.to_owned())),
            _ => (self.lacks(&format!("a {member} that is JSON")), None),
        }
    }

    /// The item was not understood.
    pub fn lacks(&self, member: &str) -> Field {
        let operation = self.evidence.first().map_or("", |evidence| &*evidence.operation);
        let error = format!("the answer lacks {member}");
        Field::gap(gap(self.context.session, operation, GapCode::Undecodable, &error), self.evidence.to_vec())
    }
}

impl Context<'_> {
    /// Asks for pages until there is no token. `read` takes a page apart into items and the next token.
    ///
    /// In a resumed scan a token may have expired: then the listing begins anew, once.
    pub async fn pages<O, T, F>(
        &self,
        ask_page: impl Fn(Option<String>) -> F,
        read: impl Fn(O) -> Result<(Vec<T>, Option<String>), Lacks>,
    ) -> Listing<T>
    where
        F: Future<Output = Answer<O>>,
    {
        let mut listing =
            Listing { items: Vec::new(), evidence: Vec::new(), ends: Vec::new(), broken: None, refused: None };
        let mut seen = HashSet::new();
        let mut restarted = false;
        let mut token = None;
        loop {
            let answer = ask_page(token.clone()).await;
            let evidence = answer.evidence.clone();
            listing.evidence.push(evidence.clone());
            let stopped = |code, error: &str| Some(gap(self.session, &evidence.operation, code, error));
            match answer.outcome {
                Err(refusal) => {
                    let expired = token.is_some() && refusal.code == GapCode::Failed && !restarted;
                    if expired && self.session.restart_listing(&evidence.operation, &evidence.region) {
                        (restarted, token) = (true, None);
                        listing.items.clear();
                        listing.evidence.clear();
                        listing.ends.clear();
                        seen.clear();
                        continue;
                    }
                    if token.is_none() {
                        listing.refused = Some(refusal.error.clone());
                    }
                    listing.broken = stopped(refusal.code, &refusal.error);
                    return listing;
                }
                Ok(page) => match read(page) {
                    Err(Lacks(member)) => {
                        listing.broken = stopped(GapCode::Undecodable, &format!("the answer lacks {member}"));
                        return listing;
                    }
                    Ok((items, next)) => {
                        listing.items.extend(items);
                        listing.ends.push(listing.items.len());
                        token = next.filter(|token| !token.is_empty());
                    }
                },
            }
            match &token {
                None => return listing,
                Some(next) if !seen.insert(next.clone()) => {
                    listing.broken = stopped(GapCode::Failed, "the listing goes round in circles");
                    return listing;
                }
                Some(_) => {}
            }
        }
    }
}
