//! What an access log says of each call: the variables of its format.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape::optional;

/// `LogFormatFields` of a stage of a REST API.
pub(super) fn of_rest_stage(_: &Index, stage: &Resource) -> Field {
    fields(stage, "properties.AccessLogSetting")
}

/// `LogFormatFields` of a stage of an HTTP or WebSocket API.
pub(super) fn of_stage(_: &Index, stage: &Resource) -> Field {
    fields(stage, "properties.AccessLogSettings")
}

fn fields(stage: &Resource, path: &str) -> Field {
    Inquiry::tell(|inquiry| {
        let format = inquiry.read(stage, path, |value| optional(value, "Format", Value::as_str))?.flatten();
        let Some(format) = format else { return Some(None) };
        // Velocity knows these ways to write a variable; AWS documents none of them for access logs.
        if let Some(form) = ["${", "$!"].into_iter().find(|form| format.contains(form)) {
            inquiry.note(Gap::undecided(format!("access log format: {form}")));
            return None;
        }
        let found: BTreeSet<&str> = variables(format).map(|(name, _)| name).collect();
        Some(Some(json!({ "Syntax": syntax(format), "Fields": found })))
    })
}

const VARIABLE: &str = "$context.";

/// Each variable without its prefix, and what stands after it.
fn variables(format: &str) -> impl Iterator<Item = (&str, &str)> {
    format.split(VARIABLE).skip(1).map(|text| {
        // What an authorizer tells has names of its own, with hyphens.
        let own = text.starts_with("authorizer.");
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || (own && c == '-');
        let end = text.find(|c| !part(c)).unwrap_or(text.len());
        let name = text[..end].trim_end_matches(['.', '-']);
        (name, &text[name.len()..])
    })
}

fn syntax(format: &str) -> &'static str {
    let format = format.trim();
    if format.starts_with('{') && format.ends_with('}') {
        "json"
    } else if format.starts_with('<') && format.ends_with('>') {
        "xml"
    } else if format.contains("[$context.requestTime]") {
        "clf"
    } else if is_csv(format) {
        "csv"
    } else {
        "other"
    }
}

/// Two or more columns, each of them one variable, perhaps quoted.
fn is_csv(format: &str) -> bool {
    let column = |column: &str| {
        let column = column.trim().trim_matches('"');
        column.starts_with(VARIABLE)
            && variables(column).count() == 1
            && variables(column).all(|(_, rest)| rest.is_empty())
    };
    format.contains(',') && format.split(',').all(column)
}

#[cfg(test)]
mod tests {
    use super::{syntax, variables};

    #[test]
    fn variables_end_where_their_names_do() {
        for (format, names) in [
            ("$context.identity.apiKeyId,$context.identity.apiKey", vec!["identity.apiKeyId", "identity.apiKey"]),
            ("$context.requestId.", vec!["requestId"]),
            ("$context.requestId-$context.status", vec!["requestId", "status"]),
            ("$context.authorizer.tenant-id", vec!["authorizer.tenant-id"]),
            ("$context.authorizer.claims.sub\"}", vec!["authorizer.claims.sub"]),
            ("$context.error.message$context.path", vec!["error.message", "path"]),
            ("context.requestId $contextrequestId $stageVariables.x", vec![]),
            ("$context.é", vec![""]),
        ] {
            assert_eq!(variables(format).map(|(name, _)| name).collect::<Vec<_>>(), names, "{format}");
        }
    }

    #[test]
    fn the_syntax_is_told_by_its_outside() {
        for (format, expected) in [
            (r#"{"id": "$context.requestId"}"#, "json"),
            ("<id>$context.requestId</id>", "xml"),
            ("$context.identity.sourceIp - [$context.requestTime] \"$context.httpMethod\"", "clf"),
            ("$context.requestId,\"$context.status\"", "csv"),
            ("$context.requestId", "other"),
            ("$context.requestId $context.status", "other"),
            ("a,b", "other"),
            ("", "other"),
        ] {
            assert_eq!(syntax(format), expected, "{format}");
        }
    }
}
