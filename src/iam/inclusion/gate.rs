//! Which resources an action works on: those of the types that the vocabulary lists with it.

use std::collections::BTreeSet;

use super::super::parse::{Element, Statement};
use super::super::search::{Domain, Present};
use super::super::text::{Class, Pattern};
use super::super::vocabulary::{Action, Service};

/// What the resource of a request can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// `*`: the action works on no resource.
    Star,
    /// One of these types of the service, by number.
    Types(Vec<usize>),
    /// Any ARN: the action is not known.
    Anything,
    /// Any text: for questions whose answer does not hang on the action.
    Open,
}

impl Gate {
    /// The gate of an action.
    pub fn of(action: Option<&Action>) -> Self {
        let Some(action) = action else { return Self::Anything };
        let mut types: Vec<usize> = action.uses.iter().map(|used| used.resource_type).collect();
        types.sort_unstable();
        if types.is_empty() { Self::Star } else { Self::Types(types) }
    }
}

/// Partitions and accounts that policies write into ARNs, beside the usual ones.
pub struct Places {
    partitions: BTreeSet<String>,
    /// Services, and what stands in the place of an account's id in their ARNs: `aws`, or nothing.
    accounts: BTreeSet<(String, String)>,
}

impl Places {
    /// Reads the resources of statements.
    pub fn of<'p>(statements: impl Iterator<Item = &'p Statement>) -> Self {
        let mut places = Self { partitions: BTreeSet::new(), accounts: BTreeSet::new() };
        for statement in statements {
            let (Element::Is(texts) | Element::Not(texts)) = &statement.resources else { continue };
            for text in texts {
                let parts: Vec<&str> = text.splitn(6, ':').collect();
                let &[_, partition, service, _, account, _] = parts.as_slice() else { continue };
                let plain = |part: &str| !part.contains(['*', '?', '$']);
                if plain(partition) && !partition.is_empty() {
                    places.partitions.insert(partition.to_ascii_lowercase());
                }
                let is_id = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
                if plain(account) && !is_id {
                    places.accounts.insert((service.to_ascii_lowercase(), account.to_ascii_lowercase()));
                }
            }
        }
        if places.partitions.is_empty() {
            places.partitions.insert("aws".to_owned());
        }
        places
    }

    /// The ARNs that pass a gate.
    pub fn domain(&self, gate: &Gate, service: Option<&'static Service>) -> Domain {
        let within = match (gate, service) {
            (Gate::Star, _) => return Domain { absent: false, present: Present::Points(vec!["*".to_owned()]) },
            (Gate::Open, _) => vec![Pattern::everything()],
            (Gate::Types(types), Some(service)) => {
                let known = types.iter().filter_map(|place| service.resource_types().get(*place));
                known.flat_map(|one| &one.arns).flat_map(|arn| self.patterns(arn)).collect()
            }
            _ => self.partitions.iter().map(|partition| any(partition)).collect(),
        };
        Domain { absent: false, present: Present::Texts { within, without: Vec::new() } }
    }

    fn patterns(&self, arn: &str) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        let service = arn.split(':').nth(2).unwrap_or_default();
        for partition in &self.partitions {
            patterns.push(pattern(arn, partition, &Pattern::digits(12)));
            if arn.contains(":${Account}:") {
                let odd = self.accounts.iter().filter(|(own, _)| own == service);
                patterns.extend(odd.map(|(_, account)| pattern(arn, partition, &Pattern::literal(account))));
            }
        }
        patterns
    }
}

/// Whether all ARNs that pass a gate have a region.
pub fn is_regional(gate: &Gate, service: Option<&'static Service>) -> bool {
    let (Gate::Types(types), Some(service)) = (gate, service) else { return false };
    let mut known = types.iter().filter_map(|place| service.resource_types().get(*place));
    known.all(|one| one.arns.iter().all(|arn| arn.contains(":${Region}:")))
}

/// An ARN of no known form.
fn any(partition: &str) -> Pattern {
    let segment = Pattern::run(Class::BucketName).concat(&Pattern::literal(":"));
    let head = Pattern::literal(&format!("arn:{partition}:")).concat(&segment).concat(&segment).concat(&segment);
    head.concat(&Pattern::at_least(1, Class::Any))
}

/// A form of ARNs as the vocabulary writes it, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
fn pattern(arn: &str, partition: &str, account: &Pattern) -> Pattern {
    let (mut built, mut rest, mut colons) = (Pattern::literal(""), arn, 0);
    while let Some((before, after)) = rest.split_once("${") {
        built = built.concat(&Pattern::glob(before));
        colons += before.matches(':').count();
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let placeholder = match (colons, name) {
            (1, _) => Pattern::literal(partition),
            (3, _) => Pattern::run(Class::BucketName),
            (4, _) => account.clone(),
            (_, "BucketName") => Pattern::at_least(1, Class::BucketName),
            _ if after.starts_with(':') => Pattern::at_least(1, Class::NotColon),
            _ if after.starts_with('/') => Pattern::at_least(1, Class::NotSlash),
            _ => Pattern::at_least(1, Class::Any),
        };
        built = built.concat(&placeholder);
        rest = after;
    }
    built.concat(&Pattern::glob(rest))
}
