//! What the user hands us: a document, or one case a line. Never more than fits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde_json::{Value, json};

use crate::error::Error;
use crate::iam::parse;
use crate::report::visible_json;
use crate::scan::to_stdout_with;

/// The longest document and the longest line that are read, in bytes. AWS takes no policy of a tenth of this.
const MOST_BYTES: usize = 1024 * 1024;

/// Reads a document.
///
/// # Errors
/// It cannot be read, is too long, or is no UTF-8.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() > MOST_BYTES {
        return Err(Error::usage(format!("{} is {}", name(path), too_long())));
    }
    String::from_utf8(bytes).map_err(|_| Error::usage(format!("{} is no UTF-8", name(path))))
}

/// Reads a policy document. It may stand as a JSON string, as the AWS CLI prints it.
///
/// # Errors
/// As [`text`], and where the text is no policy document.
pub(super) fn policy(path: &Path) -> Result<String, Error> {
    let text = text(path)?;
    let text = serde_json::from_str(&text).unwrap_or(text);
    match parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let error = Error::usage(format!("{}: {error}", name(path)));
            Err(match meant(&text) {
                Some(hint) => error.hint(hint),
                None => error,
            })
        }
    }
}

/// What a text that is no policy document may be, and what to do with it.
fn meant(text: &str) -> Option<&'static str> {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return match text.chars().next() {
            None => None,
            Some('\u{feff}') => Some("the file starts with a byte order mark: save it as UTF-8 without one"),
            Some(_) => Some("policy documents are JSON, without comments"),
        };
    };
    let members = ["Resources", "Policy", "PolicyDocument", "AssumeRolePolicyDocument", "PolicyVersion", "Role"];
    match members.into_iter().find(|member| value.get(member).is_some())? {
        "Resources" => Some("this looks like a CloudFormation template: give the policy document alone"),
        _ => Some("give the policy document alone"),
    }
}

/// Answers each line by one line of JSON, in order, as they come. Empty lines are passed over; one that cannot be read
/// is answered with `error`.
///
/// # Errors
/// The file cannot be opened or read further, or stdout cannot be written.
pub(super) fn lines(path: &Path, mut answer: impl FnMut(&str) -> Value) -> Result<(), Error> {
    let mut input = BufReader::new(open(path)?);
    let mut failed = None;
    to_stdout_with(|out| {
        let mut number = 0_usize;
        loop {
            number += 1;
            let line = match line(&mut input) {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(()),
                Err(error) => {
                    failed = Some(error);
                    return Ok(());
                }
            };
            let value = match line {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => answer(&text),
                Err(why) => json!({ "error": format!("line {number} is {why}") }),
            };
            writeln!(out, "{}", visible_json(&value.to_string()))?;
            // Whoever waits for the answer before asking on must get it.
            if input.buffer().is_empty() {
                out.flush()?;
            }
        }
    })?;
    failed.map_or(Ok(()), |error| Err(unreadable(path, &error)))
}

/// The next line, or why it cannot be taken. `None` at the end.
fn line(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(MOST_BYTES as u64 + 1).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() > MOST_BYTES {
        if bytes.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
        }
        return Ok(Some(Err(too_long())));
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| "no UTF-8".to_owned())))
}

fn open(path: &Path) -> Result<Box<dyn Read>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::usage(format!("cannot read {}: {error}", name(path)))
}

fn too_long() -> String {
    format!("longer than {} KiB: no policy is", MOST_BYTES / 1024)
}

/// How messages call a file.
pub(super) fn name(path: &Path) -> String {
    if path == Path::new("-") { "stdin".to_owned() } else { path.display().to_string() }
}
