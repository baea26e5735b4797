//! Whether anybody is told when an API refuses many requests.

use super::{Account, absent, account, denied, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

const ALARMS: &str = "cloudwatch:DescribeAlarms";
const FILTERS: &str = "logs:DescribeMetricFilters";
const GROUP: &str = "arn:aws:logs:us-east-1:111122223333:log-group:access";

fn api(path: &str, name: &str) -> Resource {
    let version = if path.starts_with("/restapis") { "AWS::ApiGateway::RestApi" } else { "AWS::ApiGatewayV2::Api" };
    let mut api = resource(version, &format!("arn:aws:apigateway:us-east-1::{path}"), "us-east-1");
    api.properties.insert("Name".into(), value(json!(name), "apigateway:GetRestApis"));
    api.status.insert("Children.Stage".into(), value(json!(0), "apigateway:GetStages"));
    api
}

fn alarm(name: &str, namespace: &str, metric: &str, dimensions: Value) -> Resource {
    let arn = format!("arn:aws:cloudwatch:us-east-1:111122223333:alarm:{name}");
    let mut alarm = resource("AWS::CloudWatch::Alarm", &arn, "us-east-1");
    for (name, text) in [
        ("Namespace", json!(namespace)),
        ("MetricName", json!(metric)),
        ("Dimensions", dimensions),
        ("ActionsEnabled", json!(true)),
        ("AlarmActions", json!(["arn:aws:sns:us-east-1:111122223333:oncall"])),
    ] {
        alarm.properties.insert(name.into(), value(text, ALARMS));
    }
    alarm
}

fn of_name(name: &str) -> Value {
    json!([{"Name": "ApiName", "Value": name}])
}

fn filter(pattern: &str) -> Resource {
    let mut filter = resource("AWS::Logs::MetricFilter", &format!("{GROUP}#metric-filter/f"), "us-east-1");
    let metric = json!([{"MetricNamespace": "acme", "MetricName": "refused"}]);
    for (name, text) in
        [("FilterPattern", json!(pattern)), ("LogGroupName", json!("access")), ("MetricTransformations", metric)]
    {
        filter.properties.insert(name.into(), value(text, FILTERS));
    }
    filter
}

fn with(resources: impl IntoIterator<Item = Resource>) -> Account {
    let mut account = account();
    account.inventory.resources.extend(resources);
    account
}

fn asked(account: &Account) -> Field {
    let own = resource("AWS::Account::Region", "arn:aws:account:us-east-1:111122223333:account", "us-east-1");
    fact_of(account, &own, "AuthFailureAlarms")
}

/// Names of the alarms of the first API.
fn alarms(resources: impl IntoIterator<Item = Resource>) -> Vec<String> {
    let found = known(asked(&with(resources)));
    let arns = found[0]["Alarms"].as_array().cloned().unwrap_or_default();
    arns.iter().filter_map(|arn| Some(arn.as_str()?.rsplit(':').next()?.to_owned())).collect()
}

#[test]
fn a_region_without_apis() {
    assert_eq!(asked(&account()).known, Known::Absent);
    let mut elsewhere = api("/restapis/r1", "shop");
    elsewhere.region = "eu-west-1".into();
    assert_eq!(asked(&with([elsewhere])).known, Known::Absent);
    let mut account = account();
    account.unlisted("AWS::ApiGatewayV2::Api", "us-east-1", "apigatewayv2:GetApis");
    assert_eq!(gaps(asked(&account)), [denied("apigatewayv2:GetApis")]);
}

#[test]
fn alarms_on_the_metrics_of_an_api() {
    let shop = || api("/restapis/r1", "shop");
    let told = known(asked(&with([shop()])));
    assert_eq!(told, json!([{"Api": "arn:aws:apigateway:us-east-1::/restapis/r1", "Name": "shop", "Alarms": []}]));
    let gateway = "AWS/ApiGateway";
    for (found, expected) in [
        (alarm("a", gateway, "4XXError", of_name("shop")), true),
        (
            alarm(
                "a",
                gateway,
                "Count",
                json!([{"Name": "Stage", "Value": "prod"}, {"Name": "ApiName", "Value": "shop"}]),
            ),
            true,
        ),
        (alarm("a", gateway, "4xx", json!([{"Name": "ApiId", "Value": "r1"}])), true),
        (alarm("a", gateway, "4XXError", of_name("other")), false),
        (alarm("a", gateway, "Latency", of_name("shop")), false),
        (alarm("a", "AWS/Lambda", "4XXError", of_name("shop")), false),
        (alarm("a", gateway, "4XXError", json!([])), false),
    ] {
        assert_eq!(!alarms([shop(), found.clone()]).is_empty(), expected, "{:?}", found.properties);
    }
    for (name, silent) in [
        ("ActionsEnabled", value(json!(false), ALARMS)),
        ("AlarmActions", absent(ALARMS)),
        ("AlarmActions", value(json!([]), ALARMS)),
    ] {
        let mut own = alarm("a", gateway, "4XXError", of_name("shop"));
        own.properties.insert(name.into(), silent);
        own.properties.insert("MetricName".into(), gap("x"));
        assert!(alarms([shop(), own]).is_empty(), "an alarm that tells nobody, whatever it watches");
    }
    let mut far = alarm("a", gateway, "4XXError", of_name("shop"));
    far.region = "eu-west-1".into();
    assert!(alarms([shop(), far]).is_empty());
}

#[test]
fn alarms_on_a_filter_of_the_access_logs() {
    let shop = |stages: u64| {
        let mut api = api("/apis/h1", "shop");
        api.status.insert("Children.Stage".into(), value(json!(stages), "apigatewayv2:GetStages"));
        api
    };
    let stage = |destination: Field| {
        let mut stage =
            resource("AWS::ApiGatewayV2::Stage", "arn:aws:apigateway:us-east-1::/apis/h1/stages/$default", "us-east-1");
        stage.properties.insert("AccessLogSettings".into(), destination);
        stage
    };
    let logs = |arn: &str| stage(value(json!({"DestinationArn": arn}), "apigatewayv2:GetStages"));
    let own = || alarm("m", "acme", "refused", json!([]));
    let pattern = "{ $.status = 401 }";
    assert_eq!(alarms([shop(1), logs(GROUP), filter(pattern), own()]), ["m"]);
    assert_eq!(alarms([shop(1), logs(&format!("{GROUP}:*")), filter(pattern), own()]), ["m"]);
    let none: [&str; 0] = [];
    assert_eq!(alarms([shop(1), logs(&format!("{GROUP}2")), filter(pattern), own()]), none);
    assert_eq!(alarms([shop(1), stage(absent("x")), filter(pattern), own()]), none);
    assert_eq!(alarms([shop(1), logs(GROUP), filter("{ $.status = 500 }"), own()]), none);
    assert_eq!(alarms([shop(1), logs(GROUP), filter(pattern), alarm("m", "acme", "other", json!([]))]), none);
    assert_eq!(gaps(asked(&with([shop(1), stage(gap("x")), filter(pattern), own()]))), [denied("x")]);
    assert_eq!(gaps(asked(&with([shop(1), filter(pattern), own()])))[0].code.word(), "not collected");
    let mut unread = shop(0);
    unread.status.insert("Children.Stage".into(), gap("apigatewayv2:GetStages"));
    assert_eq!(gaps(asked(&with([unread, filter(pattern), own()]))), [denied("apigatewayv2:GetStages")]);
}

#[test]
fn what_was_not_read_matters_only_where_no_alarm_was_found() {
    let (shop, other) = (api("/restapis/r1", "shop"), api("/restapis/r2", "other"));
    let good = || alarm("a", "AWS/ApiGateway", "5XXError", of_name("shop"));
    let mut unread = alarm("b", "AWS/ApiGateway", "5XXError", of_name("shop"));
    unread.properties.insert("Dimensions".into(), gap(ALARMS));
    assert_eq!(alarms([shop.clone(), good(), unread.clone()]), ["a"]);
    assert_eq!(gaps(asked(&with([shop.clone(), unread.clone()]))), [denied(ALARMS)]);
    assert_eq!(gaps(asked(&with([shop.clone(), other.clone(), good(), unread]))), [denied(ALARMS)]);
    let mut expression = good();
    expression.properties.insert("MetricName".into(), absent(ALARMS));
    assert_eq!(gaps(asked(&with([shop.clone(), expression])))[0].code.word(), "undecided");
    for (name, operation) in [("AWS::CloudWatch::Alarm", ALARMS), ("AWS::Logs::MetricFilter", FILTERS)] {
        let mut account = with([shop.clone()]);
        account.unlisted(name, "us-east-1", operation);
        assert_eq!(gaps(asked(&account)), [denied(operation)]);
        account.add(good());
        assert_eq!(known(asked(&account))[0]["Name"], json!("shop"));
    }
    let mut account = with([shop, other]);
    account.unlisted("AWS::ApiGateway::RestApi", "us-east-1", "apigateway:GetRestApis");
    assert_eq!(known(asked(&account)).as_array().map(Vec::len), Some(2), "two that surely have none");
    account.set("AWS::ApiGateway::RestApi", "properties.Name", gap("apigateway:GetRestApis"));
    assert_eq!(known(asked(&account)).as_array().map(Vec::len), Some(1));
}
