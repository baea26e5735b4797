//! `--config FILE` and `aplomb.toml`: what the user declares.

use std::fs;

use crate::run::{Ran, directory, run, scan_small};

/// Scans the small account with these declarations.
fn scan(declarations: &str, more: &[&str]) -> Ran {
    let home = directory();
    fs::write(home.path().join("declared.toml"), declarations).expect("write");
    run(home.path(), &scan_small(&[&["--config", "declared.toml"], more].concat()))
}

#[test]
fn what_is_declared_changes_verdicts() {
    let lifecycle = ["--checks", "s3-model-lifecycle-90d", "--format", "json", "--fail-on", "none"];
    let models = "[[classify]]\nfact = \"IsModel\"\nname = \"open\"\n[[classify]]\nfact = \"IsModel\"\nname = \"*\"\nvalue = false";
    assert_eq!(
        scan(models, &lifecycle).exits(0).verdicts(),
        [
            "s3-model-lifecycle-90d closed not_applicable",
            "s3-model-lifecycle-90d open fail",
            "s3-model-lifecycle-90d quiet not_applicable"
        ]
    );
    let declared = &scan(models, &lifecycle).json()["run"]["declared"];
    assert_eq!(declared["classify"][0]["name"], "open");
}

#[test]
fn a_mistake_is_named_with_its_place() {
    for (declarations, words) in [
        ("[trust]\nacounts = []", &["declared.toml", "acounts", "accounts"][..]),
        ("[turst]\naccounts = []", &["declared.toml", "turst", "trust"]),
        ("[trust]\naccounts = [\"12\"]", &["declared.toml", "trust.accounts", "12-digit"]),
        ("[trust]\naccounts = [111122223333]", &["declared.toml", "string"]),
        ("[trust]\norganization = \"acme\"", &["declared.toml", "trust.organization", "o-"]),
        ("[[classify]]\nfact = \"IsModle\"\nname = \"x\"", &["declared.toml", "IsModle", "IsModel"]),
        ("[[classify]]\nfact = \"IsModel\"", &["declared.toml", "name, arn, tag"]),
        ("[trust", &["declared.toml", "line 1"]),
        ("[parameters.s3-nonsense]\nx = 1", &["s3-nonsense", "aplomb checks list"]),
        ("[parameters.s3-bucket-cors-max-age]\nnonsense = 1", &["s3-bucket-cors-max-age.nonsense", "hint: "]),
    ] {
        scan(declarations, &[]).complains(2, words);
    }
}

#[test]
fn a_parameter_of_a_check_must_fit_and_is_used() {
    let name = parameter("s3-bucket-cors-max-age");
    let of_type = format!("[parameters.s3-bucket-cors-max-age]\n{name} = \"long\"");
    scan(&of_type, &[]).complains(2, &["s3-bucket-cors-max-age", "a string", "a number"]);
    // Also where that check is not selected: it is right, only not asked.
    let right = format!("[parameters.s3-bucket-cors-max-age]\n{name} = 60");
    scan(&right, &["--checks", "s3-bucket-versioning", "--fail-on", "none"]).exits(0);
}

/// The name of a check's one parameter.
fn parameter(check: &str) -> String {
    let explained = crate::run::aplomb(&["explain", check]).exits(0);
    let line = explained.stdout.lines().find_map(|line| line.strip_prefix("Parameter  ")).expect("a parameter");
    line.split(' ').next().expect("a name").to_owned()
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let home = directory();
    run(home.path(), &scan_small(&["--config", "missing.toml"])).complains(2, &["missing.toml", "cannot read"]);
}

#[test]
fn a_recording_brings_its_own_declarations() {
    let home = directory();
    fs::write(home.path().join("aplomb.toml"), "nonsense = true").expect("write");
    let replayed = run(home.path(), &scan_small(&["--format", "json"])).exits(1);
    assert_eq!(replayed.json()["run"]["declared"]["classify"], serde_json::json!([]));
    run(home.path(), &["scan", "--demo", "--checks", "s3-bucket-versioning", "--fail-on", "none"]).exits(0);
    // Named, it counts; and a scan of today reads it.
    run(home.path(), &scan_small(&["--config", "aplomb.toml"])).complains(2, &["nonsense"]);
    run(home.path(), &["scan"]).complains(2, &["aplomb.toml", "nonsense"]);
}
