//! The words of `aplomb can` and `aplomb who-can`.

use clap::Args;

use super::{Origin, PolicyFormat};

/// The command `can`.
#[derive(Debug, Args)]
pub struct Can {
    /// ARN of a user, role or session, `user/NAME`, `role/NAME`, or `anonymous`
    #[arg(value_name = "PRINCIPAL")]
    pub principal: String,
    /// What every such question has.
    #[command(flatten)]
    pub question: Question,
}

/// The command `who-can`.
#[derive(Debug, Args)]
pub struct WhoCan {
    /// What every such question has.
    #[command(flatten)]
    pub question: Question,
}

/// What is asked, of whom, and how it is answered.
#[derive(Debug, Args)]
pub struct Question {
    /// One action, e.g. s3:GetObject
    #[arg(value_name = "ACTION")]
    pub action: String,
    /// ARN of the resource, or * for actions on none
    #[arg(value_name = "RESOURCE")]
    pub resource: String,
    /// What the request says, e.g. aws:SecureTransport=true; may be repeated. What nobody gives is unknown
    #[arg(long, value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// Text for people, or JSON
    #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
    pub format: PolicyFormat,
    /// Where the answers of AWS come from.
    #[command(flatten)]
    pub origin: Origin,
}
