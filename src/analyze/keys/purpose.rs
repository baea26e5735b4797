//! What a key is for, and since when.

use serde_json::Value;

use crate::resource::{Field, Resource};

use super::super::age::seconds_since;
use super::super::class::{Declared, by_rules, class, not_declared};
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;

/// `AgeSeconds` of a key.
pub(super) fn age_seconds(index: &Index, key: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let created = inquiry.require(key, "status.CreationDate", Value::as_str);
    let age = created.and_then(|date| seconds_since(index, &mut inquiry, date));
    inquiry.answer(age)
}

/// `IsTokenSigning`, as declared: a rule's `name` is held against each alias, without `alias/`. Absent for a key that
/// does not sign.
pub(super) fn is_token_signing(index: &Index, key: &Resource) -> Field {
    const FACT: &str = "IsTokenSigning";
    let mut inquiry = Inquiry::default();
    match inquiry.require(key, "properties.KeyUsage", Value::as_str) {
        None => return inquiry.unknown(),
        Some("SIGN_VERIFY") => {}
        Some(_) => return inquiry.absent(),
    }
    let names = |inquiry: &mut Inquiry| {
        let (arns, complete) = aliases(index, inquiry, key);
        (arns.iter().filter_map(|arn| Some(arn.split_once(":alias/")?.1.to_owned())).collect(), complete)
    };
    match by_rules(index, &mut inquiry, key, FACT, names) {
        None => inquiry.unknown(),
        Some(Declared::Rule(answer)) => inquiry.known(answer),
        Some(Declared::NoMatch) => inquiry.known(class(false, "declared", "")),
        Some(Declared::NoRule) => {
            inquiry.note(not_declared(FACT));
            inquiry.unknown()
        }
    }
}

/// ARNs of the aliases of a key, and whether these are all. Both live in one region.
pub(super) fn aliases<'a>(index: &Index<'a>, inquiry: &mut Inquiry, key: &Resource) -> (Vec<&'a str>, bool) {
    let id = key.arn.rsplit('/').next().unwrap_or_default();
    let (mut found, mut complete) = (Vec::new(), true);
    for alias in index.of_type("AWS::KMS::Alias").iter().filter(|alias| alias.region == key.region) {
        let target = inquiry.settle(|inquiry| {
            let mut side = Inquiry::default();
            let target = side.require(alias, "properties.TargetKeyId", Value::as_str);
            let (evidence, gaps) = side.into_parts();
            // An alias of another key tells nothing of this one.
            if target.is_none_or(|target| target == id) {
                inquiry.cite(&evidence);
            }
            gaps.into_iter().for_each(|gap| inquiry.note(gap));
            target
        });
        match target {
            Some(target) if target == id => found.push(alias.arn.as_str()),
            Some(_) => {}
            None => complete = false,
        }
    }
    complete &= index.is_complete(inquiry, "AWS::KMS::Alias", Place::Region(&key.region));
    (found, complete)
}
