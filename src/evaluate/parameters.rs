//! Parameters of checks: defaults, and what `aplomb.toml` says instead.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ParameterError;
use super::check::{Check, Checks};

/// Checks the parameters of `aplomb.toml` against all loaded checks, selected or not.
///
/// # Errors
/// The first that names no check or parameter, or is of another JSON type than the default.
pub fn check_parameters(
    checks: &Checks,
    parameters: &BTreeMap<String, BTreeMap<String, Value>>,
) -> Result<(), ParameterError> {
    for (id, values) in parameters {
        let check = checks.get(id).ok_or_else(|| ParameterError::UnknownCheck { check: id.clone() })?;
        if let Some(problem) = values.iter().find_map(|(name, value)| mismatch(check, name, value)) {
            return Err(problem);
        }
    }
    Ok(())
}

/// Why a value cannot stand for a parameter of the check, if it cannot.
pub(super) fn mismatch(check: &Check, name: &str, value: &Value) -> Option<ParameterError> {
    let (id, name) = (check.id.clone(), name.to_string());
    let Some(default) = check.parameters.get(&name) else {
        let known = match check.parameters.keys().cloned().collect::<Vec<_>>().join(", ") {
            names if names.is_empty() => "none".to_string(),
            names => names,
        };
        return Some(ParameterError::UnknownParameter { check: id, name, known });
    };
    let (found, expected) = other_type(value, default)?;
    Some(ParameterError::OtherType { check: id, name, found, expected, default: default.to_string() })
}

/// The types of the first place where two values differ in type. Elements of a list are held against the default's
/// first: a list of numbers where strings are compared would decide silently.
fn other_type(value: &Value, default: &Value) -> Option<(&'static str, &'static str)> {
    match (value, default) {
        (Value::Array(items), Value::Array(defaults)) => {
            let model = defaults.first()?;
            items.iter().find_map(|item| other_type(item, model))
        }
        _ if type_name(value) == type_name(default) => None,
        _ => Some((type_name(value), type_name(default))),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}
