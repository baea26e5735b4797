use super::{Apis, REST};
use serde_json::json;

const STAGE: &str = "/restapis/a1/stages/prod";
const AUTHORIZER: &str = "/restapis/a1/authorizers/z1";

fn class(value: bool, of: &str) -> serde_json::Value {
    json!({"Value": value, "By": "declared", "Of": of})
}

fn ruled(rule: &str) -> Apis {
    let mut apis = Apis::new();
    apis.add(STAGE, json!({})).add(AUTHORIZER, json!({"Name": "tokens"})).add("/domainnames/x.example", json!({}));
    apis.put(REST, "tags", json!({"level": "high"}));
    apis.declare(&format!(
        "[[classify]]\nfact = \"IsProduction\"\n{rule}\n[[classify]]\nfact = \"IsHighSecurity\"\n{rule}"
    ));
    apis
}

#[test]
fn children_go_by_name_and_tags_of_their_api_too() {
    for (rule, stage, authorizer) in [
        ("name = \"prod\"", true, false),
        ("name = \"tokens\"", false, true),
        ("name = \"shop\"", true, true),
        ("name = \"z1\"", false, false),
        ("name = \"a1\"", false, false),
        ("arn = \"*/restapis/a1/*\"", true, true),
        ("tag = \"level=h*\"", true, true),
        ("tag = \"level=low\"", false, false),
        ("name = \"prod\"\ntag = \"level\"", true, false),
        ("name = \"shop\"\ntag = \"level=low\"", false, false),
    ] {
        let apis = ruled(rule);
        let of = |value, place| class(value, if value { place } else { "" });
        assert_eq!(apis.value(STAGE, "IsProduction"), of(stage, "classify[0]"), "{rule}");
        assert_eq!(apis.value(AUTHORIZER, "IsHighSecurity"), of(authorizer, "classify[1]"), "{rule}");
    }
}

#[test]
fn what_was_not_read_matters_only_where_it_could_match() {
    let apis = ruled("tag = \"level=high\"");
    apis.rests_on(STAGE, "IsProduction", &[(REST, "tags")]);
    apis.ignores(STAGE, "IsProduction", &[(STAGE, "tags"), (REST, "properties.Name")]);
    apis.ignores(AUTHORIZER, "IsHighSecurity", &[(AUTHORIZER, "tags")]);
    apis.distrusts(STAGE, "IsProduction", &[(REST, "tags")]);
    let apis = ruled("name = \"shop\"");
    apis.rests_on(STAGE, "IsProduction", &[(REST, "properties.Name")]);
    apis.distrusts(STAGE, "IsProduction", &[(REST, "properties.Name")]);
    let apis = ruled("name = \"shop\"\ntag = \"level=low\"");
    apis.ignores(STAGE, "IsProduction", &[(REST, "properties.Name")]);
    assert_eq!(ruled("name = \"x*\"").value("/domainnames/x.example", "IsHighSecurity"), class(true, "classify[1]"));
    let mut apis = ruled("name = \"x\"");
    apis.declare("");
    for (place, fact) in [(STAGE, "IsProduction"), (AUTHORIZER, "IsHighSecurity")] {
        assert_eq!(apis.code(place, fact), "not declared");
    }
}
