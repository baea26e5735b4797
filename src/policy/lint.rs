//! `policy lint`: what is odd about a policy document, by line, with a mend.

use serde_json::{Value, json};

use super::page::Page;
use super::{input, kind};
use crate::cli::{PolicyFormat, PolicyKind, PolicyLint};
use crate::config::glob;
use crate::error::{Error, Exit};
use crate::iam::{Remark, Severity, lint, vocabulary};
use crate::scan::write_stdout;

/// Remarks on one document.
///
/// # Errors
/// The file cannot be read, or stdout cannot be written.
pub(super) fn run(arguments: &PolicyLint) -> Result<Exit, Error> {
    let text = input::text(&arguments.file)?;
    let asked = arguments.kind.unwrap_or_else(|| kind::guess(&text));
    let remarks = lint(&text, kind::of(asked), &known_action);
    match arguments.format {
        PolicyFormat::Json => super::print_json(&document(asked, &remarks))?,
        PolicyFormat::Text => write_stdout(page(&input::name(&arguments.file), asked, &remarks).as_bytes())?,
    }
    Ok(if count(&remarks, Severity::Error) > 0 { Exit::Findings } else { Exit::Clean })
}

/// Whether AWS has an action that a text means, wildcards included; `None` for a service that we do not know.
fn known_action(text: &str) -> Option<bool> {
    let (prefix, name) = text.split_once(':')?;
    let service = vocabulary::service(prefix)?;
    if !name.contains(['*', '?']) {
        return Some(service.action(name).is_some());
    }
    let pattern = name.to_ascii_lowercase();
    Some(service.actions().iter().any(|action| glob(&pattern, &action.name.to_ascii_lowercase())))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

fn count(remarks: &[Remark], severity: Severity) -> usize {
    remarks.iter().filter(|remark| remark.severity == severity).count()
}

fn document(asked: PolicyKind, remarks: &[Remark]) -> Value {
    let one = |remark: &Remark| {
        json!({
            "line": remark.line,
            "statement": remark.statement,
            "sid": remark.sid,
            "severity": severity(remark.severity),
            "code": remark.code,
            "message": remark.message,
            "mend": remark.mend,
        })
    };
    json!({
        "kind": kind::word(asked),
        "errors": count(remarks, Severity::Error),
        "warnings": count(remarks, Severity::Warning),
        "suggestions": count(remarks, Severity::Suggestion),
        "remarks": remarks.iter().map(one).collect::<Vec<_>>(),
    })
}

fn page(name: &str, asked: PolicyKind, remarks: &[Remark]) -> String {
    let mut page = Page::new();
    for remark in remarks {
        let place = match (&remark.sid, remark.statement) {
            (Some(sid), _) => format!(" in statement {sid}"),
            (None, Some(index)) => format!(" in statement {index}"),
            (None, None) => String::new(),
        };
        let (line, severity, code) = (remark.line, severity(remark.severity), remark.code);
        page.line(&format!("{name}:{line}: {severity} {code}{place}: {}", remark.message));
        page.line(&format!("    {}", remark.mend));
    }
    let many = |severity: Severity, word: &str| {
        let count = count(remarks, severity);
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    };
    page.line(&format!(
        "{name}, read as {} policy: {}, {}, {}",
        match asked {
            PolicyKind::Identity => "an identity",
            PolicyKind::Resource => "a resource",
            PolicyKind::Trust => "a trust",
            PolicyKind::Scp => "a service control",
            PolicyKind::Rcp => "a resource control",
        },
        many(Severity::Error, "error"),
        many(Severity::Warning, "warning"),
        many(Severity::Suggestion, "suggestion")
    ));
    page.into_text()
}
