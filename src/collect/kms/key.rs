//! One key: what it is and, where that is the customer's to decide, who may use it and whether it rotates.

use std::collections::HashMap;

use aws_sdk_kms::Client;
use aws_sdk_kms::operation::describe_key::DescribeKeyOutput;
use aws_sdk_kms::operation::get_key_rotation_status::GetKeyRotationStatusOutput;
use aws_sdk_kms::types::{GrantListEntry, KeyManagerType, KeyMetadata, KeySpec, OriginType};
use serde_json::Value;

use crate::aws::answer::{Answer, ask, ask_with};
use crate::collect::Context;
use crate::collect::field::{Lacks, date, document, full_text, list, object, set, text};
use crate::resource::{Evidence, Field, Gap, GapCode, Known, Resource};

/// A KMS key, the customer's or of AWS.
pub const TYPE: &str = "AWS::KMS::Key";

/// A key by its id. `told_by` is the list that holds it; empty where only a bucket names the key.
pub async fn one(context: &Context<'_>, client: &Client, region: &str, id: &str, told_by: Vec<Evidence>) -> Resource {
    let described = ask(client.describe_key().key_id(id).send()).await;
    let key = described.outcome.as_ref().ok().and_then(|output| output.key_metadata());
    let mut resource = context.resource(TYPE, context.arn("kms", region, &format!("key/{id}")), region);
    set_description(context, &mut resource, &described);
    name(&mut resource, id, told_by);
    let (policy, grants, rotation) = futures::join!(
        policy(context, client, id, key, &described),
        grants(context, client, id, key, &described),
        rotation(context, client, id, key, &described)
    );
    let (policy, original) = policy;
    resource.texts.extend(original.map(|text| ("KeyPolicy".to_owned(), text)));
    set(&mut resource.properties, [("KeyPolicy", policy)]);
    set(&mut resource.status, [("Grants", grants)]);
    let [enabled, period, next, on_demand] = rotation;
    set(&mut resource.properties, [("EnableKeyRotation", enabled), ("RotationPeriodInDays", period)]);
    set(&mut resource.status, [("NextRotationDate", next), ("OnDemandRotationStartDate", on_demand)]);
    resource
}

fn set_description(context: &Context<'_>, resource: &mut Resource, answer: &Answer<DescribeKeyOutput>) {
    let always = |read: fn(&KeyMetadata) -> Option<Value>, member| {
        context.field(answer, &[], |output| output.key_metadata().and_then(read).ok_or(Lacks(member)).map(Some))
    };
    let maybe = |read: fn(&KeyMetadata) -> Option<Value>| {
        context.field(answer, &[], |output| output.key_metadata().map(read).ok_or(Lacks("KeyMetadata")))
    };
    let fields = [
        ("KeyId", always(|key| Some(key.key_id().into()), "KeyId")),
        ("Arn", always(|key| text(key.arn()), "Arn")),
        ("Enabled", always(|key| Some(key.enabled().into()), "Enabled")),
        ("Description", maybe(|key| full_text(key.description()))),
        ("KeyUsage", maybe(|key| text(key.key_usage().map(|usage| usage.as_str())))),
        ("KeySpec", maybe(|key| text(key.key_spec().map(|spec| spec.as_str())))),
        ("Origin", maybe(|key| text(key.origin().map(|origin| origin.as_str())))),
        ("MultiRegion", maybe(|key| key.multi_region().map(Value::from))),
    ];
    set(&mut resource.properties, fields);
    let fields = [
        ("KeyManager", always(|key| text(key.key_manager().map(|manager| manager.as_str())), "KeyManager")),
        ("KeyState", always(|key| text(key.key_state().map(|state| state.as_str())), "KeyState")),
        ("CreationDate", maybe(|key| date(key.creation_date()))),
        ("DeletionDate", maybe(|key| date(key.deletion_date()))),
        ("ValidTo", maybe(|key| date(key.valid_to()))),
        ("PendingDeletionWindowInDays", maybe(|key| key.pending_deletion_window_in_days().map(Value::from))),
        ("SigningAlgorithms", maybe(|key| list(key.signing_algorithms(), |name| text(Some(name.as_str()))))),
    ];
    set(&mut resource.status, fields);
}

/// The name under which a key was found is known even where it could not be described.
fn name(resource: &mut Resource, id: &str, told_by: Vec<Evidence>) {
    for (name, value) in [("KeyId", id.to_owned()), ("Arn", resource.arn.clone())] {
        if let Some(field) = resource.properties.get_mut(name)
            && matches!(field.known, Known::Gap(_))
        {
            *field = Field::value(value, told_by.clone());
        }
    }
}

/// `KeyPolicy`, and its text as AWS sent it.
async fn policy(
    context: &Context<'_>,
    client: &Client,
    id: &str,
    key: Option<&KeyMetadata>,
    described: &Answer<DescribeKeyOutput>,
) -> (Field, Option<String>) {
    if is_managed_by_aws(key) {
        return (not_asked("kms:GetKeyPolicy", described), None);
    }
    let answer = ask(client.get_key_policy().key_id(id).policy_name("default").send()).await;
    match &answer.outcome {
        Ok(output) => document(context, &answer, output.policy()),
        Err(_) => (Field::gap(context.gap(&answer), vec![answer.evidence]), None),
    }
}

/// `Grants`: in full or not at all.
async fn grants(
    context: &Context<'_>,
    client: &Client,
    id: &str,
    key: Option<&KeyMetadata>,
    described: &Answer<DescribeKeyOutput>,
) -> Field {
    if is_managed_by_aws(key) {
        return not_asked("kms:ListGrants", described);
    }
    let listing = context
        .pages(
            |marker| ask(client.list_grants().key_id(id).limit(100).set_marker(marker).send()),
            |page| Ok((page.grants.ok_or(Lacks("Grants"))?, page.next_marker)),
        )
        .await;
    match listing.broken {
        Some(gap) => Field::gap(gap, listing.evidence),
        None => match list(&listing.items, grant) {
            Some(grants) => Field::value(grants, listing.evidence),
            None => Field::absent(listing.evidence),
        },
    }
}

fn grant(grant: &GrantListEntry) -> Option<Value> {
    let constraints = grant.constraints().and_then(|constraints| {
        object([
            ("EncryptionContextEquals", pairs(constraints.encryption_context_equals())),
            ("EncryptionContextSubset", pairs(constraints.encryption_context_subset())),
            ("SourceArn", text(constraints.source_arn())),
        ])
    });
    object([
        ("GrantId", text(grant.grant_id())),
        ("GranteePrincipal", text(grant.grantee_principal())),
        ("GranteeServicePrincipal", text(grant.grantee_service_principal())),
        ("RetiringPrincipal", text(grant.retiring_principal())),
        ("IssuingAccount", text(grant.issuing_account())),
        ("Operations", list(grant.operations(), |operation| text(Some(operation.as_str())))),
        ("Constraints", constraints),
    ])
}

/// A map in the order of its keys: the SDK's own order changes from run to run.
fn pairs(map: Option<&HashMap<String, String>>) -> Option<Value> {
    let mut pairs: Vec<(&String, &String)> = map?.iter().collect();
    pairs.sort();
    Some(Value::Object(pairs.into_iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()))
}

/// `EnableKeyRotation`, `RotationPeriodInDays`, `NextRotationDate`, `OnDemandRotationStartDate`.
async fn rotation(
    context: &Context<'_>,
    client: &Client,
    id: &str,
    key: Option<&KeyMetadata>,
    described: &Answer<DescribeKeyOutput>,
) -> [Field; 4] {
    if key.is_some_and(cannot_rotate) {
        return [(); 4].map(|()| Field::absent(vec![described.evidence.clone()]));
    }
    // The SDK takes a missing one for false.
    let answer = ask_with(client.get_key_rotation_status().key_id(id).send(), "KeyRotationEnabled").await;
    let field = |read: fn(&GetKeyRotationStatusOutput) -> Option<Value>| {
        context.field(&answer, &["UnsupportedOperationException"], |output| Ok(read(output)))
    };
    [
        field(|output| Some(output.key_rotation_enabled().into())),
        field(|output| output.rotation_period_in_days().map(Value::from)),
        field(|output| date(output.next_rotation_date())),
        field(|output| date(output.on_demand_rotation_start_date())),
    ]
}

/// Rule: AWS rotates only symmetric keys for encryption, and none in a custom key store ("GetKeyRotationStatus"). Keys
/// with imported material do not rotate by themselves either, but may be rotated on demand: those are asked for.
fn cannot_rotate(key: &KeyMetadata) -> bool {
    key.key_spec().is_some_and(|spec| *spec != KeySpec::SymmetricDefault)
        || matches!(key.origin(), Some(OriginType::AwsCloudhsm | OriginType::ExternalKeyStore))
}

/// Rule: nobody but AWS can change the policy of a key that AWS manages, or make grants but through the service that
/// owns it. No check judges them, so they are not read; that is no "there is none".
fn is_managed_by_aws(key: Option<&KeyMetadata>) -> bool {
    key.is_some_and(|key| key.key_manager() == Some(&KeyManagerType::Aws))
}

fn not_asked(operation: &str, described: &Answer<DescribeKeyOutput>) -> Field {
    let gap = Gap {
        operation: operation.to_owned(),
        error: "a key that AWS manages".to_owned(),
        ..Gap::bare(GapCode::NotCollected)
    };
    Field::gap(gap, vec![described.evidence.clone()])
}
