//! `policy exposure`: who gets in by a resource policy, for people and for programs.

use serde_json::Value;

use super::page::Page;
use super::{evidence, input, request, subject, what_if};
use crate::cli::{ExposureLevel, PolicyExposure, PolicyFormat};
use crate::error::{Error, Exit};
use crate::iam::Truth;
use crate::iam::exposure::case::{self, Case, Verdict};
use crate::iam::exposure::{Class, Exposure, WhatIf, json};
use crate::scan::write_stdout;

/// Answers one policy, or one case a line.
///
/// # Errors
/// Wrong flags, a document that cannot be read, or stdout that cannot be written.
pub(super) fn exposure(arguments: &PolicyExposure) -> Result<Exit, Error> {
    let subject = &arguments.subject;
    let now = subject::moment(subject)?;
    if subject.jsonl {
        let mut worst = None;
        input::lines(&subject.file, |line| {
            let answer = |case: &Case| Ok(document(&answered(case, now, arguments.what_if)?));
            let answer = case::answer_line_by(line, &["kms_by_default"], answer);
            // A case that cannot be read is not decided.
            let class = Class::named(answer["exposure"].as_str().unwrap_or_default()).unwrap_or(Class::Unknown);
            worst = worst.max(level(class));
            answer
        })?;
        return Ok(exit(arguments.fail_on, worst));
    }
    let policy = subject::policy(subject)?;
    let controls = arguments.rcp.iter().map(|path| subject::named(path)).collect::<Result<Vec<_>, _>>()?;
    let case = Case {
        block_public_access: Some(arguments.block_public_access.clone()),
        vpc_only: Some(arguments.vpc_only),
        rcp: controls.iter().map(|control| &**control).collect(),
        ..subject::case(subject, &policy)?
    };
    let answer = answered(&case, now, arguments.what_if).map_err(|error| subject::wrong(subject, error))?;
    match subject.format {
        PolicyFormat::Json => super::print_json(&document(&answer))?,
        PolicyFormat::Text => write_stdout(page(&answer).as_bytes())?,
    }
    Ok(exit(arguments.fail_on, level(answer.verdict.answer.class)))
}

struct Answered {
    verdict: Verdict,
    /// What opens if a guard falls, where that was asked.
    what_if: Option<Vec<WhatIf>>,
}

fn answered(case: &Case, now: i64, with_what_if: bool) -> Result<Answered, String> {
    let asked = case::read(case, now)?;
    let verdict = asked.verdict();
    let what_if = with_what_if.then(|| asked.what_if(&verdict.answer));
    Ok(Answered { verdict, what_if })
}

fn document(answered: &Answered) -> Value {
    let mut document = json::document(&answered.verdict.answer, answered.verdict.aws_public);
    if let Some(what_if) = &answered.what_if {
        document["what_if"] = json::what_if_json(what_if);
    }
    document
}

fn level(class: Class) -> Option<ExposureLevel> {
    match class {
        Class::Private => None,
        Class::Unknown => Some(ExposureLevel::Unknown),
        Class::External => Some(ExposureLevel::External),
        Class::Public => Some(ExposureLevel::Public),
    }
}

/// Whoever asks whether it is open, and gets no answer, must not take that for a no.
fn exit(fail_on: Option<ExposureLevel>, found: Option<ExposureLevel>) -> Exit {
    match (fail_on, found) {
        (Some(limit), Some(found)) if found >= limit => Exit::Findings,
        (Some(_), Some(ExposureLevel::Unknown)) => Exit::Incomplete,
        _ => Exit::Clean,
    }
}

fn page(answered: &Answered) -> String {
    let verdict = &answered.verdict;
    let mut page = Page::new();
    let meaning = match verdict.answer.class {
        Class::Public => "everybody gets in",
        Class::External => "outsiders get in who are named or bounded, or services that could act for others",
        Class::Private => "nobody gets in but the account, its organisation and those whom it trusts",
        Class::Unknown => "it is not decided whether outsiders get in",
    };
    page.line(&format!("{}: {meaning}", verdict.answer.class.word()));
    page.line(match verdict.aws_public {
        Truth::Yes => "AWS itself calls the policy public",
        Truth::No => "AWS itself does not call the policy public",
        Truth::Maybe => "whether AWS itself calls the policy public is not known",
    });
    for exposure in &verdict.answer.exposures {
        exposed(&mut page, exposure);
    }
    if !verdict.answer.unknowns.is_empty() {
        page.gap();
        page.line("not known");
    }
    evidence::not_known(&mut page, &verdict.answer.unknowns);
    if let Some(found) = &answered.what_if {
        what_if::guards(&mut page, verdict.answer.class, found);
    }
    page.into_text()
}

fn exposed(page: &mut Page, exposure: &Exposure) {
    page.gap();
    page.line(&exposure.archetype);
    page.list("may", &evidence::actions(&exposure.actions));
    page.list("on", &exposure.resources);
    page.values("by", [format!("Allow {}", evidence::name(&exposure.allowed_by))]);
    page.values("request", request::lines(&json::request(&exposure.witness)));
    evidence::passes(page, &exposure.denies);
}
