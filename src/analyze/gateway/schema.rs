//! How much a model lets through: a walk over its JSON schema, draft 4.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;

/// `SchemaLooseness`: where a schema leaves open what may come, and what it lacks there, sorted.
///
/// Absent for `Empty` and `Error`, which AWS adds to every API. A model that asks for nothing is loose at `$`.
pub(super) fn looseness(_: &Index, model: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let name = inquiry.require(model, "properties.Name", Value::as_str)?;
        if matches!(name, "Empty" | "Error") {
            return Some(None);
        }
        let schema = inquiry.require(model, "properties.Schema", |schema| schema.as_object().map(|_| schema))?;
        let mut walk = Walk { root: schema, found: BTreeSet::new(), followed: BTreeSet::new(), doubt: None };
        walk.schema("$".to_owned(), schema, 0);
        // What is surely loose is not hidden by what is not decided.
        if let Some(doubt) = walk.doubt.filter(|_| walk.found.is_empty()) {
            inquiry.note(Gap::undecided(format!("JSON schema: {doubt}")));
            return None;
        }
        let found = walk.found.iter().map(|(path, lacks)| json!({ "Path": path, "Lacks": lacks }));
        Some(Some(found.collect()))
    })
}

/// Schemas nest in each other; what a person wrote nests far less.
const DEPTH: usize = 60;

struct Walk<'a> {
    root: &'a Value,
    found: BTreeSet<(String, &'static str)>,
    /// References are followed once: what they lead to is as loose wherever it is used.
    followed: BTreeSet<&'a str>,
    doubt: Option<String>,
}

impl<'a> Walk<'a> {
    fn schema(&mut self, path: String, schema: &'a Value, depth: usize) {
        let Some(members) = schema.as_object() else { return self.doubt(format!("{path} is no schema")) };
        if depth > DEPTH {
            return self.doubt("it nests too deep".to_owned());
        }
        if let Some(reference) = members.get("$ref") {
            return self.reference(path, reference, depth);
        }
        if let Some(word) = COMBINED.iter().find(|word| members.contains_key(**word)) {
            return self.combined(path, word, members, depth);
        }
        if members.contains_key("enum") {
            return;
        }
        match members.get("type") {
            Some(Value::String(kind)) => self.of_type(path, kind, members, depth),
            Some(Value::Array(kinds)) if !kinds.is_empty() && kinds.iter().all(Value::is_string) => {
                for kind in kinds.iter().filter_map(Value::as_str) {
                    self.of_type(path.clone(), kind, members, depth);
                }
            }
            Some(_) => self.doubt(format!("type at {path}")),
            None => {
                self.lacks(&path, "type");
                if members.contains_key("properties") {
                    self.object(&path, members, depth);
                }
                if members.contains_key("items") {
                    self.array(&path, members, depth);
                }
            }
        }
    }

    fn of_type(&mut self, path: String, kind: &str, members: &'a Map<String, Value>, depth: usize) {
        let has = |names: &[&str]| names.iter().any(|name| members.get(*name).is_some_and(|value| !value.is_null()));
        match kind {
            "object" => self.object(&path, members, depth),
            "array" => self.array(&path, members, depth),
            "string" if !has(&["maxLength", "format", "pattern"]) => self.lacks(&path, "maxLength"),
            "number" | "integer" if !has(&["maximum"]) => self.lacks(&path, "maximum"),
            "string" | "number" | "integer" | "boolean" | "null" => {}
            _ => self.doubt(format!("type at {path}")),
        }
    }

    fn object(&mut self, path: &str, members: &'a Map<String, Value>, depth: usize) {
        match members.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            None | Some(Value::Bool(true)) => self.lacks(path, "additionalProperties"),
            // Any name may come, but what it holds is told.
            Some(values @ Value::Object(_)) => {
                self.lacks(path, "additionalProperties");
                self.schema(format!("{path}.*"), values, depth + 1);
            }
            Some(_) => self.doubt(format!("additionalProperties at {path}")),
        }
        match members.get("required") {
            Some(Value::Array(names)) if !names.is_empty() => {}
            None | Some(Value::Array(_)) => self.lacks(path, "required"),
            Some(_) => self.doubt(format!("required at {path}")),
        }
        for word in ["properties", "patternProperties"] {
            match members.get(word) {
                None => {}
                Some(Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.schema(format!("{path}.{name}"), property, depth + 1);
                    }
                }
                Some(_) => self.doubt(format!("{word} at {path}")),
            }
        }
    }

    fn array(&mut self, path: &str, members: &'a Map<String, Value>, depth: usize) {
        if !members.get("maxItems").is_some_and(Value::is_number) {
            self.lacks(path, "maxItems");
        }
        match members.get("items") {
            None => self.lacks(&format!("{path}[]"), "type"),
            Some(Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.schema(format!("{path}[{index}]"), item, depth + 1);
                }
            }
            Some(items) => self.schema(format!("{path}[]"), items, depth + 1),
        }
    }

    /// One of several schemas: what the loosest lets through comes in. The others are not decided here: a value must
    /// meet all parts of `allOf`, and what one lacks another may have.
    fn combined(&mut self, path: String, word: &str, members: &'a Map<String, Value>, depth: usize) {
        let plain = |name: &String| name == word || ["title", "description", "$schema"].contains(&name.as_str());
        match members.get(word) {
            Some(Value::Array(parts)) if matches!(word, "anyOf" | "oneOf") && members.keys().all(plain) => {
                for part in parts {
                    self.schema(path.clone(), part, depth + 1);
                }
            }
            _ => self.doubt(format!("{word} at {path}")),
        }
    }

    /// Follows a reference within the document; other documents were not read.
    fn reference(&mut self, path: String, reference: &'a Value, depth: usize) {
        let Some(reference) = reference.as_str() else { return self.doubt(format!("$ref at {path}")) };
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) else {
            return self.doubt(format!("$ref {reference} at {path}"));
        };
        if self.followed.insert(reference) {
            self.schema(path, target, depth + 1);
        }
    }

    fn lacks(&mut self, path: &str, what: &'static str) {
        self.found.insert((path.to_owned(), what));
    }

    fn doubt(&mut self, what: String) {
        self.doubt.get_or_insert(what);
    }
}

const COMBINED: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];
