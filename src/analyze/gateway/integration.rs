//! The integration of a method, read strictly: mappings and templates of requests and responses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::shape::{list, optional, text};

/// What a method does with calls, as far as responses can be shaped by it.
pub(super) struct Integration<'a> {
    pub kind: &'a str,
    pub request_templates: Vec<(&'a str, &'a str)>,
    pub responses: Vec<Response<'a>>,
}

/// How one kind of answer of the backend becomes an answer of the method.
pub(super) struct Response<'a> {
    pub status: &'a str,
    pub parameters: Vec<(&'a str, &'a str)>,
    pub templates: Vec<(&'a str, &'a str)>,
}

impl<'a> Integration<'a> {
    pub fn read(value: &'a Value) -> Option<Self> {
        let responses = optional(value, "IntegrationResponses", |_| list(value, "IntegrationResponses"))?;
        Some(Self {
            kind: text(value, "Type")?,
            request_templates: optional(value, "RequestTemplates", string_map)?.unwrap_or_default(),
            responses: responses.unwrap_or_default().iter().map(Response::read).collect::<Option<_>>()?,
        })
    }

    /// Whether the backend's answer goes to the caller as it is. AWS applies mappings of responses, and templates, to
    /// other integrations only.
    pub fn is_proxy(&self) -> bool {
        self.kind.ends_with("_PROXY")
    }
}

impl<'a> Response<'a> {
    fn read(value: &'a Value) -> Option<Self> {
        Some(Self {
            status: text(value, "StatusCode")?,
            parameters: optional(value, "ResponseParameters", string_map)?.unwrap_or_default(),
            templates: optional(value, "ResponseTemplates", string_map)?.unwrap_or_default(),
        })
    }
}

/// A map of texts, sorted by name: AWS keeps no order in its maps.
pub(super) fn string_map(value: &Value) -> Option<Vec<(&str, &str)>> {
    let map: Option<BTreeMap<&str, &str>> =
        value.as_object()?.iter().map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
    Some(map?.into_iter().collect())
}
