//! `can` and `who-can`: a request under all policies of an inventory, and what was not read.

use crate::account::{account, denied};
use crate::run::{self, Ran, aplomb, directory, run};

const OBJECT: &str = "arn:aws:s3:::acme-model-weights/model.bin";

fn can(principal: &str, action: &str, resource: &str, more: &[&str]) -> Ran {
    aplomb(&[&["can", principal, action, resource, "--demo"], more].concat())
}

#[test]
fn what_allows_is_named() {
    let text = can("user/batch-import", "s3:GetObject", OBJECT, &[]).exits(0).stdout;
    for word in ["\nallowed\n", "Allow statement PublicDownload of resource policy", "identity policy"] {
        assert!(text.contains(word), "{word:?} is missing from: {text}");
    }
    let json = can("user/batch-import", "s3:GetObject", OBJECT, &["--format", "json"]).exits(0).json();
    assert_eq!(json["decision"], "allowed");
    assert_eq!(json["request"]["principal"], "arn:aws:iam::123456789012:user/batch-import");
    assert_eq!((&json["schema_version"], &json["not_read"]), (&"1.0".into(), &serde_json::json!([])));
    // The same by the ARN; a role and a session of it are alike.
    let arn = can("arn:aws:iam::123456789012:user/batch-import", "s3:GetObject", OBJECT, &["--format", "json"]);
    assert_eq!(arn.json(), json);
    for role in ["role/acme-engineer", "arn:aws:sts::123456789012:assumed-role/acme-engineer/ann"] {
        assert!(can(role, "s3:GetObject", OBJECT, &[]).exits(0).stdout.contains("\nallowed\n"), "{role}");
    }
    let none = can("role/acme-public-demo", "s3:PutBucketPolicy", "arn:aws:s3:::acme-model-weights", &[]).exits(0);
    assert!(none.stdout.contains("\ndenied: nothing allows it\n"), "{}", none.stdout);
}

#[test]
fn control_policies_and_what_the_request_says_count() {
    let object = "arn:aws:s3:::acme-upload-drop/report.csv";
    let ask = |more: &[&str]| can("anonymous", "s3:PutObject", object, &[&["--format", "json"], more].concat());
    // A control policy asks for our organisation; nobody said whether the request names one.
    let open = ask(&[]).exits(0).json();
    assert!(open["decision"] == "unknown" && open["unknowns"].to_string().contains("OwnOrganisation"), "{open:#}");
    let said = ["--context", "aws:PrincipalOrgID=o-other", "--context", "aws:PrincipalIsAWSService=false"];
    let denied = ask(&said).exits(0).json();
    assert_eq!(denied["decision"], "explicitly_denied", "{denied:#}");
}

#[test]
fn block_public_access_keeps_strangers_out() {
    let object = "arn:aws:s3:::acme-press-kit/k";
    let json = can("anonymous", "s3:GetObject", object, &["--format", "json"]).exits(0).json();
    assert_eq!(json["decision"], "implicitly_denied", "{json:#}");
    assert!(json["reasons"].to_string().contains("RestrictPublicBuckets"), "{json:#}");
    assert_eq!(can("user/gina.rossi", "s3:GetObject", object, &["--format", "json"]).json()["decision"], "allowed");
}

#[test]
fn what_this_version_does_not_read_is_unknown_and_said() {
    let queue = "arn:aws:sqs:us-east-1:123456789012:q";
    let json = can("user/gina.rossi", "sqs:SendMessage", queue, &["--format", "json"]).exits(4).json();
    assert_eq!((&json["decision"], &json["otherwise"]), (&"unknown".into(), &"allowed".into()));
    assert!(json["not_read"][0].as_str().is_some_and(|why| why.contains(queue)), "{json:#}");
    // A bucket of somebody else has a policy that we cannot read.
    can("user/gina.rossi", "s3:GetObject", "arn:aws:s3:::not-ours/x", &[]).exits(4);
}

#[test]
fn a_denied_read_never_ends_in_a_no() {
    let home = directory();
    let aws = account(&["alpha"], |request| (request.operation == "iam:GetAccountAuthorizationDetails").then(denied));
    run::record(&aws, &home.path().join("recording"));
    let user = format!("arn:aws:iam::{}:user/ann", crate::account::ACCOUNT);
    let question = ["s3:GetObject", "arn:aws:s3:::alpha/x", "--replay", "recording", "--format", "json"];
    let json = run(home.path(), &[&["can", &user], &question[..]].concat()).exits(4).json();
    assert_eq!(json["decision"], "unknown");
    assert!(json["not_read"].to_string().contains("allow iam:GetAccountAuthorizationDetails"), "{json:#}");
    let json = run(home.path(), &[&["who-can"], &question[..]].concat()).exits(4).json();
    assert!(json["missing"].to_string().contains("allow iam:GetAccountAuthorizationDetails"), "{json:#}");
}

#[test]
fn who_can_lists_those_of_the_account_and_outsiders() {
    let ran = aplomb(&["who-can", "s3:GetObject", OBJECT, "--demo", "--format", "json"]).exits(0).json();
    let allowed = ran["allowed"].as_array().expect("a list");
    assert!(allowed.len() > 20 && ran["unknown"] == serde_json::json!([]), "{ran:#}");
    assert_eq!(ran["outsiders"]["exposure"], "public");
    assert_eq!(ran["outsiders"]["exposures"][0]["archetype"], "anonymous");
    let text = aplomb(&["who-can", "s3:DeleteBucket", "arn:aws:s3:::acme-model-weights", "--demo"]).exits(0).stdout;
    assert!(text.contains("\nallowed  arn:aws:iam::123456789012:user/gina.rossi\n"), "{text}");
    assert!(text.contains("outsiders, by the policy of the resource: private\n"), "{text}");
}

#[test]
fn wrong_use_is_2_and_says_what_is_wrong() {
    for (principal, action, resource, more, words) in [
        ("user/nobody", "s3:GetObject", OBJECT, &[][..], &["user/nobody"][..]),
        ("nobody", "s3:GetObject", OBJECT, &[], &["nobody", "user/NAME"]),
        ("user/gina.rossi", "s3:GetObjcet", OBJECT, &[], &["GetObjcet"]),
        ("user/gina.rossi", "s3:*", OBJECT, &[], &["s3:*", "one action"]),
        ("user/gina.rossi", "s3:GetObject", "acme-model-weights", &[], &["no ARN"]),
        ("user/gina.rossi", "s3:GetObject", OBJECT, &["--context", "x"], &["--context", "KEY=VALUE"]),
    ] {
        can(principal, action, resource, more).complains(2, words);
    }
}

/// The start of the ARN of a REST API of the demo, by its name.
fn api(name: &str) -> String {
    let all = aplomb(&["inventory", "apis", "--demo", "--format", "json"]).exits(0).json();
    let own = all["apis"].as_array().expect("a list").iter().find(|api| api["api"] == name).expect("an API");
    let text = |member: &str| own[member].as_str().expect("a text").to_owned();
    format!("arn:aws:execute-api:{}:123456789012:{}", text("region"), text("id"))
}

#[test]
fn what_a_method_asks_of_its_caller_decides() {
    let ask = |who: &str, arn: &str| can(who, "execute-api:Invoke", arn, &["--format", "json"]);
    // No authorization, no policy.
    let open = ask("anonymous", &format!("{}/dev/GET/status", api("acme-legacy"))).exits(0).json();
    assert_eq!(open["decision"], "allowed", "{open:#}");
    // The stage runs an older deployment, which asks for less.
    let orders = ask("anonymous", &format!("{}/prod/GET/orders/7", api("acme-orders"))).exits(0).json();
    assert!(orders["decision"] == "unknown" && orders.to_string().contains("older deployment"), "{orders:#}");
    // IAM: the policies of the caller.
    let widgets = format!("{}/live/GET/orders", api("acme-widgets"));
    assert_ne!(ask("anonymous", &widgets).exits(0).json()["decision"], "allowed");
    let gina = ask("user/gina.rossi", &widgets).exits(0).json();
    assert!(gina["decision"] == "allowed" && gina["trace"].to_string().contains("identity policy"), "{gina:#}");
    // A Lambda function decides, and nobody knows how.
    let charges = ask("user/gina.rossi", &format!("{}/prod/GET/charges/7", api("acme-payments"))).exits(4).json();
    assert_eq!(charges["decision"], "unknown");
    assert!(charges["not_read"].to_string().contains("authorizer"), "{charges:#}");
    // A stage that is not there takes no calls, nor does an API of another account stand for ours.
    let stage = ask("anonymous", &format!("{}/nosuchstage/GET/status", api("acme-legacy"))).exits(0).json();
    assert!(stage["decision"] != "allowed" && stage["reasons"].to_string().contains("no stage"), "{stage:#}");
    let foreign = format!("{}/dev/GET/status", api("acme-legacy")).replace("123456789012", "999999999999");
    assert_ne!(ask("anonymous", &foreign).json()["decision"], "allowed");
    // Whoever lacks the key does not get in.
    let keyed = ask("anonymous", &format!("{}/prod/POST/orders", api("acme-orders"))).json();
    assert!(keyed["decision"] == "unknown" && keyed.to_string().contains("API key"), "{keyed:#}");
    let missing = ask("user/gina.rossi", &format!("{}/prod/GET/nothing", api("acme-orders"))).exits(4).json();
    assert!(missing["not_read"].to_string().contains("no method"), "{missing:#}");
}

#[test]
fn an_alias_stands_for_its_key() {
    let alias = "arn:aws:kms:us-east-1:123456789012:alias/acme-shared";
    let json = can("user/gina.rossi", "kms:Decrypt", alias, &["--format", "json"]).json();
    assert!(json["request"]["resource"].as_str().is_some_and(|arn| arn.contains(":key/")), "{json:#}");
    assert_eq!(json["request"]["context"]["kms:requestalias"], "alias/acme-shared");
    assert!(json["trace"].to_string().contains("resource policy"), "{json:#}");
    let own = can("user/gina.rossi", "kms:DeleteAlias", alias, &["--format", "json"]).json();
    assert_eq!(own["request"]["resource"], alias);
}

#[test]
fn an_access_point_and_its_bucket_both_count() {
    let object = "arn:aws:s3:us-east-1:123456789012:accesspoint/acme-open-door/object/a";
    let json = can("user/gina.rossi", "s3:GetObject", object, &["--format", "json"]).json();
    assert_eq!(json["decision"], "allowed", "{json:#}");
    let traced = json["trace"].to_string();
    assert!(traced.contains("accesspoint/acme-open-door") && traced.contains("#policy"), "{json:#}");
    assert_eq!(json["request"]["context"]["s3:dataaccesspointaccount"], "123456789012");
    let missing = "arn:aws:s3:us-east-1:123456789012:accesspoint/nobody/object/a";
    assert!(can("user/gina.rossi", "s3:GetObject", missing, &[]).exits(4).stdout.contains("not in the inventory"));
}
