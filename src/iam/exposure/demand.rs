//! What each demand asks: of whom, of what, and how a request can lack it.

use super::super::enforcement::Demand;
use super::super::request::Caller;
use super::super::search::{Domain, Fields, Present};
use super::super::vocabulary;
use super::action::{Kin, all_classes, class_of};
use super::caller::{Archetype, Severity};
use super::mention::Mentions;
use super::pin::Reading;
use super::scene::{Asker, Scene};
use super::{World, key};

const PUT_OBJECT: &str = "s3:PutObject";

/// Whether the demand is made of such a caller, and he does not meet it by being who he is.
pub fn is_asked(demand: Demand, who: &Archetype, mentions: &Mentions) -> bool {
    match demand {
        Demand::SseKms { .. } | Demand::Nobody => true,
        Demand::Organization(id) => !is_service(who) && who.organization.as_deref() != Some(id),
        Demand::Perimeter { organization, .. } => {
            let is_known = who.bounded || mentions.accounts().contains(&who.account);
            !is_service(who) && !is_known && who.organization.as_deref() != Some(organization)
        }
        Demand::NamedRole { .. } => !is_service(who) && !is_named_session(who),
        Demand::Tls | Demand::Tls12 | Demand::NotSseS3 | Demand::Endpoint { .. } | Demand::Mfa => !is_service(who),
    }
}

/// Whether a caller is an AWS service.
pub fn is_service(who: &Archetype) -> bool {
    matches!(who.caller, Caller::Service(_))
}

/// Whether a caller is a session of a role that a statement names as a principal.
fn is_named_session(who: &Archetype) -> bool {
    who.severity == Severity::Named && who.bounded && matches!(who.caller, Caller::Session { .. })
}

/// The actions that the demand is about.
pub fn classes(demand: Demand, readings: &[Reading], world: &World) -> Vec<Kin> {
    match only(demand) {
        Some(action) => class_of(readings, world, action),
        None => all_classes(readings, world),
    }
}

fn only(demand: Demand<'_>) -> Option<&str> {
    match demand {
        Demand::SseKms { .. } | Demand::NotSseS3 => Some(PUT_OBJECT),
        Demand::Perimeter { action, .. } | Demand::NamedRole { action, .. } => action,
        _ => None,
    }
}

/// The organizational unit of the owner's account.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    /// The keys that tell of it, where the question is about its people or its resources alone.
    pub keys: &'static [&'static str],
    /// Its path. `None`: not known.
    pub path: Option<&'a str>,
}

/// Leaves open what hangs on the unit of the account, where that is not known.
pub fn leave_open(unit: Unit, reading: &mut Reading) {
    if unit.path.is_some() {
        return;
    }
    // After the organisation: a unit of it, or its root.
    let names_unit = |path: &str| path.split_once('/').is_some_and(|(_, unit)| !matches!(unit, "" | "*"));
    for key in unit.keys {
        if let Some(field) = reading.prepared.field(key) {
            let why = format!("in which organizational unit the account is, which {key} asks for, is not known");
            reading.prepared.leave_open(field, &why, names_unit);
        }
    }
}

/// What a request says that lacks what is demanded: for each key, in lower case, one of these values. `None`: the
/// request lacks the key.
pub type Case = Vec<(&'static str, Vec<Option<String>>)>;

/// The ways in which a request can lack what is demanded. Of the cases of one way AWS does not document which it is.
pub fn ways(demand: Demand) -> Vec<Vec<Case>> {
    let some = |text: &str| vec![Some(text.to_owned())];
    let (secure, version) = ("aws:securetransport", "s3:tlsversion");
    let http =
        vec![vec![(secure, some("false")), (version, vec![None])], vec![(secure, some("false")), (version, some("0"))]];
    let header = "s3:x-amz-server-side-encryption";
    let customer = "s3:x-amz-server-side-encryption-customer-algorithm";
    let key_id = "s3:x-amz-server-side-encryption-aws-kms-key-id";
    match demand {
        Demand::Tls => vec![http],
        Demand::Tls12 => {
            let old = ["1.0", "1.1"].map(|number| Some(number.to_owned())).to_vec();
            vec![http, vec![vec![(secure, some("true")), (version, old)]]]
        }
        Demand::SseKms { by_default } => {
            // S3 refuses the id of a key beside anything but `aws:kms`.
            let way = |asked: Vec<_>, own: Vec<_>| vec![vec![(header, asked), (customer, own), (key_id, vec![None])]];
            let mut ways = vec![way(some("AES256"), vec![None]), way(vec![None], some("AES256"))];
            if !by_default {
                ways.push(way(vec![None], vec![None]));
            }
            ways
        }
        Demand::NotSseS3 => vec![vec![vec![
            (secure, some("true")),
            (header, some("AES256")),
            (key_id, vec![None]),
            (customer, vec![None]),
        ]]],
        Demand::Organization(_)
        | Demand::Perimeter { .. }
        | Demand::Endpoint { .. }
        | Demand::Nobody
        | Demand::NamedRole { .. } => vec![vec![Vec::new()]],
        Demand::Mfa => {
            // Without a second factor it has no age.
            let (key, age) = ("aws:multifactorauthpresent", ("aws:multifactorauthage", vec![None]));
            vec![vec![vec![(key, vec![None]), age.clone()]], vec![vec![(key, some("false")), age]]]
        }
    }
}

/// The scene with what the demand and the case fix. `None`: such a caller sends no such thing.
pub fn narrowed<'s>(demand: Demand, unit: Unit, mut scene: Scene<'s>, case: &Case) -> Option<Scene<'s>> {
    restrict(demand, &mut scene);
    if let Some(path) = unit.path {
        for field in unit.keys.iter().filter_map(|key| scene.asker.reading.prepared.field(key)) {
            let present = Present::Set(Box::new(Present::Points(vec![path.to_owned()])));
            scene.fix(field, Domain { absent: false, present });
        }
    }
    for (key, values) in case {
        let Some(field) = scene.asker.reading.prepared.field(key) else { continue };
        let domain = narrow(&*scene.domain(field)?, values)?;
        scene.fix(field, domain);
    }
    Some(scene)
}

/// What is left of a domain where only these values count. `None`: none of them can be.
fn narrow(domain: &Domain, values: &[Option<String>]) -> Option<Domain> {
    let can_say = |text: &&String| match &domain.present {
        Present::Never => false,
        Present::Points(all) => all.contains(text),
        _ => true,
    };
    let texts: Vec<String> = values.iter().flatten().filter(can_say).cloned().collect();
    let absent = domain.absent && values.contains(&None);
    match (texts.is_empty(), absent) {
        (true, false) => None,
        (true, true) => Some(Domain { absent, present: Present::Never }),
        (false, _) => Some(Domain { absent, present: Present::Points(texts) }),
    }
}

/// Whether the policy asks for the version of TLS, which S3 alone tells.
pub fn asks_for_version(asker: &Asker) -> bool {
    asker.world.kind.is_s3() && asker.reading.prepared.field("s3:tlsversion").is_some()
}

/// Takes out of a caller's hands what the demand does not leave to him.
fn restrict(demand: Demand, scene: &mut Scene) {
    let asker = scene.asker;
    match demand {
        // The roles that are named meet it.
        Demand::NamedRole { roles, .. } if matches!(asker.who.caller, Caller::Session { .. }) => {
            for (key, named) in [("aws:principalarn", &roles.arns), ("aws:userid", &roles.ids)] {
                let Some(field) = asker.reading.prepared.field(key) else { continue };
                let Some(mut domain) = scene.domain(field).map(|domain| domain.into_owned()) else { continue };
                if let Present::Texts { without, .. } = &mut domain.present {
                    without.extend(named.iter().cloned());
                    scene.fix(field, domain);
                }
            }
        }
        Demand::Perimeter { .. } => {
            let tags = ["resourcetag/", "existingobjecttag/", "buckettag/"];
            let keys = asker.reading.prepared.keys.iter().enumerate();
            for (place, _) in keys.filter(|(_, key)| tags.iter().any(|tag| key.contains(tag))) {
                scene.fix(place + 1, key::never());
            }
        }
        _ => {}
    }
}

/// The action that a witness of the class does: one with which such a caller can send what the case says under keys
/// that the policy does not ask for. `None`: there is none.
pub fn action<'k>(demand: Demand, asker: &Asker, kin: &'k Kin, case: &Case) -> Option<&'k str> {
    let asked = only(demand).and_then(|asked| kin.names.iter().find(|name| *name == asked));
    let first = asked.map_or(kin.example(), String::as_str);
    let unasked = || case.iter().filter(|(key, _)| asker.reading.prepared.field(key).is_none());
    let service = vocabulary::service(asker.world.kind.service);
    let can_say = |name: &str| {
        let action = name.split_once(':').and_then(|(_, name)| service?.action(name));
        let domain = |key: &str| key::domain(key, asker.who, action, asker.world).unwrap_or_else(key::never);
        unasked().all(|(key, values)| narrow(&domain(key), values).is_some())
    };
    std::iter::once(first).chain(kin.names.iter().map(String::as_str)).find(|name| can_say(name))
}
