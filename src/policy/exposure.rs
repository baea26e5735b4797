//! `policy exposure`: who gets in by a resource policy, for people and for programs.

use serde_json::value::to_raw_value;

use super::page::Page;
use super::{input, request};
use crate::aws::recording::now;
use crate::cli::{ExposureLevel, PolicyExposure, PolicyFormat};
use crate::config;
use crate::error::{Error, Exit};
use crate::iam::date::Date;
use crate::iam::exposure::case::{self, Case, Verdict, answer_line, decide_case, document};
use crate::iam::exposure::{Class, Direction, Exposure, Grant, Kind};
use crate::iam::{Truth, vocabulary};
use crate::scan::write_stdout;

/// Answers one policy, or one case a line.
///
/// # Errors
/// Wrong flags, a document that cannot be read, or stdout that cannot be written.
pub(super) fn exposure(arguments: &PolicyExposure) -> Result<Exit, Error> {
    let at = arguments.at.clone().unwrap_or_else(now);
    let at = Date::parse(&at).ok_or_else(|| {
        Error::usage(format!("--at {at:?} is no date")).hint("for example 2026-01-31 or 2026-01-31T12:00:00Z")
    })?;
    if arguments.jsonl {
        let mut worst = None;
        input::lines(&arguments.file, |line| {
            let answer = answer_line(line, at.milliseconds());
            // A case that cannot be read is not decided.
            let class = Class::named(answer["exposure"].as_str().unwrap_or_default()).unwrap_or(Class::Unknown);
            worst = worst.max(level(class));
            answer
        })?;
        return Ok(exit(arguments.fail_on, worst));
    }
    let verdict = decide(arguments, at)?;
    match arguments.format {
        PolicyFormat::Json => super::print_json(&document(&verdict.answer, verdict.aws_public))?,
        PolicyFormat::Text => write_stdout(page(&verdict).as_bytes())?,
    }
    Ok(exit(arguments.fail_on, level(verdict.answer.class)))
}

fn decide(arguments: &PolicyExposure, at: Date) -> Result<Verdict, Error> {
    let text = input::policy(&arguments.file)?;
    let policy = to_raw_value(&text).map_err(Error::usage)?;
    let trust = match &arguments.trust {
        Some(path) => Some(config::read(path).map_err(Error::usage)?.trust),
        None => None,
    };
    if let (Some(kind), Some(arn)) = (Kind::named(arguments.kind.as_deref().unwrap_or_default()), &arguments.resource)
        && !kind.takes(arn)
    {
        let form = kind.example.replace("PARTITION", "aws").replace("ACCOUNT", "111122223333");
        let message = format!("--resource {arn:?} is none that a policy of this type hangs on");
        return Err(Error::usage(message).hint(format!("for example {form}")));
    }
    let case = Case {
        id: None,
        kind: arguments.kind.clone().unwrap_or_default(),
        account: arguments.account.clone().unwrap_or_default(),
        resource: arguments.resource.clone(),
        org: arguments.org.clone(),
        policy: &policy,
        trust,
        block_public_access: Some(arguments.block_public_access.clone()),
        vpc_only: Some(arguments.vpc_only),
    };
    decide_case(&case, at.milliseconds())
        .map_err(|error| Error::usage(format!("{}: {error}", input::name(&arguments.file))))
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

fn page(verdict: &Verdict) -> String {
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
    for unknown in &verdict.answer.unknowns {
        let could = match unknown.direction {
            Direction::Worse => "it could let in more callers than is certain",
            Direction::Better => "it could keep out callers who seem to get in",
            Direction::Either => "it could let in more callers, or fewer",
        };
        page.values("", [format!("{}: {could}", unknown.construct)]);
    }
    page.into_text()
}

fn exposed(page: &mut Page, exposure: &Exposure) {
    page.gap();
    page.line(&exposure.archetype);
    page.list("may", &shown(&exposure.actions));
    page.list("on", &exposure.resources);
    page.values("by", [format!("Allow {}", name(&exposure.allowed_by))]);
    page.values("request", request::lines(&case::request(&exposure.witness)));
    let passed = exposure.denies.iter();
    let passed = passed.map(|deny| format!("Deny {}: {}", name(&deny.statement), deny.because));
    page.values("passes", passed);
}

/// The gravest actions, in a number that people read.
fn shown(actions: &[String]) -> Vec<String> {
    const MOST: usize = 12;
    if actions.len() <= MOST {
        return actions.to_vec();
    }
    let level = |text: &String| {
        let (service, name) = text.split_once(':')?;
        vocabulary::service(service)?.action(name).map(|action| action.level)
    };
    let mut sorted = actions.to_vec();
    sorted.sort_by_key(|action| std::cmp::Reverse(level(action)));
    let rest = sorted.split_off(MOST).len();
    sorted.push(format!("and {rest} more (--format json lists them)"));
    sorted
}

fn name(grant: &Grant) -> String {
    match &grant.sid {
        Some(sid) => format!("statement {sid}, line {}", grant.line),
        None => format!("statement {}, line {}", grant.index, grant.line),
    }
}
