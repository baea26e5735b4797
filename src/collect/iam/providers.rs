//! Whom the account believes, and what it shows to prove itself: identity providers and server certificates.

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_open_id_connect_provider::GetOpenIdConnectProviderOutput;
use futures::future::join_all;
use serde_json::Value;

use super::super::field::{Lacks, date, list, set, text};
use super::super::pages::Listing;
use super::super::{Context, Harvest};
use super::details::with_evidence;
use super::document::Said;
use crate::aws::answer::{ask, ask_with};
use crate::resource::{Evidence, Field, Resource};

pub(super) async fn collect(context: &Context<'_>, client: &Client) -> Harvest {
    let (mut harvest, saml, certificates) =
        futures::join!(oidc(context, client), saml(context, client), certificates(context, client));
    for part in [saml, certificates] {
        harvest.add(part);
    }
    harvest
}

async fn oidc(context: &Context<'_>, client: &Client) -> Harvest {
    const TYPE: &str = "AWS::IAM::OIDCProvider";
    let listing: Listing<(String, Evidence)> = context
        .pages(
            // The list has no pages.
            |_| async { with_evidence(ask(client.list_open_id_connect_providers().send()).await) },
            |(page, evidence)| {
                let list = page.open_id_connect_provider_list.ok_or(Lacks("OpenIDConnectProviderList"))?;
                let arns = list.into_iter().map(|entry| entry.arn.ok_or(Lacks("Arn")));
                let arns: Vec<String> = arns.collect::<Result<_, _>>()?;
                Ok((arns.into_iter().map(|arn| (arn, evidence.clone())).collect(), None))
            },
        )
        .await;
    let resources =
        join_all(listing.items.iter().map(|(arn, evidence)| provider(context, client, arn, evidence))).await;
    Harvest { unlisted: listing.unlisted(TYPE, "global").into_iter().collect(), resources }
}

async fn provider(context: &Context<'_>, client: &Client, arn: &str, listed: &Evidence) -> Resource {
    let answer = ask(client.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send()).await;
    let field = |read: fn(&GetOpenIdConnectProviderOutput) -> Option<Value>| {
        context.field(&answer, &[], |output| {
            // Without a URL the answer was not understood, and says nothing of the rest.
            if output.url().is_none() { Err(Lacks("Url")) } else { Ok(read(output)) }
        })
    };
    let mut resource = context.resource("AWS::IAM::OIDCProvider", arn.to_owned(), "global");
    let fields = [
        ("Arn", Field::value(arn.to_owned(), vec![listed.clone()])),
        ("Url", field(|output| text(output.url()))),
        ("ThumbprintList", field(|output| texts(output.thumbprint_list()))),
        ("ClientIdList", field(|output| texts(output.client_id_list()))),
    ];
    set(&mut resource.properties, fields);
    set(&mut resource.status, [("CreateDate", field(|output| date(output.create_date())))]);
    resource.tags = field(|output| {
        let tags = output.tags().iter().map(|tag| (tag.key().to_owned(), Value::from(tag.value())));
        Some(Value::Object(tags.collect()))
    });
    resource
}

fn texts(values: &[String]) -> Option<Value> {
    list(values, |value| text(Some(value)))
}

async fn saml(context: &Context<'_>, client: &Client) -> Harvest {
    const TYPE: &str = "AWS::IAM::SAMLProvider";
    let listing = context
        .pages(
            |_| async { with_evidence(ask(client.list_saml_providers().send()).await) },
            |(page, evidence)| {
                let list = page.saml_provider_list.ok_or(Lacks("SAMLProviderList"))?;
                Ok((list.into_iter().map(|entry| (entry, evidence.clone())).collect(), None))
            },
        )
        .await;
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(listing.unlisted(TYPE, "global"));
    for (entry, evidence) in &listing.items {
        let said = Said { context, evidence };
        let mut resource = context.resource(TYPE, entry.arn().unwrap_or_default().to_owned(), "global");
        set(&mut resource.properties, [("Arn", said.always(text(entry.arn()), "Arn"))]);
        let fields = [
            ("ValidUntil", said.maybe(date(entry.valid_until()))),
            ("CreateDate", said.maybe(date(entry.create_date()))),
        ];
        set(&mut resource.status, fields);
        harvest.resources.push(resource);
    }
    harvest
}

async fn certificates(context: &Context<'_>, client: &Client) -> Harvest {
    const TYPE: &str = "AWS::IAM::ServerCertificate";
    let listing = context
        .pages(
            |marker| async move {
                with_evidence(
                    ask_with(
                        client.list_server_certificates().set_marker(marker).send(),
                        "ServerCertificateMetadataList",
                    )
                    .await,
                )
            },
            |(page, evidence)| match page.marker {
                None if page.is_truncated => Err(Lacks("Marker")),
                marker => {
                    let list = page.server_certificate_metadata_list.into_iter();
                    Ok((list.map(|one| (one, evidence.clone())).collect(), marker))
                }
            },
        )
        .await;
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(listing.unlisted(TYPE, "global"));
    for (certificate, evidence) in &listing.items {
        let said = Said { context, evidence };
        let full = |value: &str| (!value.is_empty()).then(|| Value::from(value));
        let mut resource = context.resource(TYPE, certificate.arn().to_owned(), "global");
        let fields = [
            (
                "ServerCertificateName",
                said.always(full(certificate.server_certificate_name()), "ServerCertificateName"),
            ),
            ("Path", said.always(full(certificate.path()), "Path")),
            ("Arn", said.always(full(certificate.arn()), "Arn")),
        ];
        set(&mut resource.properties, fields);
        let fields = [
            ("Expiration", said.always(date(certificate.expiration()), "Expiration")),
            ("UploadDate", said.maybe(date(certificate.upload_date()))),
        ];
        set(&mut resource.status, fields);
        harvest.resources.push(resource);
    }
    harvest
}
