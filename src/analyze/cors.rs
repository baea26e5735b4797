//! CORS rules of a bucket, told rule by rule.

use serde_json::{Value, json};

use crate::resource::{Field, Resource};

use super::index::Index;
use super::inquiry::Inquiry;
use super::origin::{Class, Scheme, classify};
use super::shape::{list, optional, texts};

/// `CorsOrigins`: every allowed origin, by how many strangers can meet it.
pub(super) fn origins(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, rule| {
        let origins = rule.origins.iter().map(|origin| {
            let (class, scheme) = classify(origin);
            json!({ "Rule": place, "Value": origin, "Class": class_word(class), "Scheme": scheme_word(scheme) })
        });
        origins.collect()
    })
}

/// `CorsMethods`, in upper case.
pub(super) fn methods(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, rule| values(place, rule.methods.iter().map(|method| method.to_ascii_uppercase())))
}

/// `CorsHeaders`: allowed request headers, in lower case.
pub(super) fn headers(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, rule| values(place, rule.headers.iter().map(|header| header.to_ascii_lowercase())))
}

/// `CorsExposedHeaders`: response headers that pages may read, in lower case.
pub(super) fn exposed_headers(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, rule| values(place, rule.exposed.iter().map(|header| header.to_ascii_lowercase())))
}

/// `CorsCredentials`. A bucket's rules have no such setting.
pub(super) fn credentials(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, _| vec![json!({ "Rule": place, "Allowed": false })])
}

/// `CorsMaxAge`: for how long browsers keep the answer; without the key where it is not set.
pub(super) fn max_age(_: &Index, bucket: &Resource) -> Field {
    told(bucket, |place, rule| match rule.max_age {
        Some(seconds) => vec![json!({ "Rule": place, "Seconds": seconds })],
        None => vec![json!({ "Rule": place })],
    })
}

struct Rule<'a> {
    origins: Vec<&'a str>,
    methods: Vec<&'a str>,
    headers: Vec<&'a str>,
    exposed: Vec<&'a str>,
    max_age: Option<i64>,
}

/// The fact of all rules together; absent without CORS. A rule goes by its number, from 0.
fn told(bucket: &Resource, entries: impl Fn(&str, &Rule) -> Vec<Value>) -> Field {
    let mut inquiry = Inquiry::default();
    match inquiry.read(bucket, "properties.CorsConfiguration", rules) {
        None => inquiry.unknown(),
        Some(None) => inquiry.absent(),
        Some(Some(rules)) => {
            let told = rules.iter().enumerate().flat_map(|(place, rule)| entries(&place.to_string(), rule));
            inquiry.known(told.collect::<Vec<_>>())
        }
    }
}

fn rules(value: &Value) -> Option<Vec<Rule<'_>>> {
    let rule = |rule| {
        Some(Rule {
            origins: required_texts(rule, "AllowedOrigins")?,
            methods: required_texts(rule, "AllowedMethods")?,
            headers: texts(rule, "AllowedHeaders")?,
            exposed: texts(rule, "ExposedHeaders")?,
            max_age: optional(rule, "MaxAge", Value::as_i64)?,
        })
    };
    list(value, "CorsRules")?.iter().map(rule).collect()
}

fn required_texts<'a>(rule: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    list(rule, name)?;
    texts(rule, name)
}

fn values(place: &str, values: impl Iterator<Item = String>) -> Vec<Value> {
    vec![json!({ "Rule": place, "Values": values.collect::<Vec<_>>() })]
}

pub(super) fn class_word(class: Class) -> &'static str {
    match class {
        Class::Any => "any",
        Class::SchemeAny => "scheme-any",
        Class::Reflecting => "reflecting",
        Class::Anchored => "anchored",
        Class::Exact => "exact",
        Class::Null => "null",
        Class::Loopback => "loopback",
    }
}

pub(super) fn scheme_word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
        Scheme::Any => "any",
        Scheme::None => "none",
    }
}
