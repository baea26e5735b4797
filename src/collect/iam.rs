//! IAM: principals and their policies in one stream, keys, credentials of the root, providers, certificates.

mod account;
mod details;
mod document;
mod keys;
mod providers;
mod report;
mod types;

use aws_sdk_iam::Client;
use futures::FutureExt;

use super::{Collector, Context, Harvest};
use crate::aws::read_list::Read;

pub const COLLECTOR: Collector = Collector {
    service: "iam",
    types: types::TYPES,
    reads: &[
        read("GetAccountAuthorizationDetails", &["iam:GetAccountAuthorizationDetails"]),
        // A job rather than a read: it makes AWS write the report that the next call reads.
        read("GenerateCredentialReport", &["iam:GenerateCredentialReport"]),
        read("GetCredentialReport", &["iam:GetCredentialReport"]),
        read("GetAccountPasswordPolicy", &["iam:GetAccountPasswordPolicy"]),
        read("GetAccountSummary", &["iam:GetAccountSummary"]),
        read("ListAccountAliases", &["iam:ListAccountAliases"]),
        read("ListAccessKeys", &["iam:ListAccessKeys"]),
        read("GetAccessKeyLastUsed", &["iam:GetAccessKeyLastUsed"]),
        read("ListVirtualMFADevices", &["iam:ListVirtualMFADevices"]),
        read("ListOpenIDConnectProviders", &["iam:ListOpenIDConnectProviders"]),
        read("GetOpenIDConnectProvider", &["iam:GetOpenIDConnectProvider"]),
        read("ListSAMLProviders", &["iam:ListSAMLProviders"]),
        read("ListServerCertificates", &["iam:ListServerCertificates"]),
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const fn read(operation: &'static str, actions: &'static [&'static str]) -> Read {
    Read { service: "iam", operation, actions }
}

async fn collect(context: &Context<'_>) -> Harvest {
    let client: Client = context.session.client(context.default_region());
    let (details, report, account, providers) = futures::join!(
        details::stream(context, &client),
        report::report(context, &client),
        account::collect(context, &client),
        providers::collect(context, &client),
    );
    let mut keys = keys::collect(context, &client, &details.users()).await;
    let mut harvest = details
        .resources(context, |user| [("CredentialReport", report.row(user)), ("Children.AccessKey", keys.count(user))]);
    for part in [keys.harvest, account::root(context, account, &report), providers] {
        harvest.add(part);
    }
    harvest
}
