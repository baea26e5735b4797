use super::*;
use crate::iam::lint::DocumentKind;
use crate::iam::parse::parse;

mod resource;
mod table;
mod universe;

/// A policy in short: statements parted by `;`, each `A` or `D`, actions, resources (`!` before the first: all but
/// these), and after `|` conditions parted by `&`, each an operator and `key=value,value`. `2008` before all of it: of
/// that version.
fn document(short: &str) -> String {
    let (version, short) = match short.strip_prefix("2008 ") {
        Some(rest) => ("2008-10-17", rest),
        None => ("2012-10-17", short),
    };
    let list = |text: &str| text.split(',').map(|one| format!("{one:?}")).collect::<Vec<_>>().join(",");
    let element = |name: &str, text: &str| match text.strip_prefix('!') {
        Some(text) => format!("\"Not{name}\":[{}]", list(text)),
        None => format!("\"{name}\":[{}]", list(text)),
    };
    let statements = short.split(';').map(|statement| {
        let (head, conditions) = statement.split_once('|').unwrap_or((statement, ""));
        let words: Vec<&str> = head.split_whitespace().collect();
        let effect = if words[0] == "A" { "Allow" } else { "Deny" };
        let conditions = conditions.split('&').filter(|text| !text.trim().is_empty()).map(|condition| {
            let (operator, rest) = condition.trim().split_once(' ').unwrap();
            let (key, values) = rest.split_once('=').unwrap();
            format!("{operator:?}:{{{key:?}:[{}]}}", list(values))
        });
        let conditions = conditions.collect::<Vec<_>>().join(",");
        let (actions, resources) = (element("Action", words[1]), element("Resource", words[2]));
        let principal = words.get(3).map_or(String::new(), |text| match text.strip_prefix('!') {
            Some(text) => format!("\"NotPrincipal\":{},", principals(text)),
            None => format!("\"Principal\":{},", principals(text)),
        });
        format!("{{\"Effect\":\"{effect}\",{principal}{actions},{resources},\"Condition\":{{{conditions}}}}}")
    });
    format!("{{\"Version\":\"{version}\",\"Statement\":[{}]}}", statements.collect::<Vec<_>>().join(",\n"))
}

fn principals(text: &str) -> String {
    if text == "*" {
        return "\"*\"".to_owned();
    }
    let of = |service: bool| {
        let own = text.split(',').filter(|one| one.ends_with(".amazonaws.com") == service);
        own.map(|one| format!("{one:?}")).collect::<Vec<_>>().join(",")
    };
    let parts = [("AWS", of(false)), ("Service", of(true))].into_iter().filter(|(_, list)| !list.is_empty());
    format!("{{{}}}", parts.map(|(key, list)| format!("{key:?}:[{list}]")).collect::<Vec<_>>().join(","))
}

fn policy(short: &str) -> Policy {
    parse(&document(short)).unwrap()
}

/// `=`, `+` (newly allowed), `-` (newly denied), `+-`; `?` where that is all that is known.
fn sign(difference: &Difference) -> String {
    let mut sign = String::new();
    for (is, text) in [
        (!difference.newly_allowed.is_empty(), "+"),
        (!difference.newly_denied.is_empty(), "-"),
        (!difference.unknowns.is_empty(), "?"),
    ] {
        if is {
            sign.push_str(text);
        }
    }
    if sign.is_empty() { "=".to_owned() } else { sign }
}

#[test]
fn changes_name_statement_actions_and_witness() {
    let old = policy("A s3:GetObject,s3:ListBucket arn:aws:s3:::b,arn:aws:s3:::b/*");
    let new = policy(
        "A s3:GetObject,s3:ListBucket arn:aws:s3:::b,arn:aws:s3:::b/*;A s3:PutObject,s3:PutBucketPolicy *;D s3:ListBucket *",
    );
    let difference = diff(&old, &new, Kind::Identity);
    let [change] = difference.newly_allowed.as_slice() else { panic!("{difference:?}") };
    assert_eq!(change.actions, ["s3:PutBucketPolicy", "s3:PutObject"]);
    assert_eq!((change.level, change.statement.index, change.count), (AccessLevel::Permissions, 1, 2));
    assert_eq!(change.witness.action, "s3:PutBucketPolicy");
    let [change] = difference.newly_denied.as_slice() else { panic!("{difference:?}") };
    assert_eq!(
        (change.actions.as_slice(), change.witness.resource.as_str()),
        (&["s3:ListBucket".to_owned()][..], "arn:aws:s3:::b")
    );
    assert_eq!(change.denied_by.as_ref().map(|grant| grant.index), Some(2));
}

#[test]
fn a_difference_as_json() {
    let value = diff_json(&document("A s3:GetObject *"), &document("A s3:Get* *"), DocumentKind::Identity);
    assert_eq!(value["equal"], false);
    assert_eq!(value["newly_denied"], serde_json::json!([]));
    let change = &value["newly_allowed"][0];
    assert!(change["action_count"].as_u64() > Some(FEW as u64) && change["actions"].as_array().unwrap().len() == FEW);
    assert_eq!(change["statement"], serde_json::json!({"sid": null, "index": 0, "line": 1}));
    assert_eq!(change["denied_by"], serde_json::json!(null));
    let same = diff_json(&document("A s3:Get* *"), &document("A S3:get* *"), DocumentKind::ServiceControl);
    assert_eq!(same, serde_json::json!({"equal": true, "newly_allowed": [], "newly_denied": [], "unknowns": []}));
    let open = diff_json(&document("A s3:Get* *"), &document("A s3:Get* * | Odd aws:x=1"), DocumentKind::Identity);
    assert_eq!((open["equal"].as_str(), open["unknowns"][0]["could"].as_str()), (Some("unknown"), Some("deny")));
    assert!(diff_json("{}", "{}", DocumentKind::Trust)["error"].as_str().unwrap().starts_with("old: "));
}

#[test]
fn statements_without_effect() {
    use Why::{Denied, DeniesNothing, NoResource, Shadowed, Unsatisfiable};
    let cases: &[(&str, &[(usize, Why)])] = &[
        ("A s3:GetObject *", &[]),
        ("A s3:GetObject arn:aws:s3:::b", &[(0, NoResource)]),
        ("A s3:GetObject * | Bool aws:SecureTransport=maybe", &[(0, Unsatisfiable)]),
        ("A s3:GetObject * | StringEquals aws:x=1 & Null aws:x=true", &[(0, Unsatisfiable)]),
        ("A s3:GetObject *;D s3:* *", &[(0, Denied)]),
        ("A s3:GetObject *;D s3:PutObject *", &[(1, DeniesNothing)]),
        ("A s3:Get* *;A s3:GetObject *", &[(1, Shadowed)]),
        ("A s3:GetObject *;A s3:Get* *", &[(0, Shadowed)]),
        ("A s3:GetObject *;A s3:GetObject *", &[(1, Shadowed)]),
        ("A s3:* *;D s3:Put* *;D s3:PutObject *", &[(2, Shadowed)]),
        ("D s3:PutObject *", &[]),
        ("A s3:* * ; D s3:* * | Bool aws:SecureTransport=false", &[]),
        ("A s3:Get* *;A s3:GetObject * | Odd aws:x=1", &[(1, Shadowed)]),
        ("A s3:Put* *;A s3:GetObject * | Odd aws:x=1", &[]),
    ];
    for (short, expected) in cases {
        let found = vacuous(&policy(short), Kind::Identity);
        let found: Vec<(usize, Why)> = found.into_iter().map(|one| (one.statement.index, one.why)).collect();
        assert_eq!(found, *expected, "{short}");
    }
}
