//! Whether logs can be written.

use serde_json::{Value, json};

use super::{API, Apis, arn};

const STAGE: &str = "/restapis/a1/stages/prod";
const OTHER: &str = "/apis/b1/stages/live";
const ACCOUNT: &str = "/account";
const ROLE: &str = "arn:aws:iam::111122223333:role/service/logs";
const GROUP: &str = "arn:aws:logs:us-east-1:111122223333:log-group:/api/prod";
const TRUST: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

/// A REST API and an HTTP API whose stages log to one group, by a role that exists.
fn apis() -> Apis {
    let mut apis = Apis::new();
    apis.add_as("AWS::ApiGateway::Account", ACCOUNT, json!({"CloudWatchRoleArn": ROLE}));
    apis.add_as("AWS::IAM::Role", ROLE, json!({}));
    trust(&mut apis, TRUST);
    apis.add_as("AWS::Logs::LogGroup", GROUP, json!({"LogGroupName": "/api/prod", "RetentionInDays": 90}));
    apis.none(GROUP, "properties.KmsKeyId");
    let destination = json!({"DestinationArn": GROUP, "Format": "$context.requestId"});
    apis.add(STAGE, json!({"StageName": "prod", "AccessLogSetting": destination}));
    apis.none(STAGE, "properties.MethodSettings");
    apis.add(OTHER, json!({"StageName": "live", "AccessLogSettings": destination}));
    apis.none(OTHER, "properties.DefaultRouteSettings").none(OTHER, "properties.RouteSettings");
    apis
}

fn trust(apis: &mut Apis, text: &str) {
    apis.put(ROLE, "properties.AssumeRolePolicyDocument", serde_json::from_str(text).unwrap_or(json!({})));
    let role = apis.inventory.resources.iter_mut().find(|one| one.arn == ROLE).expect("the role");
    role.texts.insert("AssumeRolePolicyDocument".to_owned(), text.to_owned());
}

fn without(apis: &mut Apis, place: &str) {
    let arn = arn(place);
    apis.inventory.resources.retain(|one| one.arn != arn);
}

fn pipeline(exists: bool, trusts: bool, retention: u32, encrypted: bool) -> Value {
    json!({
        "Destination": GROUP, "Kind": "logs", "Exists": exists, "SameRegion": true, "SameAccount": true,
        "RoleTrusts": trusts, "Retention": retention, "Encrypted": encrypted,
    })
}

#[test]
fn a_pipeline_that_is_whole() {
    let mut apis = apis();
    for (stage, path) in [(STAGE, "properties.AccessLogSetting"), (OTHER, "properties.AccessLogSettings")] {
        assert_eq!(apis.value(stage, "AccessLogPipeline"), pipeline(true, true, 90, false));
        let fields = [(stage, path), (GROUP, "properties.RetentionInDays"), (GROUP, "properties.KmsKeyId")];
        apis.rests_on(stage, "AccessLogPipeline", &fields);
        apis.distrusts(stage, "AccessLogPipeline", &fields[2..]);
        for strange in [json!(1.5), json!(-1), json!("90"), json!(null)] {
            let mut apis = apis.copy();
            apis.put(GROUP, "properties.RetentionInDays", strange);
            assert_eq!(apis.code(stage, "AccessLogPipeline"), "undecodable");
        }
    }
    let fields = [(ACCOUNT, "properties.CloudWatchRoleArn"), (ROLE, "properties.AssumeRolePolicyDocument")];
    apis.rests_on(STAGE, "AccessLogPipeline", &fields);
    // HTTP APIs need no role.
    apis.ignores(OTHER, "AccessLogPipeline", &fields);
    apis.rests_on(OTHER, "AccessLogPipeline", &[(API, "properties.ProtocolType")]);
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    apis.rests_on(OTHER, "AccessLogPipeline", &fields);
    apis.none(GROUP, "properties.RetentionInDays").put(GROUP, "properties.KmsKeyId", json!("key"));
    assert_eq!(apis.value(STAGE, "AccessLogPipeline"), pipeline(true, true, 0, true));
    // AWS may write the ARN with its end.
    apis.put(STAGE, "properties.AccessLogSetting", json!({"DestinationArn": format!("{GROUP}:*")}));
    assert_eq!(apis.value(STAGE, "AccessLogPipeline")["Exists"], json!(true));
}

#[test]
fn no_access_logs_no_pipeline() {
    let mut apis = apis();
    for none in [json!({"Format": "x"}), json!({"DestinationArn": ""})] {
        apis.put(STAGE, "properties.AccessLogSetting", none);
        assert!(apis.is_absent(STAGE, "AccessLogPipeline"));
    }
    apis.none(STAGE, "properties.AccessLogSetting");
    assert!(apis.is_absent(STAGE, "AccessLogPipeline"));
    for strange in [json!({"DestinationArn": 1}), json!([]), json!("x"), json!(null)] {
        apis.put(STAGE, "properties.AccessLogSetting", strange);
        assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "undecodable");
    }
}

#[test]
fn destinations_that_cannot_be_looked_at() {
    let mut apis = apis();
    for (arn, code) in [
        ("arn:aws:firehose:us-east-1:111122223333:deliverystream/amazon-apigateway-x", "not collected"),
        ("arn:aws:logs:us-east-1:210987654321:log-group:/api/prod", "not scanned"),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/api/prod", "not scanned"),
        ("arn:aws:logs:us-east-1:111122223333:stream:x", "undecided"),
        ("somewhere", "undecided"),
    ] {
        apis.put(STAGE, "properties.AccessLogSetting", json!({"DestinationArn": arn}));
        assert_eq!(apis.code(STAGE, "AccessLogPipeline"), code, "{arn}");
    }
}

#[test]
fn a_log_group_that_is_gone() {
    let mut apis = apis();
    without(&mut apis, GROUP);
    assert_eq!(apis.value(STAGE, "AccessLogPipeline"), pipeline(false, false, 0, false));
    apis.ignores(STAGE, "AccessLogPipeline", &[(ACCOUNT, "properties.CloudWatchRoleArn")]);
    apis.unlist("AWS::Logs::LogGroup");
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "denied");
    apis.inventory.scope.services.remove("logs");
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "not scanned");
}

#[test]
fn a_role_that_cannot_write() {
    let mut apis = apis();
    let trusts = |apis: &Apis| apis.value(STAGE, "AccessLogPipeline")["RoleTrusts"].clone();
    trust(&mut apis, &TRUST.replace("apigateway", "lambda"));
    assert_eq!(trusts(&apis), json!(false));
    let open = TRUST.replace("\"Action\"", "\"Condition\": {\"Bool\": {\"aws:x\": \"true\"}}, \"Action\"");
    trust(&mut apis, &open);
    assert_eq!(apis.gaps(STAGE, "AccessLogPipeline")[0].code.word(), "undecided");
    trust(&mut apis, "[]");
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "undecodable");
    apis.none(ACCOUNT, "properties.CloudWatchRoleArn");
    assert_eq!(trusts(&apis), json!(false));
    apis.put(ACCOUNT, "properties.CloudWatchRoleArn", json!("arn:aws:iam::210987654321:role/logs"));
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "not scanned");
    apis.put(ACCOUNT, "properties.CloudWatchRoleArn", json!(ROLE));
    without(&mut apis, ROLE);
    assert_eq!(trusts(&apis), json!(false));
    apis.inventory.scope.services.remove("iam");
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "not scanned");
    without(&mut apis, ACCOUNT);
    assert_eq!(apis.code(STAGE, "AccessLogPipeline"), "not collected");
}

fn role(wanted: bool, exists: bool) -> Value {
    json!({"Wanted": wanted, "Exists": exists})
}

#[test]
fn a_stage_that_logs_wants_the_role() {
    let mut apis = apis();
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(true, true));
    // One stage that wants it is enough.
    apis.ignores(ACCOUNT, "LogRole", &[(STAGE, "properties.MethodSettings"), (OTHER, "properties.RouteSettings")]);
    apis.rests_on(ACCOUNT, "LogRole", &[(ACCOUNT, "properties.CloudWatchRoleArn")]);
    apis.distrusts(ACCOUNT, "LogRole", &[(ACCOUNT, "properties.CloudWatchRoleArn")]);
    apis.none(STAGE, "properties.AccessLogSetting");
    // The HTTP API logs without it.
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(false, true));
    let fields = [
        (STAGE, "properties.AccessLogSetting"),
        (STAGE, "properties.MethodSettings"),
        (OTHER, "properties.DefaultRouteSettings"),
        (OTHER, "properties.RouteSettings"),
    ];
    apis.rests_on(ACCOUNT, "LogRole", &fields);
    for (level, wanted) in [("OFF", false), ("ERROR", true), ("INFO", true)] {
        let mut apis = apis.copy();
        apis.put(STAGE, "properties.MethodSettings", json!([{"LoggingLevel": level}, {}]));
        assert_eq!(apis.value(ACCOUNT, "LogRole"), role(wanted, true), "{level}");
        apis.none(STAGE, "properties.MethodSettings");
        apis.put(OTHER, "properties.DefaultRouteSettings", json!({"LoggingLevel": level}));
        assert_eq!(apis.value(ACCOUNT, "LogRole"), role(wanted, true), "{level}");
        apis.none(OTHER, "properties.DefaultRouteSettings");
        apis.put(OTHER, "properties.RouteSettings", json!({"send": {"LoggingLevel": level}}));
        assert_eq!(apis.value(ACCOUNT, "LogRole"), role(wanted, true), "{level}");
    }
    apis.put(STAGE, "properties.MethodSettings", json!([{"LoggingLevel": 1}]));
    assert_eq!(apis.code(ACCOUNT, "LogRole"), "undecodable");
}

#[test]
fn access_logs_of_a_websocket_want_the_role_and_those_of_an_http_api_do_not() {
    let mut apis = apis();
    apis.none(STAGE, "properties.AccessLogSetting");
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(false, true));
    apis.rests_on(ACCOUNT, "LogRole", &[(OTHER, "properties.AccessLogSettings"), (API, "properties.ProtocolType")]);
    apis.put(API, "properties.ProtocolType", json!("WEBSOCKET"));
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(true, true));
}

#[test]
fn the_role_exists_in_this_account() {
    let mut apis = apis();
    without(&mut apis, ROLE);
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(true, false));
    apis.unlist_in("AWS::IAM::Role", "global");
    assert_eq!(apis.code(ACCOUNT, "LogRole"), "denied");
    apis.none(ACCOUNT, "properties.CloudWatchRoleArn");
    assert_eq!(apis.value(ACCOUNT, "LogRole"), role(true, false));
    for strange in ["arn:aws:iam::210987654321:role/logs", "logs"] {
        apis.put(ACCOUNT, "properties.CloudWatchRoleArn", json!(strange));
        assert_eq!(apis.code(ACCOUNT, "LogRole"), "not scanned", "{strange}");
    }
}

#[test]
fn nobody_wants_the_role_only_where_all_stages_were_read() {
    for kind in
        ["AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"]
    {
        let mut apis = apis();
        apis.none(STAGE, "properties.AccessLogSetting").unlist(kind);
        assert_eq!(apis.code(ACCOUNT, "LogRole"), "denied", "{kind}");
    }
    let mut apis = apis();
    apis.none(STAGE, "properties.AccessLogSetting").inventory.scope.services.remove("apigatewayv2");
    assert_eq!(apis.code(ACCOUNT, "LogRole"), "not scanned");
}
