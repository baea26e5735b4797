//! Classes of actions: those that no statement and no condition key tells apart are asked about once.

use super::super::parse::Effect;
use super::super::search::{Domain, Present};
use super::super::truth::Truth;
use super::super::vocabulary::{self, Action};
use super::World;
use super::pin::Reading;

/// Actions that are the same to a policy.
pub struct Kin {
    /// With the service: `s3:GetObject`.
    pub names: Vec<String>,
    /// Which form of resource they need, of the kind's.
    pub form: usize,
    /// The last part of the ARN of such a resource.
    pub resource: Domain,
    /// The first in the vocabulary.
    pub known: &'static Action,
    /// Whether each statement speaks of them.
    pub covered: Vec<Truth>,
    /// Whether each condition key that the policy asks for is one of their service, and sent with them.
    pub own_keys: Vec<bool>,
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
    "secretsmanager:GetSecretValue",
    "execute-api:Invoke",
    "ecr:BatchGetImage",
    "events:PutEvents",
    "es:ESHttpGet",
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
    kinds_of_actions(readings, world, world.kind.grantable(), false)
}

/// The same for all actions, whether the policy grants them or not.
pub fn all_classes(readings: &[Reading], world: &World) -> Vec<Kin> {
    let mut classes = kinds_of_actions(readings, world, world.kind.grantable(), true);
    // What is told first is told of actions that everybody knows.
    classes.sort_by_key(|kin| !FAMILIAR.contains(&kin.example()));
    classes
}

/// One action alone, with its service: also one that works on no resource. Empty: there is none of that name.
pub fn class_of(readings: &[Reading], world: &World, name: &str) -> Vec<Kin> {
    let named = name.split_once(':').and_then(|(_, own)| vocabulary::service(world.kind.service)?.action(own));
    let form = |action: &Action| {
        let same = world.kind.grantable().find(|(_, own)| own.name == action.name);
        same.map_or(0, |(form, _)| form)
    };
    kinds_of_actions(readings, world, named.into_iter().map(|action| (form(action), action)), true)
}

fn kinds_of_actions(
    readings: &[Reading],
    world: &World,
    actions: impl Iterator<Item = (usize, &'static Action)>,
    all: bool,
) -> Vec<Kin> {
    let Some(reading) = readings.first() else { return Vec::new() };
    let statements = &reading.prepared.statements;
    let service = vocabulary::service(world.kind.service);
    let own_prefix = format!("{}:", world.kind.service);
    let asked: Vec<Option<&str>> = reading
        .prepared
        .keys
        .iter()
        .map(|key| {
            key.starts_with(&own_prefix).then(|| vocabulary::condition_key(key)).flatten().map(|known| known.name)
        })
        .collect();
    // These are told apart by who may ask for them.
    let alone = matches!(world.kind.service, "sts" | "lambda");
    let mut classes: Vec<Kin> = Vec::new();
    for (form, action) in actions {
        let granted =
            || statements.iter().any(|ready| ready.may(Effect::Allow) && ready.covers(&action.lower) != Truth::No);
        if !all && !granted() {
            continue;
        }
        let covered: Vec<Truth> = statements.iter().map(|ready| ready.covers(&action.lower)).collect();
        let has_key =
            |name: &Option<&str>| name.zip(service).is_some_and(|(name, service)| service.has_key(action, name));
        let own_keys: Vec<bool> = asked.iter().map(has_key).collect();
        let name = format!("{own_prefix}{}", action.name);
        let same = |kin: &&mut Kin| !alone && kin.form == form && kin.covered == covered && kin.own_keys == own_keys;
        match classes.iter_mut().find(same) {
            Some(kin) => kin.names.push(name),
            None => {
                let within = world.tails.clone().unwrap_or_else(|| world.kind.tails(form, world.rest()));
                let resource = Domain { absent: false, present: Present::Texts { within, without: Vec::new() } };
                classes.push(Kin { names: vec![name], form, resource, known: action, covered, own_keys });
            }
        }
    }
    classes
}
