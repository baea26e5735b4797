//! Which resource a policy hangs on, where nobody says.

use super::super::parse::{Effect, Element, Policy};
use super::super::text::{Budget, Class, Found, Pattern, find};
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
    let (mut found, mut granted, mut patterns, mut denied) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for statement in &policy.statements {
        let (texts, inverted) = match &statement.resources {
            Element::Is(texts) => (texts.as_slice(), false),
            Element::Not(texts) => (texts.as_slice(), true),
            Element::Missing => continue,
        };
        let (may_allow, may_deny) = (statement.may_be(Effect::Allow), statement.may_be(Effect::Deny));
        for arn in texts.iter().filter_map(|text| own(text, &example, question.kind)) {
            if may_deny && !inverted {
                denied.extend(Pattern::arn(&arn));
            }
            if may_allow && !inverted {
                granted.push(arn.clone());
            }
            match is_pattern(&arn) {
                // What fits a pattern that is taken out of a grant is not what the grant is about.
                true if inverted && !may_deny => {}
                true => patterns.push(arn),
                false if found.contains(&arn) => {}
                false => found.push(arn),
            }
        }
        // S3 takes no policy that names another bucket; elsewhere all but the ones that are taken out may be meant.
        if inverted && may_allow && !question.kind.is_s3() {
            patterns.push(example.clone());
        }
    }
    granted.retain(|arn| !is_pattern(arn));
    for pattern in patterns {
        // One that is granted stands for the pattern; one that only a Deny names may be denied.
        let fits = Pattern::arn(&pattern).is_some_and(|pattern| granted.iter().any(|arn| pattern.matches(arn)));
        let arn = instance(&pattern, &example, &denied);
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

/// An ARN that fits a pattern: each part is the example's if that fits. One that fits none of what is denied, where
/// there is such a one.
fn instance(pattern: &str, example: &str, denied: &[Pattern]) -> String {
    let filled = |(part, own): (&str, &str)| match Pattern::glob(part).matches(own) {
        true => own.to_owned(),
        false => part.replace('*', "example").replace('?', "a"),
    };
    let parts: Vec<String> = pattern.splitn(6, ':').zip(example.splitn(6, ':')).map(filled).collect();
    let arn = parts.join(":");
    let (Some((head, _)), Some(name)) = (arn.rsplit_once(':'), pattern.splitn(6, ':').nth(5)) else { return arn };
    if !denied.iter().any(|pattern| pattern.matches(&arn)) {
        return arn;
    }
    let named = |name: Pattern| Pattern::literal(&format!("{head}:")).concat(&name);
    let within = [named(Pattern::glob(name)), named(Pattern::at_least(3, Class::Printable))];
    let within: Vec<Vec<&Pattern>> = within.iter().map(|one| vec![one]).collect();
    match find(&within, &denied.iter().collect::<Vec<_>>(), &mut Budget::default()) {
        Found::Text(text) => text,
        _ => arn,
    }
}
