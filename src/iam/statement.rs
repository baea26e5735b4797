//! Whether one statement of a policy speaks of one request, and if not, why.

use super::operator;
use super::parse::{Condition, Effect, Element, Statement, Version};
use super::principal::Principal;
use super::reach::{Reach, reach};
use super::request::{Entry, Request};
use super::resource::{ShortArn, covers_action, covers_resource};
use super::truth::Truth;

/// What a policy is attached to. It tells which elements its statements have and how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Of a user, group or role.
    Identity,
    /// Of a resource, a role's trust policy included.
    Resource,
    Boundary,
    ServiceControl,
    ResourceControl,
    Session,
    /// Of a VPC endpoint.
    Endpoint,
}

impl Kind {
    /// How people name it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Identity => "identity policy",
            Self::Resource => "resource policy",
            Self::Boundary => "permissions boundary",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
            Self::Session => "session policy",
            Self::Endpoint => "VPC endpoint policy",
        }
    }

    /// Whether its statements name their principals.
    pub(super) fn has_principals(self) -> bool {
        matches!(self, Self::Resource | Self::ResourceControl | Self::Endpoint)
    }

    pub(super) fn short_arn(self) -> ShortArn {
        match self {
            Self::Identity | Self::Boundary | Self::Session => ShortArn::Padded,
            Self::Resource | Self::Endpoint => ShortArn::PaddedIfWild,
            Self::ServiceControl => ShortArn::PaddedIfOpen,
            Self::ResourceControl => ShortArn::Refused,
        }
    }
}

/// What a statement says of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Whether it speaks of the request, and by what right.
    pub reach: Reach,
    /// The first element that does not match, or is not decided. `None`: the statement matches.
    pub why: Option<String>,
}

/// Whether a statement speaks of a request.
///
/// `bounded`: the caller has a permissions boundary, which matters to `NotPrincipal`.
pub fn matches(statement: &Statement, version: Version, kind: Kind, request: &Request, bounded: bool) -> Match {
    let service = request.action.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let issue = odd(statement, kind, &service);
    if let Some(issue) = issue
        && !statement.is_effect_unclear_only
    {
        return Match { reach: Reach::from(Truth::Maybe), why: Some(format!("not understood: {issue}")) };
    }
    let named = if kind.has_principals() {
        reach(&statement.principals, statement.effect, &request.caller, bounded, service == "sts")
    } else {
        Reach::DIRECT
    };
    // Whether it allows or denies is open, but not what it speaks of.
    let mut truth = if issue.is_some() { Truth::Maybe } else { Truth::Yes };
    let mut why = issue.map(|issue| format!("not understood: {issue}"));
    // The element that decides is the first that fails; failing that, the first that is open.
    let mut take = |part: Truth, text: &dyn Fn() -> String| {
        if part < truth {
            truth = part;
            why = Some(text());
        }
        truth == Truth::No
    };
    let done = take(named.any(), &|| format!("{}: {}", principal_element(statement), request.caller.text()))
        || take(covers_action(&statement.actions, &request.action), &|| {
            format!(
                "{}: {}",
                if matches!(statement.actions, Element::Not(_)) { "NotAction" } else { "Action" },
                request.action
            )
        })
        || take(covers_resource(&statement.resources, kind.short_arn(), version, request), &|| {
            format!(
                "{}: {}",
                if matches!(statement.resources, Element::Not(_)) { "NotResource" } else { "Resource" },
                request.resource
            )
        });
    if !done {
        for condition in &statement.conditions {
            if take(operator::holds(condition, version, &request.context), &|| describe(condition, request)) {
                break;
            }
        }
    }
    Match { reach: named.and(truth), why }
}

/// What AWS would not take, so that nobody knows what it means.
pub(super) fn odd<'s>(statement: &'s Statement, kind: Kind, service: &str) -> Option<&'s str> {
    if let Some(issue) = statement.issues.first() {
        return Some(issue);
    }
    let everyone = matches!(&statement.principals, Element::Is(listed) if listed.as_slice() == [Principal::Any]);
    let missing = statement.principals == Element::Missing;
    match kind {
        _ if statement.actions == Element::Missing => Some("no Action"),
        Kind::ResourceControl if !everyone => Some("a resource control policy speaks of everyone"),
        Kind::ResourceControl if statement.effect == Some(Effect::Allow) => None,
        Kind::Resource | Kind::Endpoint if missing => Some("no Principal"),
        Kind::Identity | Kind::Boundary | Kind::Session | Kind::ServiceControl if !missing => {
            Some("Principal stands in a policy that takes none")
        }
        // Of trust policies and those of image repositories it is always the one resource, and the console of EFS
        // leaves it out.
        Kind::Resource if matches!(service, "sts" | "ecr" | "elasticfilesystem") => match statement.principals {
            Element::Not(_) if service == "sts" => Some("NotPrincipal stands in a trust policy"),
            _ => None,
        },
        _ if statement.resources == Element::Missing => Some("no Resource"),
        _ => None,
    }
}

fn principal_element(statement: &Statement) -> &'static str {
    if matches!(statement.principals, Element::Not(_)) { "NotPrincipal" } else { "Principal" }
}

/// A condition and what the request says to it.
fn describe(condition: &Condition, request: &Request) -> String {
    let says = match request.context.get(&condition.key) {
        None => "request has none".to_owned(),
        Some(Entry::One(value)) => format!("request has {value}"),
        Some(Entry::Many(values)) => format!("request has [{}]", values.join(", ")),
        Some(Entry::Unknown) => "what the request has is not known".to_owned(),
    };
    format!("Condition {} {}: {says}", condition.operator, condition.key)
}
