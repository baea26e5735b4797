use super::super::parse;
use super::super::strangers::{self, Standpoint};
use super::*;

const URL: &str = "token.actions.githubusercontent.com";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

fn statement(effect: &str, principal: &str, action: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "{action}"{condition}}}"#)
}

fn found(statements: &str) -> WebTrusts {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let at = Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };
    let question = strangers::question("AWS::IAM::Role", "arn:aws:iam::111122223333:role/r".to_owned(), at);
    web_trust(&parse(&text).expect("a policy"), &question.expect("a kind"))
}

fn of(provider: &str, condition: &str) -> WebTrusts {
    let principal = format!(r#"{{"Federated": "{provider}"}}"#);
    found(&statement("Allow", &principal, "sts:AssumeRoleWithWebIdentity", condition))
}

/// Audience and subject of the one entry: their tests and whether they are pinned. `None`: not decided.
fn claims(provider: &str, condition: &str) -> Option<[(Test, bool); 2]> {
    let found = of(provider, condition);
    assert_eq!(found.entries.len() + usize::from(!found.doubts.is_empty()), 1, "{condition}");
    found.entries.first().map(|entry| [&entry.audience, &entry.subject].map(|claim| (claim.test, claim.pinned)))
}

#[test]
fn what_is_asked_of_a_token() {
    const NONE: (Test, bool) = (Test::None, false);
    let aud = (Test::Equals, true);
    for (condition, expected) in [
        ("", Some([NONE, NONE])),
        (r#"{"StringEquals": {"URL:aud": "sts.amazonaws.com"}}"#, Some([aud, NONE])),
        (r#"{"StringEquals": {"URL:aud": "a", "URL:sub": "repo:acme/app:ref:refs/heads/main"}}"#, Some([aud, aud])),
        (
            r#"{"StringEquals": {"URL:AUD": "a"}, "StringLike": {"URL:Sub": "repo:acme/*"}}"#,
            Some([aud, (Test::Like, true)]),
        ),
        (
            r#"{"StringEquals": {"URL:aud": "a"}, "StringLike": {"URL:sub": "repo:acme*"}}"#,
            Some([aud, (Test::Like, false)]),
        ),
        (r#"{"StringLike": {"URL:sub": ["repo:acme/*", "*"]}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"StringLike": {"URL:aud": "*"}}"#, Some([(Test::Like, false), NONE])),
        (r#"{"StringLike": {"URL:aud": "sts.amazonaws.com"}}"#, Some([(Test::Like, true), NONE])),
        (r#"{"StringLike": {"URL:sub": "*"}, "StringEquals": {"URL:sub": "repo:acme/app:ref:x"}}"#, Some([NONE, aud])),
        // Another claim that only the named owner's tokens have holds the role to him.
        (r#"{"StringEquals": {"URL:repository": "acme/app"}}"#, Some([NONE, (Test::Like, true)])),
        (r#"{"StringEquals": {"URL:environment": "production"}}"#, Some([NONE, (Test::None, false)])),
        (r#"{"StringEqualsIgnoreCase": {"URL:sub": "REPO:ACME/app:ref:x"}}"#, Some([NONE, aud])),
        (r#"{"ForAnyValue:StringLike": {"URL:sub": "repo:acme/*"}}"#, Some([NONE, (Test::Like, true)])),
        // It holds too where the claim is missing.
        (r#"{"ForAllValues:StringLike": {"URL:sub": "repo:acme/*"}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"StringEqualsIfExists": {"URL:sub": "repo:acme/app:ref:x"}}"#, Some([NONE, (Test::Like, false)])),
        (
            r#"{"StringLikeIfExists": {"URL:sub": "repo:acme/*"}, "Null": {"URL:sub": "false"}}"#,
            Some([NONE, (Test::Like, true)]),
        ),
        (r#"{"StringNotLike": {"URL:sub": "repo:evil/*"}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"stringlike": {"URL:sub": "repo:acme/*"}}"#, Some([NONE, (Test::Like, true)])),
        (r#"{"StringsLike": {"URL:sub": "repo:acme/*"}}"#, None),
        (
            r#"{"StringNotLike": {"URL:sub": "repo:evil/*"}, "StringLike": {"URL:sub": "repo:acme/*"}}"#,
            Some([NONE, (Test::Like, true)]),
        ),
        (r#"{"StringLike": {"URL:sub": ["repo:*/app:*", "repo:acme/*"]}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"StringLike": {"URL:sub": "repo:acme?/*"}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"StringLike": {"URL:sub": "environment:prod*"}}"#, Some([NONE, (Test::Like, false)])),
        (r#"{"StringLike": {"URL:sub": "repository_owner:acme:*"}}"#, Some([NONE, (Test::Like, true)])),
        (r#"{"StringLike": {"URL:sub": "repo:acme@123/app@456:*"}}"#, Some([NONE, (Test::Like, true)])),
        (r#"{"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}"#, Some([NONE, NONE])),
        (r#"{"StringEqualsIfExists": {"URL:aud": "sts.amazonaws.com"}}"#, Some([aud, NONE])),
        (r#"{"StringNotEquals": {"URL:aud": "evil"}}"#, Some([(Test::Like, false), NONE])),
    ] {
        let condition = condition.replace("URL", URL);
        assert_eq!(claims(PROVIDER, &condition), expected, "{condition}");
    }
}

#[test]
fn providers_that_aws_knows() {
    let pool = "cognito-identity.amazonaws.com";
    let signed_in = (Test::Like, true);
    let exact = (Test::Equals, true);
    let aud = r#""StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:1"}"#;
    let amr = |operator: &str, value: &str| {
        format!(r#"{{{aud}, "{operator}": {{"cognito-identity.amazonaws.com:amr": {value}}}}}"#)
    };
    assert_eq!(claims(pool, &amr("ForAnyValue:StringLike", r#""authenticated""#)), Some([exact, signed_in]));
    for (operator, value) in [
        ("ForAnyValue:StringLike", r#""unauthenticated""#),
        ("ForAnyValue:StringLike", r#"["authenticated", "unauthenticated"]"#),
        ("ForAnyValue:StringLike", r#""*authenticated""#),
    ] {
        assert_eq!(claims(pool, &amr(operator, value)), Some([exact, (Test::None, false)]), "{operator} {value}");
    }
    // Every token of a pool tells, so a guest never meets it.
    let all = amr("ForAllValues:StringLike", r#""authenticated""#);
    assert_eq!(claims(pool, &all), Some([exact, signed_in]));
    let amazon = r#"{"StringEquals": {"www.amazon.com:app_id": "amzn1.application-oa2-client.1", "www.amazon.com:user_id": "u"}}"#;
    assert_eq!(claims("www.amazon.com", amazon), Some([exact, exact]));
    assert_eq!(provider_url("arn:aws:iam::1:saml-provider/corp"), None);
    assert_eq!(provider_url("arn:aws:iam::1:oidc-provider/idp.example.com/a"), Some("idp.example.com/a"));
}

#[test]
fn only_web_identity_is_asked() {
    let web = "sts:AssumeRoleWithWebIdentity";
    let federated = format!(r#"{{"Federated": "{PROVIDER}"}}"#);
    assert_eq!(found(&statement("Allow", &federated, "sts:AssumeRole", "")), WebTrusts::default());
    assert_eq!(found(&statement("Allow", &federated, "sts:*", "")).entries.len(), 1);
    assert_eq!(found(&statement("Allow", r#"{"Service": "ec2.amazonaws.com"}"#, "sts:*", "")), WebTrusts::default());
    assert_eq!(
        found(&statement("Allow", r#"{"Federated": "arn:aws:iam::1:saml-provider/x"}"#, web, "")),
        WebTrusts::default()
    );
    for (principal, action) in
        [(r#""*""#, web), (r#"{"Federated": "*"}"#, web), (federated.as_str(), "s*:AssumeRoleWithWebIdentity")]
    {
        let found = found(&statement("Allow", principal, action, ""));
        assert_eq!((found.entries.len(), found.doubts.len()), (0, 1), "{principal} {action}");
    }
    let odd = statement("Allow", &federated, web, "").replace("\"Effect\"", "\"Resource\": \"*\", \"Effect\"");
    assert_eq!((found(&odd).entries.len(), found(&odd).doubts.len()), (0, 1));
}

#[test]
fn denials_may_undo_it() {
    let web = "sts:AssumeRoleWithWebIdentity";
    let open = statement("Allow", &format!(r#"{{"Federated": "{PROVIDER}"}}"#), web, "");
    let with = |deny: &str| found(&format!("{open}, {deny}"));
    assert_eq!(with(&statement("Deny", r#""*""#, web, "")), WebTrusts::default());
    assert_eq!(with(&statement("Deny", &format!(r#"{{"Federated": "{PROVIDER}"}}"#), web, "")), WebTrusts::default());
    let one = |deny: &str| {
        let found = with(deny);
        assert!(found.doubts.is_empty(), "{deny}: {:?}", found.doubts);
        found.entries.into_iter().next().map(|entry| (entry.audience.pinned, entry.subject))
    };
    let free = Claim { test: Test::None, values: Vec::new(), pinned: false };
    for deny in [
        statement("Deny", r#""*""#, "sts:AssumeRole", ""),
        statement("Deny", r#"{"AWS": "111122223333"}"#, "*", ""),
        statement("Deny", r#"{"Federated": "accounts.google.com"}"#, web, ""),
        statement("Deny", r#""*""#, web, r#"{"Bool": {"aws:SecureTransport": "false"}}"#),
    ] {
        assert_eq!(one(&deny), Some((false, free.clone())), "{deny}");
    }
    let own = Claim { test: Test::Like, values: vec!["repo:acme/*".to_owned()], pinned: true };
    let but_own = |operator: &str, principal: &str| {
        let condition = format!(r#"{{"{operator}": {{"{URL}:sub": "repo:acme/*"}}}}"#);
        one(&statement("Deny", principal, web, &condition))
    };
    assert_eq!(but_own("StringNotLike", r#""*""#), Some((false, own.clone())));
    assert_eq!(but_own("StringNotLike", &format!(r#"{{"Federated": "{PROVIDER}"}}"#)), Some((false, own)));
    // A token without the claim, and all whom it names, are spared.
    let loose = Claim { test: Test::Like, values: vec!["repo:acme/*".to_owned()], pinned: false };
    assert_eq!(but_own("StringNotLikeIfExists", r#""*""#).map(|(_, subject)| subject.pinned), Some(true));
    assert_eq!(but_own("StringLike", r#""*""#), Some((false, loose)));
    let vague = with(&statement("Deny", r#""*""#, web, &format!(r#"{{"NotLike": {{"{URL}:sub": "repo:acme/*"}}}}"#)));
    assert_eq!((vague.entries.len(), vague.doubts.len()), (0, 1));
    let contradiction =
        of(PROVIDER, &format!(r#"{{"StringEquals": {{"{URL}:sub": "a"}}, "Null": {{"{URL}:sub": "true"}}}}"#));
    assert_eq!(contradiction, WebTrusts::default(), "such a token there is not");
    let elsewhere = of(PROVIDER, r#"{"StringEquals": {"other.example.com:sub": "repo:acme/app"}}"#);
    assert_eq!(elsewhere, WebTrusts::default(), "a token has no claims of another provider");
}
