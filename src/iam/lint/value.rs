//! The values of a condition: whether the operator can make anything of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::operator::{Comparison, Operator};
use super::super::parse::Version;
use super::report::{Report, short};
use super::statement::Condition;
use super::variable;

pub(super) fn remarks(condition: &Condition, operator: Operator, version: Version, report: &mut Report) {
    for text in &condition.values {
        let (raw, value) = (text.raw, text.value.as_str());
        if operator.takes_variables() {
            variable::remarks(raw, value, version, report);
        } else if value.contains("${") {
            let message = format!("{} takes no policy variables: {:?}", condition.documented, short(value));
            report.say("variable-not-taken", raw, message, "write the value out");
            continue;
        }
        let mut say = |code, what: &str, mend| {
            report.say(code, raw, format!("{:?} under {} {what}", short(value), condition.documented), mend);
        };
        match operator.comparison {
            Comparison::String | Comparison::StringIgnoreCase if without_variables(value).contains('*') => {
                let mend = if operator.negated { "use StringNotLike" } else { "use StringLike" };
                say("literal-star", "takes its * for a star", mend);
            }
            Comparison::Arn if !is_arn(value) && !value.contains("${") => {
                say("not-an-arn", "is no ARN of six parts", "write one, or use a String operator");
            }
            Comparison::Numeric(_) if !is_number(value) => {
                say("invalid-number", "is no number", "write digits, with a point if need be");
            }
            Comparison::Date(_) if !is_date(value) => {
                say("invalid-date", "is no date", "write 2026-01-31T12:00:00Z, or seconds since 1970");
            }
            Comparison::Bool | Comparison::Null if !is_bool(value) => {
                say("invalid-bool", "is neither true nor false", "write \"true\" or \"false\"");
            }
            Comparison::Binary if !is_base64(value) => say("invalid-binary", "is no base64", "encode it"),
            Comparison::IpAddress => address(raw, value, condition, operator, report),
            _ => {}
        }
    }
}

fn address(raw: &str, value: &str, condition: &Condition, operator: Operator, report: &mut Report) {
    let shown = short(value);
    let Some((address, length)) = range(value) else {
        let message = format!("{shown:?} is no IP address or range");
        report.say("invalid-address", raw, message, "write 203.0.113.0/24 or 2001:db8::/32");
        return;
    };
    let network = masked(address, length);
    if network != address {
        let message = format!("{shown:?} has bits set after its prefix");
        report.say("address-host-bits", raw, message, &format!("write {network}/{length}, if that is meant"));
    }
    if condition.key.eq_ignore_ascii_case("aws:SourceIp") && is_private(network, length) {
        let then = if operator.negated { "always holds" } else { "never holds" };
        let message = format!("{shown:?} is private: requests show public addresses, so it {then} for it");
        report.say("private-address", raw, message, "use aws:VpcSourceIp together with aws:SourceVpc");
    }
}

/// An address and the length of its prefix.
fn range(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match text.split_once('/') {
        None => (text, None),
        Some((address, length)) => (address, Some(length)),
    };
    let address: IpAddr = address.parse().ok()?;
    let whole = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => whole,
        // A sign would pass for a number too.
        Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length.parse().ok()?,
        Some(_) => return None,
    };
    (length <= whole).then_some((address, length))
}

fn masked(address: IpAddr, length: u8) -> IpAddr {
    let length = u32::from(length);
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(v4) & mask))
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(length)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(v6) & mask))
        }
    }
}

/// Whether every address of the range is private (RFC 1918, RFC 4193).
fn is_private(network: IpAddr, length: u8) -> bool {
    match network {
        IpAddr::V4(v4) => {
            v4.is_private()
                && match v4.octets() {
                    [10, ..] => length >= 8,
                    [172, ..] => length >= 12,
                    _ => length >= 16,
                }
        }
        IpAddr::V6(v6) => v6.octets()[0] & 0xfe == 0xfc && length >= 7,
    }
}

fn without_variables(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        plain.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    parts.len() == 6 && parts.first().is_some_and(|arn| arn.eq_ignore_ascii_case("arn"))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_bool(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// The forms of "Date and Time Formats" (W3C) that AWS takes, and seconds since 1970.
fn is_date(text: &str) -> bool {
    if text.strip_prefix('-').unwrap_or(text).parse::<u64>().is_ok() && !text.contains('+') {
        return true;
    }
    let (day, time) = text.split_once(['T', 't']).map_or((text, None), |(day, time)| (day, Some(time)));
    let parts: Vec<&str> = day.split('-').collect();
    let is_day = match parts.as_slice() {
        [year, month] => number(year, 4, 0, 9999) && number(month, 2, 1, 12),
        [year, month, day] => number(year, 4, 0, 9999) && number(month, 2, 1, 12) && number(day, 2, 1, 31),
        _ => false,
    };
    is_day && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

fn is_time(text: &str) -> bool {
    let Some(zone) = text.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, zone) = text.split_at(zone);
    let is_zone = zone.eq_ignore_ascii_case("z")
        || zone
            .get(1..)
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(hours, minutes)| number(hours, 2, 0, 14) && number(minutes, 2, 0, 59));
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
    let is_fraction = fraction.is_none_or(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let is_clock = match clock.split(':').collect::<Vec<_>>().as_slice() {
        [hours, minutes] => fraction.is_none() && number(hours, 2, 0, 24) && number(minutes, 2, 0, 59),
        [hours, minutes, seconds] => number(hours, 2, 0, 24) && number(minutes, 2, 0, 59) && number(seconds, 2, 0, 60),
        _ => false,
    };
    is_zone && is_clock && is_fraction
}

fn number(text: &str, digits: usize, least: u32, most: u32) -> bool {
    text.len() == digits
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u32>().is_ok_and(|value| (least..=most).contains(&value))
}
