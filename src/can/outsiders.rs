//! Which outsiders may do it, by the policy of the resource.

use serde_json::{Value, json};

use super::book::Book;
use super::{gateway, request, resource};
use crate::cli::Question;
use crate::config::Trust;
use crate::iam::date::Date;
use crate::iam::exposure::case::aws_notion;
use crate::iam::exposure::json::document;
use crate::iam::exposure::{self, Class, Kind};
use crate::iam::{Caller, Request, Truth};
use crate::resource::{Known, field_of};

/// The exposure of the resource's policy, as far as it is about the action; or `{"error": why}`.
pub(super) fn outsiders(book: &Book, trust: &Trust, question: &Question) -> Value {
    match asked(book, trust, question) {
        Ok(answer) => answer,
        Err(why) => json!({ "error": why }),
    }
}

fn asked(book: &Book, trust: &Trust, question: &Question) -> Result<Value, String> {
    let request = request::request(book, Caller::Anonymous, question).map_err(|error| error.to_string())?;
    let (is_point, is_api) = (request.resource.contains(":accesspoint/"), request.resource.contains(":execute-api:"));
    let nobody = || json!({ "exposure": "private", "exposures": [], "unknowns": [] });
    let (name, policy) = match resource::policy(book, &request) {
        None if is_api => return Err("it has no policy: what its methods ask of their callers decides".to_owned()),
        None => return Ok(nobody()),
        Some(read) => read?,
    };
    let kind = match request.resource.split(':').nth(2) {
        Some("s3") if is_point => "AWS::S3::AccessPoint",
        Some("s3") => "AWS::S3::BucketPolicy",
        Some("execute-api") => "AWS::ApiGateway::RestApi",
        Some("iam") => "AWS::IAM::Role",
        _ => "AWS::KMS::Key",
    };
    let kind = Kind::named(kind).ok_or_else(|| format!("{kind} is not known"))?;
    let public = told(book, &name).unwrap_or_else(|| aws_notion(&policy, kind, false));
    let asked = exposure::Question {
        kind,
        zone: trust.zone(book.account(), book.organization_id()),
        resource: Some(match is_api {
            true => request.resource.split('/').next().unwrap_or_default().to_owned(),
            false => name.trim_end_matches("#policy").to_owned(),
        }),
        is_restricted: if kind.is_s3() && !is_point { restricts(book, &name).and(public) } else { Truth::No },
        now: Date::parse(&book.inventory.now).map_or(0, Date::milliseconds),
    };
    let mut answer = exposure::exposure(&policy, &asked);
    let is_ruled = !is_api || gateway::is_ruled_by_policy(book, &request.resource);
    if !is_ruled || (is_point || is_api) && answer.class != Class::Private {
        let other = if is_api { "what the methods ask of their callers" } else { "the policy of the bucket" };
        return Err(format!("the policy may let in outsiders if {other} does too: that is not decided here"));
    }
    answer.exposures.retain(|one| one.actions.iter().any(|action| action.eq_ignore_ascii_case(&question.action)));
    let mut document = document(&answer, public);
    // The class is that of the whole policy: of one action it is told by what is left.
    let worst = answer.exposures.iter().map(|one| one.severity.is_public()).max();
    document["exposure"] = json!(match worst {
        Some(true) => "public",
        _ if !answer.unknowns.is_empty() => "unknown",
        Some(false) => "external",
        None => "private",
    });
    Ok(document)
}

/// Whether block public access of a bucket keeps the caller of a request out, whatever the bucket's policy says.
pub(super) fn is_kept_out(book: &Book, request: &Request) -> Truth {
    let is_own = request.caller.account() == Some(book.account());
    let name = request.resource.split('/').next().unwrap_or_default();
    if is_own || matches!(request.caller, Caller::Service(_)) || book.find("AWS::S3::Bucket", name).is_none() {
        return Truth::No;
    }
    let notion = || match (resource::policy(book, request), Kind::named("AWS::S3::BucketPolicy")) {
        (None, _) => Truth::No,
        (Some(Ok((_, policy))), Some(kind)) => aws_notion(&policy, kind, false),
        _ => Truth::Maybe,
    };
    match restricts(book, name) {
        Truth::No => Truth::No,
        restricts => restricts.and(told(book, name).unwrap_or_else(notion)),
    }
}

/// Whether AWS calls a bucket's policy public, where it was asked.
fn told(book: &Book, policy: &str) -> Option<Truth> {
    let bucket = book.find("AWS::S3::Bucket", policy.trim_end_matches("#policy"))?;
    match &field_of(bucket, "status.PolicyStatus")?.known {
        Known::Value(status) => status["IsPublic"].as_bool().map(Truth::from),
        _ => None,
    }
}

/// Whether block public access keeps strangers out of the bucket.
fn restricts(book: &Book, policy: &str) -> Truth {
    let bucket = book.find("AWS::S3::Bucket", policy.trim_end_matches("#policy"));
    let block = bucket.and_then(|bucket| field_of(bucket, "facts.EffectivePublicAccessBlock"));
    match block.map(|field| &field.known) {
        Some(Known::Value(flags)) => Truth::from(flags["RestrictPublicBuckets"]["Value"].as_bool()),
        _ => Truth::Maybe,
    }
}
