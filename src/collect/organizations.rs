//! Organizations: whether the account is in one, which, and what the organisation's policies say.

mod place;
mod policies;

use futures::FutureExt;
use serde_json::json;

use super::field::{Lacks, set, text};
use super::{Collector, Context, Harvest, TypeSpec, account};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;
use crate::resource::{Field, Known, Unlisted};

pub const COLLECTOR: Collector = Collector {
    service: "organizations",
    types: &[
        TypeSpec {
            name: TYPE,
            properties: &["Id", "Arn", "FeatureSet", "ManagementAccountId", "ManagementAccountArn"],
            status: &[],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::Organizations::Policy",
            properties: &["Id", "Arn", "Name", "Description", "Type", "AwsManaged", "Content", "TargetIds"],
            status: &[],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::Organizations::EffectivePolicy",
            properties: &[],
            status: &["EffectivePolicy"],
            tags: false,
            regional: false,
        },
    ],
    reads: &[
        read("DescribeOrganization", &["organizations:DescribeOrganization"]),
        read("ListPolicies", &["organizations:ListPolicies"]),
        read("DescribePolicy", &["organizations:DescribePolicy"]),
        read("ListTargetsForPolicy", &["organizations:ListTargetsForPolicy"]),
        read("ListParents", &["organizations:ListParents"]),
        read("DescribeEffectivePolicy", &["organizations:DescribeEffectivePolicy"]),
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const fn read(operation: &'static str, actions: &'static [&'static str]) -> Read {
    Read { service: "organizations", operation, actions }
}

const TYPE: &str = "AWS::Organizations::Organization";

/// Any member account may call it; this error is how AWS says "in none".
const NOT_IN_USE: &str = "AWSOrganizationsNotInUseException";

async fn collect(context: &Context<'_>) -> Harvest {
    let client: aws_sdk_organizations::Client = context.session.client(context.default_region());
    let answer = ask(client.describe_organization().send()).await;
    let id = context.field(&answer, &[NOT_IN_USE], |output| {
        let organization = output.organization().ok_or(Lacks("Organization"))?;
        Ok(Some(text(organization.id()).ok_or(Lacks("Organization.Id"))?))
    });
    let child = match &id.known {
        Known::Value(_) => Field::value(json!({"Organization": 1}), id.evidence.clone()),
        Known::Absent => Field::value(json!({"Organization": 0}), id.evidence.clone()),
        Known::Gap(_) => id.clone(),
    };
    // Rule: without an organisation nothing stands above the account.
    let parents = match id.known {
        Known::Absent => Field::absent(id.evidence.clone()),
        _ => place::parents(context, &client).await,
    };
    let of_account = account::part(context, [("Children", child), ("OrganizationParents", parents)]);
    let mut harvest = Harvest { resources: vec![of_account], ..Harvest::default() };
    match (&id.known, answer.outcome.as_ref().ok().and_then(|output| output.organization())) {
        (Known::Value(_), Some(organization)) => {
            let arn = organization.arn().unwrap_or_default().to_owned();
            let mut resource = context.resource(TYPE, arn, "global");
            let member = |value: Option<&str>| match text(value) {
                Some(value) => Field::value(value, id.evidence.clone()),
                None => Field::gap(context.lacks(&answer, "a member of Organization"), id.evidence.clone()),
            };
            let features = organization.feature_set().map(|features| features.as_str());
            let fields = [
                ("Id", member(organization.id())),
                ("Arn", member(organization.arn())),
                ("FeatureSet", member(features)),
                ("ManagementAccountId", member(organization.master_account_id())),
                ("ManagementAccountArn", member(organization.master_account_arn())),
            ];
            set(&mut resource.properties, fields);
            harvest.resources.push(resource);
        }
        (Known::Gap(gaps), _) => harvest.unlisted.extend(gaps.first().map(|gap| Unlisted {
            resource_type: TYPE.to_owned(),
            region: "global".to_owned(),
            gap: gap.clone(),
            evidence: id.evidence.clone(),
            partial: false,
        })),
        _ => {}
    }
    // Rule: without an organisation there are no policies of one.
    if !matches!(id.known, Known::Absent) {
        let found = policies::collect(context, &client).await;
        harvest.add(found);
    }
    harvest
}
