//! The words of `aplomb policy`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// The command `policy`.
#[derive(Debug, Args)]
pub struct Policy {
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// What can be asked of policy documents.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Who outside the account and those it trusts gets in by a resource policy, with a request that does
    #[command(after_help = EXPOSURE_EXIT_CODES)]
    Exposure(Box<PolicyExposure>),
    /// Whether a resource policy enforces TLS, KMS, the organisation, VPC endpoints, MFA: if not, a request that gets through
    #[command(after_help = ENFORCEMENT_EXIT_CODES)]
    Enforcement(Box<PolicyEnforcement>),
    /// What AWS decides on one request under the policies that bear on it, and why
    Simulate(PolicySimulate),
    /// What a new policy allows that the old one does not, and the reverse, each with a request
    #[command(after_help = DIFF_EXIT_CODES)]
    Diff(PolicyDiff),
    /// What is odd about a policy document, by line, with a mend
    #[command(after_help = LINT_EXIT_CODES)]
    Lint(PolicyLint),
}

/// A policy document, and what it hangs on
#[derive(Debug, Args)]
pub struct PolicySubject {
    /// The policy document; - is stdin
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// What the policy hangs on, e.g. AWS::S3::BucketPolicy
    #[arg(long = "type", value_name = "TYPE", required_unless_present = "jsonl")]
    pub kind: Option<String>,
    /// Id of the account that owns the resource
    #[arg(long, value_name = "ID", required_unless_present = "jsonl")]
    pub account: Option<String>,
    /// ARN of the resource (default: any that the policy names)
    #[arg(long, value_name = "ARN", conflicts_with = "jsonl")]
    pub resource: Option<String>,
    /// Id of the own organisation, o-...
    #[arg(long, value_name = "ID", conflicts_with = "jsonl")]
    pub org: Option<String>,
    /// Who is trusted: the table [trust] of this aplomb.toml
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub trust: Option<PathBuf>,
    /// Text for people, or JSON
    #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
    pub format: PolicyFormat,
    /// Read one case a line, as JSON, and answer one object a line
    #[arg(long, conflicts_with_all = ["kind", "account"])]
    pub jsonl: bool,
    /// Decide as of this time (default: now), e.g. 2026-01-31 or 2026-01-31T12:00:00Z
    #[arg(long, value_name = "DATE")]
    pub at: Option<String>,
}

/// `policy exposure`
#[derive(Debug, Args)]
pub struct PolicyExposure {
    #[command(flatten)]
    pub subject: PolicySubject,
    /// Flags of block public access that apply, e.g. RestrictPublicBuckets
    #[arg(long, value_name = "FLAG", value_delimiter = ',', conflicts_with = "jsonl")]
    pub block_public_access: Vec<String>,
    /// Of an access point: it takes requests from its VPC only
    #[arg(long, conflicts_with = "jsonl")]
    pub vpc_only: bool,
    /// A resource control policy that binds the resource; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub rcp: Vec<PathBuf>,
    /// Tell of each Deny, flag and resource control policy what opens if it falls
    #[arg(long)]
    pub what_if: bool,
    /// Exit with 1 if the policy is as open as this, or more
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub fail_on: Option<ExposureLevel>,
}

/// `policy enforcement`
#[derive(Debug, Args)]
pub struct PolicyEnforcement {
    #[command(flatten)]
    pub subject: PolicySubject,
    /// Id of an own VPC endpoint, vpce-...; may be repeated
    #[arg(long, value_name = "ID", conflicts_with = "jsonl")]
    pub endpoint: Vec<String>,
    /// Id of an own VPC, vpc-...; may be repeated
    #[arg(long, value_name = "ID", conflicts_with = "jsonl")]
    pub vpc: Vec<String>,
    /// Of a bucket: it encrypts with a key of KMS what asks for nothing
    #[arg(long, conflicts_with = "jsonl")]
    pub kms_by_default: bool,
    /// Exit with 1 if one of these is not enforced
    #[arg(long, value_name = "PROPERTY", value_enum, value_delimiter = ',')]
    pub require: Vec<PolicyProperty>,
}

/// `policy simulate`
#[derive(Debug, Args)]
pub struct PolicySimulate {
    /// The case, as JSON: request and policies; - is stdin
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// Text for people, or JSON
    #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
    pub format: PolicyFormat,
    /// Read one case a line, and answer one object a line
    #[arg(long)]
    pub jsonl: bool,
    /// Tell of each policy what is decided without it
    #[arg(long)]
    pub what_if: bool,
}

/// `policy lint`
#[derive(Debug, Args)]
pub struct PolicyLint {
    /// The policy document; - is stdin
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// What the document is for (default: what it looks like)
    #[arg(long, value_enum)]
    pub kind: Option<PolicyKind>,
    /// Text for people, or JSON
    #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
    pub format: PolicyFormat,
}

/// `policy diff`
#[derive(Debug, Args)]
pub struct PolicyDiff {
    /// The old policy document; - is stdin
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The new policy document; - is stdin
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// What the documents are for (default: what the new one looks like)
    #[arg(long, value_enum)]
    pub kind: Option<PolicyKind>,
    /// Text for people, or JSON
    #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
    pub format: PolicyFormat,
    /// Exit with 1 if they differ, as git diff does
    #[arg(long)]
    pub exit_code: bool,
}

const DIFF_EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  with --exit-code: they differ
  2  wrong use, or a document that cannot be read
  4  with --exit-code: not decided whether they differ";

const LINT_EXIT_CODES: &str = "\
Exit codes:
  0  no errors
  1  errors: AWS refuses the document, or a part of it can never work
  2  wrong use, or a file that cannot be read";

const EXPOSURE_EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  as open as --fail-on, or more
  2  wrong use, or a document that cannot be read
  4  with --fail-on public or external: not decided whether it is";

const ENFORCEMENT_EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  one of --require is not enforced
  2  wrong use, or a document that cannot be read
  4  with --require: not decided whether one of them is";

/// How a command on policy documents answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// How open a policy is, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum ExposureLevel {
    /// It is not decided who gets in
    Unknown,
    /// Outsiders get in who are named or bounded
    External,
    /// Everybody gets in
    Public,
}

/// What a policy can enforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyProperty {
    /// No plain http
    Tls,
    /// TLS 1.2 or newer
    Tls12,
    /// Objects are encrypted with a key of KMS
    Kms,
    /// Callers are of the own organisation (--org)
    Organization,
    /// Requests come through own VPC endpoints (--endpoint, --vpc)
    Endpoint,
    /// Callers have signed in with a second factor
    Mfa,
}

/// What a policy document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyKind {
    /// Of a user, group or role; a permissions boundary
    Identity,
    /// Of a resource
    Resource,
    /// Who may assume a role
    Trust,
    /// Service control policy
    Scp,
    /// Resource control policy
    Rcp,
}
