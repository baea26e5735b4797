//! The command `policy`: questions about policy documents that need no account.

mod decision;
mod diff;
mod enforcement;
mod evidence;
mod exposure;
mod input;
mod kind;
mod lint;
mod page;
mod request;
mod simulate;
mod subject;
mod what_if;

use serde_json::Value;

use crate::cli::{Policy, PolicyCommand};
use crate::error::{Error, Exit};
use crate::report::visible_json;
use crate::scan::write_stdout;

/// Answers a question about a policy document.
///
/// # Errors
/// Wrong flags, a document that cannot be read, or stdout that cannot be written.
pub fn policy(arguments: &Policy) -> Result<Exit, Error> {
    match &arguments.command {
        PolicyCommand::Exposure(arguments) => exposure::exposure(arguments),
        PolicyCommand::Enforcement(arguments) => enforcement::enforcement(arguments),
        PolicyCommand::Simulate(arguments) => simulate::simulate(arguments),
        PolicyCommand::Diff(arguments) => diff::diff(arguments),
        PolicyCommand::Lint(arguments) => lint::run(arguments),
    }
}

pub(crate) use decision::{summary, trace};
pub(crate) use page::Page;

/// Prints one object for programs.
pub(crate) fn print_json(value: &Value) -> Result<(), Error> {
    write_stdout(visible_json(&format!("{value:#}\n")).as_bytes())
}
