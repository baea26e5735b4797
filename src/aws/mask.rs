//! Replaces secrets in answers before anything else sees them: hash, recording, SDK or log.

mod xml;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::secret::secrets;
use crate::resource::MASKED;

/// Where secrets stand in the answers of one operation.
#[derive(Debug, Clone, Copy)]
pub struct Mask {
    /// `service:Operation`.
    pub operation: &'static str,
    /// Paths of the values as they come over the wire; `[]` is each element, `{}` each value of a map.
    pub paths: &'static [&'static str],
    pub what: What,
}

/// How much of a value is a secret.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// All of it, and of this kind.
    All(&'static str),
    /// What the detector finds in it: checks must read the rest.
    Detected,
}

/// Every field of an answer that holds a secret, or may hold one.
///
/// The model calls the lists of API Gateway `items` (in the second version `Items`), the wire `item` (`items`).
pub const MASKS: &[Mask] = &[
    Mask { operation: "apigateway:GetApiKeys", paths: &["item[].value", "items[].value"], what: What::All("api-key") },
    Mask {
        operation: "apigateway:GetUsagePlanKeys",
        paths: &["item[].value", "items[].value"],
        what: What::All("api-key"),
    },
    Mask {
        operation: "apigateway:GetStages",
        paths: &[
            "item[].variables{}",
            "item[].canarySettings.stageVariableOverrides{}",
            "items[].variables{}",
            "items[].canarySettings.stageVariableOverrides{}",
        ],
        what: What::Detected,
    },
    Mask {
        operation: "apigateway:GetResources",
        paths: &[
            "item[].resourceMethods{}.methodIntegration.uri",
            "item[].resourceMethods{}.methodIntegration.requestParameters{}",
            "item[].resourceMethods{}.methodIntegration.requestTemplates{}",
            "item[].resourceMethods{}.methodIntegration.integrationResponses{}.responseParameters{}",
            "item[].resourceMethods{}.methodIntegration.integrationResponses{}.responseTemplates{}",
            "items[].resourceMethods{}.methodIntegration.uri",
            "items[].resourceMethods{}.methodIntegration.requestParameters{}",
            "items[].resourceMethods{}.methodIntegration.requestTemplates{}",
            "items[].resourceMethods{}.methodIntegration.integrationResponses{}.responseParameters{}",
            "items[].resourceMethods{}.methodIntegration.integrationResponses{}.responseTemplates{}",
        ],
        what: What::Detected,
    },
    Mask {
        operation: "apigateway:GetGatewayResponses",
        paths: &[
            "item[].responseParameters{}",
            "item[].responseTemplates{}",
            "items[].responseParameters{}",
            "items[].responseTemplates{}",
        ],
        what: What::Detected,
    },
    Mask {
        operation: "apigateway:GetAuthorizers",
        paths: &["item[].authorizerUri", "items[].authorizerUri"],
        what: What::Detected,
    },
    Mask {
        operation: "apigatewayv2:GetStages",
        paths: &["items[].stageVariables{}", "Items[].StageVariables{}"],
        what: What::Detected,
    },
    Mask {
        operation: "apigatewayv2:GetIntegrations",
        paths: &[
            "items[].integrationUri",
            "items[].requestParameters{}",
            "items[].requestTemplates{}",
            "items[].responseParameters{}{}",
            "Items[].IntegrationUri",
            "Items[].RequestParameters{}",
            "Items[].RequestTemplates{}",
            "Items[].ResponseParameters{}{}",
        ],
        what: What::Detected,
    },
    Mask {
        operation: "apigatewayv2:GetAuthorizers",
        paths: &["items[].authorizerUri", "Items[].AuthorizerUri"],
        what: What::Detected,
    },
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
                if !self.replace(&mut value, path, mask.what) {
                    return WITHHELD.to_vec();
                }
            }
        }
        value.to_string().into_bytes()
    }

    /// `false`: the answer has another form than the path says, and a secret could stand anywhere in it.
    fn replace(&self, value: &mut Value, path: &str, what: What) -> bool {
        let (step, rest) = path.split_once('.').unwrap_or((path, ""));
        let name = step.trim_end_matches(['[', ']', '{', '}']);
        let member = match value {
            Value::Null => return true,
            Value::Object(members) => members.get_mut(name),
            _ => return false,
        };
        let mut targets: Vec<(&str, &mut Value)> = member.into_iter().map(|member| (name, member)).collect();
        for each in step.as_bytes()[name.len()..].chunks(2) {
            let mut inner = Vec::new();
            for (name, target) in targets {
                match (each, target) {
                    (_, Value::Null) => {}
                    (b"[]", Value::Array(items)) => inner.extend(items.iter_mut().map(|item| (name, item))),
                    (b"{}", Value::Object(members)) => {
                        inner.extend(members.iter_mut().map(|(key, member)| (key.as_str(), member)));
                    }
                    _ => return false,
                }
            }
            targets = inner;
        }
        targets.into_iter().all(|(name, target)| match (rest, what) {
            ("", What::All(kind)) => {
                self.replace_all(target, kind);
                true
            }
            ("", What::Detected) => self.replace_detected(target, name),
            _ => self.replace(target, rest, what),
        })
    }

    fn replace_all(&self, target: &mut Value, kind: &str) {
        if !target.is_null() {
            let text = target.as_str().map_or_else(|| target.to_string(), str::to_owned);
            *target = Value::String(self.marker(kind, &text));
        }
    }

    /// Numbers and flags hold no secret that the detector knows; lists and objects should not stand here.
    fn replace_detected(&self, target: &mut Value, name: &str) -> bool {
        let Value::String(text) = target else { return !target.is_object() && !target.is_array() };
        for found in secrets(name, text).into_iter().rev() {
            let marker = self.marker(found.kind, &text[found.range.clone()]);
            text.replace_range(found.range, &marker);
        }
        true
    }

    /// `<masked KIND LENGTH START* TAG>` ([`MASKED`] is how it begins):
    /// - KIND is one word (`api-key`, `password`, `jwt`, ...);
    /// - LENGTH is `empty`, `1-7`, `8-19`, `20-39` or `40+`, in characters;
    /// - START is the first four characters of a secret of 20 or more, whatever they are, else nothing;
    /// - TAG is an HMAC of 16 hexadecimal digits: equal secrets of one process have the same.
    ///
    /// It stands in the place of the secret alone: what is around it, quotes or `Bearer `, stays.
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
        format!("{MASKED}{kind} {class} {start}* {tag}>")
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

    fn masked(operation: &str, body: &str) -> Value {
        let masked = Masker::default().mask(operation, body.as_bytes().to_vec());
        serde_json::from_slice(&masked).expect("json")
    }

    #[test]
    fn a_detected_secret_is_replaced_and_what_is_around_it_stays() {
        let value = masked(
            "apigateway:GetStages",
            r#"{"item":[{"stageName":"prod","tracingEnabled":false,
                "variables":{"host":"backend.example","auth":"Bearer QmPdZxVw8sKj3LtYb6RfNcHg1UaEo4Ti"},
                "canarySettings":{"percentTraffic":10.0,"stageVariableOverrides":{"db_password":"hunter2-prod"}}}]}"#,
        );
        let stage = &value["item"][0];
        assert_eq!((&stage["stageName"], &stage["tracingEnabled"]), (&"prod".into(), &false.into()));
        assert_eq!(stage["variables"]["host"], "backend.example");
        assert_eq!(stage["canarySettings"]["percentTraffic"], 10.0);
        let bearer = stage["variables"]["auth"].as_str().expect("text");
        assert!(bearer.starts_with("Bearer <masked bearer 20-39 QmPd* ") && bearer.ends_with('>'), "{bearer}");
        let password = stage["canarySettings"]["stageVariableOverrides"]["db_password"].as_str().expect("text");
        assert!(password.starts_with("<masked password 8-19 * "), "{password}");
    }

    #[test]
    fn an_answer_without_a_secret_is_not_withheld() {
        for (operation, body) in [
            ("apigateway:GetStages", r#"{"item":[{"stageName":"prod","variables":{},"canarySettings":null}]}"#),
            ("apigateway:GetStages", r#"{"item":[]}"#),
            ("apigateway:GetStages", r#"{"message":"no","item":null}"#),
            ("apigateway:GetResources", r#"{"item":[{"id":"r","resourceMethods":{"GET":{}}}]}"#),
            (
                "apigatewayv2:GetIntegrations",
                r#"{"items":[{"responseParameters":{"200":{"overwrite:header.x":"y"}}}]}"#,
            ),
        ] {
            assert_eq!(masked(operation, body), serde_json::from_str::<Value>(body).expect("json"), "{operation}");
        }
    }

    #[test]
    fn an_answer_of_another_form_is_withheld_there_too() {
        for (operation, body) in [
            ("apigateway:GetStages", r#"{"item":[{"variables":["CANARY"]}]}"#),
            ("apigateway:GetStages", r#"{"item":[{"variables":{"a":{"b":"CANARY"}}}]}"#),
            ("apigateway:GetStages", r#"{"item":{"variables":{"a":"CANARY"}}}"#),
            ("apigatewayv2:GetIntegrations", r#"{"items":[{"responseParameters":{"200":"CANARY"}}]}"#),
            ("apigatewayv2:GetStages", "CANARY"),
        ] {
            assert_eq!(Masker::default().mask(operation, body.as_bytes().to_vec()), WITHHELD, "{body}");
        }
    }

    #[test]
    fn other_operations_are_untouched() {
        assert_eq!(Masker::default().mask("s3:GetBucketCors", b"<x/>".to_vec()), b"<x/>");
    }
}
