//! Reads JSON strictly: a member of another type than expected is an error, never "not set".

use serde_json::Value;

/// A member that must be a string.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.as_object()?.get(name)?.as_str()
}

/// A member that may be missing. `None`: it is there and of another type.
pub(super) fn optional<'a, T>(
    value: &'a Value,
    name: &str,
    read: impl FnOnce(&'a Value) -> Option<T>,
) -> Option<Option<T>> {
    match value.as_object()?.get(name) {
        None => Some(None),
        Some(member) => read(member).map(Some),
    }
}

/// A member that must be a list.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> Option<&'a [Value]> {
    value.as_object()?.get(name)?.as_array().map(Vec::as_slice)
}

/// A list of strings that may be missing: then it is empty.
pub(super) fn texts<'a>(value: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    Some(optional(value, name, all_texts)?.unwrap_or_default())
}

/// A list of strings.
pub(super) fn all_texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}
