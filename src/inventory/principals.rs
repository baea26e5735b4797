//! Principals: what users, groups and roles may do, whom roles trust, and how users prove themselves.

use serde_json::{Value, json};

use super::View;
use super::cell::{Cell, of_type};
use crate::cli;
use crate::resource::{Gap, Inventory, Known, Resource, field_of};

pub(super) const VIEW: View = View {
    which: cli::View::Principals,
    name: "principals",
    title: "Principals",
    columns: &[
        "principal",
        "kind",
        "policies",
        "groups",
        "admin",
        "trusts",
        "active_keys",
        "mfa",
        "boundary",
        "last_used",
    ],
    types: &[
        "AWS::IAM::User",
        "AWS::IAM::Group",
        "AWS::IAM::Role",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::AccessKey",
    ],
    rows,
};

fn rows(inventory: &Inventory) -> Vec<Vec<Cell>> {
    let users = of_type(inventory, "AWS::IAM::User").map(|user| row(user, "user"));
    let groups = of_type(inventory, "AWS::IAM::Group").map(|group| row(group, "group"));
    let roles = of_type(inventory, "AWS::IAM::Role").map(|role| row(role, "role"));
    users.chain(groups).chain(roles).collect()
}

fn row(principal: &Resource, kind: &str) -> Vec<Cell> {
    let last_used = match kind {
        "role" => Cell::from(principal, "status.RoleLastUsed", |value| {
            Some(value.get("LastUsedDate").map_or(Cell::Absent, |date| Cell::known(date.clone())))
        }),
        "user" => Cell::from(principal, "status.CredentialReport", |value| {
            Some(value.get("PasswordLastUsed").map_or(Cell::Absent, |date| Cell::known(date.clone())))
        }),
        _ => Cell::Absent,
    };
    let of_user = |cell: Cell| if kind == "user" { cell } else { Cell::Absent };
    vec![
        Cell::known(principal.arn.clone()),
        Cell::known(kind),
        attached(principal),
        if kind == "user" { Cell::of(principal, "properties.Groups") } else { Cell::Absent },
        Cell::from(principal, "facts.Administrator", |value| Some(Cell::known(value.get("Value")?.as_bool()?))),
        if kind == "role" { trusts(principal) } else { Cell::Absent },
        of_user(Cell::from(principal, "facts.ActiveKeys", |keys| {
            let count = keys.as_array()?.len();
            Some(if count == 0 { Cell::Absent } else { Cell::told(keys.clone(), count.to_string()) })
        })),
        of_user(Cell::from(principal, "status.CredentialReport", |report| {
            Some(Cell::known(report.get("MfaActive")?.clone()))
        })),
        if kind == "group" { Cell::Absent } else { Cell::of(principal, "properties.PermissionsBoundary") },
        last_used,
    ]
}

/// Names of managed and inline policies.
fn attached(principal: &Resource) -> Cell {
    let managed = Cell::of(principal, "properties.ManagedPolicyArns");
    let inline = Cell::from(principal, "properties.Policies", |policies| {
        let names: Option<Vec<Value>> = policies.as_array()?.iter().map(|one| one.get("PolicyName").cloned()).collect();
        Some(Cell::known(Value::Array(names?)))
    });
    match (managed, inline) {
        (Cell::Unknown(why), _) | (_, Cell::Unknown(why)) => Cell::Unknown(why),
        (managed, inline) => {
            let list = |cell: Cell| match cell {
                Cell::Known { value: Value::Array(items), .. } => items,
                _ => Vec::new(),
            };
            let (managed, inline) = (list(managed), list(inline));
            let word = |value: &Value| value.as_str().map(|arn| arn.rsplit('/').next().unwrap_or(arn).to_owned());
            let told: Vec<String> = managed
                .iter()
                .filter_map(word)
                .chain(inline.iter().filter_map(|name| Some(format!("{} (inline)", name.as_str()?))))
                .collect();
            match told.is_empty() {
                true => Cell::Absent,
                false => Cell::told(json!({"managed": managed, "inline": inline}), told.join(", ")),
            }
        }
    }
}

/// Who may assume a role from outside: everybody, other accounts, identity providers.
fn trusts(role: &Resource) -> Cell {
    let mut told = Vec::new();
    let mut gaps: Vec<&Gap> = Vec::new();
    for path in ["facts.PublicTrust", "facts.ExternalPrincipals", "facts.OidcTrust"] {
        match field_of(role, path).map(|field| &field.known) {
            Some(Known::Value(value)) if path.ends_with("PublicTrust") => {
                told.extend((value["Public"] == true).then(|| "anyone".to_owned()));
            }
            Some(Known::Value(value)) => {
                let entries = value.as_array().into_iter().flatten();
                told.extend(entries.filter_map(|entry| {
                    let name = entry.get("Principal").or(entry.get("Provider"))?.as_str()?;
                    Some(name.to_owned())
                }));
            }
            Some(Known::Gap(unknown)) => gaps.extend(unknown),
            _ => {}
        }
    }
    told.dedup();
    match (told.is_empty(), gaps.is_empty()) {
        (_, false) => Cell::unknown(gaps),
        (true, true) => Cell::Absent,
        (false, true) => Cell::known(json!(told)),
    }
}
