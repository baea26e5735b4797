//! Reading `table.txt`, whose form `convert.py` describes.

use std::sync::{LazyLock, OnceLock};

use super::key::{ConditionKey, KeyType, Keys, compare};
use super::{AccessLevel, Action, ResourceType, Service, Use};

const TABLE: &str = include_str!("table.txt");

/// One service's part of the table.
struct Part {
    prefix: &'static str,
    lines: &'static str,
    service: OnceLock<Service>,
}

/// The parts by prefix, as the table has them.
static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| body().split('@').skip(1).map(part).collect());

/// The keys that stand before all services.
static HOMELESS: LazyLock<Keys> = LazyLock::new(|| {
    let mut keys = Keys::default();
    let first = body().split('@').next().unwrap_or_default();
    first.lines().filter_map(|line| key(line.strip_prefix("key ")?)).for_each(|key| keys.push(key));
    keys
});

/// The service behind a prefix of action names. Case does not matter.
pub fn service(prefix: &str) -> Option<&'static Service> {
    let place = PARTS.binary_search_by(|part| compare(part.prefix, prefix)).ok()?;
    let part = PARTS.get(place)?;
    Some(part.service.get_or_init(|| read(part)))
}

/// The prefixes of all services, in order.
pub fn services() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|part| part.prefix)
}

/// The condition keys that are found without a service: the global ones, and those of a prefix that is no service.
pub(super) fn homeless() -> &'static Keys {
    &HOMELESS
}

/// The table without its first line, which names the package.
fn body() -> &'static str {
    TABLE.split_once('\n').map_or("", |(_, body)| body)
}

fn part(lines: &'static str) -> Part {
    let prefix = lines.split_whitespace().next().unwrap_or_default();
    Part { prefix, lines, service: OnceLock::new() }
}

/// Reads a part. A line of another form is passed over; that there are none is tested.
fn read(part: &Part) -> Service {
    let mut lines = part.lines.lines();
    let rcp = lines.next().is_some_and(|line| line.ends_with(" rcp"));
    let mut service = Service {
        prefix: part.prefix,
        rcp,
        keys: Keys::default(),
        sets: Vec::new(),
        types: Vec::new(),
        actions: Vec::new(),
    };
    for line in lines {
        let Some((word, rest)) = line.split_once(' ') else { continue };
        match word {
            "key" => key(rest).into_iter().for_each(|key| service.keys.push(key)),
            "set" => service.sets.push(rest.split(' ').filter_map(|place| place.parse().ok()).collect()),
            "type" => service.types.extend(resource_type(rest)),
            level => service.actions.extend(action(level, rest)),
        }
    }
    service
}

fn key(line: &'static str) -> Option<ConditionKey> {
    let (kind, name) = line.split_once(' ')?;
    let single = kind.strip_prefix("ArrayOf");
    let array = single.is_some();
    let kind = match single.unwrap_or(kind) {
        "String" => KeyType::String,
        "ARN" => KeyType::Arn,
        "Numeric" => KeyType::Numeric,
        "Date" => KeyType::Date,
        "Bool" => KeyType::Bool,
        "IPAddress" => KeyType::IpAddress,
        "Binary" => KeyType::Binary,
        _ => return None,
    };
    Some(ConditionKey { name, kind, array })
}

fn resource_type(line: &'static str) -> Option<ResourceType> {
    let (keys, rest) = line.split_once(' ')?;
    let (arns, name) = rest.split_once(' ')?;
    Some(ResourceType { name, arns: arns.split(',').collect(), keys: keys.parse().ok()? })
}

fn action(level: &str, line: &'static str) -> Option<Action> {
    let level = match level {
        "list" => AccessLevel::List,
        "read" => AccessLevel::Read,
        "tagging" => AccessLevel::Tagging,
        "write" => AccessLevel::Write,
        "permissions" => AccessLevel::Permissions,
        _ => return None,
    };
    let mut words = line.split(' ');
    let name = words.next()?;
    let keys = words.next()?.parse().ok()?;
    Some(Action { name, lower: name.to_ascii_lowercase(), level, uses: words.map(used).collect::<Option<_>>()?, keys })
}

fn used(word: &str) -> Option<Use> {
    let (place, keys) = word.split_once('.').unwrap_or((word, "0"));
    let required = place.ends_with('!');
    Some(Use { resource_type: place.trim_end_matches('!').parse().ok()?, required, keys: keys.parse().ok()? })
}
