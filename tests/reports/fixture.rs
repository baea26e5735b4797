//! Made-up reports: an account that looks like a real one, and pieces to build others from.

use aplomb::config::{Classification, Declarations, Trust};
use aplomb::finding::{Control, Finding, FindingGap, FindingKey, Grade, ResourceRef, Severity, Verdict};
use aplomb::report::{CheckSummary, Remediation, Report, RunHeader, Tool};
use aplomb::resource::Span;
use aplomb::resource::{Evidence, GapCode, Scope};

pub const ACCOUNT: &str = "123456789012";

/// Checks of the made-up account. The number spreads their failures over the buckets.
const CHECKS: &[(&str, Severity, &str, usize, &str)] = &[
    (
        "s3-bucket-policy-public-read",
        Severity::Critical,
        "Bucket policies let nobody outside read objects",
        12,
        "statement PublicRead lets everyone call s3:GetObject on BUCKET/*; nothing blocks it",
    ),
    (
        "s3-bucket-policy-public-list",
        Severity::Critical,
        "Bucket policies and ACLs let nobody outside list keys",
        0,
        "",
    ),
    (
        "s3-bucket-policy-public-write",
        Severity::Critical,
        "Bucket policies let nobody outside write",
        25,
        "statement 0 lets everyone call s3:PutObject on BUCKET/uploads/*; nothing blocks it",
    ),
    (
        "s3-bucket-acl-public",
        Severity::Critical,
        "Bucket ACLs grant nothing to everyone",
        13,
        "grant 1 gives READ to AllUsers",
    ),
    (
        "s3-bucket-block-public-access",
        Severity::High,
        "Public access to the bucket is blocked",
        3,
        "BlockPublicPolicy and RestrictPublicBuckets are off for the bucket and for the account",
    ),
    (
        "s3-bucket-policy-cross-account",
        Severity::High,
        "Bucket policies name only trusted accounts",
        9,
        "statement Replicate lets arn:aws:iam::444455556666:role/partner-replication-role-with-a-long-name read BUCKET",
    ),
    ("s3-bucket-object-lock", Severity::High, "Log buckets keep objects from being deleted", 7, "object lock is off"),
    (
        "s3-bucket-cors-write-methods",
        Severity::High,
        "CORS rules let strangers send no writes",
        11,
        "rule 0 lets https://*.example.net send PUT and DELETE",
    ),
    ("s3-bucket-sse-kms", Severity::Medium, "Default encryption uses KMS", 2, "default encryption is AES256"),
    (
        "s3-bucket-tls-only",
        Severity::Medium,
        "Requests without TLS are denied",
        1,
        "no statement denies every action on the bucket and its objects without TLS",
    ),
    ("s3-bucket-versioning", Severity::Medium, "Objects keep their earlier versions", 4, "versioning is suspended"),
    ("s3-bucket-website-hosting", Severity::Medium, "Buckets that hold models, logs or data host no website", 0, ""),
    ("s3-bucket-mfa-delete", Severity::Low, "Deleting versions of logs and models needs MFA", 6, "MFA delete is off"),
    ("s3-bucket-cors-max-age", Severity::Info, "CORS answers are cached no longer than a day", 0, ""),
];

/// A whole account: 25 buckets, every verdict, every kind of gap that a user meets.
pub fn account() -> Report {
    let mut findings = Vec::new();
    for (check, severity, _, every, message) in CHECKS {
        for number in 0..25 {
            let resource = bucket(number);
            findings.push(match (*check, number) {
                ("s3-bucket-policy-public-read", 3..=9) => unknown(check, *severity, resource, denied()),
                ("s3-bucket-policy-public-read", 10) => unknown(check, *severity, resource, undecided()),
                ("s3-bucket-policy-public-list", 4 | 8) => unknown(check, *severity, resource, undecided()),
                ("s3-bucket-object-lock", _) if number % 5 == 0 => unknown(
                    check,
                    *severity,
                    resource,
                    gap("facts.IsLog", "", GapCode::NotDeclared, "[[classify]] IsLog"),
                ),
                ("s3-bucket-sse-kms", 20) => {
                    let gap = gap("properties.BucketEncryption", "s3:GetBucketEncryption", GapCode::Timeout, "");
                    unknown(check, *severity, resource, gap)
                }
                (_, number) if *every > 0 && number % every == every - 1 => {
                    let name = resource.arn.rsplit(':').next().unwrap_or_default().to_owned();
                    finding(check, Verdict::Fail, *severity, resource, &message.replace("BUCKET", &name))
                }
                (_, number) if number % 8 == 7 => {
                    finding(check, Verdict::NotApplicable, *severity, resource, "the question does not arise")
                }
                _ => finding(check, Verdict::Pass, *severity, resource, "as it should be"),
            });
        }
    }
    findings.push(finding(
        "s3-account-block-public-access",
        Verdict::Fail,
        Severity::High,
        of_account("global", "AWS::S3::AccountPublicAccessBlock", "s3-public-access-block"),
        "the account blocks no public access",
    ));
    findings.push(unknown(
        "s3-access-point-block-public-access",
        Severity::Critical,
        of_account("eu-west-1", "AWS::S3::AccessPoint", "AWS::S3::AccessPoint"),
        FindingGap {
            permission: Some("s3:ListAccessPoints".to_owned()),
            ..gap("AWS::S3::AccessPoint", "s3control:ListAccessPoints", GapCode::Denied, "AccessDenied")
        },
    ));
    let mut checks: Vec<CheckSummary> =
        CHECKS.iter().map(|(id, severity, title, ..)| check(id, *severity, title)).collect();
    checks.push(check("s3-account-block-public-access", Severity::High, "The account blocks public access to S3"));
    checks.push(check("s3-access-point-block-public-access", Severity::Critical, "Access points block public access"));
    checks.push(check("s3-model-lifecycle-90d", Severity::Low, "Model files leave the bucket after 90 days"));
    Report { header: header(), checks, findings }
}

/// A report of nothing: the frame that other reports are put into.
pub fn empty() -> Report {
    Report { header: header(), checks: Vec::new(), findings: Vec::new() }
}

pub fn header() -> RunHeader {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    RunHeader {
        id: "0b7d3c0e-5f0f-4c39-9f57-0a4f3fd1a001".to_owned(),
        tool: Tool { name: "aplomb".to_owned(), version: "0.1.0".to_owned() },
        partition: "aws".to_owned(),
        account: ACCOUNT.to_owned(),
        account_aliases: Some(vec!["acme-prod".to_owned()]),
        caller: "arn:aws:sts::123456789012:assumed-role/auditor/nightly".to_owned(),
        endpoint_overrides: vec!["http://127.0.0.1:5000".to_owned()],
        demo: false,
        spans: vec![Span {
            started: "2026-11-21T22:24:00Z".to_owned(),
            finished: Some("2026-11-21T22:24:31Z".to_owned()),
        }],
        partial: None,
        scope: Scope {
            services: set(&["account", "cloudtrail", "kms", "organizations", "s3"]),
            regions: set(&["eu-central-1", "eu-west-1", "us-east-1"]),
            regions_not_scanned: set(&["ap-south-1", "sa-east-1"]),
            services_not_scanned: set(&[]),
        },
        declared: Declarations {
            trust: Trust {
                accounts: Some(vec!["111122223333".to_owned()]),
                organization: Some("o-acme012345".to_owned()),
                ..Trust::default()
            },
            classify: vec![Classification {
                fact: "IsModel".to_owned(),
                value: true,
                name: Some("*-models".to_owned()),
                arn: None,
                tag: None,
            }],
            ..Declarations::default()
        },
        warnings: Vec::new(),
    }
}

pub fn check(id: &str, severity: Severity, title: &str) -> CheckSummary {
    CheckSummary {
        id: id.to_owned(),
        title: title.to_owned(),
        description: "Why this matters.".to_owned(),
        severity,
        resource_types: vec!["AWS::S3::Bucket".to_owned()],
        remediation: Remediation {
            cli: "aws s3api put-public-access-block --bucket B".to_owned(),
            terraform: "aws_s3_bucket_public_access_block".to_owned(),
            cloudformation: "PublicAccessBlockConfiguration".to_owned(),
        },
        controls: vec![control()],
    }
}

pub fn finding(check: &str, verdict: Verdict, severity: Severity, resource: ResourceRef, message: &str) -> Finding {
    part(check, verdict, severity, resource, "", message)
}

/// A finding on a part of a resource.
pub fn part(
    check: &str,
    verdict: Verdict,
    severity: Severity,
    resource: ResourceRef,
    sub_key: &str,
    message: &str,
) -> Finding {
    Finding {
        id: FindingKey { check, resource: &resource, sub_key }.id(),
        check: check.into(),
        verdict,
        severity,
        sub_key: sub_key.to_owned(),
        message: message.to_owned(),
        evidence: vec![Evidence {
            operation: "s3:GetBucketPolicy".into(),
            region: resource.region.as_str().into(),
            sha256: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        }],
        gaps: Vec::new(),
        controls: [control()].into(),
        resource: resource.into(),
    }
}

pub fn unknown(check: &str, severity: Severity, resource: ResourceRef, gap: FindingGap) -> Finding {
    Finding { gaps: vec![gap], ..finding(check, Verdict::Unknown, severity, resource, "not known") }
}

pub fn gap(property: &str, operation: &str, code: GapCode, error: &str) -> FindingGap {
    FindingGap {
        property: property.to_owned(),
        operation: operation.to_owned(),
        code,
        error: error.to_owned(),
        permission: None,
    }
}

pub fn denied() -> FindingGap {
    let permission = Some("s3:GetBucketPolicy".to_owned());
    FindingGap { permission, ..gap("facts.PublicRead", "s3:GetBucketPolicy", GapCode::Denied, "AccessDenied") }
}

pub fn undecided() -> FindingGap {
    let construct = "StringLike aws:Referer in statement 2 (could only make it worse)";
    gap("facts.PublicRead", "", GapCode::Undecided, construct)
}

pub fn bucket(number: usize) -> ResourceRef {
    const NAMES: [&str; 6] = ["assets", "models", "audit-logs", "customer-exports", "training-data-eu", "site"];
    const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "eu-central-1"];
    named(&format!("acme-{}-{number:02}", NAMES[number % NAMES.len()]), REGIONS[number % REGIONS.len()])
}

pub fn named(name: &str, region: &str) -> ResourceRef {
    ResourceRef {
        arn: format!("arn:aws:s3:::{name}"),
        resource_type: "AWS::S3::Bucket".to_owned(),
        partition: "aws".to_owned(),
        account: ACCOUNT.to_owned(),
        region: region.to_owned(),
    }
}

/// An account-wide thing; with the type as its name it stands for a listing that failed.
pub fn of_account(region: &str, resource_type: &str, name: &str) -> ResourceRef {
    let arn_region = if region == "global" { "" } else { region };
    ResourceRef {
        arn: format!("arn:aws:account:{arn_region}:{ACCOUNT}:account#{name}"),
        resource_type: resource_type.to_owned(),
        partition: "aws".to_owned(),
        account: ACCOUNT.to_owned(),
        region: region.to_owned(),
    }
}

fn control() -> Control {
    Control { framework: "nist-800-53-r5".to_owned(), id: "AC-3".to_owned(), grade: Grade::Partial }
}
