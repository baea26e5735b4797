//! The kinds of outsiders that a policy is asked about, the worst first.

use std::collections::BTreeSet;

use super::super::condition::is_organization;
use super::super::parse::{Effect, Element, Policy};
use super::super::principal::Principal;
use super::super::request::Caller;
use super::super::text::{Budget, Found, Pattern, find};
use super::alike::{self, Alike};
use super::kind::Kind;
use super::mention::Mentions;
use super::service;
use super::way::{Way, variants, ways};
use super::zone::Zone;

/// How bad it is that somebody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nobody knows who it was.
    Anonymous,
    /// Everybody who has an AWS account, or one at an identity provider that takes everybody.
    Anybody,
    /// An AWS service that could act for others.
    Service,
    /// Somebody with something of his own that is fixed: an endpoint, a network, an external id.
    Bounded,
    /// An organisation, account, principal or tenant that the policy names.
    Named,
}

impl Severity {
    /// Whether everybody can be such a caller.
    pub fn is_public(self) -> bool {
        self <= Self::Anybody
    }
}

/// One kind of outsider. It fixes which keys a request has, and most of their values.
#[derive(Debug, Clone)]
pub struct Archetype {
    pub name: String,
    pub severity: Severity,
    pub caller: Caller,
    /// The account that he calls from, or that a service works for. An anonymous caller owns the endpoint's.
    pub account: String,
    /// The organisation of that account.
    pub organization: Option<String>,
    pub way: Way,
    /// Whether things of fixed name may be his: endpoints, VPCs, external ids that the policy names.
    pub bounded: bool,
    /// Whose tokens he shows, where he is a user of an identity provider.
    pub tenant: Option<Box<super::tenant::Tenant>>,
}

/// Keys that tell for which resource a service calls.
const SOURCE_KEYS: &[&str] = &["aws:sourcearn", "aws:sourceaccount"];

/// Keys that tell users, roles and root apart.
const IDENTITY_KEYS: &[&str] = &[
    "aws:principalarn",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
    "aws:tokenissuetime",
    "aws:sourceidentity",
    "aws:federatedprovider",
];

/// Outsiders that can matter to a policy, the worst first.
pub struct Outsiders {
    pub kinds: Vec<Archetype>,
    /// Whether there are no others.
    pub are_all: bool,
}

/// What is said where there are more outsiders than are asked about.
pub const TOO_MANY: &str = "more pairs of accounts and organisations than are asked about";

/// How many pairs of an organisation and somebody who may be of it are asked about.
const MOST_PAIRS: usize = 2_000;

/// The outsiders that can matter to a policy: all of them, unless it names hundreds of accounts and of organisations.
pub fn outsiders(policy: &Policy, kind: &Kind, zone: &Zone, partition: &str, mentions: &Mentions) -> Outsiders {
    let named = named(policy, zone);
    let mut accounts = Accounts::of(policy, zone, mentions, &named);
    let people = accounts.all().count() + named.len();
    let are_all = people.saturating_mul(accounts.organizations.len()) <= MOST_PAIRS;
    if !are_all {
        accounts.organizations.truncate(MOST_PAIRS.div_ceil(people));
    }
    let ways = ways(mentions);
    let is_asked_of_kinds = IDENTITY_KEYS.iter().any(|key| mentions.has(key))
        || policy.statements.iter().any(|statement| matches!(statement.principals, Element::Not(_)));
    let mut found = Vec::new();
    if kind.anonymous {
        for way in ways.iter().filter(|way| **way != Way::Service) {
            for bounded in variants(*way, mentions) {
                let mut one = Archetype::anonymous(&accounts.fresh[0].id, *way);
                if *bounded {
                    one.bind();
                }
                found.push(one);
            }
        }
    }
    // AWS documents principals of accounts together with the source of the call: buses and queues take what a service
    // sends for the account that the statement names.
    let mut named_ways = ways.clone();
    if SOURCE_KEYS.iter().any(|key| mentions.has(key)) && !named_ways.contains(&Way::Service) {
        named_ways.push(Way::Service);
    }
    let granted = Mentions::of_grants(policy);
    let granted_accounts = granted.accounts();
    // Whom a Deny names it lets in nowhere.
    let allows = policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow));
    let grants = allows.flat_map(|statement| match &statement.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    });
    for (account, fresh) in accounts.all() {
        let is_named = grants.clone().any(|principal| principal.account() == Some(account.id.as_str()))
            || granted_accounts.contains(&account.id);
        let foreign = accounts.organizations.iter().map(|(organization, fresh)| (Some(organization), *fresh));
        let callers = callers(&account.id, partition, is_asked_of_kinds);
        for (organization, common) in [(None, true)].into_iter().chain(foreign) {
            let is_named = is_named || organization.is_some_and(|alike| granted.has_organization(&alike.id));
            let ways = if is_named { &named_ways } else { &ways };
            for caller in &callers {
                for way in ways {
                    for bounded in variants(*way, mentions) {
                        let id = organization.map(|alike| alike.id.as_str());
                        let mut one = Archetype::of(caller.clone(), &account.id, id, *way);
                        if !(fresh && common) {
                            one.severity = Severity::Named;
                            let whom = organization.filter(|_| fresh).unwrap_or(account);
                            one.name.push_str(" of ");
                            one.name.push_str(&whom.text());
                        }
                        if *bounded {
                            one.bind();
                        }
                        found.push(one);
                    }
                }
            }
        }
    }
    for principal in &named {
        for organization in
            [None].into_iter().chain(accounts.organizations.iter().map(|(alike, _)| Some(alike.id.as_str())))
        {
            for way in if grants.clone().any(|own| own == principal) { &named_ways } else { &ways } {
                found.extend(Archetype::named(principal, organization, *way, kind));
            }
        }
    }
    found.extend(service::services(policy, kind, &accounts, mentions));
    found.extend(super::tenant::bearers(policy, kind, zone, mentions));
    found.sort_by_key(|one| one.severity);
    Outsiders { kinds: found, are_all }
}

impl Archetype {
    fn anonymous(account: &str, way: Way) -> Self {
        let mut one = Self::of(Caller::Anonymous, account, None, way);
        one.severity = Severity::Anonymous;
        one
    }

    /// A caller without anything that is fixed.
    pub fn of(caller: Caller, account: &str, organization: Option<&str>, way: Way) -> Self {
        let who = match &caller {
            Caller::Anonymous => "anonymous",
            Caller::Root { .. } => "any root user",
            Caller::User(_) => "any user",
            Caller::FederatedUser(_) => "any federated user",
            _ => "any role",
        };
        let through = match way {
            Way::Internet => "",
            Way::Endpoint => " through a VPC endpoint",
            Way::Service => " through an AWS service",
        };
        Self {
            name: [who, through].concat(),
            severity: Severity::Anybody,
            caller,
            account: account.to_owned(),
            organization: organization.map(str::to_owned),
            way,
            bounded: false,
            tenant: None,
        }
    }

    /// Who it is, however he comes.
    pub fn whom(&self) -> String {
        match (&self.caller, self.severity) {
            (_, Severity::Named | Severity::Service) if self.bounded && self.tenant.is_none() => self.caller.text(),
            (Caller::Federated(provider), _) => provider.clone(),
            (_, Severity::Named) => [&self.account, " ", self.organization.as_deref().unwrap_or_default()].concat(),
            (_, severity) => format!("{severity:?}"),
        }
    }

    /// Makes things of fixed name his.
    fn bind(&mut self) {
        self.bounded = true;
        if self.severity.is_public() {
            self.severity = Severity::Bounded;
        }
        self.name.push_str(", by something that is fixed");
    }

    fn named(principal: &Principal, organization: Option<&str>, way: Way, kind: &Kind) -> Vec<Self> {
        let (text, account) = (principal.text().to_owned(), principal.account().unwrap_or_default());
        let caller = match principal {
            // An account's callers are there already.
            Principal::User { arn, .. } => Caller::User(arn.clone()),
            Principal::Role { arn, .. } => {
                let name = arn.rsplit('/').next().unwrap_or_default();
                let partition = arn.split(':').nth(1).unwrap_or("aws");
                let session = format!("arn:{partition}:sts::{account}:assumed-role/{name}/session");
                Caller::Session { arn: session, role: Some(arn.clone()) }
            }
            Principal::Session { arn, .. } => Caller::Session { arn: arn.clone(), role: None },
            Principal::FederatedUser { arn, .. } => Caller::FederatedUser(arn.clone()),
            Principal::Canonical(id) if kind.is_s3() => Caller::Canonical(id.clone()),
            Principal::Oai(arn) if kind.is_s3() => Caller::OriginAccess(arn.clone()),
            _ => return Vec::new(),
        };
        let mut one = Self::of(caller, account, organization, way);
        one.severity = Severity::Named;
        one.bounded = true;
        one.name = text;
        vec![one]
    }
}

/// Those who come by identity providers that the policy does not name.
pub fn unnamed_bearers() -> [Archetype; 2] {
    let of = |provider: &str, name: &str| Archetype {
        name: name.to_owned(),
        severity: Severity::Anybody,
        caller: Caller::Federated(provider.to_owned()),
        account: String::new(),
        organization: None,
        way: Way::Internet,
        bounded: false,
        tenant: None,
    };
    [
        of("token.example.com", "anybody with a token"),
        of("arn:any:iam::000000000000:saml-provider/any", "anybody with an assertion"),
    ]
}

/// Principals that a policy names anywhere and that are not of the zone.
fn named(policy: &Policy, zone: &Zone) -> Vec<Principal> {
    let mut found: Vec<Principal> = Vec::new();
    for statement in &policy.statements {
        let (Element::Is(listed) | Element::Not(listed)) = &statement.principals else { continue };
        for principal in listed {
            if !zone.has_principal(principal) && !found.contains(principal) {
                found.push(principal.clone());
            }
        }
    }
    found
}

/// Accounts and organisations that outsiders may be of.
pub struct Accounts {
    /// Accounts that nobody has heard of: one, and one for each pattern of account ids.
    fresh: Vec<Alike>,
    /// Accounts that the policy names.
    named: Vec<Alike>,
    /// Organisations: one that nobody has heard of, and those that the policy names; whether nobody has heard of it.
    pub organizations: Vec<(Alike, bool)>,
}

impl Accounts {
    fn of(policy: &Policy, zone: &Zone, mentions: &Mentions, principals: &[Principal]) -> Self {
        let mut named: BTreeSet<String> = mentions.accounts().into_iter().collect();
        named.extend(principals.iter().filter_map(|principal| principal.account().map(str::to_owned)));
        named.retain(|account| !zone.has_account(account));
        let taken = || named.iter().chain([&zone.account]).chain(&zone.accounts);
        let fresh = |within: Option<&Pattern>| {
            let id = Pattern::digits(12);
            let groups: Vec<Vec<&Pattern>> = [Some(&id), within].into_iter().flatten().map(|one| vec![one]).collect();
            let taken: Vec<Pattern> = taken().map(|id| Pattern::literal(id)).collect();
            match find(&groups, &taken.iter().collect::<Vec<_>>(), &mut Budget::default()) {
                Found::Text(text) => Some(text),
                _ => None,
            }
        };
        let free = ["999999999999", "888888888888"].into_iter().find(|id| !taken().any(|own| own == id));
        let mut ids: Vec<String> = free.map(str::to_owned).or_else(|| fresh(None)).into_iter().collect();
        for pattern in mentions.account_patterns() {
            if !ids.iter().any(|id| pattern.matches(id)) {
                ids.extend(fresh(Some(&pattern)));
            }
        }
        let fresh = ids.into_iter().map(Alike::alone).collect();
        let named = alike::groups(named, policy, mentions);
        Self { fresh, named, organizations: organizations(policy, zone, mentions) }
    }

    /// All accounts, and whether nobody has heard of them.
    pub fn all(&self) -> impl Iterator<Item = (&Alike, bool)> {
        self.fresh.iter().map(|id| (id, true)).chain(self.named.iter().map(|id| (id, false)))
    }
}

/// Organisations that outsiders may be of, and whether nobody has heard of them.
pub fn organizations(policy: &Policy, zone: &Zone, mentions: &Mentions) -> Vec<(Alike, bool)> {
    let keys = ["aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"];
    let more = ["aws:vpceorgid", "aws:vpceorgpaths"];
    if !keys.iter().chain(&more).any(|key| mentions.has(key)) {
        return Vec::new();
    }
    let (mut exact, mut fresh) = (BTreeSet::new(), vec!["o-exampleorgid".to_owned()]);
    let values = keys.iter().chain(&more).flat_map(|key| mentions.values(key));
    for value in values {
        let id = value.split('/').next().unwrap_or_default().to_ascii_lowercase();
        let id = match zone.organizations.first() {
            Some(own) => id.replace("${aws:resourceorgid}", own),
            None => id,
        };
        if is_organization(&id) {
            exact.insert(id);
        } else if id.contains(['*', '?']) && !id.contains('$') {
            let pattern = Pattern::glob(&id);
            let any =
                Pattern::literal("o-").concat(&Pattern::at_least(10, super::super::text::Class::LowerAlphanumeric));
            // One that is not ours: the first that matches may be.
            let own: Vec<Pattern> = zone.organizations.iter().map(|id| Pattern::literal(id)).collect();
            let own: Vec<&Pattern> = own.iter().collect();
            if !fresh.iter().any(|one| pattern.matches(one))
                && let Found::Text(text) = find(&[vec![&pattern], vec![&any]], &own, &mut Budget::default())
            {
                fresh.push(text);
            }
        }
    }
    fresh.retain(|id| !exact.contains(id) && !zone.organizations.contains(id));
    exact.retain(|id| !zone.organizations.contains(id));
    let exact = alike::groups(exact, policy, mentions).into_iter().map(|alike| (alike, false));
    fresh.into_iter().map(|id| (Alike::alone(id), true)).chain(exact).collect()
}

/// The principals that an outsider can be in his own account. Their names are his to choose.
pub fn callers(account: &str, partition: &str, all: bool) -> Vec<Caller> {
    let session = ["arn:", partition, ":sts::", account, ":assumed-role/outsider/session"].concat();
    let mut callers = vec![Caller::Session { arn: session, role: None }];
    if all {
        callers.push(Caller::User(format!("arn:{partition}:iam::{account}:user/outsider")));
        callers.push(Caller::FederatedUser(format!("arn:{partition}:sts::{account}:federated-user/outsider")));
        callers.push(Caller::Root { account: account.to_owned(), partition: partition.to_owned() });
    }
    callers
}
