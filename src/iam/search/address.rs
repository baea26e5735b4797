//! Which addresses a condition on the source of a request names, by whatever operator it compares them.

use super::super::network::Network;
use super::super::operator::Comparison;

/// All addresses that any of `values` names. `None`: that cannot be told, or not as networks.
pub(super) fn named<'v>(comparison: Comparison, values: impl Iterator<Item = &'v str>) -> Option<Network> {
    let networks: Option<Vec<Network>> = values.map(|value| one(comparison, value)).collect();
    Some(union(networks?))
}

/// The union of many networks, by halves: one after the other would take a square of steps.
fn union(mut networks: Vec<Network>) -> Network {
    while networks.len() > 1 {
        networks =
            networks.chunks(2).map(|pair| pair.iter().skip(1).fold(pair[0].clone(), |a, b| a.union(b))).collect();
    }
    networks.pop().unwrap_or_default()
}

fn one(comparison: Comparison, text: &str) -> Option<Network> {
    match comparison {
        Comparison::IpAddress => Network::parse(text),
        Comparison::String => Some(written(text)),
        Comparison::StringIgnoreCase => Some(written(&text.to_ascii_lowercase())),
        Comparison::StringLike if text.contains("${") => None,
        Comparison::StringLike if text.contains(['*', '?']) => like(text),
        Comparison::StringLike => Some(written(text)),
        _ => None,
    }
}

/// The address of that text. A block compares to no address where texts are compared.
fn written(text: &str) -> Network {
    let is_address = text.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_string() == text);
    Network::parse(text).filter(|_| is_address).unwrap_or_default()
}

/// The addresses whose texts match a pattern: `*`, and whole numbers of an IPv4 address with `.*` behind them.
fn like(text: &str) -> Option<Network> {
    if text.bytes().all(|byte| byte == b'*') {
        return Some(Network::all());
    }
    let is_of_address = |byte: u8| byte.is_ascii_hexdigit() || b".:*?".contains(&byte);
    if !text.bytes().all(is_of_address) {
        return Some(Network::none());
    }
    let numbers: Vec<&str> = text.strip_suffix(".*")?.split('.').collect();
    let is_number = |number: &&str| number.parse::<u8>().is_ok_and(|value| value.to_string() == **number);
    if numbers.len() > 3 || !numbers.iter().all(is_number) {
        return None;
    }
    let zeros = ".0".repeat(4 - numbers.len());
    Network::parse(&format!("{}{zeros}/{}", numbers.join("."), numbers.len() * 8))
}
