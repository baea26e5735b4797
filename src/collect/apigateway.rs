//! API Gateway REST: APIs and all below them, usage plans and keys, domains.
//!
//! Six lists a region, whatever there is. Five calls an API, one more where a method names a validator, one more where
//! a stage names a documentation version, and one a deployment that a stage runs. One a usage plan, one a domain.

mod api;
mod domains;
mod members;
mod plans;
mod specs;
mod stages;

use aws_sdk_apigateway::Client;
use futures::future::join_all;
use futures::{FutureExt, StreamExt};
use serde_json::Value;

use super::gateway::{AT_ONCE, arn, items};
use super::members::{Member, Told, read};
use super::pages::Listing;
use super::{Collector, Context, Harvest};
use crate::aws::answer::{Answer, ask_json};
use crate::aws::read_list::Read;
use crate::resource::Section;
use members::{ACCOUNT, ACCOUNT_STATUS};

pub const COLLECTOR: Collector = Collector {
    service: "apigateway",
    types: specs::TYPES,
    reads: &[
        Read { service: "apigateway", operation: "GetAccount", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetRestApis", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetResources", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetAuthorizers", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetStages", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetDeployment", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetGatewayResponses", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetRequestValidators", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetModels", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetDocumentationVersions", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetUsagePlans", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetUsagePlanKeys", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetApiKeys", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetDomainNames", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetBasePathMappings", actions: &["apigateway:GET"] },
        Read { service: "apigateway", operation: "GetClientCertificates", actions: &["apigateway:GET"] },
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

/// The most that AWS puts on a page.
const PAGE: i32 = 500;

async fn collect(context: &Context<'_>) -> Harvest {
    join_all(context.regions.iter().map(|region| in_region(context, region))).await.into_iter().collect()
}

async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let here = Here { context, region, client: &context.session.client(region) };
    let (account, apis, plans, domains) =
        futures::join!(account(here), apis(here), plans::collect(here), domains::collect(here));
    [account, apis, plans, domains].into_iter().collect()
}

/// A region, and the way to ask there.
#[derive(Debug, Clone, Copy)]
struct Here<'a> {
    context: &'a Context<'a>,
    region: &'a str,
    client: &'a Client,
}

impl<'a> Here<'a> {
    fn arn(&self, path: &str) -> String {
        arn(self.context, self.region, path)
    }

    fn told(&self, listing: &'a Listing<Value>) -> Told<'a> {
        Told { context: self.context, evidence: &listing.evidence }
    }

    /// Sets every one of these members of an answer; each is the gap of the call if that failed.
    ///
    /// An answer that lacks what AWS always sends (`whole`) is another: it does not say that there is none of the rest.
    fn fill(&self, section: &mut Section, members: &[Member], whole: &[Member], answer: &Answer<Value>) {
        for member in members {
            let field = self.context.field(answer, &[], |record| {
                whole.iter().filter(|other| other.always).try_for_each(|other| read(other, record).map(drop))?;
                read(member, record)
            });
            section.insert(member.name.to_owned(), field);
        }
    }

    /// A listing whose items have this id, page by page.
    async fn list<F>(&self, id: &'static str, ask_page: impl Fn(Option<String>) -> F) -> Listing<Value>
    where
        F: Future<Output = Answer<Value>>,
    {
        self.context.pages(ask_page, |page| items(page, "item", "position", id)).await
    }
}

/// What holds for all APIs of the region. There always is one.
async fn account(here: Here<'_>) -> Harvest {
    let answer = ask_json(here.client.get_account().send()).await;
    let mut resource = here.context.resource("AWS::ApiGateway::Account", here.arn("/account"), here.region);
    here.fill(&mut resource.properties, ACCOUNT, ACCOUNT_STATUS, &answer);
    here.fill(&mut resource.status, ACCOUNT_STATUS, &[], &answer);
    Harvest { resources: vec![resource], ..Harvest::default() }
}

async fn apis(here: Here<'_>) -> Harvest {
    let ask_page = |token| ask_json(here.client.get_rest_apis().limit(PAGE).set_position(token).send());
    let listing = here.list("id", ask_page).await;
    let mut harvest = Harvest::default();
    for resource_type in [api::REST_API].iter().chain(api::CHILDREN) {
        harvest.unlisted.extend(listing.unlisted(resource_type, here.region));
    }
    let reads = listing.items.iter().cloned().map(|item| api::one(here, item, here.told(&listing)));
    let found: Vec<Harvest> = futures::stream::iter(reads).buffered(AT_ONCE).collect().await;
    [harvest].into_iter().chain(found).collect()
}
