use super::{Account, absent, denied, gap, resource, value};
use serde_json::{Value, json};

const OWNED: &str = "[trust]\naccounts = [\"444455556666\"]";
const OWN_ORG: &str = r#", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#;

fn allow(principal: &str, more: &str) -> String {
    format!(r#"{{"Effect": "Allow", {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"{more}}}"#)
}

fn aws(principal: &str) -> String {
    format!("\"Principal\": {{\"AWS\": \"{principal}\"}}")
}

fn entry(principal: &str, kind: &str, account: Option<&str>, trusted: bool, own: bool) -> Value {
    let mut entry = json!({"Index": 0, "Principal": principal, "Kind": kind, "Trusted": trusted, "OwnOrganization": own, "ExternalId": false});
    if let Some(account) = account {
        entry["Account"] = json!(account);
    }
    entry
}

fn asked(statement: &str, declarations: &str) -> Account {
    let mut account = Account::new();
    account.policy("acme", statement).declare(declarations);
    account
}

fn in_organization(account: &mut Account) {
    account.set(
        "AWS::Account::Account",
        "status.Children",
        value(json!({"Organization": 1}), "organizations:DescribeOrganization"),
    );
    let mut own =
        resource("AWS::Organizations::Organization", "arn:aws:organizations::1:organization/o-aaaaaaaaaa", "global");
    own.properties.insert("Id".into(), value(json!("o-aaaaaaaaaa"), "organizations:DescribeOrganization"));
    account.add(own);
}

#[test]
fn who_is_no_foreign_aws_principal_is_left_out() {
    for principal in [
        aws("111122223333"),
        aws("arn:aws:iam::111122223333:root"),
        aws("arn:aws:sts::111122223333:assumed-role/R/S"),
        aws("AROAJQABLZS4A3QDU576Q"),
        aws("arn:aws:iam::*:root"),
        r#""Principal": {"Service": "logging.s3.amazonaws.com"}"#.to_owned(),
        r#""NotPrincipal": "*""#.to_owned(),
        format!(r#""Principal": {{"CanonicalUser": "{}"}}"#, "a".repeat(64)),
    ] {
        assert_eq!(asked(&allow(&principal, ""), "").value("ExternalPrincipals"), json!([]), "{principal}");
        let vague = allow(&principal, r#", "Condition": {"StringEquals": {"a": "b"}}"#);
        assert_eq!(asked(&vague, "").value("ExternalPrincipals"), json!([]), "{principal}");
    }
    let deny = allow(&aws("*"), "").replace("Allow", "Deny");
    assert_eq!(asked(&deny, "").value("ExternalPrincipals"), json!([]));
    assert_eq!(Account::new().value("ExternalPrincipals"), json!([]));
}

#[test]
fn foreign_accounts_are_judged_by_the_declared_list() {
    for (principal, kind) in [
        ("444455556666", "account"),
        ("arn:aws:iam::444455556666:root", "account"),
        ("arn:aws:iam::444455556666:user/U", "user"),
        ("arn:aws:iam::444455556666:role/R", "role"),
        ("arn:aws:sts::444455556666:assumed-role/R/S", "role"),
    ] {
        let account = asked(&allow(&aws(principal), ""), OWNED);
        // The account's root means the account.
        let told = if kind == "account" { "444455556666" } else { principal };
        assert_eq!(account.value("ExternalPrincipals"), json!([entry(told, kind, Some("444455556666"), true, false)]));
        assert_eq!(account.consulted("ExternalPrincipals"), ["s3:GetBucketPolicy acme"]);
        let account = asked(&allow(&aws(principal), ""), "[trust]\naccounts = []");
        assert_eq!(account.value("ExternalPrincipals"), json!([entry(told, kind, Some("444455556666"), false, false)]));
        let account = asked(&allow(&aws(principal), ""), "");
        assert_eq!(account.errors("ExternalPrincipals"), ["trust.accounts"]);
        assert_eq!(account.gaps("ExternalPrincipals")[0].code.word(), "not declared");
    }
}

#[test]
fn everyone_needs_no_list() {
    for principal in
        [aws("*"), r#""Principal": "*""#.to_owned(), r#""NotPrincipal": {"AWS": "444455556666"}"#.to_owned()]
    {
        let account = asked(&allow(&principal, ""), "");
        assert_eq!(account.value("ExternalPrincipals"), json!([entry("*", "any", None, false, false)]));
        assert_eq!(account.consulted("ExternalPrincipals"), ["s3:GetBucketPolicy acme"]);
    }
}

#[test]
fn a_limit_to_an_organisation_asks_which_one_is_ours() {
    let open = allow(&aws("*"), OWN_ORG);
    let declared = "[trust]\norganization = \"o-aaaaaaaaaa\"";
    let account = asked(&open, declared);
    assert_eq!(account.value("ExternalPrincipals"), json!([entry("*", "any", None, false, true)]));
    assert_eq!(account.consulted("ExternalPrincipals"), ["s3:GetBucketPolicy acme"]);
    assert_eq!(account.value("PublicRead")["Public"], json!(false));
    let account = asked(&open, "[trust]\norganization = \"o-bbbbbbbbbb\"");
    assert_eq!(account.value("ExternalPrincipals"), json!([entry("*", "any", None, false, false)]));
    let several = open.replace("\"o-aaaaaaaaaa\"", "[\"o-aaaaaaaaaa\", \"o-bbbbbbbbbb\"]");
    assert_eq!(asked(&several, declared).value("ExternalPrincipals")[0]["OwnOrganization"], json!(false));

    let account = asked(&open, "");
    assert_eq!(account.value("ExternalPrincipals")[0]["OwnOrganization"], json!(false), "the account is in none");
    let mut account = asked(&open, "");
    in_organization(&mut account);
    assert_eq!(account.value("ExternalPrincipals")[0]["OwnOrganization"], json!(true));
    assert_eq!(
        account.consulted("ExternalPrincipals"),
        ["organizations:DescribeOrganization", "s3:GetBucketPolicy acme"]
    );
}

#[test]
fn an_organisation_that_was_not_read_is_a_gap_where_it_matters() {
    let denied_account = |statement: &str, declarations: &str| {
        let mut account = asked(statement, declarations);
        account.set("AWS::Account::Account", "status.Children", gap("organizations:DescribeOrganization"));
        account
    };
    let open = allow(&aws("*"), OWN_ORG);
    assert_eq!(denied_account(&open, "").gaps("ExternalPrincipals"), [denied("organizations:DescribeOrganization")]);
    let foreign = allow(&aws("444455556666"), OWN_ORG);
    assert_eq!(denied_account(&foreign, OWNED).value("ExternalPrincipals")[0]["Trusted"], json!(true));
    assert!(denied_account(&foreign, "").errors("ExternalPrincipals").contains(&"trust.accounts".to_owned()));
    assert_eq!(denied_account(&allow(&aws("*"), ""), "").value("ExternalPrincipals")[0]["Kind"], json!("any"));

    let mut account = asked(&open, "");
    account.without_service("organizations");
    account.set("AWS::Account::Account", "status.Children", absent("x"));
    assert_eq!(account.errors("ExternalPrincipals"), ["organizations"]);
    let mut account = asked(&open, "");
    account.unlisted("AWS::Organizations::Organization", "global", "organizations:DescribeOrganization");
    assert_eq!(account.gaps("ExternalPrincipals"), [denied("organizations:DescribeOrganization")]);
    let mut account = asked(&open, "");
    account.set("AWS::Account::Account", "status.Children", value(json!({"Organization": 1}), "x"));
    assert_eq!(account.errors("ExternalPrincipals"), ["AWS::Organizations::Organization"]);
}

#[test]
fn our_organisation_makes_an_undeclared_list_irrelevant() {
    let foreign = allow(&aws("444455556666"), OWN_ORG);
    let mut account = asked(&foreign, "");
    in_organization(&mut account);
    let ours = entry("444455556666", "account", Some("444455556666"), false, true);
    assert_eq!(account.value("ExternalPrincipals"), json!([ours]));
}

fn condition(text: &str) -> String {
    format!(r#", "Condition": {text}, "Sid": "V""#)
}

#[test]
fn who_can_never_get_in_is_no_way_in() {
    let impossible = [
        r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
        r#"{"Null": {"aws:PrincipalArn": "true"}}"#,
        r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
        r#"{"DateLessThan": {"aws:CurrentTime": "1960-01-01T00:00:00Z"}}"#,
        // Addresses of the internet are others, and through an endpoint it is another key.
        r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
    ];
    for one in impossible {
        let account = asked(&allow(&aws("777788889999"), &condition(one)), OWNED);
        assert_eq!(account.value("ExternalPrincipals"), json!([]), "{one}");
    }
    let open = allow(&aws("777788889999"), "");
    for (deny, expected) in [
        (allow(&aws("*"), ""), json!([])),
        (allow(&aws("777788889999"), ""), json!([])),
        (
            allow(
                &aws("*"),
                &condition(r#"{"StringNotEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}}"#),
            ),
            json!([]),
        ),
        (
            allow(&aws("*"), &condition(r#"{"Bool": {"aws:SecureTransport": "false"}}"#)),
            json!([entry("777788889999", "account", Some("777788889999"), false, false)]),
        ),
    ] {
        let both = format!("{open}, {}", deny.replace("Allow", "Deny"));
        assert_eq!(asked(&both, OWNED).value("ExternalPrincipals"), expected, "{deny}");
    }
    let bucket_alone = open.replace("acme/*", "acme");
    assert_eq!(asked(&bucket_alone, OWNED).value("ExternalPrincipals"), json!([]), "no object is meant");
}

#[test]
fn conditions_decide_whose_everybody_is() {
    let any = |trusted: bool, own: bool| json!([entry("*", "any", None, trusted, own)]);
    let declared = format!(
        "{OWNED}\norganization = \"o-aaaaaaaaaa\"\nendpoints = [\"vpce-0a1b2c3d\"]\ncidrs = [\"198.51.100.0/24\"]"
    );
    for (one, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#, any(false, true)),
        (r#"{"StringEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}}"#, any(true, false)),
        (r#"{"StringEquals": {"aws:PrincipalAccount": "777788889999"}}"#, any(false, false)),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#, any(false, true)),
        (r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/acme"}}"#, any(false, false)),
        (r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, any(false, false)),
        (r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-aaaaaaaaaa/*"}}"#, any(false, true)),
        (r#"{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, any(false, false)),
        // Only our own organisation can ever meet it, whichever that is.
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}"#, json!([])),
        (r#"{"StringLike": {"aws:PrincipalOrgID": "o-aaa*"}}"#, any(false, false)),
        (r#"{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#, any(false, false)),
        (r#"{"IpAddress": {"aws:SourceIp": "198.51.100.7"}}"#, any(false, true)),
        (r#"{"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}"#, any(false, true)),
        (r#"{"StringEquals": {"aws:SourceVpce": "vpce-99999999"}}"#, any(false, false)),
        (r#"{"StringLike": {"aws:Referer": "https://acme.example/*"}}"#, any(false, false)),
    ] {
        let account = asked(&allow(&aws("*"), &condition(one)), &declared);
        let found = account.value("ExternalPrincipals");
        let mut expected = expected;
        if let Some(entry) = expected.get_mut(0) {
            entry["Sid"] = json!("V");
        }
        assert_eq!(found, expected, "{one}");
    }
    let held = allow(&aws("*"), &condition(r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#));
    assert_eq!(asked(&held, "").errors("ExternalPrincipals"), ["trust.accounts"]);
}

#[test]
fn what_is_not_decided_is_a_gap_unless_a_stranger_is_certain() {
    let vague = condition(r#"{"StringAlmost": {"aws:PrincipalAccount": "111122223333"}}"#);
    let text = "condition operator StringAlmost is not documented in statement V, could make it worse";
    let account = asked(&allow(&aws("*"), &vague), "");
    assert_eq!(account.errors("ExternalPrincipals"), [text]);
    let account = asked(&allow(&aws("444455556666"), &vague), OWNED);
    assert_eq!(account.value("ExternalPrincipals")[0]["Trusted"], json!(true));
    let account = asked(&allow(&aws("777788889999"), &vague), OWNED);
    assert_eq!(account.errors("ExternalPrincipals"), [text]);
    let both = format!("{}, {}", allow(&aws("777788889999"), ""), allow(&aws("*"), &vague));
    let account = asked(&both, OWNED);
    assert_eq!(
        account.value("ExternalPrincipals"),
        json!([entry("777788889999", "account", Some("777788889999"), false, false)])
    );

    for principal in [
        aws("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"),
        r#""Principal": {"Federated": "graph.facebook.com"}"#.to_owned(),
        aws("somebody"),
        r#""principal": "*""#.to_owned(),
        r#""Sid": "nobody""#.to_owned(),
    ] {
        let account = asked(&allow(&principal, ""), OWNED);
        assert_eq!(account.gaps("ExternalPrincipals")[0].code.word(), "undecided", "{principal}");
    }
}

#[test]
fn canonical_users_are_compared_with_the_owner_of_the_bucket() {
    let foreign = "b".repeat(64);
    let statement = allow(&format!(r#""Principal": {{"CanonicalUser": "{foreign}"}}"#), "");
    let account = asked(&statement, "[trust]\naccounts = []");
    assert_eq!(account.value("ExternalPrincipals"), json!([entry(&foreign, "canonical", None, false, false)]));
    assert_eq!(account.consulted("ExternalPrincipals"), ["s3:GetBucketAcl acme", "s3:GetBucketPolicy acme"]);
    assert_eq!(
        asked(&statement, OWNED).gaps("ExternalPrincipals")[0].code.word(),
        "undecided",
        "whose id it is is not told"
    );
    assert_eq!(asked(&statement, "").errors("ExternalPrincipals"), ["trust.accounts"]);
    let mut account = asked(&statement, OWNED);
    account.set("acme", "status.Acl", gap("s3:GetBucketAcl acme"));
    assert_eq!(account.gaps("ExternalPrincipals"), [denied("s3:GetBucketAcl acme")]);
}
