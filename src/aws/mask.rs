//! Replaces secrets in answers before anything else sees them: hash, recording, SDK or log.

mod xml;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

/// Where secrets stand in the answers of one operation.
#[derive(Debug, Clone, Copy)]
pub struct Mask {
    /// `service:Operation`.
    pub operation: &'static str,
    /// Paths of the secret values as they come over the wire; `[]` is each element, `{}` each value of a map.
    pub paths: &'static [&'static str],
    /// What kind of secret, for the marker.
    pub kind: &'static str,
}

/// Every field of an answer that holds a secret.
pub const MASKS: &[Mask] = &[
    // The model calls the list `items`, the wire `item`.
    Mask { operation: "apigateway:GetApiKeys", paths: &["item[].value", "items[].value"], kind: "api-key" },
    Mask { operation: "apigateway:GetUsagePlanKeys", paths: &["item[].value", "items[].value"], kind: "api-key" },
];

/// Elements of XML answers that hold secrets, by operation.
const EMPTIED: &[(&str, &[&str])] = &[("iam:ListVirtualMFADevices", &["Base32StringSeed", "QRCodePNG"])];

/// Stands for the whole answer where it should hold secrets and could not be understood.
pub const WITHHELD: &[u8] = b"aplomb: withheld, this answer could hold secrets and could not be decoded";

/// Masks with a key that lives only in this process: equal secrets can be seen to be equal, and no more.
#[derive(Clone)]
pub struct Masker {
    key: [u8; 32],
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Masker")
    }
}

impl Default for Masker {
    fn default() -> Self {
        let mut key = [0; 32];
        key[..16].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        key[16..].copy_from_slice(uuid::Uuid::new_v4().as_bytes());
        Self { key }
    }
}

impl Masker {
    /// The answer of `operation` without its secrets; unchanged if the operation has none.
    pub fn mask(&self, operation: &str, body: Vec<u8>) -> Vec<u8> {
        if let Some((_, elements)) = EMPTIED.iter().find(|(name, _)| *name == operation) {
            return match xml::emptied(&body, elements) {
                Some(kept) => kept,
                None if body.is_empty() => body,
                None => WITHHELD.to_vec(),
            };
        }
        let masks: Vec<&Mask> = MASKS.iter().filter(|mask| mask.operation == operation).collect();
        if masks.is_empty() {
            return body;
        }
        let Ok(mut value) = serde_json::from_slice::<Value>(&body) else {
            return if body.is_empty() { body } else { WITHHELD.to_vec() };
        };
        for mask in masks {
            for path in mask.paths {
                if !self.replace(&mut value, path, mask.kind) {
                    return WITHHELD.to_vec();
                }
            }
        }
        value.to_string().into_bytes()
    }

    /// `false`: the answer has another form than the path says, and a secret could stand anywhere in it.
    fn replace(&self, value: &mut Value, path: &str, kind: &str) -> bool {
        let (step, rest) = path.split_once('.').unwrap_or((path, ""));
        let name = step.trim_end_matches("[]").trim_end_matches("{}");
        let member = match value {
            Value::Null => return true,
            Value::Object(members) => members.get_mut(name).filter(|member| !member.is_null()),
            _ => return false,
        };
        let Some(member) = member else { return true };
        let targets: Vec<&mut Value> = match (&step[name.len()..], member) {
            ("", member) => vec![member],
            ("[]", Value::Array(items)) => items.iter_mut().collect(),
            ("{}", Value::Object(members)) => members.values_mut().collect(),
            _ => return false,
        };
        targets.into_iter().all(|target| match (rest, &*target) {
            ("", Value::Null) => true,
            ("", secret) => {
                let text = secret.as_str().map_or_else(|| secret.to_string(), str::to_owned);
                *target = Value::String(self.marker(kind, &text));
                true
            }
            _ => self.replace(target, rest, kind),
        })
    }

    /// Kind, length class, the first four characters of a long secret, and an HMAC.
    fn marker(&self, kind: &str, secret: &str) -> String {
        let length = secret.chars().count();
        let class = match length {
            0 => "empty",
            1..=7 => "1-7",
            8..=19 => "8-19",
            20..=39 => "20-39",
            _ => "40+",
        };
        let start: String = if length >= 20 { secret.chars().take(4).collect() } else { String::new() };
        // HMAC takes a key of any length, so this cannot fail; an empty tag would only lose the comparison.
        let tag = Hmac::<Sha256>::new_from_slice(&self.key)
            .map(|mut mac| {
                mac.update(secret.as_bytes());
                mac.finalize().into_bytes()[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>()
            })
            .unwrap_or_default();
        format!("<masked {kind} {class} {start}* {tag}>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_replaced_and_equal_ones_stay_equal() {
        let masker = Masker::default();
        let body = br#"{"item":[{"id":"a","value":"CANARYCANARYCANARY0123"},{"value":"CANARYCANARYCANARY0123"},{"value":"short"}]}"#;
        let masked = String::from_utf8(masker.mask("apigateway:GetApiKeys", body.to_vec())).expect("text");
        assert!(!masked.contains("CANARYCANARY") && !masked.contains("short"), "{masked}");
        let value: Value = serde_json::from_str(&masked).expect("json");
        assert_eq!(value["item"][0]["value"], value["item"][1]["value"]);
        assert_ne!(value["item"][0]["value"], value["item"][2]["value"]);
        assert_eq!(value["item"][0]["id"], "a");
    }

    #[test]
    fn an_answer_that_cannot_be_masked_is_withheld() {
        for body in [
            r#"{"item":[{"value":"CANARY"#,
            r#"{"item":{"value":"CANARY"}}"#,
            r#"{"item":["CANARY"]}"#,
            r#"[{"value":"CANARY"}]"#,
            "CANARY",
        ] {
            let masked = Masker::default().mask("apigateway:GetApiKeys", body.as_bytes().to_vec());
            assert_eq!(masked, WITHHELD, "{body}");
        }
    }

    #[test]
    fn other_operations_are_untouched() {
        assert_eq!(Masker::default().mask("s3:GetBucketCors", b"<x/>".to_vec()), b"<x/>");
    }
}
