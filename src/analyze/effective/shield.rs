//! Whether the key of a bucket keeps its objects from those whom the bucket lets in.

use serde_json::json;

use crate::iam::Truth;
use crate::iam::exposure::{Class, Kind, Question, exposure};
use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::document::required;
use super::super::encryption;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::ways::note_unknowns;

/// `KeyShield`: the KMS key of new objects, and whether its policy lets everybody with an AWS account decrypt; absent
/// where S3 encrypts with its own keys, which keep nobody out.
///
/// Who does not sign a request never gets the use of a KMS key. A key that AWS manages serves its own account only.
pub(super) fn key_shield(index: &Index, bucket: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(key) = inquiry.adopt(encryption::key(index, bucket))? else { return Some(None) };
        let (arn, manager) = (key["Arn"].as_str()?.to_owned(), key["Manager"].as_str()?.to_owned());
        let opens = manager != "AWS" && opens(index, inquiry, &arn)?;
        Some(Some(json!({ "Key": arn, "Manager": manager, "Opens": opens })))
    })
}

fn opens(index: &Index, inquiry: &mut Inquiry, arn: &str) -> Option<bool> {
    let (Some(key), Some(kind)) = (index.by_arn(arn), Kind::named("AWS::KMS::Key")) else {
        inquiry.note(Gap { error: format!("key {arn}"), ..Gap::bare(GapCode::NotCollected) });
        return None;
    };
    let policy = required(inquiry, key, "KeyPolicy")?;
    let question = Question {
        kind,
        zone: index.standpoint().zone(),
        resource: Some(arn.to_owned()),
        is_restricted: Truth::No,
        now: index.standpoint().now,
    };
    let answer = exposure(&policy, &question);
    let decrypts = |action: &String| action == "kms:Decrypt";
    if answer.exposures.iter().any(|one| one.severity.is_public() && one.actions.iter().any(decrypts)) {
        return Some(true);
    }
    if answer.class == Class::Unknown {
        note_unknowns(inquiry, &answer.unknowns);
        return None;
    }
    Some(false)
}
