//! The policy that a command is asked about, and what it hangs on.

use std::path::Path;

use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::input;
use crate::aws::recording::now;
use crate::cli::PolicySubject;
use crate::config;
use crate::error::Error;
use crate::iam::date::Date;
use crate::iam::exposure::Kind;
use crate::iam::exposure::case::Case;

/// The moment that dates are held against, in milliseconds since 1970.
///
/// # Errors
/// `--at` is no date.
pub(super) fn moment(subject: &PolicySubject) -> Result<i64, Error> {
    let at = subject.at.clone().unwrap_or_else(now);
    let date = Date::parse(&at).ok_or_else(|| {
        Error::usage(format!("--at {at:?} is no date")).hint("for example 2026-01-31 or 2026-01-31T12:00:00Z")
    })?;
    Ok(date.milliseconds())
}

/// The document as JSON text.
///
/// # Errors
/// It cannot be read.
pub(super) fn policy(subject: &PolicySubject) -> Result<Box<RawValue>, Error> {
    to_raw_value(&input::policy(&subject.file)?).map_err(Error::usage)
}

/// A document with its name, as cases have it.
///
/// # Errors
/// It cannot be read.
pub(super) fn named(path: &Path) -> Result<Box<RawValue>, Error> {
    let named = json!({ "name": input::name(path), "policy": input::text(path)? });
    to_raw_value(&named).map_err(Error::usage)
}

/// The flags as a case, which must not be one of many.
///
/// # Errors
/// The file of those who are trusted cannot be read; policies of the type hang on no such resource.
pub(super) fn case<'a>(subject: &PolicySubject, policy: &'a RawValue) -> Result<Case<'a>, Error> {
    let trust = match &subject.trust {
        Some(path) => Some(config::read(path).map_err(Error::usage)?.trust),
        None => None,
    };
    if let (Some(kind), Some(arn)) = (Kind::named(subject.kind.as_deref().unwrap_or_default()), &subject.resource)
        && !kind.takes(arn)
    {
        let form = kind.example.replace("PARTITION", "aws").replace("ACCOUNT", "111122223333");
        let message = format!("--resource {arn:?} is none that a policy of this type hangs on");
        return Err(Error::usage(message).hint(format!("for example {form}")));
    }
    Ok(Case {
        id: None,
        kind: subject.kind.clone().unwrap_or_default(),
        account: subject.account.clone().unwrap_or_default(),
        resource: subject.resource.clone(),
        org: subject.org.clone(),
        policy,
        trust,
        block_public_access: None,
        vpc_only: None,
        rcp: Vec::new(),
        kms_by_default: false,
    })
}

/// An error of a case, with the name of its document.
pub(super) fn wrong(subject: &PolicySubject, error: impl std::fmt::Display) -> Error {
    Error::usage(format!("{}: {error}", input::name(&subject.file)))
}
