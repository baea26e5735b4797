//! Policy documents of any resource: read from the text that AWS sent.

use serde_json::Value;

use crate::iam::{Doubt, Effect, ParseError, Policy, parse};
use crate::resource::{Gap, GapCode, Resource};

use super::inquiry::Inquiry;
use super::policy;

/// A document that the resource may lack. `None`: not known; `Some(None)`: there is none.
pub(super) fn document(inquiry: &mut Inquiry, resource: &Resource, name: &str) -> Option<Option<Policy>> {
    let path = format!("properties.{name}");
    if inquiry.read(resource, &path, Value::as_object)?.is_none() {
        return Some(None);
    }
    let Some(text) = resource.texts.get(name) else {
        let error = format!("text of {name}");
        inquiry.note(Gap { error, ..Gap::bare(GapCode::NotCollected) });
        return None;
    };
    match parse(text) {
        Ok(policy) => Some(Some(policy)),
        Err(error) => {
            inquiry.note(undecodable(resource, name, &error));
            None
        }
    }
}

/// A document that AWS always has.
pub(super) fn required(inquiry: &mut Inquiry, resource: &Resource, name: &str) -> Option<Policy> {
    let found = document(inquiry, resource, name)?;
    if found.is_none() {
        inquiry.note(Gap { error: format!("properties.{name} is missing"), ..Gap::bare(GapCode::Undecodable) });
    }
    found
}

/// Notes what the reasoning over a document left open, where an `Allow` is what does harm. Whether there was anything.
pub(super) fn note_doubts<'d>(inquiry: &mut Inquiry, doubts: impl IntoIterator<Item = &'d Doubt>) -> bool {
    let mut any = false;
    for doubt in doubts {
        inquiry.note(policy::undecided(doubt, Effect::Allow));
        any = true;
    }
    any
}

fn undecodable(resource: &Resource, name: &str, error: &ParseError) -> Gap {
    let evidence = resource.properties.get(name).and_then(|field| field.evidence.first());
    Gap {
        operation: evidence.map(|one| one.operation.to_string()).unwrap_or_default(),
        error: error.to_string(),
        ..Gap::bare(GapCode::Undecodable)
    }
}
