//! Reads an account, service by service, into an inventory of resources and gaps.

mod account;
mod apigateway;
mod apigatewayv2;
mod cloudtrail;
mod cloudwatch;
mod field;
mod gateway;
mod iam;
mod kms;
mod logs;
mod members;
mod organizations;
mod pages;
mod regions;
mod s3;
mod s3control;

use std::collections::BTreeSet;

use futures::future::{BoxFuture, join_all};

use crate::aws::answer::CREDENTIALS;
use crate::aws::read_list::{Read, ReadList};
use crate::aws::session::Session;
use crate::resource::{Gap, GapCode, Inventory, Resource, Scope, Unlisted};

pub use regions::RegionError;

/// One service: what it yields, what it calls, and how.
pub struct Collector {
    /// Name as in `--services`.
    pub service: &'static str,
    pub types: &'static [TypeSpec],
    pub reads: &'static [Read],
    /// Whether it looks up what others found, and so runs after them.
    pub after_others: bool,
    pub collect: for<'a> fn(&'a Context<'a>, &'a Inventory) -> BoxFuture<'a, Harvest>,
}

/// A type of resource and the names that its collector promises. What it fails to set is a gap.
#[derive(Debug, Clone, Copy)]
pub struct TypeSpec {
    pub name: &'static str,
    pub properties: &'static [&'static str],
    pub status: &'static [&'static str],
    pub tags: bool,
    /// Whether it is listed region by region.
    pub regional: bool,
}

/// Every collector. Adding one is a file and a line here.
pub const COLLECTORS: &[Collector] = &[
    account::COLLECTOR,
    apigateway::COLLECTOR,
    apigatewayv2::COLLECTOR,
    cloudtrail::COLLECTOR,
    cloudwatch::COLLECTOR,
    iam::COLLECTOR,
    kms::COLLECTOR,
    logs::COLLECTOR,
    organizations::COLLECTOR,
    s3::COLLECTOR,
    s3control::COLLECTOR,
];

/// What a collector works with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub session: &'a Session,
    /// Regions to scan.
    pub regions: &'a BTreeSet<String>,
}

/// What a collector brings home.
#[derive(Debug, Default)]
pub struct Harvest {
    pub resources: Vec<Resource>,
    pub unlisted: Vec<Unlisted>,
}

impl Harvest {
    /// Puts another harvest to this one.
    pub fn add(&mut self, other: Self) {
        self.resources.extend(other.resources);
        self.unlisted.extend(other.unlisted);
    }
}

impl FromIterator<Harvest> for Harvest {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        let mut whole = Self::default();
        parts.into_iter().for_each(|part| whole.add(part));
        whole
    }
}

/// The reads of these services, and those that every scan makes.
pub fn read_list(services: &BTreeSet<String>) -> ReadList {
    let chosen = COLLECTORS.iter().filter(|collector| services.contains(collector.service));
    ReadList::new(chosen.flat_map(|collector| collector.reads).chain(account::ALWAYS).copied())
}

/// All services of this version.
pub fn services() -> BTreeSet<String> {
    COLLECTORS.iter().map(|collector| collector.service.to_owned()).collect()
}

/// The specification of a type.
pub fn type_spec(name: &str) -> Option<(&'static Collector, &'static TypeSpec)> {
    COLLECTORS
        .iter()
        .find_map(|collector| collector.types.iter().find(|spec| spec.name == name).map(|spec| (collector, spec)))
}

/// Reads the account within the scope of the session.
///
/// # Errors
/// A region that was asked for is not enabled in the account.
pub async fn collect(session: &Session) -> Result<Inventory, RegionError> {
    let header = &session.header;
    let regions = regions::regions(session).await?;
    let context = Context { session, regions: &regions.scanned };
    let mut inventory = Inventory {
        partition: header.partition.clone(),
        account: header.account.clone(),
        now: header.started.clone(),
        scope: Scope {
            services: header.services.clone(),
            regions: regions.scanned.clone(),
            regions_not_scanned: regions.not_scanned,
            services_not_scanned: services().difference(&header.services).cloned().collect(),
        },
        ..Inventory::default()
    };
    for after_others in [false, true] {
        let chosen = COLLECTORS
            .iter()
            .filter(|collector| collector.after_others == after_others && header.services.contains(collector.service));
        let harvests = join_all(chosen.map(|collector| (collector.collect)(&context, &inventory))).await;
        for harvest in harvests {
            inventory.resources.extend(harvest.resources);
            inventory.unlisted.extend(harvest.unlisted);
        }
    }
    merge_parts(&mut inventory.resources);
    inventory.unlisted.extend(unknown_regions(&header.services, regions.unreadable));
    inventory
        .resources
        .sort_by(|a, b| (&a.region, &a.resource_type, &a.arn).cmp(&(&b.region, &b.resource_type, &b.arn)));
    inventory.unlisted.sort_by(|a, b| (&a.region, &a.resource_type).cmp(&(&b.region, &b.resource_type)));
    Ok(inventory)
}

/// Several services answer parts of one resource (the account): puts them together.
fn merge_parts(resources: &mut Vec<Resource>) {
    let (parts, mut whole): (Vec<Resource>, Vec<Resource>) =
        std::mem::take(resources).into_iter().partition(|resource| resource.resource_type == "AWS::Account::Account");
    let merged = parts.into_iter().reduce(|mut account, part| {
        account.status.extend(part.status);
        account
    });
    whole.extend(merged);
    *resources = whole;
}

/// Where the regions of the account could not be read, no regional type is listed to its end.
fn unknown_regions(
    services: &BTreeSet<String>,
    unreadable: Option<(Gap, Vec<crate::resource::Evidence>)>,
) -> Vec<Unlisted> {
    let Some((gap, evidence)) = unreadable else { return Vec::new() };
    COLLECTORS
        .iter()
        .filter(|collector| services.contains(collector.service))
        .flat_map(|collector| collector.types)
        .filter(|spec| spec.regional)
        .map(|spec| Unlisted {
            resource_type: spec.name.to_owned(),
            region: "unknown".to_owned(),
            gap: gap.clone(),
            evidence: evidence.clone(),
            partial: true,
        })
        .collect()
}

impl Context<'_> {
    /// A resource with all that is known of its place.
    pub fn resource(&self, resource_type: &str, arn: String, region: &str) -> Resource {
        Resource {
            arn,
            resource_type: resource_type.to_owned(),
            account: self.session.header.account.clone(),
            region: region.to_owned(),
            ..Resource::default()
        }
    }

    /// `arn:P:SERVICE:REGION:ACCOUNT:REST`.
    pub fn arn(&self, service: &str, region: &str, rest: &str) -> String {
        let header = &self.session.header;
        format!("arn:{}:{service}:{region}:{}:{rest}", header.partition, header.account)
    }

    /// ARN of the account itself.
    pub fn account_arn(&self) -> String {
        self.arn("account", "", "account")
    }

    /// The region that calls without a region of their own go to.
    pub fn default_region(&self) -> &str {
        &self.session.header.default_region
    }
}

/// A gap of a call, with the permission that would mend it.
fn gap(session: &Session, operation: &str, code: GapCode, error: &str) -> Gap {
    let mendable = code == GapCode::Denied && !CREDENTIALS.contains(&error);
    let permission = mendable.then(|| session.permission(operation)).flatten();
    Gap { operation: operation.to_owned(), code, error: error.to_owned(), permission }
}
