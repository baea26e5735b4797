//! IAM: the account's alias, so that people recognise the account.

use futures::FutureExt;

use super::field::{list, text};
use super::{Collector, Context, Harvest, account};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;

pub const COLLECTOR: Collector = Collector {
    service: "iam",
    types: &[],
    reads: &[Read { service: "iam", operation: "ListAccountAliases", actions: &["iam:ListAccountAliases"] }],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

async fn collect(context: &Context<'_>) -> Harvest {
    let client: aws_sdk_iam::Client = context.session.client(context.default_region());
    let answer = ask(client.list_account_aliases().send()).await;
    let aliases = context.field(&answer, &[], |output| {
        // The SDK makes an empty list of a missing one; whether it was there, only the decoder knew.
        Ok(list(output.account_aliases(), |alias| text(Some(alias))))
    });
    Harvest { resources: vec![account::part(context, [("AccountAliases", aliases)])], ..Harvest::default() }
}
