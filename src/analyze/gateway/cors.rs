//! CORS as the configuration of an API has it: of a method's answers, of gateway responses, of an HTTP API.

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::cors::{class_word, scheme_word};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::origin::{Class, Scheme, classify};
use super::headers::{ALLOW_ORIGIN, Rule, rules};
use super::template::Source;

/// `CorsOrigins`: every origin that an answer may allow, by how many strangers can meet it.
pub(super) fn origins(_: &Index, resource: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(rules) = rules(inquiry, resource)? else { return Some(None) };
        let mut found = Vec::new();
        let mut open = false;
        for rule in &rules {
            let (origins, doubts) = of_rule(rule);
            found.extend(origins.into_iter().map(|origin| (rule.name.as_str(), origin)));
            open |= !doubts.is_empty();
            doubts.into_iter().for_each(|doubt| inquiry.note(doubt));
        }
        // What strangers can meet is not hidden by what is not decided.
        if open && !found.iter().any(|(_, origin)| origin.is_bad()) {
            return None;
        }
        let told = found.into_iter().map(|(rule, origin)| {
            let (class, scheme) = (class_word(origin.class), scheme_word(origin.scheme));
            json!({ "Rule": rule, "Value": origin.value, "Class": class, "Scheme": scheme })
        });
        Some(Some(told.collect()))
    })
}

/// `CorsMethods`, in upper case.
pub(super) fn methods(_: &Index, resource: &Resource) -> Field {
    lists(resource, "access-control-allow-methods", str::to_ascii_uppercase)
}

/// `CorsHeaders`: allowed request headers, in lower case.
pub(super) fn headers(_: &Index, resource: &Resource) -> Field {
    lists(resource, "access-control-allow-headers", str::to_ascii_lowercase)
}

/// `CorsExposedHeaders`: response headers that pages may read, in lower case.
pub(super) fn exposed_headers(_: &Index, resource: &Resource) -> Field {
    lists(resource, "access-control-expose-headers", str::to_ascii_lowercase)
}

/// `CorsCredentials`: whether an answer lets pages of other origins send the user's credentials.
pub(super) fn credentials(_: &Index, resource: &Resource) -> Field {
    told(resource, |inquiry, rule| {
        let allowed = allows_credentials(inquiry, rule)?;
        Some(vec![json!({ "Rule": rule.name, "Allowed": allowed })])
    })
}

/// `CorsMaxAge`: for how long browsers keep the answer; without the key where none is set that they understand.
pub(super) fn max_age(_: &Index, resource: &Resource) -> Field {
    told(resource, |inquiry, rule| {
        let values = constants(inquiry, rule, "access-control-max-age")?;
        let ages: Vec<i64> = values.iter().filter_map(|value| value.trim().parse().ok()).collect();
        if ages.is_empty() {
            return Some(vec![json!({ "Rule": rule.name })]);
        }
        Some(ages.into_iter().map(|seconds| json!({ "Rule": rule.name, "Seconds": seconds })).collect())
    })
}

/// An origin that is allowed.
pub(super) struct Origin {
    pub value: String,
    pub class: Class,
    pub scheme: Scheme,
}

impl Origin {
    /// Whether strangers can meet it.
    pub fn is_bad(&self) -> bool {
        matches!(self.class, Class::Any | Class::SchemeAny | Class::Reflecting | Class::Null)
    }
}

/// The origins that a rule allows, and why others are not known.
pub(super) fn of_rule(rule: &Rule) -> (Vec<Origin>, Vec<Gap>) {
    let mut doubts: Vec<Gap> = rule.opaque.iter().map(Gap::undecided).collect();
    let mut found = Vec::new();
    for setting in rule.settings.iter().filter(|setting| setting.header == ALLOW_ORIGIN) {
        match &setting.source {
            Source::Text(text) | Source::Allowed(text) if text.is_empty() => {}
            Source::Text(text) | Source::Allowed(text) => found.push(sent(text)),
            Source::Like(pattern) => {
                let (class, scheme) = classify(pattern);
                found.push(Origin { value: pattern.clone(), class, scheme });
            }
            Source::Request(what) => {
                found.push(Origin { value: what.clone(), class: Class::Reflecting, scheme: Scheme::Any });
            }
            Source::Undecided(what) => doubts.push(Gap::undecided(format!("{}: {what}", setting.place))),
        }
    }
    (found, doubts)
}

/// An origin that is sent as it stands. Browsers compare it to the letter: `https://*.example.com` allows nobody.
fn sent(text: &str) -> Origin {
    let (class, scheme) = classify(text);
    let class = if text.len() > 1 && text.contains('*') { Class::Exact } else { class };
    Origin { value: text.to_owned(), class, scheme }
}

/// Whether a rule lets credentials be sent. Browsers take `true` and nothing else.
pub(super) fn allows_credentials(inquiry: &mut Inquiry, rule: &Rule) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let header = "access-control-allow-credentials";
        let yes = |source: &Source| matches!(source, Source::Text(text) | Source::Allowed(text) if text == "true");
        if rule.settings.iter().any(|setting| setting.header == header && yes(&setting.source)) {
            return Some(true);
        }
        constants(inquiry, rule, header).map(|_| false)
    })
}

fn lists(resource: &Resource, header: &str, case: fn(&str) -> String) -> Field {
    told(resource, |inquiry, rule| {
        let mut values: Vec<String> = Vec::new();
        for constant in constants(inquiry, rule, header)? {
            let words = constant.split(',').map(str::trim).filter(|word| !word.is_empty()).map(case);
            values.extend(words);
        }
        Some(vec![json!({ "Rule": rule.name, "Values": values })])
    })
}

/// The fact of all rules together; absent where the configuration says nothing of CORS.
fn told(resource: &Resource, entries: impl Fn(&mut Inquiry, &Rule) -> Option<Vec<Value>>) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(rules) = rules(inquiry, resource)? else { return Some(None) };
        let mut found = Vec::new();
        for rule in &rules {
            found.extend(entries(inquiry, rule)?);
        }
        Some(Some(json!(found)))
    })
}

/// All values of a header, where each is constant.
fn constants<'a>(inquiry: &mut Inquiry, rule: &'a Rule, header: &str) -> Option<Vec<&'a str>> {
    if let Some(opaque) = &rule.opaque {
        inquiry.note(Gap::undecided(opaque));
        return None;
    }
    let mut found = Vec::new();
    for setting in rule.settings.iter().filter(|setting| setting.header == header) {
        match &setting.source {
            Source::Text(text) | Source::Allowed(text) => found.push(text.as_str()),
            Source::Like(what) | Source::Request(what) | Source::Undecided(what) => {
                inquiry.note(Gap::undecided(format!("{}: {what}", setting.place)));
                return None;
            }
        }
    }
    Some(found)
}
