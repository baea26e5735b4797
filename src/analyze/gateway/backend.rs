//! Where a method sends its calls: scheme and host of HTTP backends.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, MASKED, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape::{optional, text};
use super::integration::string_map;

/// `Backend`: scheme and host, in lower case, without port. A stage variable in them must be the same in all stages.
pub(super) fn backend(index: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(integration) = http(inquiry, method)? else { return Some(None) };
        let mut start = start(integration.uri).to_owned();
        for placeholder in placeholders(integration.uri) {
            if let Placeholder::StageVariable(name) = placeholder {
                let value = stage_variable(index, inquiry, method, name)?;
                start = start.replace(&format!("${{stageVariables.{name}}}"), &value);
            }
        }
        let Some((scheme, host)) = split(&start) else {
            inquiry.note(Gap::undecided(format!("scheme of the integration's URI {}", integration.uri)));
            return None;
        };
        Some(Some(json!({ "Scheme": scheme, "Host": host })))
    })
}

/// `BackendHost`: whether who calls, or a stage variable, chooses scheme or host.
pub(super) fn backend_host(_: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(integration) = http(inquiry, method)? else { return Some(None) };
        let found: Vec<Value> = placeholders(integration.uri).filter_map(|one| integration.source(one)).collect();
        Some(Some(json!({ "Fixed": found.is_empty(), "Placeholders": found })))
    })
}

/// An integration with an HTTP backend.
struct Http<'a> {
    uri: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

/// `Some(None)`: there is no integration, or one of another type.
fn http<'a>(inquiry: &mut Inquiry, method: &'a Resource) -> Option<Option<Http<'a>>> {
    let integration = inquiry.read(method, "properties.Integration", |value| {
        if !matches!(text(value, "Type")?, "HTTP" | "HTTP_PROXY") {
            return Some(None);
        }
        let parameters = optional(value, "RequestParameters", string_map)?.unwrap_or_default();
        Some(Some(Http { uri: text(value, "Uri")?, parameters }))
    })?;
    Some(integration.flatten())
}

#[derive(Clone, Copy)]
enum Placeholder<'a> {
    /// `{name}`
    Path(&'a str),
    /// `${stageVariables.name}`
    StageVariable(&'a str),
}

impl Http<'_> {
    /// Where a placeholder comes from; `None` where its value is fixed.
    fn source(&self, placeholder: Placeholder) -> Option<Value> {
        let told = |name: &str, source: &str| Some(json!({ "Name": name, "Source": source }));
        let name = match placeholder {
            Placeholder::StageVariable(name) => return told(name, "stage variable"),
            Placeholder::Path(name) => name,
        };
        let key = format!("integration.request.path.{name}");
        match self.parameters.iter().find(|(parameter, _)| *parameter == key) {
            Some((_, value)) if value.starts_with('\'') => None,
            Some((_, value)) if value.starts_with("stageVariables.") => told(name, "stage variable"),
            _ => told(name, "request"),
        }
    }
}

/// The part of a URI that holds scheme and host. Without `://` a placeholder may stand for both.
fn start(uri: &str) -> &str {
    let host = uri.find("://").map_or(0, |end| end + 3);
    let end = uri[host..].find(['/', '?', '#']).map_or(uri.len(), |end| host + end);
    &uri[..end]
}

/// The placeholders in scheme and host, each once.
fn placeholders(uri: &str) -> impl Iterator<Item = Placeholder<'_>> {
    let mut seen = BTreeSet::new();
    start(uri).split('{').skip(1).zip(start(uri).split('{')).filter_map(move |(after, before)| {
        let name = after.split_once('}')?.0;
        let variable = name.strip_prefix("stageVariables.").filter(|_| before.ends_with('$'));
        let found = variable.map_or(Placeholder::Path(name), Placeholder::StageVariable);
        seen.insert(name).then_some(found)
    })
}

/// The value that a stage variable has in every stage.
fn stage_variable(index: &Index, inquiry: &mut Inquiry, method: &Resource, name: &str) -> Option<String> {
    let api = index.parent(inquiry, method)?;
    let mut values = BTreeSet::new();
    for stage in index.children(inquiry, api, "AWS::ApiGateway::Stage")? {
        let variables = inquiry.read(stage, "properties.Variables", string_map)?.unwrap_or_default();
        values.insert(variables.into_iter().find(|(variable, _)| *variable == name).map(|(_, value)| value));
        let overrides = inquiry.read(stage, "properties.CanarySetting", |canary| {
            Some(optional(canary, "StageVariableOverrides", string_map)?.unwrap_or_default())
        })?;
        let overridden = overrides.unwrap_or_default().into_iter().find(|(variable, _)| *variable == name);
        values.extend(overridden.map(|(_, value)| Some(value)));
    }
    match values.pop_first() {
        Some(Some(value)) if values.is_empty() && !value.contains(MASKED) => Some(value.to_owned()),
        _ => {
            inquiry.note(Gap::undecided(format!("stage variable {name}: not one value in all stages")));
            None
        }
    }
}

/// Scheme and host. `None`: another scheme, or one that a placeholder decides.
fn split(start: &str) -> Option<(String, String)> {
    let (scheme, authority) = start.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    // A stage variable may hold a path too.
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (matches!(scheme.as_str(), "http" | "https") && !host.is_empty()).then(|| (scheme, host.to_ascii_lowercase()))
}
