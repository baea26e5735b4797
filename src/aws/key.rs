//! The key of an exchange: what a request asks, without what changes from run to run.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Value, json};

/// What one request asks. Two requests with the same key have the same answer within a scan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

/// Where a key stands: the parts that the request itself does not hold.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// `-` before GetCallerIdentity has answered.
    pub partition: &'a str,
    /// `-` before GetCallerIdentity has answered.
    pub account: &'a str,
    pub region: &'a str,
    pub service: &'a str,
    pub operation: &'a str,
    /// Counts the polls of a job, from 0.
    pub turn: u32,
}

/// Members that hold a page size or an idempotency token: they change with the SDK or with us.
const LEFT_OUT: &[&str] = &[
    "x-id",
    "max-buckets",
    "max-keys",
    "maxbuckets",
    "maxresults",
    "maxitems",
    "maxrecords",
    "limit",
    "pagesize",
    "clienttoken",
    "clientrequesttoken",
    "idempotencytoken",
];

impl Key {
    /// The key of a request.
    pub fn new(place: Place<'_>, request: &HttpRequest) -> Self {
        let uri = request.uri();
        let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // The same thing, written with and without the slash.
        let path = if path.is_empty() { "/" } else { path };
        let key = json!([
            place.partition,
            place.account,
            place.region,
            place.service,
            place.operation,
            place.turn,
            request.method(),
            host,
            path,
            pairs(query),
            canonical_body(request.body().bytes().unwrap_or_default()),
        ]);
        Self(key.to_string())
    }

    /// A key as a recording holds it.
    pub fn from_recorded(key: &Value) -> Self {
        Self(key.to_string())
    }

    /// The JSON text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The JSON array that a recording holds.
    pub fn to_value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or(Value::Null)
    }

    /// Region, service and operation of a recorded key; `None` if it is no key of ours.
    pub fn operation(key: &Value) -> Option<(&str, String)> {
        let text = |index| key.get(index).and_then(Value::as_str);
        Some((text(2)?, format!("{}:{}", text(3)?, text(4)?)))
    }
}

fn left_out(name: &str) -> bool {
    LEFT_OUT.contains(&name.to_ascii_lowercase().as_str())
}

/// Pairs of a query or form, sorted, without what is left out. Kept percent-encoded: only equality matters.
fn pairs(query: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(name, _)| !left_out(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    pairs.sort();
    pairs
}

fn canonical_body(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    let text = String::from_utf8_lossy(body);
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        // Only at the top: a nested member of the same name is part of the question.
        let value = match value {
            Value::Object(members) => members.into_iter().filter(|(name, _)| !left_out(name)).collect(),
            other => other,
        };
        return sorted(value);
    }
    json!(pairs(&text))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().map(|(name, v)| (name, sorted(v))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::body::SdkBody;

    fn key(uri: &str, body: &'static str) -> Key {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_uri(uri.to_owned()).expect("uri");
        let place = Place {
            partition: "aws",
            account: "111122223333",
            region: "us-east-1",
            service: "s3",
            operation: "GetBucketCors",
            turn: 0,
        };
        Key::new(place, &request)
    }

    #[test]
    fn virtual_hosted_buckets_differ_by_host() {
        assert_ne!(
            key("https://a.s3.us-east-1.amazonaws.com/?cors", ""),
            key("https://b.s3.us-east-1.amazonaws.com/?cors", "")
        );
    }

    #[test]
    fn order_page_size_and_tokens_of_idempotency_do_not_matter() {
        assert_eq!(key("https://h/p?b=2&a=1&max-buckets=10", ""), key("https://h/p?a=1&x-id=List&b=2", ""));
        assert_eq!(
            key("https://h/", r#"{"b":1,"a":{"d":1,"c":2},"MaxResults":5}"#),
            key("https://h/", r#"{"a":{"c":2,"d":1},"b":1,"ClientToken":"x"}"#)
        );
        assert_eq!(key("https://h/", "Action=A&Version=1"), key("https://h/", "Version=1&Action=A"));
    }

    #[test]
    fn a_page_token_matters() {
        assert_ne!(key("https://h/?continuation-token=a", ""), key("https://h/?continuation-token=b", ""));
    }

    #[test]
    fn a_key_survives_being_recorded() {
        let key = key("https://h/?a=1", r#"{"a":1}"#);
        assert_eq!(Key::from_recorded(&key.to_value()), key);
        assert_eq!(Key::operation(&key.to_value()), Some(("us-east-1", "s3:GetBucketCors".to_owned())));
    }
}
