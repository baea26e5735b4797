//! Whom a statement names, and whether it may name anybody.

use std::collections::HashSet;

use super::super::parse::Effect;
use super::super::principal::Principal;
use super::DocumentKind;
use super::report::{Report, short};
use super::statement::{Principals, Statement};

pub(super) fn remarks(statement: &Statement, kind: DocumentKind, report: &mut Report) {
    placement(statement, kind, report);
    for principals in &statement.principals {
        for (key, text) in &principals.entries {
            entry(key, text.raw, &text.value, report);
        }
        if principals.inverted {
            inverted(statement, principals, kind, report);
        }
    }
}

fn placement(statement: &Statement, kind: DocumentKind, report: &mut Report) {
    match kind {
        DocumentKind::Identity | DocumentKind::ServiceControl => {
            for principals in &statement.principals {
                let message = "Principal in a policy that names no principals".to_owned();
                report.say(
                    "element-not-allowed",
                    principals.raw,
                    message,
                    "take it out: the policy is of those it is attached to",
                );
            }
        }
        _ if statement.principals.is_empty() => {
            report.say(
                "missing-principal",
                statement.raw,
                "the statement has no Principal".to_owned(),
                "add a Principal",
            );
        }
        DocumentKind::ResourceControl => resource_control(statement, report),
        DocumentKind::Trust => {
            for principals in statement.principals.iter().filter(|one| one.inverted) {
                let message = "NotPrincipal in a trust policy".to_owned();
                report.say(
                    "element-not-allowed",
                    principals.raw,
                    message,
                    "name those who may assume the role in Principal",
                );
            }
        }
        DocumentKind::Resource => {}
    }
}

/// What the RCP syntax takes: `Deny` for everyone.
fn resource_control(statement: &Statement, report: &mut Report) {
    if statement.effect == Some(Effect::Allow) {
        let message = "Allow in a resource control policy".to_owned();
        report.say("element-not-allowed", statement.raw, message, "write a Deny: RCPFullAWSAccess allows already");
    }
    for principals in &statement.principals {
        let everyone = principals.entries.iter().all(|(key, text)| key == "AWS" && text.value == "*");
        if principals.inverted || !everyone {
            let message = "a resource control policy takes the Principal \"*\" only".to_owned();
            report.say(
                "element-not-allowed",
                principals.raw,
                message,
                "write \"Principal\": \"*\" and a condition on the caller",
            );
        }
    }
}

fn inverted(statement: &Statement, principals: &Principals, kind: DocumentKind, report: &mut Report) {
    // Where it may not stand at all, that is told already.
    if kind != DocumentKind::Resource {
        return;
    }
    match statement.effect {
        Some(Effect::Allow) => report.say(
            "not-principal-allow",
            principals.raw,
            "Allow with NotPrincipal lets in everyone who is not listed, callers who do not sign too".to_owned(),
            "name those who are let in, in Principal",
        ),
        Some(Effect::Deny) => {
            let listed: Vec<Principal> =
                principals.entries.iter().filter_map(|(key, text)| Principal::of(key, &text.value)).collect();
            let accounts: HashSet<&str> = listed
                .iter()
                .filter_map(|one| if let Principal::Account(account) = one { Some(account.as_str()) } else { None })
                .collect();
            let alone = listed.iter().find(|one| {
                !matches!(one, Principal::Account(_)) && one.account().is_some_and(|own| !accounts.contains(&own))
            });
            let message = match alone {
                Some(alone) => format!("{} is denied too: its account is not listed", short(alone.text())),
                None => "Deny with NotPrincipal hits those listed too, where a permissions boundary is set".to_owned(),
            };
            let mend = "write Principal \"*\" with ArnNotLike or ArnNotEquals on aws:PrincipalArn";
            report.say("not-principal-deny", principals.raw, message, mend);
        }
        None => {}
    }
}

fn entry(key: &str, raw: &str, text: &str, report: &mut Report) {
    let Some(principal) = Principal::of(key, text) else {
        let message = format!("unknown kind of principal {:?}", short(key));
        report.say("principal-kind", raw, message, "use AWS, Service, Federated or CanonicalUser: case counts");
        return;
    };
    if text.contains("${") {
        let message = format!("a policy variable in the principal {:?}", short(text));
        report.say("variable-not-taken", raw, message, "write the principal out, or use a condition");
        return;
    }
    let mut wildcard = || {
        let message = format!("{:?} matches nobody: a wildcard stands alone or not at all", short(text));
        report.say("principal-wildcard", raw, message, "write \"*\" and a condition on aws:PrincipalArn");
    };
    match principal {
        Principal::Wildcarded(_) => wildcard(),
        Principal::Unknown(_) if text.contains(['*', '?']) => wildcard(),
        // An empty text was told of already.
        Principal::Unknown(_) if text.is_empty() => {}
        Principal::DeadId(_) => {
            let message = format!("{} is the id of a user or role that was deleted", short(text));
            report.say("dead-principal", raw, message, "name who takes its place, or take it out");
        }
        Principal::Service(_) if !is_service(text) => unknown(raw, text, "write NAME.amazonaws.com", report),
        Principal::Canonical(_) if !(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())) => {
            unknown(raw, text, "write the 64 hexadecimal digits of the canonical user id", report);
        }
        Principal::Unknown(_) => {
            unknown(raw, text, "write an account id or the ARN of an account, user, role or session", report)
        }
        _ => {}
    }
}

fn unknown(raw: &str, text: &str, mend: &str, report: &mut Report) {
    report.say("unknown-principal", raw, format!("{:?} has no form of a principal", short(text)), mend);
}

/// The domains that names of services end in.
const DOMAINS: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"];

fn is_service(text: &str) -> bool {
    let name = DOMAINS.iter().find_map(|domain| text.strip_suffix(domain)).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}
