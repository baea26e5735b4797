//! The outcome of one check on one resource.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::resource::{Evidence, GapCode};

/// One verdict, with what it rests on. There are as many as checks times resources: what findings have in common they
/// share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// UUIDv5 of the finding key (see [`FindingKey`]).
    pub id: String,
    pub check: Arc<str>,
    pub verdict: Verdict,
    pub severity: Severity,
    pub resource: Arc<ResourceRef>,
    /// The part of the resource that fails (a Sid, an index); `""` for a whole resource.
    pub sub_key: String,
    pub message: String,
    /// Recorded answers that the verdict rests on, sorted, each once.
    pub evidence: Vec<Evidence>,
    /// What could not be read, where the verdict is `unknown`.
    pub gaps: Vec<FindingGap>,
    pub controls: Arc<[Control]>,
}

/// Which resource a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ResourceRef {
    pub arn: String,
    #[serde(rename = "type")]
    pub resource_type: String,
    pub partition: String,
    pub account: String,
    pub region: String,
}

/// One gap of a finding: which name of the resource is not known, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingGap {
    /// The name that the check reads, e.g. `facts.PublicRead`; the type, where a listing failed.
    pub property: String,
    pub operation: String,
    pub code: GapCode,
    pub error: String,
    pub permission: Option<String>,
}

/// A requirement of a framework that a check speaks to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Control {
    pub framework: String,
    pub id: String,
    pub grade: Grade,
}

/// How well a check covers a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Exact,
    Partial,
    Proxy,
}

/// `waived` is no verdict: it is laid over a `fail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Fail,
    Unknown,
    Pass,
    NotApplicable,
}

impl Verdict {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Pass => "pass",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Worst first, so that the derived order sorts a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl Severity {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// Whether this is as serious as `level`, or more.
    pub fn at_or_above(self, level: Self) -> bool {
        self <= level
    }
}

/// What makes two findings the same one across scans: never a message, a time or a version.
#[derive(Debug, Clone, Copy)]
pub struct FindingKey<'a> {
    pub check: &'a str,
    pub resource: &'a ResourceRef,
    pub sub_key: &'a str,
}

/// Namespace of finding ids, published so that anyone can derive them.
pub const FINDING_NAMESPACE: uuid::Uuid = uuid::uuid!("6d0f3c52-6f0e-5f0a-9f57-2f6b1d1c7a11");

impl FindingKey<'_> {
    /// UUIDv5 over the JSON array of check, partition, account, region, ARN, sub-key.
    pub fn id(&self) -> String {
        let r = self.resource;
        let key = serde_json::json!([self.check, r.partition, r.account, r.region, r.arn, self.sub_key]);
        uuid::Uuid::new_v5(&FINDING_NAMESPACE, key.to_string().as_bytes()).to_string()
    }
}
