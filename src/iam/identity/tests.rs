use super::super::holder::tests::ANYBODY;
use super::super::parse;
use super::*;

fn policy(statements: &str) -> Policy {
    parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy")
}

/// What a policy comes to: `Yes` is certain, `No` is certain, `Maybe` is left open.
fn truth<T>(found: &Found<T>) -> Truth {
    match (found.certain.is_empty(), found.doubts.is_empty()) {
        (false, _) => Truth::Yes,
        (true, true) => Truth::No,
        (true, false) => Truth::Maybe,
    }
}

fn admin(statements: &str) -> Truth {
    truth(&admin_grants(&policy(statements), &ANYBODY))
}

fn services_of(statements: &str) -> (Vec<String>, bool) {
    asked_of(statements, &[])
}

fn asked_of(statements: &str, asked: &[&str]) -> (Vec<String>, bool) {
    let found = service_grants(&policy(statements), &ANYBODY, asked);
    (found.certain.into_iter().map(|(_, service)| service).collect(), !found.doubts.is_empty())
}

const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

#[test]
fn everything_on_everything() {
    for (statement, expected) in [
        (ALL, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["arn:aws:s3:::x", "*"]}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "**", "Resource": "***"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*:*", "Resource": "*"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*:*:*:*"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:*:*:*:*:*"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws-cn:*:*:*:*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*:*:111122223333:*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::*"}"#, Truth::No),
        // The parts that are missing from an ARN in a policy of a principal are `*`.
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:*"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "${aws:username}"}"#, Truth::No),
        // No user has an empty name.
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "*${aws:username}"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*:*:*:*${aws:PrincipalTag/x}"}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "?*:*", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "s*:*", "Resource": "*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "everything", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#, Truth::No),
        (r#"{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"}"#, Truth::No),
        (r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#, Truth::No),
        // He has a second factor.
        (
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
            Truth::Yes,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
            Truth::No,
        ),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}"#, Truth::Yes),
        (r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Like": {"k": "v"}}}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "allow", "Action": "*", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "*", "action": "s3:Get*", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": "*", "NotAction": "s3:Get*", "Resource": "*"}"#, Truth::Maybe),
        (r#"{"Effect": "Allow", "Action": [], "Resource": "*"}"#, Truth::Maybe),
        (r#""Allow""#, Truth::Maybe),
    ] {
        assert_eq!(admin(statement), expected, "{statement}");
    }
    assert_eq!(admin(""), Truth::No);
}

#[test]
fn what_a_denial_leaves() {
    for (deny, expected) in [
        (r#""Action": "*", "Resource": "*""#, Truth::No),
        (r#""Action": ["a*:*", "s3:*"], "Resource": "*""#, Truth::Yes),
        (r#""Action": "*:*", "Resource": "*""#, Truth::Maybe),
        (r#""Action": "iam:*", "Resource": "*""#, Truth::Yes),
        (r#""Action": "*", "Resource": "arn:aws:s3:::x/*""#, Truth::Yes),
        (r#""NotAction": "s3:Get*", "Resource": "*""#, Truth::No),
        (r#""NotAction": "*", "Resource": "*""#, Truth::Yes),
        (r#""Action": "*", "NotResource": "arn:aws:s3:::x/*""#, Truth::No),
        (r#""Action": "*", "NotResource": "*""#, Truth::Yes),
        // Short ARNs are filled up with `*`.
        (r#""Action": "*", "NotResource": "arn:*""#, Truth::Yes),
        (r#""Action": "*", "Resource": "arn:*""#, Truth::No),
        // He comes over https.
        (r#""Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#""Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (
            r#""Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": ["true", "false"]}}"#,
            Truth::No,
        ),
        (r#""Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"a": "false"}}"#, Truth::Yes),
        (r#""Action": "*", "Resource": "*", "Condition": {}"#, Truth::No),
        (r#""Action": "*", "Resource": "*", "Condition": {"Like": {"k": "v"}}"#, Truth::Maybe),
        (r#""Action": "*", "Resource": "*", "Foo": 1"#, Truth::Maybe),
        (r#""Action": " *", "Resource": "*""#, Truth::Maybe),
        (r#""NotAction": " *", "Resource": "*""#, Truth::Maybe),
    ] {
        let deny = format!("{{\"Effect\": \"Deny\", {deny}}}");
        assert_eq!(admin(&format!("{ALL}, {deny}")), expected, "{deny}");
        assert_eq!(admin(&format!("{deny}, {ALL}")), expected, "{deny}");
        assert_eq!(admin(&deny), Truth::No, "{deny}");
    }
    let either = |action: &str| format!(r#"{{"Effect": "Deny", "{action}": "s3:*", "Resource": "*"}}"#);
    assert_eq!(admin(&format!("{ALL}, {}, {}", either("Action"), either("NotAction"))), Truth::No);
}

#[test]
fn a_certain_grant_is_not_hidden_and_doubts_name_the_construct() {
    let vague = r#"{"Sid": "V", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"InNetwork": {"aws:SourceIp": "10.0.0.0/8"}}}"#;
    let found = admin_grants(&policy(&format!("{vague}, {ALL}")), &ANYBODY);
    assert_eq!(found.certain, [1]);
    let construct = "condition operator InNetwork is not documented in statement V".to_owned();
    assert_eq!(found.doubts, BTreeSet::from([Doubt { construct, effect: Some(Effect::Allow) }]));
    let shut = r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#;
    assert_eq!(admin(&format!("{vague}, {shut}")), Truth::No, "denied, whatever the condition");
}

#[test]
fn all_of_a_service() {
    let allow = |elements: &str| format!("{{\"Effect\": \"Allow\", {elements}}}");
    let none: &[&str] = &[];
    for (elements, expected, open) in [
        (r#""Action": "s3:*", "Resource": "*""#, &["s3"][..], false),
        (r#""Action": ["S3:*", "kms:Decrypt", "iam:**"], "Resource": "*""#, &["iam", "s3"], false),
        (r#""Action": "s3:?*", "Resource": "*""#, &["s3"], false),
        (r#""Action": ["s3:?", "s3:??*"], "Resource": "*""#, &["s3"], false),
        (r#""Action": "s3:Get*", "Resource": "*""#, none, false),
        (r#""Action": "s3:*", "Resource": "arn:aws:s3:::*""#, none, false),
        (r#""Action": "s3:*", "Resource": ["arn:aws:s3:::x", "*"]"#, &["s3"], false),
        (r#""Action": "*", "Resource": "*""#, none, false),
        (r#""Action": "*:*", "Resource": "*""#, none, false),
        (r#""Action": "s*:*", "Resource": "*""#, none, true),
        (r#""Action": "s*:Get*", "Resource": "*""#, none, false),
        (r#""Action": "s*:*", "Resource": "arn:aws:s3:::x""#, none, false),
        (r#""Action": "s*:*", "Resource": "arn:aws:s3:::x/*""#, none, false),
        (r#""Action": "s*:*", "Resource": "arn:*""#, none, true),
        (r#""Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"a": "true"}}"#, none, true),
        (r#""NotAction": "s3:*", "Resource": "*""#, none, false),
        (r#""Action": "s3:*", "NotResource": "arn:aws:s3:::x""#, none, false),
    ] {
        let expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        assert_eq!(services_of(&allow(elements)), (expected, open), "{elements}");
    }
    let deny = |elements: &str| format!("{{\"Effect\": \"Deny\", {elements}}}");
    let s3 = allow(r#""Action": "s3:*", "Resource": "*""#);
    let undone = |elements: &str| services_of(&format!("{s3}, {}", deny(elements)));
    assert_eq!(undone(r#""Action": "s3:*", "Resource": "*""#), (vec![], false));
    assert_eq!(undone(r#""Action": "s3:Delete*", "Resource": "*""#), (vec!["s3".into()], false));
    assert_eq!(undone(r#""NotAction": "s3:Get*", "Resource": "*""#), (vec![], false));
    assert_eq!(undone(r#""NotAction": "s3:*", "Resource": "*""#), (vec!["s3".into()], false));
    assert_eq!(undone(r#""NotAction": "ec2:*", "Resource": "*""#), (vec![], false));
    let left = format!("{ALL}, {}", deny(r#""NotAction": ["s3:*", "kms:Decrypt"], "Resource": "*""#));
    assert_eq!(services_of(&left), (vec!["s3".into()], false), "all that is left of everything");
    assert_eq!(admin(&left), Truth::No);
}

#[test]
fn statements_that_name_no_service_are_asked_for_those_that_matter() {
    let of = |elements: &str| asked_of(&format!("{{\"Effect\": \"Allow\", {elements}}}"), &["iam", "kms"]);
    let (all, kms) = (vec!["iam".to_owned(), "kms".to_owned()], vec!["kms".to_owned()]);
    assert_eq!(of(r#""Action": "*", "Resource": "*""#), (all.clone(), false));
    assert_eq!(of(r#""NotAction": ["iam:*", "organizations:*"], "Resource": "*""#), (kms.clone(), false));
    assert_eq!(of(r#""NotAction": "iam:CreateUser", "Resource": "*""#), (kms.clone(), false));
    assert_eq!(of(r#""NotAction": "s3:*", "Resource": "*""#), (all.clone(), false));
    assert_eq!(of(r#""NotAction": "*", "Resource": "*""#), (vec![], false));
    assert_eq!(of(r#""NotAction": "iam:*", "Resource": "arn:aws:s3:::x""#), (vec![], false));
    assert_eq!(of(r#""Action": "s3:*", "Resource": "*""#), (vec!["s3".to_owned()], false));
    let condition = r#""Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true"}}"#;
    assert_eq!(of(condition), (vec![], true));
    let denied = format!("{ALL}, {}", r#"{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#);
    assert_eq!(asked_of(&denied, &["iam", "kms"]), (kms, false));
}

#[test]
fn version_2008_knows_no_variables() {
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*:*:*:${x}"}}"#;
    assert_eq!(truth(&admin_grants(&parse(text).expect("a policy"), &ANYBODY)), Truth::No);
}

#[test]
fn hostile_policies_end_in_time() {
    let start = std::time::Instant::now();
    let actions: Vec<String> =
        (0..200).map(|n| format!("\"s3:*{}{}\"", ["a", "b"][n % 2], "?".repeat(40 + n))).collect();
    let text = format!(r#"{{"Effect": "Allow", "Action": [{}], "Resource": "*"}}"#, actions.join(", "));
    let deny = text.replace("Allow", "Deny");
    admin(&format!("{text}, {deny}"));
    services_of(&format!("{text}, {deny}"));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
