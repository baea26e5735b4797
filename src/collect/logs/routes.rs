//! Where logs come from and go to: destinations for other accounts, sources of deliveries.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{DeliverySource, Destination};

use super::{harvest, named};
use crate::aws::answer::ask;
use crate::collect::field::{Lacks, set, text};
use crate::collect::{Context, Harvest};

/// Where other accounts may send their logs.
pub const DESTINATION: &str = "AWS::Logs::Destination";
/// A resource whose logs AWS delivers.
pub const DELIVERY_SOURCE: &str = "AWS::Logs::DeliverySource";

/// The destinations of a region: where other accounts may send their logs.
pub async fn destinations(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_destinations().limit(50).set_next_token(token).send()),
            |page| {
                let destinations = page.destinations.ok_or(Lacks("destinations"))?;
                Ok((named(destinations, Destination::destination_name, "destinationName")?, page.next_token))
            },
        )
        .await;
    harvest(context, &listing, DESTINATION, region, |(name, destination), told| {
        let arn = destination
            .arn()
            .map_or_else(|| context.arn("logs", region, &format!("destination:{name}")), str::to_owned);
        let mut resource = context.resource(DESTINATION, arn, region);
        // A new destination has no policy: nobody may send there.
        let (policy, original) = match destination.access_policy() {
            None | Some("") => (told.maybe(None), None),
            policy => told.document(policy, "accessPolicy"),
        };
        resource.texts.extend(original.map(|text| ("DestinationPolicy".to_owned(), text)));
        let fields = [
            ("DestinationName", told.maybe(text(Some(name)))),
            ("Arn", told.always(text(destination.arn()), "arn")),
            ("TargetArn", told.always(text(destination.target_arn()), "targetArn")),
            ("RoleArn", told.always(text(destination.role_arn()), "roleArn")),
            ("DestinationPolicy", policy),
        ];
        set(&mut resource.properties, fields);
        resource
    })
}

/// The sources of deliveries in a region: services that AWS has log by itself.
pub async fn delivery_sources(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_delivery_sources().limit(50).set_next_token(token).send()),
            |page| {
                let sources = page.delivery_sources.ok_or(Lacks("deliverySources"))?;
                Ok((named(sources, DeliverySource::name, "name")?, page.next_token))
            },
        )
        .await;
    harvest(context, &listing, DELIVERY_SOURCE, region, |(name, source), told| {
        let arn =
            source.arn().map_or_else(|| context.arn("logs", region, &format!("delivery-source:{name}")), str::to_owned);
        let mut resource = context.resource(DELIVERY_SOURCE, arn, region);
        let mut resources = source.resource_arns().to_vec();
        resources.sort();
        let fields = [
            ("Name", told.maybe(text(Some(name)))),
            ("Arn", told.always(text(source.arn()), "arn")),
            ("Service", told.always(text(source.service()), "service")),
            ("LogType", told.always(text(source.log_type()), "logType")),
            ("ResourceArns", told.always((!resources.is_empty()).then(|| resources.into()), "resourceArns")),
        ];
        set(&mut resource.properties, fields);
        resource
    })
}
