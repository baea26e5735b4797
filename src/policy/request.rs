//! A request for people, from the JSON that programs get.

use serde_json::Value;

/// Who does what, on what, then what its context says; a line each.
pub(super) fn lines(request: &Value) -> Vec<String> {
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    let principal = match &request["principal"] {
        Value::Object(typed) => typed.values().next().and_then(Value::as_str).unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    };
    let mut lines = vec![format!("{} by {principal}", text("action")), format!("on {}", text("resource"))];
    let context = request["context"].as_object().into_iter().flatten();
    lines.extend(context.map(|(key, value)| match value {
        Value::Null => format!("{key} is not known"),
        Value::Array(values) => {
            let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            format!("{key} = [{}]", values.join(", "))
        }
        value => format!("{key} = {}", value.as_str().unwrap_or_default()),
    }));
    lines
}
