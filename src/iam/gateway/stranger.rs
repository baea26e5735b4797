//! Kinds of strangers to an API, and which conditions they meet.

use super::super::glob::{Budget, Glob, exists};
use super::super::parse::{Condition, Statement, Version};
use super::super::truth::Truth;
use super::address::{Family, hold_stranger};

/// One kind of caller whom no policy can know. Each kind decides which condition keys its requests carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::iam) struct Stranger {
    /// Signs with an account of its own; else not at all.
    signed: bool,
    way: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Internet(Family),
    /// Through a VPC endpoint of its own.
    Endpoint,
}

/// What a request of a stranger carries under a condition key.
enum Carried {
    Nothing,
    /// Nothing, or what belongs to somebody whom no fixed value means.
    Foreign,
    /// An id with this start that nobody has heard of.
    Id(&'static str),
    Address(Family),
    Text(&'static str),
    Unsure,
}

/// How an operator compares.
struct Operator<'a> {
    base: &'a str,
    negated: bool,
    if_exists: bool,
    set: Option<&'a str>,
}

impl Stranger {
    /// All kinds that may come to a public or private entrance.
    pub fn all(private: bool) -> &'static [Self] {
        const fn kind(signed: bool, way: Way) -> Stranger {
            Stranger { signed, way }
        }
        const V4: Way = Way::Internet(Family::V4);
        const V6: Way = Way::Internet(Family::V6);
        if private {
            const { &[kind(false, Way::Endpoint), kind(true, Way::Endpoint)] }
        } else {
            const { &[kind(false, V4), kind(true, V4), kind(false, V6), kind(true, V6)] }
        }
    }

    /// Whether an entrance may have no such callers: many take none over IPv6.
    pub fn may_not_exist(self) -> bool {
        self.way == Way::Internet(Family::V6)
    }

    /// Whether the statement's conditions hold for the requests of this stranger.
    pub fn meets(self, statement: &Statement, version: Version) -> Truth {
        statement.conditions.iter().map(|condition| self.holds(condition, version)).fold(Truth::Yes, Truth::and)
    }

    fn holds(self, condition: &Condition, version: Version) -> Truth {
        let Some(operator) = Operator::of(&condition.operator) else { return Truth::Maybe };
        if version == Version::V2012 && condition.values.iter().any(|value| value.contains("${")) {
            return Truth::Maybe;
        }
        let key = condition.key.to_ascii_lowercase();
        let carried = self.carries(&key);
        let plain = !operator.negated && !operator.if_exists;
        match (operator.set, &carried) {
            _ if operator.base == "Null" => return is_null(&carried, &condition.values),
            // Of no values, every one is as it should be, and none is.
            (Some("ForAllValues"), Carried::Nothing) => return Truth::Yes,
            (Some("ForAnyValue"), Carried::Nothing | Carried::Foreign) if plain => {}
            (Some(_), _) => return Truth::Maybe,
            (None, _) => {}
        }
        match carried {
            Carried::Unsure => Truth::Maybe,
            // The service that a pattern lets in may work for a stranger.
            Carried::Nothing if speaks_of_services(&key) && operator.is_wild(&condition.values) => Truth::Maybe,
            // A missing key fails what asks for a value, and meets what forbids one.
            Carried::Nothing => Truth::from(!plain),
            Carried::Foreign if operator.if_exists && !operator.negated => Truth::Maybe,
            carried => {
                let matched = operator.matches(&key, &carried, &condition.values);
                if operator.negated { matched.negated() } else { matched }
            }
        }
    }

    fn carries(self, key: &str) -> Carried {
        let private = self.way == Way::Endpoint;
        match (key, self.way) {
            ("aws:sourcevpce", Way::Endpoint) => Carried::Id("vpce-"),
            ("aws:sourcevpc", Way::Endpoint) => Carried::Id("vpc-"),
            // A stranger gives a VPC the addresses that suit.
            ("aws:vpcsourceip", Way::Endpoint) => Carried::Unsure,
            ("aws:vpceaccount" | "aws:vpceorgid" | "aws:vpceorgpaths" | "aws:sourcevpcarn", _) if private => {
                Carried::Foreign
            }
            ("aws:sourcevpce" | "aws:sourcevpc" | "aws:vpcsourceip", _) => Carried::Nothing,
            ("aws:vpceaccount" | "aws:vpceorgid" | "aws:vpceorgpaths" | "aws:sourcevpcarn", _) => Carried::Nothing,
            ("aws:sourceip", Way::Internet(family)) => Carried::Address(family),
            // Present for everybody, but what it holds for callers who do not sign is not told.
            ("aws:principalaccount", _) => Carried::Foreign,
            ("aws:principalorgid" | "aws:principalorgpaths" | "aws:principalarn", _) if self.signed => Carried::Foreign,
            ("aws:principalorgid" | "aws:principalorgpaths" | "aws:principalarn", _) => Carried::Nothing,
            ("aws:principalisawsservice", _) if self.signed => Carried::Text("false"),
            ("aws:principalisawsservice", _) => Carried::Nothing,
            // API Gateway takes no plain http.
            ("aws:securetransport", _) => Carried::Text("true"),
            _ if speaks_of_services(key) => Carried::Nothing,
            _ => Carried::Unsure,
        }
    }
}

impl<'a> Operator<'a> {
    /// `None`: an operator that is not decided.
    fn of(text: &'a str) -> Option<Self> {
        let (set, rest) = match text.split_once(':') {
            Some((set @ ("ForAllValues" | "ForAnyValue"), rest)) => (Some(set), rest),
            Some(_) => return None,
            None => (None, text),
        };
        let (base, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |base| (base, true));
        let (base, negated) = match base {
            "StringEquals" | "StringEqualsIgnoreCase" | "StringLike" => (base, false),
            "ArnEquals" | "ArnLike" | "IpAddress" | "Bool" => (base, false),
            "Null" if !if_exists && set.is_none() => (base, false),
            "StringNotEquals" => ("StringEquals", true),
            "StringNotEqualsIgnoreCase" => ("StringEqualsIgnoreCase", true),
            "StringNotLike" => ("StringLike", true),
            "ArnNotEquals" => ("ArnEquals", true),
            "ArnNotLike" => ("ArnLike", true),
            "NotIpAddress" => ("IpAddress", true),
            _ => return None,
        };
        Some(Self { base, negated, if_exists, set })
    }

    /// Whether `*` and `?` in a value are wildcards, and some value has one.
    fn is_wild(&self, values: &[String]) -> bool {
        matches!(self.base, "StringLike" | "ArnEquals" | "ArnLike")
            && values.iter().any(|value| value.contains(['*', '?']))
    }

    /// Whether what is carried matches some value.
    fn matches(&self, key: &str, carried: &Carried, values: &[String]) -> Truth {
        if let Carried::Address(family) = carried
            && self.base == "IpAddress"
        {
            return hold_stranger(values, *family);
        }
        let is_text = matches!(self.base, "StringEquals" | "StringEqualsIgnoreCase" | "StringLike");
        Truth::any(values.iter().map(|value| {
            let wild = self.is_wild(std::slice::from_ref(value));
            match carried {
                Carried::Text(own) if self.base == "Bool" => Truth::from(value.eq_ignore_ascii_case(own)),
                // A text without wildcards is some id, and not this one.
                Carried::Id(_) if is_text && !wild => Truth::No,
                Carried::Id(start) if is_text && covers_all(value, start) => Truth::Yes,
                Carried::Foreign if is_of_someone(key, value, wild) => Truth::No,
                _ => Truth::Maybe,
            }
        }))
    }
}

fn is_null(carried: &Carried, values: &[String]) -> Truth {
    let missing = match carried {
        Carried::Nothing => true,
        Carried::Id(_) | Carried::Address(_) | Carried::Text(_) => false,
        Carried::Foreign | Carried::Unsure => return Truth::Maybe,
    };
    Truth::any(values.iter().map(|value| match value.to_ascii_lowercase().as_str() {
        "true" => Truth::from(missing),
        "false" => Truth::from(!missing),
        _ => Truth::Maybe,
    }))
}

/// Keys that only calls of AWS services carry.
fn speaks_of_services(key: &str) -> bool {
    matches!(key, "aws:sourcearn" | "aws:sourceaccount" | "aws:sourceorgid" | "aws:sourceorgpaths" | "aws:sourceowner")
}

/// Whether a pattern matches every id with this start.
fn covers_all(pattern: &str, start: &str) -> bool {
    let ids = Glob::literal(start).then(&Glob::new("?*"));
    exists(&[vec![&ids]], &[&Glob::new(pattern)], &mut Budget::default()) == Some(false)
}

/// Whether a value fixes an account or organisation: then no stranger has it.
fn is_of_someone(key: &str, value: &str, wild: bool) -> bool {
    let fixed = |text: &str| !wild || !text.contains(['*', '?']);
    match key {
        "aws:principalarn" | "aws:sourcevpcarn" => {
            let parts: Vec<&str> = value.splitn(6, ':').collect();
            parts.len() == 6 && parts[..5].iter().all(|part| fixed(part)) && is_account(parts[4])
        }
        "aws:principalorgpaths" | "aws:vpceorgpaths" => {
            value.split_once('/').is_some_and(|(id, _)| id.starts_with("o-") && fixed(id))
        }
        "aws:principalorgid" | "aws:vpceorgid" => value.starts_with("o-") && fixed(value),
        _ => is_account(value),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
