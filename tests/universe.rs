//! Random policies over a tiny alphabet: what the search says of all requests against what the evaluator says of each.
//!
//! `APLOMB_SEED` and `APLOMB_POLICIES` choose other policies, and more of them: `tests/universe/full.sh`. Where the number
//! is given, every request of the universe is tried for each policy; else one in twelve, so that the test takes seconds.

#[path = "universe/dice.rs"]
mod dice;
#[path = "universe/policies.rs"]
mod policies;
#[path = "universe/requests.rs"]
mod requests;

use aplomb::iam::exposure::{Answer, Class, Kind, Question, Zone, exposure};
use aplomb::iam::{Caller, Named, Policies, Policy, Request, Truth, decide, parse};
use dice::Dice;
use policies::Drawn;
use requests::{ACCOUNT, ENDPOINT, ORGANIZATION};
use serde_json::{Value, json};

/// In milliseconds since 1970: 2026-11-18.
const NOW: i64 = 1_795_000_000_000;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn seed() -> u64 {
    number("APLOMB_SEED", 20_261_118)
}

fn read(document: &Value) -> Policy {
    parse(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

fn ask(document: &Value) -> Answer {
    let zone = Zone {
        account: ACCOUNT.to_owned(),
        organizations: [ORGANIZATION.to_owned()].into(),
        endpoints: [ENDPOINT.to_owned()].into(),
        ..Zone::default()
    };
    let kind = Kind::named("AWS::S3::BucketPolicy").expect("buckets have policies");
    let resource = Some("arn:aws:s3:::b".to_owned());
    exposure(&read(document), &Question { kind, zone, resource, is_restricted: Truth::No, now: NOW })
}

/// What the evaluator says of everything that outsiders can ask: the most that gets in, of what everybody can send and
/// of all.
struct Enumerated {
    everybody: (Truth, Option<Request>),
    anybody: (Truth, Option<Request>),
}

fn enumerate(document: &Value, dice: &mut Dice) -> Enumerated {
    let policy = read(document);
    let all = read(&json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" },
    }));
    // An outsider may do everything as far as his own account goes.
    let policies = Policies {
        identity: vec![Named { name: "all", policy: &all }],
        resource: Some(Named { name: "policy", policy: &policy }),
        ..Policies::default()
    };
    let mut found = Enumerated { everybody: (Truth::No, None), anybody: (Truth::No, None) };
    let text = document.to_string();
    let is_full = std::env::var_os("APLOMB_POLICIES").is_some();
    let keys: Vec<&str> =
        policies::KEYS.iter().map(|key| key.name).filter(|key| text.contains(&format!("{key}\""))).collect();
    for asked in requests::requests(&keys, || is_full || dice.percent(8)) {
        let of = if asked.is_everybodys { &mut found.everybody } else { &mut found.anybody };
        if of.0 == Truth::Yes {
            continue;
        }
        let allowed = decide(&policies, &asked.request).allowed;
        if allowed > of.0 {
            *of = (allowed, Some(asked.request));
        }
        if found.everybody.0 == Truth::Yes {
            break;
        }
    }
    found
}

/// Why search and evaluator disagree.
fn disagreement(drawn: &Drawn, dice: &mut Dice) -> Option<String> {
    let answer = ask(&drawn.document);
    let found = enumerate(&drawn.document, dice);
    let class = answer.class;
    let told = |what: &str, request: &Option<Request>| Some(format!("{class:?}, but {what}: {request:?}"));
    match (class, found.everybody.0, found.anybody.0) {
        (Class::Private | Class::External | Class::Unknown, Truth::Yes, _) => {
            told("everybody gets in", &found.everybody.1)
        }
        (Class::Private, _, Truth::Yes) => told("an outsider gets in", &found.anybody.1),
        (Class::Private, Truth::Maybe, _) => told("everybody may get in", &found.everybody.1),
        (Class::Private, _, Truth::Maybe) => told("an outsider may get in", &found.anybody.1),
        (Class::Unknown, _, _) if drawn.is_settled => {
            Some(format!("nothing in it is unknown, but {:?}", answer.unknowns))
        }
        _ => answer.exposures.iter().find_map(|one| {
            let why = wrong_caller(&one.witness, one.severity.is_public())?;
            Some(format!("{class:?} with a witness who {why}: {:?}", one.witness))
        }),
    }
}

/// Why a witness is none for what he stands for.
fn wrong_caller(witness: &Request, is_public: bool) -> Option<&'static str> {
    let says = |key: &str| witness.context.one(key).unwrap_or_default();
    let account = match &witness.caller {
        Caller::Service(_) => says("aws:sourceaccount"),
        caller => caller.account().unwrap_or_default(),
    };
    if account == ACCOUNT || says("aws:principalorgid") == ORGANIZATION || says("aws:sourcevpce") == ENDPOINT {
        return Some("belongs to the zone");
    }
    if matches!((witness.context.one("aws:principalarn"), witness.context.one("aws:username")),
        (Some(arn), Some(name)) if arn.rsplit('/').next() != Some(name))
    {
        return Some("has two names");
    }
    let named = account == "444455556666"
        || says("aws:principalorgid") == "o-foreign001"
        || says("aws:sourcevpce") == "vpce-00000002"
        || matches!(witness.caller, Caller::Service(_));
    (is_public && named).then_some("is not everybody")
}

/// Runs so many policies, and tells all that is wrong.
fn run(count: u64, what: &str, mut check: impl FnMut(&mut Dice) -> Option<String>) {
    let (seed, count) = (seed(), number("APLOMB_POLICIES", count));
    let mut wrong = Vec::new();
    for place in 0..count {
        let own = seed.wrapping_add(place.wrapping_mul(0x1_0000_0001));
        if let Some(why) = check(&mut Dice::new(own)) {
            wrong.push(format!("policy {place}: {why}"));
        }
    }
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{what}: {} of {count} policies, seed {seed}:\n{shown}", wrong.len());
}

#[test]
fn the_search_agrees_with_every_request_tried() {
    let mut classes = std::collections::BTreeMap::new();
    run(1000, "search and evaluator disagree", |dice| {
        let drawn = policies::policy(dice);
        *classes.entry(ask(&drawn.document).class).or_insert(0) += 1;
        disagreement(&drawn, dice).map(|why| format!("{why}\n  {}", drawn.document))
    });
    assert!(classes.len() >= 3, "policies of one kind only: {classes:?}");
}

/// How open a policy surely is, and how open it may be.
fn bounds(document: &Value) -> (u8, u8) {
    let answer = ask(document);
    let surely = match answer.exposures.iter().map(|one| one.severity).min() {
        Some(severity) if severity.is_public() => 2,
        Some(_) => 1,
        None => 0,
    };
    let possibly = match answer.class {
        Class::Unknown | Class::Public => 2,
        Class::External => 1,
        Class::Private => 0,
    };
    (surely, possibly)
}

fn with(document: &Value, statement: Value) -> Value {
    let mut document = document.clone();
    if let Some(statements) = document["Statement"].as_array_mut() {
        statements.push(statement);
    }
    document
}

#[test]
fn a_deny_never_lets_more_in_and_an_allow_never_less() {
    run(100, "adding a statement", |dice| {
        let old = policies::policy(dice).document;
        let (is_deny, statement) = match dice.percent(50) {
            true => (true, policies::statement(dice, "Deny")),
            false => (false, policies::statement(dice, "Allow")),
        };
        let new = with(&old, statement);
        let (before, after) = (bounds(&old), bounds(&new));
        let is_wrong = if is_deny { after.0 > before.1 } else { after.1 < before.0 };
        is_wrong.then(|| format!("{before:?} became {after:?} by the last statement of {new}"))
    });
}

/// Puts single texts into lists, and turns lists round: actions, resources, principals, values of conditions.
fn respell(value: &mut Value) {
    match value {
        Value::Object(parts) => parts.values_mut().for_each(respell),
        Value::Array(texts) => texts.reverse(),
        // Everybody is no list.
        Value::String(text) if text != "*" => *value = json!([text]),
        _ => {}
    }
}

#[test]
fn what_means_the_same_is_answered_the_same() {
    run(100, "another spelling", |dice| {
        let old = policies::policy(dice).document;
        let mut new = old.clone();
        let statements = new["Statement"].as_array_mut().expect("drawn as a list");
        statements.reverse();
        for statement in statements.iter_mut().filter_map(Value::as_object_mut) {
            for (_, value) in statement.iter_mut().filter(|(name, _)| *name != "Effect") {
                respell(value);
            }
        }
        if !old.to_string().contains("${") {
            new["Version"] = json!("2008-10-17");
        }
        let (before, after) = (bounds(&old), bounds(&new));
        (before != after).then(|| format!("{before:?} became {after:?}: {old} as {new}"))
    });
}

#[test]
fn if_exists_covers_no_fewer_requests() {
    run(100, "IfExists", |dice| {
        let old = policies::policy(dice).document;
        let mut new = old.clone();
        let place = dice.below(old["Statement"].as_array().map_or(0, Vec::len));
        let statement = &mut new["Statement"][place];
        let is_deny = statement["Effect"] == "Deny";
        let block = statement.get("Condition").and_then(Value::as_object).cloned().unwrap_or_default();
        let weaker = block.into_iter().map(|(operator, keys)| {
            let is_plain = !operator.contains("Not") && !operator.ends_with("IfExists") && operator != "Null";
            (if is_plain { format!("{operator}IfExists") } else { operator }, keys)
        });
        let weaker: Vec<(String, Value)> = weaker.collect();
        let mut names: Vec<&String> = weaker.iter().map(|(operator, _)| operator).collect();
        names.sort();
        names.dedup();
        if names.len() < weaker.len() {
            // Two operators would become one.
            return None;
        }
        statement["Condition"] = Value::Object(weaker.into_iter().collect());
        let (before, after) = (bounds(&old), bounds(&new));
        let is_wrong = if is_deny { after.0 > before.1 } else { after.1 < before.0 };
        is_wrong.then(|| format!("{before:?} became {after:?}: {old} as {new}"))
    });
}
