use super::*;
use crate::iam::Context;

fn completed(caller: Caller, given: &[(&str, &str)]) -> Request {
    let mut context = Context::default();
    for (key, value) in given {
        context.set(key, *value);
    }
    let (action, resource) = ("s3:GetObject".to_owned(), "arn:aws:s3:::bucket/key".to_owned());
    Request { caller, action, resource, resource_account: "111122223333".to_owned(), context }.complete()
}

/// What a request says: the value, `?` where it is not known, `-` where it is absent.
fn says<'r>(request: &'r Request, key: &str) -> &'r str {
    match request.context.get(key) {
        None => "-",
        Some(Entry::One(value)) => value,
        Some(_) => "?",
    }
}

#[test]
fn keys_follow_from_the_caller() {
    const KEYS: [&str; 8] = [
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:username",
        "aws:userid",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalServiceName",
        "aws:FederatedProvider",
    ];
    const USER: &str = "arn:aws:iam::444455556666:user/team/ann";
    const ROLE: &str = "arn:aws:iam::444455556666:role/app/reader";
    const SESSION: &str = "arn:aws:sts::444455556666:assumed-role/reader/s1";
    const FEDERATED: &str = "arn:aws:sts::444455556666:federated-user/fay";
    const ROOT: &str = "arn:aws:iam::444455556666:root";
    const ACCOUNT: &str = "444455556666";
    let root = Caller::Root { account: ACCOUNT.to_owned(), partition: "aws".to_owned() };
    let session = |role: Option<&str>| Caller::Session { arn: SESSION.to_owned(), role: role.map(str::to_owned) };
    for (caller, expected) in [
        (Caller::Anonymous, ["-", "anonymous", "Anonymous", "-", "anonymous", "-", "-", "-"]),
        (root, [ROOT, ACCOUNT, "Account", "-", ACCOUNT, "false", "-", "-"]),
        (Caller::User(USER.to_owned()), [USER, ACCOUNT, "User", "ann", "?", "false", "-", "-"]),
        (session(Some(ROLE)), [ROLE, ACCOUNT, "AssumedRole", "-", "?", "false", "-", "-"]),
        (session(None), ["?", ACCOUNT, "AssumedRole", "-", "?", "false", "-", "-"]),
        (
            Caller::FederatedUser(FEDERATED.to_owned()),
            [FEDERATED, ACCOUNT, "FederatedUser", "-", "444455556666:fay", "false", "-", "-"],
        ),
        (Caller::Service("sns.amazonaws.com".to_owned()), ["?", "?", "?", "-", "?", "true", "sns.amazonaws.com", "-"]),
        (Caller::Federated("idp".to_owned()), ["-", "?", "?", "-", "?", "-", "-", "idp"]),
    ] {
        let request = completed(caller, &[]);
        assert_eq!(KEYS.map(|key| says(&request, key)), expected, "{:?}", request.caller);
        assert_eq!(says(&request, "aws:ResourceAccount"), "111122223333");
        assert_eq!(says(&request, "aws:SecureTransport"), "?");
        assert_eq!(says(&request, "aws:SourceIp"), "-");
    }
    // What is given stays, and may tell the role.
    let request = completed(session(None), &[("aws:PrincipalArn", ROLE), ("AWS:UserId", "AROA:s1")]);
    assert_eq!(request.caller, session(Some(ROLE)));
    assert_eq!(says(&request, "aws:userid"), "AROA:s1");
    let request = completed(session(None), &[("aws:PrincipalArn", "arn:aws:iam::444455556666:role/other")]);
    assert_eq!(request.caller, session(None));
}
