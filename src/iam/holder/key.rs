//! What a holder's requests may say under each condition key.

use super::super::exposure::{Archetype, Mentions, OF_CREDENTIALS, of_holder, of_type};
use super::super::request::Caller;
use super::super::search::{Domain, Present};
use super::super::text::{Class, Pattern};
use super::super::vocabulary;
use super::{Holder, Scope};

/// What may stand under a key, in lower case, when such a caller asks for the usual of a scope: a resource that has no
/// tag that anybody has named.
pub fn of_request(key: &str, who: &Archetype, holder: &Holder, scope: &Scope, mentions: &Mentions) -> Domain {
    if scope.is_of_resource(key) {
        return fixed(key, holder, scope).unwrap_or_else(never);
    }
    if !scope.has(key) {
        return never();
    }
    match key {
        // Whoever passes a role passes it to some service, for something of that service.
        "iam:passedtoservice" => always(Present::text(Pattern::everything())),
        "iam:associatedresourcearn" => always(Present::text(arns(holder.partition))),
        "kms:calleraccount" => exactly(holder.at.account),
        "kms:viaservice" => maybe(Present::text(service_names())),
        _ if OF_CREDENTIALS.contains(&key) && !matches!(who.caller, Caller::Session { .. }) => never(),
        _ => of_holder(key, who, holder.partition, holder.at.now, mentions).unwrap_or_else(|| typed(key, holder)),
    }
}

/// What may stand under a key of the resource, whichever it is.
pub fn of_any_resource(key: &str, holder: &Holder, scope: &Scope) -> Domain {
    fixed(key, holder, scope).unwrap_or_else(|| typed(key, holder))
}

/// Keys whose value all resources of the account share.
fn fixed(key: &str, holder: &Holder, scope: &Scope) -> Option<Domain> {
    match key {
        "aws:resourceaccount" | "s3:resourceaccount" if scope.has(key) => Some(exactly(holder.at.account)),
        "aws:resourceorgid" => holder.at.organization.map(exactly),
        _ => None,
    }
}

fn typed(key: &str, holder: &Holder) -> Domain {
    let anything = || Present::text(Pattern::everything());
    maybe(vocabulary::condition_key(key).map_or_else(anything, |known| of_type(known, holder.at.now)))
}

/// This value and no other.
pub fn exactly(value: &str) -> Domain {
    always(Present::Points(vec![value.to_owned()]))
}

fn always(present: Present) -> Domain {
    Domain { absent: false, present }
}

fn maybe(present: Present) -> Domain {
    Domain { absent: true, present }
}

/// The key is never there.
pub fn never() -> Domain {
    Domain { absent: true, present: Present::Never }
}

/// The names of services: `lambda.amazonaws.com`.
pub fn service_names() -> Pattern {
    Pattern::at_least(1, Class::Slug).concat(&Pattern::literal(".amazonaws.com"))
}

/// The ARNs of a partition.
pub fn arns(partition: &str) -> Pattern {
    Pattern::arn(&format!("arn:{partition}:?*:*:*:?*")).unwrap_or_else(Pattern::everything)
}
