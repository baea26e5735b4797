//! The callers that policies with principals tell apart: each that is listed, and everyone else.

use std::collections::BTreeSet;

use super::super::parse::Element;
use super::super::principal::Principal;
use super::super::request::{Caller, Context};
use super::super::search::{Domain, Present};
use super::super::statement::Kind;
use super::super::text::{Class, Pattern};
use super::reading::Said;

/// One caller, or all callers of a kind that no statement tells apart.
#[derive(Debug, Clone)]
pub struct Whom {
    pub caller: Caller,
    /// Whether it stands for others like it: then its name is open.
    generic: Option<Generic>,
    /// Whether its keys are asked about one by one, whatever the caller is.
    free: bool,
}

#[derive(Debug, Clone)]
struct Generic {
    /// `None`: any account that is not named.
    account: Option<String>,
    /// ARNs of those who are named.
    without: Vec<String>,
}

/// A document does not tell its partition: callers are of the commercial one.
pub const PARTITION: &str = "aws";

/// An account that stands for all that no policy names.
const FRESH: [&str; 2] = ["999988887777", "888877776666"];

/// Services of which one stands for all that no policy names.
const SERVICES: [&str; 4] = ["lambda.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com", "ec2.amazonaws.com"];

/// All callers that matter to policies of a kind.
pub fn callers(statements: &[Said], kind: Kind) -> Vec<Whom> {
    if !kind.has_principals() {
        let caller = Caller::User(format!("arn:{PARTITION}:iam::111122223333:user/someone"));
        return vec![Whom { caller, generic: None, free: true }];
    }
    let mut listed: Vec<&Principal> = Vec::new();
    for said in statements {
        if let Element::Is(own) | Element::Not(own) = &said.statement.principals {
            listed.extend(own);
        }
    }
    let mut accounts: BTreeSet<&str> = listed.iter().filter_map(|principal| principal.account()).collect();
    for condition in statements.iter().flat_map(|said| &said.statement.conditions) {
        if condition.key.eq_ignore_ascii_case("aws:PrincipalAccount") {
            accounts.extend(condition.values.iter().map(String::as_str).filter(|text| is_id(text)));
        } else if condition.key.eq_ignore_ascii_case("aws:PrincipalArn") {
            accounts.extend(condition.values.iter().filter_map(|arn| arn.split(':').nth(4)).filter(|text| is_id(text)));
        }
    }
    let without: Vec<String> =
        listed.iter().filter(|one| one.account().is_some()).map(|one| one.text().to_owned()).collect();
    let mut found = Vec::new();
    let fresh = FRESH.into_iter().find(|id| !accounts.contains(id)).unwrap_or(FRESH[0]);
    for (account, named) in accounts.iter().map(|id| (*id, true)).chain([(fresh, false)]) {
        let generic = Generic { account: named.then(|| account.to_owned()), without: without.clone() };
        let user = Caller::User(format!("arn:{PARTITION}:iam::{account}:user/someone"));
        let session = Caller::Session {
            arn: format!("arn:{PARTITION}:sts::{account}:assumed-role/somerole/session"),
            role: Some(format!("arn:{PARTITION}:iam::{account}:role/somerole")),
        };
        found.extend([user, session].map(|caller| Whom { caller, generic: Some(generic.clone()), free: false }));
        if named {
            found.push(Whom::fixed(Caller::Root { account: account.to_owned(), partition: PARTITION.to_owned() }));
        }
    }
    found.push(Whom::fixed(Caller::Anonymous));
    let own = |name: &str| listed.iter().any(|one| one.text() == name);
    found
        .extend(SERVICES.into_iter().find(|name| !own(name)).map(|name| Whom::fixed(Caller::Service(name.to_owned()))));
    let mut seen = BTreeSet::new();
    for principal in listed {
        if let Some(caller) = caller(principal)
            && seen.insert(caller.clone())
        {
            found.push(Whom::fixed(caller));
        }
    }
    found
}

fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The caller that a listed principal names. Accounts are asked about anyway.
fn caller(principal: &Principal) -> Option<Caller> {
    Some(match principal {
        Principal::User { arn, .. } => Caller::User(arn.clone()),
        Principal::Role { account, arn } => {
            let (partition, name) = (arn.split(':').nth(1)?, arn.rsplit('/').next()?);
            let session = format!("arn:{partition}:sts::{account}:assumed-role/{name}/session");
            Caller::Session { arn: session, role: Some(arn.clone()) }
        }
        Principal::Session { arn, .. } => Caller::Session { arn: arn.clone(), role: None },
        Principal::FederatedUser { arn, .. } => Caller::FederatedUser(arn.clone()),
        Principal::Service(name) => Caller::Service(name.clone()),
        Principal::Federated(name) => Caller::Federated(name.clone()),
        Principal::Canonical(id) => Caller::Canonical(id.clone()),
        Principal::Oai(arn) => Caller::OriginAccess(arn.clone()),
        _ => return None,
    })
}

impl Whom {
    fn fixed(caller: Caller) -> Self {
        Self { caller, generic: None, free: false }
    }

    /// What a key, in lower case, holds because of who asks. `None`: who asks does not tell.
    pub fn domain(&self, key: &str) -> Option<Domain> {
        if self.free {
            return None;
        }
        let never = || Domain { absent: true, present: Present::Never };
        let always = |texts: &[&str]| Domain {
            absent: false,
            present: Present::Points(texts.iter().map(|text| (*text).to_owned()).collect()),
        };
        let has_account = self.caller.account().is_some();
        let anonymous = self.caller == Caller::Anonymous;
        Some(match key {
            "aws:principalaccount" => match &self.generic {
                Some(Generic { account: None, .. }) => return None,
                _ if anonymous => always(&["anonymous"]),
                _ => always(&[self.caller.account()?]),
            },
            "aws:principalarn" => match (&self.caller, &self.generic) {
                (_, Some(generic)) => generic.arns(matches!(self.caller, Caller::User(_))),
                (Caller::Session { role, .. }, None) => always(&[role.as_deref()?]),
                (Caller::Root { .. } | Caller::User(_) | Caller::FederatedUser(_), None) => {
                    always(&[self.caller.text().as_str()])
                }
                // Services and holders of a provider's token have none.
                _ => never(),
            },
            "aws:principaltype" => match &self.caller {
                Caller::Anonymous => always(&["Anonymous"]),
                Caller::Root { .. } => always(&["Account"]),
                Caller::User(_) => always(&["User"]),
                Caller::Session { .. } => always(&["AssumedRole"]),
                Caller::FederatedUser(_) => always(&["FederatedUser"]),
                _ => return None,
            },
            "aws:username" => match (&self.caller, &self.generic) {
                (Caller::User(_), Some(_)) => return None,
                (Caller::User(arn), None) => always(&[arn.rsplit('/').next()?]),
                _ => never(),
            },
            "aws:principalisawsservice" => match &self.caller {
                Caller::Service(_) => always(&["true"]),
                Caller::Anonymous => never(),
                _ => always(&["false"]),
            },
            "aws:principalservicename" => match &self.caller {
                Caller::Service(name) => always(&[name]),
                _ => never(),
            },
            "aws:principalservicenameslist" if !matches!(self.caller, Caller::Service(_)) => never(),
            "aws:principalorgid" | "aws:principalorgpaths" if !has_account => never(),
            _ if key.starts_with("aws:principaltag/") && !has_account => never(),
            _ => return None,
        })
    }

    /// The caller by the name that a request's conditions ask for.
    pub fn named(&self, context: &Context) -> Caller {
        let (Some(_), Some(arn)) = (&self.generic, context.one("aws:principalarn")) else { return self.caller.clone() };
        match &self.caller {
            Caller::User(_) => Caller::User(arn.to_owned()),
            _ => {
                let (account, name) =
                    (arn.split(':').nth(4).unwrap_or_default(), arn.rsplit('/').next().unwrap_or_default());
                let session = format!("arn:{PARTITION}:sts::{account}:assumed-role/{name}/session");
                Caller::Session { arn: session, role: Some(arn.to_owned()) }
            }
        }
    }
}

impl Generic {
    /// The ARNs of such users or roles.
    fn arns(&self, users: bool) -> Domain {
        let account = self.account.as_deref().map_or_else(|| Pattern::digits(12), Pattern::literal);
        let kind = Pattern::literal(if users { ":user/" } else { ":role/" });
        let head = Pattern::literal(&format!("arn:{PARTITION}:iam::")).concat(&account).concat(&kind);
        let within = vec![head.concat(&Pattern::at_least(1, Class::IamPath))];
        let without = self.without.iter().map(|arn| Pattern::literal(arn)).collect();
        Domain { absent: false, present: Present::Texts { within, without } }
    }
}
