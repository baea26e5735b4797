//! What a resource is for: by its relations to others, else as declared.

use serde_json::{Value, json};

use crate::config::{Classification, glob};
use crate::resource::{Field, Gap, Resource};

use super::children::parent_arn;
use super::index::{Index, Place, name};
use super::inquiry::Inquiry;
use super::{keys, logging};

/// `IsAccessLogTarget`: whether the access logs of some bucket go here.
pub(super) fn is_access_log_target(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let source = logging::source(index, &mut inquiry, bucket);
    inquiry.answer(source.map(|source| class(source.is_some(), "relation", source.map_or("", |one| &one.arn))))
}

/// `IsLog`: a target of access logs, a trail's bucket, or declared.
pub(super) fn is_log(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let source = logging::source(index, &mut inquiry, bucket);
    if let Some(Some(source)) = source {
        return inquiry.known(class(true, "relation", &source.arn));
    }
    let trail = trail(index, &mut inquiry, bucket);
    if let Some(Some(trail)) = trail {
        return inquiry.known(class(true, "relation", &trail.arn));
    }
    let unrelated = source.is_some() && trail.is_some();
    match declared(index, &mut inquiry, bucket, "IsLog") {
        // Declared as one, it is one whatever the relations say.
        Some(answer) if unrelated || answer["Value"] == json!(true) => inquiry.known(answer),
        _ => inquiry.unknown(),
    }
}

/// `IsModel`, as declared.
pub(super) fn is_model(index: &Index, bucket: &Resource) -> Field {
    is_declared(index, Inquiry::default(), bucket, "IsModel")
}

/// `IsData`, as declared.
pub(super) fn is_data(index: &Index, bucket: &Resource) -> Field {
    is_declared(index, Inquiry::default(), bucket, "IsData")
}

/// `IsProduction`, as declared.
pub(super) fn is_production(index: &Index, resource: &Resource) -> Field {
    is_declared(index, Inquiry::default(), resource, "IsProduction")
}

/// `IsHighSecurity`, as declared.
pub(super) fn is_high_security(index: &Index, resource: &Resource) -> Field {
    is_declared(index, Inquiry::default(), resource, "IsHighSecurity")
}

/// As declared, and by nothing else; the inquiry has what was consulted before.
pub(super) fn is_declared(index: &Index, mut inquiry: Inquiry, resource: &Resource, fact: &str) -> Field {
    let answer = declared(index, &mut inquiry, resource, fact);
    inquiry.answer(answer)
}

/// The trail that writes to a bucket. `Some(None)`: there is none. A trail of any region may.
fn trail<'a>(index: &Index<'a>, inquiry: &mut Inquiry, bucket: &Resource) -> Option<Option<&'a Resource>> {
    let mut complete = true;
    for trail in index.of_type("AWS::CloudTrail::Trail") {
        match inquiry.require(trail, "properties.S3BucketName", Value::as_str) {
            Some(target) if target == name(bucket) => return Some(Some(trail)),
            Some(_) => {}
            None => complete = false,
        }
    }
    complete &= index.is_complete(inquiry, "AWS::CloudTrail::Trail", Place::Anywhere);
    complete.then_some(None)
}

/// What the rules of `aplomb.toml` say of a resource.
pub(super) enum Declared {
    /// The first rule that matches.
    Rule(Value),
    /// There are rules for the fact, and none matches: it is not so.
    NoMatch,
    /// Nobody declared anything for the fact.
    NoRule,
}

fn declared(index: &Index, inquiry: &mut Inquiry, resource: &Resource, fact: &str) -> Option<Value> {
    match by_rules(index, inquiry, resource, fact)? {
        Declared::Rule(answer) => Some(answer),
        Declared::NoMatch => Some(class(false, "declared", "")),
        Declared::NoRule => {
            inquiry.note(not_declared(fact));
            None
        }
    }
}

/// The gap of a fact for which there is no rule.
pub(super) fn not_declared(fact: &str) -> Gap {
    Gap::not_declared(format!("classify: no rule for {fact}"))
}

/// Asks the rules in order. `None`: whether one matches is not known.
pub(super) fn by_rules(index: &Index, inquiry: &mut Inquiry, resource: &Resource, fact: &str) -> Option<Declared> {
    let rules = index.declarations.classify.iter().enumerate().filter(|(_, rule)| rule.fact == fact);
    let mut declared = Declared::NoRule;
    for (place, rule) in rules {
        declared = Declared::NoMatch;
        if matches(index, inquiry, rule, resource)? {
            return Some(Declared::Rule(class(rule.value, "declared", &format!("classify[{place}]"))));
        }
    }
    Some(declared)
}

/// Whether each pattern of a rule is met. What belongs to an API goes by the API's name and tags too.
fn matches(index: &Index, inquiry: &mut Inquiry, rule: &Classification, resource: &Resource) -> Option<bool> {
    if !rule.arn.as_ref().is_none_or(|pattern| glob(pattern, &resource.arn)) {
        return Some(false);
    }
    inquiry.settle(|inquiry| {
        let named = rule.name.as_ref().map_or(Some(true), |pattern| is_named(index, inquiry, pattern, resource));
        // Tags are consulted only where name and ARN leave it to them.
        if named == Some(false) {
            return named;
        }
        let tagged = rule.tag.as_ref().map_or(Some(true), |tag| is_tagged(index, inquiry, tag, resource));
        if tagged == Some(true) { named } else { tagged }
    })
}

fn is_named(index: &Index, inquiry: &mut Inquiry, pattern: &str, resource: &Resource) -> Option<bool> {
    // The ARN of an API or an authorizer ends with an id, which nobody chose.
    any(index, inquiry, resource, |inquiry, one| match &*one.resource_type {
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" | AUTHORIZER => {
            inquiry.require(one, "properties.Name", Value::as_str).map(|name| glob(pattern, name))
        }
        // The name of a group may hold `/`.
        "AWS::Logs::LogGroup" => Some(glob(pattern, one.arn.splitn(7, ':').nth(6).unwrap_or_default())),
        // People name a key by its aliases.
        "AWS::KMS::Key" => keys::has_alias(index, inquiry, one, |alias| glob(pattern, alias)),
        _ => Some(glob(pattern, name(one))),
    })
}

const AUTHORIZER: &str = "AWS::ApiGateway::Authorizer";

fn is_tagged(index: &Index, inquiry: &mut Inquiry, tag: &str, resource: &Resource) -> Option<bool> {
    let (key, value) = tag.split_once('=').map_or((tag, None), |(key, value)| (key, Some(value)));
    any(index, inquiry, resource, |inquiry, one| {
        // AWS lets nobody tag one.
        if one.resource_type == AUTHORIZER {
            return Some(false);
        }
        let tags = inquiry.read(one, "tags", |tags| {
            let tags = tags.as_object()?;
            tags.values().all(Value::is_string).then_some(tags)
        })?;
        let found = tags.and_then(|tags| tags.get(key)).and_then(Value::as_str);
        Some(found.is_some_and(|found| value.is_none_or(|pattern| glob(pattern, found))))
    })
}

/// Whether it holds for a resource or what it belongs to; what is not known of the other does not matter then.
fn any(
    index: &Index,
    inquiry: &mut Inquiry,
    resource: &Resource,
    holds: impl Fn(&mut Inquiry, &Resource) -> Option<bool>,
) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let own = holds(inquiry, resource);
        if own == Some(true) || parent_arn(&resource.arn).is_none() {
            return own;
        }
        let parent = index.parent(inquiry, resource).and_then(|parent| holds(inquiry, parent));
        if parent == Some(true) { parent } else { own.and(parent) }
    })
}

/// The one shape of a class: whether it is so, who says it, and what it rests on.
pub(super) fn class(value: bool, by: &str, of: &str) -> Value {
    json!({ "Value": value, "By": by, "Of": of })
}
