//! Calls of a REST API: what its methods ask of a caller, and its policy.
//!
//! Follows "How API Gateway resource policies affect authorization workflow" of the API Gateway developer guide.

use serde_json::Value;

use super::book::{Answer, Book, Read, document_of, why};
use super::resource::text;
use crate::iam::{Caller, Decision, Request, Truth};
use crate::resource::{Known, Resource, field_of};

const API: &str = "AWS::ApiGateway::RestApi";
const METHOD: &str = "AWS::ApiGateway::Method";
const STAGE: &str = "AWS::ApiGateway::Stage";

/// What a resource names: the API, and if it goes that far the stage, the verb and the path.
struct Call<'r> {
    region: &'r str,
    account: &'r str,
    api: &'r str,
    stage: Option<&'r str>,
    method: Option<(&'r str, String)>,
}

/// The policy of the API that a resource names. `None`: it has none.
pub(super) fn policy(book: &Book, arn: &str) -> Option<Read> {
    let missing = || Err(book.why_not(API, "apigateway", arn));
    let Some(api) = call(arn).and_then(|call| api(book, &call)) else { return Some(missing()) };
    match field_of(api, "properties.Policy").map(|field| &field.known) {
        Some(Known::Absent) => None,
        _ => Some(document_of(api, "Policy")),
    }
}

/// The answer where not IAM alone decides. `None`: it does, or the resource is none of the account's REST APIs.
pub(super) fn answer(book: &Book, request: &Request) -> Option<Answer> {
    if !request.action.eq_ignore_ascii_case("execute-api:Invoke") {
        return None;
    }
    let call = call(&request.resource)?;
    let api = api(book, &call)?;
    let policy = policy(book, &request.resource);
    let open = |why: String| Some(Answer::open(request.clone(), why));
    if policy.is_none() {
        match is_private(api) {
            Ok(true) => {
                let reason = "a private API without a policy takes no calls".to_owned();
                return Some(Answer::settled(request.clone(), Truth::No, reason));
            }
            Ok(false) => {}
            Err(why) => return open(why),
        }
    }
    let authorization = match authorization(book, &call) {
        Ok(kind) => kind,
        Err(why) => return open(why),
    };
    let is_drifted = match is_deployed(book, &call, &authorization.method) {
        Ok(Some(is_same)) => !is_same,
        Ok(None) => {
            let reason = format!("the API has no stage {}", call.stage.unwrap_or_default());
            return Some(Answer::settled(request.clone(), Truth::No, reason));
        }
        Err(why) => return open(why),
    };
    let mut answer = by_authorization(book, request, api, &authorization);
    if is_drifted {
        answer.doubt("the stage runs an older deployment, which differs from the method as it is");
    }
    if authorization.needs_key && answer.decision.allowed == Truth::Yes {
        answer.doubt("whether the caller has an API key, which the method asks for");
    }
    Some(answer)
}

/// Whether the policy of the API can keep callers out by allowing others: before an authorizer only its denials count.
pub(super) fn is_ruled_by_policy(book: &Book, arn: &str) -> bool {
    let authorization = call(arn).and_then(|call| authorization(book, &call).ok());
    authorization.is_some_and(|one| matches!(one.kind.as_str(), "NONE" | "AWS_IAM" | "COGNITO_USER_POOLS"))
}

/// What the authorization of a method makes of a request.
fn by_authorization(book: &Book, request: &Request, api: &Resource, authorization: &Authorization) -> Answer {
    if authorization.kind == "AWS_IAM" {
        return book.plain(request.clone());
    }
    let by_policy = policy(book, &request.resource).map(|_| book.plain(unsigned(request)));
    if authorization.kind == "NONE" {
        let reason = "the method asks for no authorization, and the API has no policy".to_owned();
        let free = || Answer::settled(request.clone(), Truth::Yes, reason);
        return by_policy.map_or_else(free, |answer| Answer { request: request.clone(), ..answer });
    }
    // An explicit Deny comes first; of a user pool's tokens the policy must allow the call too.
    let refuses = |decision: &Decision| match authorization.kind.as_str() {
        "COGNITO_USER_POOLS" => decision.allowed == Truth::No,
        _ => decision.denied == Truth::Yes,
    };
    let refused = by_policy.filter(|answer| refuses(&answer.decision));
    match refused {
        Some(answer) => Answer { request: request.clone(), ..answer },
        None => {
            let why = format!("whom authorizer {} of {} lets in", authorization.authorizer, api.arn);
            Answer::open(request.clone(), why)
        }
    }
}

fn call(arn: &str) -> Option<Call<'_>> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &[_, _, "execute-api", region, account, rest] = parts.as_slice() else { return None };
    let mut rest = rest.splitn(4, '/');
    let (api, stage, verb, path) = (rest.next()?, rest.next(), rest.next(), rest.next());
    let method = verb.map(|verb| (verb, format!("/{}", path.unwrap_or_default())));
    Some(Call { region, account, api, stage, method })
}

fn api<'a>(book: &Book<'a>, call: &Call) -> Option<&'a Resource> {
    let is_it = |api: &&Resource| api.region == call.region && text(api, "RestApiId") == Some(call.api);
    book.of_type(API).find(is_it).filter(|_| call.account == book.account())
}

/// Whether the stage of a call runs the method as it is now. `None`: there is no such stage.
fn is_deployed(book: &Book, call: &Call, method: &str) -> Result<Option<bool>, String> {
    if let Some(why) = book.unlisted(STAGE, "apigateway") {
        return Err(format!("stages of API {}: {why}", call.api));
    }
    let name = call.stage.unwrap_or_default();
    if name.is_empty() || name.contains(['*', '?']) {
        return Err("which stage is meant: give STAGE/VERB/PATH".to_owned());
    }
    let is_it = |stage: &&Resource| {
        stage.region == call.region
            && text(stage, "RestApiId") == Some(call.api)
            && text(stage, "StageName") == Some(name)
    };
    let Some(stage) = book.of_type(STAGE).find(is_it) else { return Ok(None) };
    let path = "facts.AuthorizationDrift";
    match field_of(stage, path).map(|field| &field.known) {
        // A method that only one of them has may be the one that a call meets.
        Some(Known::Value(Value::Array(differences))) => {
            Ok(Some(!differences.iter().any(|one| one["Part"] == "exists" || one["Method"] == method)))
        }
        other => Err(why(stage, path, other)),
    }
}

/// Whether an API is reached through VPC endpoints only.
fn is_private(api: &Resource) -> Result<bool, String> {
    let path = "properties.EndpointConfiguration";
    let known = field_of(api, path).map(|field| &field.known);
    let types = match known {
        Some(Known::Value(value)) => value["Types"].as_array(),
        _ => None,
    };
    types.map(|types| types.iter().any(|kind| kind == "PRIVATE")).ok_or_else(|| why(api, path, known))
}

/// What a method asks of a caller.
#[derive(PartialEq)]
struct Authorization {
    kind: String,
    authorizer: String,
    needs_key: bool,
    /// Verb and path, as drift is told of it.
    method: String,
}

/// Of several methods that fit, the one with the path of most words counts, then the one with the verb itself.
fn authorization(book: &Book, call: &Call) -> Result<Authorization, String> {
    if let Some(why) = book.unlisted(METHOD, "apigateway") {
        return Err(format!("methods of API {}: {why}", call.api));
    }
    let Some((verb, path)) = call.method.as_ref().filter(|(verb, path)| !format!("{verb}{path}").contains(['*', '?']))
    else {
        return Err("which method is meant: give STAGE/VERB/PATH".to_owned());
    };
    let mut best: Option<((usize, bool), &Resource, String)> = None;
    for method in book.of_type(METHOD) {
        if method.region != call.region || text(method, "RestApiId") != Some(call.api) {
            continue;
        }
        let own_path = field_of(method, "status.Path").map(|field| &field.known);
        let (Some(own_verb), Some(Known::Value(Value::String(own_path)))) = (text(method, "HttpMethod"), own_path)
        else {
            return Err(format!("{}: its verb or path is not known", method.arn));
        };
        if own_verb != *verb && own_verb != "ANY" {
            continue;
        }
        let Some(words) = fits(own_path, path) else { continue };
        let rank = (words, own_verb == *verb);
        if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
            best = Some((rank, method, format!("{own_verb} {own_path}")));
        }
    }
    let Some((_, method, name)) = best else { return Err(format!("no method of API {} fits {verb} {path}", call.api)) };
    let path = "properties.AuthorizationType";
    let kind = text(method, "AuthorizationType").map(str::to_owned);
    let kind = kind.ok_or_else(|| why(method, path, field_of(method, path).map(|field| &field.known)))?;
    let authorizer = text(method, "AuthorizerId").unwrap_or_default().to_owned();
    let key = field_of(method, "properties.ApiKeyRequired").map(|field| &field.known);
    let needs_key = !matches!(key, Some(Known::Absent | Known::Value(Value::Bool(false))));
    Ok(Authorization { kind, authorizer, needs_key, method: name })
}

/// How many parts of a path stand in a template as they are. `None`: it does not fit.
fn fits(template: &str, path: &str) -> Option<usize> {
    let (mut words, mut parts) = (0, path.split('/'));
    for own in template.split('/') {
        let part = parts.next()?;
        if own.starts_with('{') && own.ends_with("+}") {
            return Some(words);
        }
        if own == part {
            words += 1;
        } else if !own.starts_with('{') {
            return None;
        }
    }
    parts.next().is_none().then_some(words)
}

/// The request as the policy meets it where no signature is asked for.
fn unsigned(request: &Request) -> Request {
    let mut asked = Request { caller: Caller::Anonymous, ..request.clone() };
    let of_caller = |key: &&str| key.starts_with("aws:principal") || matches!(*key, "aws:userid" | "aws:username");
    let keys: Vec<String> = request.context.iter().map(|(key, _)| key).filter(of_caller).map(str::to_owned).collect();
    keys.iter().for_each(|key| asked.context.remove(key));
    asked.complete()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_their_templates() {
        for (template, path, expected) in [
            ("/pets", "/pets", Some(2)),
            ("/pets/{id}", "/pets/7", Some(2)),
            ("/pets/{id}", "/pets/7/name", None),
            ("/{proxy+}", "/pets/7/name", Some(1)),
            ("/pets", "/dogs", None),
            ("/", "/", Some(2)),
            ("/pets/{id}", "/pets", None),
        ] {
            assert_eq!(fits(template, path), expected, "{template} {path}");
        }
    }
}
