//! Whether the addresses that get in are so many that everybody has one.

use super::super::network::{Family, Network};

/// Ranges wider than this are public: AWS's own measure, a `/8` of IPv4 and a `/32` of IPv6.
const WIDEST: [(Family, u32); 2] = [(Family::V4, 24), (Family::V6, 96)];

/// All addresses together may be so many: a sixteenth of IPv4.
const MOST: [(Family, u32); 2] = [(Family::V4, 28), (Family::V6, 108)];

/// Whether a set of addresses is open to everybody, though not to every address.
///
/// Follows "The meaning of public" of the S3 user guide for single ranges; neighbours count as one range.
pub fn is_public(addresses: &Network) -> bool {
    let wide = |(family, bits): (Family, u32)| {
        addresses.ranges(family).iter().any(|(first, last)| last - first >= 1_u128 << bits)
    };
    let many = |(family, bits): (Family, u32)| addresses.size(family) >= 1_u128 << bits;
    WIDEST.into_iter().any(wide) || MOST.into_iter().any(many)
}

/// Cuts addresses into parts that none of `networks` divides, the largest first.
pub fn parts<'n>(all: &Network, networks: impl Iterator<Item = &'n Network>, most: usize) -> Option<Vec<Network>> {
    let mut parts = vec![all.clone()];
    for network in networks {
        let mut next = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            for piece in [part.intersection(network), part.difference(network)] {
                if !piece.is_empty() {
                    next.push(piece);
                }
            }
        }
        if next.len() > most {
            return None;
        }
        parts = next;
    }
    let size = |part: &Network| (part.size(Family::V4), part.size(Family::V6));
    parts.sort_by_key(|part| std::cmp::Reverse(size(part)));
    Some(parts)
}
