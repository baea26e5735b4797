//! What the user declares in `aplomb.toml`: trust, classification, parameters of checks.

mod registry;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::iam::network::Network;

pub use crate::iam::exposure::case::Trust;
pub use registry::{Document, Operation, Registry};

/// Everything declared. An unknown key is an error, so that a misspelt one is never silently ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Declarations {
    pub trust: Trust,
    /// Rules in order; the first that matches a resource decides a fact such as `IsModel`.
    pub classify: Vec<Classification>,
    /// By check id, then parameter name.
    pub parameters: BTreeMap<String, BTreeMap<String, Value>>,
    /// The contracts that the account's APIs are compared with.
    #[serde(skip_serializing_if = "Registry::is_undeclared")]
    pub registry: Registry,
}

/// One rule that classifies resources: every pattern that is given must match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// One of [`CLASSES`].
    pub fact: String,
    #[serde(default = "yes")]
    pub value: bool,
    /// Anchored glob (`*`, `?`) over the resource's name (the last part of its ARN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Anchored glob over the ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// `Key` or `Key=Value`; the value is an anchored glob.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// The facts that `[[classify]]` may declare: those that `analyze` derives, so that no rule is without effect.
pub const CLASSES: &[&str] =
    &["IsAudit", "IsData", "IsHighSecurity", "IsLog", "IsModel", "IsPayload", "IsProduction", "IsTokenSigning"];

/// Why `aplomb.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("{path}: {source}")]
    Parse { path: String, source: Box<toml::de::Error> },
    #[error("{path}: {what}")]
    Invalid { path: String, what: String },
}

/// Reads and checks a declaration file, and the folder of API contracts that it may name.
///
/// # Errors
/// The file cannot be read, is no TOML, holds an unknown key, or a value out of its range; or a contract cannot be used.
pub fn read(path: &Path) -> Result<Declarations, ConfigError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: name.clone(), source })?;
    let mut declared: Declarations =
        toml::from_str(&text).map_err(|source| ConfigError::Parse { path: name.clone(), source: Box::new(source) })?;
    if let Some(what) = problem(&declared) {
        return Err(ConfigError::Invalid { path: name, what });
    }
    if let Some(folder) = &declared.registry.openapi {
        let beside = path.parent().unwrap_or(Path::new(""));
        declared.registry.documents = registry::documents(&beside.join(folder))?;
    }
    Ok(declared)
}

/// Matches an anchored glob: `*` is any run of characters, `?` exactly one. Case-sensitive.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            // Give the last star one character more and try again from there.
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

fn problem(declared: &Declarations) -> Option<String> {
    if let Some(what) = trust_problem(&declared.trust) {
        return Some(what);
    }
    for (index, rule) in declared.classify.iter().enumerate() {
        if !CLASSES.contains(&rule.fact.as_str()) {
            return Some(format!("classify[{index}].fact: {:?} is none of {}", rule.fact, CLASSES.join(", ")));
        }
        if rule.name.is_none() && rule.arn.is_none() && rule.tag.is_none() {
            return Some(format!("classify[{index}]: give at least one of name, arn, tag"));
        }
    }
    if !declared.registry.documents.is_empty() {
        return Some("registry.documents is what is read from a folder: name that as registry.openapi".to_owned());
    }
    None
}

/// What is wrong with a table of those who are trusted.
pub(crate) fn trust_problem(trust: &Trust) -> Option<String> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_canonical = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let first = |name: &str, values: &[String], is_right: &dyn Fn(&str) -> bool, what: &str| {
        let odd = values.iter().find(|value| !is_right(value))?;
        Some(format!("trust.{name}: {odd:?} {what}"))
    };
    let (account, organization) = ("is not a 12-digit account id", "does not start with \"o-\"");
    let own: Vec<String> = trust.organization.iter().cloned().collect();
    first("accounts", trust.accounts.as_deref().unwrap_or_default(), &is_account, account)
        .or_else(|| first("vendors", &trust.vendors, &is_account, account))
        .or_else(|| first("organization", &own, &|id| id.starts_with("o-"), organization))
        .or_else(|| first("organizations", &trust.organizations, &|id| id.starts_with("o-"), organization))
        .or_else(|| first("vpcs", &trust.vpcs, &|id| id.starts_with("vpc-"), "does not start with \"vpc-\""))
        .or_else(|| {
            first("endpoints", &trust.endpoints, &|id| id.starts_with("vpce-"), "does not start with \"vpce-\"")
        })
        .or_else(|| first("cidrs", &trust.cidrs, &|text| Network::parse(text).is_some(), "is no CIDR block or address"))
        .or_else(|| first("subjects", &trust.subjects, &|text| !text.is_empty(), "is empty"))
        .or_else(|| first("identity_providers", &trust.identity_providers, &|text| !text.is_empty(), "is empty"))
        .or_else(|| {
            let is_right = |text: &str| is_canonical(text) || text.starts_with("arn:");
            first("canonical_ids", &trust.canonical_ids, &is_right, "is neither 64 hexadecimal digits nor an ARN")
        })
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_anchored() {
        for (pattern, text, expected) in [
            ("*-models", "acme-models", true),
            ("*-models", "acme-models-old", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*", "", true),
            ("", "x", false),
            ("a*b*c", "aXbXbXc", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn unknown_keys_and_bad_values_are_refused() {
        let parse = |text: &str| toml::from_str::<Declarations>(text).map_err(|e| e.to_string()).map(|d| problem(&d));
        assert!(parse("[trust]\naccount = []").is_err());
        assert!(parse("[trust]\naccounts = [\"12\"]").is_ok_and(|p| p.is_some()));
        assert!(parse("[[classify]]\nfact = \"IsModle\"\nname = \"x\"").is_ok_and(|p| p.is_some()));
        assert!(parse("[[classify]]\nfact = \"IsModel\"").is_ok_and(|p| p.is_some()));
        assert_eq!(parse("[[classify]]\nfact = \"IsModel\"\nname = \"*-models\""), Ok(None));
    }
}
