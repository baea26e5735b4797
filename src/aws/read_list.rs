//! The operations that aplomb may call. Anything else is refused before it leaves.

use std::collections::BTreeMap;

/// One operation that a collector calls, and the IAM actions that allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Service as in `--services`, e.g. `s3control`.
    pub service: &'static str,
    /// Operation of the service model, e.g. `GetBucketCors`.
    pub operation: &'static str,
    /// IAM actions, which often differ from the operation's name (`s3:GetBucketCORS`).
    pub actions: &'static [&'static str],
}

impl Read {
    /// `service:Operation`, as evidence and gaps print it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

/// All reads of the collectors, by `service:Operation`.
#[derive(Debug, Clone, Default)]
pub struct ReadList {
    reads: BTreeMap<String, Read>,
}

impl ReadList {
    /// A list of these reads.
    pub fn new(reads: impl IntoIterator<Item = Read>) -> Self {
        Self { reads: reads.into_iter().map(|read| (read.name(), read)).collect() }
    }

    /// Whether `service:Operation` may be called.
    pub fn allows(&self, operation: &str) -> bool {
        self.reads.contains_key(operation)
    }

    /// The IAM action that would mend a denied `service:Operation`.
    pub fn permission(&self, operation: &str) -> Option<String> {
        self.reads.get(operation).and_then(|read| read.actions.first()).map(ToString::to_string)
    }

    /// The reads, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Read> {
        self.reads.values()
    }
}

/// Our name of a service, from the SDK's service id ("S3 Control" is `s3control`).
pub fn service_name(service_id: &str) -> String {
    match service_id {
        "CloudWatch Logs" => "logs".to_owned(),
        other => other.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase(),
    }
}
