//! The name of a user, which stands in `aws:username` and at the end of `aws:PrincipalArn`.
//!
//! A search looks at each key for itself. Where it asks for both, and what it finds are two users, it is asked again:
//! for each of the two names, and at last for others.

use super::super::request::{Caller, Context, Entry};
use super::super::search::{Atom, Mode, Model, Outcome, Present, Rule, Value, search};
use super::super::text::{Budget, Pattern};
use super::super::truth::Truth;
use super::pin::Reading;
use super::scene::Scene;

const NAME: &str = "aws:username";
const ARN: &str = "aws:principalarn";

/// How many names that are no user's are put aside.
const TRIES: usize = 4;

/// Looks for a request that one `Allow` of a scene grants, that no `Deny` stops, and whose user has one name.
///
/// `Surely`, and where nothing is found, as [`search`] has it. After some tries the request that is told may name two.
pub fn let_in(scene: &Scene, allow: &Rule, mode: Mode, budget: &mut Budget) -> Outcome {
    let mut ask = |extra: &[(usize, Atom)]| search(scene, allow, &scene.denies, extra, mode, budget);
    let reading = scene.asker.reading;
    let mut found = ask(&[]);
    let mut others = Vec::new();
    for _ in 0..TRIES {
        let Outcome::Request(model) = &found else { return found };
        let Some((name, end)) = two_names(&scene.asker.who.caller, reading, model) else { return found };
        let mut is_closed = true;
        for one in [&name, &end] {
            let end = Pattern::glob("*/").concat(&Pattern::literal(one));
            let both = [demand(reading, ARN, end, false), demand(reading, NAME, Pattern::literal(one), false)];
            match ask(&both.into_iter().flatten().collect::<Vec<_>>()) {
                Outcome::Nothing => {}
                Outcome::Open => is_closed = false,
                Outcome::Request(model) => return Outcome::Request(model),
            }
        }
        let Some(other) = demand(reading, NAME, Pattern::literal(&name), true).filter(|_| is_closed) else { break };
        others.push(other);
        found = ask(&others);
    }
    found
}

/// The two names of a user who has two.
fn two_names(caller: &Caller, reading: &Reading, model: &Model) -> Option<(String, String)> {
    if !matches!(caller, Caller::User(_)) {
        return None;
    }
    let (name, arn) = (said(reading, model, NAME)?, said(reading, model, ARN)?);
    let end = arn.rsplit('/').next().unwrap_or_default();
    (end != name).then(|| (name, end.to_owned()))
}

/// What a request says under a key, if it was asked for.
fn said(reading: &Reading, model: &Model, key: &str) -> Option<String> {
    let field = reading.prepared.field(key);
    match model.iter().find(|(own, _)| Some(*own) == field) {
        Some((_, Some(Entry::One(text)))) => Some(text.clone()),
        Some(_) => None,
        None => match reading.pinned(key)?.present {
            Present::Points(points) => points.into_iter().next(),
            _ => None,
        },
    }
}

fn demand(reading: &Reading, key: &str, pattern: Pattern, negated: bool) -> Option<(usize, Atom)> {
    let value = Value::pattern("", pattern, Truth::Yes);
    reading.prepared.field(key).map(|field| (field, Atom::texts(vec![value], negated)))
}

/// Lets the name and the ARN of a user say the same, where the search has asked for one of them only.
pub fn name_once(caller: &Caller, reading: &Reading, model: &Model, context: &mut Context) {
    let (Caller::User(_), Some(arn), Some(name)) = (caller, context.one(ARN), context.one(NAME)) else { return };
    if said(reading, model, ARN).is_none() {
        let head = arn.rsplit_once('/').map_or(arn, |(head, _)| head);
        let arn = format!("{head}/{name}");
        context.set(ARN, arn);
    } else if said(reading, model, NAME).is_none() {
        let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
        context.set(NAME, name);
    }
}
