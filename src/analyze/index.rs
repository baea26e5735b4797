//! The inventory by type and name, made once, and whether its lists are complete.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::Declarations;
use crate::iam::date::Date;
use crate::iam::{Bucket, Holder, ParseError, Policy, Standpoint, parse};
use crate::resource::{Evidence, Gap, GapCode, Inventory, Resource};

use super::children::Family;
use super::inquiry::Inquiry;
use super::relation::Relation;
use super::{audit, keys, logging, shape};

/// What the facts of one resource may consult of the others.
pub(super) struct Index<'a> {
    pub inventory: &'a Inventory,
    pub declarations: &'a Declarations,
    by_type: BTreeMap<&'a str, Vec<&'a Resource>>,
    /// By ARN: each resource, and its children. See `children.rs`.
    pub family: Family<'a>,
    buckets: BTreeMap<&'a str, &'a Resource>,
    policies: BTreeMap<&'a str, Document<'a>>,
    /// By name of a bucket: the first bucket (by ARN) whose access logs go there.
    pub log_sources: BTreeMap<&'a str, &'a Resource>,
    /// By region: why the logging of some buckets there is not known, each reason once.
    pub unread_logging: BTreeMap<&'a str, BTreeMap<Gap, Vec<Evidence>>>,
    /// By ARN of a log group, without `:*`: the trails that write there.
    pub trail_groups: Relation<'a>,
    /// By ARN of a log group, without `:*`: the API stages whose access logs go there.
    pub stage_groups: Relation<'a>,
    /// By ARN of a key or alias: what of a region is encrypted with it.
    pub key_users: Relation<'a>,
    /// The same for trails, whose region tells nothing of their key's.
    pub trail_keys: Relation<'a>,
    /// Where the account's logs lie.
    pub log_stores: audit::Stores<'a>,
}

/// The policy of a bucket, parsed; `None` where its text was not kept.
struct Document<'a> {
    resource: &'a Resource,
    parsed: Option<Result<Policy, ParseError>>,
}

/// Where a list must be complete.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Region(&'a str),
    Anywhere,
}

impl<'a> Index<'a> {
    pub fn new(inventory: &'a Inventory, declarations: &'a Declarations) -> Self {
        let mut by_type: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
        for resource in &inventory.resources {
            by_type.entry(&resource.resource_type).or_default().push(resource);
        }
        for resources in by_type.values_mut() {
            resources.sort_by_key(|resource| (&resource.arn, &resource.region));
        }
        let of = |name: &str| by_type.get(name).map(Vec::as_slice).unwrap_or_default();
        let buckets = of("AWS::S3::Bucket").iter().map(|bucket| (name(bucket), *bucket)).collect();
        let policies = of("AWS::S3::BucketPolicy").iter().map(|policy| {
            let parsed = policy.texts.get("PolicyDocument").map(|text| parse(text));
            (name(policy), Document { resource: policy, parsed })
        });
        let (log_sources, unread_logging) = logging::targets(of("AWS::S3::Bucket"));
        let mut index = Self {
            family: Family::new(by_type.values().flatten().copied()),
            policies: policies.collect(),
            buckets,
            log_sources,
            unread_logging,
            trail_groups: audit::trail_groups(of("AWS::CloudTrail::Trail")),
            stage_groups: audit::stage_groups(of("AWS::ApiGateway::Stage"), of("AWS::ApiGatewayV2::Stage")),
            key_users: keys::users_of(
                inventory,
                of("AWS::S3::Bucket"),
                of("AWS::Logs::LogGroup"),
                of("AWS::CloudTrail::EventDataStore"),
            ),
            log_stores: audit::Stores::default(),
            trail_keys: keys::trails_of(inventory, of("AWS::CloudTrail::Trail")),
            by_type,
            inventory,
            declarations,
        };
        // It rests on all of the above.
        index.log_stores = audit::Stores::of(&index);
        index
    }

    /// All resources of a type, by ARN.
    pub fn of_type(&self, resource_type: &str) -> &[&'a Resource] {
        self.by_type.get(resource_type).map(Vec::as_slice).unwrap_or_default()
    }

    /// The one resource of a type that an account always has.
    pub fn single(&self, inquiry: &mut Inquiry, resource_type: &str) -> Option<&'a Resource> {
        let found = self.of_type(resource_type).first().copied();
        if found.is_none() && self.is_complete(inquiry, resource_type, Place::Region("global")) {
            inquiry.note(Gap { error: resource_type.to_owned(), ..Gap::bare(GapCode::NotCollected) });
        }
        found
    }

    /// A bucket of this account by its name.
    pub fn bucket(&self, name: &str) -> Option<&'a Resource> {
        self.buckets.get(name).copied()
    }

    /// A bucket as policies see it.
    pub fn policy_bucket<'b>(&self, bucket: &'b Resource) -> Bucket<'b>
    where
        'a: 'b,
    {
        Bucket { partition: &self.inventory.partition, name: name(bucket) }
    }

    /// From where the policies of this account's resources are judged.
    pub fn standpoint(&self) -> Standpoint<'_> {
        Standpoint {
            account: &self.inventory.account,
            // Few policies ask for it; where it is not known, they are not decided.
            organization: self.organization(&mut Inquiry::default()).flatten(),
            trust: Some(&self.declarations.trust),
            // A date that cannot be read is long ago: then every later day is possible.
            now: Date::parse(&self.inventory.now).map_or(0, Date::milliseconds),
        }
    }

    /// Whoever holds a policy of this account.
    pub fn holder(&self) -> Holder<'_> {
        Holder { partition: &self.inventory.partition, at: self.standpoint(), arn: None }
    }

    /// Whether an account is declared as trusted. `None`: nothing was declared of it.
    pub fn is_trusted(&self, account: &str) -> Option<bool> {
        let trust = &self.declarations.trust;
        let is_named = |list: &[String]| list.iter().any(|one| one == account);
        let listed = trust.accounts.as_deref();
        if is_named(&trust.vendors) { Some(true) } else { listed.map(is_named) }
    }

    /// Whether all resources of a type are in the inventory; notes why not.
    pub fn is_complete(&self, inquiry: &mut Inquiry, resource_type: &str, place: Place) -> bool {
        let scope = &self.inventory.scope;
        let service = service(resource_type);
        if !scope.services.contains(service) {
            inquiry.note(Gap::not_scanned(service));
            return false;
        }
        let mut complete = true;
        let here = |region: &str| match place {
            Place::Anywhere => true,
            // Where the regions could not be read, `unknown` stands for all that were not scanned.
            Place::Region(own) => {
                region == own || region == "global" || (region == "unknown" && !scope.regions.contains(own))
            }
        };
        for unlisted in self.inventory.unlisted.iter().filter(|one| one.resource_type == resource_type) {
            if here(&unlisted.region) {
                inquiry.note(unlisted.gap.clone());
                inquiry.cite(&unlisted.evidence);
                complete = false;
            }
        }
        let unscanned: Vec<&str> = match place {
            Place::Anywhere => scope.regions_not_scanned.iter().map(String::as_str).collect(),
            // One call lists the buckets of all regions, and keeps those of a region or leaves them, all together.
            Place::Region("global") => Vec::new(),
            Place::Region(_) if service == "s3" => Vec::new(),
            Place::Region(own) => Some(own).filter(|own| !scope.regions.contains(*own)).into_iter().collect(),
        };
        if !unscanned.is_empty() {
            inquiry.note(Gap::not_scanned(format!("{service} in {}", unscanned.join(", "))));
            complete = false;
        }
        complete
    }

    /// The policy of a bucket. `Some(None)`: it has none.
    pub fn policy(&self, inquiry: &mut Inquiry, bucket: &Resource) -> Option<Option<&Policy>> {
        let count = |value: &Value| value.as_object()?.get("BucketPolicy")?.as_u64();
        if inquiry.require(bucket, "status.Children", count)? == 0 {
            return Some(None);
        }
        let missing = || Gap { error: "AWS::S3::BucketPolicy".to_owned(), ..Gap::bare(GapCode::NotCollected) };
        let Some(Document { resource, parsed }) = self.policies.get(name(bucket)) else {
            inquiry.note(missing());
            return None;
        };
        inquiry.require(resource, "properties.PolicyDocument", Value::as_object)?;
        match parsed {
            None => inquiry.note(missing()),
            Some(Ok(policy)) => return Some(Some(policy)),
            Some(Err(error)) => inquiry.note(Gap {
                operation: "s3:GetBucketPolicy".to_owned(),
                error: error.to_string(),
                ..Gap::bare(GapCode::Undecodable)
            }),
        }
        None
    }

    /// The id of the organisation that the account belongs to. `Some(None)`: to none.
    ///
    /// A declared one is taken as it is; AWS is asked only where none is declared.
    pub fn organization(&self, inquiry: &mut Inquiry) -> Option<Option<&str>> {
        if let Some(declared) = &self.declarations.trust.organization {
            return Some(Some(declared));
        }
        if !self.is_complete(inquiry, "AWS::Organizations::Organization", Place::Region("global")) {
            return None;
        }
        let account = self.single(inquiry, "AWS::Account::Account")?;
        let count = |value: &Value| value.as_object()?.get("Organization")?.as_u64();
        if inquiry.require(account, "status.Children", count)? == 0 {
            return Some(None);
        }
        let organization = self.single(inquiry, "AWS::Organizations::Organization")?;
        inquiry.require(organization, "properties.Id", Value::as_str).map(Some)
    }
}

/// The name of a bucket, or of the bucket whose policy it is: the last part of its ARN, which is there even where
/// nothing else could be read.
pub(super) fn name(resource: &Resource) -> &str {
    let arn = resource.arn.strip_suffix("#policy").unwrap_or(&resource.arn);
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// The service whose collector lists a type.
fn service(resource_type: &str) -> &'static str {
    match resource_type {
        "AWS::S3::AccountPublicAccessBlock" | "AWS::S3::AccessPoint" => return "s3control",
        _ => {}
    }
    match resource_type.split("::").nth(1).unwrap_or_default() {
        "Account" => "account",
        "ApiGateway" => "apigateway",
        "ApiGatewayV2" => "apigatewayv2",
        "CloudTrail" => "cloudtrail",
        "CloudWatch" => "cloudwatch",
        "IAM" => "iam",
        "KMS" => "kms",
        "Logs" => "logs",
        "Organizations" => "organizations",
        _ => "s3",
    }
}

/// The bucket that a logging configuration names.
pub(super) fn destination(value: &Value) -> Option<&str> {
    shape::text(value, "DestinationBucketName")
}
