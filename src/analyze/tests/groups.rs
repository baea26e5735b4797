//! Facts over log groups, resource policies and destinations.

use super::{absent, account, denied, errors, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Field, Resource};
use serde_json::{Value, json};

const DESCRIBE: &str = "logs:DescribeLogGroups";

fn group(name: &str) -> Resource {
    resource("AWS::Logs::LogGroup", &format!("arn:aws:logs:us-east-1:111122223333:log-group:{name}"), "us-east-1")
}

fn class(value: bool, by: &str, of: &str) -> Value {
    json!({"Value": value, "By": by, "Of": of})
}

fn stage(api: &str, name: &str, settings: &[(&str, Field)]) -> Resource {
    let version = if api.starts_with("/restapis") { "AWS::ApiGateway::Stage" } else { "AWS::ApiGatewayV2::Stage" };
    let mut stage = resource(version, &format!("arn:aws:apigateway:us-east-1::{api}/stages/{name}"), "us-east-1");
    for (name, field) in settings {
        stage.properties.insert((*name).to_owned(), field.clone());
    }
    stage
}

fn trail(group: Field) -> Resource {
    let mut trail =
        resource("AWS::CloudTrail::Trail", "arn:aws:cloudtrail:us-east-1:111122223333:trail/t", "us-east-1");
    trail.properties.insert("CloudWatchLogsLogGroupArn".into(), group);
    trail
}

#[test]
fn audit_by_relation() {
    let mut account = account();
    let arn = group("g").arn;
    account.add(trail(value(json!(format!("{arn}:*")), "cloudtrail:DescribeTrails")));
    assert_eq!(
        known(fact_of(&account, &group("g"), "IsAudit")),
        class(true, "relation", "arn:aws:cloudtrail:us-east-1:111122223333:trail/t")
    );
    for (api, name) in [("/restapis/r1", "AccessLogSetting"), ("/apis/h1", "AccessLogSettings")] {
        for text in [arn.clone(), format!("{arn}:*")] {
            let mut account = super::account();
            account.add(stage(api, "prod", &[(name, value(json!({"DestinationArn": text}), "apigateway:GetStages"))]));
            account.declare("[[classify]]\nfact = \"IsAudit\"\nvalue = false\nname = \"g\"");
            let of = format!("arn:aws:apigateway:us-east-1::{api}/stages/prod");
            assert_eq!(known(fact_of(&account, &group("g"), "IsAudit")), class(true, "relation", &of));
            assert_eq!(known(fact_of(&account, &group("gg"), "IsAudit")), class(false, "declared", ""));
        }
    }
}

#[test]
fn audit_by_declaration_and_name() {
    let mut account = account();
    for name in [
        "API-Gateway-Execution-Logs_r1/prod",
        "/aws/lambda/f",
        "/aws/apigateway/h1/prod",
        "/aws/bedrock/modelinvocations",
    ] {
        let found = known(fact_of(&account, &group(name), "IsAudit"));
        assert_eq!((&found["Value"], &found["By"]), (&json!(true), &json!("relation")), "{name}");
    }
    assert_eq!(errors(fact_of(&account, &group("g"), "IsAudit")), ["classify: no rule for IsAudit"]);
    account.declare("[[classify]]\nfact = \"IsAudit\"\nvalue = false\nname = \"/aws/lambda/*\"\n[[classify]]\nfact = \"IsAudit\"\nname = \"audit/*\"");
    assert_eq!(known(fact_of(&account, &group("/aws/lambda/f"), "IsAudit")), class(false, "declared", "classify[0]"));
    assert_eq!(known(fact_of(&account, &group("audit/a/b"), "IsAudit")), class(true, "declared", "classify[1]"));
    assert_eq!(known(fact_of(&account, &group("g"), "IsAudit")), class(false, "declared", ""));
    account.unlisted("AWS::ApiGateway::Stage", "us-east-1", "apigateway:GetStages");
    assert_eq!(gaps(fact_of(&account, &group("g"), "IsAudit")), [denied("apigateway:GetStages")]);
    assert_eq!(gaps(fact_of(&account, &group("/aws/lambda/f"), "IsAudit")), [denied("apigateway:GetStages")]);
    assert_eq!(known(fact_of(&account, &group("audit/a"), "IsAudit"))["Value"], json!(true), "declared is enough");
    let mut account = super::account();
    account
        .declare("[[classify]]\nfact = \"IsAudit\"\nname = \"audit/*\"")
        .add(trail(gap("cloudtrail:DescribeTrails")));
    assert_eq!(gaps(fact_of(&account, &group("g"), "IsAudit")), [denied("cloudtrail:DescribeTrails")]);
}

#[test]
fn payload_by_data_trace() {
    let settings = |trace: Value| json!([{"ResourcePath": "/*", "HttpMethod": "*"}, {"DataTraceEnabled": trace}]);
    let name = "API-Gateway-Execution-Logs_r1/prod";
    let of = |field: Field| {
        let mut account = account();
        account.declare("[[classify]]\nfact = \"IsPayload\"\nname = \"p\"");
        account.add(stage("/restapis/r1", "prod", &[("MethodSettings", field)]));
        fact_of(&account, &group(name), "IsPayload")
    };
    let get = "apigateway:GetStages";
    let arn = "arn:aws:apigateway:us-east-1::/restapis/r1/stages/prod";
    assert_eq!(known(of(value(settings(json!(true)), get))), class(true, "relation", arn));
    assert_eq!(known(of(value(settings(json!(false)), get))), class(false, "declared", ""));
    assert_eq!(known(of(absent(get))), class(false, "declared", ""));
    assert_eq!(gaps(of(gap(get))), [denied(get)]);
    for strange in [settings(json!("true")), json!({}), json!(["x"])] {
        assert_eq!(gaps(of(value(strange, get)))[0].code.word(), "undecodable");
    }
    let mut account = account();
    let socket = |default: Value, routes: Value| {
        stage(
            "/apis/w1",
            "prod",
            &[("DefaultRouteSettings", value(default, get)), ("RouteSettings", value(routes, get))],
        )
    };
    account.add(socket(json!({"DataTraceEnabled": false}), json!({"$default": {"DataTraceEnabled": true}})));
    assert_eq!(known(fact_of(&account, &group("/aws/apigateway/w1/prod"), "IsPayload"))["Value"], json!(true));
    assert_eq!(gaps(fact_of(&account, &group("/aws/apigateway/w1/test"), "IsPayload"))[0].code.word(), "not declared");
    account.declare("[[classify]]\nfact = \"IsPayload\"\nname = \"p\"");
    assert_eq!(known(fact_of(&account, &group("/aws/apigateway/w1/test"), "IsPayload"))["Value"], json!(false));
    account.unlisted("AWS::ApiGatewayV2::Stage", "us-east-1", "apigatewayv2:GetStages");
    assert_eq!(
        gaps(fact_of(&account, &group("/aws/apigateway/w1/test"), "IsPayload")),
        [denied("apigatewayv2:GetStages")]
    );
    assert_eq!(known(fact_of(&account, &group("p"), "IsPayload"))["Value"], json!(true));
    assert_eq!(known(fact_of(&account, &group("q"), "IsPayload"))["Value"], json!(false), "no execution log");
}

fn holding(resource_type: &str, name: &str, statement: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
    let mut own = resource(resource_type, "arn:aws:logs:us-east-1:111122223333:it", "us-east-1");
    own.properties.insert(name.into(), value(serde_json::from_str(&text).unwrap_or(json!({})), DESCRIBE));
    own.texts.insert(name.into(), text);
    own
}

#[test]
fn external_principals_of_logs() {
    let mut account = account();
    account.declare("[trust]\naccounts = []\norganization = \"o-aaaaaaaaaa\"");
    let of = |principal: &str, condition: &str| {
        let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "logs:PutLogEvents", "Resource": "*"{condition}}}"#
        );
        fact_of(&account, &holding("AWS::Logs::ResourcePolicy", "PolicyDocument", &statement), "ExternalPrincipals")
    };
    let own = |field: Field| known(field)[0]["OwnOrganization"].clone();
    assert_eq!(known(of(r#"{"Service": "delivery.logs.amazonaws.com"}"#, "")), json!([]));
    assert_eq!(known(of(r#"{"AWS": "111122223333"}"#, "")), json!([]));
    assert_eq!(own(of("\"*\"", "")), json!(false));
    // Only a service says for whom it works: of AWS principals nobody meets that.
    for source in [
        r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:es:us-east-1:111122223333:*"}}"#,
    ] {
        assert_eq!(own(of("\"*\"", source)), json!(true), "{source}");
        assert_eq!(known(of(r#"{"AWS": "444455556666"}"#, source)), json!([]), "{source}");
    }
    let own_account = r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#;
    assert_eq!(own(of("\"*\"", own_account)), json!(true));
    assert_eq!(known(of(r#"{"AWS": "444455556666"}"#, own_account)), json!([]), "another account is not this one");
    let own_organization = r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#;
    assert_eq!(own(of("\"*\"", own_organization)), json!(true));
    assert_eq!(own(of(r#"{"AWS": "444455556666"}"#, own_organization)), json!(true));
    for loose in [
        r#"{"StringEquals": {"aws:SourceAccount": "444455556666"}}"#,
        r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}"#,
        r#"{"StringLike": {"aws:SourceAccount": "*"}}"#,
        // A bucket's ARN tells no account.
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}}"#,
    ] {
        assert_eq!(own(of("\"*\"", loose)), json!(false), "{loose}");
    }
    let vague = r#"{"StringLikes": {"aws:SourceAccount": "1*"}}"#;
    assert_eq!(gaps(of("\"*\"", vague))[0].code.word(), "undecided");
    let destination = |statement: &str| holding("AWS::Logs::Destination", "DestinationPolicy", statement);
    let open = r#"{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "logs:PutSubscriptionFilter", "Resource": "*"}"#;
    assert_eq!(known(fact_of(&account, &destination(open), "ExternalPrincipals"))[0]["Account"], json!("444455556666"));
    let mut without = destination(open);
    without.properties.insert("DestinationPolicy".into(), absent("logs:DescribeDestinations"));
    assert_eq!(known(fact_of(&account, &without, "ExternalPrincipals")), json!([]));
    without.properties.insert("DestinationPolicy".into(), gap("logs:DescribeDestinations"));
    assert_eq!(gaps(fact_of(&account, &without, "ExternalPrincipals")), [denied("logs:DescribeDestinations")]);
    let canonical = format!(r#"{{"CanonicalUser": "{}"}}"#, "b".repeat(64));
    assert_eq!(known(of(&canonical, "")), json!([]), "canonical ids are of S3 alone");
}
