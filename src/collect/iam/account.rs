//! What IAM says of the account as a whole: its alias, its root user, its password policy, its virtual MFA devices.

use std::collections::HashMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_account_summary::GetAccountSummaryOutput;
use aws_sdk_iam::types::{PasswordPolicy, SummaryKeyType};
use serde_json::{Value, json};

use super::super::field::{Lacks, date, list, object, set, text};
use super::super::{Context, Harvest, account};
use super::details::with_evidence;
use super::document::Said;
use super::report::Report;
use crate::aws::answer::{Answer, ask, ask_with};
use crate::resource::Resource;

/// The answers, before the root user's part of the credential report is there.
pub(super) struct Account {
    harvest: Harvest,
    summary: Answer<GetAccountSummaryOutput>,
}

pub(super) async fn collect(context: &Context<'_>, client: &Client) -> Account {
    let (summary, alias, policy, devices) = futures::join!(
        ask(client.get_account_summary().send()),
        alias(context, client),
        password_policy(context, client),
        devices(context, client)
    );
    let mut harvest = devices;
    harvest.resources.extend([alias, policy]);
    Account { harvest, summary }
}

/// All of it as resources.
pub(super) fn root(context: &Context<'_>, account: Account, report: &Report) -> Harvest {
    let Account { mut harvest, summary } = account;
    let count = |key: &str, needed: bool| {
        context.field(&summary, &[], |output| {
            let map: &HashMap<SummaryKeyType, i32> = output.summary_map().ok_or(Lacks("SummaryMap"))?;
            let value = map.get(&SummaryKeyType::from(key)).map(|count| Value::from(*count));
            if needed && value.is_none() { Err(Lacks("a number of SummaryMap")) } else { Ok(value) }
        })
    };
    let mut root = context.resource("AWS::IAM::RootUser", context.arn("iam", "", "root"), "global");
    let fields = [
        ("AccountAccessKeysPresent", count("AccountAccessKeysPresent", true)),
        ("AccountMFAEnabled", count("AccountMFAEnabled", true)),
        ("AccountPasswordPresent", count("AccountPasswordPresent", true)),
        ("CredentialReport", report.root()),
    ];
    set(&mut root.status, fields);
    harvest.resources.push(root);
    harvest
}

/// The account's alias, so that people recognise the account.
async fn alias(context: &Context<'_>, client: &Client) -> Resource {
    let answer = ask_with(client.list_account_aliases().send(), "AccountAliases").await;
    let aliases = context.field(&answer, &[], |output| Ok(list(output.account_aliases(), |alias| text(Some(alias)))));
    account::part(context, [("AccountAliases", aliases)])
}

async fn password_policy(context: &Context<'_>, client: &Client) -> Resource {
    let answer = ask(client.get_account_password_policy().send()).await;
    let field = context.field(&answer, &["NoSuchEntity"], |output| {
        let policy: &PasswordPolicy = output.password_policy().ok_or(Lacks("PasswordPolicy"))?;
        let length = policy.minimum_password_length().ok_or(Lacks("MinimumPasswordLength"))?;
        Ok(object([
            ("MinimumPasswordLength", Some(length.into())),
            ("PasswordReusePrevention", policy.password_reuse_prevention().map(Value::from)),
            ("MaxPasswordAge", policy.max_password_age().map(Value::from)),
            ("RequireSymbols", Some(policy.require_symbols().into())),
            ("RequireNumbers", Some(policy.require_numbers().into())),
            ("RequireUppercaseCharacters", Some(policy.require_uppercase_characters().into())),
            ("RequireLowercaseCharacters", Some(policy.require_lowercase_characters().into())),
            ("HardExpiry", policy.hard_expiry().map(Value::from)),
        ]))
    });
    let arn = format!("{}#iam-password-policy", context.account_arn());
    let mut resource = context.resource("AWS::IAM::AccountPasswordPolicy", arn, "global");
    set(&mut resource.status, [("PasswordPolicy", field)]);
    resource
}

async fn devices(context: &Context<'_>, client: &Client) -> Harvest {
    const TYPE: &str = "AWS::IAM::VirtualMFADevice";
    let listing = context
        .pages(
            |marker| async move {
                with_evidence(
                    ask_with(client.list_virtual_mfa_devices().set_marker(marker).send(), "VirtualMFADevices").await,
                )
            },
            |(page, evidence)| match page.marker {
                None if page.is_truncated => Err(Lacks("Marker")),
                marker => {
                    Ok((page.virtual_mfa_devices.into_iter().map(|one| (one, evidence.clone())).collect(), marker))
                }
            },
        )
        .await;
    let mut harvest = Harvest::default();
    harvest.unlisted.extend(listing.unlisted(TYPE, "global"));
    for (device, evidence) in &listing.items {
        let said = Said { context, evidence };
        let mut resource = context.resource(TYPE, device.serial_number().to_owned(), "global");
        let user = device.user().map(|user| json!([user.user_name()])).filter(|names| *names != json!([""]));
        let fields = [("SerialNumber", said.maybe(text(Some(device.serial_number())))), ("Users", said.maybe(user))];
        set(&mut resource.properties, fields);
        set(&mut resource.status, [("EnableDate", said.maybe(date(device.enable_date())))]);
        harvest.resources.push(resource);
    }
    harvest
}
