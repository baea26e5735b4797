mod properties;

use super::*;
use crate::iam::Context;
use crate::iam::parse::parse;

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";
const USER: &str = "arn:aws:iam::111122223333:user/ann";
const ROLE: &str = "arn:aws:iam::111122223333:role/app/reader";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/reader/s1";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/fay";
const OBJECT: &str = "arn:aws:s3:::bucket/key";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1";

const ALLOW: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
const DENY: &str = r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#;
const OTHER_ALLOW: &str = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#;
const OPEN_ALLOW: &str =
    r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Perhaps": {"aws:SourceIp": "1"}}}"#;
const OPEN_DENY: &str =
    r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Perhaps": {"aws:SourceIp": "1"}}}"#;

fn policy(statements: &str) -> Policy {
    parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)).expect("a policy")
}

/// A statement of a resource's policy that names a principal, as JSON.
fn grant(effect: &str, principal: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "*", "Resource": "*"}}"#)
}

fn aws(principal: &str) -> String {
    format!(r#"{{"AWS": "{principal}"}}"#)
}

/// The policies of a case as texts of statements.
#[derive(Default)]
struct Texts<'a> {
    identity: Option<&'a str>,
    resource: Option<&'a str>,
    boundary: Option<&'a str>,
    session: Option<&'a str>,
    endpoint: Option<&'a str>,
    scp: Vec<&'a str>,
    rcp: Vec<&'a str>,
}

fn decision(texts: &Texts, request: &Request) -> Decision {
    let one = |text: Option<&str>| text.map(policy);
    let (identity, resource) = (one(texts.identity), one(texts.resource));
    let (boundary, session, endpoint) = (one(texts.boundary), one(texts.session), one(texts.endpoint));
    let levels = |texts: &[&str]| texts.iter().map(|text| policy(text)).collect::<Vec<_>>();
    let (scp, rcp) = (levels(&texts.scp), levels(&texts.rcp));
    let named = |policy| Named { name: "p", policy };
    decide(
        &Policies {
            identity: identity.as_ref().map(named).into_iter().collect(),
            resource: resource.as_ref().map(named),
            boundary: boundary.as_ref().map(|policy| vec![named(policy)]),
            service_control: scp.iter().map(|policy| vec![named(policy)]).collect(),
            resource_control: rcp.iter().map(|policy| vec![named(policy)]).collect(),
            resource_control_reaches: true,
            session: session.as_ref().map(|policy| vec![named(policy)]),
            endpoint: endpoint.as_ref().map(|policy| vec![named(policy)]),
        },
        request,
    )
}

fn request(caller: Caller, action: &str, resource: &str) -> Request {
    Request {
        caller,
        action: action.to_owned(),
        resource: resource.to_owned(),
        resource_account: OWN.to_owned(),
        context: Context::default(),
    }
}

fn user() -> Caller {
    Caller::User(USER.to_owned())
}

fn session() -> Caller {
    Caller::Session { arn: SESSION.to_owned(), role: Some(ROLE.to_owned()) }
}

fn root(account: &str) -> Caller {
    Caller::Root { account: account.to_owned(), partition: "aws".to_owned() }
}

/// `yes`, `no` (nothing grants it), `denied`, `maybe`.
fn word(decision: &Decision) -> &'static str {
    match (decision.allowed, decision.denied) {
        (Truth::Yes, _) => "yes",
        (Truth::Maybe, _) => "maybe",
        (Truth::No, Truth::Yes) => "denied",
        (Truth::No, _) => "no",
    }
}

fn check(texts: &Texts, request: &Request, expected: &str, why: &str) {
    let decision = decision(texts, request);
    assert_eq!(word(&decision), expected, "{why}: {decision:#?}");
    assert_eq!(decision.unknowns.is_empty(), expected != "maybe", "{why}: {:?}", decision.unknowns);
    assert_eq!(decision.reasons.is_empty(), expected == "maybe", "{why}: {:?}", decision.reasons);
}

#[test]
fn inside_an_account_a_resource_policy_may_pass_by_boundary_and_session_policy() {
    // Principal of the resource policy; whether it suffices alone; where a boundary, or a session policy, allows
    // something else only. The table "Request with a resource-based policy" of the evaluation logic.
    let federated = Caller::FederatedUser(FEDERATED.to_owned());
    for (caller, principal, alone, limited) in [
        (user(), aws(USER), "yes", "yes"),
        (user(), aws("*"), "yes", "yes"),
        (user(), r#""*""#.to_owned(), "yes", "yes"),
        (user(), aws(OWN), "no", "no"),
        (user(), aws("arn:aws:iam::111122223333:root"), "no", "no"),
        (user(), aws("arn:aws:iam::111122223333:user/bob"), "no", "no"),
        (user(), aws("arn:aws:iam::111122223333:user/Ann"), "no", "no"),
        (user(), aws(OTHER), "no", "no"),
        (session(), aws(ROLE), "yes", "no"),
        (session(), aws(SESSION), "yes", "yes"),
        (session(), aws("*"), "yes", "yes"),
        (session(), aws(OWN), "no", "no"),
        (session(), aws("arn:aws:sts::111122223333:assumed-role/reader/s2"), "no", "no"),
        (federated.clone(), aws(FEDERATED), "yes", "yes"),
        (federated.clone(), aws(OWN), "no", "no"),
        (federated, aws(USER), "maybe", "no"),
    ] {
        let grant = grant("Allow", &principal);
        let request = request(caller, "s3:GetObject", OBJECT);
        let resource = Some(grant.as_str());
        check(&Texts { resource, ..Texts::default() }, &request, alone, &principal);
        let boundary = Texts { resource, boundary: Some(OTHER_ALLOW), ..Texts::default() };
        check(&boundary, &request, limited, &principal);
        let session = Texts { resource, session: Some(OTHER_ALLOW), ..Texts::default() };
        check(&session, &request, limited, &principal);
        // An explicit denial in either always refuses.
        let boundary = Texts { resource, boundary: Some(DENY), ..Texts::default() };
        check(&boundary, &request, "denied", &principal);
        let session = Texts { resource, session: Some(DENY), ..Texts::default() };
        check(&session, &request, "denied", &principal);
    }
}

#[test]
fn identity_policies_stay_within_boundary_and_session_policy() {
    for (boundary, session, expected) in [
        (None, None, "yes"),
        (Some(ALLOW), None, "yes"),
        (Some(OTHER_ALLOW), None, "no"),
        (None, Some(OTHER_ALLOW), "no"),
        (Some(ALLOW), Some(ALLOW), "yes"),
        (Some(ALLOW), Some(DENY), "denied"),
        (Some(OPEN_ALLOW), None, "maybe"),
        (Some(OPEN_ALLOW), Some(OTHER_ALLOW), "no"),
        (Some(OPEN_ALLOW), Some(DENY), "denied"),
    ] {
        let texts = Texts { identity: Some(ALLOW), boundary, session, ..Texts::default() };
        let why = format!("{boundary:?} {session:?}");
        check(&texts, &request(self::session(), "s3:GetObject", OBJECT), expected, &why);
    }
}

#[test]
fn what_may_deny_leaves_open_what_is_allowed_and_nothing_else() {
    let request = request(user(), "s3:GetObject", OBJECT);
    let both = |other: &str| format!("{ALLOW}, {other}");
    check(&Texts { identity: Some(&both(OPEN_DENY)), ..Texts::default() }, &request, "maybe", "may deny");
    check(&Texts { identity: Some(OPEN_DENY), ..Texts::default() }, &request, "no", "nothing allows");
    let scp = both(DENY);
    let texts = Texts { identity: Some(&both(OPEN_DENY)), scp: vec![&scp], ..Texts::default() };
    check(&texts, &request, "denied", "another surely denies");
}

#[test]
fn across_accounts_both_sides_must_allow() {
    for (identity, principal, boundary, session, expected) in [
        (None, aws("*"), None, None, "no"),
        (Some(ALLOW), aws("*"), None, None, "yes"),
        (Some(ALLOW), aws(OTHER), None, None, "yes"),
        (Some(ALLOW), aws("arn:aws:iam::444455556666:role/r"), None, None, "yes"),
        (Some(ALLOW), aws("arn:aws:sts::444455556666:assumed-role/r/s"), None, None, "yes"),
        (Some(ALLOW), aws("arn:aws:iam::444455556666:role/other"), None, None, "no"),
        (Some(ALLOW), aws(OWN), None, None, "no"),
        (Some(ALLOW), aws(OTHER), Some(OTHER_ALLOW), None, "no"),
        (Some(ALLOW), aws("arn:aws:sts::444455556666:assumed-role/r/s"), None, Some(OTHER_ALLOW), "no"),
        (Some(OTHER_ALLOW), aws("*"), None, None, "no"),
        (Some(ALLOW), r#"{"CanonicalUser": "0123"}"#.to_owned(), None, None, "maybe"),
        (Some(ALLOW), aws("not a principal"), None, None, "maybe"),
    ] {
        let caller = Caller::Session { arn: "arn:aws:sts::444455556666:assumed-role/r/s".to_owned(), role: None };
        let grant = grant("Allow", &principal);
        let texts = Texts { identity, resource: Some(&grant), boundary, session, ..Texts::default() };
        check(&texts, &request(caller, "s3:GetObject", OBJECT), expected, &principal);
    }
    let caller = Caller::User("arn:aws:iam::444455556666:user/u".to_owned());
    let texts = Texts { identity: Some(ALLOW), ..Texts::default() };
    check(&texts, &request(caller, "s3:GetObject", OBJECT), "no", "no resource policy");
}

#[test]
fn root_needs_no_identity_policy_but_obeys_the_others() {
    let own = request(root(OWN), "s3:GetObject", OBJECT);
    check(&Texts::default(), &own, "yes", "own account");
    check(&Texts { scp: vec![OTHER_ALLOW], ..Texts::default() }, &own, "no", "service control policy");
    let deny = grant("Deny", "\"*\"");
    check(&Texts { resource: Some(&deny), ..Texts::default() }, &own, "denied", "resource policy");
    check(&Texts { boundary: Some(DENY), ..Texts::default() }, &own, "yes", "root has no boundary");
    let other = request(root(OTHER), "s3:GetObject", OBJECT);
    check(&Texts::default(), &other, "no", "of another account");
    let allow = grant("Allow", &aws(OTHER));
    check(&Texts { resource: Some(&allow), ..Texts::default() }, &other, "yes", "named");
    // Nobody locks the root user out of the bucket's policy, but an organisation or an endpoint may.
    let mend = request(root(OWN), "s3:DeleteBucketPolicy", "arn:aws:s3:::bucket");
    check(&Texts { resource: Some(&deny), ..Texts::default() }, &mend, "yes", "may mend the policy");
    check(
        &Texts { resource: Some(&deny), rcp: vec![&deny], ..Texts::default() },
        &mend,
        "denied",
        "by the organisation",
    );
    let mend = request(root(OTHER), "s3:DeleteBucketPolicy", "arn:aws:s3:::bucket");
    check(&Texts { resource: Some(&deny), ..Texts::default() }, &mend, "denied", "of another account");
    let role = request(root(OWN), "sts:AssumeRole", ROLE);
    let trust = grant("Allow", &aws(OWN));
    check(&Texts { resource: Some(&trust), ..Texts::default() }, &role, "no", "root assumes no role");
}

#[test]
fn anonymous_callers_meet_resource_side_policies_only() {
    let read = request(Caller::Anonymous, "s3:GetObject", OBJECT);
    for (principal, expected) in [
        ("\"*\"".to_owned(), "yes"),
        (aws("*"), "yes"),
        (aws(OWN), "no"),
        (r#"{"Service": "s3.amazonaws.com"}"#.to_owned(), "no"),
        (aws("AROAEXAMPLEEXAMPLE12"), "no"),
        (aws("arn:aws:iam::*:root"), "no"),
    ] {
        let allow = grant("Allow", &principal);
        // Own policies and service control policies have no say.
        let texts = Texts {
            resource: Some(&allow),
            identity: Some(DENY),
            boundary: Some(DENY),
            scp: vec![DENY],
            ..Texts::default()
        };
        check(&texts, &read, expected, &principal);
    }
    let allow = grant("Allow", "\"*\"");
    let deny = grant("Deny", "\"*\"");
    check(&Texts { resource: Some(&allow), rcp: vec![&deny], ..Texts::default() }, &read, "denied", "RCP");
    check(&Texts { identity: Some(ALLOW), ..Texts::default() }, &read, "no", "no resource policy");
    let narrow = grant("Allow", "\"*\"").replace("\"Action\": \"*\"", "\"Action\": \"s3:PutObject\"");
    let endpoint = Some(narrow.as_str());
    check(&Texts { resource: Some(&allow), endpoint, ..Texts::default() }, &read, "no", "endpoint policy");
    let key = request(Caller::Anonymous, "kms:Decrypt", KEY);
    check(&Texts { resource: Some(&allow), ..Texts::default() }, &key, "no", "KMS wants a signature");
    let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s";
    let secret = request(Caller::Anonymous, "secretsmanager:GetSecretValue", secret);
    check(&Texts { resource: Some(&allow), ..Texts::default() }, &secret, "maybe", "not told");
}

#[test]
fn services_are_granted_by_the_resource_policy_alone() {
    let service = |name: &str| Caller::Service(name.to_owned());
    let put = request(service("cloudtrail.amazonaws.com"), "s3:PutObject", OBJECT);
    for (principal, expected) in [
        (r#"{"Service": "cloudtrail.amazonaws.com"}"#, "yes"),
        (r#"{"Service": ["a.amazonaws.com", "cloudtrail.amazonaws.com"]}"#, "yes"),
        (r#"{"Service": "config.amazonaws.com"}"#, "no"),
        (r#"{"Service": "cloudtrail.eu-west-1.amazonaws.com"}"#, "maybe"),
        (r#""*""#, "yes"),
        (r#"{"AWS": "111122223333"}"#, "no"),
    ] {
        let allow = grant("Allow", principal);
        let texts = Texts { resource: Some(&allow), scp: vec![DENY], ..Texts::default() };
        check(&texts, &put, expected, principal);
        let deny = grant("Deny", "\"*\"");
        let expected = "denied";
        let texts = Texts { resource: Some(&allow), rcp: vec![&deny], ..Texts::default() };
        check(&texts, &put, expected, principal);
    }
    check(&Texts { identity: Some(ALLOW), ..Texts::default() }, &put, "no", "no resource policy");
}

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
fn every_level_of_service_control_policies_must_allow() {
    let request = request(user(), "s3:GetObject", OBJECT);
    for (scp, expected) in [
        (vec![], "yes"),
        (vec![ALLOW], "yes"),
        (vec![ALLOW, ALLOW, ALLOW], "yes"),
        (vec![ALLOW, OTHER_ALLOW, ALLOW], "no"),
        (vec![ALLOW, OTHER_ALLOW, DENY], "denied"),
        (vec![ALLOW, OPEN_ALLOW], "maybe"),
        (vec![OTHER_ALLOW, OPEN_ALLOW], "no"),
    ] {
        let why = format!("{scp:?}");
        check(&Texts { identity: Some(ALLOW), scp, ..Texts::default() }, &request, expected, &why);
    }
    let name = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s";
    let linked = |role: Option<&str>| Caller::Session { arn: name.to_owned(), role: role.map(str::to_owned) };
    for (role, expected) in [
        (Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"), "yes"),
        (Some("arn:aws:iam::111122223333:role/AWSServiceRoleForX"), "denied"),
        (None, "maybe"),
    ] {
        let request = self::request(linked(role), "s3:GetObject", OBJECT);
        check(&Texts { identity: Some(ALLOW), scp: vec![DENY], ..Texts::default() }, &request, expected, "linked role");
    }
}

#[test]
fn resource_control_policies_deny_whoever_asks() {
    let deny = grant("Deny", "\"*\"");
    let narrow = grant("Deny", "\"*\"").replace("\"Action\": \"*\"", "\"Action\": \"s3:PutObject\"");
    let named = grant("Deny", &aws(USER));
    let request = request(user(), "s3:GetObject", OBJECT);
    for (rcp, expected) in [
        (vec![], "yes"),
        (vec![narrow.as_str()], "yes"),
        (vec![narrow.as_str(), deny.as_str()], "denied"),
        (vec![named.as_str()], "maybe"),
    ] {
        let why = format!("{rcp:?}");
        check(&Texts { identity: Some(ALLOW), rcp, ..Texts::default() }, &request, expected, &why);
    }
    // A service that they do not reach.
    let (allow, deny) = (policy(ALLOW), policy(&deny));
    let named = |policy| Named { name: "p", policy };
    let policies =
        Policies { identity: vec![named(&allow)], resource_control: vec![vec![named(&deny)]], ..Policies::default() };
    assert_eq!(decide(&policies, &request).allowed, Truth::Yes);
}

#[test]
fn endpoint_policies_limit_everyone_who_passes() {
    let request = request(user(), "s3:GetObject", OBJECT);
    let any = grant("Allow", "\"*\"");
    let other = any.replace("\"Action\": \"*\"", "\"Action\": \"sqs:*\"");
    let (account, deny) = (grant("Allow", &aws(OWN)), grant("Deny", "\"*\""));
    for (endpoint, expected) in [(&any, "yes"), (&other, "no"), (&account, "maybe"), (&deny, "denied")] {
        let texts = Texts { identity: Some(ALLOW), endpoint: Some(endpoint), ..Texts::default() };
        check(&texts, &request, expected, endpoint);
    }
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

#[test]
fn the_trace_says_why() {
    let mut request = request(user(), "s3:GetObject", OBJECT);
    request.context.set("aws:PrincipalOrgID", "o-other");
    let statements = r#"
        {"Sid": "Ours", "Effect": "Allow", "Action": "s3:*", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}},
        {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::other/*"}"#;
    let decision = decision(&Texts { identity: Some(statements), ..Texts::default() }, &request);
    let why: Vec<&str> = decision.trace.iter().filter_map(|step| step.matched.why.as_deref()).collect();
    assert_eq!(
        why,
        [
            "Condition StringEquals aws:PrincipalOrgID: request has o-other",
            "NotAction: s3:GetObject",
            "Resource: arn:aws:s3:::bucket/key",
        ]
    );
    assert_eq!(decision.reasons, ["neither identity nor resource policy allows it"]);
    assert_eq!(decision.trace[0].text(), "Allow statement Ours of identity policy p");
}
