//! The request that gets in, and why nothing stops it.

use std::sync::LazyLock;

use super::super::date::Date;
use super::super::decision::{Named, Policies, Step, decide};
use super::super::parse::{self, Effect, Element, Policy, Statement};
use super::super::principal::Principal;
use super::super::reach::reach;
use super::super::request::{Caller, Context, Entry, Request};
use super::super::search::{Literal, Mode, Model, Solved, solve};
use super::super::text::Budget;
use super::super::truth::Truth;
use super::World;
use super::action::Kin;
use super::answer::{Grant, Passed};
use super::caller::Archetype;
use super::prepared::RESOURCE;
use super::scene::Asker;
use super::user;
use super::way::Way;

/// Keys that every request tells, so that it can be read as one.
const ALWAYS: &[&str] = &["aws:securetransport", "aws:currenttime"];

/// Builds the request that a search has found.
pub fn request(asker: &Asker, action: &str, kin: &Kin, model: &Model) -> Request {
    let Asker { world, who, reading, .. } = asker;
    let mut context = Context::default();
    let source = match who.way {
        Way::Internet => &["aws:sourceip"][..],
        Way::Endpoint => &["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip"],
        Way::Service => &["aws:viaawsservice"],
    };
    let base = ALWAYS.iter().chain(source).copied().chain(reading.names());
    for name in base {
        let found = reading.prepared.field(name).and_then(|field| model.iter().find(|(own, _)| *own == field));
        let entry = match found {
            Some((_, entry)) => entry.clone(),
            None => match solve(&asker.sends(name, kin), &[], Mode::Surely, &mut Budget::default()) {
                Solved::Value(entry) => entry,
                _ => None,
            },
        };
        if let Some(entry) = entry {
            context.insert(name, entry);
        }
    }
    user::name_once(&who.caller, reading, model, &mut context);
    let tail = model.iter().find(|(field, _)| *field == RESOURCE).and_then(|(_, entry)| match entry {
        Some(Entry::One(text)) => Some(text.clone()),
        _ => None,
    });
    let tail = tail.unwrap_or_else(|| match solve(&kin.resource, &[], Mode::Surely, &mut Budget::default()) {
        Solved::Value(Some(Entry::One(text))) => text,
        _ => world.rest().to_owned(),
    });
    let head: Vec<&str> = world.head().collect();
    Request {
        caller: caller(who, &context),
        action: action.to_owned(),
        resource: format!("{}:{tail}", head.join(":")),
        resource_account: world.zone.account.clone(),
        context,
    }
}

/// Asks the concrete evaluator whether the request gets in. The outsider may do everything in his own account.
///
/// # Errors
/// It does not surely get in: what the evaluator says of it.
pub fn replay(policy: &Policy, witness: &Request) -> Result<(), String> {
    static ALL: LazyLock<Option<Policy>> = LazyLock::new(|| {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        parse::parse(text).ok()
    });
    let identity = ALL.iter().map(|policy| Named { name: "all", policy });
    let policies = Policies {
        identity: identity.collect(),
        resource: Some(Named { name: "policy", policy }),
        ..Policies::default()
    };
    if let (Caller::User(_), Some(arn), Some(name)) =
        (&witness.caller, witness.context.one("aws:principalarn"), witness.context.one("aws:username"))
        && arn.rsplit('/').next() != Some(name)
    {
        return Err("aws:username and aws:PrincipalArn name two users".to_owned());
    }
    let time = |key: &str| witness.context.one(key).and_then(Date::parse);
    if let (Some(one), Some(other)) = (time("aws:currenttime"), time("aws:epochtime"))
        && one.milliseconds().div_euclid(1000) != other.milliseconds().div_euclid(1000)
    {
        return Err("aws:CurrentTime and aws:EpochTime tell two times".to_owned());
    }
    let decision = decide(&policies, witness);
    // Whose account a canonical id stands for nobody can tell; but it is somebody's, and he allows himself everything.
    let by_id = |step: &Step| step.effect == Some(Effect::Allow) && step.matched.reach.any() == Truth::Yes;
    let is_named = matches!(witness.caller, Caller::Canonical(_))
        && decision.denied == Truth::No
        && decision.trace.iter().any(by_id);
    if decision.allowed == Truth::Yes || is_named {
        return Ok(());
    }
    Err(decision.unknowns.into_iter().chain(decision.reasons).collect::<Vec<_>>().join("; "))
}

/// Whether a statement of that effect speaks of the caller.
pub fn reaches(principals: &Element<Principal>, effect: Effect, caller: &Caller, trust: bool) -> Truth {
    let by_id = |principal: &Principal| matches!(principal, Principal::Canonical(_));
    // Outsiders with an account of their own are not those whom a canonical id stands for: they are asked about apart.
    if let Element::Is(listed) | Element::Not(listed) = principals
        && listed.iter().any(by_id)
        && caller.account().is_some()
    {
        let others: Vec<Principal> = listed.iter().filter(|one| !by_id(one)).cloned().collect();
        let element = match principals {
            Element::Not(_) => Element::Not(others),
            _ => Element::Is(others),
        };
        return reach(&element, Some(effect), caller, false, trust).any();
    }
    reach(principals, Some(effect), caller, false, trust).any()
}

/// The caller by the name that conditions ask for.
fn caller(who: &Archetype, context: &Context) -> Caller {
    let arn = context.one("aws:principalarn");
    match (&who.caller, arn) {
        (Caller::User(_), Some(arn)) => Caller::User(arn.to_owned()),
        (Caller::User(arn), None) => match (context.one("aws:username"), arn.rsplit_once('/')) {
            (Some(name), Some((head, _))) => Caller::User(format!("{head}/{name}")),
            _ => Caller::User(arn.clone()),
        },
        (Caller::FederatedUser(_), Some(arn)) => Caller::FederatedUser(arn.to_owned()),
        // The role of a session that the policy names: with the path that conditions ask for.
        (Caller::Session { role: None, arn: own }, Some(arn)) if who.name == *own => {
            Caller::Session { arn: own.clone(), role: Some(arn.to_owned()) }
        }
        (Caller::Session { role: None, .. }, Some(arn)) => {
            let name = arn.rsplit('/').next().unwrap_or_default();
            let partition = arn.split(':').nth(1).unwrap_or("aws");
            let session =
                context.one("aws:userid").and_then(|id| id.split_once(':')).map_or("session", |(_, name)| name);
            let session = format!("arn:{partition}:sts::{}:assumed-role/{name}/{session}", who.account);
            Caller::Session { arn: session, role: Some(arn.to_owned()) }
        }
        (other, _) => other.clone(),
    }
}

/// The resources of a statement, as it writes them.
pub fn resources(statement: &Statement, world: &World) -> Vec<String> {
    match &statement.resources {
        Element::Is(texts) => texts.clone(),
        Element::Not(texts) => texts.iter().map(|text| format!("all but {text}")).collect(),
        Element::Missing => vec![world.resource.clone()],
    }
}

/// Why each `Deny` does not stop the request.
pub fn passed(asker: &Asker, kin: &Kin, model: &Model) -> Vec<Passed> {
    let trust = asker.world.kind.is_role();
    let mut passed = Vec::new();
    for (ready, covered) in asker.reading.prepared.statements.iter().zip(&kin.covered) {
        if ready.statement.effect != Some(Effect::Deny) {
            continue;
        }
        let because = if reaches(&ready.statement.principals, Effect::Deny, &asker.who.caller, trust) == Truth::No {
            "it does not name the caller".to_owned()
        } else if *covered == Truth::No {
            "it does not name the action".to_owned()
        } else {
            let out = ready.demands.iter().enumerate().find(|(_, (field, atom))| {
                let entry = model.iter().find(|(own, _)| own == field);
                let literal = Literal { atom, holds: false };
                entry.is_some_and(|(_, entry)| literal.is_met(entry.as_ref(), Mode::Surely))
            });
            match out {
                Some((_, (RESOURCE, _))) => "it does not name the resource".to_owned(),
                Some((place, (field, _))) => {
                    let conditions = &ready.statement.conditions;
                    // Without a `Resource` the first demand is a condition already.
                    let skip = ready.demands.len() - conditions.len();
                    let entry = model.iter().find(|(own, _)| own == field).and_then(|(_, entry)| entry.as_ref());
                    match place.checked_sub(skip).and_then(|place| conditions.get(place)) {
                        Some(condition) => {
                            format!("{} {}: {}", condition.operator, condition.key, says(entry))
                        }
                        None => "its condition does not hold".to_owned(),
                    }
                }
                None => "its condition does not hold".to_owned(),
            }
        };
        passed.push(Passed { statement: Grant::of(ready.statement), because });
    }
    passed
}

fn says(entry: Option<&Entry>) -> String {
    match entry {
        None => "the request lacks it".to_owned(),
        Some(Entry::Unknown) => "not known".to_owned(),
        Some(Entry::One(value)) => format!("the request says {value}"),
        Some(Entry::Many(values)) => format!("the request says {}", values.join(", ")),
    }
}
