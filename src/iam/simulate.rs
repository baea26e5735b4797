//! Simulation of one request from JSON: the request and its policies in, the decision and its trace out.

mod what_if;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::decision::{Decision, Named, Policies, Step, decide};
use super::json::{self, Members};
use super::parse::{self, Policy};
use super::request::{Caller, Context, Entry, Request};
use super::truth::Truth;

/// One case as it is written. Policies stay text, so that what JSON readers lose (names that stand twice) is seen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case<'a> {
    #[serde(default)]
    id: Option<Value>,
    #[serde(borrow)]
    request: Asked<'a>,
    #[serde(borrow, default)]
    identity: Option<&'a RawValue>,
    #[serde(borrow, default)]
    resource_policy: Option<&'a RawValue>,
    #[serde(borrow, default)]
    boundary: Option<&'a RawValue>,
    #[serde(borrow, default)]
    scp: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    rcp: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    session: Option<&'a RawValue>,
    #[serde(borrow, default)]
    endpoint: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked<'a> {
    principal: Who,
    action: String,
    resource: String,
    #[serde(default)]
    resource_account: Option<String>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
}

/// `"anonymous"`, an ARN, or an object with one kind of principal; beside a session the ARN of its role.
#[derive(Deserialize)]
#[serde(untagged)]
enum Who {
    Text(String),
    Typed(Typed),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(rename = "AWS")]
    aws: Option<String>,
    #[serde(rename = "Service")]
    service: Option<String>,
    #[serde(rename = "Federated")]
    federated: Option<String>,
    #[serde(rename = "CanonicalUser")]
    canonical: Option<String>,
    role: Option<String>,
}

/// Why a case cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum CaseError {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}: {1}")]
    Policy(String, parse::ParseError),
    #[error("{0}: a policy is an object or its text, or {{\"name\", \"policy\"}}")]
    Shape(String),
    #[error(
        "principal {0:?} is none: \"anonymous\", an ARN of a user, role, session or root, or an object such as {{\"Service\": ...}}"
    )]
    Principal(String),
    #[error("resource_account is missing: {0} does not tell whose it is")]
    Account(String),
    #[error("{0}: an empty list; leave it out where there is none")]
    Empty(&'static str),
    #[error("{0}")]
    Request(&'static str),
}

/// Simulates the case that a JSON text holds.
///
/// The case: `{"id"?, "request": {"principal", "action", "resource", "resource_account"?, "context"?}, "identity"?,
/// "resource_policy"?, "boundary"?, "scp"?, "rcp"?, "session"?, "endpoint"?}`. `principal` is `"anonymous"`, an ARN, or
/// an object with one of `AWS`, `Service`, `Federated`, `CanonicalUser`; the ARN of a role stands for any session of
/// it. `scp` and `rcp` are lists of levels, root first, each a list of policies; the other policies one policy or a
/// list. A policy is an object, a text that holds one, or `{"name", "policy"}`. A key of the context that is `null` may
/// be sent, and what it holds is not known.
///
/// The answer: `{"id", "decision", "reasons", "trace", "unknowns"}` with the decision `allowed`, `explicitly_denied`,
/// `implicitly_denied` or `unknown`; or `{"id"?, "error"}`.
///
/// `supports_rcp` tells of a service, by the prefix of its actions, whether resource control policies reach it.
pub fn simulate_json(text: &str, supports_rcp: impl Fn(&str) -> bool) -> Value {
    answered(text, simulate(text, supports_rcp, false))
}

/// Simulates the same with one member more, `what_if`: the decision without each of the policies, one at a time, as
/// `[{"guard": {"type", "level", "name"}, "decision"}]`. A level of control policies that is left empty limits nothing.
pub fn simulate_what_if_json(text: &str, supports_rcp: impl Fn(&str) -> bool) -> Value {
    answered(text, simulate(text, supports_rcp, true))
}

fn answered(text: &str, answer: Result<Value, CaseError>) -> Value {
    match answer {
        Ok(answer) => answer,
        Err(error) => {
            let mut answer = serde_json::Map::new();
            if let Some(id) = id_of(text) {
                answer.insert("id".to_owned(), id);
            }
            answer.insert("error".to_owned(), error.to_string().into());
            Value::Object(answer)
        }
    }
}

/// The id of a case that may be wrong otherwise.
fn id_of(text: &str) -> Option<Value> {
    let members = Members::of(text)?;
    let (_, id) = members.0.iter().find(|(name, _)| name == "id")?;
    serde_json::from_str(id.get()).ok()
}

fn simulate(text: &str, supports_rcp: impl Fn(&str) -> bool, with_what_if: bool) -> Result<Value, CaseError> {
    let case: Case = serde_json::from_str(text)?;
    let request = request(case.request)?.complete();
    let one = |raw: Option<&RawValue>, name: &str| raw.map(|raw| policies(raw, name)).transpose();
    let limit = |raw: Option<&RawValue>, name: &'static str| match one(raw, name)? {
        Some(list) if list.is_empty() => Err(CaseError::Empty(name)),
        list => Ok(list),
    };
    let levels = |raw: &[&RawValue], name: &str| {
        let read = |(level, raw): (usize, &&RawValue)| policies(raw, &format!("{name}[{level}]"));
        raw.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()
    };
    let identity = one(case.identity, "identity")?.unwrap_or_default();
    let resource = one(case.resource_policy, "resource_policy")?.unwrap_or_default();
    if resource.len() > 1 {
        return Err(CaseError::Request("resource_policy: a resource has one policy"));
    }
    let (boundary, session) = (limit(case.boundary, "boundary")?, limit(case.session, "session")?);
    let endpoint = limit(case.endpoint, "endpoint")?;
    let (scp, rcp) = (levels(&case.scp, "scp")?, levels(&case.rcp, "rcp")?);
    let policies = Policies {
        identity: named(&identity),
        resource: named(&resource).first().copied(),
        boundary: boundary.as_deref().map(named),
        service_control: scp.iter().map(|level| named(level)).collect(),
        resource_control: rcp.iter().map(|level| named(level)).collect(),
        resource_control_reaches: supports_rcp(request.action.split(':').next().unwrap_or_default()),
        session: session.as_deref().map(named),
        endpoint: endpoint.as_deref().map(named),
    };
    let mut answer = decision_json(case.id, &decide(&policies, &request));
    if with_what_if {
        answer["what_if"] = what_if::what_if(&policies, &request);
    }
    Ok(answer)
}

/// A decision as [`simulate_json`] answers it.
pub fn decision_json(id: Option<Value>, decision: &Decision) -> Value {
    json!({
        "id": id,
        "decision": word(decision),
        "reasons": decision.reasons,
        "trace": decision.trace.iter().map(step).collect::<Vec<_>>(),
        "unknowns": decision.unknowns,
    })
}

fn word(decision: &Decision) -> &'static str {
    match (decision.allowed, decision.denied) {
        (Truth::Yes, _) => "allowed",
        (Truth::No, Truth::Yes) => "explicitly_denied",
        (Truth::No, _) => "implicitly_denied",
        (Truth::Maybe, _) => "unknown",
    }
}

fn step(step: &Step) -> Value {
    let matched = match step.matched.reach.any() {
        Truth::Yes => json!(true),
        Truth::No => json!(false),
        Truth::Maybe => json!("unknown"),
    };
    json!({
        "type": step.kind.text(),
        "level": step.level,
        "policy": step.policy,
        "statement": step.statement,
        "line": step.line,
        "effect": step.effect.map(|effect| format!("{effect:?}")),
        "matched": matched,
        "why": step.matched.why,
    })
}

fn named(policies: &[(String, Policy)]) -> Vec<Named<'_>> {
    policies.iter().map(|(name, policy)| Named { name, policy }).collect()
}

/// One policy or a list of them. `role` is what the case calls them.
fn policies(raw: &RawValue, role: &str) -> Result<Vec<(String, Policy)>, CaseError> {
    match json::list(raw.get()) {
        Some(list) => {
            list.into_iter().enumerate().map(|(place, raw)| policy(raw.get(), format!("{role}[{place}]"))).collect()
        }
        None => Ok(vec![policy(raw.get(), role.to_owned())?]),
    }
}

pub(super) fn policy(raw: &str, role: String) -> Result<(String, Policy), CaseError> {
    let wrong = |error| CaseError::Policy(role.clone(), error);
    if let Some(text) = json::string(raw) {
        return Ok((role.clone(), parse::parse(&text).map_err(wrong)?));
    }
    let members = Members::of(raw).ok_or_else(|| CaseError::Shape(role.clone()))?;
    let Some((_, inner)) = members.0.iter().find(|(name, _)| name == "policy") else {
        return Ok((role.clone(), parse::parse(raw).map_err(wrong)?));
    };
    let (mut name, mut count) = (role.clone(), 0);
    for (member, value) in &members.0 {
        match member.as_str() {
            "policy" => count += 1,
            "name" => name = json::string(value.get()).ok_or_else(|| CaseError::Shape(role.clone()))?,
            _ => return Err(CaseError::Shape(role)),
        }
    }
    if count > 1 || Members::of(inner.get()).is_some_and(|inner| inner.0.iter().any(|(name, _)| name == "policy")) {
        return Err(CaseError::Shape(role));
    }
    let (_, policy) = policy(inner.get(), name.clone())?;
    Ok((name, policy))
}

fn request(asked: Asked) -> Result<Request, CaseError> {
    let caller = caller(asked.principal)?;
    if asked.action.split(':').count() != 2 || asked.action.contains(['*', '?', ' ']) {
        return Err(CaseError::Request("action: one action is service:Name, without wildcards"));
    }
    let is_arn = asked.resource.splitn(6, ':').count() == 6 && asked.resource.starts_with("arn:");
    if asked.resource != "*" && !is_arn {
        return Err(CaseError::Request("resource: an ARN, or * for actions on no resource"));
    }
    let told = asked.resource.split(':').nth(4).filter(|account| !account.is_empty()).map(str::to_owned);
    let own = if asked.resource == "*" { caller.account().map(str::to_owned) } else { None };
    let Some(resource_account) = asked.resource_account.or(told).or(own) else {
        return Err(CaseError::Account(asked.resource));
    };
    let context = asked.context.map(|raw| context(raw.get())).transpose()?.unwrap_or_default();
    Ok(Request { caller, action: asked.action, resource: asked.resource, resource_account, context })
}

fn caller(who: Who) -> Result<Caller, CaseError> {
    let typed = match who {
        Who::Text(text) if text == "anonymous" => return Ok(Caller::Anonymous),
        Who::Text(text) => return caller_of(&text).ok_or(CaseError::Principal(text)),
        Who::Typed(typed) => typed,
    };
    let role = typed.role;
    match (typed.aws, typed.service, typed.federated, typed.canonical) {
        (Some(arn), None, None, None) => match caller_of(&arn) {
            Some(Caller::Session { arn, .. }) if role.is_some() => Ok(Caller::Session { arn, role }),
            Some(caller) if role.is_none() => Ok(caller),
            _ => Err(CaseError::Principal(arn)),
        },
        (None, Some(name), None, None) if role.is_none() => Ok(Caller::Service(name)),
        (None, None, Some(name), None) if role.is_none() => Ok(Caller::Federated(name)),
        (None, None, None, Some(id)) if role.is_none() => Ok(Caller::Canonical(id)),
        _ => Err(CaseError::Request("principal: an object holds one of AWS, Service, Federated, CanonicalUser")),
    }
}

/// The caller that an ARN stands for; the ARN of a role for any session of it.
pub fn caller_of(arn: &str) -> Option<Caller> {
    use super::principal::Principal;
    match Principal::aws(arn) {
        Principal::Account(account) if arn.starts_with("arn:") => {
            Some(Caller::Root { account, partition: arn.split(':').nth(1)?.to_owned() })
        }
        Principal::User { arn, .. } => Some(Caller::User(arn)),
        Principal::Session { arn, .. } => Some(Caller::Session { arn, role: None }),
        Principal::FederatedUser { arn, .. } => Some(Caller::FederatedUser(arn)),
        Principal::Oai(arn) => Some(Caller::OriginAccess(arn)),
        Principal::Role { account, arn } => {
            let (partition, name) = (arn.split(':').nth(1)?, arn.rsplit('/').next()?);
            let session = format!("arn:{partition}:sts::{account}:assumed-role/{name}/*");
            Some(Caller::Session { arn: session, role: Some(arn) })
        }
        _ => None,
    }
}

/// Condition keys as a case gives them: numbers keep their digits.
fn context(raw: &str) -> Result<Context, CaseError> {
    let members = Members::of(raw).ok_or(CaseError::Request("context: an object of condition keys"))?;
    let mut context = Context::default();
    for (key, value) in &members.0 {
        let entry = match json::list(value.get()) {
            Some(values) => {
                values.into_iter().map(|value| json::scalar(value.get())).collect::<Option<_>>().map(Entry::Many)
            }
            // The key may be sent, and what it holds is not known.
            None if value.get() == "null" => Some(Entry::Unknown),
            None => json::scalar(value.get()).map(Entry::One),
        };
        let entry = entry
            .ok_or(CaseError::Request("context: a value is a text, a number, a boolean, a list of these or null"))?;
        if context.get(key).is_some() {
            return Err(CaseError::Request("context: a key stands twice, compared without case"));
        }
        context.insert(key, entry);
    }
    Ok(context)
}

#[cfg(test)]
mod tests;
