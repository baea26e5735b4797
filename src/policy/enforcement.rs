//! `policy enforcement`: what nobody gets around by a resource policy, for people and for programs.

use super::page::Page;
use super::{evidence, input, request, subject};
use crate::cli::{PolicyEnforcement, PolicyFormat, PolicyProperty};
use crate::config::trust_problem;
use crate::error::{Error, Exit};
use crate::iam::enforcement::case::{Enforced, Property, Told, answer_line, document, enforced};
use crate::iam::exposure::case::Case;
use crate::iam::exposure::json;
use crate::scan::write_stdout;

/// Answers one policy, or one case a line.
///
/// # Errors
/// Wrong flags, a document that cannot be read, or stdout that cannot be written.
pub(super) fn enforcement(arguments: &PolicyEnforcement) -> Result<Exit, Error> {
    let subject = &arguments.subject;
    let now = subject::moment(subject)?;
    let required: Vec<Property> = arguments.require.iter().map(|property| of(*property)).collect();
    if subject.jsonl {
        let mut worst = Exit::Clean;
        input::lines(&subject.file, |line| {
            let answer = answer_line(line, now);
            worst = worse(worst, required.iter().map(|property| in_answer(&answer, *property)));
            answer
        })?;
        return Ok(worst);
    }
    let policy = subject::policy(subject)?;
    let mut case = Case { kms_by_default: arguments.kms_by_default, ..subject::case(subject, &policy)? };
    let trust = case.trust.get_or_insert_default();
    trust.endpoints.extend(arguments.endpoint.iter().cloned());
    trust.vpcs.extend(arguments.vpc.iter().cloned());
    if let Some(problem) = trust_problem(trust) {
        return Err(Error::usage(problem));
    }
    let told = enforced(&case, now).map_err(|error| subject::wrong(subject, error))?;
    if let Some(missing) = required.iter().find(|property| !told.iter().any(|one| one.property == **property)) {
        return Err(not_asked(*missing));
    }
    match subject.format {
        PolicyFormat::Json => super::print_json(&document(&told))?,
        PolicyFormat::Text => write_stdout(page(&told).as_bytes())?,
    }
    let asked = told.iter().filter(|one| required.contains(&one.property));
    Ok(worse(
        Exit::Clean,
        asked.map(|one| match one.answer {
            Enforced::Yes(_) => Some(true),
            Enforced::No { .. } => Some(false),
            Enforced::Maybe(_) => None,
        }),
    ))
}

/// What is not enforced counts for more than what is not known.
fn worse(so_far: Exit, answers: impl Iterator<Item = Option<bool>>) -> Exit {
    answers.fold(so_far, |worst, answer| match (worst, answer) {
        (Exit::Findings, _) | (_, Some(false)) => Exit::Findings,
        (Exit::Incomplete, _) | (_, None) => Exit::Incomplete,
        (worst, Some(true)) => worst,
    })
}

/// What a line says of a property. `None` also where it says nothing: whoever requires it must not take that for a yes.
fn in_answer(answer: &serde_json::Value, property: Property) -> Option<bool> {
    let all = answer["properties"].as_array()?;
    all.iter().find(|one| one["property"] == property.word())?["enforced"].as_bool()
}

fn not_asked(property: Property) -> Error {
    let error = Error::usage(format!("--require {}: it is not asked of this policy", property.word()));
    error.hint(match property {
        Property::Organization => "give --org, or trust.organization in the file of --trust",
        Property::Endpoint => "give --endpoint or --vpc, or these in the file of --trust",
        _ => "only policies of S3 tell the version of TLS, and only those of buckets the encryption",
    })
}

fn of(property: PolicyProperty) -> Property {
    match property {
        PolicyProperty::Tls => Property::Tls,
        PolicyProperty::Tls12 => Property::Tls12,
        PolicyProperty::Kms => Property::Kms,
        PolicyProperty::Organization => Property::Organization,
        PolicyProperty::Endpoint => Property::Endpoint,
        PolicyProperty::Mfa => Property::Mfa,
    }
}

fn page(all: &[Told]) -> String {
    let mut page = Page::new();
    for (place, told) in all.iter().enumerate() {
        if place > 0 {
            page.gap();
        }
        let (word, without) = (told.property.word(), without(told.property));
        match &told.answer {
            Enforced::Yes(by) => {
                page.line(&format!("{word}: enforced: nobody gets through {without}"));
                page.values("by", by.iter().map(|deny| format!("Deny {}", evidence::name(deny))));
                page.values("by", by.is_empty().then_some("no Allow for such a request"));
            }
            Enforced::No { witness, allowed_by, denies } => {
                page.line(&format!("{word}: not enforced: somebody gets through {without}"));
                let own = || "a policy of the caller's own, and no Deny".to_owned();
                page.values(
                    "by",
                    [allowed_by.as_ref().map_or_else(own, |one| format!("Allow {}", evidence::name(one)))],
                );
                page.values("request", request::lines(&json::request(witness)));
                evidence::passes(&mut page, denies);
            }
            Enforced::Maybe(unknowns) => {
                page.line(&format!("{word}: unknown: it is not decided whether somebody gets through {without}"));
                evidence::not_known(&mut page, unknowns);
            }
        }
    }
    page.into_text()
}

fn without(property: Property) -> &'static str {
    match property {
        Property::Tls => "over plain http",
        Property::Tls12 => "over plain http or TLS older than 1.2",
        Property::Kms => "with an object that no key of KMS encrypts",
        Property::Organization => "from outside the organisation",
        Property::Endpoint => "by another way than the own VPC endpoints",
        Property::Mfa => "without a second factor",
    }
}
