//! Runs the checks of `policies/` over an inventory: one finding or more for each check on each resource.

mod cases;
mod check;
mod error;
mod functions;
mod judge;
mod load;
mod metadata;
mod parameters;
mod program;
mod reads;
mod sources;
mod syntax;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

pub use cases::{Case, CaseFailure, CaseInput, run_cases};
pub use check::{Check, Checks};
pub use error::{LoadError, ParameterError};
pub use load::{Vocabulary, load};
pub use metadata::Remediation;
pub use parameters::check_parameters;
pub use sources::{Sources, embedded, from_directory};

use crate::finding::{Finding, FindingGap, FindingKey, ResourceRef, Verdict};
use crate::resource::{Evidence, Inventory, Resource, Unlisted, field_of};
use judge::{Decision, Judge};
use program::{Document, Way};

/// Judges every resource by every check of its type, and every type that could not be listed as unknown.
///
/// `parameters` are those of `aplomb.toml` by check and name (see [`check_parameters`]). The findings are sorted by
/// account, region, type, ARN, check and sub-key.
pub fn evaluate(
    checks: &Checks,
    inventory: &Inventory,
    parameters: &BTreeMap<String, BTreeMap<String, Value>>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut judge = bench(checks, parameters);
    for resource in &inventory.resources {
        judge(inventory, resource, &mut findings);
    }
    complete(findings, checks, inventory)
}

/// As [`evaluate`], and gives up each resource once it is judged: what is left of the inventory is its scope, its lists
/// that broke, and the resources that `keep` names. A large account need not stand twice in memory.
pub fn evaluate_and_drop(
    checks: &Checks,
    inventory: &mut Inventory,
    parameters: &BTreeMap<String, BTreeMap<String, Value>>,
    keep: impl Fn(&Resource) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut judge = bench(checks, parameters);
    for resource in std::mem::take(&mut inventory.resources) {
        judge(inventory, &resource, &mut findings);
        if keep(&resource) {
            inventory.resources.push(resource);
        }
    }
    complete(findings, checks, inventory)
}

/// All checks, ready to judge one resource after the other.
fn bench<'c>(
    checks: &'c Checks,
    parameters: &BTreeMap<String, BTreeMap<String, Value>>,
) -> impl FnMut(&Inventory, &Resource, &mut Vec<Finding>) + use<'c> {
    let mut judges: Vec<Judge> = Vec::new();
    let mut by_type: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for check in checks.iter() {
        for resource_type in &check.resource_types {
            by_type.entry(resource_type).or_default().push(judges.len());
        }
        let mut values = check.parameters.clone();
        values.extend(parameters.get(&check.id).cloned().unwrap_or_default());
        judges.push(Judge::new(check, &values, Way::Machine));
    }
    move |inventory, resource, findings| {
        let mut document = Document::new(resource);
        let reference = Arc::new(reference(inventory, resource));
        for index in by_type.get(resource.resource_type.as_str()).into_iter().flatten() {
            let Some(judge) = judges.get_mut(*index) else { continue };
            let decisions = judge.decide(&mut document);
            findings.extend(decisions.into_iter().map(|decision| {
                let evidence = evidence(resource, &decision.reads);
                finding((judge.check, &judge.id), reference.clone(), decision, evidence)
            }));
        }
    }
}

fn complete(mut findings: Vec<Finding>, checks: &Checks, inventory: &Inventory) -> Vec<Finding> {
    findings.extend(unlisted(checks, inventory));
    findings.sort_by(|left, right| order(left).cmp(&order(right)));
    findings
}

fn order(finding: &Finding) -> [&str; 6] {
    let ResourceRef { account, region, resource_type, arn, .. } = &*finding.resource;
    [account, region, resource_type, arn, &finding.check, &finding.sub_key]
}

fn finding(
    (check, id): (&Check, &Arc<str>),
    resource: Arc<ResourceRef>,
    decision: Decision,
    evidence: Vec<Evidence>,
) -> Finding {
    let Decision { verdict, sub_key, message, gaps, .. } = decision;
    Finding {
        id: FindingKey { check: &check.id, resource: &resource, sub_key: &sub_key }.id(),
        check: id.clone(),
        verdict,
        severity: check.severity,
        resource,
        sub_key,
        message,
        evidence,
        gaps,
        controls: check.controls.clone(),
    }
}

fn reference(inventory: &Inventory, resource: &Resource) -> ResourceRef {
    ResourceRef {
        arn: resource.arn.clone(),
        resource_type: resource.resource_type.clone(),
        partition: inventory.partition.clone(),
        account: resource.account.clone(),
        region: resource.region.clone(),
    }
}

fn evidence(resource: &Resource, reads: &BTreeSet<&str>) -> Vec<Evidence> {
    let fields = reads.iter().filter_map(|path| field_of(resource, path));
    let mut evidence: Vec<&Evidence> = fields.flat_map(|field| &field.evidence).collect();
    evidence.sort();
    evidence.dedup();
    evidence.into_iter().cloned().collect()
}

/// One unknown for each check on each (region, type) that could not be listed, or not to the end.
fn unlisted(checks: &Checks, inventory: &Inventory) -> Vec<Finding> {
    let mut listings: BTreeMap<(&str, &str), Vec<&Unlisted>> = BTreeMap::new();
    for unlisted in &inventory.unlisted {
        listings.entry((&unlisted.region, &unlisted.resource_type)).or_default().push(unlisted);
    }
    let mut findings = Vec::new();
    for ((region, resource_type), broken) in listings {
        let mut gaps: Vec<FindingGap> = broken.iter().map(|unlisted| listing_gap(unlisted)).collect();
        gaps.sort();
        gaps.dedup();
        let mut evidence: Vec<Evidence> = broken.iter().flat_map(|unlisted| unlisted.evidence.clone()).collect();
        evidence.sort();
        evidence.dedup();
        let whole = broken.iter().find(|unlisted| !unlisted.partial).or(broken.first());
        let message = whole.map(|unlisted| wording::unlisted(unlisted, &gaps)).unwrap_or_default();
        let resource = Arc::new(account_reference(inventory, region, resource_type));
        for check in checks.iter().filter(|check| check.resource_types.iter().any(|name| name == resource_type)) {
            let decision = Decision {
                verdict: Verdict::Unknown,
                sub_key: String::new(),
                message: message.clone(),
                gaps: gaps.clone(),
                reads: BTreeSet::new(),
            };
            findings.push(finding((check, &check.id.as_str().into()), resource.clone(), decision, evidence.clone()));
        }
    }
    findings
}

fn listing_gap(unlisted: &Unlisted) -> FindingGap {
    let gap = unlisted.gap.clone();
    FindingGap {
        property: unlisted.resource_type.clone(),
        operation: gap.operation,
        code: gap.code,
        error: gap.error,
        permission: gap.permission,
    }
}

/// What stands for a type in a region: AWS gives it no ARN.
fn account_reference(inventory: &Inventory, region: &str, resource_type: &str) -> ResourceRef {
    let Inventory { partition, account, .. } = inventory;
    let field = if region == "global" { "" } else { region };
    ResourceRef {
        arn: format!("arn:{partition}:account:{field}:{account}:account#{resource_type}"),
        resource_type: resource_type.to_string(),
        partition: partition.clone(),
        account: account.clone(),
        region: region.to_string(),
    }
}

#[cfg(test)]
mod tests;
