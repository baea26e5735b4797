//! What log groups hold: records of who did what, payloads of requests.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::resource::{Field, Resource};

use super::super::class::{Declared, by_rules, class, not_declared};
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::relation::Relation;
use super::super::shape;

const STAGES: [&str; 2] = ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"];

/// The trails that write to each log group.
pub(in super::super) fn trail_groups<'a>(trails: &[&'a Resource]) -> Relation<'a> {
    let read = |_: &'a Resource, value: &'a Value| one(value.as_str()?);
    Relation::default().of(trails, "properties.CloudWatchLogsLogGroupArn", read)
}

/// The API stages whose access logs go to each log group.
pub(in super::super) fn stage_groups<'a>(v1: &[&'a Resource], v2: &[&'a Resource]) -> Relation<'a> {
    let read = |_: &'a Resource, value: &'a Value| match shape::optional(value, "DestinationArn", Value::as_str)? {
        None => Some(BTreeSet::new()),
        Some(arn) => one(arn),
    };
    let relation = Relation::default().of(v1, "properties.AccessLogSetting", read);
    relation.of(v2, "properties.AccessLogSettings", read)
}

fn one(arn: &str) -> Option<BTreeSet<String>> {
    Some(BTreeSet::from([arn.strip_suffix(":*").unwrap_or(arn).to_owned()]))
}

/// Log groups that AWS makes itself, by the names that it documents: execution logs of REST and WebSocket APIs,
/// functions, models and agents.
const MADE_BY_AWS: &[&str] =
    &["API-Gateway-Execution-Logs_", "/aws/apigateway/", "/aws/bedrock/", "/aws/bedrock-agentcore/", "/aws/lambda/"];

/// `IsAudit`: a trail writes there, or the access logs of a stage go there; else as declared; else by a name that AWS
/// gives.
pub(super) fn is_audit(index: &Index, group: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let writer = writer(index, &mut inquiry, group);
    if let Some(Some(writer)) = writer {
        return inquiry.known(class(true, "relation", writer));
    }
    let by_name = MADE_BY_AWS.iter().find(|start| name(group).starts_with(**start));
    decide(index, inquiry, group, "IsAudit", writer.is_some(), by_name.map(|start| format!("{start}*")))
}

/// `IsPayload`: the execution logs of a stage whose data trace is on; else as declared.
pub(super) fn is_payload(index: &Index, group: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let traced = traced(index, &mut inquiry, group);
    if let Some(Some(stage)) = traced {
        return inquiry.known(class(true, "relation", stage));
    }
    decide(index, inquiry, group, "IsPayload", traced.is_some(), None)
}

/// Where no relation makes it one. `unrelated`: surely none does.
fn decide(
    index: &Index,
    mut inquiry: Inquiry,
    group: &Resource,
    fact: &str,
    unrelated: bool,
    by_name: Option<String>,
) -> Field {
    let own = |_: &mut Inquiry| (vec![name(group).to_owned()], true);
    let declared = by_rules(index, &mut inquiry, group, fact, own);
    match (declared, by_name) {
        // Said or named to be one, it is one whatever the relations say.
        (Some(Declared::Rule(answer)), _) if unrelated || answer["Value"] == true => inquiry.known(answer),
        (Some(Declared::NoMatch | Declared::NoRule), Some(name)) => inquiry.known(class(true, "relation", &name)),
        (Some(Declared::NoMatch), None) if unrelated => inquiry.known(class(false, "declared", "")),
        (Some(Declared::NoRule), None) => {
            inquiry.note(not_declared(fact));
            inquiry.unknown()
        }
        _ => inquiry.unknown(),
    }
}

/// Who writes to a group: the ARN of a trail or stage. `Some(None)`: none of them does.
fn writer<'a>(index: &Index<'a>, inquiry: &mut Inquiry, group: &Resource) -> Option<Option<&'a str>> {
    for relation in [&index.trail_groups, &index.stage_groups] {
        if let Some(namer) = relation.namers(&group.arn).first() {
            namer.cite(inquiry);
            return Some(Some(&namer.resource.arn));
        }
    }
    let region = group.region.as_str();
    let mut complete = index.trail_groups.is_read(inquiry, None);
    complete &= index.is_complete(inquiry, "AWS::CloudTrail::Trail", Place::Anywhere);
    // API Gateway logs to groups of its own region.
    complete &= index.stage_groups.is_read(inquiry, Some(region));
    for stage in STAGES {
        complete &= index.is_complete(inquiry, stage, Place::Region(region));
    }
    complete.then_some(None)
}

/// The stage with data trace whose execution logs go to a group of that name. `Some(None)`: there is none.
fn traced<'a>(index: &Index<'a>, inquiry: &mut Inquiry, group: &Resource) -> Option<Option<&'a str>> {
    let execution = [("API-Gateway-Execution-Logs_", "restapis", STAGES[0]), ("/aws/apigateway/", "apis", STAGES[1])];
    let found = execution.into_iter().find_map(|(start, apis, stages)| {
        let (api, stage) = name(group).strip_prefix(start)?.split_once('/')?;
        Some((format!("/{apis}/{api}/stages/{stage}"), stages))
    });
    let Some((path, stages)) = found else { return Some(None) };
    let own = |stage: &&&Resource| stage.region == group.region && stage.arn.ends_with(&path);
    let Some(stage) = index.of_type(stages).iter().find(own) else {
        return index.is_complete(inquiry, stages, Place::Region(&group.region)).then_some(None);
    };
    let on =
        |settings: &Value| shape::optional(settings, "DataTraceEnabled", Value::as_bool).map(|on| on == Some(true));
    let any = |list: Vec<&Value>| {
        let each: Option<Vec<bool>> = list.into_iter().map(on).collect();
        each.map(|each| each.contains(&true))
    };
    let read: Vec<Option<Option<bool>>> = match stages == STAGES[0] {
        true => {
            vec![inquiry.read(stage, "properties.MethodSettings", |value| any(value.as_array()?.iter().collect()))]
        }
        false => vec![
            inquiry.read(stage, "properties.DefaultRouteSettings", |value| any(vec![value])),
            inquiry.read(stage, "properties.RouteSettings", |value| any(value.as_object()?.values().collect())),
        ],
    };
    if read.contains(&Some(Some(true))) {
        return Some(Some(&stage.arn));
    }
    read.iter().all(Option::is_some).then_some(None)
}

/// The group's name: it may hold `/`, so it is not the last part of the ARN.
fn name(group: &Resource) -> &str {
    group.arn.splitn(7, ':').nth(6).unwrap_or(&group.arn)
}
