//! Policies of the organisation: service and resource control policies, and the management policies in effect here.
//!
//! The management account and delegated administrators may read them; to other members AWS denies it, and then they
//! are not listed.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::describe_policy::DescribePolicyOutput;
use aws_sdk_organizations::types::{EffectivePolicyType, PolicySummary, PolicyType};
use futures::future::join_all;
use serde_json::{Value, json};

use super::super::field::{Lacks, object, set, text};
use super::super::{Context, Harvest};
use crate::aws::answer::ask;
use crate::resource::{Field, Known, Resource, Unlisted};

const POLICY: &str = "AWS::Organizations::Policy";
const EFFECTIVE: &str = "AWS::Organizations::EffectivePolicy";

/// What limits every principal or resource of the account, whatever its own policies say.
const GUARDRAILS: [PolicyType; 2] = [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy];

/// Management policies that AWS merges from the root down to the account.
const MANAGEMENT: [EffectivePolicyType; 4] = [
    EffectivePolicyType::AiservicesOptOutPolicy,
    EffectivePolicyType::BackupPolicy,
    EffectivePolicyType::DeclarativePolicyEc2,
    EffectivePolicyType::S3Policy,
];

/// How AWS says that no such policy is in effect.
const NONE: &str = "EffectivePolicyNotFoundException";

pub(super) async fn collect(context: &Context<'_>, client: &Client) -> Harvest {
    let guardrails = join_all(GUARDRAILS.iter().map(|kind| guardrails(context, client, kind)));
    let management = join_all(MANAGEMENT.iter().map(|kind| effective(context, client, kind)));
    let (guardrails, management) = futures::join!(guardrails, management);
    let mut harvest = Harvest::default();
    for part in guardrails.into_iter().chain(management) {
        harvest.add(part);
    }
    harvest
}

async fn guardrails(context: &Context<'_>, client: &Client, kind: &PolicyType) -> Harvest {
    let listing = context
        .pages(
            |token| ask(client.list_policies().filter(kind.clone()).set_next_token(token).send()),
            |page| Ok((page.policies.ok_or(Lacks("Policies"))?, page.next_token)),
        )
        .await;
    let resources = join_all(listing.items.iter().map(|summary| one(context, client, summary))).await;
    Harvest { unlisted: listing.unlisted(POLICY, "global").into_iter().collect(), resources }
}

async fn one(context: &Context<'_>, client: &Client, summary: &PolicySummary) -> Resource {
    let id = summary.id().unwrap_or_default();
    let targets = context.pages(
        |token| ask(client.list_targets_for_policy().policy_id(id).set_next_token(token).send()),
        |page| Ok((page.targets.ok_or(Lacks("Targets"))?, page.next_token)),
    );
    let (policy, targets) = futures::join!(ask(client.describe_policy().policy_id(id).send()), targets);
    let mut resource = context.resource(POLICY, summary.arn().unwrap_or_default().to_owned(), "global");
    let member = |read: fn(&PolicySummary) -> Option<Value>, name| {
        context.field(&policy, &[], |output: &DescribePolicyOutput| {
            let summary = output.policy().and_then(|policy| policy.policy_summary());
            summary.ok_or(Lacks("PolicySummary")).and_then(|summary| read(summary).ok_or(Lacks(name))).map(Some)
        })
    };
    let content = context.field(&policy, &[], |output| {
        let content = output.policy().and_then(|policy| policy.content()).ok_or(Lacks("Content"))?;
        parsed(content).map(Some)
    });
    if let (Known::Value(_), Ok(output)) = (&content.known, &policy.outcome) {
        let original = output.policy().and_then(|policy| policy.content()).map(str::to_owned);
        resource.texts.extend(original.map(|text| ("Content".to_owned(), text)));
    }
    let target_ids = match &targets.broken {
        Some(gap) => Field::gap(gap.clone(), targets.evidence.clone()),
        None => {
            let mut ids: Vec<&str> = targets.items.iter().filter_map(|target| target.target_id()).collect();
            ids.sort_unstable();
            Field::value(json!(ids), targets.evidence.clone())
        }
    };
    let description = context.field(&policy, &[], |output| {
        let summary = output.policy().and_then(|policy| policy.policy_summary()).ok_or(Lacks("PolicySummary"))?;
        Ok(text(summary.description().filter(|description| !description.is_empty())))
    });
    let fields = [
        ("Id", member(|summary| text(summary.id()), "Id")),
        ("Arn", member(|summary| text(summary.arn()), "Arn")),
        ("Name", member(|summary| text(summary.name()), "Name")),
        ("Description", description),
        ("Type", member(|summary| text(summary.r#type().map(|kind| kind.as_str())), "Type")),
        ("AwsManaged", member(|summary| Some(summary.aws_managed().into()), "AwsManaged")),
        ("Content", content),
        ("TargetIds", target_ids),
    ];
    set(&mut resource.properties, fields);
    resource
}

async fn effective(context: &Context<'_>, client: &Client, kind: &EffectivePolicyType) -> Harvest {
    // Without a target AWS answers for the account that asks.
    let answer = ask(client.describe_effective_policy().policy_type(kind.clone()).send()).await;
    let field = context.field(&answer, &[NONE], |output| {
        let policy = output.effective_policy().ok_or(Lacks("EffectivePolicy"))?;
        let content = parsed(policy.policy_content().ok_or(Lacks("PolicyContent"))?)?;
        Ok(object([
            ("PolicyContent", Some(content)),
            ("PolicyType", text(policy.policy_type().map(|kind| kind.as_str()))),
            ("TargetId", text(policy.target_id())),
        ]))
    });
    match &field.known {
        Known::Absent => Harvest::default(),
        Known::Value(_) => {
            let arn = format!("{}#effective-policy/{}", context.account_arn(), kind.as_str());
            let mut resource = context.resource(EFFECTIVE, arn, "global");
            set(&mut resource.status, [("EffectivePolicy", field)]);
            Harvest { resources: vec![resource], ..Harvest::default() }
        }
        Known::Gap(gaps) => {
            let unlisted = gaps.first().map(|gap| Unlisted {
                resource_type: EFFECTIVE.to_owned(),
                region: "global".to_owned(),
                gap: gap.clone(),
                evidence: field.evidence.clone(),
                partial: false,
            });
            Harvest { unlisted: unlisted.into_iter().collect(), ..Harvest::default() }
        }
    }
}

fn parsed(content: &str) -> Result<Value, Lacks> {
    serde_json::from_str::<Value>(content).ok().filter(Value::is_object).ok_or(Lacks("content that is JSON"))
}
