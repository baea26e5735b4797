//! How long the policy engine takes. `cargo bench --bench engine`; the bounds are those of the README.
// A bench tells its figures on stdout.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::{Duration, Instant};

use aplomb::iam::exposure::case::answer_line;
use aplomb::iam::exposure::{Kind, Question, Zone, exposure};
use aplomb::iam::inclusion::includes;
use aplomb::iam::text::{Budget, Pattern, find};
use aplomb::iam::{Kind as PolicyKind, Policy, Truth, parse};
use criterion::{Criterion, criterion_group, criterion_main};
use serde::Deserialize;
use serde_json::value::RawValue;

/// In milliseconds since 1970: 2026-11-18.
const NOW: i64 = 1_795_000_000_000;

/// What a bucket policy in use looks like: a distribution, a partner, logs, and three Denies.
const TYPICAL: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Distribution", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-data/*",
     "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1ABCDEF"}}},
    {"Sid": "Partner", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/reader"},
     "Action": ["s3:GetObject", "s3:ListBucket"],
     "Resource": ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/shared/*"]},
    {"Sid": "Organization", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
     "Resource": "arn:aws:s3:::acme-data/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-acme123456"}}},
    {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
     "Resource": ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"],
     "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    {"Sid": "Endpoint", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
     "Resource": "arn:aws:s3:::acme-data/*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}},
    {"Sid": "Encrypted", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
     "Resource": "arn:aws:s3:::acme-data/*",
     "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}
  ]
}"#;

fn typical(bench: &mut Criterion) {
    let policy = parse(TYPICAL).expect("it is a policy");
    let question = Question {
        kind: Kind::named("AWS::S3::BucketPolicy").expect("it is a type"),
        zone: Zone {
            account: "111122223333".to_owned(),
            organizations: ["o-acme123456".to_owned()].into(),
            ..Zone::default()
        },
        resource: Some("arn:aws:s3:::acme-data".to_owned()),
        is_restricted: Truth::No,
        now: NOW,
    };
    bench.bench_function("exposure/typical bucket", |bencher| bencher.iter(|| exposure(&policy, &question)));
    bench.bench_function("parse/typical bucket", |bencher| bencher.iter(|| parse(TYPICAL)));
}

/// Texts that fit all groups and none of the others: the queries that benches/against_z3.py asks Z3.
#[derive(Deserialize)]
struct Query {
    name: String,
    within: Vec<Vec<String>>,
    without: Vec<String>,
}

fn strings(bench: &mut Criterion) {
    let queries: Vec<Query> = serde_json::from_str(include_str!("queries.json")).expect("it is JSON");
    for query in &queries {
        // Reading the globs is part of the work, as it is Z3's.
        bench.bench_function(&format!("strings/{}", query.name), |bencher| {
            bencher.iter(|| {
                let groups: Vec<Vec<Pattern>> =
                    query.within.iter().map(|globs| globs.iter().map(|glob| Pattern::glob(glob)).collect()).collect();
                let without: Vec<Pattern> = query.without.iter().map(|glob| Pattern::glob(glob)).collect();
                let groups: Vec<Vec<&Pattern>> = groups.iter().map(|group| group.iter().collect()).collect();
                find(&groups, &without.iter().collect::<Vec<_>>(), &mut Budget::default())
            });
        });
    }
}

/// Inputs that are made to take long.
fn hostile(bench: &mut Criterion) {
    let globs: Vec<String> = (0..40).map(|place| format!("\"arn:aws:s3:::b/{}{place}*\"", "*a?b".repeat(20))).collect();
    let denies: Vec<String> = (0..60)
        .map(|place| {
            format!(
                r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*{place}?*a?{place}*","Condition":{{"StringNotLike":{{"aws:PrincipalTag/t{}":"*a?{place}*","aws:userid":"*{place}?b*"}}}}}}"#,
                place % 7
            )
        })
        .collect();
    let cases = [
        (
            "patterns",
            format!(
                r#"{{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}},{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":[{}]}}"#,
                globs.join(",")
            ),
        ),
        (
            "denies",
            format!(
                r#"{{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}},{}"#,
                denies.join(",")
            ),
        ),
    ];
    let contradictory: Vec<String> = (0..60)
        .map(|place| [format!("a{place}"), format!("b{place}"), "NotEquals".to_owned(), "NotEquals".to_owned()])
        .chain(["", "Not"].into_iter().flat_map(|one| {
            ["", "Not"].map(|other| ["x".to_owned(), "y".to_owned(), format!("{one}Equals"), format!("{other}Equals")])
        }))
        .map(|[one, other, is, other_is]| {
            format!(
                r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":{{"String{is}":{{"aws:PrincipalTag/{one}":"1"}},"String{other_is}IfExists":{{"aws:PrincipalTag/{other}":"1"}}}}}}"#
            )
        })
        .collect();
    let roles: Vec<String> = (0..200)
        .map(|place| {
            format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::444455556666:role/r{place}"}},"Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":{{"StringEquals":{{"aws:PrincipalTag/t":"v{place}"}},"IpAddress":{{"aws:SourceIp":"54.{place}.0.0/16"}},"StringLike":{{"aws:PrincipalArn":"arn:aws:iam::*:role/r{place}*"}}}}}}"#
            )
        })
        .collect();
    let cases = cases.into_iter().chain([
        (
            "contradictory denies",
            format!(
                r#"{{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}},{}"#,
                contradictory.join(",")
            ),
        ),
        ("200 roles", roles.join(",")),
    ]);
    for (name, statements) in cases {
        let line = format!(
            r#"{{"type":"AWS::S3::BucketPolicy","account":"111122223333","resource":"arn:aws:s3:::b","policy":{{"Version":"2012-10-17","Statement":[{statements}]}}}}"#
        );
        let mut group = bench.benchmark_group("hostile");
        group.sample_size(10);
        group.bench_function(name, |bencher| bencher.iter(|| answer_line(&line, NOW)));
        group.finish();
    }
}

/// How long each of many takes by itself, the best of some turns.
fn spread<T>(name: &str, inputs: &[T], work: impl Fn(&T)) {
    let mut times: Vec<Duration> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let turn = |_| {
            let begun = Instant::now();
            work(input);
            begun.elapsed()
        };
        times.extend((0..5).map(turn).min());
    }
    times.sort();
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    println!("{name}: {} inputs, median {:?}, p99 {:?}, worst {:?}", times.len(), at(50), at(99), at(100));
}

fn table(_: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exposure");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let tables = files.filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
    let text: String = tables.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let asked = |line: &str| line.rsplit_once(r#", "expect":"#).map(|(asked, _)| format!("{asked}}}"));
    let lines: Vec<String> = text.lines().filter_map(asked).collect();
    spread("the truth table, parsed and answered", &lines, |line| drop(answer_line(line, NOW)));
}

#[derive(Deserialize)]
struct Managed<'a> {
    #[serde(borrow, rename = "Document")]
    document: &'a RawValue,
}

/// AWS's managed policies, where tests/run.sh has brought moto: how long reading all takes, and whether each allows no
/// more than all of one service.
fn managed(bench: &mut Criterion) {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/lib");
    let versions = std::fs::read_dir(library).into_iter().flatten().flatten();
    let mut files = versions.map(|version| version.path().join("site-packages/moto/iam/aws_managed_policies.py"));
    let Some(text) = files.find_map(|file| std::fs::read_to_string(file).ok()) else { return };
    let (Some(start), Some(end)) = (text.find('{'), text.rfind('}')) else { return };
    let policies: std::collections::BTreeMap<String, Managed> =
        serde_json::from_str(&text[start..=end]).expect("it is JSON");
    let documents: Vec<&str> = policies.values().map(|managed| managed.document.get()).collect();
    let name = format!("parse/{} managed policies", documents.len());
    let mut group = bench.benchmark_group("managed");
    group.sample_size(20);
    group.bench_function(name, |bencher| bencher.iter(|| documents.iter().filter_map(|text| parse(text).ok()).count()));
    group.finish();
    let read: Vec<Policy> = documents.iter().filter_map(|text| parse(text).ok()).collect();
    for service in ["s3", "iam"] {
        let all = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{service}:*", "Resource": "*"}}}}"#);
        let all = parse(&all).expect("it is a policy");
        spread(&format!("inclusion in {service}:*"), &read, |policy| {
            drop(includes(policy, &all, PolicyKind::Identity))
        });
    }
}

criterion_group!(benches, typical, strings, hostile, table, managed);
criterion_main!(benches);
