//! The command line: its words, and nothing of what they do.

mod can;
mod policy;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::finding::Severity;

pub use can::{Can, Question, WhoCan};
pub use policy::{
    ExposureLevel, Policy, PolicyCommand, PolicyDiff, PolicyEnforcement, PolicyExposure, PolicyFormat, PolicyKind,
    PolicyLint, PolicyProperty, PolicySimulate, PolicySubject,
};

/// Audits the configuration of AWS accounts. Never a verdict on data that was not read.
#[derive(Debug, Parser)]
#[command(name = "aplomb", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to colour the table
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// List every verdict, and count the calls to AWS by service
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  ran, nothing at or above --fail-on
  1  findings at or above --fail-on
  2  usage, configuration or policy file error
  3  could not run: no credentials, account out of reach, unreadable recording
  4  too little could be read to say that nothing is wrong
  5  interrupted";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audit an account, a recording of one, or the demo
    Scan(Box<Scan>),
    /// List what there is: APIs and who may call them, buckets, principals
    Inventory(Box<Inventory>),
    /// Reason about policy documents: no account, no network
    Policy(Box<Policy>),
    /// Whether a principal may do something, and why
    Can(Box<Can>),
    /// Which principals may do something
    WhoCan(Box<WhoCan>),
    /// Print the exact IAM permissions that a scan needs
    Permissions(Permissions),
    /// The checks of this version
    Checks(Checks),
    /// Explain one check: why it matters, what it reads, how to mend what it finds
    Explain {
        /// Id of the check, e.g. s3-bucket-tls-only
        id: String,
        /// Directory of checks that are added or take the place of our own
        #[arg(long, value_name = "DIR")]
        policies: Option<PathBuf>,
    },
    /// Print the JSON Schema of the native JSON report
    Schema,
    /// Print shell completions
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub struct Scan {
    #[command(flatten)]
    pub origin: Origin,

    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: String,
    /// Write a report to a file too; may be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    pub output: Vec<String>,

    /// Exit with 1 if a check at or above this severity fails
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::High)]
    pub fail_on: FailOn,
    /// Exit with 4 if fewer percent of the pairs (check, resource) could be decided
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0, value_parser = percent)]
    pub min_coverage: f64,
    /// Exit with 4 if anything is unknown
    #[arg(long, conflicts_with = "allow_unknown")]
    pub strict: bool,
    /// Do not exit with 4 because a read failed
    #[arg(long)]
    pub allow_unknown: bool,

    /// Only these checks: ids or globs, e.g. 's3-bucket-cors-*'
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub checks: Vec<String>,
    /// Only checks of this severity or above
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub severity: Option<Level>,
    /// Directory of checks that are added or take the place of our own
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
}

/// Where the answers come from: AWS, a recording of it, or the demo.
#[derive(Debug, Args)]
pub struct Origin {
    /// Keep every answer of AWS in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["replay", "resume", "demo"])]
    pub record: Option<PathBuf>,
    /// Audit a recording: no network, no credentials
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resume", "demo"])]
    pub replay: Option<PathBuf>,
    /// Go on with a recording: ask AWS only what it lacks
    #[arg(long, value_name = "FILE", conflicts_with_all = ["demo", "services", "regions", "config"])]
    pub resume: Option<PathBuf>,
    /// Audit the recording that ships with aplomb
    #[arg(long)]
    pub demo: bool,
    /// With --resume: also a recording older than 12 hours
    #[arg(long, requires = "resume", conflicts_with_all = ["record", "replay", "demo"])]
    pub allow_stale: bool,
    /// With --resume: ask again what was denied
    #[arg(long, requires = "resume", conflicts_with_all = ["record", "replay", "demo"])]
    pub retry_denied: bool,

    /// Only these services
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub services: Vec<String>,
    /// Only these regions (default: all that are enabled)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub regions: Vec<String>,

    /// Profile of the AWS configuration
    #[arg(long, value_name = "NAME", conflicts_with_all = ["replay", "demo"])]
    pub profile: Option<String>,
    /// Ask this endpoint in the place of AWS, e.g. an emulator
    #[arg(long, value_name = "URL", conflicts_with_all = ["replay", "demo"])]
    pub endpoint_url: Option<String>,
    /// Declarations (default: aplomb.toml in this directory, if there is one)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Inventory {
    #[command(flatten)]
    pub origin: Origin,
    /// What to list (default: all)
    #[arg(value_enum, value_name = "VIEW")]
    pub views: Vec<View>,
    /// A table for people, or JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum View {
    /// APIs: from where they are reached, under which names, which stages
    Apis,
    /// Each method and route: who may call it, with which scopes, how often
    Endpoints,
    /// Buckets: who reaches them, how they are kept
    Buckets,
    /// Users, groups and roles: what they may do, whom they trust, how they prove themselves
    Principals,
}

#[derive(Debug, Args)]
pub struct Permissions {
    /// Only these services
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub services: Vec<String>,
    /// A policy, or a role with that policy
    #[arg(long, value_enum, default_value_t = PermissionsFormat::Json)]
    pub format: PermissionsFormat,
}

#[derive(Debug, Args)]
pub struct Checks {
    #[command(subcommand)]
    pub command: ChecksCommand,
}

#[derive(Debug, Subcommand)]
pub enum ChecksCommand {
    /// List the checks
    List {
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
        /// Directory of checks that are added or take the place of our own
        #[arg(long, value_name = "DIR")]
        policies: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PermissionsFormat {
    Json,
    Cloudformation,
    Terraform,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Table,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    Info,
    None,
}

impl Level {
    /// The severity it names.
    pub fn severity(self) -> Severity {
        match self {
            Self::Critical => Severity::Critical,
            Self::High => Severity::High,
            Self::Medium => Severity::Medium,
            Self::Low => Severity::Low,
            Self::Info => Severity::Info,
        }
    }
}

impl FailOn {
    /// The severity it names, if any.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Critical => Some(Severity::Critical),
            Self::High => Some(Severity::High),
            Self::Medium => Some(Severity::Medium),
            Self::Low => Some(Severity::Low),
            Self::Info => Some(Severity::Info),
            Self::None => None,
        }
    }
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=100.0).contains(&value) => Ok(value),
        _ => Err("give a number from 0 to 100".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_fit_together() {
        use clap::CommandFactory;
        super::Cli::command().debug_assert();
    }
}
