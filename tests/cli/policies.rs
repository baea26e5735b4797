//! `--policies DIR`: checks from disk.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::run::{aplomb, directory, run, scan_small};

const CHECK: &str = r#"# METADATA
# title: The bucket has a name that we like
# description: A name says what a bucket is for, and who may be asked about it.
# custom:
#   severity: high
#   resource: AWS::S3::Bucket
#   remediation:
#     cli: make another bucket
#   controls:
#     - framework: nist-800-53-r5
#       id: CM-8
#       grade: proxy
package s3.NAME

pass if input.properties.BucketName == "quiet"

fail contains {"sub_key": "", "message": "we do not like it"} if input.properties.BucketName != "quiet"
"#;

const CASES: &str = "
- {name: liked, verdict: pass, input: {properties: {BucketName: quiet}}}
- {name: not liked, verdict: fail, sub_keys: [''], input: {properties: {BucketName: loud}}}
- {name: not read, verdict: unknown, gaps: {properties.BucketName: denied}}
";

/// A directory with the check `s3-NAME` after `change`, and its cases.
fn policies(name: &str, change: impl Fn(&str) -> String, cases: &str) -> TempDir {
    let home = directory();
    write(home.path(), &format!("s3/{name}.rego"), &change(&CHECK.replace("NAME", name)));
    write(home.path(), &format!("s3/{name}.yaml"), cases);
    home
}

fn write(directory: &Path, name: &str, text: &str) {
    let path = directory.join("checks").join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
    fs::write(path, text).expect("write");
}

fn same(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_check_is_added_from_disk() {
    let home = policies("bucket_liked", same, CASES);
    let scan = ["--policies", "checks", "--checks", "s3-bucket-liked", "--format", "json"];
    let ran = run(home.path(), &scan_small(&scan)).exits(1);
    assert_eq!(
        ran.verdicts(),
        ["s3-bucket-liked closed fail", "s3-bucket-liked open fail", "s3-bucket-liked quiet pass"]
    );
    let explained = run(home.path(), &["explain", "s3-bucket-liked", "--policies", "checks"]).exits(0);
    assert!(explained.stdout.contains("a name that we like") && explained.stdout.contains("make another bucket"));
    let listed = run(home.path(), &["checks", "list", "--policies", "checks"]).exits(0);
    assert!(listed.stdout.contains("s3-bucket-liked") && listed.stdout.contains("s3-bucket-tls-only"));
    aplomb(&["explain", "s3-bucket-liked"]).complains(2, &["s3-bucket-liked"]);
}

#[test]
fn a_check_takes_the_place_of_ours() {
    let home = policies("bucket_versioning", same, CASES);
    let scan = ["--policies", "checks", "--checks", "s3-bucket-versioning", "--format", "json"];
    let ran = run(home.path(), &scan_small(&scan)).exits(1);
    assert_eq!(ran.json()["checks"][0]["title"], "The bucket has a name that we like");
    assert!(ran.verdicts().contains(&"s3-bucket-versioning quiet pass".to_owned()), "{:?}", ran.verdicts());
}

/// Every refusal names the file, and its line where one is to blame.
#[test]
fn a_check_that_cannot_be_trusted_is_refused() {
    let replaced = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    let of_rego = |text: &str, words: &[&str]| {
        let home = policies("bucket_liked", |_| text.to_owned(), CASES);
        for command in [&["checks", "list"][..], &["explain", "s3-bucket-liked"], &["scan", "--demo"]] {
            let arguments = [command, &["--policies", "checks"]].concat();
            run(home.path(), &arguments).complains(2, &[&["checks/s3/bucket_liked", "hint: "], words].concat());
        }
    };
    let check = CHECK.replace("NAME", "bucket_liked");
    for (change, words) in [
        (replaced("pass if ", "pass if if "), &["bucket_liked.rego:15"][..]),
        (replaced("package s3.bucket_liked", "package s3.other"), &["s3.other", "s3.bucket_liked"]),
        (replaced("BucketName == ", "BucketNmae == "), &["BucketNmae"]),
        (replaced("# title: The bucket has a name that we like\n", ""), &["title"]),
        (replaced("severity: high", "severity: urgent"), &["urgent"]),
        (replaced("resource: AWS::S3::Bucket", "resource: AWS::S3::Bukcet"), &["AWS::S3::Bukcet"]),
        (
            replaced("input.properties.BucketName == \"quiet\"", "input.properties[\"BucketName\"] == input.x"),
            &["input"],
        ),
        (replaced("pass if input", "passes if input"), &["pass"]),
    ] {
        let text = change(&check);
        assert_ne!(text, check);
        of_rego(&text, words);
    }
}

#[test]
fn a_case_that_fails_is_named() {
    let wrong = CASES.replace(
        "verdict: pass, input: {properties: {BucketName: quiet}}",
        "verdict: pass, input: {properties: {BucketName: loud}}",
    );
    let home = policies("bucket_liked", same, &wrong);
    run(home.path(), &["checks", "list", "--policies", "checks"])
        .complains(2, &["bucket_liked.yaml", "liked", "hint: "]);
    let home = policies("bucket_liked", same, "- [");
    run(home.path(), &["checks", "list", "--policies", "checks"]).complains(2, &["bucket_liked.yaml", "hint: "]);
}

#[test]
fn a_check_without_end_is_stopped() {
    // Loaded from disk it runs within a limit, cases included.
    let endless = CHECK.replace("NAME", "bucket_liked").replace(
        "pass if input.properties.BucketName == \"quiet\"",
        "pass if {\n\tinput.properties.BucketName == \"quiet\"\n\tcount([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); a == b]) >= 0\n}",
    );
    let home = policies("bucket_liked", |_| endless.clone(), CASES);
    run(home.path(), &["checks", "list", "--policies", "checks"]).complains(2, &["bucket_liked"]);
}

#[test]
fn a_directory_that_holds_no_checks_is_refused() {
    let home = directory();
    fs::create_dir(home.path().join("empty")).expect("folder");
    for name in ["missing", "empty"] {
        run(home.path(), &["checks", "list", "--policies", name]).complains(2, &[name, "hint: "]);
    }
}
