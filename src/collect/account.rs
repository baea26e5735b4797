//! The account itself: who asks, and in which regions it has something.

use futures::FutureExt;
use serde_json::json;

use super::field::set;
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::read_list::Read;
use crate::resource::{Field, Resource};

pub const COLLECTOR: Collector = Collector {
    service: "account",
    types: &[
        TypeSpec {
            name: "AWS::Account::Account",
            properties: &[],
            status: &["CallerIdentity", "AccountAliases", "Children", "OrganizationParents"],
            tags: false,
            regional: false,
        },
        TypeSpec { name: "AWS::Account::Region", properties: &[], status: &["Region"], tags: false, regional: true },
    ],
    reads: ALWAYS,
    after_others: false,
    collect: |context, _| async move { collect(context) }.boxed(),
};

/// The reads that every scan makes, whatever the services: who we are and which regions there are.
pub const ALWAYS: &[Read] = &[
    // AWS allows it to everybody, also where a policy denies it.
    Read { service: "sts", operation: "GetCallerIdentity", actions: &["sts:GetCallerIdentity"] },
    Read { service: "account", operation: "ListRegions", actions: &["account:ListRegions"] },
    Read { service: "ec2", operation: "DescribeRegions", actions: &["ec2:DescribeRegions"] },
];

fn collect(context: &Context<'_>) -> Harvest {
    let header = &context.session.header;
    let mut account = context.resource("AWS::Account::Account", context.account_arn(), "global");
    let caller = json!({
        "Account": header.account,
        "Arn": header.caller,
        "UserId": context.session.caller_id,
    });
    set(&mut account.status, [("CallerIdentity", Field::value(caller, vec![context.session.caller_evidence.clone()]))]);
    let evidence = vec![context.session.caller_evidence.clone()];
    // The regions that are scanned stand for themselves: questions such as "does anything alarm here" are asked of them.
    let regions = context.regions.iter().map(|region| {
        let mut resource = context.resource("AWS::Account::Region", context.arn("account", region, "account"), region);
        set(&mut resource.status, [("Region", Field::value(region.clone(), evidence.clone()))]);
        resource
    });
    Harvest { resources: std::iter::once(account).chain(regions).collect(), ..Harvest::default() }
}

/// A part of the account's resource that another service answers; `collect` puts the parts together.
pub fn part<const N: usize>(context: &Context<'_>, status: [(&str, Field); N]) -> Resource {
    let mut account = context.resource("AWS::Account::Account", context.account_arn(), "global");
    set(&mut account.status, status);
    account
}
