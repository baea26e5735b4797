//! Facts of API Gateway over small APIs: values, absence, every gap, and shapes that are no answer.

mod authorization;
mod bypass;
mod class;
mod contracts;
mod cors;
mod declared;
mod drift;
mod keys;
mod limits;
mod logs;
mod matrix;
mod models;
mod plans;
mod reach;
mod reflection;
mod stage;
mod throttle;

use serde_json::{Value, json};

use super::{ACCOUNT, absent, analyze, denied, evidence, gap, value};
use crate::config::Declarations;
use crate::resource::{Field, Gap, Inventory, Known, Resource, Scope, Unlisted};

const START: &str = "arn:aws:apigateway:us-east-1::";
const REST: &str = "/restapis/a1";
const API: &str = "/apis/b1";

/// What children the two kinds of API have, and under which part of their path.
const CHILDREN: [(&str, &str, &str); 15] = [
    (REST, "resources", "AWS::ApiGateway::Method"),
    (REST, "authorizers", "AWS::ApiGateway::Authorizer"),
    (REST, "stages", "AWS::ApiGateway::Stage"),
    (REST, "deployments", "AWS::ApiGateway::Deployment"),
    (REST, "models", "AWS::ApiGateway::Model"),
    (REST, "requestvalidators", "AWS::ApiGateway::RequestValidator"),
    (REST, "gatewayresponses", "AWS::ApiGateway::GatewayResponse"),
    (REST, "documentation/versions", "AWS::ApiGateway::DocumentationVersion"),
    (API, "routes", "AWS::ApiGatewayV2::Route"),
    (API, "integrations", "AWS::ApiGatewayV2::Integration"),
    (API, "authorizers", "AWS::ApiGatewayV2::Authorizer"),
    (API, "stages", "AWS::ApiGatewayV2::Stage"),
    ("", "/restapis", "AWS::ApiGateway::RestApi"),
    ("", "/apis", "AWS::ApiGatewayV2::Api"),
    ("", "/domainnames", "AWS::ApiGateway::DomainName"),
];

/// A REST API `a1` and an HTTP API `b1`; each resource goes by the end of its ARN. What is read of it is named after
/// that end and the field.
struct Apis {
    inventory: Inventory,
    declarations: Declarations,
}

impl Apis {
    fn new() -> Self {
        let scope = Scope {
            services: ["apigateway", "apigatewayv2", "iam", "logs"].map(str::to_owned).into(),
            regions: ["us-east-1"].map(str::to_owned).into(),
            ..Scope::default()
        };
        let inventory = Inventory {
            partition: "aws".into(),
            account: ACCOUNT.into(),
            now: "2026-11-22T00:00:00Z".into(),
            scope,
            ..Inventory::default()
        };
        let mut apis = Self { inventory, declarations: Declarations::default() };
        apis.add(REST, json!({"RestApiId": "a1", "Name": "shop"}));
        apis.add(API, json!({"ApiId": "b1", "Name": "chat", "ProtocolType": "HTTP"}));
        apis
    }

    /// Adds a resource, or puts it in the place of the one that was there.
    fn add(&mut self, place: &str, properties: Value) -> &mut Self {
        let kind = CHILDREN.iter().filter(|(parent, part, _)| {
            place
                .strip_prefix(parent)
                .is_some_and(|rest| rest.trim_start_matches('/').starts_with(part.trim_start_matches('/')))
        });
        let (_, _, kind) = kind.max_by_key(|(parent, _, _)| parent.len()).expect("a known place");
        self.add_as(kind, place, properties)
    }

    /// Adds a resource of a type that its place does not tell.
    fn add_as(&mut self, kind: &str, place: &str, properties: Value) -> &mut Self {
        let arn = arn(place);
        self.inventory.resources.retain(|one| one.arn != arn);
        let mut resource = super::resource(kind, &arn, "us-east-1");
        for (name, member) in properties.as_object().expect("an object") {
            let (section, name) =
                name.strip_prefix("status.").map_or(("properties", name.as_str()), |name| ("status", name));
            let field = value(member.clone(), &format!("{place} {section}.{name}"));
            let fields = if section == "status" { &mut resource.status } else { &mut resource.properties };
            fields.insert(name.to_owned(), field);
        }
        resource.tags = absent(&format!("{place} tags"));
        self.inventory.resources.push(resource);
        self
    }

    /// A method of the REST API, of which everything was read. `more` are properties beyond those that each has.
    fn method(&mut self, method: &str, path: &str, more: Value) -> &mut Self {
        let place = method_place(method, path);
        let properties = json!({
            "RestApiId": "a1", "HttpMethod": method, "status.Path": path, "AuthorizationType": "NONE",
            "ApiKeyRequired": false,
        });
        self.add(&place, properties);
        for name in ["AuthorizerId", "AuthorizationScopes", "RequestValidatorId", "RequestModels", "Integration"] {
            self.set(&place, &format!("properties.{name}"), absent(&format!("{place} properties.{name}")));
        }
        for (name, member) in more.as_object().expect("an object") {
            self.put(&place, &format!("properties.{name}"), member.clone());
        }
        self
    }

    fn set(&mut self, place: &str, path: &str, field: Field) -> &mut Self {
        let arn = arn(place);
        let resource =
            self.inventory.resources.iter_mut().find(|one| one.arn == arn).expect("a resource of that place");
        match path.split_once('.') {
            Some(("properties", name)) => resource.properties.insert(name.to_owned(), field),
            Some(("status", name)) => resource.status.insert(name.to_owned(), field),
            _ => Some(std::mem::replace(&mut resource.tags, field)),
        };
        self
    }

    fn put(&mut self, place: &str, path: &str, member: Value) -> &mut Self {
        self.set(place, path, value(member, &format!("{place} {path}")))
    }

    fn deny(&mut self, place: &str, path: &str) -> &mut Self {
        self.set(place, path, gap(&format!("{place} {path}")))
    }

    fn none(&mut self, place: &str, path: &str) -> &mut Self {
        self.set(place, path, absent(&format!("{place} {path}")))
    }

    fn declare(&mut self, toml: &str) -> &mut Self {
        self.declarations = toml::from_str(toml).expect("declarations");
        self
    }

    /// Makes a type unlistable in the region.
    fn unlist(&mut self, resource_type: &str) -> &mut Self {
        self.unlist_in(resource_type, "us-east-1")
    }

    fn unlist_in(&mut self, resource_type: &str, region: &str) -> &mut Self {
        let operation = format!("list {resource_type}");
        self.inventory.unlisted.push(Unlisted {
            resource_type: resource_type.to_owned(),
            region: region.to_owned(),
            gap: denied(&operation),
            evidence: evidence(&operation),
            partial: false,
        });
        self
    }

    /// All resources with their facts. Counts of children that were not set are those that are there.
    fn analyzed(&self) -> Inventory {
        let mut inventory = self.inventory.clone();
        for (parent, _, kind) in CHILDREN {
            let start = format!("{START}{parent}/");
            let of = |one: &&Resource| one.resource_type == kind && one.arn.starts_with(&start);
            let count = inventory.resources.iter().filter(of).count();
            let name = format!("Children.{}", kind.rsplit("::").next().expect("a type"));
            let arn = format!("{START}{parent}");
            for one in inventory.resources.iter_mut().filter(|one| one.arn == arn && !one.status.contains_key(&name)) {
                one.status.insert(name.clone(), value(json!(count), &format!("{parent} status.{name}")));
            }
        }
        analyze(&mut inventory, &self.declarations);
        inventory
    }

    fn fact(&self, place: &str, name: &str) -> Field {
        let arn = arn(place);
        let inventory = self.analyzed();
        let found = inventory.resources.into_iter().find(|one| one.arn == arn).expect("a resource of that place");
        found.facts.get(name).cloned().expect("a declared fact")
    }

    fn value(&self, place: &str, name: &str) -> Value {
        match self.fact(place, name).known {
            Known::Value(value) => value,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn gaps(&self, place: &str, name: &str) -> Vec<Gap> {
        match self.fact(place, name).known {
            Known::Gap(gaps) => gaps,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// What was asked to answer a fact.
    fn consulted(&self, place: &str, name: &str) -> Vec<String> {
        self.fact(place, name).evidence.into_iter().map(|evidence| evidence.operation.to_string()).collect()
    }

    fn is_absent(&self, place: &str, name: &str) -> bool {
        self.fact(place, name).known == Known::Absent
    }

    fn code(&self, place: &str, name: &str) -> &'static str {
        self.gaps(place, name)[0].code.word()
    }

    /// Each of these fields alone denied makes the fact a gap that names just this field.
    fn rests_on(&self, place: &str, name: &str, fields: &[(&str, &str)]) {
        for (of, path) in fields {
            let mut apis = self.copy();
            apis.deny(of, path);
            assert_eq!(apis.gaps(place, name), [denied(&format!("{of} {path}"))], "{name} without {of} {path}");
        }
    }

    /// None of these fields matters to the fact.
    fn ignores(&self, place: &str, name: &str, fields: &[(&str, &str)]) {
        let before = self.fact(place, name).known;
        for (of, path) in fields {
            let mut apis = self.copy();
            apis.deny(of, path);
            assert_eq!(apis.fact(place, name).known, before, "{name} without {of} {path}");
        }
    }

    /// Whatever strange thing stands in these fields, the fact is the gap `undecodable`, or what it was.
    fn distrusts(&self, place: &str, name: &str, fields: &[(&str, &str)]) {
        let before = self.fact(place, name).known;
        for (of, path) in fields {
            for strange in [json!(7), json!(1.5), json!([]), json!([{}]), json!([[]]), json!(null), json!({"x": 1})] {
                let mut apis = self.copy();
                apis.put(of, path, strange.clone());
                match apis.fact(place, name).known {
                    Known::Gap(gaps) => assert_eq!(gaps[0].code.word(), "undecodable", "{name} {of} {path} {strange}"),
                    other => assert_eq!(other, before, "{name} {of} {path} {strange}"),
                }
            }
        }
    }

    /// No list of records: the fact is the gap `undecodable`.
    fn refuses(&self, place: &str, name: &str, fields: &[(&str, &str)]) {
        for (of, path) in fields {
            for strange in [json!(7), json!("x"), json!([{}]), json!([[]]), json!({"a": 1}), json!(null)] {
                let mut apis = self.copy();
                apis.put(of, path, strange.clone());
                assert_eq!(apis.code(place, name), "undecodable", "{name} {of} {path} {strange}");
            }
        }
    }

    fn copy(&self) -> Self {
        Self { inventory: self.inventory.clone(), declarations: self.declarations.clone() }
    }
}

/// Places are the ends of ARNs of API Gateway, or whole ARNs.
fn arn(place: &str) -> String {
    if place.starts_with("arn:") { place.to_owned() } else { format!("{START}{place}") }
}

fn method_place(method: &str, path: &str) -> String {
    format!("{REST}/resources/r{}/methods/{method}", path.replace('/', "-"))
}

#[test]
fn all_facts_of_a_resource_of_which_nothing_was_read_are_gaps() {
    for (parent, part, kind) in CHILDREN {
        let place = format!("{parent}/{}/x", part.trim_start_matches('/'));
        let mut inventory = Apis::new().inventory;
        inventory.resources.clear();
        let mut empty = super::resource(kind, &format!("{START}{place}"), "us-east-1");
        empty.tags = gap("tags");
        inventory.resources.push(empty);
        let rules =
            "[[classify]]\nfact = \"IsHighSecurity\"\ntag = \"a\"\n[[classify]]\nfact = \"IsProduction\"\ntag = \"a\"";
        analyze(&mut inventory, &toml::from_str(rules).expect("declarations"));
        let empty = inventory.resources.iter().find(|one| one.resource_type == kind && one.arn.ends_with("/x"));
        for (name, field) in &empty.expect("the resource").facts {
            assert!(matches!(field.known, Known::Gap(_)), "{kind} {name} {field:?}");
        }
    }
}
