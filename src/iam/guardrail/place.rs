//! The resources that a policy of an organisation is asked about: of each type, and in each region that it tells apart.

use super::super::exposure::{Kind, Question};
use super::super::parse::{Element, Policy};
use super::super::strangers::Standpoint;
use super::super::text::{Class, Pattern};
use super::super::truth::Truth;
use super::super::vocabulary;
use super::Member;

/// Resources that a policy may tell apart.
pub struct Places {
    pub all: Vec<Place>,
    /// Whether these are all.
    pub complete: bool,
}

/// Resources of one type in one region.
pub struct Place {
    /// About one of them.
    pub question: Question,
    /// The type, among the forms of the kind's resources.
    pub form: usize,
    /// The last parts of their ARNs.
    pub tails: Vec<Pattern>,
}

/// How many regions are asked about at most.
const MOST: usize = 40;

impl Places {
    /// Resources of these types of a service in the member's account. No type: what is done with no resource.
    pub fn of(policy: &Policy, kind: &'static Kind, types: &[&str], member: Member) -> Self {
        let mut regions = regions(policy);
        let complete = regions.len() <= MOST;
        regions.truncate(MOST);
        let mut all = Vec::new();
        let mut add = |template: &str, form: usize| {
            // What has no region is the same in all of them.
            let here = if template.contains("${Region}") { regions.as_slice() } else { &[String::new()] };
            all.extend(here.iter().filter_map(|region| Place::of(template, region, form, kind, member)));
        };
        let service = vocabulary::service(kind.service);
        for known in types.iter().filter_map(|name| service?.resource_type(name)) {
            let form = kind.forms.iter().position(|(own, _)| *own == known.name).unwrap_or_default();
            known.arns.iter().for_each(|template| add(template, form));
        }
        if types.is_empty() {
            add(&format!("arn:${{Partition}}:{}:::*", kind.service), 0);
        }
        Self { all, complete }
    }
}

impl Place {
    fn of(template: &str, region: &str, form: usize, kind: &'static Kind, member: Member) -> Option<Self> {
        let head = template.replacen("${Partition}", member.partition, 1).replacen("${Region}", region, 1);
        let head = head.replacen("${Account}", member.at.account, 1);
        let (fifth, _) = head.match_indices(':').nth(4)?;
        let (head, tail) = head.split_at(fifth + 1);
        let mut pattern = Pattern::literal("");
        let mut example = String::new();
        let mut rest = tail;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            // Names of buckets hold no `/`, so that no bucket is an object.
            let class = if name == "BucketName" { Class::BucketName } else { Class::Any };
            pattern = pattern.concat(&Pattern::literal(before)).concat(&Pattern::at_least(1, class));
            example = format!("{example}{before}example");
            rest = after;
        }
        // Whom the owner trusts, his organisation's policies keep out all the same.
        let zone = Standpoint { trust: None, ..member.at }.zone();
        let resource = format!("{head}{example}{}", if rest == "*" { "example" } else { rest });
        let question = Question { kind, zone, resource: Some(resource), is_restricted: Truth::No, now: member.at.now };
        Some(Self { question, form, tails: vec![pattern.concat(&Pattern::literal(rest))] })
    }
}

/// Regions that stand for all others, if a policy does not name them.
const OTHERS: &[&str] = &["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1", "sa-east-1"];

/// The regions that a policy tells apart: one that it does not speak of, and those that it names. Of a pattern, one that
/// it takes.
fn regions(policy: &Policy) -> Vec<String> {
    let mut named: Vec<&str> = Vec::new();
    for statement in &policy.statements {
        if let Element::Is(texts) | Element::Not(texts) = &statement.resources {
            named.extend(texts.iter().filter_map(|arn| arn.split(':').nth(3)));
        }
        let about = statement.conditions.iter().filter(|one| one.key.eq_ignore_ascii_case("aws:RequestedRegion"));
        named.extend(about.flat_map(|one| &one.values).map(String::as_str));
    }
    named.retain(|text| !text.is_empty() && !text.contains('$'));
    named.sort_unstable();
    named.dedup();
    let (patterns, exact): (Vec<&str>, Vec<&str>) = named.into_iter().partition(|text| text.contains(['*', '?']));
    let matching = |pattern: &str| {
        let glob = Pattern::glob(pattern);
        let known = OTHERS.iter().find(|region| glob.matches(region)).map(|region| (*region).to_owned());
        known.unwrap_or_else(|| pattern.replace(['*', '?'], "1"))
    };
    let narrow: Vec<&str> = patterns.into_iter().filter(|text| !text.bytes().all(|byte| byte == b'*')).collect();
    let is_named =
        |region: &str| exact.contains(&region) || narrow.iter().any(|pattern| Pattern::glob(pattern).matches(region));
    let other = OTHERS.iter().copied().chain(["xx-other-1"]).find(|region| !is_named(region));
    let mut regions: Vec<String> = other.into_iter().map(str::to_owned).collect();
    regions.extend(exact.iter().map(|region| (*region).to_owned()));
    regions.extend(narrow.iter().map(|pattern| matching(pattern)));
    regions
}
