//! Facts over small inventories: every shape, every gap, and what was consulted.

mod alarms;
mod apis;
mod class;
mod cors;
mod effective;
mod encryption;
mod external;
mod groups;
mod identity;
mod keys;
mod logging;
mod named_roles;
mod organization;
mod points;
mod policy;
mod public;
mod reading;
mod recorded;
mod shapes;
mod tampering;
mod trails;
mod whole;

use serde_json::{Value, json};

use super::{BUCKETS, analyze};
use crate::config::Declarations;
use crate::resource::{Evidence, Field, Gap, GapCode, Inventory, Known, Resource, Scope, Unlisted};

const ACCOUNT: &str = "111122223333";
const SERVICES: [&str; 7] = ["cloudtrail", "iam", "kms", "organizations", "s3", "s3control", "sts"];

/// One answer of AWS, named after what was asked of whom.
fn evidence(operation: &str) -> Vec<Evidence> {
    vec![Evidence { operation: operation.into(), region: "us-east-1".into(), sha256: Some("0".repeat(64).into()) }]
}

fn denied(operation: &str) -> Gap {
    Gap {
        operation: operation.to_owned(),
        code: GapCode::Denied,
        error: "AccessDenied".to_owned(),
        permission: Some(operation.to_owned()),
    }
}

fn value(value: Value, operation: &str) -> Field {
    Field::value(value, evidence(operation))
}

fn absent(operation: &str) -> Field {
    Field::absent(evidence(operation))
}

fn gap(operation: &str) -> Field {
    Field::gap(denied(operation), evidence(operation))
}

/// An account with one private bucket, `acme`, all of which was read.
struct Account {
    inventory: Inventory,
    declarations: Declarations,
}

impl Account {
    fn new() -> Self {
        let scope = Scope {
            services: SERVICES.map(str::to_owned).into(),
            regions: ["us-east-1", "eu-west-1"].map(str::to_owned).into(),
            ..Scope::default()
        };
        let inventory = Inventory { partition: "aws".into(), account: ACCOUNT.into(), scope, ..Inventory::default() };
        let mut account = Self { inventory, declarations: Declarations::default() };
        let mut own = resource("AWS::Account::Account", "arn:aws:account::111122223333:account", "global");
        own.status.insert("Children".into(), value(json!({"Organization": 0}), "organizations:DescribeOrganization"));
        let block = resource(
            "AWS::S3::AccountPublicAccessBlock",
            "arn:aws:account::111122223333:account#s3-public-access-block",
            "global",
        );
        account.inventory.resources.extend([own, block]);
        account.set(
            "AWS::S3::AccountPublicAccessBlock",
            "status.PublicAccessBlockConfiguration",
            absent("s3control:GetPublicAccessBlock"),
        );
        account.add_bucket("acme", "us-east-1");
        account
    }

    fn add_bucket(&mut self, name: &str, region: &str) -> &mut Self {
        let mut bucket = resource("AWS::S3::Bucket", &format!("arn:aws:s3:::{name}"), region);
        let call = |operation: &str| format!("{operation} {name}");
        let properties = [
            ("BucketName", value(json!(name), "s3:ListBuckets")),
            ("PublicAccessBlockConfiguration", absent(&call("s3:GetPublicAccessBlock"))),
            ("OwnershipControls", absent(&call("s3:GetBucketOwnershipControls"))),
            ("BucketEncryption", absent(&call("s3:GetBucketEncryption"))),
            ("LoggingConfiguration", absent(&call("s3:GetBucketLogging"))),
            ("ObjectLockConfiguration", absent(&call("s3:GetObjectLockConfiguration"))),
            ("CorsConfiguration", absent(&call("s3:GetBucketCors"))),
        ];
        bucket.properties.extend(properties.map(|(name, field)| (name.to_owned(), field)));
        let acl = json!({
            "Owner": {"ID": "a".repeat(64)},
            "Grants": [{"Grantee": {"Type": "CanonicalUser", "ID": "a".repeat(64)}, "Permission": "FULL_CONTROL"}],
        });
        bucket.status.insert("Acl".into(), value(acl, &call("s3:GetBucketAcl")));
        bucket.status.insert("Children".into(), value(json!({"BucketPolicy": 0}), &call("s3:GetBucketPolicy")));
        bucket.tags = value(json!({}), &call("s3:GetBucketTagging"));
        self.inventory.resources.push(bucket);
        self
    }

    fn add(&mut self, resource: Resource) -> &mut Self {
        self.inventory.resources.push(resource);
        self
    }

    /// Sets a field of the first resource of a type, or of the bucket of that name.
    fn set(&mut self, of: &str, path: &str, field: Field) -> &mut Self {
        let arn = format!("arn:aws:s3:::{of}");
        let found = self.inventory.resources.iter_mut().find(|one| one.resource_type == of || one.arn == arn);
        let resource = found.expect("a resource of that name");
        match path.split_once('.') {
            Some(("properties", name)) => resource.properties.insert(name.to_owned(), field),
            Some(("status", name)) => resource.status.insert(name.to_owned(), field),
            _ => Some(std::mem::replace(&mut resource.tags, field)),
        };
        self
    }

    /// Gives a bucket a policy of these statements.
    fn policy(&mut self, bucket: &str, statements: &str) -> &mut Self {
        let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
        self.policy_text(bucket, &text)
    }

    fn policy_text(&mut self, bucket: &str, text: &str) -> &mut Self {
        let call = format!("s3:GetBucketPolicy {bucket}");
        self.set(bucket, "status.Children", value(json!({"BucketPolicy": 1}), &call));
        let mut policy = resource("AWS::S3::BucketPolicy", &format!("arn:aws:s3:::{bucket}#policy"), "us-east-1");
        let parsed = serde_json::from_str(text).unwrap_or(json!({}));
        policy.properties.insert("PolicyDocument".into(), value(parsed, &call));
        policy.texts.insert("PolicyDocument".into(), text.to_owned());
        self.add(policy)
    }

    fn declare(&mut self, toml: &str) -> &mut Self {
        self.declarations = toml::from_str(toml).expect("declarations");
        self
    }

    /// Makes a type unlistable in a region.
    fn unlisted(&mut self, resource_type: &str, region: &str, operation: &str) -> &mut Self {
        self.inventory.unlisted.push(Unlisted {
            resource_type: resource_type.to_owned(),
            region: region.to_owned(),
            gap: denied(operation),
            evidence: evidence(operation),
            partial: false,
        });
        self
    }

    fn without_service(&mut self, service: &str) -> &mut Self {
        self.inventory.scope.services.remove(service);
        self
    }

    /// A fact of the bucket `acme`.
    fn fact(&self, name: &str) -> Field {
        self.fact_of("acme", name)
    }

    fn fact_of(&self, bucket: &str, name: &str) -> Field {
        let mut inventory = self.inventory.clone();
        analyze(&mut inventory, &self.declarations);
        let arn = format!("arn:aws:s3:::{bucket}");
        let bucket = inventory.resources.iter().find(|one| one.arn == arn).expect("the bucket");
        bucket.facts.get(name).cloned().expect("a declared fact")
    }

    fn value(&self, name: &str) -> Value {
        match self.fact(name).known {
            Known::Value(value) => value,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn gaps(&self, name: &str) -> Vec<Gap> {
        match self.fact(name).known {
            Known::Gap(gaps) => gaps,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// The texts of the gaps of a fact.
    fn errors(&self, name: &str) -> Vec<String> {
        self.gaps(name).into_iter().map(|gap| gap.error).collect()
    }

    /// What was asked to answer a fact.
    fn consulted(&self, name: &str) -> Vec<String> {
        self.fact(name).evidence.into_iter().map(|evidence| evidence.operation.to_string()).collect()
    }
}

fn resource(resource_type: &str, arn: &str, region: &str) -> Resource {
    Resource {
        arn: arn.to_owned(),
        resource_type: resource_type.to_owned(),
        account: ACCOUNT.to_owned(),
        region: region.to_owned(),
        ..Resource::default()
    }
}

/// An account at a fixed moment, with all services read.
fn account() -> Account {
    let mut account = Account::new();
    account.inventory.now = "2026-11-21T12:00:00Z".into();
    account.inventory.scope.services.extend(MORE_SERVICES.map(str::to_owned));
    account
}

const MORE_SERVICES: [&str; 4] = ["apigateway", "apigatewayv2", "cloudwatch", "logs"];

/// A fact of one more resource.
fn fact_of(account: &Account, own: &Resource, name: &str) -> Field {
    let mut inventory = account.inventory.clone();
    inventory.resources.push(own.clone());
    analyze(&mut inventory, &account.declarations);
    let is_own = |one: &&Resource| one.arn == own.arn && one.resource_type == own.resource_type;
    let found = inventory.resources.iter().rfind(is_own).expect("the resource");
    found.facts.get(name).cloned().expect("a declared fact")
}

fn known(field: Field) -> Value {
    match field.known {
        Known::Value(value) => value,
        other => panic!("{other:?}"),
    }
}

fn gaps(field: Field) -> Vec<Gap> {
    match field.known {
        Known::Gap(gaps) => gaps,
        other => panic!("{other:?}"),
    }
}

fn errors(field: Field) -> Vec<String> {
    gaps(field).into_iter().map(|gap| gap.error).collect()
}

/// All four flags, set or not.
fn flags(on: bool) -> Value {
    json!({"BlockPublicAcls": on, "IgnorePublicAcls": on, "BlockPublicPolicy": on, "RestrictPublicBuckets": on})
}

const OPEN_READ: &str = r#"{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"}"#;
const OPEN_LIST: &str =
    r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme"}"#;
const VAGUE_READ: &str = r#"{"Sid": "Vpce", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*", "Condition": {"Like": {"aws:SourceVpce": "vpce-1"}}}"#;
