//! Exit codes 0 to 4, as the README's table has them; 5 is in live.rs.

use serde_json::Value;

use crate::run::{aplomb, directory, run, scan_small};
use crate::{account, accounts, run};

const READ: &str = "s3-bucket-policy-public-read";

#[test]
fn nothing_serious_is_0() {
    // Its only failure is high.
    aplomb(&scan_small(&["--checks", "s3-account-block-public-access", "--fail-on", "critical"])).exits(0);
    aplomb(&scan_small(&["--fail-on", "none"])).exits(0);
}

#[test]
fn findings_at_or_above_the_level_are_1() {
    aplomb(&scan_small(&[])).exits(1);
    let block = ["--checks", "s3-account-block-public-access", "--fail-on"];
    for (level, code) in [("critical", 0), ("high", 1), ("medium", 1), ("low", 1), ("info", 1), ("none", 0)] {
        aplomb(&scan_small(&[&block[..], &[level]].concat())).exits(code);
    }
}

#[test]
fn wrong_use_is_2_and_says_what_is_wrong() {
    for (arguments, words) in [
        (&["scan", "--demo", "--nonsense"][..], &["--nonsense"][..]),
        (&["scan", "--demo", "--fail-on", "urgent"], &["urgent", "critical", "none"]),
        (&["scan", "--demo", "--severity", "none"], &["none", "critical"]),
        (&["scan", "--demo", "--min-coverage", "101"], &["101", "0 to 100"]),
        (&["scan", "--demo", "--min-coverage", "NaN"], &["NaN", "0 to 100"]),
        (&["scan", "--demo", "--format", "xml"], &["xml", "table", "json"]),
        (&["scan", "--demo", "--output", "report.json"], &["report.json", "FORMAT=PATH", "--output json="]),
        (&["scan", "--demo", "--output", "json="], &["FORMAT=PATH"]),
        (&["scan", "--demo", "--output", "xml=x"], &["xml", "table", "json"]),
        (&["scan", "--demo", "--checks", "s3-nonsense"], &["s3-nonsense", "aplomb checks list"]),
        (&["scan", "--demo", "--services", "s4"], &["s4", "cloudtrail", "s3control"]),
        (&["permissions", "--services", "s4"], &["s4", "cloudtrail"]),
        (&["permissions", "--format", "yaml"], &["yaml", "terraform"]),
        (&["explain", "s3-nonsense"], &["s3-nonsense", "aplomb checks list"]),
        (&["explain", "bucket-tls"], &["bucket-tls", "s3-bucket-tls-only"]),
        (&["checks"], &[]),
        (&["completions", "cmd"], &["cmd", "bash"]),
        (&["--color", "sometimes", "man"], &["sometimes", "auto"]),
        (&["nonsense"], &["nonsense"]),
    ] {
        let ran = aplomb(arguments).exits(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments:?}: {word:?} is missing from: {}", ran.stderr);
        }
    }
}

#[test]
fn flags_that_fit_no_scan_together_are_2() {
    let sources: &[&[&str]] = &[&["--replay", "f"], &["--resume", "f"], &["--demo"]];
    let record: &[&str] = &["--record", "g"];
    let mut pairs: Vec<[&[&str]; 2]> = sources.iter().map(|source| [*source, record]).collect();
    pairs.extend([[sources[0], sources[1]], [sources[0], sources[2]], [sources[1], sources[2]]]);
    for source in [sources[0], sources[2]] {
        pairs.extend([[source, &["--profile", "p"]], [source, &["--endpoint-url", "http://x"]]]);
        pairs.extend([[source, &["--allow-stale"]], [source, &["--retry-denied"]]]);
    }
    for flag in [&["--services", "s3"][..], &["--regions", "us-east-1"], &["--config", "c"]] {
        pairs.push([sources[1], flag]);
    }
    pairs.push([&["--strict"], &["--allow-unknown"]]);
    pairs.push([&["--quiet"], &["--verbose"]]);
    for pair in pairs {
        let arguments = [&["scan"], pair[0], pair[1]].concat();
        let ran = aplomb(&arguments).exits(2);
        assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: the"), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn what_cannot_be_read_is_3() {
    aplomb(&["scan", "--replay", "missing"]).complains(3, &["missing", "hint: "]);
}

#[test]
fn an_unknown_because_of_a_failed_read_is_4() {
    // `closed` is the bucket whose policy was denied.
    let closed = ["--checks", "s3-bucket-policy-notprincipal-allow"];
    let ran = aplomb(&scan_small(&[&closed[..], &["--format", "json"]].concat())).exits(4);
    assert_eq!(
        ran.verdicts(),
        [
            "s3-bucket-policy-notprincipal-allow closed unknown",
            "s3-bucket-policy-notprincipal-allow open pass",
            "s3-bucket-policy-notprincipal-allow quiet pass"
        ]
    );
    aplomb(&scan_small(&[&closed[..], &["--allow-unknown"]].concat())).exits(0);
    // Below the level nobody asked about it.
    aplomb(&scan_small(&[&closed[..], &["--fail-on", "critical"]].concat())).exits(0);
    aplomb(&scan_small(&[&closed[..], &["--fail-on", "none"]].concat())).exits(0);
}

#[test]
fn findings_beat_unknowns() {
    aplomb(&scan_small(&["--checks", READ])).exits(1);
    aplomb(&scan_small(&["--checks", READ, "--strict"])).exits(1);
    aplomb(&scan_small(&["--checks", READ, "--min-coverage", "100"])).exits(1);
    aplomb(&scan_small(&["--checks", READ, "--fail-on", "none", "--strict"])).exits(4);
}

#[test]
fn strict_takes_no_unknown_of_any_kind() {
    // Nothing failed to be read here: nobody declared which buckets are models.
    let lifecycle = ["--checks", "s3-model-lifecycle-90d", "--fail-on", "info"];
    let ran = aplomb(&scan_small(&[&lifecycle[..], &["--format", "json"]].concat())).exits(0);
    assert!(ran.verdicts().iter().all(|verdict| verdict.ends_with(" unknown")), "{:?}", ran.verdicts());
    let gap = |finding: &Value| finding["gaps"][0]["code"] == "not declared";
    assert!(ran.json()["findings"].as_array().is_some_and(|findings| findings.iter().all(gap)));
    aplomb(&scan_small(&[&lifecycle[..], &["--strict"]].concat())).exits(4);
}

#[test]
fn too_little_coverage_is_4() {
    // Two of three policies could be read.
    let policy = ["--checks", "s3-bucket-policy-notprincipal-allow", "--allow-unknown", "--min-coverage"];
    for (percent, code) in [("0", 0), ("66.6", 0), ("66.7", 4), ("100", 4)] {
        aplomb(&scan_small(&[&policy[..], &[percent]].concat())).exits(code);
    }
}

#[test]
fn a_failed_listing_is_4_whatever_is_allowed() {
    let home = directory();
    let path = home.path().join("recording");
    let aws = account::account(&[], |request| (request.operation == "s3:ListBuckets").then(account::denied));
    run::record(&aws, &path);
    let scan = |more: &[&str]| run(home.path(), &[&["scan", "--replay", "recording"], more].concat());
    let bucket = ["--checks", "s3-bucket-versioning"];
    let ran = scan(&[&bucket[..], &["--allow-unknown", "--format", "json"]].concat()).exits(4);
    assert_eq!(ran.verdicts(), ["s3-bucket-versioning account#AWS::S3::Bucket unknown"]);
    assert_eq!(ran.json()["findings"][0]["gaps"][0]["permission"], "s3:ListAllMyBuckets");
    // Where no selected check asks for the list, nothing is missing from the answer.
    scan(&["--checks", "s3-access-point-block-public-access"]).exits(0);
}

#[test]
fn where_nothing_was_asked_no_coverage_is_enough() {
    let home = directory();
    run::record(&account::account(&[], |_| None), &home.path().join("recording"));
    let scan = ["scan", "--replay", "recording", "--checks", "s3-bucket-*"];
    run(home.path(), &scan).exits(0);
    run(home.path(), &[&scan[..], &["--min-coverage", "1"]].concat()).exits(4);
}

#[test]
fn the_small_account_is_what_these_tests_take_it_for() {
    let ran = aplomb(&scan_small(&["--checks", READ, "--format", "json"])).exits(1);
    assert_eq!(
        ran.verdicts(),
        [format!("{READ} closed unknown"), format!("{READ} open fail"), format!("{READ} quiet pass")]
    );
    assert_eq!(ran.json()["run"]["account"], account::ACCOUNT);
    assert!(!accounts::HOSTILE.is_empty());
}
