//! Who may do everything, by whichever policy.

use serde_json::{Value, json};

use crate::iam::admin_grants;
use crate::resource::{Field, Gap, GapCode, Resource};

use super::super::document::{note_doubts, required};
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape;

/// `Administrator`: the policies of a principal, and of the groups it is in, that allow everything on everything. AWS
/// managed policies count: they are judged here, not where they stand.
///
/// Boundaries and policies of the organisation may still take it away; they are no part of the answer.
pub(super) fn administrator(index: &Index, principal: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let mut by = Vec::new();
    let mut complete = true;
    match holders(index, &mut inquiry, principal) {
        Some(holders) => {
            for holder in holders {
                complete &= policies(index, &mut inquiry, holder, &mut by);
            }
        }
        None => {
            // Its own policies may still decide.
            policies(index, &mut inquiry, principal, &mut by);
            complete = false;
        }
    }
    // One such policy is enough, whatever the others say.
    if complete || !by.is_empty() {
        inquiry.known(json!({ "Value": !by.is_empty(), "By": by }))
    } else {
        inquiry.unknown()
    }
}

/// The principal, and its groups.
fn holders<'a>(index: &Index<'a>, inquiry: &mut Inquiry, principal: &'a Resource) -> Option<Vec<&'a Resource>> {
    let mut holders = vec![principal];
    if principal.resource_type != "AWS::IAM::User" {
        return Some(holders);
    }
    for name in inquiry.read(principal, "properties.Groups", shape::all_texts)?.unwrap_or_default() {
        let named = |group: &&&Resource| group.arn.rsplit('/').next() == Some(name);
        match index.of_type("AWS::IAM::Group").iter().find(named) {
            Some(group) => holders.push(group),
            None => {
                inquiry.note(not_seen(&format!("group {name}")));
                return None;
            }
        }
    }
    Some(holders)
}

/// Adds the ARNs of a holder's policies that allow everything. `false`: some could not be judged.
fn policies(index: &Index, inquiry: &mut Inquiry, holder: &Resource, by: &mut Vec<String>) -> bool {
    let managed = inquiry.read(holder, "properties.ManagedPolicyArns", shape::all_texts);
    let inline = inquiry.read(holder, "properties.Policies", Value::as_array);
    let mut complete = managed.is_some() && inline.is_some();
    let arns = managed.flatten().unwrap_or_default().into_iter().map(str::to_owned);
    let names = inline.flatten().into_iter().flatten().filter_map(|policy| shape::text(policy, "PolicyName"));
    let inline = names.map(|name| format!("{}#policy/{name}", holder.arn));
    for (arn, kind) in
        arns.map(|arn| (arn, "AWS::IAM::ManagedPolicy")).chain(inline.map(|arn| (arn, "AWS::IAM::Policy")))
    {
        let all = index.of_type(kind);
        let Ok(place) = all.binary_search_by(|policy| policy.arn.as_str().cmp(&arn)) else {
            inquiry.note(not_seen(&format!("policy {arn}")));
            complete = false;
            continue;
        };
        let Some(document) = required(inquiry, all[place], "PolicyDocument") else {
            complete = false;
            continue;
        };
        let found = admin_grants(&document, &index.inventory.partition);
        if !found.certain.is_empty() {
            by.push(arn);
        } else if note_doubts(inquiry, &found.doubts.into_iter().collect::<Vec<_>>()) {
            complete = false;
        }
    }
    complete
}

fn not_seen(what: &str) -> Gap {
    Gap { error: what.to_owned(), ..Gap::bare(GapCode::NotCollected) }
}
