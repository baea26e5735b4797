//! What a key is for, and since when.

use serde_json::Value;

use crate::resource::{Field, Resource};

use super::super::age::seconds_since;
use super::super::class::is_declared;
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
    let mut inquiry = Inquiry::default();
    match inquiry.require(key, "properties.KeyUsage", Value::as_str) {
        None => inquiry.unknown(),
        Some("SIGN_VERIFY") => is_declared(index, inquiry, key, "IsTokenSigning"),
        Some(_) => inquiry.absent(),
    }
}

/// Whether some alias of a key, without `alias/`, is of a kind.
pub(in super::super) fn has_alias(
    index: &Index,
    inquiry: &mut Inquiry,
    key: &Resource,
    is: impl Fn(&str) -> bool,
) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let (arns, complete) = aliases(index, inquiry, key);
        let mut names = arns.iter().filter_map(|arn| Some(arn.split_once(":alias/")?.1));
        if names.any(is) { Some(true) } else { complete.then_some(false) }
    })
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
