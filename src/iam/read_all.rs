//! Whether policies of a user, group or role let their holder read all that is stored, or decrypt all that is
//! encrypted.

use std::collections::BTreeSet;

use super::holder::{Holder, Question, Scope, never};
use super::identity::Found;
use super::parse::{Effect, Element, Policy};
use super::rule::Doubt;
use super::search::{Domain, Present};
use super::text::{Class, Pattern};
use super::truth::Truth;

/// Whether a principal may read all objects of all buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllObjects {
    pub reads: Truth,
    /// Places, in the list asked about, of the policies that surely allow it together; empty unless `reads` is `Yes`.
    pub by: Vec<usize>,
    /// Why it is not decided; empty unless `reads` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

/// Whether policies of one principal, taken together, let it read every object of every bucket of the account.
///
/// The permissions boundary must allow it too. `Deny` is subtracted: what leaves but a list of buckets is not all, and
/// a few buckets that are left out do not make it less than all. Policies of buckets and of the organisation may still
/// deny it. See "Policy evaluation logic" of the IAM user guide.
pub fn may_read_all_objects(policies: &[&Policy], boundary: Option<&Policy>, holder: &Holder) -> AllObjects {
    let scope = Scope::action("s3:GetObject", &format!("arn:{}:s3:::?*/?*", holder.partition));
    let all: Vec<&Policy> = policies.iter().copied().chain(boundary).collect();
    let question = Question::of(holder, scope, &all);
    let limits = boundary.map(|_| question.allows(policies.len()));
    // What a statement of a policy and one of the boundary both allow, is allowed.
    let groups = |side: usize| -> Vec<Vec<usize>> {
        let own = question.allows(side).into_iter();
        own.flat_map(|allow| match &limits {
            None => vec![vec![allow]],
            Some(limits) => limits.iter().map(|limit| vec![allow, *limit]).collect(),
        })
        .collect()
    };
    let sides: Vec<Vec<Vec<usize>>> = (0..policies.len()).map(groups).collect();
    let verdict = question.grants_all(&sides.concat(), &[]);
    let by = match verdict.truth {
        Truth::Yes => {
            let alone = |side: &usize| question.grants_all(&sides[*side], &[]).truth == Truth::Yes;
            let enough: Vec<usize> = (0..sides.len()).filter(alone).collect();
            let taking_part = |side: &usize| {
                let mut groups = sides[*side].iter();
                groups.any(|group| question.grants_some(group, &[]).truth == Truth::Yes)
            };
            if enough.is_empty() { (0..sides.len()).filter(taking_part).collect() } else { enough }
        }
        _ => Vec::new(),
    };
    AllObjects { reads: verdict.truth, by, doubts: verdict.doubts }
}

/// The statements, by index, that let the holder decrypt with every key of the account, in some region at least.
///
/// `kms:Decrypt` and `kms:ReEncryptFrom` count. Not those that ask for tags or aliases of the key or for an encryption
/// context, nor those that hold the caller both to some services (`kms:ViaService`) and to some accounts
/// (`kms:CallerAccount`). `Deny` of the same document is subtracted.
pub fn decrypt_grants(policy: &Policy, holder: &Holder) -> Found<usize> {
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    let mut certain = BTreeSet::new();
    let regions = regions(policy);
    if regions.len() > MOST_REGIONS {
        let construct = "resources not decided: more regions than there are".to_owned();
        found.doubts.insert(Doubt { construct, effect: Some(Effect::Allow) });
    }
    for region in regions.into_iter().take(MOST_REGIONS) {
        for action in ["kms:Decrypt", "kms:ReEncryptFrom"] {
            let keys = format!("arn:{}:kms:{region}:{}:key/?*", holder.partition, holder.at.account);
            let question = Question::of(holder, Scope::action(action, &keys), &[policy]);
            for allow in question.allows(0) {
                let verdict = question.grants_all(&[vec![allow]], &[]);
                if verdict.truth == Truth::No || is_bound_to_service(&question, allow) {
                    continue;
                }
                found.doubts.extend(verdict.doubts);
                if verdict.truth == Truth::Yes {
                    certain.insert(allow);
                }
            }
        }
    }
    found.certain.extend(certain);
    found
}

/// AWS has some forty regions: a document that names more is hostile, and asking each takes time.
const MOST_REGIONS: usize = 64;

/// A statement for what a service does for some accounts: neither without a service, or by any, nor for any account.
fn is_bound_to_service(question: &Question, allow: usize) -> bool {
    let any_service = Pattern::literal("service-").concat(&Pattern::at_least(12, Class::LowerAlphanumeric));
    let named = question.values("kms:calleraccount").into_iter().filter(|id| !id.contains(['*', '?']));
    let without = named.map(Pattern::literal).collect();
    let any_account = Present::Texts { within: vec![Pattern::digits(12)], without };
    let denied = |key: &str, domain: Domain| question.grants_some(&[allow], &[(key, domain)]).truth == Truth::No;
    let by = |present: Present| Domain { absent: false, present };
    denied("kms:viaservice", never())
        && denied("kms:viaservice", by(Present::text(any_service.concat(&Pattern::glob(".*.amazonaws.com")))))
        && denied("kms:calleraccount", by(any_account))
}

/// Every region that an `Allow` names, and one that none names.
fn regions(policy: &Policy) -> BTreeSet<String> {
    let mut regions = BTreeSet::from(["another".to_owned()]);
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        let (Element::Is(texts) | Element::Not(texts)) = &statement.resources else {
            continue;
        };
        let named = texts.iter().filter_map(|text| text.split(':').nth(3));
        regions.extend(named.filter(|name| !name.is_empty() && !name.contains(['*', '?', '$'])).map(str::to_owned));
    }
    regions
}

#[cfg(test)]
mod tests;
