//! Whether what a statement speaks of can be done to its resources.
//!
//! Follows the resource types of the service authorization reference, as IAM Access Analyzer and S3 itself do: S3 takes
//! no bucket policy with an action that applies to none of its resources.

use super::super::glob::Glob;
use super::super::text::{Budget, Class, Pattern, intersects};
use super::super::variable;
use super::super::vocabulary::{self, Action, ResourceType, Service};
use super::DocumentKind;
use super::report::{Report, short};
use super::statement::Statement;

/// Tells of actions that work on none of the resources. An action with wildcards is told if that holds for all that it
/// stands for.
pub(super) fn remarks(statement: &Statement, kind: DocumentKind, report: &mut Report) {
    let ([actions], [resources]) = (statement.actions.as_slice(), statement.resources.as_slice()) else { return };
    // What is no text was told of already.
    let unread = resources.texts.is_empty();
    if kind == DocumentKind::Trust || actions.inverted() || resources.inverted() || unread {
        return;
    }
    let Some(patterns) = resources.texts.iter().map(|text| pattern(&text.value)).collect::<Option<Vec<_>>>() else {
        return;
    };
    let mut budget = Budget::of(BUDGET);
    for text in &actions.texts {
        let Some((prefix, name)) = text.value.split_once(':') else { continue };
        let Some(service) = vocabulary::service(prefix) else { continue };
        let glob = Glob::new(&name.to_ascii_lowercase());
        let meant: Vec<&Action> =
            service.actions().iter().filter(|action| glob.matches(&action.name.to_ascii_lowercase())).collect();
        let Some(first) = meant.first() else { continue };
        if budget.spend(meant.len() * ACTION).is_none() {
            return;
        }
        if meant.iter().any(|action| fits(service, action, &patterns, &mut budget)) {
            continue;
        }
        let shown = short(&text.value);
        let forms = service.types_of(first).flat_map(|kind| kind.arns.iter().copied());
        let (message, mend) = match forms.min_by_key(|form| form.len()) {
            Some(form) => (
                format!("{shown:?} works on none of the resources of its statement"),
                format!("name one of the form {form}, or take the action out"),
            ),
            None => (
                format!("{shown:?} works on no resource that can be named"),
                "write it in a statement of its own with the Resource \"*\"".to_owned(),
            ),
        };
        report.say("action-resource-mismatch", text.raw, message, &mend);
    }
}

/// How many steps the comparisons of one statement may take: on a hostile list the remark is not worth more.
const BUDGET: usize = 500_000;

/// The least that an action costs of it.
const ACTION: usize = 100;

/// The resources that a text stands for. `None`: all, or it is told of elsewhere.
fn pattern(text: &str) -> Option<Pattern> {
    let text = variable::replaced(text, "*");
    // Actions that work on no resource are granted with such ARNs in AWS's own examples.
    if text.splitn(6, ':').nth(5) == Some("*") { None } else { Pattern::folded_arn(&text) }
}

/// Whether an action may work on one of the resources.
fn fits(service: &Service, action: &Action, patterns: &[Pattern], budget: &mut Budget) -> bool {
    let mut arns = service.types_of(action).flat_map(|kind| kind.arns.iter().map(move |arn| form(service, kind, arn)));
    arns.any(|form| match form {
        Some(form) => patterns.iter().any(|pattern| intersects(pattern, &form, budget) != Some(false)),
        None => true,
    })
}

/// The ARNs of a form of the vocabulary.
fn form(service: &Service, kind: &ResourceType, arn: &str) -> Option<Pattern> {
    if service.prefix() == "s3" && kind.name == "bucket" {
        let head = Pattern::folded_arn("arn:*:s3:::")?;
        return Some(head.concat(&Pattern::at_least(1, Class::NotSlash)));
    }
    Pattern::folded_arn(&variable::replaced(arn, "*"))
}
