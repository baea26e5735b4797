//! Reads a listing page by page to its end, or keeps what was read before it broke.

use std::collections::HashSet;
use std::future::Future;

use super::field::Lacks;
use super::{Context, gap};
use crate::aws::answer::Answer;
use crate::resource::{Evidence, Gap, GapCode, Unlisted};

/// A listing: its items, and why it is not whole if it is not.
#[derive(Debug)]
pub struct Listing<T> {
    pub items: Vec<T>,
    pub evidence: Vec<Evidence>,
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
        let mut listing = Listing { items: Vec::new(), evidence: Vec::new(), broken: None, refused: None };
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
