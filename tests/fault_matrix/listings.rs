//! Listings that break in part: a later page, one region of many, the list of the regions themselves.

use std::collections::BTreeSet;

use aplomb::aws::recording::{Exchange, Outcome, sha256};

use crate::audits::{ACCESS_POINT, BUCKET, Pair, unchanged};
use crate::edit::Part;
use crate::faults::Fault;
use crate::judge::{Blame, Expected, judge};
use crate::reads::Reads;
use crate::single::is_kept_out;
use crate::types::unlisted;
use crate::{BEFORE, DEMO, expected, in_parallel};

/// Enough to tell them apart: the matrix has them all.
const FAULTS: &[Fault] = &[Fault::Denied, Fault::Truncated, Fault::EmptyObject, Fault::Timeout];

/// Buckets that some bucket logs to.
const TARGETS: &[&str] = &[
    "acme-access-logs",
    "acme-access-logs-eu",
    "acme-old-access-logs",
    "acme-console-logs",
    "acme-edge-logs",
    "acme-app-logs",
    "acme-locked-logs",
];

#[test]
fn the_demo_on_two_pages_is_the_demo() {
    in_parallel(&[()], |()| judge_pages(None, &Expected::default()));
}

/// All of the demo's buckets but the last stand on the first page: what was read of them stays, unless it rests on
/// there being no others.
#[test]
fn a_second_page_of_buckets_that_breaks() {
    in_parallel(FAULTS, |fault| {
        let mut expected = Expected { blame: vec![Blame::new("s3:ListBuckets", fault.code())], ..Expected::default() };
        expected.unlisted.extend(unlisted(BUCKET, "global"));
        // A bucket of the other page may keep logs.
        expected.unknown.extend(BEFORE.said.keys().filter(|pair| is_kept_out(pair)).cloned());
        for pair in BEFORE.said.keys().filter(|pair| pair.resource_type == BUCKET) {
            if pair.name() == LAST {
                expected.gone.insert(pair.clone());
            } else if may_be_target_of_unread_bucket(pair) {
                expected.unknown.insert(pair.clone());
            }
        }
        judge_pages(Some(*fault), &expected)
    });
}

fn may_be_target_of_unread_bucket(pair: &Pair) -> bool {
    let name = pair.name();
    let archives = name.starts_with("acme-") && name.contains("-archive") && !name.starts_with("acme-model-");
    let is_target = TARGETS.contains(&name);
    match pair.check.as_str() {
        "s3-bucket-sse-kms" | "s3-bucket-sse-customer-key" | "s3-bucket-access-logging" | "s3-bucket-object-lock" => {
            !is_target
        }
        "s3-bucket-mfa-delete" => {
            let fails_as_model = ["acme-model-weights", "acme-model-staging", "acme-model-experiments"];
            !is_target && !archives && !fails_as_model.contains(&name)
        }
        "s3-bucket-website-hosting" => !is_target && !archives && name != "acme-customer-exports",
        // Its target is on no page that was read.
        "s3-bucket-access-log-target-valid" => name == "acme-orphan-reports",
        _ => false,
    }
}

const LAST: &str = "northwind-handover";
const TOKEN: &str = "page-2";

/// Audits the demo with its buckets on two pages, the second with a fault.
fn judge_pages(fault: Option<Fault>, expected: &Expected) -> Vec<String> {
    let mut exchanges = Vec::new();
    for part in &DEMO.parts {
        if part.operation != "s3:ListBuckets" {
            exchanges.extend(unchanged(part));
            continue;
        }
        let whole = String::from_utf8(part.body.clone()).expect("text");
        let place = whole.rfind("<Bucket>").expect("a last bucket");
        let end = whole.find("</Buckets>").expect("an end of buckets");
        assert!(whole[place..end].contains(LAST), "{LAST} is not the last bucket of the demo");
        let (before, after) = (&whole[..place], &whole[end + "</Buckets>".len()..]);
        let first = format!("{before}</Buckets><ContinuationToken>{TOKEN}</ContinuationToken>{after}");
        let start = whole.find("<Bucket>").expect("a first bucket");
        let second = format!("{}{}", &whole[..start], &whole[place..]);
        exchanges.push(answered(part, first));
        let (mut exchange, body) = answered(part, second);
        exchange.key[9] = serde_json::json!([["continuation-token", TOKEN]]);
        let part = Part { operation: part.operation.clone(), region: part.region.clone(), exchange, body };
        exchanges.extend(fault.map_or_else(|| unchanged(&part), |fault| fault.strike(&part)));
    }
    match DEMO.audit_of(exchanges.into_iter()) {
        Ok(after) => tagged(fault, judge(&BEFORE, &after, expected)),
        Err(error) => vec![format!("{fault:?}: the audit ended: {error}")],
    }
}

#[test]
fn one_region_without_access_points_concerns_its_own() {
    let reads = Reads::load();
    let cells: Vec<(&str, Fault)> =
        ["eu-west-1", "ap-south-1"].iter().flat_map(|region| FAULTS.iter().map(|fault| (*region, *fault))).collect();
    in_parallel(&cells, |(region, fault)| {
        let mut expected = expected(&reads, "s3control:ListAccessPoints", fault.code());
        expected.gone.retain(|pair| pair.region == *region);
        expected.unlisted.retain(|pair| pair.region == *region);
        expected.unknown.retain(|pair| pair.region == *region);
        in_region("s3control:ListAccessPoints", region, *fault, &expected)
    });
}

/// A trail of any region may record any bucket, or log to it. Two buckets are recorded by a trail of us-east-1.
#[test]
fn one_region_without_trails_concerns_every_bucket() {
    let reads = Reads::load();
    in_parallel(FAULTS, |fault| {
        let mut expected = expected(&reads, "cloudtrail:DescribeTrails", fault.code());
        expected.gone.clear();
        expected.unlisted.retain(|pair| pair.region == "eu-west-2");
        expected.unknown.retain(|pair| {
            let recorded = ["acme-model-archive", "acme-training-data"].contains(&pair.name());
            !(recorded && pair.check == "s3-bucket-access-logging")
        });
        in_region("cloudtrail:DescribeTrails", "eu-west-2", *fault, &expected)
    });
}

fn in_region(operation: &str, region: &str, fault: Fault, expected: &Expected) -> Vec<String> {
    let is_it = |part: &Part| part.operation == operation && part.region == region;
    match DEMO.audit(|part| if is_it(part) { fault.strike(part) } else { unchanged(part) }) {
        Ok(after) => tagged(Some(fault), judge(&BEFORE, &after, expected)),
        Err(error) => vec![format!("{fault:?}: the audit ended: {error}")],
    }
}

#[test]
fn the_regions_that_ec2_tells_are_as_good() {
    in_parallel(FAULTS, |fault| regions(*fault, None, &Expected::default()));
}

#[test]
fn without_any_list_of_regions_only_one_is_scanned() {
    let reads = Reads::load();
    in_parallel(FAULTS, |fault| {
        let mut expected = expected(&reads, "account:ListRegions", fault.code());
        // Either would do.
        expected.blame.push(Blame::new("ec2:DescribeRegions", fault.code()));
        regions(*fault, Some(*fault), &expected)
    });
}

/// Audits the demo with a fault in `account:ListRegions`, and `ec2:DescribeRegions` asked in its place.
fn regions(fault: Fault, of_ec2: Option<Fault>, expected: &Expected) -> Vec<String> {
    let mut exchanges = Vec::new();
    for part in &DEMO.parts {
        if part.operation != "account:ListRegions" {
            exchanges.extend(unchanged(part));
            continue;
        }
        exchanges.extend(fault.strike(part));
        let described = described(part);
        exchanges.extend(of_ec2.map_or_else(|| unchanged(&described), |fault| fault.strike(&described)));
    }
    match DEMO.audit_of(exchanges.into_iter()) {
        Ok(after) => tagged(Some(fault), judge(&BEFORE, &after, expected)),
        Err(error) => vec![format!("{fault:?}: the audit ended: {error}")],
    }
}

/// What EC2 says of the regions that `account:ListRegions` lists.
fn described(part: &Part) -> Part {
    let listed: serde_json::Value = serde_json::from_slice(&part.body).expect("JSON");
    let names = listed["Regions"].as_array().expect("regions").iter();
    let names = names.map(|region| region["RegionName"].as_str().expect("a name"));
    let items: String = names.map(|name| format!("<item><regionName>{name}</regionName></item>")).collect();
    let xml = format!(
        "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>R</requestId>\
         <regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    );
    let (mut exchange, body) = answered(part, xml);
    exchange.key[3] = "ec2".into();
    exchange.key[4] = "DescribeRegions".into();
    exchange.key[8] = "/".into();
    exchange.key[10] = serde_json::json!([["Action", "DescribeRegions"], ["Version", "2016-11-15"]]);
    Part { operation: "ec2:DescribeRegions".to_owned(), region: part.region.clone(), exchange, body }
}

/// The exchange with another answer.
fn answered(part: &Part, body: String) -> (Exchange, Vec<u8>) {
    let outcome = Outcome::Answered { status: 200, headers: Vec::new(), body: sha256(body.as_bytes()) };
    (Exchange { outcome, ..part.exchange.clone() }, body.into_bytes())
}

fn tagged(fault: Option<Fault>, problems: Vec<String>) -> Vec<String> {
    problems.into_iter().map(|problem| format!("{fault:?}: {problem}")).collect()
}

#[test]
fn points_of_all_regions_are_in_the_demo() {
    let points = BEFORE.said.keys().filter(|pair| pair.resource_type == ACCESS_POINT);
    let points: BTreeSet<(&str, &str)> = points.map(|pair| (pair.region.as_str(), pair.arn.as_str())).collect();
    let regions: Vec<&str> = points.into_iter().map(|(region, _)| region).collect();
    assert_eq!(
        regions,
        ["eu-west-1", "eu-west-1", "us-east-1", "us-east-1", "us-east-1"],
        "the tests above rest on it"
    );
}
