//! Access keys: one call a user for the list, one a key for its last use.

use std::collections::BTreeMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::AccessKeyMetadata;
use futures::stream::{self, StreamExt};
use serde_json::{Value, json};

use super::super::field::{Lacks, date, object, set, text};
use super::super::pages::Listing;
use super::super::{Context, Harvest};
use super::document::Said;
use crate::aws::answer::{ask, ask_with};
use crate::resource::{Field, Resource};

pub(super) const TYPE: &str = "AWS::IAM::AccessKey";

/// Users that are asked about at one time.
const AT_ONCE: usize = 32;

/// The keys of all users.
pub(super) struct Keys {
    pub harvest: Harvest,
    /// By user: how many keys there are, or why that is not known.
    counts: BTreeMap<String, Field>,
}

impl Keys {
    /// `Children.AccessKey` of a user.
    pub fn count(&mut self, user: &str) -> Field {
        self.counts.remove(user).unwrap_or_default()
    }
}

/// Reads the keys of these users.
pub(super) async fn collect(context: &Context<'_>, client: &Client, users: &[(String, String)]) -> Keys {
    let mut keys = Keys { harvest: Harvest::default(), counts: BTreeMap::new() };
    let asked: Vec<_> = users.iter().map(|(user, arn)| of_user(context, client, user, arn)).collect();
    let mut found = stream::iter(asked).buffered(AT_ONCE);
    while let Some((user, count, harvest)) = found.next().await {
        keys.counts.insert(user.to_owned(), count);
        keys.harvest.add(harvest);
    }
    keys
}

async fn of_user<'a>(context: &Context<'_>, client: &Client, user: &'a str, arn: &str) -> (&'a str, Field, Harvest) {
    let listing = context
        .pages(
            |marker| ask_with(client.list_access_keys().user_name(user).set_marker(marker).send(), "AccessKeyMetadata"),
            |page| match page.marker {
                None if page.is_truncated => Err(Lacks("Marker")),
                _ if page.access_key_metadata.iter().any(|key| key.access_key_id().is_none()) => {
                    Err(Lacks("AccessKeyId"))
                }
                marker => Ok((page.access_key_metadata, marker)),
            },
        )
        .await;
    let count = match &listing.broken {
        Some(gap) => Field::gap(gap.clone(), listing.evidence.clone()),
        None => Field::value(listing.items.len(), listing.evidence.clone()),
    };
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(listing.unlisted(TYPE, "global"));
    for key in &listing.items {
        harvest.resources.push(one(context, client, (user, arn), key, &listing).await);
    }
    (user, count, harvest)
}

async fn one(
    context: &Context<'_>,
    client: &Client,
    (user, user_arn): (&str, &str),
    key: &AccessKeyMetadata,
    listing: &Listing<AccessKeyMetadata>,
) -> Resource {
    let id = key.access_key_id().unwrap_or_default();
    let answer = ask(client.get_access_key_last_used().access_key_id(id).send()).await;
    let mut resource = context.resource(TYPE, format!("{user_arn}#access-key/{id}"), "global");
    let Some(evidence) = listing.evidence.last() else { return resource };
    let said = Said { context, evidence };
    let fields = [
        ("Id", said.always(text(key.access_key_id()), "AccessKeyId")),
        ("UserName", said.maybe(Some(json!(user)))),
        ("Status", said.always(text(key.status().map(|status| status.as_str())), "Status")),
    ];
    set(&mut resource.properties, fields);
    let last_used = context.field(&answer, &[], |output| {
        let used = output.access_key_last_used().ok_or(Lacks("AccessKeyLastUsed"))?;
        // AWS answers `N/A` for a key that was never used; no service at all is an answer that lost something.
        if used.service_name().is_empty() || (used.last_used_date().is_none() && used.service_name() != "N/A") {
            return Err(Lacks("AccessKeyLastUsed.ServiceName or LastUsedDate"));
        }
        let said = |value: &str| (value != "N/A" && !value.is_empty()).then(|| Value::from(value));
        Ok(object([
            ("LastUsedDate", date(used.last_used_date())),
            ("ServiceName", said(used.service_name())),
            ("Region", said(used.region())),
        ]))
    });
    let fields = [("CreateDate", said.always(date(key.create_date()), "CreateDate")), ("AccessKeyLastUsed", last_used)];
    set(&mut resource.status, fields);
    resource
}
