//! The `# METADATA` block of a policy file: what a check says of itself.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LoadError;
use crate::finding::{Control, Grade, Severity};

/// What the block holds; a key that is not listed here is refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metadata {
    pub title: String,
    pub description: String,
    pub custom: Custom,
}

/// The part of the block that OPA leaves to its users.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Custom {
    pub severity: Severity,
    #[serde(rename = "resource")]
    resource: OneOrMany,
    pub remediation: Remediation,
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
    #[serde(default)]
    controls: Vec<ControlEntry>,
}

/// How to mend a failure; a way that does not exist is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// An AWS CLI command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    /// A Terraform resource or argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
    /// A CloudFormation property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudformation: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ControlEntry {
    framework: String,
    id: String,
    grade: Grade,
}

const SHAPE: &str = "write title and description, and below custom: severity, resource, \
    remediation {cli, terraform, cloudformation}, parameters {NAME: default}, controls [{framework, id, grade}]";

/// Reads the block of a policy file; `file` is for messages.
///
/// # Errors
/// There is no block above `package`, it is no YAML, holds an unknown key or lacks a needed one.
pub(super) fn parse(file: &str, text: &str) -> Result<Metadata, LoadError> {
    let (block, line) = block(text).ok_or_else(|| {
        let what = "no `# METADATA` block above `package`";
        LoadError::new(file, Some(1), what, format!("begin the file with the line `# METADATA`; {SHAPE}"))
    })?;
    let metadata: Metadata = yaml(file, &block, SHAPE)?;
    let remediation = &metadata.custom.remediation;
    let mends = [&remediation.cli, &remediation.terraform, &remediation.cloudformation];
    let empty = |text: &str| text.trim().is_empty();
    let problem = if empty(&metadata.title) {
        "`title` is empty"
    } else if empty(&metadata.description) {
        "`description` is empty"
    } else if metadata.resource_types().iter().any(|name| empty(name)) || metadata.resource_types().is_empty() {
        "`custom.resource` names no type"
    } else if mends.iter().all(|mend| mend.is_none()) || mends.into_iter().flatten().any(|mend| empty(mend)) {
        "`custom.remediation` is empty or holds an empty way"
    } else {
        return Ok(metadata);
    };
    Err(LoadError::new(file, Some(line), problem, SHAPE))
}

impl Metadata {
    /// The types that the check judges, sorted, each once.
    pub fn resource_types(&self) -> Vec<String> {
        let mut names = match &self.custom.resource {
            OneOrMany::One(name) => vec![name.clone()],
            OneOrMany::Many(names) => names.clone(),
        };
        names.sort();
        names.dedup();
        names
    }

    /// The controls, sorted, each once.
    pub fn controls(&self) -> Vec<Control> {
        let control = |entry: &ControlEntry| Control {
            framework: entry.framework.clone(),
            id: entry.id.clone(),
            grade: entry.grade,
        };
        let mut controls: Vec<Control> = self.custom.controls.iter().map(control).collect();
        controls.sort();
        controls.dedup();
        controls
    }
}

/// Reads a YAML text whose booleans are `true` and `false` only: `Off` and `no` are words that AWS uses.
pub(super) fn yaml<T: DeserializeOwned>(file: &str, text: &str, hint: &str) -> Result<T, LoadError> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let error = error.without_snippet();
        let line = error.location().and_then(|place| u32::try_from(place.line()).ok()).filter(|line| *line > 0);
        let message = error.to_string();
        // The place goes before the message, and once.
        let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
        LoadError::new(file, line, what, hint)
    })
}

/// The YAML of the block with one empty line for each line above it, so that line numbers are those of the file;
/// and the line of its first key.
fn block(text: &str) -> Option<(String, u32)> {
    let mut yaml = String::new();
    let mut lines = text.lines().enumerate();
    let start = loop {
        let (index, line) = lines.next()?;
        yaml.push('\n');
        if line.trim_end() == "# METADATA" {
            break index;
        }
        if line.starts_with("package ") {
            return None;
        }
    };
    for line in lines.map_while(|(_, line)| line.strip_prefix('#')) {
        yaml.push_str(line.strip_prefix(' ').unwrap_or(line));
        yaml.push('\n');
    }
    Some((yaml, u32::try_from(start + 2).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# METADATA
# title: A title
# description: Why it matters.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: aws s3api put-bucket-versioning
#   parameters:
#     days: 365
#     modes: [COMPLIANCE]
#   controls:
#     - {framework: nist-800-53-r5, id: AC-3, grade: partial}
package s3.x
";

    #[test]
    fn the_block_is_read() {
        let metadata = parse("x.rego", GOOD).unwrap();
        assert_eq!((metadata.title.as_str(), metadata.custom.severity), ("A title", Severity::High));
        assert_eq!(metadata.resource_types(), ["AWS::S3::Bucket"]);
        assert_eq!(metadata.custom.parameters["days"], serde_json::json!(365));
        assert_eq!(metadata.custom.parameters["modes"], serde_json::json!(["COMPLIANCE"]));
        assert_eq!(metadata.controls()[0].grade, Grade::Partial);
    }

    #[test]
    fn resource_may_be_a_list() {
        let text = GOOD
            .replace("resource: AWS::S3::Bucket", "resource: [AWS::S3::Bucket, AWS::S3::AccessPoint, AWS::S3::Bucket]");
        assert_eq!(parse("x.rego", &text).unwrap().resource_types(), ["AWS::S3::AccessPoint", "AWS::S3::Bucket"]);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        for (from, to, line, word) in [
            ("# METADATA", "# Metadata", 1, "no `# METADATA` block"),
            ("severity: high", "severity: urgent", 5, "urgent"),
            ("severity: high", "severety: high", 5, "severety"),
            ("# title: A title", "# titel: A title", 2, "titel"),
            ("# title: A title", "# title: \"\"", 2, "`title` is empty"),
            ("cli: aws s3api put-bucket-versioning", "cli: \" \"", 2, "remediation"),
            ("cli: aws s3api put-bucket-versioning", "console: click", 8, "console"),
            ("grade: partial", "grade: partial, note: x", 13, "note"),
            ("resource: AWS::S3::Bucket", "resource: []", 2, "names no type"),
        ] {
            let error = parse("x.rego", &GOOD.replace(from, to)).unwrap_err();
            assert!(error.what.contains(word), "{to}: {error}");
            assert_eq!(error.line, Some(line), "{to}: {error}");
        }
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        let text = GOOD.replace("days: 365", "days: off");
        assert_eq!(parse("x.rego", &text).unwrap().custom.parameters["days"], serde_json::json!("off"));
    }
}
