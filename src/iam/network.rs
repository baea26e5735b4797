//! Sets of network addresses, exactly, as the conditions `IpAddress` and `NotIpAddress` ask for them.
//!
//! IPv4 and IPv6 addresses are never equal: AWS compares an IPv4 source with IPv4 ranges. An IPv4 address written as an
//! IPv6 one (`::ffff:192.0.2.1`) is an IPv6 address here.

mod ranges;

use ranges::Ranges;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

/// The version of the Internet Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    V4,
    V6,
}

impl Family {
    /// How many bits an address has.
    fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    fn text(self, address: u128) -> String {
        match (self, u32::try_from(address)) {
            (Self::V4, Ok(address)) => Ipv4Addr::from_bits(address).to_string(),
            _ => Ipv6Addr::from_bits(address).to_string(),
        }
    }
}

/// A set of addresses of both families.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    v4: Ranges,
    v6: Ranges,
}

/// The IPv4 networks whose addresses nobody on the internet has (IANA IPv4 Special-Purpose Address Registry).
///
/// The networks for documentation are not among them: examples use them for public addresses, and to take them for
/// reachable errs on the safe side.
const UNROUTABLE: [&str; 11] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// The IPv6 addresses that are given out for the internet: global unicast (RFC 4291, IANA).
const GLOBAL_UNICAST: &str = "2000::/3";

/// Networks for documentation (RFC 5737, 3849, 9637).
const DOCUMENTATION: [&str; 5] = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"];

impl Network {
    /// Reads a CIDR block or a bare address. Bits behind the prefix count for nothing. `None` for every other text, also
    /// for spaces, signs and leading zeros, which AWS does not document.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let (family, address) = address_of(address)?;
        let length = match prefix {
            None => family.bits(),
            Some("0") => 0,
            Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit() && c != '0') => digits.parse().ok()?,
            Some(_) => return None,
        };
        let host = family.bits().checked_sub(length)?;
        let free = u128::MAX.checked_shr(128 - host).unwrap_or(0);
        Some(Self::of(family, Ranges::one(address & !free, address | free)))
    }

    /// No address.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every address of both families.
    pub fn all() -> Self {
        let all = |family: Family| Ranges::one(0, u128::MAX >> (128 - family.bits()));
        Self { v4: all(Family::V4), v6: all(Family::V6) }
    }

    /// The addresses that a caller on the internet can have. Private, shared, local and multicast ones are left out.
    pub fn routable() -> &'static Self {
        static ROUTABLE: LazyLock<Network> = LazyLock::new(|| {
            let all = Network { v4: Network::all().v4, v6: Ranges::default() };
            all.difference(&Network::listed(&UNROUTABLE)).union(&Network::listed(&[GLOBAL_UNICAST]))
        });
        &ROUTABLE
    }

    /// The addresses in this and in `other`.
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// The addresses in this or in `other`.
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// The addresses in this and not in `other`.
    pub fn difference(&self, other: &Self) -> Self {
        Self { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// Whether there is no address.
    pub fn is_empty(&self) -> bool {
        self.ranges(Family::V4).is_empty() && self.ranges(Family::V6).is_empty()
    }

    /// Whether every address of this is in `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Whether the address, as text, is in the set. `None`: the text is no address.
    pub fn has(&self, address: &str) -> Option<bool> {
        let (family, address) = address_of(address)?;
        Some(self.of_family(family).has(address))
    }

    /// The addresses of one family: first and last of each range, in order. Ranges neither overlap nor touch.
    pub fn ranges(&self, family: Family) -> &[(u128, u128)] {
        self.of_family(family).as_slice()
    }

    /// How many addresses of one family there are. All of IPv6 count one less, since 2^128 is no `u128`.
    pub fn size(&self, family: Family) -> u128 {
        self.ranges(family)
            .iter()
            .fold(0, |size: u128, (first, last)| size.saturating_add(last - first).saturating_add(1))
    }

    /// An address of the set, as text; a public one if there is one, rather than one for documentation or a private one,
    /// and IPv4 rather than IPv6. Always the same for the same set. `None` if the set is empty.
    pub fn pick(&self) -> Option<String> {
        static EXAMPLES: LazyLock<Network> = LazyLock::new(|| Network::listed(&DOCUMENTATION));
        let public = self.intersection(Self::routable());
        public.difference(&EXAMPLES).lowest().or_else(|| public.lowest()).or_else(|| self.lowest())
    }

    /// The lowest address that looks like a host's: the first of a network stands for the network.
    fn lowest(&self) -> Option<String> {
        [Family::V4, Family::V6].into_iter().find_map(|family| {
            let (first, last) = self.ranges(family).first()?;
            Some(family.text(first.saturating_add(1).min(*last)))
        })
    }

    fn listed(blocks: &[&str]) -> Self {
        blocks.iter().filter_map(|block| Self::parse(block)).fold(Self::none(), |all, block| all.union(&block))
    }

    fn of(family: Family, ranges: Ranges) -> Self {
        match family {
            Family::V4 => Self { v4: ranges, v6: Ranges::default() },
            Family::V6 => Self { v4: Ranges::default(), v6: ranges },
        }
    }

    fn of_family(&self, family: Family) -> &Ranges {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

/// Whether an address is in a CIDR block, or is the bare address. `None`: one of the texts is neither.
pub fn contains(block: &str, address: &str) -> Option<bool> {
    Network::parse(block)?.has(address)
}

fn address_of(text: &str) -> Option<(Family, u128)> {
    match text.parse().ok()? {
        IpAddr::V4(address) => Some((Family::V4, address.to_bits().into())),
        IpAddr::V6(address) => Some((Family::V6, address.to_bits())),
    }
}

#[cfg(test)]
mod tests;
