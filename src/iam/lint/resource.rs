//! On what a statement works: its resources.

use super::super::parse::{Effect, Version};
use super::DocumentKind;
use super::action::redundant;
use super::report::{Report, short};
use super::statement::Statement;
use super::variable;

pub(super) fn remarks(statement: &Statement, kind: DocumentKind, version: Version, report: &mut Report) {
    // A policy of an ECR repository has no Resource, and one of an EFS file system needs none: each is it.
    let is_implied = |text: &str| {
        let service = text.split(':').next().unwrap_or_default();
        ["ecr", "elasticfilesystem"].iter().any(|own| service.eq_ignore_ascii_case(own))
    };
    let implied = kind == DocumentKind::Resource
        && !statement.actions.is_empty()
        && statement.actions.iter().all(|listed| listed.texts.iter().all(|text| is_implied(&text.value)));
    if statement.resources.is_empty() && kind != DocumentKind::Trust && !implied {
        let message = "the statement has no Resource".to_owned();
        report.say("missing-resource", statement.raw, message, "add a Resource");
    }
    for listed in &statement.resources {
        if kind == DocumentKind::Trust {
            let message = format!("{} in a trust policy", listed.name);
            report.say("element-not-allowed", listed.raw, message, "take it out: the role is the resource");
        }
        if listed.inverted() && statement.effect == Some(Effect::Allow) {
            let message = "Allow with NotResource grants everything else".to_owned();
            report.say("not-resource-allow", listed.raw, message, "list what is granted in Resource");
        }
        for text in &listed.texts {
            variable::remarks(text.raw, &text.value, version, report);
            form(text.raw, &text.value, kind, version, report);
        }
        // In the first five parts of an ARN a star ends at the next colon.
        let is_pattern =
            |text: &str| text == "*" || text.split('*').next().is_some_and(|head| head.matches(':').count() >= 5);
        redundant(listed, str::to_owned, is_pattern, report);
    }
}

fn form(raw: &str, text: &str, kind: DocumentKind, version: Version, report: &mut Report) {
    if text.is_empty() || text == "*" {
        return;
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let shown = short(text);
    match parts.as_slice() {
        [arn, head @ .., _] if arn.eq_ignore_ascii_case("arn") && head.len() == 4 => {
            if version == Version::V2012 && head.iter().any(|part| part.contains("${")) {
                let message = format!("a policy variable before the sixth part of {shown:?}");
                report.say("variable-not-taken", raw, message, "write that part out, or use a wildcard");
            }
        }
        // API Gateway writes the ARN of the API out when the policy is saved.
        ["execute-api", _] if kind == DocumentKind::Resource => {}
        // What a variable stands for may hold the missing parts.
        _ if version == Version::V2012 && text.contains("${") => {}
        _ => {
            let message = format!("{shown:?} is no ARN of six parts");
            report.say("resource-form", raw, message, "write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, or \"*\"");
        }
    }
}
