use super::{Account, OPEN_READ, VAGUE_READ, absent, gap, value};
use serde_json::json;

#[test]
fn inverted_allows_are_listed_by_element() {
    let account = Account::new();
    assert_eq!(account.value("InvertedAllows"), json!([]));
    let mut account = Account::new();
    let statements = [
        r#"{"Sid": "A", "Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "NotAction": "s3:Put*", "Resource": "*"}"#,
        r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "NotAction": "s3:Put*", "NotResource": "arn:aws:s3:::x/*"}"#,
        r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:Get*", "NotResource": "arn:aws:s3:::x/*"}"#,
        r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "NotAction": "s3:Put*", "NotResource": "x"}"#,
        OPEN_READ,
    ];
    account.policy("acme", &statements.join(", "));
    assert_eq!(
        account.value("InvertedAllows"),
        json!([
            {"Index": 0, "Sid": "A", "Element": "NotPrincipal", "AnyPrincipal": true},
            {"Index": 0, "Sid": "A", "Element": "NotAction", "AnyPrincipal": true},
            {"Index": 1, "Element": "NotAction", "AnyPrincipal": false},
            {"Index": 1, "Element": "NotResource", "AnyPrincipal": false},
            {"Index": 2, "Element": "NotResource", "AnyPrincipal": true},
        ])
    );
    assert_eq!(account.consulted("InvertedAllows"), ["s3:GetBucketPolicy acme"]);
}

#[test]
fn a_statement_that_is_not_understood_leaves_inverted_allows_open() {
    let odd = r#"{"Effect": "Allow", "Principal": "*", "Action": "*", "NotAction": "*", "Resource": "*"}"#;
    let mut account = Account::new();
    account.policy("acme", odd);
    let errors = account.errors("InvertedAllows");
    assert!(
        errors[0].starts_with("statement not understood: ")
            && errors[0].ends_with(" in statement 0, could make it worse")
    );
    let mut account = Account::new();
    account.policy(
        "acme",
        &format!(
            r#"{odd}, {{"Effect": "Allow", "NotPrincipal": {{"AWS": "111122223333"}}, "Action": "*", "Resource": "*"}}"#
        ),
    );
    assert_eq!(account.value("InvertedAllows"), json!([{"Index": 1, "Element": "NotPrincipal", "AnyPrincipal": true}]));
    let mut account = Account::new();
    account.policy("acme", &odd.replace("Allow", "Deny"));
    assert_eq!(account.value("InvertedAllows"), json!([]), "a Deny lets nobody in, whatever it means");
}

#[test]
fn tls_is_enforced_by_the_blanket_deny() {
    let deny = r#"{"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    let mut account = Account::new();
    account.policy("acme", &format!("{OPEN_READ}, {deny}"));
    let by = json!([{"Source": "policy", "Index": 1, "Sid": "Tls"}]);
    assert_eq!(account.value("EnforcesTls"), json!({"Enforced": true, "By": by, "Missing": []}));
    assert_eq!(account.consulted("EnforcesTls"), ["s3:GetBucketPolicy acme"]);

    let mut account = Account::new();
    account.policy("acme", &deny.replace("\"arn:aws:s3:::acme\", ", ""));
    assert_eq!(account.value("EnforcesTls"), {
        let witness = json!({"Principal": "arn:aws:sts::111122223333:assumed-role/anyone/session", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme"});
        json!({"Enforced": false, "By": [], "Missing": ["bucket"], "Witness": witness})
    });

    let all = json!(["bucket", "objects", "actions", "principals"]);
    let none = json!({"Enforced": false, "By": [], "Missing": all});
    assert_eq!(Account::new().value("EnforcesTls"), none);
    let mut account = Account::new();
    account.policy("acme", VAGUE_READ);
    assert_eq!(account.value("EnforcesTls")["Missing"], none["Missing"]);

    let mut account = Account::new();
    account.policy("acme", &deny.replace("Bool", "BoolIfExists"));
    assert_eq!(account.value("EnforcesTls")["Enforced"], json!(true));
    account.policy("acme", &deny.replace("Bool", "Like"));
    let text = "condition operator Like is not documented in statement Tls, could make it better";
    assert_eq!(account.errors("EnforcesTls"), [text]);
}

#[test]
fn a_document_that_was_not_read_or_is_no_object_is_a_gap() {
    let facts = ["PublicRead", "PublicList", "PublicWrite", "InvertedAllows", "ExternalPrincipals", "EnforcesTls"];
    let call = "s3:GetBucketPolicy acme";
    for (document, code) in [
        (gap(call), "denied"),
        (absent(call), "undecodable"),
        (value(json!("{}"), call), "undecodable"),
        (value(json!([]), call), "undecodable"),
        (value(json!(null), call), "undecodable"),
    ] {
        let mut account = Account::new();
        // A document that would pass: nobody is let in.
        account.policy("acme", &OPEN_READ.replace("\"*\"", "{\"AWS\": \"111122223333\"}"));
        for fact in facts {
            account.value(fact);
        }
        account.set("AWS::S3::BucketPolicy", "properties.PolicyDocument", document);
        for fact in facts {
            assert_eq!(account.gaps(fact)[0].code.word(), code, "{fact}");
        }
    }
    let mut account = Account::new();
    account.policy("acme", OPEN_READ).inventory.resources.iter_mut().for_each(|one| one.texts.clear());
    assert_eq!(account.gaps("PublicRead")[0].code.word(), "not collected");
}
