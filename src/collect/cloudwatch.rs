//! CloudWatch: the alarms of each region. One call for a hundred alarms.

use futures::FutureExt;
use futures::future::join_all;
use roxmltree::{Document, Node};
use serde_json::Value;

use super::field::{Lacks, list, object, set, text};
use super::pages::Listed;
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::generic::{Query, query};
use crate::aws::read_list::Read;
use crate::resource::Resource;

pub const COLLECTOR: Collector = Collector {
    service: "cloudwatch",
    types: &[TypeSpec {
        name: TYPE,
        properties: &[
            "AlarmName",
            "Arn",
            "MetricName",
            "Namespace",
            "ActionsEnabled",
            "AlarmActions",
            "Dimensions",
            // An alarm over an expression or a band has no metric of its own.
            "Metrics",
        ],
        status: &[],
        tags: false,
        regional: true,
    }],
    reads: &[Read { service: "cloudwatch", operation: "DescribeAlarms", actions: &["cloudwatch:DescribeAlarms"] }],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const TYPE: &str = "AWS::CloudWatch::Alarm";

/// An alarm as AWS answers it. What AWS always sends may be missing here.
#[derive(Debug, Default, PartialEq)]
struct Alarm {
    arn: String,
    name: Option<Value>,
    actions_enabled: Option<Value>,
    actions: Option<Value>,
    metric_name: Option<Value>,
    namespace: Option<Value>,
    dimensions: Option<Value>,
    metrics: Option<Value>,
}

async fn collect(context: &Context<'_>) -> Harvest {
    let mut harvest = Harvest::default();
    for found in join_all(context.regions.iter().map(|region| in_region(context, region))).await {
        harvest.add(found);
    }
    harvest
}

/// The SDK's crate speaks CBOR, which nobody can read as evidence: so the query protocol, which AWS keeps.
async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let listing = context
        .pages(
            async |token: Option<String>| {
                let mut parameters = vec![("AlarmTypes.member.1", "MetricAlarm"), ("MaxRecords", "100")];
                parameters.extend(token.as_deref().map(|token| ("NextToken", token)));
                let operation = Query {
                    service_id: "CloudWatch",
                    endpoint: "monitoring",
                    operation: "DescribeAlarms",
                    version: "2010-08-01",
                    region,
                    parameters: &parameters,
                };
                query(context.session, operation).await
            },
            |page| read(&page),
        )
        .await;
    let alarms = listing.items.iter().enumerate();
    Harvest {
        resources: alarms.map(|(place, alarm)| one(context, region, alarm, listing.told(context, place))).collect(),
        unlisted: listing.unlisted(TYPE, region).into_iter().collect(),
    }
}

fn one(context: &Context<'_>, region: &str, alarm: &Alarm, told: Listed<'_>) -> Resource {
    let mut resource = context.resource(TYPE, alarm.arn.clone(), region);
    let fields = [
        ("AlarmName", told.always(alarm.name.clone(), "AlarmName")),
        ("Arn", told.maybe(text(Some(&alarm.arn)))),
        ("ActionsEnabled", told.always(alarm.actions_enabled.clone(), "ActionsEnabled")),
        ("AlarmActions", told.maybe(alarm.actions.clone())),
        ("MetricName", told.maybe(alarm.metric_name.clone())),
        ("Namespace", told.maybe(alarm.namespace.clone())),
        ("Dimensions", told.maybe(alarm.dimensions.clone())),
        ("Metrics", told.maybe(alarm.metrics.clone())),
    ];
    set(&mut resource.properties, fields);
    resource
}

/// The alarms of a page and the token of the next.
fn read(xml: &str) -> Result<(Vec<Alarm>, Option<String>), Lacks> {
    let document = Document::parse(xml).map_err(|_| Lacks("XML that can be read"))?;
    let root = document.root_element();
    let result = child(root, "DescribeAlarmsResult").ok_or(Lacks("DescribeAlarmsResult"))?;
    let alarms = child(result, "MetricAlarms").ok_or(Lacks("MetricAlarms"))?;
    let alarms = members(alarms).map(alarm).collect::<Result<_, _>>()?;
    Ok((alarms, content(result, "NextToken").map(str::to_owned)))
}

fn alarm(node: Node<'_, '_>) -> Result<Alarm, Lacks> {
    let value = |name| text(content(node, name));
    let mut actions: Vec<&str> = list_of(node, "AlarmActions").filter_map(|action| action.text()).collect();
    actions.sort_unstable();
    Ok(Alarm {
        arn: content(node, "AlarmArn").ok_or(Lacks("AlarmArn"))?.to_owned(),
        name: value("AlarmName"),
        actions_enabled: flag(node, "ActionsEnabled"),
        actions: (!actions.is_empty()).then(|| actions.into()),
        metric_name: value("MetricName"),
        namespace: value("Namespace"),
        dimensions: dimensions(node),
        metrics: list(&list_of(node, "Metrics").collect::<Vec<_>>(), |query| {
            let statistic = child(*query, "MetricStat").and_then(|node| child(node, "Metric")).and_then(metric);
            object([
                ("Id", text(content(*query, "Id"))),
                ("Expression", text(content(*query, "Expression"))),
                ("AccountId", text(content(*query, "AccountId"))),
                ("ReturnData", flag(*query, "ReturnData")),
                ("MetricStat", statistic.and_then(|metric| object([("Metric", Some(metric))]))),
            ])
        }),
    })
}

fn metric(node: Node<'_, '_>) -> Option<Value> {
    object([
        ("MetricName", text(content(node, "MetricName"))),
        ("Namespace", text(content(node, "Namespace"))),
        ("Dimensions", dimensions(node)),
    ])
}

fn dimensions(node: Node<'_, '_>) -> Option<Value> {
    list(&list_of(node, "Dimensions").collect::<Vec<_>>(), |dimension| {
        object([("Name", text(content(*dimension, "Name"))), ("Value", text(content(*dimension, "Value")))])
    })
}

fn flag(node: Node<'_, '_>, name: &str) -> Option<Value> {
    content(node, name).and_then(|text| text.parse::<bool>().ok()).map(Value::from)
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.tag_name().name() == name)
}

/// The text of a child that is there and not empty.
fn content<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().filter(|text| !text.is_empty())
}

/// The members of a list by its name; none where AWS leaves it out.
fn list_of<'a, 'input: 'a>(node: Node<'a, 'input>, name: &str) -> impl Iterator<Item = Node<'a, 'input>> {
    child(node, name).into_iter().flat_map(members)
}

fn members<'a, 'input: 'a>(list: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    list.children().filter(|child| child.tag_name().name() == "member")
}
