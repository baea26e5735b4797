//! The names of condition operators as AWS documents them.

use super::Operator;

const NAMES: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
];

/// An operator's name in the case that AWS documents; `None` where there is no such operator in any case.
pub fn documented_name(text: &str) -> Option<String> {
    Operator::parse(text)?;
    let lower = text.to_ascii_lowercase();
    let (set, rest) = match lower.split_once(':') {
        Some(("forallvalues", rest)) => ("ForAllValues:", rest),
        Some((_, rest)) => ("ForAnyValue:", rest),
        None => ("", lower.as_str()),
    };
    let (rest, suffix) = rest.strip_suffix("ifexists").map_or((rest, ""), |rest| (rest, "IfExists"));
    let name = NAMES.iter().find(|name| name.eq_ignore_ascii_case(rest))?;
    Some(format!("{set}{name}{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_a_name_and_every_name_an_operator() {
        for name in NAMES {
            for set in ["", "ForAnyValue:", "ForAllValues:"] {
                for suffix in ["", "IfExists"] {
                    let text = format!("{set}{name}{suffix}");
                    let expected = (*name != "Null" || text == "Null").then(|| text.clone());
                    assert_eq!(documented_name(&text), expected);
                    assert_eq!(documented_name(&text.to_uppercase()), expected);
                }
            }
        }
        for name in ["", ":", "StringEqual", "ForSomeValue:StringEquals", "IfExists", "Bool:x", "\u{e9}"] {
            assert_eq!(documented_name(name), None, "{name}");
        }
    }
}
