use super::super::parse;
use super::*;

const URL: &str = "token.actions.githubusercontent.com";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

fn statement(effect: &str, principal: &str, action: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!(r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "{action}"{condition}}}"#)
}

fn found(statements: &str) -> WebTrusts {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    web_trust(&parse(&text).expect("a policy"))
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
        (r#"{"StringEquals": {"other.example.com:sub": "repo:acme/app"}}"#, Some([NONE, NONE])),
        (r#"{"StringEquals": {"URL:repository": "acme/app"}}"#, Some([NONE, NONE])),
        (r#"{"ForAnyValue:StringLike": {"URL:sub": "repo:acme/*"}}"#, None),
        (r#"{"ForAllValues:StringLike": {"URL:sub": "repo:acme/*"}}"#, None),
        (r#"{"StringEqualsIfExists": {"URL:sub": "repo:acme/app"}}"#, None),
        (r#"{"StringNotLike": {"URL:sub": "repo:evil/*"}}"#, None),
        (r#"{"stringlike": {"URL:sub": "repo:acme/*"}}"#, None),
        (r#"{"StringLike": {"URL:sub": "repo:${aws:PrincipalTag/x}/*"}}"#, None),
        (
            r#"{"StringNotLike": {"URL:sub": "repo:evil/*"}, "StringLike": {"URL:sub": "repo:acme/*"}}"#,
            Some([NONE, (Test::Like, true)]),
        ),
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
        ("ForAllValues:StringLike", r#""authenticated""#),
    ] {
        assert_eq!(claims(pool, &amr(operator, value)), Some([exact, (Test::None, false)]), "{operator} {value}");
    }
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
    assert!(with(&statement("Deny", r#""*""#, "sts:AssumeRole", "")).denials.is_empty());
    assert!(with(&statement("Deny", r#"{"AWS": "111122223333"}"#, "*", "")).denials.is_empty());
    let vague = statement(
        "Deny",
        r#""*""#,
        web,
        r#"{"StringNotLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}"#,
    );
    assert_eq!((with(&vague).entries.len(), with(&vague).denials.len()), (1, 1));
    assert_eq!(with(&statement("Deny", &format!(r#"{{"Federated": "{PROVIDER}"}}"#), web, "")).denials.len(), 1);
}
