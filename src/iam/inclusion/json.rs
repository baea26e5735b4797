//! A difference as JSON: what `aplomb policy diff` prints.

use serde_json::{Value, json};

use super::super::exposure::Grant;
use super::super::exposure::json::request;
use super::super::lint::DocumentKind;
use super::super::parse::{self, Policy};
use super::super::statement::Kind;
use super::super::vocabulary::AccessLevel;
use super::{Change, Difference, diff};

/// Compares two policies of one kind, each as the text of a document.
///
/// The answer: `{"equal", "newly_allowed", "newly_denied", "unknowns"}`.
/// - `equal`: `true` if both allow the same, `false` if not, `"unknown"` where it hangs on the unknowns.
/// - `newly_allowed`: what the new policy allows and the old one does not, the gravest first, at most
///   [`MOST`](super::MOST): `[{"actions", "action_count", "level", "resources", "statement", "denied_by", "witness"}]`.
///   `actions` has the gravest, at most [`FEW`](super::FEW); `level` is that of the gravest of them (`permissions`,
///   `write`, `tagging`, `read`, `list`); `statement` is the `Allow` of the new policy, `{"sid", "index", "line"}`;
///   `denied_by` the `Deny` of the old one that stops the witness, or `null`; `witness` a request as
///   `aplomb policy simulate` reads it.
/// - `newly_denied`: what the old policy allows and the new one does not, in the same form; `statement` is of the old
///   policy and `denied_by` of the new one.
/// - `unknowns`: `[{"construct", "could": "allow" | "deny"}]`.
///
/// Where a text is no policy: `{"error"}`.
pub fn diff_json(old: &str, new: &str, kind: DocumentKind) -> Value {
    let read = |text: &str, name: &str| parse::parse(text).map_err(|error| format!("{name}: {error}"));
    let both = read(old, "old").and_then(|old| Ok((old, read(new, "new")?)));
    match both {
        Ok((old, new)) => document(&old, &new, kind),
        Err(error) => json!({ "error": error }),
    }
}

fn document(old: &Policy, new: &Policy, kind: DocumentKind) -> Value {
    let Difference { newly_allowed, newly_denied, unknowns } = diff(old, new, kind_of(kind));
    let equal = match (newly_allowed.is_empty() && newly_denied.is_empty(), unknowns.is_empty()) {
        (false, _) => json!(false),
        (true, true) => json!(true),
        (true, false) => json!("unknown"),
    };
    let open = unknowns.iter().map(|one| {
        let could = if one.could_allow { "allow" } else { "deny" };
        json!({ "construct": one.construct, "could": could })
    });
    json!({
        "equal": equal,
        "newly_allowed": newly_allowed.iter().map(change).collect::<Vec<_>>(),
        "newly_denied": newly_denied.iter().map(change).collect::<Vec<_>>(),
        "unknowns": open.collect::<Vec<_>>(),
    })
}

/// What a document is attached to, as the evaluator has it.
pub fn kind_of(kind: DocumentKind) -> Kind {
    match kind {
        DocumentKind::Identity => Kind::Identity,
        DocumentKind::Resource | DocumentKind::Trust => Kind::Resource,
        DocumentKind::ServiceControl => Kind::ServiceControl,
        DocumentKind::ResourceControl => Kind::ResourceControl,
    }
}

fn change(change: &Change) -> Value {
    let level = match change.level {
        AccessLevel::Permissions => "permissions",
        AccessLevel::Write => "write",
        AccessLevel::Tagging => "tagging",
        AccessLevel::Read => "read",
        AccessLevel::List => "list",
    };
    json!({
        "actions": change.actions,
        "action_count": change.count,
        "level": level,
        "resources": change.resources,
        "statement": grant(&change.statement),
        "denied_by": change.denied_by.as_ref().map(grant),
        "witness": request(&change.witness),
    })
}

fn grant(grant: &Grant) -> Value {
    json!({ "sid": grant.sid, "index": grant.index, "line": grant.line })
}
