//! Folders of contracts: what is read, and what is refused with which words.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::super::{ConfigError, Declarations, read};
use super::{Document, MOST_BYTES};

/// A folder with `aplomb.toml` and these files below `contracts`.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("aplomb.toml"), "[registry]\nopenapi = \"contracts\"\n").expect("written");
    for (name, text) in files {
        let path = folder.path().join("contracts").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    folder
}

fn declared(files: &[(&str, &str)]) -> Result<Declarations, ConfigError> {
    read(&folder(files).path().join("aplomb.toml"))
}

fn documents(files: &[(&str, &str)]) -> Vec<Document> {
    declared(files).expect("declarations").registry.documents
}

fn error(files: &[(&str, &str)]) -> String {
    declared(files).expect_err("an error").to_string()
}

/// `METHOD PATH`, with `!` where it is open.
fn operations(text: &str) -> Vec<String> {
    let documents = documents(&[("a.yaml", text)]);
    let operations = &documents[0].operations;
    operations.iter().map(|one| format!("{} {}{}", one.method, one.path, if one.secured { "" } else { "!" })).collect()
}

const ORDERS: &str = r#"
openapi: 3.0.1
info: {title: Orders, version: 1.0}
servers:
  - url: https://{id}.execute-api.eu-west-1.amazonaws.com/{stage}
    variables: {id: {default: a1b2c3}, stage: {default: prod}}
security: [{key: []}]
paths:
  x-note: {of: ours}
  /orders:
    parameters: []
    get: {responses: {200: {description: fine}}}
    post: {security: [], responses: {default: {description: fine}}}
  /orders/{id}:
    x-amazon-apigateway-any-method: {x-amazon-apigateway-auth: {type: NONE}}
    put: {security: [{}, {key: []}]}
    delete: {security: [{key: []}], x-amazon-apigateway-auth: {type: none}}
"#;

#[test]
fn openapi_3_in_yaml() {
    let found = documents(&[("deep/er/orders.yml", ORDERS)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].file, "deep/er/orders.yml");
    assert_eq!(found[0].title, "Orders");
    assert_eq!(found[0].servers, ["https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod"]);
    let expected = ["GET /orders", "POST /orders!", "ANY /orders/{id}!", "DELETE /orders/{id}", "PUT /orders/{id}!"];
    assert_eq!(operations(ORDERS), expected);
}

#[test]
fn swagger_2_in_json() {
    let text = json!({
        "swagger": "2.0",
        "info": {"title": "Pets", "version": "1"},
        "host": "pets.example.com",
        "basePath": "/v1",
        "paths": {"/pets": {"get": {}, "post": {"security": [{"api_key": []}]}}},
    });
    let found = documents(&[("pets.json", &text.to_string())]);
    assert_eq!(found[0].servers, ["https://pets.example.com/v1"]);
    let secured: Vec<bool> = found[0].operations.iter().map(|one| one.secured).collect();
    assert_eq!(secured, [false, true]);
}

#[test]
fn versions_may_stand_as_numbers() {
    for version in ["openapi: 3.1", "openapi: '3.0.3'", "swagger: 2.0", "swagger: '2.0'"] {
        assert_eq!(documents(&[("a.yaml", &format!("{version}\ninfo: {{title: A}}\n"))]).len(), 1, "{version}");
    }
    for version in ["openapi: 4.0.0", "openapi: 30.1", "swagger: 1.2", "openapi: 3.0.0\nswagger: 2.0"] {
        let error = error(&[("a.yaml", &format!("{version}\ninfo: {{title: A}}\n"))]);
        assert!(error.contains("is neither OpenAPI 3 nor Swagger 2"), "{version}: {error}");
    }
}

#[test]
fn other_files_are_left_out() {
    let found = documents(&[
        ("a.yaml", "openapi: 3.0.0\ninfo: {title: A}"),
        ("package.json", r#"{"name": "a"}"#),
        ("list.json", "[1, 2]"),
        ("words.yaml", "just words"),
        ("readme.md", "# broken: ["),
        (".hidden/b.yaml", "openapi: ["),
        ("b.json", r#"{"openapi": "3.0.0", "info": {"title": "B"}}"#),
    ]);
    let files: Vec<&str> = found.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(files, ["a.yaml", "b.json"]);
}

#[test]
fn one_title_may_have_several_documents() {
    let found = documents(&[
        ("a.yaml", "openapi: 3.0.0\ninfo: {title: Orders}\npaths: {/a: {get: {}}}"),
        ("b.yaml", "openapi: 3.0.0\ninfo: {title: Orders}\npaths: {/b: {get: {}}}"),
    ]);
    assert_eq!(found.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Orders", "Orders"]);
}

#[test]
fn what_is_broken_names_its_file() {
    for (text, words) in [
        ("openapi: [3", "not YAML"),
        ("openapi: 3.0.0\n---\nopenapi: 3.0.0", "not YAML"),
        ("openapi: 3.0.0", "info.title is missing"),
        ("openapi: 3.0.0\ninfo: {title: 7}", "info.title is missing or no string"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: [1]", "paths is no object"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {pets: {}}", "does not start with"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {/a: 1}", "paths./a is no object"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {/a: {$ref: b.yaml}}", "paths./a is a $ref"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {/a: {get: 1}}", "paths./a.get is no object"),
        ("openapi: 3.0.0\ninfo: {title: A}\npaths: {/a: {get: {security: key}}}", "paths./a.get.security is no list"),
        ("openapi: 3.0.0\ninfo: {title: A}\nsecurity: [key]", "security is no list of objects"),
        ("openapi: 3.0.0\ninfo: {title: A}\nservers: [{uri: x}]", "servers is no list of objects with a url"),
    ] {
        let error = error(&[("good.yaml", "openapi: 3.0.0\ninfo: {title: G}"), ("sub/bad.yaml", text)]);
        assert!(error.contains("sub/bad.yaml: ") && error.contains(words), "{text}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    let error = error(&[("bad.json", "{\"openapi\": ")]);
    assert!(error.contains("bad.json: not JSON"), "{error}");
}

#[test]
fn a_bomb_is_refused_and_not_unfolded() {
    let mut text = String::from("openapi: 3.0.0\ninfo: {title: A}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert!(error(&[("bomb.yaml", &text)]).contains("bomb.yaml: not YAML"));
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(error(&[("deep.json", &deep)]).contains("deep.json: not JSON"));
}

#[test]
fn a_huge_file_is_refused_unread() {
    let folder = folder(&[("a.yaml", "openapi: 3.0.0\ninfo: {title: A}")]);
    let huge = fs::File::create(folder.path().join("contracts/huge.json")).expect("a file");
    huge.set_len(MOST_BYTES + 1).expect("made longer");
    let error = read(&folder.path().join("aplomb.toml")).expect_err("an error").to_string();
    assert!(error.contains("huge.json") && error.contains("more than an OpenAPI document may have"), "{error}");
}

#[test]
fn the_folder_must_be_there_and_hold_one() {
    let missing = error(&[]);
    assert!(missing.contains("cannot read") && missing.contains("contracts"), "{missing}");
    let empty = error(&[("readme.md", "")]);
    assert!(empty.contains("no OpenAPI document in this folder, which registry.openapi names"), "{empty}");
}

#[test]
fn only_the_folder_can_be_declared() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("aplomb.toml");
    for (text, words) in [
        ("[registry]\nfolder = \"x\"", "unknown field"),
        ("[registry]\n[[registry.documents]]\nfile = \"a\"\ntitle = \"A\"\nservers = []\noperations = []", "name that"),
    ] {
        fs::write(&path, text).expect("written");
        let error = read(&path).expect_err("an error").to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn a_recording_brings_what_was_read() {
    let declared = declared(&[("orders.yaml", ORDERS)]).expect("declarations");
    let text = serde_json::to_string(&declared).expect("JSON");
    assert_eq!(serde_json::from_str::<Declarations>(&text).expect("declarations"), declared);
    // Headers of older versions have no registry, and those without one write none.
    let old: Declarations = serde_json::from_str(r#"{"trust": {}, "classify": [], "parameters": {}}"#).expect("old");
    assert!(old.registry.is_undeclared());
    assert!(!serde_json::to_string(&old).expect("JSON").contains("registry"));
}
