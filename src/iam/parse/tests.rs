use super::*;

fn only(text: &str) -> Statement {
    let policy = parse(&format!("{{\"Statement\": {text}}}")).expect("a policy");
    assert_eq!(policy.statements.len(), 1, "{text}");
    policy.statements.into_iter().next().expect("one statement")
}

#[test]
fn a_statement_is_read_whole() {
    let text = "{\n \"Version\": \"2012-10-17\",\n \"Id\": \"x\",\n \"Statement\": [\n  {\"Sid\": \"A\", \"Effect\": \"Allow\",\n   \"Principal\": {\"AWS\": [\"111122223333\", \"*\"], \"Service\": \"a.amazonaws.com\"},\n   \"Action\": \"s3:GetObject\", \"NotResource\": [\"r\"],\n   \"Condition\": {\"Bool\": {\"aws:SecureTransport\": false}, \"NumericEquals\": {\"k\": [1.50, \"2\"]}}},\n  {\"Effect\": \"Deny\", \"NotPrincipal\": \"*\", \"NotAction\": [\"s3:*\"], \"Resource\": \"*\"}]}";
    let policy = parse(text).expect("a policy");
    assert_eq!(policy.version, Version::V2012);
    let [first, second] = policy.statements.as_slice() else { panic!("two statements") };
    assert_eq!((first.index, first.line, first.sid.as_deref()), (0, 5, Some("A")));
    assert_eq!((second.index, second.line, second.name()), (1, 9, "1".to_owned()));
    assert_eq!(first.effect, Some(Effect::Allow));
    assert_eq!(
        first.principals,
        Element::Is(vec![
            Principal::Account("111122223333".into()),
            Principal::Any,
            Principal::Service("a.amazonaws.com".into())
        ])
    );
    assert_eq!(first.actions, Element::Is(vec!["s3:GetObject".into()]));
    assert_eq!(first.resources, Element::Not(vec!["r".into()]));
    assert_eq!(
        first.conditions,
        [
            Condition { operator: "Bool".into(), key: "aws:SecureTransport".into(), values: vec!["false".into()] },
            Condition { operator: "NumericEquals".into(), key: "k".into(), values: vec!["1.50".into(), "2".into()] }
        ]
    );
    assert_eq!(second.principals, Element::Not(vec![Principal::Any]));
    assert!(first.issues.is_empty() && second.issues.is_empty());
}

#[test]
fn a_statement_may_be_an_object_and_the_version_may_be_missing() {
    let policy = parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).expect("a policy");
    assert_eq!((policy.version, policy.statements.len()), (Version::V2008, 1));
    assert!(policy.statements[0].issues.is_empty());
}

#[test]
fn escaped_names_are_the_names_they_spell() {
    let statement = only(r#"{"Eff\u0065ct": "All\u006fw", "Action": "*", "Resource": "*"}"#);
    assert_eq!(statement.effect, Some(Effect::Allow));
    let twice = only(r#"{"Effect": "Deny", "Eff\u0065ct": "Allow", "Action": "*", "Resource": "*"}"#);
    assert_eq!(twice.effect, None);
    assert!(!twice.issues.is_empty());
}

#[test]
fn what_the_grammar_does_not_foresee_is_an_issue_and_never_lost() {
    for element in [
        r#""effect": "Allow""#,
        r#""Effect": "Allow", "Effect": "Allow""#,
        r#""Effect": "allow""#,
        r#""Effect": null"#,
        r#""Effect": ["Allow"]"#,
        r#""Effect": "Allow", "Action": []"#,
        r#""Effect": "Allow", "Action": null"#,
        r#""Effect": "Allow", "Action": ["s3:*", 1]"#,
        r#""Effect": "Allow", "Action": {"a": "b"}"#,
        r#""Effect": "Allow", "Action": "*", "NotAction": "s3:*""#,
        r#""Effect": "Allow", "Action": "*", "action": "s3:*""#,
        r#""Effect": "Allow", "Principal": ["*"]"#,
        r#""Effect": "Allow", "Principal": {}"#,
        r#""Effect": "Allow", "Principal": "111122223333""#,
        r#""Effect": "Allow", "Principal": {"aws": "*"}"#,
        r#""Effect": "Allow", "Principal": {"AWS": "*", "AWS": "111122223333"}"#,
        r#""Effect": "Allow", "Principal": {"AWS": []}"#,
        r#""Effect": "Allow", "Principal": {"AWS": null}"#,
        r#""Effect": "Allow", "Principal": {"AWS": [["*"]]}"#,
        r#""Effect": "Allow", "Condition": null"#,
        r#""Effect": "Allow", "Condition": []"#,
        r#""Effect": "Allow", "Condition": {"Bool": {}}"#,
        r#""Effect": "Allow", "Condition": {"Bool": {"k": []}}"#,
        r#""Effect": "Allow", "Condition": {"Bool": {"k": null}}"#,
        r#""Effect": "Allow", "Condition": {"Bool": {"k": {"a": 1}}}"#,
        r#""Effect": "Allow", "Condition": {"Bool": {"k": "1", "K": "2"}}"#,
        r#""Effect": "Allow", "Condition": {"Bool": {"k": "1"}, "bool": {"l": "2"}}"#,
        r#""Effect": "Allow", "Sid": 7"#,
        r#""Effect": "Allow", "Sid": "a", "Sid": "b""#,
        r#""Effect": "Allow", "Conditions": {"Bool": {"k": "1"}}"#,
        r#""Effect": "Allow", "\ud800": 1"#,
    ] {
        let statement = parse(&format!("{{\"Statement\": [{{{element}}}]}}"));
        match statement {
            Ok(policy) => assert!(!policy.statements[0].issues.is_empty(), "{element}"),
            Err(error) => assert!(element.contains("ud800"), "{element}: {error}"),
        }
    }
    // A text that nothing matches, and a condition that asks for nothing.
    for element in [r#""Action": """#, r#""Action": ["", "s3:*"]"#, r#""Condition": {}"#] {
        let policy = parse(&format!("{{\"Statement\": [{{\"Effect\": \"Allow\", {element}}}]}}")).expect("a policy");
        assert!(policy.statements[0].issues.is_empty(), "{element}");
    }
    for statement in ["1", "\"Allow\"", "null", "true", "[[]]", "[1]"] {
        let policy = parse(&format!("{{\"Statement\": {statement}}}")).expect("a policy");
        assert_eq!(policy.statements.len(), 1, "{statement}");
        assert!(!policy.statements[0].issues.is_empty(), "{statement}");
    }
}

#[test]
fn issues_of_the_document_are_issues_of_every_statement() {
    let good = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    for document in [
        format!(r#"{{"Version": "2013-01-01", "Statement": [{good}, {good}]}}"#),
        format!(r#"{{"Version": 2012, "Statement": [{good}, {good}]}}"#),
        format!(r#"{{"version": "2012-10-17", "Statement": [{good}, {good}]}}"#),
        format!(r#"{{"Version": "2012-10-17", "Version": "2008-10-17", "Statement": [{good}, {good}]}}"#),
        format!(r#"{{"Statement": [{good}], "Statement": {good}}}"#),
        format!(r#"{{"Statement": [{good}, {good}], "Statements": []}}"#),
        format!(r#"{{"Id": 1, "Statement": [{good}, {good}]}}"#),
    ] {
        let policy = parse(&document).expect("a policy");
        assert_eq!(policy.statements.len(), 2, "{document}");
        assert!(policy.statements.iter().all(|statement| !statement.issues.is_empty()), "{document}");
    }
}

#[test]
fn what_is_no_policy_is_an_error() {
    for text in [
        "",
        " ",
        "null",
        "[]",
        "\"\"",
        "{",
        "{}",
        r#"{"statement": []}"#,
        r#"{"Statement": []"#,
        "<html>",
        "\u{feff}{}",
    ] {
        assert!(parse(text).is_err(), "{text:?}");
    }
    assert!(parse(r#"{"Statement": []} trailing"#).is_err());
    assert!(parse(r#"{"Statement": []}"#).is_ok_and(|policy| policy.statements.is_empty()));
}

#[test]
fn hostile_documents_neither_panic_nor_overflow() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    for junk in [deep("[", "]"), deep("{\"a\":", "}").replace(":}", ":1}"), deep("[", "")] {
        for place in ["\"Condition\": ", "\"Action\": ", "\"Principal\": ", "\"Junk\": "] {
            let _ = parse(&format!("{{\"Statement\": [{{\"Effect\": \"Allow\", {place}{junk}}}]}}"));
        }
        let _ = parse(&junk);
        let _ = parse(&format!("{{\"Statement\": {junk}}}"));
    }
    let many = vec![r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#; 20_000].join(",\n");
    let policy = parse(&format!("{{\"Statement\":[{many}]}}")).expect("a policy");
    assert_eq!(policy.statements.last().map(|statement| statement.line), Some(20_000));
}

#[test]
fn every_damaged_document_is_an_error_or_three_valued() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"é","Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:Get*","Resource":"arn:x:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}"#;
    let whole = parse(text).expect("a policy");
    for (at, _) in text.char_indices() {
        assert!(parse(&text[..at]).is_err(), "cut at {at}");
        for patch in ["\0", "\"", "{", "}", "[", "]", ",", ":", "*", "\\", "\u{202e}", "9"] {
            let mut damaged = text.to_owned();
            damaged.insert_str(at, patch);
            // No claim on what it means, only that it is read or refused.
            if let Ok(policy) = parse(&damaged) {
                assert!(!policy.statements.is_empty() || damaged != text);
            }
        }
    }
    assert_eq!(whole, parse(text).expect("the same again"));
}
