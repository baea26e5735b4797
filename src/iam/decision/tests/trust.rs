//! Whom resource policies trust, and what they may not grant.

use super::*;

#[test]
fn keys_and_roles_must_name_the_account() {
    for (action, resource) in [("kms:Decrypt", KEY), ("sts:AssumeRole", ROLE), ("sts:TagSession", ROLE)] {
        let request = request(user(), action, resource);
        let texts = |identity, resource| Texts { identity, resource, ..Texts::default() };
        check(&texts(Some(ALLOW), None), &request, "no", "no policy of the resource");
        let account = grant("Allow", &aws(OWN));
        check(&texts(Some(ALLOW), Some(&account)), &request, "yes", "delegated");
        check(&texts(None, Some(&account)), &request, "no", "delegated, not used");
        let named = grant("Allow", &aws(USER));
        check(&texts(None, Some(&named)), &request, "yes", "named");
        let other = grant("Allow", &aws("arn:aws:iam::111122223333:user/bob"));
        check(&texts(Some(ALLOW), Some(&other)), &request, "no", "another is named");
        let limited =
            Texts { identity: Some(ALLOW), resource: Some(&account), boundary: Some(OTHER_ALLOW), ..Texts::default() };
        check(&limited, &request, "no", "delegated within the boundary");
    }
    check(&Texts::default(), &request(root(OWN), "kms:Decrypt", KEY), "no", "root without a key policy");
    let list = request(user(), "kms:ListKeys", "*");
    check(&Texts { identity: Some(ALLOW), ..Texts::default() }, &list, "yes", "no key is concerned");
}

#[test]
fn trust_of_identity_providers() {
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let web = request(Caller::Federated(provider.to_owned()), "sts:AssumeRoleWithWebIdentity", ROLE);
    for (principal, expected) in [
        (format!(r#"{{"Federated": "{provider}"}}"#), "yes"),
        (r#"{"Federated": "cognito-identity.amazonaws.com"}"#.to_owned(), "no"),
        (aws(OWN), "no"),
        (aws("*"), "maybe"),
    ] {
        let trust = grant("Allow", &principal);
        let texts = Texts { resource: Some(&trust), scp: vec![DENY], ..Texts::default() };
        check(&texts, &web, expected, &principal);
    }
}

#[test]
fn trust_of_services() {
    let lambda = request(Caller::Service("lambda.amazonaws.com".to_owned()), "sts:AssumeRole", ROLE);
    for (principal, allowed) in [
        (r#"{"Service": "lambda.amazonaws.com"}"#, "yes"),
        (r#"{"Service": "ec2.amazonaws.com"}"#, "no"),
        (r#"{"AWS": "111122223333"}"#, "no"),
        (r#""*""#, "maybe"),
    ] {
        let trust = grant("Allow", principal);
        check(&Texts { resource: Some(&trust), ..Texts::default() }, &lambda, allowed, principal);
        let denied =
            format!(r#"{}, {}"#, grant("Allow", r#"{"Service": "lambda.amazonaws.com"}"#), grant("Deny", principal));
        let expected = if allowed == "no" { "yes" } else { "denied" };
        check(&Texts { resource: Some(&denied), ..Texts::default() }, &lambda, expected, principal);
    }
}

#[test]
fn elements_that_a_kind_of_policy_does_not_take() {
    let principal = ALLOW.replace("\"Action\"", "\"Principal\": \"*\", \"Action\"");
    let bare = ALLOW.replace(", \"Resource\": \"*\"", "");
    let read = request(user(), "s3:GetObject", OBJECT);
    check(&Texts { identity: Some(&principal), ..Texts::default() }, &read, "maybe", "Principal in an identity policy");
    check(&Texts { identity: Some(&bare), ..Texts::default() }, &read, "maybe", "no Resource in an identity policy");
    check(&Texts { resource: Some(ALLOW), ..Texts::default() }, &read, "maybe", "no Principal in a resource policy");
    let bare = principal.replace(", \"Resource\": \"*\"", "");
    check(&Texts { resource: Some(&bare), ..Texts::default() }, &read, "maybe", "no Resource in a bucket policy");
    let image = request(user(), "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:111122223333:repository/r");
    check(&Texts { resource: Some(&bare), ..Texts::default() }, &image, "yes", "no Resource in a repository policy");
    let role = request(user(), "sts:AssumeRole", ROLE);
    check(&Texts { resource: Some(&bare), ..Texts::default() }, &role, "yes", "no Resource in a trust policy");
    let others = grant("Allow", &aws(OTHER)).replace("\"Principal\"", "\"NotPrincipal\"");
    check(&Texts { resource: Some(&others), ..Texts::default() }, &role, "maybe", "NotPrincipal in a trust policy");
}

#[test]
fn whom_a_negated_principal_spares() {
    let request = request(session(), "s3:GetObject", OBJECT);
    let not = |effect: &str, listed: &[&str]| {
        let listed = listed.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(", ");
        grant(effect, &format!(r#"{{"AWS": [{listed}]}}"#)).replace("\"Principal\"", "\"NotPrincipal\"")
    };
    for (listed, expected) in [
        (vec![SESSION, ROLE, OWN], "yes"),
        (vec![SESSION, ROLE], "maybe"),
        (vec![ROLE, OWN], "maybe"),
        (vec![OWN], "maybe"),
        (vec![OTHER], "denied"),
        (vec!["*"], "yes"),
    ] {
        let deny = not("Deny", &listed);
        let texts = Texts { identity: Some(ALLOW), resource: Some(&deny), ..Texts::default() };
        check(&texts, &request, expected, &deny);
        // Whoever has a boundary is denied, listed or not.
        let texts = Texts { identity: Some(ALLOW), resource: Some(&deny), boundary: Some(ALLOW), ..Texts::default() };
        check(&texts, &request, "denied", &deny);
    }
    for (listed, expected) in [(vec![ROLE], "no"), (vec![OWN], "no"), (vec![OTHER], "yes")] {
        let allow = not("Allow", &listed);
        check(&Texts { resource: Some(&allow), ..Texts::default() }, &request, expected, &allow);
    }
    let anonymous = self::request(Caller::Anonymous, "s3:GetObject", OBJECT);
    let allow = not("Allow", &[OWN]);
    check(&Texts { resource: Some(&allow), ..Texts::default() }, &anonymous, "yes", "everyone else");
}

#[test]
fn who_one_is_may_always_be_asked() {
    let asks = |caller| request(caller, "sts:GetCallerIdentity", "*");
    check(&Texts { identity: Some(DENY), scp: vec![DENY], ..Texts::default() }, &asks(user()), "yes", "even if denied");
    check(&Texts::default(), &asks(Caller::Anonymous), "no", "unsigned");
}

#[test]
fn what_is_of_aws_stays_as_it_is() {
    for (action, resource, expected) in [
        ("iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", "no"),
        ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", "yes"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/R", "no"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/R", "yes"),
        ("kms:DeleteAlias", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3", "no"),
        ("kms:DeleteAlias", "arn:aws:kms:eu-west-1:111122223333:alias/mine", "yes"),
    ] {
        let texts = Texts { identity: Some(ALLOW), ..Texts::default() };
        check(&texts, &request(user(), action, resource), expected, resource);
    }
}
