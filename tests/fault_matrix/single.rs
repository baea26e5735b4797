//! One call fails and not its operation: what rests on other answers stays known.

use std::collections::BTreeSet;

use crate::audits::{BUCKET, Pair, unchanged};
use crate::edit::Part;
use crate::faults::Fault;
use crate::judge::{Blame, Expected, judge};
use crate::labels::last;
use crate::reads::Reads;
use crate::{BEFORE, DEMO, expected, in_parallel};

/// One call, and the pairs that must turn, as `check: names`. `_` stands for `s3-bucket-`.
struct Case {
    operation: &'static str,
    /// What the request names.
    of: &'static str,
    turn: &'static [(&'static str, &'static str)],
}

/// Which roles could wipe out logs: asks about every store of logs.
pub const TAMPERING: &str = "cross-log-store-deletable-by-audited";

/// The roles that pass it in the demo.
pub const KEPT_OUT: &str = "acme-apigateway-logs acme-github-preview acme-github-release acme-github-tests \
    acme-lambda-completions acme-lambda-tools acme-pods acme-pods-completions";

const CASES: &[Case] = &[
    Case {
        operation: "s3:GetBucketPolicy",
        of: "acme-access-logs",
        turn: &[
            ("_policy-public-read", "acme-access-logs"),
            ("_policy-public-list", "acme-access-logs"),
            ("_policy-public-write", "acme-access-logs"),
            ("_policy-notprincipal-allow", "acme-access-logs"),
            ("_policy-cross-account", "acme-access-logs"),
            ("_policy-names-roles", "acme-access-logs"),
            ("_tls-only", "acme-access-logs"),
            // It is their log target.
            ("_access-log-target-valid", "acme-model-registry acme-trail-archive acme-truststores"),
            ("cross-effective-public-access-path", "acme-access-logs"),
            ("cross-public-bucket-kms-effective", "acme-access-logs"),
            (TAMPERING, KEPT_OUT),
        ],
    },
    Case {
        operation: "s3:GetPublicAccessBlock",
        of: "acme-model-weights",
        turn: &[
            ("_block-public-access", "acme-model-weights"),
            ("_policy-public-read", "acme-model-weights"),
            ("cross-effective-public-access-path", "acme-model-weights"),
            ("cross-public-bucket-kms-effective", "acme-model-weights"),
        ],
    },
    Case {
        operation: "s3:GetBucketAcl",
        of: "acme-old-scratch",
        turn: &[
            ("_acl-public", "acme-old-scratch"),
            ("_policy-public-list", "acme-old-scratch"),
            ("cross-effective-public-access-path", "acme-old-scratch"),
            ("cross-public-bucket-kms-effective", "acme-old-scratch"),
        ],
    },
    Case {
        operation: "s3:GetBucketEncryption",
        of: "acme-edge-logs",
        turn: &[
            ("_sse-kms", "acme-edge-logs"),
            ("_sse-customer-key", "acme-edge-logs"),
            ("_encryption-override-denied", "acme-edge-logs"),
            ("_access-log-target-valid", "acme-edge-cache"),
            ("cross-public-bucket-kms-effective", "acme-edge-logs"),
        ],
    },
    Case {
        operation: "s3:GetObjectLockConfiguration",
        of: "acme-access-logs",
        turn: &[
            ("_mfa-delete", "acme-access-logs"),
            ("_object-lock", "acme-access-logs"),
            ("_access-log-target-valid", "acme-model-registry acme-trail-archive acme-truststores"),
            (TAMPERING, KEPT_OUT),
        ],
    },
    Case {
        operation: "s3:GetBucketTagging",
        of: "acme-customer-exports",
        // As a data store it fails for its website whatever the tags say.
        turn: &[
            ("_cors-insecure-origin", "acme-customer-exports"),
            ("_mfa-delete", "acme-customer-exports"),
            ("s3-model-lifecycle-90d", "acme-customer-exports"),
        ],
    },
    Case {
        operation: "s3control:GetAccessPoint",
        of: "acme-open-door",
        turn: &[
            ("s3-access-point-block-public-access", "acme-open-door"),
            ("s3-access-point-policy-public", "acme-open-door"),
            // It may lead to any bucket; the others are open anyhow, or shut behind all access points.
            ("cross-effective-public-access-path", "acme-training-data"),
            ("cross-public-bucket-kms-effective", "acme-training-data"),
        ],
    },
];

/// Whether it says of a role that it could not wipe out logs.
pub fn is_kept_out(pair: &Pair) -> bool {
    pair.check == TAMPERING && KEPT_OUT.split_whitespace().any(|name| name == pair.name())
}

#[test]
fn one_call_that_fails_costs_no_other_resource_its_findings() {
    in_parallel(CASES, |case| {
        let mut expected = blamed(case.operation);
        for (check, names) in case.turn {
            let check = check.replacen('_', "s3-bucket-", 1);
            if check == TAMPERING {
                // Whoever fails does so by the other stores, and fewer of them are named.
                expected.may_name_less.extend(BEFORE.said.keys().filter(|pair| pair.check == check).cloned());
            }
            for name in names.split_whitespace() {
                let found = BEFORE.said.keys().find(|pair| pair.check == check && pair.name() == name);
                expected.unknown.insert(found.unwrap_or_else(|| panic!("no pair {check}, {name}")).clone());
            }
        }
        denied(|part| part.operation == case.operation && names(part, case.of), &expected)
    });
}

/// Any bucket of the region may be the target of the one whose logging is not known.
#[test]
fn one_bucket_whose_logging_is_denied() {
    let reads = Reads::load();
    in_parallel(&[()], |()| {
        // Log targets by others' word, and what the judge lets stay: see tests/reads.csv.
        let targets =
            ["access", "old-access", "console", "edge", "app", "locked"].map(|name| format!("acme-{name}-logs"));
        let targets: BTreeSet<&str> = targets.iter().map(String::as_str).collect();
        let mut expected = expected(&reads, "s3:GetBucketLogging", Fault::Denied.code());
        expected.unknown.retain(|pair| {
            if pair.check == TAMPERING {
                return is_kept_out(pair);
            }
            if pair.resource_type != BUCKET {
                return false;
            }
            let own = pair.name() == "acme-flow-archive";
            let in_doubt = pair.region == "us-east-1" && !targets.contains(pair.name());
            if pair.check == "s3-bucket-access-log-target-valid" { own } else { in_doubt }
        });
        denied(|part| part.operation == "s3:GetBucketLogging" && names(part, "acme-flow-archive"), &expected)
    });
}

/// `acme-legacy` selects all buckets of its region: whether it is on decides, but not for two that `acme-audit` records.
#[test]
fn one_trail_whose_status_is_denied() {
    let reads = Reads::load();
    in_parallel(&[()], |()| {
        let mut expected = expected(&reads, "cloudtrail:GetTrailStatus", Fault::Denied.code());
        expected.unknown.retain(|pair| {
            let recorded = ["acme-model-archive", "acme-training-data"].contains(&pair.name());
            pair.resource_type == BUCKET && !recorded
        });
        denied(|part| part.operation == "cloudtrail:GetTrailStatus" && names(part, "acme-legacy"), &expected)
    });
}

#[test]
fn one_key_that_may_not_be_described() {
    in_parallel(&[()], |()| {
        let mut expected = blamed("kms:DescribeKey");
        let open = "acme-training-data";
        let with_key = ["acme-model-registry", "acme-edge-logs", "acme-trail-archive", "acme-truststores", open];
        let uses = |pair: &&Pair| {
            let itself = pair.name() == "us-east-1/acme-data";
            let asks = ["s3-bucket-sse-customer-key", "cross-public-bucket-kms-effective"];
            let tells = pair.check == "cross-effective-public-access-path" && pair.name() == open;
            itself || tells || (asks.contains(&pair.check.as_str()) && with_key.contains(&pair.name()))
        };
        expected.unknown.extend(BEFORE.said.keys().filter(uses).cloned());
        assert_eq!(expected.unknown.len(), 5 + 2 * 5 + 1);
        let described = |part: &Part| String::from_utf8_lossy(&part.body).contains("\"acme-data\"");
        denied(|part| part.operation == "kms:DescribeKey" && part.region == "us-east-1" && described(part), &expected)
    });
}

/// A list of what belongs to one API, that fails: its own children are not known, and what rests on them. Others are.
#[test]
fn one_api_whose_children_cannot_be_listed() {
    let reads = Reads::load();
    let cases = [
        ("apigateway:GetResources", "acme-models"),
        ("apigateway:GetAuthorizers", "acme-chat"),
        ("apigateway:GetModels", "acme-models"),
        ("apigateway:GetGatewayResponses", "acme-chat"),
        ("apigatewayv2:GetRoutes", "acme-search"),
        ("apigatewayv2:GetIntegrations", "acme-search"),
        ("apigatewayv2:GetAuthorizers", "acme-live"),
    ];
    in_parallel(&cases, |(operation, name)| {
        let api = |pair: &&Pair| pair.name() == *name && pair.arn.contains(":apigateway:");
        let api = BEFORE.said.keys().find(api).expect("an API of this name");
        let own = |pair: &Pair| pair.arn == api.arn || pair.arn.starts_with(&format!("{}/", api.arn));
        let mut expected = expected(&reads, operation, Fault::Denied.code());
        expected.unknown.retain(own);
        expected.gone.retain(own);
        expected.may_name_less.retain(own);
        expected.unlisted.retain(|pair| pair.region == api.region);
        let id = last(&api.arn);
        let problems = denied(|part| part.operation == *operation && names(part, &id), &expected);
        problems.into_iter().map(|problem| format!("{operation} of {name}: {problem}")).collect()
    });
}

fn blamed(operation: &str) -> Expected {
    Expected { blame: vec![Blame::new(operation, Fault::Denied.code())], ..Expected::default() }
}

/// Audits the demo with one call denied.
fn denied(is_it: impl Fn(&Part) -> bool, expected: &Expected) -> Vec<String> {
    assert_eq!(DEMO.parts.iter().filter(|part| is_it(part)).count(), 1, "not one call");
    match DEMO.audit(|part| if is_it(part) { Fault::Denied.strike(part) } else { unchanged(part) }) {
        Ok(after) => judge(&BEFORE, &after, expected),
        Err(error) => vec![format!("the audit ended: {error}")],
    }
}

/// Whether a request names a thing: in its host, its path or its body.
fn names(part: &Part, name: &str) -> bool {
    let key = part.exchange.key.as_array().expect("a key");
    let path = key[8].as_str().expect("a path");
    let host = key[7].as_str().expect("a host");
    let body = key[10].as_object().into_iter().flat_map(|members| members.values());
    let in_body = body.filter_map(|value| value.as_str()).any(|value| value.rsplit(['/', ':']).next() == Some(name));
    path.split('/').any(|step| step == name) || host.split('.').next() == Some(name) || in_body
}
