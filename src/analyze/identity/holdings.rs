//! The policies that a user, group or role has: its own, those attached to it, and those of its groups.

use serde_json::Value;

use crate::iam::Policy;
use crate::resource::{Gap, GapCode, Resource};

use super::super::document::required;
use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::shape;

/// What was read of a principal's policies.
#[derive(Default)]
pub(super) struct Holdings {
    /// By ARN (of ours where the policy is inline), in the order of AWS's answer.
    pub policies: Vec<(String, Policy)>,
    /// Whether these are all; why not is noted.
    pub complete: bool,
}

/// All policies of a principal, those that AWS manages too.
pub(super) fn of(index: &Index, inquiry: &mut Inquiry, principal: &Resource) -> Holdings {
    let mut holdings = Holdings { policies: Vec::new(), complete: true };
    holdings.take(index, inquiry, principal);
    if principal.resource_type == "AWS::IAM::User" {
        match inquiry.read(principal, "properties.Groups", shape::all_texts) {
            None => holdings.complete = false,
            Some(names) => names.unwrap_or_default().into_iter().for_each(|name| {
                let named = |group: &&&Resource| group.arn.rsplit('/').next() == Some(name);
                match index.of_type("AWS::IAM::Group").iter().find(named) {
                    Some(group) => holdings.take(index, inquiry, group),
                    None => {
                        inquiry.note(not_seen(&format!("group {name}")));
                        holdings.complete = false;
                    }
                }
            }),
        }
    }
    holdings
}

/// The permissions boundary of a user or role. `Some(None)`: it has none.
pub(super) fn boundary(index: &Index, inquiry: &mut Inquiry, principal: &Resource) -> Option<Option<Policy>> {
    match inquiry.read(principal, "properties.PermissionsBoundary", Value::as_str)? {
        None => Some(None),
        Some(arn) => document(index, inquiry, "AWS::IAM::ManagedPolicy", arn).map(Some),
    }
}

impl Holdings {
    /// Adds the policies of one holder.
    fn take(&mut self, index: &Index, inquiry: &mut Inquiry, holder: &Resource) {
        let managed = inquiry.read(holder, "properties.ManagedPolicyArns", shape::all_texts);
        let inline = inquiry.read(holder, "properties.Policies", |policies| {
            policies.as_array()?.iter().map(|policy| shape::text(policy, "PolicyName")).collect::<Option<Vec<_>>>()
        });
        self.complete &= managed.is_some() && inline.is_some();
        let managed = managed.flatten().unwrap_or_default().into_iter();
        let inline = inline.flatten().unwrap_or_default().into_iter();
        let managed = managed.map(|arn| (arn.to_owned(), "AWS::IAM::ManagedPolicy"));
        let inline = inline.map(|name| (format!("{}#policy/{name}", holder.arn), "AWS::IAM::Policy"));
        for (arn, kind) in managed.chain(inline) {
            match document(index, inquiry, kind, &arn) {
                Some(document) => self.policies.push((arn, document)),
                None => self.complete = false,
            }
        }
    }
}

fn document(index: &Index, inquiry: &mut Inquiry, kind: &str, arn: &str) -> Option<Policy> {
    let all = index.of_type(kind);
    let Ok(place) = all.binary_search_by(|policy| policy.arn.as_str().cmp(arn)) else {
        inquiry.note(not_seen(&format!("policy {arn}")));
        return None;
    };
    required(inquiry, all[place], "PolicyDocument")
}

fn not_seen(what: &str) -> Gap {
    Gap { error: what.to_owned(), ..Gap::bare(GapCode::NotCollected) }
}
