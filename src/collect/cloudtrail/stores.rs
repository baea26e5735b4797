//! Event data stores of CloudTrail Lake.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::operation::get_event_data_store::GetEventDataStoreOutput;
use aws_sdk_cloudtrail::types::FederationStatus;
use futures::future::join_all;
use serde_json::Value;

use crate::aws::answer::ask;
use crate::collect::field::{Lacks, set, text};
use crate::collect::{Context, Harvest};
use crate::resource::{Field, Resource};

/// A store of events that CloudTrail Lake answers queries from.
pub const TYPE: &str = "AWS::CloudTrail::EventDataStore";

/// The event data stores of one region.
pub async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let client: Client = context.session.client(region);
    let listing = context
        .pages(
            |token| ask(client.list_event_data_stores().max_results(1000).set_next_token(token).send()),
            |page| {
                let stores = page.event_data_stores.ok_or(Lacks("EventDataStores"))?;
                let arns: Option<Vec<String>> = stores.into_iter().map(|store| store.event_data_store_arn).collect();
                Ok((arns.ok_or(Lacks("EventDataStoreArn"))?, page.next_token))
            },
        )
        .await;
    Harvest {
        resources: join_all(listing.items.iter().map(|arn| one(context, &client, region, arn))).await,
        unlisted: listing.unlisted(TYPE, region).into_iter().collect(),
    }
}

/// The list holds only ARN and name of a store; the rest of its members is no longer answered.
async fn one(context: &Context<'_>, client: &Client, region: &str, arn: &str) -> Resource {
    let answer = ask(client.get_event_data_store().event_data_store(arn).send()).await;
    let mut resource = context.resource(TYPE, arn.to_owned(), region);
    let always = |read: fn(&GetEventDataStoreOutput) -> Option<Value>, member| -> Field {
        context.field(&answer, &[], |output| read(output).ok_or(Lacks(member)).map(Some))
    };
    // An answer without an ARN was not understood, and says nothing of the rest.
    let maybe = |read: fn(&GetEventDataStoreOutput) -> Option<Value>| -> Field {
        context.field(&answer, &[], |output| {
            output.event_data_store_arn().map(|_| read(output)).ok_or(Lacks("EventDataStoreArn"))
        })
    };
    let fields = [
        ("EventDataStoreArn", always(|store| text(store.event_data_store_arn()), "EventDataStoreArn")),
        ("Name", always(|store| text(store.name()), "Name")),
        ("Status", always(|store| text(store.status().map(|status| status.as_str())), "Status")),
        ("RetentionPeriod", always(|store| store.retention_period().map(Value::from), "RetentionPeriod")),
        (
            "TerminationProtectionEnabled",
            always(|store| store.termination_protection_enabled().map(Value::from), "TerminationProtectionEnabled"),
        ),
        ("MultiRegionEnabled", always(|store| store.multi_region_enabled().map(Value::from), "MultiRegionEnabled")),
        ("OrganizationEnabled", always(|store| store.organization_enabled().map(Value::from), "OrganizationEnabled")),
        ("KmsKeyId", maybe(|store| text(store.kms_key_id()))),
        ("BillingMode", maybe(|store| text(store.billing_mode().map(|mode| mode.as_str())))),
        ("FederationRoleArn", maybe(|store| text(store.federation_role_arn()))),
        (
            "FederationEnabled",
            maybe(|store| store.federation_status().map(|status| (*status == FederationStatus::Enabled).into())),
        ),
    ];
    set(&mut resource.properties, fields);
    resource
}
