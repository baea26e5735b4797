//! What lets its holder read everything that is stored: all objects of S3, all that KMS encrypted.

use std::collections::BTreeSet;

use super::glob::{Budget, Glob};
use super::identity::Found;
use super::parse::{Effect, Element, Policy, Statement};
use super::rule::{Doubt, Realm};
use super::sweep::{Part, Question, parts, sweeps};
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
pub fn may_read_all_objects(
    policies: &[&Policy],
    boundary: Option<&Policy>,
    partition: &str,
    account: &str,
) -> AllObjects {
    let everything = Glob::new("?*/?*");
    let question = Question {
        action: "s3:getobject",
        realm: Realm { partition, service: "s3", region: "", account: "", short: None },
        everything: &everything,
        narrowing: OF_OBJECTS,
        account,
    };
    let read = |policy: &Policy, effect| parts(policy, effect, &question);
    let allows: Vec<(usize, Part)> = policies
        .iter()
        .enumerate()
        .flat_map(|(place, policy)| read(policy, Effect::Allow).into_iter().map(move |part| (place, part)))
        .collect();
    let all = policies.iter().copied().chain(boundary);
    let denies: Vec<Part> = all.flat_map(|policy| read(policy, Effect::Deny)).collect();
    let denies: Vec<&Part> = denies.iter().collect();
    let mut budget = Budget::default();
    let own: Vec<&Part> = allows.iter().map(|(_, part)| part).collect();
    let (mut reads, mut doubts) = sweeps(&own, &denies, &question, &mut budget);
    if let Some(boundary) = boundary {
        let within = read(boundary, Effect::Allow);
        let (inside, why) = sweeps(&within.iter().collect::<Vec<_>>(), &denies, &question, &mut budget);
        reads = reads.and(inside);
        doubts.extend(why);
    }
    if reads != Truth::Maybe {
        doubts.clear();
    }
    let by = if reads == Truth::Yes { holders(&allows, &denies, &question, &mut budget) } else { Vec::new() };
    AllObjects { reads, by, doubts }
}

/// Those policies that allow it by themselves; where none does, all that take part.
fn holders(allows: &[(usize, Part)], denies: &[&Part], question: &Question, budget: &mut Budget) -> Vec<usize> {
    let places: BTreeSet<usize> = allows.iter().map(|(place, _)| *place).collect();
    let mut alone = |place: &usize| {
        let own: Vec<&Part> = allows.iter().filter(|(other, _)| other == place).map(|(_, part)| part).collect();
        sweeps(&own, denies, question, budget).0 == Truth::Yes
    };
    let enough: Vec<usize> = places.iter().copied().filter(|place| alone(place)).collect();
    if enough.is_empty() { places.into_iter().collect() } else { enough }
}

/// What an `Allow` of reading may ask of the object, its bucket or the way to it.
const OF_OBJECTS: &[&str] = &[
    "aws:resourcetag/",
    "s3:accesspointnetworkorigin",
    "s3:buckettag/",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:existingobjecttag/",
];

/// The statements, by index, that let the holder decrypt with every key of the account, in some region at least.
///
/// `kms:Decrypt` and `kms:ReEncryptFrom` count. Not those that ask for tags or aliases of the key or for an encryption
/// context, nor those that ask for both `kms:ViaService` and `kms:CallerAccount`. `Deny` of the same document is
/// subtracted.
pub fn decrypt_grants(policy: &Policy, partition: &str, account: &str) -> Found<usize> {
    let everything = Glob::new("key/?*");
    let mut found = Found { certain: Vec::new(), doubts: BTreeSet::new() };
    let mut budget = Budget::default();
    let mut certain = BTreeSet::new();
    let regions = regions(policy);
    if regions.len() > MOST_REGIONS {
        let construct = "resources not decided: more regions than there are".to_owned();
        found.doubts.insert(Doubt { construct, effect: Some(Effect::Allow) });
    }
    for region in regions.into_iter().take(MOST_REGIONS) {
        for action in ["kms:decrypt", "kms:reencryptfrom"] {
            let question = Question {
                action,
                realm: Realm { partition, service: "kms", region: &region, account, short: None },
                everything: &everything,
                narrowing: OF_KEYS,
                account,
            };
            let denies = parts(policy, Effect::Deny, &question);
            let denies: Vec<&Part> = denies.iter().collect();
            for allow in parts(policy, Effect::Allow, &question) {
                if policy.statements.get(allow.statement).is_some_and(is_bound_to_service) {
                    continue;
                }
                match sweeps(&[&allow], &denies, &question, &mut budget) {
                    (Truth::Yes, _) => drop(certain.insert(allow.statement)),
                    (Truth::Maybe, doubts) => found.doubts.extend(doubts),
                    (Truth::No, _) => {}
                }
            }
        }
    }
    found.certain.extend(certain);
    found
}

/// AWS has some forty regions: a document that names more is hostile, and asking each takes time.
const MOST_REGIONS: usize = 64;

const OF_KEYS: &[&str] = &[
    "aws:resourcetag/",
    "kms:encryptioncontext:",
    "kms:encryptioncontextkeys",
    "kms:requestalias",
    "kms:resourcealiases",
];

/// A statement for what a service does for the own account.
fn is_bound_to_service(statement: &Statement) -> bool {
    let asks = |key: &str| {
        let positive = |operator: &str| matches!(operator, "StringEquals" | "StringLike");
        statement.conditions.iter().any(|one| {
            one.key.eq_ignore_ascii_case(key)
                && positive(&one.operator)
                && one.values.iter().all(|value| !value.starts_with('*'))
        })
    };
    asks("kms:ViaService") && asks("kms:CallerAccount")
}

/// Every region that an `Allow` names, and one that none names.
fn regions(policy: &Policy) -> BTreeSet<String> {
    let mut regions = BTreeSet::from(["another".to_owned()]);
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        let (Element::Is(texts) | Element::Not(texts)) = &statement.resources else { continue };
        let named = texts.iter().filter_map(|text| text.split(':').nth(3));
        regions.extend(named.filter(|name| !name.is_empty() && !name.contains(['*', '?', '$'])).map(str::to_owned));
    }
    regions
}

#[cfg(test)]
mod tests;
