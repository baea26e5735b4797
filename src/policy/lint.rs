//! `policy lint`: what is odd about a policy document, by line, with a mend.

use serde_json::{Value, json};

use super::input;
use super::page::Page;
use crate::cli::{PolicyFormat, PolicyKind, PolicyLint};
use crate::config::glob;
use crate::error::{Error, Exit};
use crate::iam::{DocumentKind, Element, Remark, Severity, lint, parse, vocabulary};
use crate::scan::write_stdout;

/// Remarks on one document.
///
/// # Errors
/// The file cannot be read, or stdout cannot be written.
pub(super) fn run(arguments: &PolicyLint) -> Result<Exit, Error> {
    let text = input::text(&arguments.file)?;
    let kind = arguments.kind.unwrap_or_else(|| guess(&text));
    let remarks = lint(&text, document_kind(kind), &known_action);
    match arguments.format {
        PolicyFormat::Json => super::print_json(&document(kind, &remarks))?,
        PolicyFormat::Text => write_stdout(page(&input::name(&arguments.file), kind, &remarks).as_bytes())?,
    }
    Ok(if count(&remarks, Severity::Error) > 0 { Exit::Findings } else { Exit::Clean })
}

/// What a document is for, by what stands in it: identity policies name no principals.
fn guess(text: &str) -> PolicyKind {
    let Ok(policy) = parse(text) else { return PolicyKind::Identity };
    if policy.statements.iter().all(|statement| statement.principals == Element::Missing) {
        return PolicyKind::Identity;
    }
    let is_of_roles = |action: &String| action.to_ascii_lowercase().starts_with("sts:");
    let trusts = policy.statements.iter().all(|statement| match &statement.actions {
        Element::Is(actions) => statement.resources == Element::Missing && actions.iter().all(is_of_roles),
        _ => false,
    });
    if trusts { PolicyKind::Trust } else { PolicyKind::Resource }
}

fn document_kind(kind: PolicyKind) -> DocumentKind {
    match kind {
        PolicyKind::Identity => DocumentKind::Identity,
        PolicyKind::Resource => DocumentKind::Resource,
        PolicyKind::Trust => DocumentKind::Trust,
        PolicyKind::Scp => DocumentKind::ServiceControl,
        PolicyKind::Rcp => DocumentKind::ResourceControl,
    }
}

fn word(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "identity",
        PolicyKind::Resource => "resource",
        PolicyKind::Trust => "trust",
        PolicyKind::Scp => "scp",
        PolicyKind::Rcp => "rcp",
    }
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

fn document(kind: PolicyKind, remarks: &[Remark]) -> Value {
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
        "kind": word(kind),
        "errors": count(remarks, Severity::Error),
        "warnings": count(remarks, Severity::Warning),
        "suggestions": count(remarks, Severity::Suggestion),
        "remarks": remarks.iter().map(one).collect::<Vec<_>>(),
    })
}

fn page(name: &str, kind: PolicyKind, remarks: &[Remark]) -> String {
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
        match kind {
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
