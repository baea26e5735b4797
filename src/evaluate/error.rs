//! Why policies or parameters cannot be used.

use std::fmt::Write as _;

/// Why a policy file cannot be used: the place, what is wrong there, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {what}\nhint: {hint}", place(file, *line))]
pub struct LoadError {
    /// The file as the user knows it.
    pub file: String,
    /// Line from 1, where one is to blame.
    pub line: Option<u32>,
    pub what: String,
    pub hint: String,
}

/// Why `[parameters]` of `aplomb.toml` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("parameters.{check}: no such check\nhint: `aplomb checks list` names them all")]
    UnknownCheck { check: String },
    #[error("parameters.{check}.{name}: the check has no such parameter\nhint: it has {known}")]
    UnknownParameter { check: String, name: String, known: String },
    #[error("parameters.{check}.{name}: {found} where the default is {expected}\nhint: the default is {default}")]
    OtherType { check: String, name: String, found: &'static str, expected: &'static str, default: String },
}

impl LoadError {
    pub(super) fn new(file: &str, line: Option<u32>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { file: file.to_string(), line, what: what.into(), hint: hint.into() }
    }
}

fn place(file: &str, line: Option<u32>) -> String {
    let mut place = file.to_string();
    if let Some(line) = line {
        // Writing to a string cannot fail.
        let _ = write!(place, ":{line}");
    }
    place
}
