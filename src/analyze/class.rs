//! What a bucket is for: by its relations to others, else as declared.

use serde_json::{Value, json};

use crate::config::{Classification, glob};
use crate::resource::{Field, Gap, Resource};

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
pub(super) fn is_production(index: &Index, bucket: &Resource) -> Field {
    is_declared(index, bucket, "IsProduction")
}

fn is_declared(index: &Index, bucket: &Resource, fact: &str) -> Field {
    let mut inquiry = Inquiry::default();
    let answer = declared(index, &mut inquiry, bucket, fact);
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

/// The first rule that matches decides. Rules for the fact, none of which matches: it is not so.
fn declared(index: &Index, inquiry: &mut Inquiry, bucket: &Resource, fact: &str) -> Option<Value> {
    let rules = index.declarations.classify.iter().enumerate().filter(|(_, rule)| rule.fact == fact);
    let mut declared = false;
    for (place, rule) in rules {
        declared = true;
        if matches(inquiry, rule, bucket)? {
            return Some(class(rule.value, "declared", &format!("classify[{place}]")));
        }
    }
    if !declared {
        inquiry.note(Gap::not_declared(format!("classify: no rule for {fact}")));
    }
    declared.then(|| class(false, "declared", ""))
}

fn matches(inquiry: &mut Inquiry, rule: &Classification, bucket: &Resource) -> Option<bool> {
    let fits = |pattern: &Option<String>, text: &str| pattern.as_ref().is_none_or(|pattern| glob(pattern, text));
    if !fits(&rule.name, name(bucket)) || !fits(&rule.arn, &bucket.arn) {
        return Some(false);
    }
    let Some(tag) = &rule.tag else {
        return Some(true);
    };
    // Tags are consulted only where name and ARN leave it to them.
    let tags = inquiry.read(bucket, "tags", |tags| {
        let tags = tags.as_object()?;
        tags.values().all(Value::is_string).then_some(tags)
    })?;
    let (key, value) = tag.split_once('=').map_or((tag.as_str(), None), |(key, value)| (key, Some(value)));
    let found = tags.and_then(|tags| tags.get(key)).and_then(Value::as_str);
    Some(found.is_some_and(|found| value.is_none_or(|pattern| glob(pattern, found))))
}

fn class(value: bool, by: &str, of: &str) -> Value {
    json!({ "Value": value, "By": by, "Of": of })
}
