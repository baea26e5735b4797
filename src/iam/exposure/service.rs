//! AWS services that act for others: the callers that are confused deputies.

use std::collections::BTreeSet;

use super::super::parse::{Element, Policy};
use super::super::principal::Principal;
use super::super::request::Caller;
use super::caller::{Accounts, Archetype, Severity};
use super::kind::Kind;
use super::mention::Mentions;
use super::way::Way;

/// Services that a policy lets in, each for every account that is not of the zone.
pub fn services(policy: &Policy, kind: &Kind, accounts: &Accounts, mentions: &Mentions) -> Vec<Archetype> {
    let mut names = BTreeSet::new();
    // Where a policy speaks of none of these, somebody worse gets in wherever a service does.
    let about = [
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorg",
        "aws:principalservicename",
        "aws:principalisawsservice",
        "aws:principaltype",
    ];
    for statement in &policy.statements {
        match &statement.principals {
            Element::Is(listed) | Element::Not(listed) => {
                names.extend(listed.iter().filter_map(|principal| match principal {
                    Principal::Service(name) => Some(name.as_str()),
                    _ => None,
                }));
                let everybody = matches!(&statement.principals, Element::Not(_)) || listed.contains(&Principal::Any);
                if everybody && mentions.any(|key| about.iter().any(|start| key.starts_with(start))) {
                    names.insert("events.amazonaws.com");
                }
            }
            Element::Missing => {}
        }
    }
    let keys = ["aws:principalservicename", "aws:principalservicenameslist"];
    let written = keys.iter().flat_map(|key| mentions.values(key));
    names.extend(written.filter(|name| !name.contains(['*', '?', '$'])));
    let mut found = Vec::new();
    for name in names {
        if kind.is_role() && !super::super::deputy::acts_for_callers(name) {
            continue;
        }
        for (account, _) in accounts.all() {
            let known = accounts.organizations.iter().map(|(alike, _)| Some(alike.id.as_str()));
            for organization in [None].into_iter().chain(known) {
                found.push(acting(name, &account.id, organization));
            }
        }
    }
    found
}

/// A service that acts for an account.
pub fn acting(name: &str, account: &str, organization: Option<&str>) -> Archetype {
    let mut one = Archetype::of(Caller::Service(name.to_owned()), account, organization, Way::Internet);
    one.name = format!("{name} for another account");
    one.severity = Severity::Service;
    one.bounded = true;
    one
}
