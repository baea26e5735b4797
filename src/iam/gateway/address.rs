//! Address ranges: which of them fix a place, and which hold strangers.

use std::net::IpAddr;

use super::super::truth::Truth;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

/// Whether a stranger with an address of that family may come from one of the ranges.
///
/// The whole family does, and a range that AWS takes for a fixed place does not: `/8` or narrower for IPv4, `/32` for
/// IPv6 ("The meaning of public" of the S3 user guide). What lies between is left open, and so are many such places.
pub(super) fn hold_stranger(ranges: &[String], family: Family) -> Truth {
    let (bits, fixed) = match family {
        Family::V4 => (32, 8),
        Family::V6 => (128, 32),
    };
    let (mut truth, mut addresses) = (Truth::No, 0_u128);
    for range in ranges {
        let of_range = match length(range) {
            None => Truth::Maybe,
            Some((own, _)) if own != family => Truth::No,
            Some((_, 0)) => Truth::Yes,
            Some((_, length)) if length < fixed => Truth::Maybe,
            Some((_, length)) => {
                addresses = addresses.saturating_add(1_u128 << (bits - length));
                Truth::No
            }
        };
        truth = truth.or(of_range);
    }
    // Sixteen of the widest: no owner has as many.
    let scattered = addresses >= 1_u128 << (bits - fixed + 4);
    truth.or(if scattered { Truth::Maybe } else { Truth::No })
}

/// Family and length of the prefix. `None`: no range of addresses.
fn length(range: &str) -> Option<(Family, u32)> {
    let (address, length) = match range.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
        None => (range, None),
    };
    let (family, bits) = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => (Family::V4, 32),
        IpAddr::V6(_) => (Family::V6, 128),
    };
    let length = length.unwrap_or(bits);
    (length <= bits).then_some((family, length))
}
