//! What a resource is for: by its relations to others, else as declared.

use serde_json::{Value, json};

use crate::config::{Classification, glob};
use crate::resource::{Field, Gap, Resource};

use super::children::parent_arn;
use super::index::{Index, Place, name};
use super::inquiry::Inquiry;
use super::logging;

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
    is_declared(index, bucket, "IsModel")
}

/// `IsData`, as declared.
pub(super) fn is_data(index: &Index, bucket: &Resource) -> Field {
    is_declared(index, bucket, "IsData")
}

/// `IsProduction`, as declared.
pub(super) fn is_production(index: &Index, resource: &Resource) -> Field {
    is_declared(index, resource, "IsProduction")
}

/// `IsHighSecurity`, as declared.
pub(super) fn is_high_security(index: &Index, resource: &Resource) -> Field {
    is_declared(index, resource, "IsHighSecurity")
}

fn is_declared(index: &Index, resource: &Resource, fact: &str) -> Field {
    let mut inquiry = Inquiry::default();
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

/// The names that a rule's `name` is held against, and whether these are all.
pub(super) type Names = (Vec<String>, bool);

const AUTHORIZER: &str = "AWS::ApiGateway::Authorizer";

/// The first rule that matches decides. Rules for the fact, none of which matches: it is not so.
fn declared(index: &Index, inquiry: &mut Inquiry, resource: &Resource, fact: &str) -> Option<Value> {
    match by_rules(index, inquiry, resource, fact, |inquiry| names(index, inquiry, resource))? {
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
pub(super) fn by_rules(
    index: &Index,
    inquiry: &mut Inquiry,
    resource: &Resource,
    fact: &str,
    names: impl Fn(&mut Inquiry) -> Names,
) -> Option<Declared> {
    let rules = index.declarations.classify.iter().enumerate().filter(|(_, rule)| rule.fact == fact);
    let mut declared = Declared::NoRule;
    for (place, rule) in rules {
        declared = Declared::NoMatch;
        if matches(index, inquiry, rule, resource, &names)? {
            return Some(Declared::Rule(class(rule.value, "declared", &format!("classify[{place}]"))));
        }
    }
    Some(declared)
}

fn matches(
    index: &Index,
    inquiry: &mut Inquiry,
    rule: &Classification,
    resource: &Resource,
    names: &impl Fn(&mut Inquiry) -> Names,
) -> Option<bool> {
    if rule.arn.as_ref().is_some_and(|pattern| !glob(pattern, &resource.arn)) {
        return Some(false);
    }
    inquiry.settle(|inquiry| {
        let mut named = Some(true);
        if let Some(pattern) = &rule.name {
            let (names, complete) = names(inquiry);
            // A name that is not known may be the one.
            named = if names.iter().any(|name| glob(pattern, name)) { Some(true) } else { complete.then_some(false) };
        }
        // Tags are consulted only where name and ARN leave it to them.
        if named == Some(false) {
            return named;
        }
        let tagged = rule.tag.as_ref().map_or(Some(true), |tag| is_tagged(index, inquiry, tag, resource));
        if tagged == Some(true) { named } else { tagged }
    })
}

/// A resource's own name. What belongs to an API goes by the API's name too.
fn names(index: &Index, inquiry: &mut Inquiry, resource: &Resource) -> Names {
    let mut names = Vec::new();
    let mut complete = true;
    let mut add = |inquiry: &mut Inquiry, one: &Resource| match &*one.resource_type {
        // The ARN of an API or an authorizer ends with an id, which nobody chose.
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" | AUTHORIZER => {
            match inquiry.require(one, "properties.Name", Value::as_str) {
                Some(name) => names.push(name.to_owned()),
                None => complete = false,
            }
        }
        _ => names.push(name(one).to_owned()),
    };
    add(inquiry, resource);
    let parent = parent_arn(&resource.arn).map(|_| index.parent(inquiry, resource));
    match parent {
        Some(Some(parent)) => add(inquiry, parent),
        Some(None) => complete = false,
        None => {}
    }
    (names, complete)
}

fn is_tagged(index: &Index, inquiry: &mut Inquiry, tag: &str, resource: &Resource) -> Option<bool> {
    let (key, value) = tag.split_once('=').map_or((tag, None), |(key, value)| (key, Some(value)));
    let tagged = |inquiry: &mut Inquiry, one: &Resource| {
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
    };
    inquiry.settle(|inquiry| {
        let own = tagged(inquiry, resource);
        if own == Some(true) || parent_arn(&resource.arn).is_none() {
            return own;
        }
        // What is not known of the other does not matter once one is tagged.
        let parent = index.parent(inquiry, resource).and_then(|parent| tagged(inquiry, parent));
        if parent == Some(true) { parent } else { own.and(parent) }
    })
}

/// The one shape of a class: whether it is so, who says it, and what it rests on.
pub(super) fn class(value: bool, by: &str, of: &str) -> Value {
    json!({ "Value": value, "By": by, "Of": of })
}
