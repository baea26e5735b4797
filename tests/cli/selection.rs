//! What is scanned and judged: `--checks`, `--severity`, `--services`, `--regions`.

use std::collections::BTreeSet;

use crate::run::{Ran, aplomb, scan_small};

fn scan(more: &[&str]) -> Ran {
    aplomb(&scan_small(&[more, &["--format", "json", "--fail-on", "none"]].concat())).exits(0)
}

/// The checks that a report lists.
fn checks(ran: &Ran) -> BTreeSet<String> {
    let report = ran.json();
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().map(|check| check["id"].as_str().expect("id").to_owned()).collect()
}

#[test]
fn checks_are_chosen_by_id_and_by_anchored_glob() {
    let cors = checks(&scan(&["--checks", "s3-bucket-cors-*"]));
    assert_eq!(cors.len(), 6, "{cors:?}");
    let several =
        checks(&scan(&["--checks", "s3-bucket-versioning,s3-bucket-cors-max-age", "--checks", "*-mfa-delete"]));
    assert_eq!(
        several.iter().map(String::as_str).collect::<Vec<_>>(),
        ["s3-bucket-cors-max-age", "s3-bucket-mfa-delete", "s3-bucket-versioning"]
    );
    for glob in ["cors", "s3-bucket-cors", "bucket-cors-*", "s3-bucket-cors-", "S3-*"] {
        aplomb(&scan_small(&["--checks", glob])).complains(2, &[glob, "matches no check"]);
    }
    assert_eq!(checks(&scan(&["--checks", "s3-bucket-version?ng"])).len(), 1);
}

#[test]
fn severity_takes_that_level_and_worse() {
    let levels = ["critical", "high", "medium", "low", "info"];
    let mut before = BTreeSet::new();
    for (index, level) in levels.iter().enumerate() {
        let ran = scan(&["--severity", level]);
        let report = ran.json();
        for check in report["checks"].as_array().expect("checks") {
            let severity = check["severity"].as_str().expect("severity");
            assert!(levels[..=index].contains(&severity), "{severity} at --severity {level}");
        }
        let chosen = checks(&ran);
        assert!(chosen.is_superset(&before));
        before = chosen;
    }
    assert_eq!(before, checks(&scan(&[])), "info is all");
    assert_eq!(checks(&scan(&["--severity", "critical", "--checks", "s3-bucket-cors-*"])).len(), 0);
}

#[test]
fn what_is_not_selected_has_no_finding_but_stands_in_the_scope() {
    let ran = scan(&["--services", "s3,account"]);
    let report = ran.json();
    assert_eq!(report["run"]["scope"]["services"], serde_json::json!(["account", "s3"]));
    let left_out = report["run"]["scope"]["services_not_scanned"].as_array().expect("list");
    assert!(left_out.contains(&"s3control".into()) && left_out.contains(&"kms".into()), "{left_out:?}");
    assert!(!ran.verdicts().iter().any(|verdict| verdict.contains("account-block")), "{:?}", ran.verdicts());
    // What another service would have told is a gap, not a guess: the bucket's own flags do not decide alone.
    assert!(ran.verdicts().contains(&"s3-bucket-block-public-access open unknown".to_owned()), "{:?}", ran.verdicts());
    let of_block = |finding: &&serde_json::Value| finding["check"] == "s3-bucket-block-public-access";
    let finding = report["findings"].as_array().expect("findings").iter().find(of_block).expect("one");
    assert_eq!(finding["gaps"][0]["code"], "not scanned");
    assert!(finding["gaps"][0]["error"].as_str().is_some_and(|error| error.contains("s3control")), "{finding}");
    // Without --services the same pair is decided.
    assert!(scan(&[]).verdicts().contains(&"s3-bucket-block-public-access open fail".to_owned()));
}

#[test]
fn regions_leave_out_what_lies_elsewhere() {
    let ran = scan(&["--regions", "eu-west-1", "--checks", "s3-bucket-versioning"]);
    assert_eq!(ran.verdicts(), ["s3-bucket-versioning quiet fail"]);
    let scope = &ran.json()["run"]["scope"];
    assert_eq!(scope["regions"], serde_json::json!(["eu-west-1"]));
    assert_eq!(scope["regions_not_scanned"], serde_json::json!(["us-east-1"]));
    let all = scan(&["--regions", "us-east-1,eu-west-1", "--checks", "s3-bucket-versioning"]);
    assert_eq!(all.verdicts().len(), 3);
    let unknown = aplomb(&scan_small(&["--regions", "eu-west-1,mars-north-1"]));
    unknown.complains(2, &["mars-north-1", "us-east-1"]);
}
