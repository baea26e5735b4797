//! Random small policies: every request of a small universe is asked of the concrete evaluator.

use super::*;
use crate::iam::request::{Caller, Context, Entry};

/// A fixed run of numbers (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const ACTIONS: &[&str] =
    &["s3:GetObject", "s3:ListBucket", "s3:Get*", "s3:*", "!s3:GetObject", "s3:GetObject,s3:ListBucket"];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::b/x",
    "!arn:aws:s3:::b/*",
    "!arn:aws:s3:::b,arn:aws:s3:::b/x",
];
const CONDITIONS: &[&str] = &[
    "StringEquals aws:PrincipalTag/t=a",
    "StringNotEquals aws:PrincipalTag/t=a,b",
    "StringEqualsIfExists aws:PrincipalTag/t=b",
    "StringLike aws:PrincipalTag/t=a*",
    "Null aws:PrincipalTag/t=true",
    "IpAddress aws:SourceIp=10.0.0.0/8",
    "NotIpAddress aws:SourceIp=10.0.0.0/8",
    "NotIpAddressIfExists aws:SourceIp=10.0.0.0/9",
    "Bool aws:SecureTransport=true",
    "BoolIfExists aws:SecureTransport=false",
    "ForAllValues:StringEquals aws:TagKeys=k",
    "ForAnyValue:StringEquals aws:TagKeys=k,l",
];

fn short(dice: &mut Dice) -> String {
    let statements = (0..1 + dice.roll(3)).map(|_| {
        let mut text = format!("{} {} {}", dice.pick(&["A", "A", "D"]), dice.pick(ACTIONS), dice.pick(RESOURCES));
        match dice.roll(3) {
            0 => {}
            1 => text.push_str(&format!(" | {}", dice.pick(CONDITIONS))),
            _ => {
                let (one, other) = (dice.pick(CONDITIONS), dice.pick(CONDITIONS));
                let other = if one.split(' ').next() == other.split(' ').next() { "" } else { other };
                text.push_str(&format!(" | {one} & {other}"));
            }
        }
        text
    });
    statements.collect::<Vec<_>>().join(";")
}

/// All requests of the universe.
fn requests() -> Vec<Request> {
    let actions = [
        ("s3:GetObject", &["arn:aws:s3:::b/x", "arn:aws:s3:::b/y", "arn:aws:s3:::c/x", "arn:aws:s3:::bc/x"][..]),
        ("s3:GetObjectAcl", &["arn:aws:s3:::b/x", "arn:aws:s3:::b/y", "arn:aws:s3:::c/x", "arn:aws:s3:::bc/x"]),
        ("s3:ListBucket", &["arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::bc"]),
        ("s3:GetBucketAcl", &["arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::bc"]),
        ("s3:PutBucketAcl", &["arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::bc"]),
        ("s3:PutObject", &["arn:aws:s3:::b/x", "arn:aws:s3:::b/y", "arn:aws:s3:::c/x", "arn:aws:s3:::bc/x"]),
        // An action of another service on a bucket.
        ("ssm:SendCommand", &["arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::bc"]),
        ("s3:ListAllMyBuckets", &["*"]),
        ("sqs:SendMessage", &["arn:aws:sqs:us-east-1:111122223333:q"]),
    ];
    let one = |text: &str| Some(Entry::One(text.to_owned()));
    let many = |texts: &[&str]| Some(Entry::Many(texts.iter().map(|text| (*text).to_owned()).collect()));
    let mut all = Vec::new();
    for (action, resources) in actions {
        for resource in resources {
            for tag in [None, one("a"), one("b"), one("ab"), one("c")] {
                for address in [None, one("10.0.0.1"), one("10.200.0.1"), one("8.8.8.8")] {
                    for tls in ["true", "false"] {
                        for keys in [
                            None,
                            many(&["k"]),
                            many(&["l"]),
                            many(&["m"]),
                            many(&["k", "m"]),
                            many(&["k", "l"]),
                            many(&["l", "m"]),
                        ] {
                            let mut context = Context::default();
                            context.set("aws:SecureTransport", tls);
                            for (key, entry) in
                                [("aws:PrincipalTag/t", &tag), ("aws:SourceIp", &address), ("aws:TagKeys", &keys)]
                            {
                                if let Some(entry) = entry {
                                    context.insert(key, entry.clone());
                                }
                            }
                            all.push(Request {
                                caller: Caller::User("arn:aws:iam::111122223333:user/u".to_owned()),
                                action: action.to_owned(),
                                resource: (*resource).to_owned(),
                                resource_account: "111122223333".to_owned(),
                                context,
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

#[test]
fn the_concrete_evaluator_agrees() {
    let requests = requests();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut counts = [0; 3];
    for _ in 0..rounds() {
        let (one, other) = (short(&mut dice), short(&mut dice));
        let (inner, outer) = (policy(&one), policy(&other));
        let found = includes(&inner, &outer, Kind::Identity);
        let breaks = |request: &&Request| {
            allows(&inner, Kind::Identity, request) == Truth::Yes
                && allows(&outer, Kind::Identity, request) == Truth::No
        };
        let broken = requests.iter().find(breaks);
        match &found {
            Inclusion::Yes => {
                counts[0] += 1;
                assert_eq!(broken, None, "{one}\n{other}");
            }
            Inclusion::No(witness) => {
                counts[1] += 1;
                assert!(breaks(&witness.as_ref()), "{one}\n{other}\n{witness:?}");
                // Actions of other services work on things of S3 too, in forms that the universe lacks.
                let is_of_universe = witness.action.starts_with("s3:");
                assert!(
                    broken.is_some() || !is_of_universe,
                    "the universe lacks such a request\n{one}\n{other}\n{witness:?}"
                );
            }
            Inclusion::Maybe(doubts) => {
                counts[2] += 1;
                let open = |request: &Request| {
                    allows(&inner, Kind::Identity, request).and(allows(&outer, Kind::Identity, request).negated())
                        == Truth::Maybe
                };
                assert!(broken.is_none() && requests.iter().any(open), "{one}\n{other}\n{doubts:?}");
            }
        }
    }
    assert!(counts[0] > 0 && counts[1] > 0, "{counts:?}");
}

/// `INCLUSION_ROUNDS` asks for more.
fn rounds() -> usize {
    std::env::var("INCLUSION_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

#[test]
fn more_allows_more_and_denials_less() {
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    for _ in 0..rounds() {
        let (one, other) = (short(&mut dice), short(&mut dice));
        let mut allows: Vec<&str> = one.split(';').filter(|text| text.starts_with('A')).collect();
        let mut denies: Vec<&str> = one.split(';').filter(|text| text.starts_with('D')).collect();
        allows.extend(other.split(';').filter(|text| text.starts_with('A')));
        let sum: Vec<&str> = one.split(';').filter(|text| text.starts_with('D')).chain(allows).collect();
        let is_within = |inner: &str, outer: &str| {
            let found = includes(&policy(inner), &policy(outer), Kind::Identity);
            assert_eq!(found, Inclusion::Yes, "{inner}\n{outer}");
        };
        is_within(&one, &sum.join(";"));
        denies.extend(other.split(';').filter(|text| text.starts_with('D')));
        let less = format!("{};{}", one, denies.join(";"));
        is_within(less.trim_end_matches(';'), &one);
        let reversed: Vec<&str> = one.split(';').rev().collect();
        assert_eq!(diff(&policy(&one), &policy(&reversed.join(";")), Kind::Identity), Difference::default(), "{one}");
        is_within(&format!("2008 {one}"), &one);
        let loose = one.split(';').map(|text| match text.starts_with('A') {
            true => {
                text.replace("StringEquals ", "StringEqualsIfExists ").replace("| IpAddress ", "| IpAddressIfExists ")
            }
            false => text.to_owned(),
        });
        let loose = loose.map(|text| text.replace("ForAnyValue:StringEqualsIfExists", "ForAnyValue:StringEquals"));
        is_within(&one, &loose.collect::<Vec<_>>().join(";"));
    }
}
