//! What a policy document is for.

use crate::cli::PolicyKind;
use crate::iam::{DocumentKind, Element, parse};

/// What a document is for, by what stands in it: identity policies name no principals.
pub(super) fn guess(text: &str) -> PolicyKind {
    let Ok(policy) = parse(text) else { return PolicyKind::Identity };
    if policy.statements.iter().all(|statement| statement.principals == Element::Missing) {
        return PolicyKind::Identity;
    }
    let is_of_roles = |action: &String| action.to_ascii_lowercase().starts_with("sts:");
    let trusts = policy.statements.iter().all(|statement| match &statement.actions {
        Element::Is(actions) => statement.resources == Element::Missing && actions.iter().all(is_of_roles),
        _ => false,
    });
    if trusts { PolicyKind::Trust } else { PolicyKind::Resource }
}

/// As the engine calls it.
pub(super) fn of(kind: PolicyKind) -> DocumentKind {
    match kind {
        PolicyKind::Identity => DocumentKind::Identity,
        PolicyKind::Resource => DocumentKind::Resource,
        PolicyKind::Trust => DocumentKind::Trust,
        PolicyKind::Scp => DocumentKind::ServiceControl,
        PolicyKind::Rcp => DocumentKind::ResourceControl,
    }
}

/// As the command line calls it.
pub(super) fn word(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "identity",
        PolicyKind::Resource => "resource",
        PolicyKind::Trust => "trust",
        PolicyKind::Scp => "scp",
        PolicyKind::Rcp => "rcp",
    }
}
