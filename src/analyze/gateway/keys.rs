//! API keys: how old they are, and which of them take turns.

use serde_json::{Value, json};

use crate::resource::{Field, Resource};

use super::super::age::seconds_since;
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;

const KEY: &str = "AWS::ApiGateway::ApiKey";

/// `AgeSeconds`: since the key was made.
pub(super) fn age(index: &Index, key: &Resource) -> Field {
    Inquiry::tell(|inquiry| Some(Some(json!(seconds(index, inquiry, key)?))))
}

/// `RotationPartners`: other enabled keys that the same client has, so far as customer or name tell.
pub(super) fn rotation_partners(index: &Index, key: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let client = client(inquiry, key)?;
        let by = match &client {
            None => return Some(Some(json!({ "By": "none", "Keys": [] }))),
            Some(Client::Customer(_)) => "customer",
            Some(Client::Stem(_)) => "name",
        };
        let mut partners = Vec::new();
        let mut complete = index.is_complete(inquiry, KEY, Place::Region(&key.region));
        for other in index.of_type(KEY).iter().filter(|other| other.region == key.region && other.arn != key.arn) {
            // Thousands of keys ask this of each other: only what matters is cited.
            let partner = match self::client(&mut Inquiry::default(), other) {
                None => self::client(inquiry, other).and(None),
                Some(theirs) if theirs != client => continue,
                Some(_) => partner(index, inquiry, other),
            };
            match partner {
                Some(partner) => partners.extend(partner),
                None => complete = false,
            }
        }
        partners.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let keys: Vec<Value> = partners.iter().map(|(id, age)| json!({ "Id": id, "AgeSeconds": age })).collect();
        complete.then(|| Some(json!({ "By": by, "Keys": keys })))
    })
}

/// Whom a key belongs to.
#[derive(PartialEq)]
enum Client<'a> {
    Customer(&'a str),
    /// The name without what tells one turn from the next.
    Stem(&'a str),
}

fn client<'a>(inquiry: &mut Inquiry, key: &'a Resource) -> Option<Option<Client<'a>>> {
    let full = |value: Option<&'a str>| value.filter(|text| !text.is_empty());
    if let Some(customer) = full(inquiry.read(key, "properties.CustomerId", Value::as_str)?) {
        return Some(Some(Client::Customer(customer)));
    }
    let name = full(inquiry.read(key, "properties.Name", Value::as_str)?);
    Some(full(name.map(stem)).map(Client::Stem))
}

/// Id and age of a key of the same client; `Some(None)` where it is not enabled.
fn partner<'a>(index: &Index, inquiry: &mut Inquiry, key: &'a Resource) -> Option<Option<(&'a str, i64)>> {
    if !inquiry.require(key, "properties.Enabled", Value::as_bool)? {
        return Some(None);
    }
    let id = inquiry.require(key, "properties.APIKeyId", Value::as_str)?;
    Some(Some((id, seconds(index, inquiry, key)?)))
}

fn seconds(index: &Index, inquiry: &mut Inquiry, key: &Resource) -> Option<i64> {
    let created = inquiry.require(key, "status.CreatedDate", Value::as_str)?;
    seconds_since(index, inquiry, created)
}

const SEPARATORS: [char; 6] = ['-', '_', '.', ' ', '/', ':'];

/// A name without its version, date or turn: what follows a separator, as often as that is one of these.
pub(super) fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some((rest, last)) = stem.rsplit_once(SEPARATORS) {
        if rest.is_empty() || !is_turn(last) {
            break;
        }
        stem = rest;
    }
    stem
}

fn is_turn(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let number = lower.strip_prefix('v').unwrap_or(&lower);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number || matches!(lower.as_str(), "old" | "new" | "blue" | "green")
}
