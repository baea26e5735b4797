mod organization;
mod properties;
mod trust;

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
