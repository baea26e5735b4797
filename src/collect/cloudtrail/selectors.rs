//! What a trail selects: events, and the insights that CloudTrail derives from them.

use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_insight_selectors::GetInsightSelectorsOutput;
use aws_sdk_cloudtrail::types::{AdvancedEventSelector, AdvancedFieldSelector, EventSelector, InsightSelector};
use serde_json::Value;

use crate::aws::answer::Answer;
use crate::collect::Context;
use crate::collect::field::{Lacks, list, object, set, text};
use crate::resource::Resource;

/// `EventSelectors` and `AdvancedEventSelectors`.
pub fn set_events(context: &Context<'_>, resource: &mut Resource, answer: &Answer<GetEventSelectorsOutput>) {
    // AWS answers one of the two kinds, always.
    let field = |read: fn(&GetEventSelectorsOutput) -> Option<Value>| {
        context.field(answer, &[], |selectors| {
            if selectors.event_selectors.is_none() && selectors.advanced_event_selectors.is_none() {
                return Err(Lacks("EventSelectors and AdvancedEventSelectors"));
            }
            Ok(read(selectors))
        })
    };
    let fields = [
        ("EventSelectors", field(|output| list(output.event_selectors(), basic))),
        ("AdvancedEventSelectors", field(|output| list(output.advanced_event_selectors(), advanced))),
    ];
    set(&mut resource.properties, fields);
}

/// `InsightSelectors`. AWS refuses to tell of insights that are off.
pub fn set_insights(context: &Context<'_>, resource: &mut Resource, answer: &Answer<GetInsightSelectorsOutput>) {
    let insights = context.field(answer, &["InsightNotEnabledException"], |output| {
        let selectors = output.insight_selectors.as_ref().ok_or(Lacks("InsightSelectors"))?;
        if selectors.iter().any(|selector| selector.insight_type.is_none()) {
            return Err(Lacks("InsightType"));
        }
        Ok(list(selectors, insight))
    });
    set(&mut resource.properties, [("InsightSelectors", insights)]);
}

fn basic(selector: &EventSelector) -> Option<Value> {
    let data = list(selector.data_resources(), |resource| {
        // An empty list is not the same as none: it selects nothing.
        let values = resource.values.as_ref().map(|values| Value::from(values.clone()));
        object([("Type", text(resource.r#type())), ("Values", values)])
    });
    object([
        ("ReadWriteType", text(selector.read_write_type().map(|kind| kind.as_str()))),
        ("IncludeManagementEvents", selector.include_management_events().map(Value::from)),
        ("DataResources", data),
        ("ExcludeManagementEventSources", list(selector.exclude_management_event_sources(), |s| text(Some(s)))),
    ])
}

fn advanced(selector: &AdvancedEventSelector) -> Option<Value> {
    let fields = list(selector.field_selectors(), |field: &AdvancedFieldSelector| {
        let texts = |values: &[String]| list(values, |value| text(Some(value)));
        object([
            ("Field", text(Some(field.field()))),
            ("Equals", texts(field.equals())),
            ("StartsWith", texts(field.starts_with())),
            ("EndsWith", texts(field.ends_with())),
            ("NotEquals", texts(field.not_equals())),
            ("NotStartsWith", texts(field.not_starts_with())),
            ("NotEndsWith", texts(field.not_ends_with())),
        ])
    });
    object([("Name", text(selector.name())), ("FieldSelectors", fields)])
}

fn insight(selector: &InsightSelector) -> Option<Value> {
    let categories = selector.event_categories.as_ref();
    object([
        ("InsightType", text(selector.insight_type().map(|kind| kind.as_str()))),
        // An empty list is not the same as none, which means management events.
        ("EventCategories", categories.map(|all| all.iter().map(|one| Value::from(one.as_str())).collect())),
    ])
}
