use super::{Account, BUCKETS, OPEN_READ, flags, value};
use crate::resource::{Field, Known};
use serde_json::{Value, json};

#[test]
fn facts_are_sorted_and_all_are_set() {
    assert!(BUCKETS.windows(2).all(|pair| pair[0].name < pair[1].name));
    let account = Account::new();
    for fact in BUCKETS {
        assert_eq!(fact.types, ["AWS::S3::Bucket"]);
        account.fact(fact.name);
    }
}

#[test]
fn a_bucket_of_which_nothing_was_read_has_gaps_only() {
    let mut account = Account::new();
    account.add(super::resource("AWS::S3::Bucket", "arn:aws:s3:::empty", "us-east-1"));
    account.declare("[[classify]]\nfact = \"IsData\"\ntag = \"a\"");
    for fact in BUCKETS.iter().filter(|fact| fact.name != "IsProduction") {
        let field = account.fact_of("empty", fact.name);
        assert!(matches!(field.known, Known::Gap(_)), "{} {field:?}", fact.name);
    }
}

/// Whatever a field is mistaken for, no fact may become better by it.
#[test]
fn a_field_of_another_type_is_never_taken_for_an_answer() {
    let mut account = Account::new();
    account.policy("acme", OPEN_READ).add_bucket("logs", "us-east-1");
    let rule = json!({"AllowedOrigins": ["https://a.example.com"], "AllowedMethods": ["GET"]});
    let settings = [
        ("properties.LoggingConfiguration", json!({"DestinationBucketName": "logs", "LogFilePrefix": ""})),
        ("properties.PublicAccessBlockConfiguration", flags(true)),
        ("properties.OwnershipControls", json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})),
        ("properties.CorsConfiguration", json!({"CorsRules": [rule]})),
    ];
    for (path, setting) in settings {
        account.set("acme", path, value(setting, path));
    }
    let paths = [
        "properties.PublicAccessBlockConfiguration",
        "properties.OwnershipControls",
        "properties.BucketEncryption",
        "properties.LoggingConfiguration",
        "properties.CorsConfiguration",
        "status.Acl",
        "status.Children",
    ];
    let known: Vec<(&str, Value)> = BUCKETS
        .iter()
        .filter_map(|fact| match account.fact(fact.name).known {
            Known::Value(value) => Some((fact.name, value)),
            _ => None,
        })
        .collect();
    assert!(known.len() > 12);
    for path in paths {
        for strange in [json!("x"), json!(7), json!([]), json!([{}]), json!(null), json!(true), json!({})] {
            if path.ends_with("PublicAccessBlockConfiguration") && strange == json!({}) {
                continue; // a block with no flag set
            }
            let mut mutated =
                Account { inventory: account.inventory.clone(), declarations: account.declarations.clone() };
            mutated.set("acme", path, value(strange.clone(), path));
            for (name, before) in &known {
                match mutated.fact(name).known {
                    Known::Gap(_) => {}
                    other => assert_eq!(other, Known::Value(before.clone()), "{name} after {path} = {strange}"),
                }
            }
        }
    }
}

#[test]
fn the_same_inventory_gives_the_same_facts_in_any_order() {
    let mut account = Account::new();
    account.policy("acme", OPEN_READ).add_bucket("b", "us-east-1").add_bucket("a", "us-east-1");
    for source in ["a", "b"] {
        let logging = json!({"DestinationBucketName": "acme", "LogFilePrefix": ""});
        account.set(source, "properties.LoggingConfiguration", value(logging, source));
    }
    let facts = |account: &Account| BUCKETS.iter().map(|fact| account.fact(fact.name)).collect::<Vec<Field>>();
    let before = facts(&account);
    account.inventory.resources.reverse();
    assert_eq!(facts(&account), before);
}
