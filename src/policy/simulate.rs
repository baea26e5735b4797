//! `policy simulate`: what AWS decides on one request, and why.

use serde_json::Value;

use super::page::Page;
use super::{decision, input, what_if};
use crate::cli::{PolicyFormat, PolicySimulate};
use crate::error::{Error, Exit};
use crate::iam::{simulate_json, simulate_what_if_json, vocabulary};
use crate::scan::write_stdout;

/// Answers one case, or one a line.
///
/// # Errors
/// A case that cannot be read, or stdout that cannot be written.
pub(super) fn simulate(arguments: &PolicySimulate) -> Result<Exit, Error> {
    let answer = |text: &str| answer(text, arguments.what_if);
    if arguments.jsonl {
        return input::lines(&arguments.file, answer).map(|()| Exit::Clean);
    }
    let answer = answer(&input::text(&arguments.file)?);
    if let Some(error) = answer["error"].as_str() {
        return Err(Error::usage(format!("{}: {error}", input::name(&arguments.file))));
    }
    match arguments.format {
        PolicyFormat::Json => super::print_json(&answer)?,
        PolicyFormat::Text => {
            let mut page = Page::new();
            decision::summary(&mut page, &answer);
            decision::trace(&mut page, &answer, |_| true);
            what_if::policies(&mut page, &answer);
            write_stdout(page.into_text().as_bytes())?;
        }
    }
    Ok(Exit::Clean)
}

fn answer(text: &str, with_what_if: bool) -> Value {
    let reaches = |service: &str| vocabulary::service(service).is_some_and(vocabulary::Service::supports_rcp);
    if with_what_if { simulate_what_if_json(text, reaches) } else { simulate_json(text, reaches) }
}
