//! Whether anybody is told when an API refuses many requests.

use serde_json::{Value, json};

use crate::iam::Truth;
use crate::resource::{Field, Gap, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::shape;
use super::pattern::counts_refusals;

const APIS: [&str; 2] = ["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"];
const ALARM: &str = "AWS::CloudWatch::Alarm";
const FILTER: &str = "AWS::Logs::MetricFilter";
/// Errors and calls, as REST, HTTP and WebSocket APIs name them.
const METRICS: [&str; 10] = [
    "4XXError",
    "5XXError",
    "4xx",
    "5xx",
    "Count",
    "ClientError",
    "ExecutionError",
    "IntegrationError",
    "ConnectCount",
    "MessageCount",
];

/// `AuthFailureAlarms`: for each API of the region the alarms with an action on its errors or calls, or on a metric
/// filter that counts refusals in its access logs; absent where the region has no API.
///
/// One alarm is enough for an API, whatever could not be read of others; an API that surely has none is not hidden by
/// others that are not decided.
pub(super) fn auth_failure_alarms(index: &Index, region: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let mut listed = true;
    for apis in APIS {
        listed &= index.is_complete(&mut inquiry, apis, Place::Region(&region.region));
    }
    let here = |one: &&Resource| one.region == region.region;
    let apis: Vec<&Resource> = APIS.iter().flat_map(|name| index.of_type(name)).copied().filter(here).collect();
    if apis.is_empty() {
        return if listed { inquiry.absent() } else { inquiry.unknown() };
    }
    let watch = Watch::new(index, &mut inquiry, &region.region);
    let (mut entries, mut bad, mut open) = (Vec::new(), false, !listed);
    for api in apis {
        let answer = inquiry.settle(|inquiry| {
            let name = inquiry.require(api, "properties.Name", Value::as_str)?;
            let alarms = watch.of_api(index, inquiry, api, name)?;
            Some((name, alarms))
        });
        match answer {
            None => open = true,
            Some((name, alarms)) => {
                bad |= alarms.is_empty();
                entries.push(json!({ "Api": api.arn, "Name": name, "Alarms": alarms }));
            }
        }
    }
    if open && !bad { inquiry.unknown() } else { inquiry.known(entries) }
}

/// The alarms of a region that tell somebody, and the metrics of filters that count refusals.
struct Watch<'a> {
    alarms: Vec<Alarm<'a>>,
    filters: Vec<Filter<'a>>,
    /// Why there may be more.
    gaps: Vec<Gap>,
}

struct Alarm<'a> {
    resource: &'a Resource,
    namespace: &'a str,
    metric: &'a str,
    dimensions: Vec<(&'a str, &'a str)>,
}

struct Filter<'a> {
    group: &'a str,
    metrics: Vec<(&'a str, &'a str)>,
}

impl<'a> Watch<'a> {
    fn new(index: &Index<'a>, inquiry: &mut Inquiry, region: &str) -> Self {
        let mut watch = Self { alarms: Vec::new(), filters: Vec::new(), gaps: Vec::new() };
        let mut side = Inquiry::default();
        for alarm in index.of_type(ALARM).iter().filter(|alarm| alarm.region == region) {
            watch.alarms.extend(alarm_of(&mut side, alarm).flatten());
        }
        for filter in index.of_type(FILTER).iter().filter(|filter| filter.region == region) {
            watch.filters.extend(filter_of(&mut side, filter).flatten());
        }
        index.is_complete(&mut side, ALARM, Place::Region(region));
        index.is_complete(&mut side, FILTER, Place::Region(region));
        let (evidence, gaps) = side.into_parts();
        inquiry.cite(&evidence);
        watch.gaps = gaps;
        watch
    }

    /// The alarms of one API. `None`: none was found, and not all could be looked at.
    fn of_api(&self, index: &Index<'a>, inquiry: &mut Inquiry, api: &Resource, name: &str) -> Option<Vec<&'a str>> {
        let id = api.arn.rsplit('/').next().unwrap_or_default();
        let own =
            |(key, value): &(&str, &str)| (*key == "ApiName" && *value == name) || (*key == "ApiId" && *value == id);
        let direct = |alarm: &&Alarm| {
            alarm.namespace == "AWS/ApiGateway" && METRICS.contains(&alarm.metric) && alarm.dimensions.iter().any(own)
        };
        let mut found: Vec<&str> = self.alarms.iter().filter(direct).map(|alarm| alarm.resource.arn.as_str()).collect();
        let mut truth = Truth::from(!found.is_empty());
        // An alarm on a metric that a filter makes of some log group of this API.
        let watched = |filter: &&Filter| self.alarms.iter().any(|alarm| alarm.watches(filter));
        for filter in self.filters.iter().filter(watched) {
            let logs = logs_to(index, inquiry, api, filter.group);
            truth = truth.or(logs);
            if logs == Truth::Yes {
                let watching = self.alarms.iter().filter(|alarm| alarm.watches(filter));
                found.extend(watching.map(|alarm| alarm.resource.arn.as_str()));
            }
        }
        if truth == Truth::No && !self.gaps.is_empty() {
            self.gaps.iter().for_each(|gap| inquiry.note(gap.clone()));
            return None;
        }
        found.sort_unstable();
        found.dedup();
        truth.decided().map(|_| found)
    }
}

impl Alarm<'_> {
    fn watches(&self, filter: &Filter) -> bool {
        filter.metrics.contains(&(self.namespace, self.metric))
    }
}

/// An alarm that tells somebody of a metric. `Some(None)`: it tells nobody.
fn alarm_of<'a>(inquiry: &mut Inquiry, alarm: &'a Resource) -> Option<Option<Alarm<'a>>> {
    let silent = inquiry.settle(|inquiry| {
        let enabled = inquiry.require(alarm, "properties.ActionsEnabled", Value::as_bool);
        let actions = inquiry.read(alarm, "properties.AlarmActions", shape::all_texts);
        let acts = actions.map(|actions| actions.is_some_and(|actions| !actions.is_empty()));
        Truth::from(enabled).and(Truth::from(acts)).decided().map(|acts| !acts)
    });
    if silent? {
        return Some(None);
    }
    let namespace = inquiry.read(alarm, "properties.Namespace", Value::as_str)?;
    let metric = inquiry.read(alarm, "properties.MetricName", Value::as_str)?;
    let dimensions = inquiry.read(alarm, "properties.Dimensions", |value| {
        let pair = |one| Some((shape::text(one, "Name")?, shape::text(one, "Value")?));
        value.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>()
    })?;
    let Some((namespace, metric)) = namespace.zip(metric) else {
        // An alarm on an expression has no metric of its own.
        inquiry.note(Gap::undecided(format!("metrics of alarm {} not decided, could make it better", alarm.arn)));
        return None;
    };
    Some(Some(Alarm { resource: alarm, namespace, metric, dimensions: dimensions.unwrap_or_default() }))
}

/// A filter that counts refusals. `Some(None)`: it does not.
fn filter_of<'a>(inquiry: &mut Inquiry, filter: &'a Resource) -> Option<Option<Filter<'a>>> {
    // AWS lets a pattern be empty: then it counts everything.
    let pattern = inquiry.read(filter, "properties.FilterPattern", Value::as_str)?.unwrap_or_default();
    // Regular expressions stand between `%`.
    if pattern.contains('%') {
        inquiry.note(Gap::undecided(format!("pattern of filter {} not decided, could make it better", filter.arn)));
        return None;
    }
    if !counts_refusals(pattern) {
        return Some(None);
    }
    let group = inquiry.require(filter, "properties.LogGroupName", Value::as_str)?;
    let metrics = inquiry.require(filter, "properties.MetricTransformations", |value| {
        let metric = |one| Some((shape::text(one, "MetricNamespace")?, shape::text(one, "MetricName")?));
        value.as_array()?.iter().map(metric).collect::<Option<Vec<_>>>()
    })?;
    Some(Some(Filter { group, metrics }))
}

/// Whether the access logs of some stage of an API go to a log group of that name.
fn logs_to(index: &Index, inquiry: &mut Inquiry, api: &Resource, group: &str) -> Truth {
    let (stages, path) = match api.resource_type == APIS[0] {
        true => ("AWS::ApiGateway::Stage", "properties.AccessLogSetting"),
        false => ("AWS::ApiGatewayV2::Stage", "properties.AccessLogSettings"),
    };
    let mut truth = Truth::No;
    for stage in index.known_children(api, stages) {
        let read = inquiry.read(stage, path, |value| shape::optional(value, "DestinationArn", Value::as_str));
        truth = truth.or(match read.map(Option::flatten) {
            None => Truth::Maybe,
            Some(None) => Truth::No,
            Some(Some(arn)) => {
                let arn = arn.strip_suffix(":*").unwrap_or(arn);
                Truth::from(arn.split_once(":log-group:").is_some_and(|(_, name)| name == group))
            }
        });
    }
    if truth == Truth::Yes {
        return truth;
    }
    match index.children(inquiry, api, stages) {
        Some(_) => truth,
        None => Truth::Maybe,
    }
}
