//! The recording: every answer of AWS in one append-only, hash-chained, compressed file.

pub mod reader;
pub mod writer;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::config::Declarations;

/// The version of the file format that this program writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 1;

/// What a scan was, written once GetCallerIdentity has answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Always `aplomb-recording`.
    pub format: String,
    pub format_version: u32,
    /// Version of aplomb that wrote it.
    pub aplomb: String,
    pub run_id: String,
    pub partition: String,
    pub account: String,
    /// ARN of the caller.
    pub caller: String,
    /// Region that calls without a region of their own went to.
    pub default_region: String,
    /// Endpoint overrides by service; `""` is the one for all.
    pub endpoints: BTreeMap<String, String>,
    pub fips: bool,
    pub dual_stack: bool,
    /// Services collected.
    pub services: BTreeSet<String>,
    /// Regions asked for; `None` is all enabled ones.
    pub regions: Option<BTreeSet<String>>,
    pub declarations: Declarations,
    /// Start, RFC 3339: "now" for every age.
    pub started: String,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    Header(Box<Header>),
    /// A body, written before the first exchange that names it.
    Body(Body),
    Exchange(Exchange),
    /// A later scan went on from here.
    Resume {
        /// RFC 3339.
        started: String,
    },
    End(End),
}

/// A line and its place in the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Counts all lines from 0, the header.
    pub n: u64,
    /// SHA-256 (hex) of the line before, without its line break; `""` for the header.
    pub prev: String,
    #[serde(flatten)]
    pub line: Line,
}

/// The bytes of an answer, masked; exactly one of `text` and `base64` is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

/// One call and how it ended. The attempts of one call are one exchange; the last one counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// See [`crate::aws::key::Key`].
    pub key: Value,
    /// When the last attempt was answered, RFC 3339.
    pub at: String,
    pub attempts: u32,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    Answered {
        status: u16,
        /// Those that we or the SDK need: see `connector::HEADERS`.
        headers: Vec<(String, String)>,
        /// SHA-256 (hex) of the body.
        body: String,
    },
    Failed {
        failure: Failure,
    },
}

/// No answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `timeout` or `connection`.
    pub kind: FailureKind,
    pub error: String,
}

/// How an answer failed to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    Timeout,
    Connection,
}

/// The last record of a whole recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Exchanges in the file.
    pub exchanges: u64,
    /// RFC 3339.
    pub finished: String,
}

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("{path} exists already")]
    Exists { path: String },
    #[error("{path} is not an aplomb recording: {what}")]
    Foreign { path: String, what: String },
    #[error("{path} was cut inside its header: nothing in it can be used")]
    CutHeader { path: String },
    #[error("{path} has format version {found}; this aplomb reads version {FORMAT_VERSION}")]
    Version { path: String, found: u32 },
    #[error("{path} is damaged at record {record}: {what}")]
    Damaged { path: String, record: u64, what: String },
}

/// SHA-256 as lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Now, RFC 3339, UTC, whole seconds. The only clock of the program.
pub fn now() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).unwrap_or_default()
}
