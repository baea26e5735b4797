//! Alarms: asked by the query protocol, read from XML, page by page.

use std::sync::Arc;

use crate::account::{self, account, alarms};
use crate::calls::asked;
use crate::inventory::{known, lines, names, of_services, over, resource, unlisted};
use crate::stand_in::{Aws, Reply};

const SERVICES: &[&str] = &["cloudwatch"];

/// An account whose us-east-1 answers so.
fn answering(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| match (request.operation, request.region) {
        ("cloudwatch:DescribeAlarms", "us-east-1") => Some(reply(request.body)),
        _ => None,
    })
}

/// An alarm with these members beside those that AWS always sends.
fn alarm(name: &str, members: &str) -> String {
    format!(
        "<member><AlarmName>{name}</AlarmName><ActionsEnabled>true</ActionsEnabled>\
         <AlarmArn>arn:aws:cloudwatch:us-east-1:111122223333:alarm:{name}</AlarmArn>{members}</member>"
    )
}

#[tokio::test(start_paused = true)]
async fn an_alarm_with_all_that_it_says() {
    let aws = answering(|_| {
        let members = "<AlarmActions><member>arn:b</member><member>arn:a</member></AlarmActions><OKActions/>\
            <MetricName>4XXError</MetricName><Namespace>AWS/ApiGateway</Namespace><Dimensions><member>\
            <Name>ApiName</Name><Value>a &amp; &lt;b&gt;</Value></member><member><Name>Stage</Name>\
            <Value>prod</Value></member></Dimensions>";
        alarms(&alarm("refusals", members), "")
    });
    let inventory = of_services(&aws, SERVICES).await;
    insta::assert_snapshot!("alarm", lines(resource(&inventory, "alarm:refusals")));
    let requests = asked(&aws, "cloudwatch:DescribeAlarms");
    assert_eq!(requests.len(), 2, "once a region");
    assert_eq!(
        requests[0].body,
        "Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=MetricAlarm&MaxRecords=100"
    );
    assert!(requests.iter().all(|asked| asked.host == "monitoring"));
}

/// An alarm over an expression, a band or another account has its metrics in a list.
#[tokio::test(start_paused = true)]
async fn an_alarm_over_an_expression() {
    let aws = answering(|_| {
        let metrics = "<AlarmActions/><Dimensions/><Metrics>\
            <member><Id>e</Id><Expression>100*m/n</Expression><ReturnData>true</ReturnData></member>\
            <member><Id>m</Id><ReturnData>false</ReturnData><MetricStat><Metric><Namespace>AWS/ApiGateway</Namespace>\
            <MetricName>4xx</MetricName><Dimensions><member><Name>ApiId</Name><Value>x</Value></member></Dimensions>\
            </Metric><Period>60</Period><Stat>Sum</Stat></MetricStat></member></Metrics>";
        alarms(&alarm("rate", metrics), "")
    });
    let inventory = of_services(&aws, SERVICES).await;
    let found = resource(&inventory, "alarm:rate");
    for path in ["MetricName", "Namespace", "Dimensions", "AlarmActions"] {
        assert_eq!(known(found, &format!("properties.{path}")), "absent");
    }
    assert_eq!(
        known(found, "properties.Metrics"),
        r#"[{"Id":"e","Expression":"100*m/n","ReturnData":true},{"Id":"m","ReturnData":false,"MetricStat":{"Metric":{"MetricName":"4xx","Namespace":"AWS/ApiGateway","Dimensions":[{"Name":"ApiId","Value":"x"}]}}}]"#
    );
}

#[tokio::test(start_paused = true)]
async fn alarms_are_listed_to_the_last_page() {
    let aws = answering(|body| match body.split_once("&NextToken=") {
        None => alarms(&alarm("one", ""), "a+b/c=="),
        Some((_, "a%2Bb%2Fc%3D%3D")) => alarms(&alarm("two", ""), ""),
        Some((_, token)) => panic!("another token: {token}"),
    });
    let inventory = of_services(&aws, SERVICES).await;
    assert!(unlisted(&inventory).is_empty());
    let (one, two) = (resource(&inventory, "alarm:one"), resource(&inventory, "alarm:two"));
    let evidence = |alarm: &aplomb::resource::Resource| alarm.properties["AlarmName"].evidence.clone();
    assert_eq!((evidence(one).len(), evidence(two).len()), (1, 1), "an alarm rests on its own page");
    assert_ne!(evidence(one), evidence(two));
}

#[tokio::test(start_paused = true)]
async fn a_listing_of_alarms_that_breaks_keeps_what_was_read() {
    let aws = answering(|body| match body.contains("NextToken") {
        false => alarms(&alarm("one", ""), "more"),
        true => account::s3control_refused(403, "AccessDenied"),
    });
    let inventory = of_services(&aws, SERVICES).await;
    assert_eq!(inventory.resources.len(), 1);
    assert_eq!(
        unlisted(&inventory),
        ["AWS::CloudWatch::Alarm in us-east-1 in part listed: denied: cloudwatch:DescribeAlarms (AccessDenied), \
          allow cloudwatch:DescribeAlarms"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_of_alarms_that_was_not_understood_is_no_empty_list() {
    for body in [
        "",
        "<DescribeAlarmsResponse/>",
        "<DescribeAlarmsResponse><DescribeAlarmsResult/></DescribeAlarmsResponse>",
        "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms>",
        "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms><member/></MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>",
        "<DescribeAlarmsResponse><a></b></DescribeAlarmsResponse>",
        "{}",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
    ] {
        let found = unlisted(&of_services(&answering(move |_| Reply::xml(body.to_owned())), SERVICES).await);
        assert!(
            found.len() == 1 && found[0].contains("not listed: undecodable: cloudwatch:DescribeAlarms"),
            "{body}: {found:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_always_sends_of_an_alarm_and_is_missing_is_a_gap() {
    let aws = answering(|_| {
        let arn = "<AlarmArn>arn:aws:cloudwatch:us-east-1:111122223333:alarm:x</AlarmArn>";
        alarms(&format!("<member>{arn}<ActionsEnabled>perhaps</ActionsEnabled></member>"), "")
    });
    let inventory = of_services(&aws, SERVICES).await;
    let found = resource(&inventory, "alarm:x");
    for name in ["AlarmName", "ActionsEnabled"] {
        assert_eq!(
            known(found, &format!("properties.{name}")),
            format!("undecodable: cloudwatch:DescribeAlarms (the answer lacks {name})")
        );
    }
}

/// `AWS_ENDPOINT_URL_CLOUDWATCH` goes by the name of the service, not by that of its host.
#[tokio::test(start_paused = true)]
async fn an_endpoint_of_its_own_is_used() {
    let aws = answering(|_| alarms("", ""));
    let mut network = aws.network("us-east-1");
    network.endpoints.insert("cloudwatch".to_owned(), "https://alarms.test:8443".to_owned());
    over(network, names(SERVICES), None).await.expect("collects");
    let hosts: Vec<String> = asked(&aws, "cloudwatch:DescribeAlarms").into_iter().map(|asked| asked.host).collect();
    assert_eq!(hosts, ["alarms", "alarms"]);
}
