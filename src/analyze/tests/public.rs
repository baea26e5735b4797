use super::super::inquiry::Inquiry;
use super::super::{analyze, notion};
use super::{Account, OPEN_LIST, OPEN_READ, VAGUE_READ, absent, denied, flags, gap, value};
use crate::iam::Truth;
use serde_json::{Value, json};

const BLOCK: &str = "AWS::S3::AccountPublicAccessBlock";
const ACCOUNT_FLAGS: &str = "status.PublicAccessBlockConfiguration";
const BUCKET_FLAGS: &str = "properties.PublicAccessBlockConfiguration";
const POLICY: &str = "s3:GetBucketPolicy acme";
const OF_ACCOUNT: &str = "s3control:GetPublicAccessBlock";
const OF_BUCKET: &str = "s3:GetPublicAccessBlock acme";
const ACL: &str = "s3:GetBucketAcl acme";
const OWNERSHIP: &str = "s3:GetBucketOwnershipControls acme";

fn private() -> Value {
    json!({"Public": false, "Actions": [], "Grants": [], "BlockedBy": []})
}

fn acl(group: &str, permission: &str) -> Value {
    let uri = format!("http://acs.amazonaws.com/groups/{group}");
    json!({
        "Owner": {"ID": "a".repeat(64)},
        "Grants": [
            {"Grantee": {"Type": "CanonicalUser", "ID": "a".repeat(64)}, "Permission": "FULL_CONTROL"},
            {"Grantee": {"Type": "Group", "URI": uri}, "Permission": permission},
        ],
    })
}

fn flag(value: bool, level: &str) -> Value {
    json!({"Value": value, "Level": level})
}

#[test]
fn without_a_policy_nothing_more_is_asked() {
    let account = Account::new();
    for fact in ["PublicRead", "PublicWrite"] {
        assert_eq!(account.value(fact), private());
        assert_eq!(account.consulted(fact), [POLICY]);
    }
    assert_eq!(account.value("PublicList"), private());
    assert_eq!(account.consulted("PublicList"), [ACL, POLICY]);
}

#[test]
fn a_public_grant_asks_for_the_flags() {
    let mut account = Account::new();
    account.policy("acme", OPEN_READ);
    let grant = json!({"Source": "policy", "Index": 0, "Sid": "Open"});
    let open = json!({"Public": true, "Actions": ["s3:GetObject"], "Grants": [grant], "BlockedBy": []});
    assert_eq!(account.value("PublicRead"), open);
    assert_eq!(account.consulted("PublicRead"), [POLICY, OF_BUCKET, OF_ACCOUNT]);
    assert_eq!(account.value("PublicWrite"), private());
    assert_eq!(account.consulted("PublicWrite"), [POLICY], "no public grant, so the flags do not matter");
    for (level, of, path, operation) in
        [("account", BLOCK, ACCOUNT_FLAGS, OF_ACCOUNT), ("bucket", "acme", BUCKET_FLAGS, OF_BUCKET)]
    {
        let mut account = Account::new();
        account.policy("acme", OPEN_READ).set(of, path, value(flags(true), operation));
        let blocked = json!([{"Flag": "RestrictPublicBuckets", "Level": level}]);
        let closed = json!({"Public": false, "Actions": ["s3:GetObject"], "Grants": [grant], "BlockedBy": blocked});
        assert_eq!(account.value("PublicRead"), closed, "{level}");
    }
}

#[test]
fn flags_that_only_stop_new_grants_do_not_count() {
    let mut account = Account::new();
    let some = json!({"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": false});
    account.policy("acme", OPEN_READ).set("acme", BUCKET_FLAGS, value(some, OF_BUCKET));
    assert_eq!(account.value("PublicRead")["Public"], json!(true));
}

#[test]
fn unread_flags_matter_only_where_they_could_turn_it() {
    let unread = |of: &str, path: &str, operation: &str| {
        let mut account = Account::new();
        account.policy("acme", OPEN_READ).set(of, path, gap(operation));
        account
    };
    let account = unread(BLOCK, ACCOUNT_FLAGS, OF_ACCOUNT);
    assert_eq!(account.gaps("PublicRead"), [denied(OF_ACCOUNT)]);
    assert_eq!(account.value("PublicWrite"), private());
    assert_eq!(account.gaps("EffectivePublicAccessBlock"), [denied(OF_ACCOUNT)]);
    let account = unread("acme", BUCKET_FLAGS, OF_BUCKET);
    assert_eq!(account.gaps("PublicRead"), [denied(OF_BUCKET)]);
    let mut both = unread(BLOCK, ACCOUNT_FLAGS, OF_ACCOUNT);
    both.set("acme", BUCKET_FLAGS, gap(OF_BUCKET));
    assert_eq!(both.gaps("PublicRead"), [denied(OF_BUCKET), denied(OF_ACCOUNT)]);
    // One level that is on is enough, whatever the other says.
    let mut account = unread(BLOCK, ACCOUNT_FLAGS, OF_ACCOUNT);
    account.set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    assert_eq!(account.value("PublicRead")["Public"], json!(false));
    assert_eq!(account.value("EffectivePublicAccessBlock")["BlockPublicAcls"], flag(true, "bucket"));
    let mut account = unread("acme", BUCKET_FLAGS, OF_BUCKET);
    account.set(BLOCK, ACCOUNT_FLAGS, value(flags(true), OF_ACCOUNT));
    assert_eq!(account.value("PublicRead")["Public"], json!(false));
    assert_eq!(account.consulted("PublicRead"), [POLICY, OF_ACCOUNT]);
}

#[test]
fn the_effective_flags_name_a_level() {
    let mut account = Account::new();
    let all = |value: Value| json!({"BlockPublicAcls": value, "IgnorePublicAcls": value, "BlockPublicPolicy": value, "RestrictPublicBuckets": value});
    assert_eq!(account.value("EffectivePublicAccessBlock"), all(flag(false, "none")));
    assert_eq!(account.consulted("EffectivePublicAccessBlock"), [OF_BUCKET, OF_ACCOUNT]);
    account.set(BLOCK, ACCOUNT_FLAGS, value(flags(true), OF_ACCOUNT));
    assert_eq!(account.value("EffectivePublicAccessBlock"), all(flag(true, "account")));
    assert_eq!(
        account.consulted("EffectivePublicAccessBlock"),
        [OF_ACCOUNT],
        "all four are on, so the bucket does not matter"
    );
    let some = json!({"BlockPublicAcls": true, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": false});
    account.set(BLOCK, ACCOUNT_FLAGS, value(some, OF_ACCOUNT));
    account.set("acme", BUCKET_FLAGS, value(json!({"IgnorePublicAcls": true}), OF_BUCKET));
    let mixed = account.value("EffectivePublicAccessBlock");
    assert_eq!(mixed["BlockPublicAcls"], flag(true, "account"));
    assert_eq!(mixed["IgnorePublicAcls"], flag(true, "bucket"));
    assert_eq!(mixed["RestrictPublicBuckets"], flag(false, "none"));
    for strange in [json!("on"), json!([]), json!(1), Value::Null, json!({"BlockPublicAcls": "true"})] {
        account.set("acme", BUCKET_FLAGS, value(strange.clone(), OF_BUCKET));
        assert_eq!(account.gaps("EffectivePublicAccessBlock")[0].code.word(), "undecodable", "{strange}");
    }
}

#[test]
fn s3control_left_out_is_a_gap() {
    let mut account = Account::new();
    account.policy("acme", OPEN_READ).without_service("s3control");
    account.inventory.resources.retain(|one| one.resource_type != BLOCK);
    assert_eq!(account.errors("PublicRead"), ["s3control"]);
    assert_eq!(account.gaps("EffectivePublicAccessBlock")[0].code.word(), "not scanned");
    assert_eq!(account.value("PublicWrite"), private());
}

#[test]
fn an_open_grant_is_undecided_and_never_hides_a_certain_one() {
    let mut account = Account::new();
    account.policy("acme", VAGUE_READ);
    let text = "condition operator Like is not documented in statement Vpce, could make it worse";
    assert_eq!(account.errors("PublicRead"), [text]);
    assert_eq!(account.gaps("PublicRead")[0].code.word(), "undecided");
    assert_eq!(account.consulted("PublicRead"), [POLICY]);
    assert_eq!(account.value("PublicWrite"), private());

    let mut account = Account::new();
    account.policy("acme", &format!("{VAGUE_READ}, {OPEN_READ}"));
    assert_eq!(account.value("PublicRead")["Grants"], json!([{"Source": "policy", "Index": 1, "Sid": "Open"}]));
    account.set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    assert_eq!(account.errors("PublicRead"), [text], "to say not public, all must be decided");

    let mut account = Account::new();
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"NotLike": {"aws:SourceIp": "10.0.0.0/8"}}}"#;
    account.policy("acme", &format!("{OPEN_READ}, {deny}"));
    let text = "condition operator NotLike is not documented in statement 1, could make it better";
    assert_eq!(account.errors("PublicRead"), [text]);
}

#[test]
fn a_policy_that_was_not_read_is_a_gap() {
    for (children, code) in [
        (gap(POLICY), "denied"),
        (value(json!({"BucketPolicy": 1}), POLICY), "not collected"),
        (value(json!({}), POLICY), "undecodable"),
        (value(json!({"BucketPolicy": "0"}), POLICY), "undecodable"),
        (value(json!([]), POLICY), "undecodable"),
        (absent(POLICY), "undecodable"),
    ] {
        let mut account = Account::new();
        account.set("acme", "status.Children", children);
        for fact in ["PublicRead", "PublicList", "PublicWrite", "InvertedAllows", "ExternalPrincipals", "EnforcesTls"] {
            assert_eq!(account.gaps(fact)[0].code.word(), code, "{fact}");
        }
    }
    for text in ["", "{}", "<html>", "[]"] {
        let mut account = Account::new();
        account.policy_text("acme", text);
        assert_eq!(account.gaps("PublicRead")[0].code.word(), "undecodable", "{text}");
    }
}

#[test]
fn listing_is_granted_by_acl_too() {
    let mut account = Account::new();
    account.set("acme", "status.Acl", value(acl("global/AllUsers", "READ"), ACL));
    let listing = ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"];
    let open = json!({"Public": true, "Actions": listing, "Grants": [{"Source": "acl", "Index": 1}], "BlockedBy": []});
    assert_eq!(account.value("PublicList"), open);
    assert_eq!(account.consulted("PublicList"), [ACL, OWNERSHIP, POLICY, OF_BUCKET, OF_ACCOUNT]);
    assert_eq!(account.value("PublicRead"), private());
    let grants = json!([{"Index": 1, "Grantee": "AllUsers", "Permission": "READ"}]);
    assert_eq!(account.value("PublicAcl"), json!({"Public": true, "Grants": grants, "BlockedBy": []}));

    let enforced = json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]});
    account.set("acme", "properties.OwnershipControls", value(enforced, OWNERSHIP));
    assert_eq!(account.value("PublicList")["BlockedBy"], json!([{"Flag": "BucketOwnerEnforced", "Level": "bucket"}]));
    assert_eq!(account.value("PublicList")["Public"], json!(false));
    assert_eq!(
        account.value("PublicAcl"),
        json!({"Public": false, "Grants": grants, "BlockedBy": ["BucketOwnerEnforced"]})
    );
    assert_eq!(account.consulted("PublicAcl"), [ACL, OWNERSHIP], "ownership settles it before the flags");

    account.set("acme", "properties.OwnershipControls", gap(OWNERSHIP));
    assert_eq!(account.gaps("PublicAcl"), [denied(OWNERSHIP)]);
    assert_eq!(account.gaps("PublicList"), [denied(OWNERSHIP)]);
    account.set(BLOCK, ACCOUNT_FLAGS, value(flags(true), OF_ACCOUNT));
    assert_eq!(account.value("PublicAcl")["BlockedBy"], json!(["IgnorePublicAcls"]));
    assert_eq!(account.value("PublicList")["BlockedBy"], json!([{"Flag": "IgnorePublicAcls", "Level": "account"}]));
}

#[test]
fn only_the_two_public_groups_are_public() {
    for (group, permission, public, lists) in [
        ("global/AllUsers", "READ", true, true),
        ("global/AuthenticatedUsers", "FULL_CONTROL", true, true),
        ("global/AllUsers", "WRITE", true, false),
        ("global/AllUsers", "READ_ACP", true, false),
        ("s3/LogDelivery", "WRITE", false, false),
        ("global/NotAllUsers", "READ", false, false),
    ] {
        let mut account = Account::new();
        account.set("acme", "status.Acl", value(acl(group, permission), ACL));
        assert_eq!(account.value("PublicAcl")["Public"], json!(public), "{group} {permission}");
        assert_eq!(account.value("PublicList")["Public"], json!(lists), "{group} {permission}");
    }
    let mut account = Account::new();
    assert_eq!(account.value("PublicAcl"), json!({"Public": false, "Grants": [], "BlockedBy": []}));
    assert_eq!(account.consulted("PublicAcl"), [ACL]);
    for strange in [json!([]), json!({}), json!({"Grants": {}}), json!({"Grants": [{}]}), json!("x")] {
        account.set("acme", "status.Acl", value(strange.clone(), ACL));
        assert_eq!(account.gaps("PublicAcl")[0].code.word(), "undecodable", "{strange}");
    }
}

#[test]
fn either_way_to_list_decides_while_the_other_is_unread() {
    let mut account = Account::new();
    account.policy("acme", OPEN_LIST).set("acme", "status.Acl", gap(ACL));
    assert_eq!(account.value("PublicList")["Grants"], json!([{"Source": "policy", "Index": 0}]));
    account.set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    assert_eq!(account.gaps("PublicList"), [denied(ACL)]);

    let mut account = Account::new();
    account.set("acme", "status.Children", gap(POLICY)).set(
        "acme",
        "status.Acl",
        value(acl("global/AllUsers", "READ"), ACL),
    );
    assert_eq!(account.value("PublicList")["Public"], json!(true));
    account.set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    assert_eq!(account.gaps("PublicList"), [denied(POLICY)]);

    let mut account = Account::new();
    account.policy("acme", OPEN_LIST).set("acme", "status.Acl", value(acl("global/AllUsers", "READ"), ACL));
    account.set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    let both = account.value("PublicList");
    assert_eq!(both["Grants"], json!([{"Source": "policy", "Index": 0}, {"Source": "acl", "Index": 1}]));
    assert_eq!(
        both["BlockedBy"],
        json!([{"Flag": "IgnorePublicAcls", "Level": "bucket"}, {"Flag": "RestrictPublicBuckets", "Level": "bucket"}])
    );
}

#[test]
fn a_gap_names_only_what_it_rests_on() {
    let mut account = Account::new();
    account.set("acme", "status.Children", gap(POLICY)).set(
        "acme",
        "status.Acl",
        value(acl("global/AllUsers", "READ"), ACL),
    );
    account.set(BLOCK, ACCOUNT_FLAGS, gap(OF_ACCOUNT)).set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    account.set("acme", "properties.OwnershipControls", gap(OWNERSHIP));
    assert_eq!(
        account.gaps("PublicList"),
        [denied(POLICY)],
        "the bucket's flag settles the ACL, whatever the others say"
    );
}

/// Every address of thirty-two ranges: open to us, and each of them narrow enough for AWS.
fn in_ranges() -> String {
    let ranges: Vec<String> = (0..32).map(|first| format!("\"{first}.0.0.0/8\"")).collect();
    let held = format!(r#", "Condition": {{"IpAddress": {{"aws:SourceIp": [{}]}}}}}}"#, ranges.join(", "));
    OPEN_READ.trim_end_matches('}').to_owned() + &held
}

#[test]
fn the_flag_bites_where_aws_calls_the_policy_public() {
    const STATUS: &str = "s3:GetBucketPolicyStatus acme";
    let told = |public: bool| value(json!({"IsPublic": public}), STATUS);
    let mut account = Account::new();
    account.policy("acme", &in_ranges()).set("acme", BUCKET_FLAGS, value(flags(true), OF_BUCKET));
    assert_eq!(account.value("PublicRead")["Public"], json!(true), "AWS does not call it public");
    assert_eq!(account.value("EffectiveAccess")["Tier"], json!("public"));
    account.set("acme", "status.PolicyStatus", gap(STATUS));
    assert_eq!(account.value("PublicRead")["Public"], json!(true), "its documentation is enough");
    account.set("acme", "status.PolicyStatus", told(true));
    assert_eq!(account.value("PublicRead")["Public"], json!(false), "its answer counts");
    assert_eq!(account.value("EffectiveAccess")["Tier"], json!("none"));
    assert!(account.consulted("PublicRead").contains(&STATUS.to_owned()));

    account.set("acme", BUCKET_FLAGS, gap(OF_BUCKET));
    assert_eq!(account.gaps("PublicRead"), [denied(OF_BUCKET)]);
    account.set("acme", "status.PolicyStatus", told(false));
    assert_eq!(account.value("PublicRead")["Public"], json!(true), "whatever the flag says");
}

#[test]
fn where_it_is_not_decided_the_answer_of_aws_is_missed() {
    const STATUS: &str = "s3:GetBucketPolicyStatus acme";
    let policy = crate::iam::parse(&format!("{{\"Statement\": {VAGUE_READ}}}")).expect("a policy");
    let mut bucket = Account::new().inventory.resources.pop().expect("a bucket");
    for (field, truth, gaps) in [
        (gap(STATUS), Truth::Maybe, 2),
        (absent(STATUS), Truth::Maybe, 1),
        (value(json!({"IsPublic": "true"}), STATUS), Truth::Maybe, 2),
        (value(json!({"IsPublic": true}), STATUS), Truth::Yes, 0),
        (value(json!({"IsPublic": false}), STATUS), Truth::No, 0),
    ] {
        bucket.status.insert("PolicyStatus".to_owned(), field);
        let mut inquiry = Inquiry::default();
        assert_eq!(notion::of_bucket(&mut inquiry, &bucket, &policy), truth);
        assert_eq!(inquiry.into_parts().1.len(), gaps);
    }
}

#[test]
fn an_answer_against_the_documentation_is_told() {
    let warnings = |statements: &str, public: bool| {
        let mut account = Account::new();
        account.policy("acme", statements);
        account.set("acme", "status.PolicyStatus", value(json!({"IsPublic": public}), "s3:GetBucketPolicyStatus acme"));
        analyze(&mut account.inventory, &account.declarations)
    };
    assert!(warnings(OPEN_READ, true).is_empty() && warnings(&in_ranges(), false).is_empty());
    assert!(warnings(VAGUE_READ, true).is_empty() && warnings(VAGUE_READ, false).is_empty(), "not decided");
    let [public] = &warnings(OPEN_READ, false)[..] else { panic!("one warning") };
    let start =
        "the policy of bucket acme: AWS does not call it public, and by its documentation it is (statement Open";
    assert!(public.starts_with(start), "{public}");
    let [private] = &warnings(&in_ranges(), true)[..] else { panic!("one warning") };
    assert!(private.contains("calls it public, and by its documentation it is not (statement Open"), "{private}");
    assert_eq!(warnings("", true).len(), 1);
}
