//! What a request may say under each condition key.

use super::super::network::Network;
use super::super::operator::{Comparison, Operator};
use super::super::parse::Condition;
use super::super::search::{Domain, Present};
use super::super::text::{Class, Pattern};
use super::super::vocabulary::{self, KeyType};

/// Keys, in lower case, that AWS sends with every request.
///
/// "AWS global condition context keys" of the IAM user guide: "always included in the request context".
const ALWAYS: &[&str] = &[
    "aws:currenttime",
    "aws:epochtime",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:userid",
    "aws:viaawsservice",
];

/// Keys whose values all begin so.
const BEGIN: &[(&str, &str)] = &[("aws:principalorgid", "o-"), ("aws:sourcevpc", "vpc-"), ("aws:sourcevpce", "vpce-")];

/// What may stand under a key in lower case: anything of its type. Of a key without a type the conditions on it tell.
pub fn domain<'p>(key: &str, conditions: impl Iterator<Item = &'p Condition>) -> Domain {
    let known = vocabulary::condition_key(key);
    let comparisons: Vec<Comparison> = conditions
        .filter_map(|condition| Operator::parse(&condition.operator))
        .map(|operator| operator.comparison)
        .filter(|comparison| *comparison != Comparison::Null)
        .collect();
    let all = |is: fn(&Comparison) -> bool| !comparisons.is_empty() && comparisons.iter().all(is);
    let kind = match known.map_or(KeyType::String, |key| key.kind) {
        KeyType::String if all(|one| matches!(one, Comparison::Arn)) => KeyType::Arn,
        KeyType::String if all(|one| matches!(one, Comparison::Numeric(_))) => KeyType::Numeric,
        KeyType::String if all(|one| matches!(one, Comparison::Date(_))) => KeyType::Date,
        KeyType::String if all(|one| matches!(one, Comparison::Bool)) => KeyType::Bool,
        KeyType::String if all(|one| matches!(one, Comparison::IpAddress)) => KeyType::IpAddress,
        kind => kind,
    };
    let begins = BEGIN.iter().find(|(own, _)| *own == key).map(|(_, text)| Pattern::literal(text));
    let one = match kind {
        KeyType::Arn => Present::Texts { within: arns(key), without: Vec::new() },
        KeyType::Numeric => Present::Number,
        // Any time: two policies are compared for good.
        KeyType::Date => Present::Time { now: 0, epoch: key == "aws:epochtime" },
        KeyType::Bool => Present::Points(vec!["true".to_owned(), "false".to_owned()]),
        KeyType::IpAddress => Present::Addresses(Network::all()),
        KeyType::String | KeyType::Binary => Present::text(match begins {
            Some(begins) => begins.concat(&Pattern::at_least(1, Class::Any)),
            None => Pattern::everything(),
        }),
    };
    // Each event has one of these, though the reference lists them as many.
    let is_array = known.is_some_and(|key| key.array) && !matches!(key, "events:source" | "events:detail-type");
    let present = if is_array { Present::Set(Box::new(one)) } else { one };
    Domain { absent: !ALWAYS.contains(&key), present }
}

/// Texts that are ARNs, the tidiest first.
fn arns(key: &str) -> Vec<Pattern> {
    let name = Pattern::at_least(1, Class::Any);
    let partition =
        Pattern::literal(&format!("arn:{}", super::caller::PARTITION)).concat(&Pattern::run(Class::BucketName));
    if key == "aws:principalarn" {
        let of = |service: &str| {
            let id = Pattern::digits(12).concat(&Pattern::literal(":"));
            partition.clone().concat(&Pattern::literal(service)).concat(&id).concat(&name)
        };
        return vec![of(":iam::"), of(":sts::")];
    }
    let segment = |class| Pattern::literal(":").concat(&Pattern::run(class));
    let head = partition.concat(&segment(Class::NotColon)).concat(&segment(Class::NotColon));
    vec![head.concat(&segment(Class::NotColon)).concat(&Pattern::literal(":")).concat(&name)]
}
