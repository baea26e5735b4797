//! Roles that a policy writes out.

use super::parse::{Element, Policy};
use super::principal::Principal;
use super::request::Context;
use super::search::Atom;
use super::text::Pattern;
use super::truth::Truth;

/// Roles that a policy names, by whatever it compares callers with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Their ARNs.
    pub arns: Vec<Pattern>,
    /// What `aws:userid` says of their sessions.
    pub ids: Vec<Pattern>,
}

impl Roles {
    /// The roles that some statement names as a principal, under `aws:PrincipalArn`, or by id under `aws:userid`.
    ///
    /// A pattern names roles if it begins to write out a name: `role/audit-*` does, `role/*` takes every role there is.
    /// `in_any_account`: it may leave the account open.
    pub fn of(policy: &Policy, in_any_account: bool) -> Self {
        let mut roles = Self::default();
        for statement in &policy.statements {
            if let Element::Is(listed) | Element::Not(listed) = &statement.principals {
                roles.arns.extend(listed.iter().filter_map(|principal| match principal {
                    Principal::Role { arn, .. } => Some(Pattern::literal(arn)),
                    _ => None,
                }));
            }
            for condition in &statement.conditions {
                let (found, is_role): (_, &dyn Fn(&str) -> bool) = match condition.key.to_ascii_lowercase().as_str() {
                    "aws:principalarn" => (&mut roles.arns, &|text| names_role(text, in_any_account)),
                    "aws:userid" => (&mut roles.ids, &names_id),
                    _ => continue,
                };
                let values = Atom::of(condition, policy.version, &Context::default()).values.into_iter();
                let named = values.filter(|value| value.certain == Truth::Yes && is_role(&value.text));
                found.extend(named.filter_map(|value| value.pattern));
            }
        }
        roles
    }
}

/// Whether a pattern over ARNs takes roles alone, and starts to name them.
fn names_role(value: &str, in_any_account: bool) -> bool {
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let &["arn", _, "iam", "", account, rest] = parts.as_slice() else { return false };
    let is_id = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let name = rest.strip_prefix("role/").unwrap_or_default();
    (is_id || in_any_account) && !name.is_empty() && !name.starts_with(['*', '?'])
}

/// The least length of the ids that IAM gives out.
const ID: usize = 16;

/// Whether a pattern over `aws:userid` holds the unique id of a role, before the name of its session.
fn names_id(value: &str) -> bool {
    let id = value.split([':', '*', '?']).next().unwrap_or_default();
    let is_whole = value[id.len()..].starts_with(':') || id.len() >= ID;
    id.starts_with("AROA") && id.len() > "AROA".len() && is_whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_role() {
        for (value, one, any) in [
            ("arn:aws:iam::111122223333:role/reader", true, true),
            ("arn:aws:iam::111122223333:role/team/r*", true, true),
            ("arn:*:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*", true, true),
            ("arn:aws:iam::*:role/reader", false, true),
            ("arn:aws:iam::111122223333:role/*", false, false),
            ("arn:aws:iam::111122223333:role/?x", false, false),
            ("arn:aws:iam::111122223333:*", false, false),
            ("arn:aws:iam::111122223333:user/u", false, false),
            ("arn:aws:iam::111122223333:role/", false, false),
            ("*", false, false),
        ] {
            assert_eq!((names_role(value, false), names_role(value, true)), (one, any), "{value}");
        }
        for (value, expected) in [
            ("AROAEXAMPLEEXAMPLE123:*", true),
            ("AROAEXAMPLEEXAMPLE123*", true),
            ("AROAEXAMPLEEXAMPLE123", true),
            ("AROAEXAMPLE:*", true),
            ("AROA*", false),
            ("AROAEX*", false),
            ("AIDAEXAMPLEEXAMPLE123", false),
            ("111122223333", false),
            ("*:*", false),
            ("", false),
        ] {
            assert_eq!(names_id(value), expected, "{value}");
        }
    }
}
