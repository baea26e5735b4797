//! All requests of outsiders over the same alphabet.

use aplomb::iam::{Caller, Context, Entry, Request};

pub const ACCOUNT: &str = "111122223333";
pub const ORGANIZATION: &str = "o-ownown0001";
pub const ENDPOINT: &str = "vpce-00000001";

/// An account and an organisation that no policy names, and ones that policies name.
const STRANGER: &str = "999999999999";
const NAMED: &str = "444455556666";
const STRANGE_ORGANIZATION: &str = "o-strange001";
const NAMED_ORGANIZATION: &str = "o-foreign001";

/// A request that is not from the zone, and whether everybody can send it.
pub struct Asked {
    pub request: Request,
    pub is_everybodys: bool,
}

/// What can stand under a key, and whether everybody can have it so.
type Choice = (Option<Entry>, bool);

/// Every request that differs in what `keys` say, of those outsiders and actions that `is_wanted` picks.
pub fn requests<'k>(keys: &'k [&'k str], mut is_wanted: impl FnMut() -> bool + 'k) -> impl Iterator<Item = Asked> + 'k {
    let pairs = outsiders(keys).into_iter().flat_map(|outsider| ASKED.map(|asked| (outsider.clone(), asked)));
    pairs.filter(move |_| is_wanted()).flat_map(move |(outsider, asked)| outsider.ask(asked, keys))
}

const ASKED: [(&str, &str); 5] = [
    ("s3:GetObject", "arn:aws:s3:::b/k"),
    ("s3:GetObject", "arn:aws:s3:::b/ann"),
    ("s3:PutObject", "arn:aws:s3:::b/l"),
    ("s3:PutObject", "arn:aws:s3:::b/999999999999"),
    ("s3:ListBucket", "arn:aws:s3:::b"),
];

#[derive(Clone)]
struct Outsider {
    caller: Caller,
    account: &'static str,
    organization: Option<&'static str>,
    by_endpoint: bool,
    is_everybodys: bool,
}

fn outsiders(keys: &[&str]) -> Vec<Outsider> {
    let is_asked = |own: &[&str]| keys.iter().any(|key| own.contains(key));
    // What no key tells apart is one.
    let ways = if is_asked(&["aws:SourceIp", "aws:SourceVpce"]) { &[false, true][..] } else { &[false] };
    let organizations = if is_asked(&["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"]) {
        &[None, Some(STRANGE_ORGANIZATION), Some(NAMED_ORGANIZATION)][..]
    } else {
        &[None]
    };
    let mut all = Vec::new();
    for by_endpoint in ways.iter().copied() {
        let anonymous = Caller::Anonymous;
        all.push(Outsider {
            caller: anonymous,
            account: STRANGER,
            organization: None,
            by_endpoint,
            is_everybodys: true,
        });
        for account in [STRANGER, NAMED] {
            for organization in organizations.iter().copied() {
                let is_everybodys = account == STRANGER && organization != Some(NAMED_ORGANIZATION);
                for caller in callers(account) {
                    all.push(Outsider { caller, account, organization, by_endpoint, is_everybodys });
                }
            }
        }
    }
    for account in [STRANGER, NAMED] {
        let caller = Caller::Service("events.amazonaws.com".to_owned());
        all.push(Outsider { caller, account, organization: None, by_endpoint: false, is_everybodys: false });
    }
    all
}

fn callers(account: &str) -> Vec<Caller> {
    let role = |name: &str| Caller::Session {
        arn: format!("arn:aws:sts::{account}:assumed-role/{name}/s"),
        role: Some(format!("arn:aws:iam::{account}:role/{name}")),
    };
    let user = |name: &str| Caller::User(format!("arn:aws:iam::{account}:user/{name}"));
    let root = Caller::Root { account: account.to_owned(), partition: "aws".to_owned() };
    vec![role("r"), role("q"), user("ann"), user("zoe"), root]
}

impl Outsider {
    /// His requests for one thing.
    fn ask(&self, (action, resource): (&str, &str), keys: &[&str]) -> Vec<Asked> {
        let mut contexts = vec![(Context::default(), self.is_everybodys)];
        for key in keys {
            let choices = self.choices(key, action);
            let with = |(context, everybodys): &(Context, bool)| {
                let (context, everybodys) = (context.clone(), *everybodys);
                let next = choices.iter().map(move |(entry, also)| {
                    let mut next = context.clone();
                    if let Some(entry) = entry {
                        next.insert(key, entry.clone());
                    }
                    (next, everybodys && *also)
                });
                next.collect::<Vec<_>>()
            };
            contexts = contexts.iter().flat_map(with).collect();
        }
        let asked = |(mut context, is_everybodys)| {
            self.tell(&mut context);
            let request = Request {
                caller: self.caller.clone(),
                action: action.to_owned(),
                resource: resource.to_owned(),
                resource_account: ACCOUNT.to_owned(),
                context,
            };
            // What AWS does not say of services would be open else.
            let is_service = matches!(self.caller, Caller::Service(_));
            Asked { request: if is_service { request } else { request.complete() }, is_everybodys }
        };
        contexts.into_iter().map(asked).collect()
    }

    /// What a key may hold in his requests. Keys that follow from who he is hold what they hold.
    fn choices(&self, key: &str, action: &str) -> Vec<Choice> {
        let one = |value: &str| Some(Entry::One(value.to_owned()));
        let everybodys = |values: &[&str]| values.iter().map(|value| (one(value), true)).collect::<Vec<Choice>>();
        let or_none = |mut choices: Vec<Choice>| {
            choices.push((None, true));
            choices
        };
        let is_service = matches!(self.caller, Caller::Service(_));
        let has_account = self.caller.account().is_some();
        match key {
            // Two that stand for half the internet each, one for few.
            "aws:SourceIp" if !self.by_endpoint => {
                let mut choices = everybodys(&["1.2.3.4", "200.1.1.1", "2600::1"]);
                choices.extend([(one("203.0.113.5"), false), (one("203.0.113.9"), false)]);
                choices
            }
            "aws:SourceVpce" if self.by_endpoint => {
                let mut choices = everybodys(&["vpce-0fffffff0", "vpce-00000003"]);
                choices.push((one("vpce-00000002"), false));
                choices
            }
            "aws:SecureTransport" => everybodys(&["true", "false"]),
            "aws:PrincipalTag/t" if has_account => or_none(everybodys(&["a", "b", "abc"])),
            "aws:CurrentTime" => everybodys(&["2026-11-18T00:00:00Z", "2040-01-01T00:00:00Z"]),
            "aws:MultiFactorAuthPresent" if has_account => or_none(everybodys(&["true", "false"])),
            "s3:prefix" if action == "s3:ListBucket" => or_none(everybodys(&["home/", "home/1", "x"])),
            "s3:max-keys" if action == "s3:ListBucket" => or_none(everybodys(&["9", "10", "11", "1000"])),
            "aws:SourceAccount" if is_service => or_none(everybodys(&[self.account])),
            "aws:SourceArn" if is_service => {
                let arn = format!("arn:aws:events:us-east-1:{}:rule/x", self.account);
                or_none(everybodys(&[arn.as_str(), "arn:aws:s3:::other"]))
            }
            _ => vec![(None, true)],
        }
    }

    /// Adds the keys that follow from who he is, and those that every request has.
    fn tell(&self, context: &mut Context) {
        let mut set = |key: &str, value: &str| {
            if context.get(key).is_none() {
                context.set(key, value);
            }
        };
        set("aws:SecureTransport", "true");
        set("aws:CurrentTime", "2026-11-18T00:00:00Z");
        if let Caller::Service(_) = &self.caller {
            set("aws:PrincipalIsAWSService", "true");
            set("aws:PrincipalType", "Service");
            set("aws:PrincipalAccount", "000011112222");
        }
        if self.by_endpoint {
            set("aws:SourceVpce", "vpce-0fffffff0");
        } else {
            set("aws:SourceIp", "1.2.3.4");
        }
        if self.caller.account().is_some()
            && let Some(organization) = self.organization
        {
            set("aws:PrincipalOrgID", organization);
            context.insert("aws:PrincipalOrgPaths", Entry::Many(vec![format!("{organization}/r-1/ou-1/")]));
        }
    }
}
