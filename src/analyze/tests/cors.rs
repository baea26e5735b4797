use super::{Account, absent, denied, gap, value};
use serde_json::{Value, json};

const CORS: &str = "properties.CorsConfiguration";
const CALL: &str = "s3:GetBucketCors acme";
const FACTS: [&str; 6] =
    ["CorsOrigins", "CorsMethods", "CorsHeaders", "CorsExposedHeaders", "CorsCredentials", "CorsMaxAge"];

fn with(rules: Value) -> Account {
    let mut account = Account::new();
    account.set("acme", CORS, value(json!({"CorsRules": rules}), CALL));
    account
}

#[test]
fn without_rules_the_questions_do_not_arise() {
    for fact in FACTS {
        assert_eq!(Account::new().fact(fact), absent(CALL), "{fact}");
    }
}

#[test]
fn rules_are_told_one_by_one() {
    let account = with(json!([
        {"AllowedOrigins": ["https://*.example.com", "null"], "AllowedMethods": ["GET", "put"], "AllowedHeaders": ["*", "X-Token"],
         "ExposedHeaders": ["X-Amz-Meta-Owner"], "MaxAge": 3600, "Id": "one"},
        {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]},
    ]));
    for (fact, expected) in [
        (
            "CorsOrigins",
            json!([
                {"Rule": "0", "Value": "https://*.example.com", "Class": "anchored", "Scheme": "https"},
                {"Rule": "0", "Value": "null", "Class": "null", "Scheme": "none"},
                {"Rule": "1", "Value": "*", "Class": "any", "Scheme": "any"},
            ]),
        ),
        ("CorsMethods", json!([{"Rule": "0", "Values": ["GET", "PUT"]}, {"Rule": "1", "Values": ["GET"]}])),
        ("CorsHeaders", json!([{"Rule": "0", "Values": ["*", "x-token"]}, {"Rule": "1", "Values": []}])),
        ("CorsExposedHeaders", json!([{"Rule": "0", "Values": ["x-amz-meta-owner"]}, {"Rule": "1", "Values": []}])),
        ("CorsCredentials", json!([{"Rule": "0", "Allowed": false}, {"Rule": "1", "Allowed": false}])),
        ("CorsMaxAge", json!([{"Rule": "0", "Seconds": 3600}, {"Rule": "1"}])),
    ] {
        assert_eq!(account.value(fact), expected);
        assert_eq!(account.consulted(fact), [CALL]);
    }
}

#[test]
fn an_unread_or_strange_configuration_is_a_gap() {
    let mut account = Account::new();
    account.set("acme", CORS, gap(CALL));
    for fact in FACTS {
        assert_eq!(account.gaps(fact), [denied(CALL)], "{fact}");
    }
    let good = json!({"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]});
    for (name, strange) in [
        ("AllowedOrigins", json!("*")),
        ("AllowedOrigins", json!([1])),
        ("AllowedOrigins", json!(null)),
        ("AllowedMethods", json!({})),
        ("AllowedHeaders", json!("*")),
        ("ExposedHeaders", json!(null)),
        ("MaxAge", json!("3600")),
        ("MaxAge", json!(1.5)),
    ] {
        let mut rule = good.clone();
        rule[name] = strange;
        for fact in FACTS {
            assert_eq!(with(json!([rule])).gaps(fact)[0].code.word(), "undecodable", "{fact} {name}");
        }
    }
    for strange in [
        json!({"CorsRules": [{"AllowedMethods": ["GET"]}]}),
        json!({"CorsRules": [{"AllowedOrigins": ["https://example.com"]}]}),
        json!(null),
        json!([]),
        json!({}),
        json!("x"),
        json!({"CorsRules": {}}),
        json!({"CorsRules": [[]]}),
    ] {
        let mut account = Account::new();
        account.set("acme", CORS, value(strange.clone(), CALL));
        for fact in FACTS {
            assert_eq!(account.gaps(fact)[0].code.word(), "undecodable", "{fact} {strange}");
        }
    }
}
