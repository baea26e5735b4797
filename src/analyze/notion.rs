//! What AWS itself calls public: whether `RestrictPublicBuckets` bites.

use serde_json::Value;

use crate::iam::{Policy, PolicyKind, Reason, Truth, aws_public};
use crate::resource::{Gap, Resource};

use super::index::{Index, name};
use super::inquiry::Inquiry;

/// Whether AWS calls the policy of a bucket public: as it answered, else as its documentation has it.
///
/// Why it is not known is noted.
pub(super) fn of_bucket(inquiry: &mut Inquiry, bucket: &Resource, policy: &Policy) -> Truth {
    let documented = aws_public(policy, PolicyKind::Bucket);
    let answer = inquiry.settle(|inquiry| {
        let told = answered(inquiry, bucket).flatten().map(Truth::from);
        told.or((documented.0 != Truth::Maybe).then_some(documented.0))
    });
    answer.unwrap_or_else(|| undecided(inquiry, &documented.1))
}

/// Whether AWS calls the policy of an access point public that takes requests from the internet.
pub(super) fn of_point(inquiry: &mut Inquiry, policy: &Policy) -> Truth {
    match aws_public(policy, PolicyKind::AccessPoint { vpc_origin: false }) {
        (Truth::Maybe, reasons) => undecided(inquiry, &reasons),
        (decided, _) => decided,
    }
}

/// Where AWS's answer is not what its documentation has: a fault of ours, or of the documentation. In sentences.
pub(super) fn disagreements(index: &Index) -> Vec<String> {
    let buckets = index.of_type("AWS::S3::Bucket").iter();
    buckets.filter_map(|bucket| disagreement(index, bucket)).collect()
}

fn disagreement(index: &Index, bucket: &Resource) -> Option<String> {
    let inquiry = &mut Inquiry::default();
    let told = answered(inquiry, bucket).flatten()?;
    let (documented, reasons) = aws_public(index.policy(inquiry, bucket).flatten()?, PolicyKind::Bucket);
    let says = match (told, documented) {
        (true, Truth::No) => "calls it public, and by its documentation it is not",
        (false, Truth::Yes) => "does not call it public, and by its documentation it is",
        _ => return None,
    };
    let because = reasons.iter().filter(|reason| reason.public == documented).map(words).collect::<Vec<_>>();
    let because = if because.is_empty() { "nothing is allowed".to_owned() } else { because.join("; ") };
    let bucket = name(bucket);
    Some(format!("the policy of bucket {bucket}: AWS {says} ({because}). Its answer counts; please report this"))
}

fn words(reason: &Reason) -> String {
    format!("statement {} in line {}: {}", reason.name, reason.line, reason.because)
}

/// AWS's own answer. `Some(None)`: there was no policy when it was asked.
fn answered(inquiry: &mut Inquiry, bucket: &Resource) -> Option<Option<bool>> {
    inquiry.read(bucket, "status.PolicyStatus", |status: &Value| status.get("IsPublic")?.as_bool())
}

fn undecided(inquiry: &mut Inquiry, reasons: &[Reason]) -> Truth {
    for reason in reasons.iter().filter(|reason| reason.public == Truth::Maybe) {
        inquiry.note(Gap::undecided(format!("whether AWS calls it public ({}), could make it better", words(reason))));
    }
    Truth::Maybe
}
