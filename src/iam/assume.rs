//! Whether a role's trust policy lets an AWS service assume the role for the role's own account.

use std::collections::BTreeSet;

use super::date::Date;
use super::decision::{Named, Policies, decide};
use super::exposure::own_service_enters;
use super::lone::issue_of_trust;
use super::parse::Policy;
use super::request::{Caller, Context, Entry, Request};
use super::rule::Doubt;
use super::strangers::{Standpoint, question};
use super::truth::Truth;

/// Whether `service` (such as `apigateway.amazonaws.com`) may assume the role that trusts by this policy, in the work
/// that it does for the role's account; with what keeps it open.
///
/// `Yes`: whatever the service says of the resource it works for. `No`: there is nothing it could say. Which services
/// tell more than the account, and when, AWS documents for some only; what hangs on that is open.
pub fn service_may_assume(policy: &Policy, arn: &str, service: &str, at: Standpoint) -> (Truth, BTreeSet<Doubt>) {
    let Some(question) = question("AWS::IAM::Role", arn.to_owned(), at) else {
        return (Truth::Maybe, BTreeSet::new());
    };
    // What AWS takes in no trust policy may mean anything.
    let mut policy = policy.clone();
    for statement in &mut policy.statements {
        let issue = issue_of_trust(statement).map(str::to_owned);
        statement.issues.extend(issue.filter(|_| statement.issues.is_empty()));
    }
    let policy = &policy;
    let possible = own_service_enters(policy, &question, service, &["sts:AssumeRole"]);
    if possible.truth == Truth::No {
        return (Truth::No, BTreeSet::new());
    }
    let request = request(policy, arn, service, at);
    let resource = Some(Named { name: "trust", policy });
    if decide(&Policies { resource, ..Policies::default() }, &request).allowed == Truth::Yes {
        return (Truth::Yes, BTreeSet::new());
    }
    let mut doubts = possible.doubts;
    if doubts.is_empty() {
        let open = keys(policy).filter(|key| request.context.get(key) == Some(&Entry::Unknown));
        doubts.extend(open.map(|key| Doubt { construct: format!("what {service} says under {key}"), effect: None }));
    }
    (Truth::Maybe, doubts)
}

/// What is known of the service's request.
fn request(policy: &Policy, arn: &str, service: &str, at: Standpoint) -> Request {
    let mut context = Context::default();
    context.set("aws:SecureTransport", "true");
    context.set("aws:SourceAccount", at.account);
    context.set("aws:CurrentTime", Date::of_milliseconds(at.now).to_string());
    if let Some(organization) = at.organization {
        context.set("aws:SourceOrgID", organization);
    }
    let mut request = Request {
        caller: Caller::Service(service.to_owned()),
        action: "sts:AssumeRole".to_owned(),
        resource: arn.to_owned(),
        resource_account: at.account.to_owned(),
        context,
    };
    let told = request.clone().complete().context;
    let of_caller = |key: &str| key.starts_with("aws:principal") || key.starts_with("aws:viaaws");
    for key in keys(policy).filter(|key| told.get(key).is_none() && !of_caller(key)) {
        request.context.insert(&key, Entry::Unknown);
    }
    request.complete()
}

/// The condition keys of a policy, in lower case.
fn keys(policy: &Policy) -> impl Iterator<Item = String> {
    let conditions = policy.statements.iter().flat_map(|statement| &statement.conditions);
    conditions.map(|condition| condition.key.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
