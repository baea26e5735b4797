//! Secrets in plain text: the markers that capture put in their place.

use serde_json::{Value, json};

use crate::resource::{Field, MASKED, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape::{optional, text};
use super::integration::string_map;

/// `SecretsFound` in the variables of a stage of a REST API, and in those of its canary.
pub(super) fn in_rest_stage(_: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let mut found = Vec::new();
        for (name, value) in inquiry.read(stage, "properties.Variables", string_map)?.unwrap_or_default() {
            enter(&mut found, &format!("Variables.{name}"), name, value);
        }
        let overrides = inquiry.read(stage, "properties.CanarySetting", |canary| {
            Some(optional(canary, "StageVariableOverrides", string_map)?.unwrap_or_default())
        })?;
        for (name, value) in overrides.unwrap_or_default() {
            enter(&mut found, &format!("CanarySetting.StageVariableOverrides.{name}"), name, value);
        }
        Some(Some(json!(found)))
    })
}

/// `SecretsFound` in the variables of a stage of an HTTP or WebSocket API.
pub(super) fn in_stage(_: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let mut found = Vec::new();
        for (name, value) in inquiry.read(stage, "properties.StageVariables", string_map)?.unwrap_or_default() {
            enter(&mut found, &format!("StageVariables.{name}"), name, value);
        }
        Some(Some(json!(found)))
    })
}

/// `SecretsFound` in the integration of a method: parameters, templates and whatever else it holds.
pub(super) fn in_method(_: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let integration = inquiry.read(method, "properties.Integration", |value| {
            // Without its type it is no integration that we understand.
            let maps = ["RequestParameters", "RequestTemplates"].map(|name| optional(value, name, string_map));
            text(value, "Type").filter(|_| maps.iter().all(Option::is_some)).map(|_| value)
        })?;
        let mut found = Vec::new();
        if let Some(integration) = integration {
            walk(&mut found, "Integration", integration);
            found.sort_by_key(|entry| entry["Where"].as_str().map(str::to_owned));
        }
        Some(Some(json!(found)))
    })
}

fn walk(found: &mut Vec<Value>, place: &str, value: &Value) {
    match value {
        Value::String(text) => enter(found, place, "", text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                // An answer goes by its status code, which stays when another is added.
                let name = text(item, "StatusCode").map_or_else(|| index.to_string(), str::to_owned);
                walk(found, &format!("{place}.{name}"), item);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let place = format!("{place}.{name}");
                enter(found, &place, name, "");
                walk(found, &place, member);
            }
        }
        _ => {}
    }
}

fn enter(found: &mut Vec<Value>, place: &str, name: &str, value: &str) {
    for (kind, marker) in markers(name).chain(markers(value)) {
        found.push(json!({ "Where": place, "Kind": kind, "Marker": marker }));
    }
}

/// The markers in a text, with what kind of secret each stands for.
///
/// A text of the customer that looks like a marker counts as one: it would be no better.
fn markers(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices(MASKED).filter_map(|(start, _)| {
        let marker = &text[start..];
        let rest = &marker[MASKED.len()..];
        let (kind, rest) = rest.split_once(' ')?;
        let (_length, rest) = rest.split_once(' ')?;
        // The first characters of the secret can be any, up to four; what follows them cannot be mistaken.
        let after = rest.char_indices().take(5).find_map(|(at, _)| {
            let (tag, after) = rest[at..].strip_prefix("* ")?.split_once('>')?;
            (tag.len() == 16 && tag.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(after)
        })?;
        Some((kind, &marker[..marker.len() - after.len()]))
    })
}

#[cfg(test)]
mod tests {
    use super::markers;

    #[test]
    fn markers_are_found_inside_longer_texts() {
        let one = "<masked api-key 20-39 sk-p* 0123456789abcdef>";
        let strange = "<masked token 40+ * >é* 0123456789abcdef>";
        let short = "<masked password 1-7 * fedcba9876543210>";
        let text = format!("Bearer {one}, {strange}\n{short}");
        let found: Vec<(&str, &str)> = markers(&text).collect();
        assert_eq!(found, [("api-key", one), ("token", strange), ("password", short)]);
        for no in
            ["", "<masked", "<masked a b", "<masked a b c d>", "<masked a b * 0123>", "masked a b * 0123456789abcdef>"]
        {
            assert_eq!(markers(no).count(), 0, "{no}");
        }
    }
}
