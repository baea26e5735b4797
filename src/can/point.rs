//! Requests through an access point of S3: its policy and the bucket's both count.
//!
//! Follows "Configuring IAM policies for using access points" of the S3 user guide.

use super::book::{Answer, Book, Read, document_of};
use super::resource::text;
use crate::iam::{Caller, Request, Truth};
use crate::resource::{Known, Resource, field_of};

const POINT: &str = "AWS::S3::AccessPoint";

/// The policy of the access point that a resource names. `None`: it has none.
pub(super) fn policy(book: &Book, arn: &str) -> Option<Read> {
    let Some((point, _)) = find(book, arn) else { return Some(Err(book.why_not(POINT, "s3control", arn))) };
    match field_of(point, "properties.Policy").map(|field| &field.known) {
        Some(Known::Absent) => None,
        _ => Some(document_of(point, "Policy")),
    }
}

/// The answer on both sides. `None`: the resource is none of the account's access points.
pub(super) fn answer(book: &Book, request: &Request) -> Option<Answer> {
    let (point, rest) = find(book, &request.resource)?;
    let mut request = request.clone();
    request.context.set("s3:DataAccessPointArn", &point.arn);
    request.context.set("s3:DataAccessPointAccount", book.account());
    let origin = text(point, "NetworkOrigin");
    if let Some(origin) = origin {
        request.context.set("s3:AccessPointNetworkOrigin", if origin == "VPC" { "VPC" } else { "Internet" });
    }
    let partition = point.arn.split(':').nth(1)?;
    let Some(bucket) = text(point, "Bucket") else {
        return Some(Answer::open(request, format!("{}: its bucket is not known", point.arn)));
    };
    let resource = match rest.strip_prefix("object/") {
        Some(key) => format!("arn:{partition}:s3:::{bucket}/{key}"),
        None => format!("arn:{partition}:s3:::{bucket}"),
    };
    let front = book.plain(request.clone());
    let back = book.plain(Request { resource, ..request.clone() });
    let mut both = front.and(back, request);
    if both.decision.allowed == Truth::Yes && origin != Some("Internet") {
        both.doubt("the access point may take requests from its VPC only");
    }
    let is_stranger = both.request.caller.account() != Some(book.account());
    if both.decision.allowed == Truth::Yes && is_stranger && !matches!(both.request.caller, Caller::Service(_)) {
        both.doubt("whether block public access of the access point keeps the caller out");
    }
    Some(both)
}

/// The access point, and what follows its name.
fn find<'a, 'r>(book: &Book<'a>, arn: &'r str) -> Option<(&'a Resource, &'r str)> {
    let start = arn.find(":accesspoint/")? + ":accesspoint/".len();
    let end = arn[start..].find('/').map_or(arn.len(), |at| start + at);
    let point = book.find(POINT, &arn[..end])?;
    Some((point, arn[end..].trim_start_matches('/')))
}
