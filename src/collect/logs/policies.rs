//! Policies of CloudWatch Logs: who may write to the log groups of a region, and what holds for all of them.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{AccountPolicy, PolicyType, ResourcePolicy};
use futures::future::join_all;

use super::{harvest, named, time};
use crate::aws::answer::ask;
use crate::collect::field::{Lacks, full_text, set, text};
use crate::collect::{Context, Harvest};

/// Who may write to the log groups of a region.
pub const RESOURCE: &str = "AWS::Logs::ResourcePolicy";
/// What holds for all log groups of a region.
pub const ACCOUNT: &str = "AWS::Logs::AccountPolicy";

/// The kinds of account policies that say where log events go and what is hidden in them. AWS lists one kind a call.
const KINDS: [PolicyType; 2] = [PolicyType::DataProtectionPolicy, PolicyType::SubscriptionFilterPolicy];

/// The resource policies of the account in a region; those of single log groups are another call each.
pub async fn of_resources(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_resource_policies().limit(50).set_next_token(token).send()),
            |page| {
                let policies = page.resource_policies.ok_or(Lacks("resourcePolicies"))?;
                Ok((named(policies, ResourcePolicy::policy_name, "policyName")?, page.next_token))
            },
        )
        .await;
    harvest(context, &listing, RESOURCE, region, |(name, policy), told| {
        let arn = format!("{}#logs-resource-policy/{name}", context.arn("account", region, "account"));
        let mut resource = context.resource(RESOURCE, arn, region);
        let (document, original) = told.document(policy.policy_document(), "policyDocument");
        resource.texts.extend(original.map(|text| ("PolicyDocument".to_owned(), text)));
        set(&mut resource.properties, [("PolicyName", told.maybe(text(Some(name)))), ("PolicyDocument", document)]);
        let fields = [
            ("PolicyScope", told.maybe(text(policy.policy_scope().map(|scope| scope.as_str())))),
            ("ResourceArn", told.maybe(full_text(policy.resource_arn()))),
            ("LastUpdatedTime", told.maybe(time(policy.last_updated_time()))),
        ];
        set(&mut resource.status, fields);
        resource
    })
}

/// The account policies of a region, of those kinds that matter here.
pub async fn of_account(context: &Context<'_>, client: &Client, region: &str) -> Harvest {
    let mut all = Harvest::default();
    for found in join_all(KINDS.map(|kind| of_kind(context, client, region, kind))).await {
        all.add(found);
    }
    all
}

async fn of_kind(context: &Context<'_>, client: &Client, region: &str, kind: PolicyType) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.describe_account_policies().policy_type(kind.clone()).set_next_token(token).send()),
            |page| {
                let policies = page.account_policies.ok_or(Lacks("accountPolicies"))?;
                Ok((named(policies, AccountPolicy::policy_name, "policyName")?, page.next_token))
            },
        )
        .await;
    harvest(context, &listing, ACCOUNT, region, |(name, policy), told| {
        let account = context.arn("account", region, "account");
        let arn = format!("{account}#logs-account-policy/{}/{name}", kind.as_str());
        let mut resource = context.resource(ACCOUNT, arn, region);
        let (document, original) = told.document(policy.policy_document(), "policyDocument");
        resource.texts.extend(original.map(|text| ("PolicyDocument".to_owned(), text)));
        let fields = [
            ("PolicyName", told.maybe(text(Some(name)))),
            ("PolicyType", told.maybe(text(Some(kind.as_str())))),
            ("PolicyDocument", document),
            ("Scope", told.maybe(text(policy.scope().map(|scope| scope.as_str())))),
            ("SelectionCriteria", told.maybe(full_text(policy.selection_criteria()))),
            ("AccountId", told.maybe(text(policy.account_id()))),
        ];
        set(&mut resource.properties, fields);
        resource
    })
}
