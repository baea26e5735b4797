//! Classes of actions: those that no statement and no condition key tells apart are asked about once.

use super::super::parse::Effect;
use super::super::truth::Truth;
use super::super::vocabulary::{self, Action};
use super::World;
use super::pin::Reading;

/// Actions that are the same to a policy.
pub struct Kin {
    /// With the service: `s3:GetObject`.
    pub names: Vec<String>,
    /// The first without it, in lower case.
    pub lower: String,
    /// Which form of resource they need, of the kind's.
    pub form: usize,
    /// The first in the vocabulary.
    pub known: &'static Action,
}

/// Actions that everybody knows: examples are of these where they can be.
const FAMILIAR: &[&str] = &[
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
    "s3:DeleteBucket",
    "kms:Decrypt",
    "sqs:SendMessage",
    "sns:Publish",
    "lambda:InvokeFunction",
    "dynamodb:GetItem",
];

impl Kin {
    /// The action that an example is made of.
    pub fn example(&self) -> &str {
        let known = FAMILIAR.iter().find(|name| self.names.iter().any(|own| own == *name));
        known.copied().or(self.names.first().map(String::as_str)).unwrap_or_default()
    }
}

/// All actions that the policy can grant, put together where no statement and no key tells them apart.
pub fn classes(readings: &[Reading], world: &World) -> Vec<Kin> {
    kinds_of_actions(readings, world, false)
}

/// The same for all actions, whether the policy grants them or not.
pub fn all_classes(readings: &[Reading], world: &World) -> Vec<Kin> {
    kinds_of_actions(readings, world, true)
}

fn kinds_of_actions(readings: &[Reading], world: &World, all: bool) -> Vec<Kin> {
    let Some(reading) = readings.first() else { return Vec::new() };
    let statements = &reading.prepared.statements;
    let service = vocabulary::service(world.kind.service);
    let own_prefix = format!("{}:", world.kind.service);
    let asked: Vec<&str> = reading
        .prepared
        .keys
        .iter()
        .filter(|key| key.starts_with(&own_prefix))
        .filter_map(|key| vocabulary::condition_key(key).map(|known| known.name))
        .collect();
    let mut classes: Vec<(Vec<Truth>, Vec<bool>, Kin)> = Vec::new();
    for (form, action) in world.kind.grantable() {
        let lower = action.name.to_ascii_lowercase();
        let covered: Vec<Truth> = statements.iter().map(|ready| ready.covers(&lower)).collect();
        let granted =
            statements.iter().zip(&covered).any(|(ready, truth)| ready.may(Effect::Allow) && *truth != Truth::No);
        if !granted && !all {
            continue;
        }
        let keys = match service {
            Some(service) if !asked.is_empty() => {
                let own = service.keys_of(action);
                asked.iter().map(|name| own.iter().any(|key| key.name == *name)).collect()
            }
            _ => Vec::new(),
        };
        let name = format!("{own_prefix}{}", action.name);
        // These are told apart by who may ask for them.
        let alone = matches!(world.kind.service, "sts" | "lambda");
        match classes.iter_mut().find(|(own, with, kin)| !alone && kin.form == form && *own == covered && *with == keys)
        {
            Some((_, _, kin)) => kin.names.push(name),
            None => classes.push((covered, keys, Kin { names: vec![name], lower, form, known: action })),
        }
    }
    classes.into_iter().map(|(_, _, kin)| kin).collect()
}
