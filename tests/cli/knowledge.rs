//! The commands that tell what aplomb knows: checks, one check, permissions, schema, completions, manual.

use std::collections::BTreeSet;

use aplomb::collect::{self, COLLECTORS};

use crate::run::aplomb;

/// What `checks list --format json` names.
fn ids() -> Vec<String> {
    let list = aplomb(&["checks", "list", "--format", "json"]).exits(0).json();
    list.as_array().expect("a list").iter().map(|check| check["id"].as_str().expect("id").to_owned()).collect()
}

#[test]
fn checks_are_listed_for_people_and_programs() {
    let ids = ids();
    assert!(ids.is_sorted() && ids.len() >= 24, "{ids:?}");
    let table = aplomb(&["checks", "list"]).exits(0);
    for id in &ids {
        assert!(table.stdout.contains(&format!(" {id} ")), "{id} is missing from the table");
    }
    assert!(table.stdout.contains(&format!("{} checks", ids.len())));
    assert_eq!(table.stderr, "");
}

#[test]
fn every_check_is_explained() {
    // One process is enough to see that explaining works; what each one holds, tests/policies.rs knows.
    let explained = aplomb(&["explain", "s3-bucket-cors-max-age"]).exits(0).stdout;
    for word in ["Judges", "Reads", "Parameter", "Control", "AWS CLI", "Terraform", "CloudFormation", "Cases", "From"] {
        assert!(explained.contains(word), "{word} is missing from: {explained}");
    }
    assert!(explained.contains("policies/s3/bucket_cors_max_age.rego"));
}

#[test]
fn permissions_are_the_read_list() {
    let policy = aplomb(&["permissions"]).exits(0).json();
    let statements = policy["Statement"].as_array().expect("statements");
    let printed: BTreeSet<String> = statements
        .iter()
        .flat_map(|statement| statement["Action"].as_array().expect("actions"))
        .map(|action| action.as_str().expect("text").to_owned())
        .collect();
    let reads = collect::read_list(&collect::services());
    let wanted: BTreeSet<String> = reads.iter().flat_map(|read| read.actions).map(ToString::to_string).collect();
    assert_eq!(printed, wanted);
    assert!(statements.iter().all(|statement| statement["Effect"] == "Allow"));
}

#[test]
fn permissions_of_services_are_no_more_than_theirs() {
    let all = aplomb(&["permissions"]).exits(0).stdout;
    for collector in COLLECTORS {
        let some = aplomb(&["permissions", "--services", collector.service]).exits(0).stdout;
        assert!(some.contains("sts:GetCallerIdentity") && some.contains("account:ListRegions"), "{some}");
        for read in collector.reads.iter().flat_map(|read| read.actions) {
            assert!(some.contains(read), "{read} is missing for {}", collector.service);
        }
        assert!(some.len() <= all.len());
    }
    let kms = aplomb(&["permissions", "--services", "kms"]).exits(0).stdout;
    assert!(!kms.contains("s3:"), "{kms}");
}

#[test]
fn permissions_come_as_a_role_too() {
    let role = aplomb(&["permissions", "--format", "cloudformation"]).exits(0).json();
    let policy = aplomb(&["permissions"]).exits(0).json();
    let properties = &role["Resources"]["AplombRole"]["Properties"];
    assert_eq!(properties["Policies"][0]["PolicyDocument"], policy);
    let terraform = aplomb(&["permissions", "--format", "terraform"]).exits(0).stdout;
    assert!(terraform.contains("resource \"aws_iam_role\"") && terraform.contains("s3:GetBucketCORS"));
    assert_eq!(terraform.matches('{').count(), terraform.matches('}').count());
}

#[test]
fn the_schema_is_the_one_of_the_reports() {
    let schema = aplomb(&["schema"]).exits(0);
    assert_eq!(schema.stdout, aplomb::report::schema());
    let validator = jsonschema::validator_for(&schema.json()).expect("a schema");
    for scan in [&["--demo"][..], &["--replay", crate::run::small().to_str().expect("UTF-8")]] {
        let report = aplomb(&[&["scan", "--format", "json"], scan].concat()).json();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{scan:?}: {errors:#?}");
    }
}

#[test]
fn completions_and_manual_name_every_flag() {
    let flags = flags();
    assert!(flags.len() > 20, "{flags:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = aplomb(&["completions", shell]).exits(0).stdout;
        for flag in &flags {
            let named = script.contains(&format!("--{flag}")) || script.contains(&format!("-l {flag}"));
            assert!(named, "{shell} does not complete --{flag}");
        }
    }
    let manual = aplomb(&["man"]).exits(0).stdout;
    assert!(manual.contains(".TH aplomb"));
    for flag in &flags {
        assert!(manual.contains(&flag.replace('-', "\\-")), "the manual lacks --{flag}");
    }
}

/// Flags of `scan` and of the command itself.
fn flags() -> Vec<String> {
    use clap::CommandFactory;
    let mut command = aplomb::cli::Cli::command();
    command.build();
    let scan = command.find_subcommand("scan").expect("scan");
    scan.get_arguments().filter_map(|argument| argument.get_long().map(str::to_owned)).collect()
}

#[test]
fn help_tells_the_exit_codes() {
    let help = aplomb(&["--help"]).exits(0).stdout;
    for code in 0..=5 {
        assert!(help.contains(&format!("\n  {code}  ")), "{help}");
    }
    let version = aplomb(&["--version"]).exits(0).stdout;
    assert_eq!(version, format!("aplomb {}\n", env!("CARGO_PKG_VERSION")));
}
