//! One cell of a list: known, not there, or not known and why.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::resource::{Gap, Inventory, Known, Resource, field_of};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Known {
        value: Value,
        /// What the table shows.
        text: String,
    },
    Absent,
    /// Why it is not known, each reason once.
    Unknown(Vec<String>),
}

impl Cell {
    /// A value in its plain words.
    pub fn known(value: impl Into<Value>) -> Self {
        let value = value.into();
        let text = plain(&value);
        Self::Known { value, text }
    }

    /// A value that the table tells in its own words.
    pub fn told(value: impl Into<Value>, text: impl Into<String>) -> Self {
        Self::Known { value: value.into(), text: text.into() }
    }

    /// What is known of one name of a resource, as it is.
    pub fn of(resource: &Resource, path: &str) -> Self {
        Self::from(resource, path, |value| Some(Self::known(value.clone())))
    }

    /// What `read` makes of one name of a resource. `None`: it has not the form expected.
    pub fn from(resource: &Resource, path: &str, read: impl FnOnce(&Value) -> Option<Self>) -> Self {
        let Some(field) = field_of(resource, path) else { return Self::Unknown(vec!["not collected".to_owned()]) };
        match &field.known {
            Known::Value(value) => {
                read(value).unwrap_or_else(|| Self::Unknown(vec![format!("{path} has not the form expected")]))
            }
            Known::Absent => Self::Absent,
            Known::Gap(gaps) => Self::unknown(gaps),
        }
    }

    pub fn unknown<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Self {
        let mut reasons: Vec<String> = gaps.into_iter().map(Gap::words).collect();
        reasons.sort();
        reasons.dedup();
        Self::Unknown(reasons)
    }

    /// A stand-in where there is none.
    pub fn or(self, other: Self) -> Self {
        if self == Self::Absent { other } else { self }
    }
}

/// The resources of a type.
pub(super) fn of_type<'a>(inventory: &'a Inventory, resource_type: &str) -> impl Iterator<Item = &'a Resource> {
    inventory.resources.iter().filter(move |resource| resource.resource_type == resource_type)
}

/// A known text of a resource; `""` where it is not known, so that lists keep their order.
pub(super) fn text<'a>(resource: &'a Resource, path: &str) -> &'a str {
    match field_of(resource, path).map(|field| &field.known) {
        Some(Known::Value(value)) => value.as_str().unwrap_or_default(),
        _ => "",
    }
}

/// The APIs of both versions by region and id.
pub(super) fn apis(inventory: &Inventory) -> BTreeMap<(&str, &str), &Resource> {
    let first = of_type(inventory, "AWS::ApiGateway::RestApi").map(|api| (api, text(api, "properties.RestApiId")));
    let second = of_type(inventory, "AWS::ApiGatewayV2::Api").map(|api| (api, text(api, "properties.ApiId")));
    first.chain(second).map(|(api, id)| ((api.region.as_str(), id), api)).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
