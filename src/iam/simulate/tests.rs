use super::*;

fn simulated(case: &str) -> Value {
    simulate_json(case, |service| service == "s3")
}

const ALLOW: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// A read of an object by a user of the bucket's account, with more members of the case.
fn case(more: &str) -> String {
    format!(
        r#"{{"id": 7, "request": {{"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::b/k", "resource_account": "111122223333",
            "context": {{"aws:SecureTransport": false, "aws:MultiFactorAuthAge": 5, "aws:CalledVia": ["x"]}}}} {more}}}"#
    )
}

#[test]
fn a_policy_is_an_object_or_its_text_with_or_without_a_name() {
    let text = serde_json::to_string(ALLOW).expect("a string");
    for policy in [
        ALLOW.to_owned(),
        text.clone(),
        format!(r#"{{"name": "n", "policy": {ALLOW}}}"#),
        format!(r#"{{"policy": {text}, "name": "n"}}"#),
    ] {
        for identity in [policy.clone(), format!("[{policy}]"), format!("[{policy}, {policy}]")] {
            let answer = simulated(&case(&format!(r#", "identity": {identity}"#)));
            assert_eq!(answer["decision"], "allowed", "{answer}");
            assert_eq!(answer["id"], 7);
            let name = if policy.contains("name") {
                "n"
            } else if identity.starts_with('[') {
                "identity[0]"
            } else {
                "identity"
            };
            assert_eq!(answer["trace"][0]["policy"], name);
        }
    }
}

#[test]
fn the_answer_tells_what_decided() {
    let deny = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "Http", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
    let answer = simulated(&case(&format!(r#", "identity": {ALLOW}, "resource_policy": {deny}"#)));
    assert_eq!(answer["decision"], "explicitly_denied");
    assert_eq!(answer["reasons"], json!(["Deny statement Http of resource policy resource_policy"]));
    assert_eq!(
        answer["trace"][0],
        json!({"type": "resource policy", "level": null, "policy": "resource_policy", "statement": "Http", "line": 2,
               "effect": "Deny", "matched": true, "why": null})
    );
    let open = ALLOW.replace("\"Resource\"", r#""Condition": {"StringEquals": {"aws:userid": "AIDA"}}, "Resource""#);
    let answer = simulated(&case(&format!(r#", "identity": {open}"#)));
    assert_eq!(answer["decision"], "unknown");
    assert_eq!(
        answer["unknowns"],
        json!([
            "Allow statement 0 of identity policy identity: Condition StringEquals aws:userid: what the request has is not known"
        ])
    );
    let answer = simulated(&case(""));
    assert_eq!(answer["decision"], "implicitly_denied");
    assert_eq!(answer["reasons"], json!(["neither identity nor resource policy allows it"]));
}

#[test]
fn names_that_stand_twice_are_seen() {
    let twice = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Resource": "arn:aws:s3:::c/*"}]}"#;
    let answer = simulated(&case(&format!(r#", "identity": {twice}"#)));
    assert_eq!(answer["decision"], "unknown");
    assert!(answer["unknowns"][0].as_str().expect("a text").contains("not understood"), "{answer}");
}

#[test]
fn numbers_keep_their_digits() {
    let condition =
        r#""Condition": {"NumericEquals": {"aws:MultiFactorAuthAge": 12345678901234567890123}}, "Resource""#;
    let policy = ALLOW.replace("\"Resource\"", condition);
    for (said, expected) in [("12345678901234567890123", "allowed"), ("12345678901234567890124", "implicitly_denied")] {
        let case = case(&format!(r#", "identity": {policy}"#)).replace("Age\": 5", &format!("Age\": {said}"));
        assert_eq!(simulated(&case)["decision"], expected, "{said}");
    }
}

#[test]
fn principals_in_every_form() {
    for (principal, grants) in [
        (r#""anonymous""#, r#""*""#),
        (r#""arn:aws:iam::111122223333:role/app/r""#, r#"{"AWS": "arn:aws:iam::111122223333:role/app/r"}"#),
        (
            r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/r/s", "role": "arn:aws:iam::111122223333:role/app/r"}"#,
            r#"{"AWS": "arn:aws:iam::111122223333:role/app/r"}"#,
        ),
        (r#""arn:aws:sts::111122223333:assumed-role/r/s""#, r#"{"AWS": "arn:aws:iam::111122223333:role/app/r"}"#),
        (r#""arn:aws:sts::111122223333:federated-user/f""#, r#"{"AWS": "arn:aws:sts::111122223333:federated-user/f"}"#),
        (r#""arn:aws:iam::111122223333:root""#, r#"{"AWS": "111122223333"}"#),
        (r#"{"Service": "sns.amazonaws.com"}"#, r#"{"Service": "sns.amazonaws.com"}"#),
        (
            r#""arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1""#,
            r#"{"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#,
        ),
    ] {
        let policy = ALLOW.replace("\"Action\"", &format!("\"Principal\": {grants}, \"Action\""));
        let case = case(&format!(r#", "resource_policy": {policy}"#))
            .replace(r#""arn:aws:iam::111122223333:user/ann""#, principal);
        let answer = simulated(&case);
        assert_eq!(answer["decision"], "allowed", "{principal}: {answer}");
    }
    // A role stands for any of its sessions: one that is named may be it.
    let session = r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"}"#;
    let policy = ALLOW.replace("\"Action\"", &format!("\"Principal\": {session}, \"Action\""));
    let case = case(&format!(r#", "resource_policy": {policy}"#)).replace(":user/ann", ":role/app/r");
    assert_eq!(simulated(&case)["decision"], "unknown");
}

#[test]
fn resource_control_policies_reach_some_services() {
    let deny = r#"{"Version": "2012-10-17",
        "Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}"#;
    let case = case(&format!(r#", "identity": {ALLOW}, "rcp": [[{deny}]]"#));
    assert_eq!(simulated(&case)["decision"], "explicitly_denied");
    assert_eq!(simulate_json(&case, |_| false)["decision"], "allowed");
}

#[test]
fn cases_that_cannot_be_read() {
    for (case, error) in [
        ("".to_owned(), "EOF"),
        ("[]".to_owned(), "invalid length"),
        (case(r#", "more": 1"#), "unknown field `more`"),
        (case(r#", "identity": 5"#), "identity: a policy is"),
        (case(r#", "identity": {"policy": {"policy": {}}}"#), "identity: a policy is"),
        (case(r#", "identity": {"policy": {}, "title": ""}"#), "identity: a policy is"),
        (case(r#", "identity": "{""#), "identity: policy document is not JSON"),
        (case(r#", "scp": [[{}]]"#), "scp[0][0]: policy document has no Statement"),
        (case(r#", "boundary": []"#), "boundary: an empty list"),
        (case(&format!(r#", "resource_policy": [{ALLOW}, {ALLOW}]"#)), "resource_policy: a resource has one policy"),
        (case("").replace("arn:aws:iam::111122223333:user/ann", "ann"), "principal \"ann\" is none"),
        (case("").replace("s3:GetObject", "s3:Get*"), "action:"),
        (case("").replace("arn:aws:s3:::b/k", "b/k"), "resource:"),
        (case("").replace("\"resource_account\": \"111122223333\",", ""), "resource_account is missing"),
        (case("").replace("aws:CalledVia", "AWS:SECURETRANSPORT"), "context: a key stands twice"),
        (case("").replace("[\"x\"]", "{}"), "context: a value is"),
        (case("").replace("[\"x\"]", "[[]]"), "context: a value is"),
        (case("").replace("{\"aws:S", "[{\"aws:S").replace("]}}", "]}]}"), "context: an object"),
    ] {
        let answer = simulated(&case);
        let text = answer["error"].as_str().unwrap_or_else(|| panic!("{case}: {answer}"));
        assert!(text.contains(error), "{text}");
        assert_eq!(answer.get("id"), case.contains("\"id\": 7").then_some(&json!(7)), "{case}");
    }
}

#[test]
fn without_each_policy() {
    let case = r#"{"request": {"principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k", "resource_account": "111122223333"},
        "identity": [{"name": "read", "policy": {"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}},
                     {"name": "list", "policy": {"Statement": {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}}}],
        "boundary": {"name": "bound", "policy": {"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}},
        "scp": [[{"name": "full", "policy": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
                 {"name": "no", "policy": {"Statement": {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}}}],
                [{"name": "account", "policy": {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}]]}"#;
    let answer = simulate_what_if_json(case, |_| true);
    assert_eq!(answer["decision"], "implicitly_denied");
    let told: Vec<String> = answer["what_if"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let (guard, decision) = (&one["guard"], &one["decision"]);
            format!("{} {} {}: {}", guard["type"], guard["level"], guard["name"], decision).replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "identity policy null read: implicitly_denied",
            "identity policy null list: implicitly_denied",
            "permissions boundary null bound: allowed",
            "service control policy 0 full: implicitly_denied",
            "service control policy 0 no: implicitly_denied",
            "service control policy 1 account: implicitly_denied",
        ]
    );
    assert_eq!(simulate_json(case, |_| true)["what_if"], Value::Null);
}
