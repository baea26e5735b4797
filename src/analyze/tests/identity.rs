//! Facts over IAM: policies, trust, credentials.

use super::{Account, account, denied, errors, evidence, fact_of, gap, gaps, known, resource, value};
use crate::resource::{Field, Known, Resource};
use serde_json::{Value, json};

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

/// A resource with a document of these statements.
fn holding(resource_type: &str, name: &str, statements: &str) -> Resource {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let mut own = resource(resource_type, "arn:aws:iam::111122223333:x/it", "global");
    own.properties.insert(name.into(), value(serde_json::from_str(&text).unwrap_or(json!({})), DETAILS));
    own.texts.insert(name.into(), text);
    own
}

fn policy(statements: &str) -> Resource {
    holding("AWS::IAM::ManagedPolicy", "PolicyDocument", statements)
}

fn role(statements: &str) -> Resource {
    holding("AWS::IAM::Role", "AssumeRolePolicyDocument", statements)
}

const ADMIN: &str = r#"{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}"#;
const READ: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::acme/*"}"#;
const ODD: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Foo": 1}"#;

#[test]
fn what_policies_allow() {
    let account = account();
    let of = |statements: &str, fact: &str| fact_of(&account, &policy(statements), fact);
    for fact in ["AdminAllows", "ServiceWildcardAllows", "PassRoleAllows", "InvertedAllows"] {
        assert_eq!(known(of(READ, fact)), json!([]), "{fact}");
        assert_eq!(known(of("", fact)), json!([]), "{fact}");
        assert_eq!(of(READ, fact).evidence, evidence(DETAILS));
        let text = "statement not understood: unknown element \"Foo\" in statement 0, could make it worse";
        assert_eq!(errors(of(ODD, fact)), [text], "{fact}");
    }
    assert_eq!(known(of(ADMIN, "AdminAllows")), json!([{"Source": "policy", "Index": 0, "Sid": "All"}]));
    assert_eq!(known(of(&format!("{ODD}, {ADMIN}"), "AdminAllows"))[0]["Index"], json!(1));
    let all = json!([{"Index": 0, "Sid": "All", "Resource": "*", "PassedToService": []}]);
    assert_eq!(known(of(ADMIN, "PassRoleAllows")), all);
    assert_eq!(known(of(&format!("{ADMIN}, {ODD}"), "PassRoleAllows")), all);
    let s3 = r#"{"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"}"#;
    let services = json!([{"Index": 0, "Service": "kms"}, {"Index": 0, "Service": "s3"}]);
    assert_eq!(known(of(s3, "ServiceWildcardAllows")), services);
    assert_eq!(errors(of(&format!("{s3}, {ODD}"), "ServiceWildcardAllows")).len(), 1, "the odd one may allow more");
    let not = r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#;
    assert_eq!(known(of(not, "InvertedAllows")), json!([{"Index": 0, "Element": "NotAction", "AnyPrincipal": false}]));
    assert_eq!(known(of(&format!("{ODD}, {not}"), "InvertedAllows"))[0]["Index"], json!(1));
    let mut by_aws = policy(ADMIN);
    by_aws.arn = "arn:aws:iam::aws:policy/AdministratorAccess".into();
    assert_eq!(fact_of(&account, &by_aws, "AdminAllows").known, Known::Absent);
    let inline = holding("AWS::IAM::Policy", "PolicyDocument", ADMIN);
    assert_eq!(known(fact_of(&account, &inline, "AdminAllows"))[0]["Index"], json!(0));
}

#[test]
fn a_document_that_was_not_read_is_a_gap() {
    let account = account();
    for (make, name, facts) in [
        (policy as fn(&str) -> Resource, "PolicyDocument", &["AdminAllows", "InvertedAllows", "PassRoleAllows"][..]),
        (role, "AssumeRolePolicyDocument", &["PublicTrust", "OidcTrust", "ExternalPrincipals"]),
    ] {
        for fact in facts {
            let mut unread = make(READ);
            unread.properties.insert(name.into(), gap(DETAILS));
            assert_eq!(gaps(fact_of(&account, &unread, fact)), [denied(DETAILS)], "{fact}");
            let mut textless = make(READ);
            textless.texts.clear();
            assert_eq!(errors(fact_of(&account, &textless, fact)), [format!("text of {name}")]);
            let mut missing = make(READ);
            missing.properties.insert(name.into(), Field::absent(evidence(DETAILS)));
            assert_eq!(errors(fact_of(&account, &missing, fact)), [format!("properties.{name} is missing")]);
            for broken in ["", "[]", "{}", "{\"Statement\": [", "null", "<html>"] {
                let mut odd = make(READ);
                odd.texts.insert(name.into(), broken.to_owned());
                assert_eq!(gaps(fact_of(&account, &odd, fact))[0].code.word(), "undecodable", "{fact} {broken}");
            }
            for strange in [json!("text"), json!([]), json!(null)] {
                let mut odd = make(READ);
                odd.properties.insert(name.into(), value(strange, DETAILS));
                assert_eq!(gaps(fact_of(&account, &odd, fact))[0].code.word(), "undecodable", "{fact}");
            }
            let mut silent = make(READ);
            silent.properties.clear();
            assert_eq!(gaps(fact_of(&account, &silent, fact))[0].code.word(), "not collected", "{fact}");
        }
    }
}

fn trust(principal: &str, action: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}"{condition}}}"#)
}

#[test]
fn public_trust() {
    let account = account();
    let of = |statements: &str| fact_of(&account, &role(statements), "PublicTrust");
    let open = trust("\"*\"", "sts:AssumeRole", "");
    let public = json!({"Public": true, "Grants": [{"Source": "trust", "Index": 0}]});
    assert_eq!(known(of(&open)), public);
    let vague = trust("\"*\"", "sts:AssumeRole", r#"{"Like": {"aws:SourceIp": "10.0.0.0/8"}}"#);
    assert_eq!(known(of(&format!("{open}, {vague}"))), public);
    let text = "condition operator Like is not documented in statement 0, could make it worse";
    assert_eq!(errors(of(&vague)), [text]);
    let own = trust(r#"{"Service": "ec2.amazonaws.com"}"#, "sts:AssumeRole", "");
    assert_eq!(known(of(&own)), json!({"Public": false, "Grants": []}));
    let maybe = r#"{"Sid": "D", "Effect": "Deny", "Principal": "*", "Action": "*", "Condition": {"NotLike": {"aws:SourceIp": "10.0.0.0/8"}}}"#;
    let text = "condition operator NotLike is not documented in statement D, could make it better";
    assert_eq!(errors(of(&format!("{open}, {maybe}"))), [text]);
}

#[test]
fn external_principals_of_a_role() {
    let entry = |principal: &str, trusted: bool, own: bool, id: bool| {
        let kind = if principal == "*" { "any" } else { "account" };
        let mut entry = json!({"Index": 0, "Principal": principal, "Kind": kind, "Trusted": trusted, "OwnOrganization": own, "ExternalId": id});
        if principal != "*" {
            entry["Account"] = json!(principal);
        }
        json!([entry])
    };
    let mut account = account();
    account.declare("[trust]\naccounts = [\"444455556666\"]\norganization = \"o-aaaaaaaaaa\"");
    let of = |principal: &str, action: &str, condition: &str| {
        let statement = trust(&format!(r#"{{"AWS": "{principal}"}}"#), action, condition);
        fact_of(&account, &role(&statement), "ExternalPrincipals")
    };
    let (ours, theirs, assume) = ("444455556666", "777788889999", "sts:AssumeRole");
    let id = r#"{"StringEquals": {"sts:ExternalId": "4711"}}"#;
    for (principal, condition, expected) in [
        (ours, "", entry(ours, true, false, false)),
        (ours, id, entry(ours, true, false, true)),
        (ours, r#"{"StringLike": {"sts:ExternalId": "*"}}"#, entry(ours, true, false, false)),
        (ours, r#"{"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}"#, entry(ours, true, false, false)),
        // Nobody calls over the internet from there, so nobody gets in.
        (ours, r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, json!([])),
        (ours, r#"{"StringEqualsIfExists": {"sts:ExternalId": "4711"}}"#, entry(ours, true, false, false)),
        (
            ours,
            r#"{"StringEqualsIfExists": {"sts:ExternalId": "4711"}, "Null": {"sts:ExternalId": "false"}}"#,
            entry(ours, true, false, true),
        ),
        (ours, r#"{"StringLike": {"sts:ExternalId": "acme-*"}}"#, entry(ours, true, false, false)),
        (ours, r#"{"ForAnyValue:StringEquals": {"sts:ExternalId": ["4711", "4712"]}}"#, entry(ours, true, false, true)),
        (ours, r#"{"StringNotEquals": {"sts:ExternalId": "4711"}}"#, entry(ours, true, false, false)),
        (ours, r#"{"StringLike": {"aws:PrincipalOrgID": "o-aaa*"}}"#, entry(ours, true, false, false)),
        (theirs, r#"{"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}"#, entry(theirs, false, false, false)),
        (theirs, r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}}"#, json!([])),
        (theirs, r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#, entry(theirs, false, false, false)),
        (ours, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, entry(ours, true, true, false)),
        (ours, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, entry(ours, true, false, false)),
        (theirs, "", entry(theirs, false, false, false)),
        (theirs, id, entry(theirs, false, false, true)),
        (
            theirs,
            r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa", "aws:PrincipalTag/team": "y"}}"#,
            entry(theirs, false, true, false),
        ),
        (theirs, r#"{"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}"#, entry(theirs, false, false, false)),
        ("*", "", entry("*", false, false, false)),
        ("*", id, entry("*", false, false, true)),
        ("*", r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#, entry("*", false, true, false)),
        (
            "*",
            r#"{"StringEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}}"#,
            entry("*", true, false, false),
        ),
        ("*", r#"{"StringEquals": {"aws:PrincipalAccount": "777788889999"}}"#, entry("*", false, false, false)),
        ("111122223333", "", json!([])),
    ] {
        assert_eq!(known(of(principal, assume, condition)), expected, "{principal} {condition}");
    }
    for (principal, action, condition) in [
        (theirs, assume, r#"{"IpAddresses": {"aws:SourceIp": "198.51.100.0/24"}}"#),
        (ours, assume, r#"{"StringEqual": {"sts:ExternalId": "4711"}}"#),
        (theirs, "s*:AssumeRole", ""),
        ("somebody", assume, ""),
    ] {
        assert_eq!(gaps(of(principal, action, condition))[0].code.word(), "undecided", "{principal} {condition}");
    }
    assert_eq!(known(of(theirs, "sts:TagSession", "")), json!([]), "that alone lets nobody in");
    for statement in [
        trust(r#"{"Service": "ec2.amazonaws.com"}"#, assume, ""),
        trust(r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/x"}"#, "sts:*", ""),
    ] {
        assert_eq!(known(fact_of(&account, &role(&statement), "ExternalPrincipals")), json!([]));
    }
    let open = trust("\"*\"", assume, "");
    let with = |more: &str| fact_of(&account, &role(&format!("{open}, {more}")), "ExternalPrincipals");
    assert_eq!(known(with(r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}"#)), json!([]));
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}}"#;
    assert_eq!(known(with(deny)), entry("*", false, true, false), "the organisation is spared");
    let ids = r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"StringNotEquals": {"sts:ExternalId": "4711"}}}"#;
    assert_eq!(known(with(ids)), entry("*", false, false, true));
    let vague = r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"StringNot": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}}"#;
    assert!(errors(with(vague))[0].ends_with("in statement 1, could make it better"));
    for odd in
        [open.replace("Principal", "NotPrincipal"), open.replace("\"Action\"", "\"Resource\": \"*\", \"Action\"")]
    {
        assert_eq!(gaps(fact_of(&account, &role(&odd), "ExternalPrincipals"))[0].code.word(), "undecided");
    }
    account.declare("");
    let undeclared = role(&trust(r#"{"AWS": "777788889999"}"#, assume, ""));
    assert_eq!(errors(fact_of(&account, &undeclared, "ExternalPrincipals")), ["trust.accounts"]);
}

const GITHUB: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

#[test]
fn oidc_trust() {
    let mut account = account();
    let mut provider = resource("AWS::IAM::OIDCProvider", GITHUB, "global");
    provider.properties.insert("Arn".into(), value(json!(GITHUB), "iam:ListOpenIDConnectProviders"));
    let role_for = |provider: &str, sub: &str| {
        let claims = |keys: &str| keys.replace("URL", "token.actions.githubusercontent.com");
        let condition = claims(&format!(
            r#"{{"StringEquals": {{"URL:aud": "sts.amazonaws.com"}}, "StringLike": {{"URL:sub": "{sub}"}}}}"#
        ));
        role(&trust(&format!(r#"{{"Federated": "{provider}"}}"#), "sts:AssumeRoleWithWebIdentity", &condition))
    };
    let told = |exists: bool, sub: &str, anchored: bool| {
        json!([{
            "Index": 0, "Provider": GITHUB, "ProviderExists": exists,
            "Audience": {"Exact": true, "Values": ["sts.amazonaws.com"]},
            "Subject": {"Test": "like", "Values": [sub], "Anchored": anchored},
        }])
    };
    let of = |account: &Account, own: &Resource| fact_of(account, own, "OidcTrust");
    assert_eq!(known(of(&account, &role_for(GITHUB, "repo:acme/*"))), told(false, "repo:acme/*", true));
    account.add(provider);
    let fact = of(&account, &role_for(GITHUB, "repo:acme*"));
    assert_eq!(fact.evidence.len(), 2);
    assert_eq!(known(fact), told(true, "repo:acme*", false));
    account.inventory.resources.retain(|one| one.resource_type != "AWS::IAM::OIDCProvider");
    account.unlisted("AWS::IAM::OIDCProvider", "global", "iam:ListOpenIDConnectProviders");
    let unlisted = of(&account, &role_for(GITHUB, "repo:acme/*"));
    assert_eq!(gaps(unlisted), [denied("iam:ListOpenIDConnectProviders")]);
    let foreign = GITHUB.replace("1111", "4444");
    assert_eq!(gaps(of(&account, &role_for(&foreign, "repo:acme/*")))[0].code.word(), "not scanned");
    let google = trust(
        r#"{"Federated": "accounts.google.com"}"#,
        "sts:AssumeRoleWithWebIdentity",
        r#"{"StringEquals": {"accounts.google.com:aud": "acme"}}"#,
    );
    assert_eq!(known(of(&account, &role(&google)))[0]["ProviderExists"], json!(true));
    // Its tokens have no claims of GitHub.
    assert_eq!(known(of(&account, &role_for("accounts.google.com", "x"))), json!([]));
    assert_eq!(known(of(&account, &role(""))), json!([]));
    let open = trust("\"*\"", "sts:AssumeRoleWithWebIdentity", "");
    assert_eq!(errors(of(&account, &role(&open))), ["principal not decided: * in statement 0, could make it worse"]);
    let google = trust(r#"{"Federated": "accounts.google.com"}"#, "sts:AssumeRoleWithWebIdentity", "");
    assert_eq!(known(of(&account, &role(&format!("{open}, {google}")))).as_array().map(Vec::len), Some(1));
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Condition": {"Bools": {"aws:SecureTransport": "true"}}}"#;
    assert!(errors(of(&account, &role(&format!("{google}, {deny}"))))[0].ends_with("could make it better"));
}

fn key(id: &str, status: &str, created: &str) -> Resource {
    let mut key =
        resource("AWS::IAM::AccessKey", &format!("arn:aws:iam::111122223333:user/u#access-key/{id}"), "global");
    let listed = |text: &str| value(json!(text), "iam:ListAccessKeys");
    key.properties.insert("Id".into(), listed(id));
    key.properties.insert("Status".into(), listed(status));
    key.status.insert("CreateDate".into(), listed(created));
    key.status.insert("AccessKeyLastUsed".into(), Field::absent(evidence("iam:GetAccessKeyLastUsed")));
    key
}

#[test]
fn ages_of_access_keys() {
    let account = account();
    let own = key("AKIA1", "Active", "2026-11-20T12:00:00Z");
    assert_eq!(known(fact_of(&account, &own, "AgeSeconds")), json!(86400));
    assert_eq!(known(fact_of(&account, &own, "Idle")), json!({"Seconds": 86400, "EverUsed": false}));
    let used = |used: Value| {
        let mut own = own.clone();
        own.status.insert("AccessKeyLastUsed".into(), value(used, "iam:GetAccessKeyLastUsed"));
        fact_of(&account, &own, "Idle")
    };
    assert_eq!(known(used(json!({"LastUsedDate": "2026-11-21T11:59:00Z"}))), json!({"Seconds": 60, "EverUsed": true}));
    assert_eq!(known(used(json!({"Region": "us-east-1"}))), json!({"Seconds": 86400, "EverUsed": false}));
    for strange in [json!("x"), json!([]), json!({"LastUsedDate": 7}), json!({"LastUsedDate": "yesterday"})] {
        assert_eq!(gaps(used(strange))[0].code.word(), "undecodable");
    }
    let mut unread = own.clone();
    unread.status.insert("AccessKeyLastUsed".into(), gap("iam:GetAccessKeyLastUsed"));
    assert_eq!(gaps(fact_of(&account, &unread, "Idle")), [denied("iam:GetAccessKeyLastUsed")]);
    unread.status.insert("CreateDate".into(), gap("iam:ListAccessKeys"));
    assert_eq!(gaps(fact_of(&account, &unread, "AgeSeconds")), [denied("iam:ListAccessKeys")]);
}

#[test]
fn active_keys_of_a_user() {
    let mut account = account();
    let mut user = resource("AWS::IAM::User", "arn:aws:iam::111122223333:user/u", "global");
    let count = |count: u64| value(json!(count), "iam:ListAccessKeys");
    user.status.insert("Children.AccessKey".into(), count(0));
    assert_eq!(known(fact_of(&account, &user, "ActiveKeys")), json!([]));
    user.status.insert("Children.AccessKey".into(), count(2));
    assert_eq!(errors(fact_of(&account, &user, "ActiveKeys")), ["AWS::IAM::AccessKey"]);
    account.add(key("AKIA1", "Active", "2026-11-20T12:00:00Z")).add(key("AKIA2", "Active", "2026-11-21T11:00:00Z"));
    let mut other = key("AKIA9", "Active", "2026-11-20T12:00:00Z");
    other.arn = other.arn.replace("user/u", "user/uu");
    account.add(other);
    let both = json!([{"Id": "AKIA2", "AgeSeconds": 3600}, {"Id": "AKIA1", "AgeSeconds": 86400}]);
    assert_eq!(known(fact_of(&account, &user, "ActiveKeys")), both);
    let with = |status: Field| {
        let mut account = Account { inventory: account.inventory.clone(), declarations: Default::default() };
        account.set("AWS::IAM::AccessKey", "properties.Status", status);
        fact_of(&account, &user, "ActiveKeys")
    };
    assert_eq!(known(with(value(json!("Inactive"), "x"))), json!([{"Id": "AKIA2", "AgeSeconds": 3600}]));
    assert_eq!(gaps(with(value(json!("Odd"), "x")))[0].code.word(), "undecodable");
    assert_eq!(gaps(with(gap("iam:ListAccessKeys"))), [denied("iam:ListAccessKeys")]);
    user.status.insert("Children.AccessKey".into(), gap("iam:ListAccessKeys"));
    assert_eq!(gaps(fact_of(&account, &user, "ActiveKeys")), [denied("iam:ListAccessKeys")]);
}

#[test]
fn expiry_of_certificates() {
    let account = account();
    let mut own = resource("AWS::IAM::ServerCertificate", "arn:aws:iam::111122223333:server-certificate/c", "global");
    own.status.insert("Expiration".into(), value(json!("2026-11-21T13:00:00Z"), "iam:ListServerCertificates"));
    assert_eq!(known(fact_of(&account, &own, "SecondsToExpiry")), json!(3600));
    own.status.insert("Expiration".into(), value(json!("2026-11-21T11:00:00Z"), "iam:ListServerCertificates"));
    assert_eq!(known(fact_of(&account, &own, "SecondsToExpiry")), json!(-3600));
    own.status.insert("Expiration".into(), gap("iam:ListServerCertificates"));
    assert_eq!(gaps(fact_of(&account, &own, "SecondsToExpiry")), [denied("iam:ListServerCertificates")]);
}

#[test]
fn service_trust() {
    let mut account = account();
    account.declare("[trust]\naccounts = [\"444455556666\"]\norganization = \"o-aaaaaaaaaa\"");
    let gateway = |condition: &str| trust(r#"{"Service": "apigateway.amazonaws.com"}"#, "sts:AssumeRole", condition);
    let of = |account: &Account, statements: &str| fact_of(account, &role(statements), "ServiceTrust");
    let entry = |held: bool| json!([{"Index": 0, "Service": "apigateway.amazonaws.com", "Held": held}]);
    for (condition, held) in [
        ("", false),
        (r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#, true),
        (r#"{"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}}"#, true),
        (r#"{"StringEquals": {"aws:SourceAccount": ["111122223333", "777788889999"]}}"#, false),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*"}}"#, true),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-aaaaaaaaaa"}}"#, true),
        (r#"{"StringEquals": {"aws:SourceOrgID": "o-bbbbbbbbbb"}}"#, false),
        (r#"{"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}"#, false),
        (r#"{"StringNotEquals": {"aws:SourceAccount": "777788889999"}}"#, false),
        (r#"{"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-aaaaaaaaaa/r-ab12/*"}}"#, true),
        (r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::acme"}}"#, false),
    ] {
        assert_eq!(known(of(&account, &gateway(condition))), entry(held), "{condition}");
    }
    let vague = gateway(r#"{"StringEqual": {"aws:SourceAccount": "111122223333"}}"#);
    let text = "condition operator StringEqual is not documented in statement 0, could make it worse";
    assert_eq!(errors(of(&account, &vague)), [text]);
    assert_eq!(known(of(&account, &format!("{}, {vague}", gateway("")))), entry(false), "one is enough");
    let function = trust(r#"{"Service": "lambda.amazonaws.com"}"#, "sts:AssumeRole", "");
    assert_eq!(of(&account, &function).known, Known::Absent);
    let mut linked = role(&gateway(""));
    linked.arn = "arn:aws:iam::111122223333:role/aws-service-role/ops.apigateway.amazonaws.com/x".into();
    assert_eq!(fact_of(&account, &linked, "ServiceTrust").known, Known::Absent);
    let mut unread = role(&gateway(""));
    unread.properties.insert("AssumeRolePolicyDocument".into(), gap(DETAILS));
    assert_eq!(gaps(fact_of(&account, &unread, "ServiceTrust")), [denied(DETAILS)]);
    account.declare("");
    let foreign = gateway(r#"{"StringEquals": {"aws:SourceAccount": "777788889999"}}"#);
    assert_eq!(errors(of(&account, &foreign)), ["trust.accounts"]);
    let own = gateway(r#"{"StringEquals": {"aws:SourceAccount": "111122223333"}}"#);
    assert_eq!(known(of(&account, &own)), entry(true), "no declaration is needed");
}
