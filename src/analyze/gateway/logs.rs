//! Whether what API Gateway is told to log can be written.

use serde_json::{Value, json};

use crate::iam::{self, Effect, Truth, service_may_assume};
use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::policy::undecided;
use super::super::shape::optional;
use super::operation::REST_API;
use super::{calls, throttle};

const ROLE: &str = "AWS::IAM::Role";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";
const ROLE_ARN: &str = "properties.CloudWatchRoleArn";
const SERVICE: &str = "apigateway.amazonaws.com";

/// `LogRole`: whether some stage of the region logs, and whether the role for it exists.
pub(super) fn role_of_region(index: &Index, account: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let exists = role(index, inquiry, account);
        let wanted = inquiry.settle(|inquiry| wanted(index, inquiry, &account.region));
        Some(Some(json!({ "Wanted": wanted?, "Exists": exists?.is_some() })))
    })
}

/// `AccessLogPipeline`: whether access logs of a stage can arrive; absent where it writes none.
///
/// Where the log group does not exist, nothing can arrive: the rest is false and was not asked. HTTP APIs deliver
/// without a role: API Gateway writes itself into the policy of a log group of the account when the stage is saved.
pub(super) fn pipeline(index: &Index, stage: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let path = match stage.resource_type.as_str() {
            calls::REST_STAGE => "properties.AccessLogSetting",
            _ => "properties.AccessLogSettings",
        };
        let Some(arn) = inquiry.read(stage, path, destination)?.flatten() else { return Some(None) };
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let (region, account, name) = match parts.as_slice() {
            ["arn", _, "logs", region, account, name] if name.starts_with("log-group:") => (*region, *account, *name),
            ["arn", _, "firehose", ..] => {
                inquiry.note(Gap { error: format!("stream {arn}"), ..Gap::bare(GapCode::NotCollected) });
                return None;
            }
            _ => {
                inquiry.note(Gap::undecided(format!("log destination {arn}")));
                return None;
            }
        };
        if account != index.inventory.account {
            inquiry.note(Gap::not_scanned(format!("account {account} of log group {arn}")));
            return None;
        }
        let group = format!("arn:{}:logs:{region}:{account}:{}", parts[1], name.strip_suffix(":*").unwrap_or(name));
        let told = |exists: bool, trusts: bool, retention: u64, encrypted: bool| {
            json!({
                "Destination": arn,
                "Kind": "logs",
                "Exists": exists,
                "SameRegion": region == stage.region,
                "SameAccount": true,
                "RoleTrusts": trusts,
                "Retention": retention,
                "Encrypted": encrypted,
            })
        };
        let Some(group) = index.by_arn(&group) else {
            let complete = index.is_complete(inquiry, LOG_GROUP, Place::Region(region));
            return complete.then(|| Some(told(false, false, 0, false)));
        };
        let trusts = writes(index, inquiry, stage);
        // Without a period they are kept for ever, and without a key AWS encrypts with its own.
        let retention = inquiry.read(group, "properties.RetentionInDays", Value::as_u64);
        let key = inquiry.read(group, "properties.KmsKeyId", Value::as_str);
        Some(Some(told(true, trusts?, retention?.unwrap_or(0), key?.is_some())))
    })
}

fn destination(value: &Value) -> Option<Option<&str>> {
    let arn = optional(value, "DestinationArn", Value::as_str)?;
    Some(arn.filter(|arn| !arn.is_empty()))
}

/// Whether API Gateway has a role to write the logs of a stage with, or needs none.
fn writes(index: &Index, inquiry: &mut Inquiry, stage: &Resource) -> Option<bool> {
    let api = index.parent(inquiry, stage)?;
    if api.resource_type != REST_API && !calls::is_websocket(inquiry, api)? {
        return Some(true);
    }
    let account = throttle::account_of(index, inquiry, &stage.region)?;
    let Some(role) = role(index, inquiry, account)? else { return Some(false) };
    inquiry.require(role, "properties.AssumeRolePolicyDocument", Value::as_object)?;
    let Some(text) = role.texts.get("AssumeRolePolicyDocument") else {
        let error = "text of properties.AssumeRolePolicyDocument".to_owned();
        inquiry.note(Gap { error, ..Gap::bare(GapCode::NotCollected) });
        return None;
    };
    let trust = match iam::parse(text) {
        Ok(trust) => trust,
        Err(error) => {
            inquiry.note(Gap { error: error.to_string(), ..Gap::bare(GapCode::Undecodable) });
            return None;
        }
    };
    let (may, doubts) = service_may_assume(&trust, &role.arn, SERVICE, index.standpoint());
    if may == Truth::Maybe {
        for doubt in &doubts {
            // What is left out of a log is the harm here.
            inquiry.note(undecided(doubt, Effect::Deny));
        }
    }
    may.decided()
}

/// The role that a region's logs are written with. `Some(None)`: none is set, or it does not exist.
fn role<'a>(index: &Index<'a>, inquiry: &mut Inquiry, account: &Resource) -> Option<Option<&'a Resource>> {
    let arn = inquiry.read(account, ROLE_ARN, Value::as_str)?;
    let Some(arn) = arn.filter(|arn| !arn.is_empty()) else { return Some(None) };
    if let Some(role) = index.by_arn(arn).filter(|role| role.resource_type == ROLE) {
        return Some(Some(role));
    }
    match arn.split(':').nth(4) {
        Some(owner) if owner == index.inventory.account => {
            index.is_complete(inquiry, ROLE, Place::Region("global")).then_some(None)
        }
        _ => {
            inquiry.note(Gap::not_scanned(format!("account of role {arn}")));
            None
        }
    }
}

/// Whether some stage of a region logs by that role. One suffices.
fn wanted(index: &Index, inquiry: &mut Inquiry, region: &str) -> Option<bool> {
    let mut open = false;
    for kind in [calls::REST_STAGE, calls::STAGE] {
        for stage in index.of_type(kind).iter().filter(|stage| stage.region == region) {
            match logs(index, inquiry, stage) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            }
        }
    }
    for kind in [REST_API, calls::REST_STAGE, calls::API, calls::STAGE] {
        open |= !index.is_complete(inquiry, kind, Place::Region(region));
    }
    (!open).then_some(false)
}

/// A property, and whether it says that a stage logs.
type LogsBy = (&'static str, fn(&Value) -> Option<bool>);

/// Whether a stage logs by the role of its region. Only WebSocket stages of the second version have a logging level.
fn logs(index: &Index, inquiry: &mut Inquiry, stage: &Resource) -> Option<bool> {
    let by_level: &[LogsBy] = match stage.resource_type.as_str() {
        calls::REST_STAGE => &[
            ("properties.AccessLogSetting", |value| destination(value).map(|arn| arn.is_some())),
            ("properties.MethodSettings", |value| any_level(value.as_array()?.iter())),
        ],
        _ => &[
            ("properties.DefaultRouteSettings", level),
            ("properties.RouteSettings", |value| any_level(value.as_object()?.values())),
        ],
    };
    let mut open = false;
    if stage.resource_type == calls::STAGE {
        // Access logs of an HTTP API go without the role.
        match inquiry.read(stage, "properties.AccessLogSettings", |value| destination(value).map(|arn| arn.is_some())) {
            Some(Some(true)) => match index.parent(inquiry, stage).and_then(|api| calls::is_websocket(inquiry, api)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            },
            Some(_) => {}
            None => open = true,
        }
    }
    for (path, shape) in by_level {
        match inquiry.read(stage, path, shape) {
            Some(Some(true)) => return Some(true),
            Some(_) => {}
            None => open = true,
        }
    }
    (!open).then_some(false)
}

fn any_level<'a>(mut settings: impl Iterator<Item = &'a Value>) -> Option<bool> {
    settings.try_fold(false, |any, setting| Some(level(setting)? || any))
}

fn level(setting: &Value) -> Option<bool> {
    Some(optional(setting, "LoggingLevel", Value::as_str)?.is_some_and(|level| level != "OFF"))
}
