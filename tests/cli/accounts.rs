//! The accounts that the command is tried on.

use std::sync::Arc;

use crate::account::{self, account};
use crate::stand_in::{Aws, Reply};

/// `open`: anybody reads it. `closed`: its policy may not be read. `quiet`, in eu-west-1: nothing was set up.
pub fn small() -> Arc<Aws> {
    account(&["closed", "open", "quiet@eu-west-1"], |request| match (request.operation, request.first()) {
        ("s3:GetBucketPolicy", "open") => Some(account::json(PUBLIC)),
        ("s3:GetBucketPolicy", "closed") => Some(account::denied()),
        ("iam:ListAccountAliases", _) => Some(account::aliases_of_account(&["small"])),
        _ => None,
    })
}

const PUBLIC: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Anybody","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}]}"#;

/// Hostile text wherever AWS lets a stranger or an owner write some, and where a lying endpoint could.
pub const HOSTILE: &str =
    "\u{1b}[2J\u{1b}[31mowned\u{7}\r\nHIGH  s3-fake  1 fail\n\u{202e}gnp.exe\u{200b}\u{9b}2J<script>alert(1)</script>";

pub fn hostile() -> Arc<Aws> {
    let xml = xml_text(HOSTILE);
    let list = account::list_of_buckets(&["broken", "open", "tagged", &xml], "");
    account(&[], move |request| match (request.operation, request.first()) {
        ("s3:ListBuckets", _) => Some(list.clone()),
        ("s3:GetBucketPolicy", "open") => {
            let statement = |sid: &str| {
                serde_json::json!({"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::open/*", "Condition": {HOSTILE: {HOSTILE: HOSTILE}}})
            };
            let mut public = statement(HOSTILE);
            public.as_object_mut().and_then(|members| members.remove("Condition"));
            let document = serde_json::json!({"Statement": [public, statement("undecided")]});
            Some(account::json(&document.to_string()))
        }
        ("s3:GetBucketTagging", "tagged") => Some(Reply::xml(format!(
            "<Tagging><TagSet><Tag><Key>{xml}</Key><Value>{xml}</Value></Tag></TagSet></Tagging>"
        ))),
        ("s3:GetBucketLogging", "tagged") => Some(Reply::xml(format!(
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>{xml}</TargetBucket><TargetPrefix>{xml}</TargetPrefix>\
             </LoggingEnabled></BucketLoggingStatus>"
        ))),
        ("s3:GetBucketCors", "tagged") => Some(Reply::xml(format!(
            "<CORSConfiguration><CORSRule><ID>{xml}</ID><AllowedOrigin>{xml}</AllowedOrigin>\
             <AllowedMethod>{xml}</AllowedMethod></CORSRule></CORSConfiguration>"
        ))),
        ("s3:GetBucketEncryption", "tagged") => Some(account::encryption("aws:kms", &xml)),
        ("kms:DescribeKey", _) => Some(account::json_error(HOSTILE)),
        (_, "broken") if request.operation != "s3:GetBucketPolicy" => Some(account::refused(403, &xml)),
        ("iam:ListAccountAliases", _) => Some(account::aliases_of_account(&[&xml])),
        _ => None,
    })
}

/// A text as XML carries it: XML 1.0 has no way for most control characters, but the SDK's parser takes references.
pub fn xml_text(text: &str) -> String {
    let reference = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) };
    text.chars().map(reference).collect()
}
