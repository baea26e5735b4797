//! Which resource a policy hangs on, where nobody says.

use super::super::parse::{Effect, Element, Policy};
use super::super::text::Pattern;
use super::super::variable;
use super::{Kind, Question};

/// The ARN of the resource that a policy hangs on: the one that is given, else the first that the policy names.
pub fn of(policy: &Policy, question: &Question) -> String {
    let own = question.resource.as_deref().filter(|arn| question.kind.takes(arn));
    let own = own.map(|arn| arn.trim_end_matches("/*").to_owned()).filter(|arn| !arn.contains(['*', '?']));
    own.or_else(|| written(policy, question).into_iter().next()).unwrap_or_else(|| example(question))
}

/// The resources of its kind that a policy names, each once: those that it writes out, then one for each pattern that
/// fits none of these.
pub fn written(policy: &Policy, question: &Question) -> Vec<String> {
    let example = example(question);
    let is_pattern = |arn: &str| arn.contains(['*', '?']);
    let (mut found, mut patterns): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for statement in &policy.statements {
        let (texts, inverted) = match &statement.resources {
            Element::Is(texts) => (texts.as_slice(), false),
            Element::Not(texts) => (texts.as_slice(), true),
            Element::Missing => continue,
        };
        for arn in texts.iter().filter_map(|text| own(text, &example, question.kind)) {
            let list = match (is_pattern(&arn), inverted) {
                (false, _) => &mut found,
                (true, false) => &mut patterns,
                // What fits a pattern that is taken out is not what the statement is about.
                (true, true) => continue,
            };
            if !list.contains(&arn) {
                list.push(arn);
            }
        }
        // S3 takes no policy that names another bucket; elsewhere all but the ones that are taken out may be meant.
        if inverted && statement.may_be(Effect::Allow) && !question.kind.is_s3() {
            patterns.push(example.clone());
        }
    }
    for pattern in patterns {
        let fits = Pattern::arn(&pattern).is_some_and(|pattern| found.iter().any(|arn| pattern.matches(arn)));
        let arn = instance(&pattern, &example);
        if !fits && !found.contains(&arn) {
            found.push(arn);
        }
    }
    found
}

/// Some resource of that kind.
fn example(question: &Question) -> String {
    question.kind.example.replace("ACCOUNT", &question.zone.account).replace("PARTITION", "aws")
}

/// The ARN in a `Resource` without what stands for parts of the resource, if it is of the kind of the example.
fn own(text: &str, example: &str, kind: &Kind) -> Option<String> {
    // This is one of the texts that are tried for policy variables.
    let text = variable::replaced(text, "outsider");
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let &["arn", _, service, .., rest] = parts.as_slice() else { return None };
    let whole: Vec<&str> = example.splitn(6, ':').collect();
    let &[_, _, own, .., name] = whole.as_slice() else { return None };
    if parts.len() != 6 || service != own {
        return None;
    }
    let name = kind.name_of(rest, name);
    (!name.is_empty()).then(|| format!("{}:{name}", parts[..5].join(":")))
}

/// An ARN that fits a pattern: each part is the example's if that fits.
fn instance(pattern: &str, example: &str) -> String {
    let filled = |(part, own): (&str, &str)| match Pattern::glob(part).matches(own) {
        true => own.to_owned(),
        false => part.replace('*', "example").replace('?', "a"),
    };
    let parts: Vec<String> = pattern.splitn(6, ':').zip(example.splitn(6, ':')).map(filled).collect();
    parts.join(":")
}
