//! The nouns of an audit: resources, what is known of each of their fields, and gaps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing in an account, as a collector saw it and as `analyze` understood it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resource {
    /// ARN as AWS publishes it, or an ARN of ours that holds `#` (a child that AWS gives none).
    pub arn: String,
    /// CloudFormation type, e.g. `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Account id, 12 digits.
    pub account: String,
    /// Region, or `global`, or `unknown` where AWS would not tell it.
    pub region: String,
    /// What the CloudFormation schema of the type has, under its names.
    pub properties: Section,
    /// What AWS answers and the schema lacks, under the response's names.
    pub status: Section,
    /// All tags as one map.
    pub tags: Field,
    /// What `analyze` derived.
    pub facts: Section,
    /// Policy documents as AWS sent them, by property: `iam` needs the original text.
    pub texts: BTreeMap<String, String>,
}

/// The top-level names of one place of a resource. A name that is missing was not collected.
pub type Section = BTreeMap<String, Field>;

/// One top-level name: what is known of it, and the answers of AWS that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub known: Known,
    pub evidence: Vec<Evidence>,
}

/// What is known of a field: three-valued, so that not knowing is never mistaken for no.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// AWS said this.
    Value(Value),
    /// AWS said that there is none, or the question does not arise.
    Absent,
    /// It could not be read or decided; never empty.
    Gap(Vec<Gap>),
}

/// One recorded answer that a field or finding rests on. Shared text: every field of every resource holds some.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// `service:Operation`, e.g. `s3:GetBucketCors`.
    pub operation: Arc<str>,
    /// Region that was asked.
    pub region: Arc<str>,
    /// SHA-256 (hex) of the recorded body; `None` where no answer came (timeout, connection).
    pub sha256: Option<Arc<str>>,
}

/// Something that could not be read or decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// `service:Operation` that failed; `""` where no call was made.
    pub operation: String,
    pub code: GapCode,
    /// AWS's error code, or for `undecided` the construct and which way it could turn.
    pub error: String,
    /// IAM action that would mend it, where a permission would.
    pub permission: Option<String>,
}

/// How a marker begins that capture put in the place of a secret: `<masked KIND LENGTH START* TAG>`.
pub const MASKED: &str = "<masked ";

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GapCode {
    #[serde(rename = "denied")]
    Denied,
    #[serde(rename = "throttled")]
    Throttled,
    #[serde(rename = "timeout")]
    Timeout,
    #[serde(rename = "failed")]
    Failed,
    #[serde(rename = "undecodable")]
    Undecodable,
    #[serde(rename = "unsupported")]
    Unsupported,
    #[serde(rename = "gone")]
    Gone,
    #[serde(rename = "undecided")]
    Undecided,
    #[serde(rename = "not collected")]
    NotCollected,
    #[serde(rename = "not scanned")]
    NotScanned,
    #[serde(rename = "not declared")]
    NotDeclared,
    #[serde(rename = "not in the recording")]
    NotInRecording,
}

impl GapCode {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Failed => "failed",
            Self::Undecodable => "undecodable",
            Self::Unsupported => "unsupported",
            Self::Gone => "gone",
            Self::Undecided => "undecided",
            Self::NotCollected => "not collected",
            Self::NotScanned => "not scanned",
            Self::NotDeclared => "not declared",
            Self::NotInRecording => "not in the recording",
        }
    }

    /// Whether a read was tried and failed: such an unknown can end a scan with exit code 4.
    pub fn is_failed_read(self) -> bool {
        matches!(
            self,
            Self::Denied
                | Self::Throttled
                | Self::Timeout
                | Self::Failed
                | Self::Undecodable
                | Self::Unsupported
                | Self::NotInRecording
        )
    }
}

/// All that was read of one account, and what was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inventory {
    pub partition: String,
    pub account: String,
    /// When the audit counts as made, RFC 3339: the start in the recording's header. Ages are counted to it.
    pub now: String,
    pub scope: Scope,
    pub resources: Vec<Resource>,
    /// Types that could not be listed, or not to the end, by region.
    pub unlisted: Vec<Unlisted>,
}

/// A type that could not be listed in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlisted {
    pub resource_type: String,
    /// Region, or `global`.
    pub region: String,
    pub gap: Gap,
    pub evidence: Vec<Evidence>,
    /// Whether a part was read before the listing broke.
    pub partial: bool,
}

/// What a scan was asked to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Services collected, sorted.
    pub services: BTreeSet<String>,
    /// Regions collected, sorted.
    pub regions: BTreeSet<String>,
    /// Enabled regions that were left out by choice, sorted.
    pub regions_not_scanned: BTreeSet<String>,
    /// Services known to this version that were left out by choice, sorted.
    pub services_not_scanned: BTreeSet<String>,
}

/// A stretch of time in which AWS was asked, RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub started: String,
    /// `None` where the recording was cut.
    pub finished: Option<String>,
}

impl Default for Field {
    /// A field that no collector set: the gap "not collected".
    fn default() -> Self {
        Self::gap(Gap::bare(GapCode::NotCollected), Vec::new())
    }
}

impl Field {
    pub fn value(value: impl Into<Value>, evidence: Vec<Evidence>) -> Self {
        Self { known: Known::Value(value.into()), evidence }
    }

    pub fn absent(evidence: Vec<Evidence>) -> Self {
        Self { known: Known::Absent, evidence }
    }

    pub fn gap(gap: Gap, evidence: Vec<Evidence>) -> Self {
        Self { known: Known::Gap(vec![gap]), evidence }
    }
}

impl Gap {
    /// A gap that no call made.
    pub fn bare(code: GapCode) -> Self {
        Self { operation: String::new(), code, error: String::new(), permission: None }
    }

    /// Why it is not known, in one line, and what would mend it.
    pub fn words(&self) -> String {
        let mut words = self.code.word().to_owned();
        if !self.operation.is_empty() {
            words += &format!(": {}", self.operation);
        }
        if !self.error.is_empty() {
            words += &format!(" ({})", self.error);
        }
        if let Some(permission) = &self.permission {
            words += &format!(", allow {permission}");
        }
        words
    }

    /// A question that the reasoning cannot decide yet; `construct` names what stopped it.
    pub fn undecided(construct: impl Into<String>) -> Self {
        Self { error: construct.into(), ..Self::bare(GapCode::Undecided) }
    }

    /// An input of `aplomb.toml` that a question needs and nobody declared.
    pub fn not_declared(input: impl Into<String>) -> Self {
        Self { error: input.into(), ..Self::bare(GapCode::NotDeclared) }
    }

    /// Something outside the services, regions or accounts of this scan.
    pub fn not_scanned(what: impl Into<String>) -> Self {
        Self { error: what.into(), ..Self::bare(GapCode::NotScanned) }
    }
}

/// The place of a top-level name: `input.properties.X`, `input.status.X`, `input.tags`, `input.facts.X`.
pub fn field_of<'a>(resource: &'a Resource, path: &str) -> Option<&'a Field> {
    match path.split_once('.') {
        None if path == "tags" => Some(&resource.tags),
        Some(("properties", name)) => resource.properties.get(name),
        Some(("status", name)) => resource.status.get(name),
        Some(("facts", name)) => resource.facts.get(name),
        _ => None,
    }
}
