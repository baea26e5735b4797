//! Identity providers that serve many, and whose users a token is of.

use super::super::parse::{Element, Policy};
use super::super::principal::Principal;
use super::super::request::Caller;
use super::super::search::{Domain, Present};
use super::super::subject::is_anchored;
use super::super::text::{Class, Pattern};
use super::caller::{Archetype, Severity};
use super::kind::Kind;
use super::mention::Mentions;
use super::way::Way;
use super::zone::Zone;

/// Whose tokens somebody shows.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// What stands before `:sub` in the names of condition keys, in lower case.
    host: String,
    /// The subjects of his tokens.
    subjects: Present,
    /// For whom tokens are made out.
    audiences: Present,
    /// `authenticated` or `unauthenticated`, where the provider tells.
    methods: Option<Present>,
    /// Other claims, by their keys, that tell whose a token is: what they cannot say.
    not: Vec<(String, Vec<Pattern>)>,
}

/// How a provider writes its subjects: `name` + tenant + one of `ends` + anything.
struct Grammar {
    /// The host, or the end of it where it begins with a dot.
    host: &'static str,
    name: &'static str,
    ends: &'static [char],
    /// Names that subjects begin with where a tenant chose another template: each before what is the tenant's own.
    owned: &'static [&'static str],
    /// Such names before what every tenant can call so.
    free: &'static [&'static str],
}

impl Grammar {
    const fn new(host: &'static str, name: &'static str, ends: &'static [char]) -> Self {
        Self { host, name, ends, owned: &[], free: &[] }
    }
}

/// What ends a value in a subject by a template, if it does not end the subject.
const TEMPLATE_ENDS: &[char] = &['/', '@', ':'];

/// Providers that take everybody. Formats are of each provider's own documentation.
const SHARED: &[Grammar] = &[
    Grammar {
        owned: &[
            "actor:",
            "actor_id:",
            "enterprise:",
            "enterprise_id:",
            "job_workflow_ref:",
            "repository:",
            "repository_id:",
            "repository_owner:",
            "repository_owner_id:",
            "workflow_ref:",
        ],
        free: &["base_ref:", "environment:", "event_name:", "head_ref:", "ref:", "ref_type:", "workflow:"],
        ..Grammar::new("token.actions.githubusercontent.com", "repo:", &['/', '@'])
    },
    Grammar {
        owned: &["namespace_id:", "namespace_path:", "project_id:"],
        ..Grammar::new("gitlab.com", "project_path:", &['/'])
    },
    Grammar::new("app.terraform.io", "organization:", &[':']),
    Grammar::new("agent.buildkite.com", "organization:", &[':']),
    Grammar::new("oidc.vercel.com", "owner:", &[':']),
    Grammar::new("oidc.circleci.com", "org/", &['/']),
    Grammar::new("api.bitbucket.org", "{", &['}']),
    Grammar::new("accounts.google.com", "", &[]),
    Grammar::new("cognito-identity.amazonaws.com", "", &[]),
    Grammar::new("graph.facebook.com", "", &[]),
    Grammar::new("www.amazon.com", "", &[]),
    Grammar::new("appleid.apple.com", "", &[]),
];

/// Providers whose tokens name an application: somebody who has none of these cannot get one for it.
const BY_AUDIENCE: &[&str] = &[
    "accounts.google.com",
    "appleid.apple.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

const COGNITO: &str = "cognito-identity.amazonaws.com";

/// Providers that give each tenant an issuer of its own, told by the path of its URL.
const OF_ONE_TENANT: &[&str] =
    &["oidc.circleci.com", "api.bitbucket.org", "oidc.vercel.com", "token.actions.githubusercontent.com"];

/// Claims besides the subject that tell whose a token is.
const OWNER_CLAIMS: &[&str] = &[
    "actor",
    "actor_id",
    "enterprise",
    "enterprise_id",
    "job_workflow_ref",
    "namespace_id",
    "namespace_path",
    "oaud",
    "organization_id",
    "project_id",
    "project_path",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "workflow_ref",
];

impl Tenant {
    /// What a token says under a condition key, in lower case. `None`: the key is none of its provider's.
    pub fn claim(&self, key: &str) -> Option<Domain> {
        let claim = key.strip_prefix(&self.host)?.strip_prefix(':')?;
        Some(match claim {
            // A condition that a missing claim meets is no condition, whatever a provider sends today.
            _ if claim == subject_claim(&self.host) => Domain { absent: true, present: self.subjects.clone() },
            "aud" | "app_id" => Domain { absent: false, present: self.audiences.clone() },
            "amr" => match &self.methods {
                Some(methods) => Domain { absent: false, present: Present::Set(Box::new(methods.clone())) },
                None => Domain { absent: true, present: Present::Set(Box::new(Present::text(Pattern::everything()))) },
            },
            _ => {
                let not = self.not.iter().find(|(own, _)| own == key).map(|(_, not)| not.clone()).unwrap_or_default();
                Domain { absent: true, present: Present::Texts { within: vec![Pattern::everything()], without: not } }
            }
        })
    }
}

/// What a token must claim for the question whether it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Anything.
    Anything,
    /// A subject of nobody whom the policy names.
    StrangeSubject,
    /// An audience that the policy does not write out.
    OtherAudience,
}

/// Holders of such tokens of a provider, by its ARN or host, with all else of the token as it may be.
///
/// Of an identity pool of Cognito, guests have subjects like users: they stand for the strangers.
pub fn claiming(provider: &str, claimed: Claimed, mentions: &Mentions) -> Vec<Tenant> {
    let host = provider.split_once(":oidc-provider/").map_or(provider, |(_, url)| url).to_ascii_lowercase();
    let domain = host.split('/').next().unwrap_or_default();
    let grammar = SHARED.iter().find(|grammar| grammar.host == domain);
    let anything = Present::text(Pattern::everything());
    let free = Tenant {
        methods: (domain == COGNITO).then(all_methods),
        subjects: anything.clone(),
        audiences: anything.clone(),
        not: Vec::new(),
        host: host.clone(),
    };
    let values = |key: String| mentions.values(&key).collect::<Vec<_>>();
    match (claimed, grammar) {
        (Claimed::Anything, _) => vec![free],
        (Claimed::OtherAudience, _) => {
            let written = ["aud", "app_id"].map(|claim| values(format!("{host}:{claim}"))).concat();
            let without =
                written.into_iter().filter(|value| !value.contains(['*', '?'])).map(Pattern::literal).collect();
            vec![Tenant { audiences: Present::Texts { within: vec![Pattern::everything()], without }, ..free }]
        }
        (Claimed::StrangeSubject, Some(grammar)) => {
            let mut all = everybody(&host, grammar, &Zone::default(), mentions);
            all.retain(|one| domain != COGNITO || matches!(one.methods, Some(Present::Points(_))));
            all.into_iter().map(|one| Tenant { audiences: anything.clone(), ..one }).collect()
        }
        // How a company's own provider writes subjects nobody knows: whoever is written out is named.
        (Claimed::StrangeSubject, None) => {
            let named = values(subject_key(&host)).into_iter().filter(|value| is_anchored(value));
            let without = named.map(Pattern::glob).collect();
            let within = vec![Pattern::at_least(1, Class::Printable)];
            vec![Tenant { subjects: Present::Texts { within, without }, not: owners(&host, mentions), ..free }]
        }
    }
}

/// The claim that names the user. Two old providers have names of their own.
pub fn subject_claim(host: &str) -> &'static str {
    match host {
        "www.amazon.com" => "user_id",
        "graph.facebook.com" => "id",
        _ => "sub",
    }
}

fn subject_key(host: &str) -> String {
    format!("{host}:{}", subject_claim(host))
}

/// Those who come with a token or an assertion of a provider that the policy lets in.
pub fn bearers(policy: &Policy, kind: &Kind, zone: &Zone, mentions: &Mentions) -> Vec<Archetype> {
    let mut found: Vec<Archetype> = Vec::new();
    for statement in &policy.statements {
        let (Element::Is(listed) | Element::Not(listed)) = &statement.principals else { continue };
        for principal in listed {
            let Principal::Federated(provider) = principal else { continue };
            if !found.iter().any(|one| matches!(&one.caller, Caller::Federated(own) if own == provider)) {
                found.extend(of_provider(provider, kind, zone, mentions));
            }
        }
    }
    found
}

fn of_provider(provider: &str, kind: &Kind, zone: &Zone, mentions: &Mentions) -> Vec<Archetype> {
    let path = provider.split_once(":oidc-provider/").map(|(_, path)| path);
    let account = provider.starts_with("arn:").then(|| provider.split(':').nth(4).unwrap_or_default());
    let host = path.or(account.is_none().then_some(provider)).map(str::to_ascii_lowercase);
    let is_trusted = |name: &str| zone.identity_providers.iter().any(|own| own.eq_ignore_ascii_case(name));
    if is_trusted(provider) || host.as_deref().is_some_and(is_trusted) {
        return Vec::new();
    }
    let one = |name: String, severity: Severity, tenant: Option<Tenant>| Archetype {
        name,
        severity,
        caller: Caller::Federated(provider.to_owned()),
        account: account.unwrap_or_default().to_owned(),
        organization: None,
        way: Way::Internet,
        bounded: severity != Severity::Anybody,
        tenant: tenant.map(Box::new),
    };
    let domain = host.as_deref().map(|host| host.split('/').next().unwrap_or_default());
    let grammar = domain.and_then(|domain| SHARED.iter().find(|grammar| grammar.host == domain));
    let (Some(host), Some(grammar)) = (host, grammar) else {
        // A company's own provider: whose it is, its account tells.
        return match account {
            Some(account) if zone.has_account(account) => Vec::new(),
            _ => vec![one(format!("users of {provider}"), Severity::Named, None)],
        };
    };
    if !kind.is_role() {
        // Roles of any account can take users of a provider that takes everybody.
        return vec![one(format!("users of {provider}"), Severity::Anybody, None)];
    }
    let mut found = Vec::new();
    // An issuer of a tenant's own takes nobody else's.
    if !(host.contains('/') && OF_ONE_TENANT.contains(&grammar.host)) {
        let name = format!("anybody with an account at {}", grammar.host);
        for tenant in everybody(&host, grammar, zone, mentions) {
            found.push(one(name.clone(), Severity::Anybody, Some(tenant)));
        }
    }
    let all = named(&host, grammar, zone, mentions);
    found.push(one(format!("a user of {} whom the policy names", grammar.host), Severity::Named, Some(all)));
    found
}

/// Tokens that everybody can have: of tenants that the policy does not name.
fn everybody(host: &str, grammar: &Grammar, zone: &Zone, mentions: &Mentions) -> Vec<Tenant> {
    let mut not = trusted(zone);
    not.extend(mentions.values(&subject_key(host)).filter_map(|value| claimed(value, grammar)));
    let subjects = Present::Texts { within: subjects(host, grammar, mentions), without: not };
    let keys = ["aud", "app_id"].map(|claim| format!("{host}:{claim}"));
    let written = keys.iter().flat_map(|key| mentions.values(key)).filter(|value| !value.contains(['*', '?']));
    let by_audience = BY_AUDIENCE.contains(&grammar.host);
    let without = if by_audience { written.map(Pattern::literal).collect() } else { Vec::new() };
    let audiences = Present::Texts { within: vec![Pattern::everything()], without };
    let host = host.to_owned();
    let not = owners(&host, mentions);
    if grammar.host != COGNITO {
        return vec![Tenant { host, subjects, audiences, methods: None, not }];
    }
    // Of a pool of his own he has all identities; of any other, those that nobody authenticates.
    let both = Some(all_methods());
    let own = Tenant { host: host.clone(), subjects: subjects.clone(), audiences, methods: both, not: not.clone() };
    let any = Present::text(Pattern::everything());
    vec![
        own,
        Tenant {
            host,
            subjects,
            audiences: any,
            methods: Some(Present::Points(vec!["unauthenticated".to_owned()])),
            not,
        },
    ]
}

/// Tokens of all tenants but those of the zone.
fn named(host: &str, grammar: &Grammar, zone: &Zone, mentions: &Mentions) -> Tenant {
    Tenant {
        host: host.to_owned(),
        subjects: Present::Texts { within: subjects(host, grammar, mentions), without: trusted(zone) },
        audiences: Present::text(Pattern::everything()),
        methods: (grammar.host == COGNITO).then(all_methods),
        not: Vec::new(),
    }
}

fn trusted(zone: &Zone) -> Vec<Pattern> {
    zone.subjects.iter().map(|subject| Pattern::glob(subject)).collect()
}

/// What Cognito says of how somebody came by his identity: whether by a provider, and by which, told by its host.
fn all_methods() -> Present {
    let words = ["authenticated", "unauthenticated"].map(Pattern::literal);
    Present::Texts { within: words.into_iter().chain([Pattern::glob("?*.?*")]).collect(), without: Vec::new() }
}

/// The subjects that a provider writes. Templates count only where the policy asks for one.
fn subjects(host: &str, grammar: &Grammar, mentions: &Mentions) -> Vec<Pattern> {
    if grammar.ends.is_empty() {
        return vec![Pattern::at_least(1, Class::Printable)];
    }
    let rest = Pattern::at_least(1, Class::Any);
    let value = |name: &str| Pattern::literal(name).concat(&Pattern::at_least(1, Class::Slug));
    let ended = |name: &str, ends: &[char]| -> Vec<Pattern> {
        ends.iter().map(|end| value(name).concat(&Pattern::literal(&end.to_string())).concat(&rest)).collect()
    };
    let mut all = ended(grammar.name, grammar.ends);
    if mentions.values(&subject_key(host)).any(|value| !value.starts_with(grammar.name)) {
        all.extend(grammar.owned.iter().flat_map(|name| ended(name, TEMPLATE_ENDS)));
        all.extend(grammar.owned.iter().map(|name| value(name)));
        all.extend(grammar.free.iter().map(|name| Pattern::literal(name).concat(&rest)));
    }
    all
}

/// Claims that tell whose a token is, and the values that the policy writes out: somebody else's tokens lack them.
fn owners(host: &str, mentions: &Mentions) -> Vec<(String, Vec<Pattern>)> {
    let of_claim = |claim: &&str| {
        let key = format!("{host}:{claim}");
        let named = mentions.values(&key).filter(|value| {
            let owner = value.split('/').next().unwrap_or_default();
            !owner.is_empty() && !owner.contains(['*', '?'])
        });
        let patterns = named.map(Pattern::glob).collect();
        (key, patterns)
    };
    OWNER_CLAIMS.iter().map(of_claim).collect()
}

/// The subjects of the tenant that a value names to the end of its name.
fn claimed(value: &str, grammar: &Grammar) -> Option<Pattern> {
    if grammar.ends.is_empty() {
        return (!value.contains(['*', '?'])).then(|| Pattern::literal(value));
    }
    if let Some((name, rest)) = grammar.owned.iter().find_map(|name| Some((name, value.strip_prefix(name)?))) {
        let owner =
            rest.split(TEMPLATE_ENDS).next().filter(|owner| !owner.is_empty() && !owner.contains(['*', '?']))?;
        let start = Pattern::literal(name).concat(&Pattern::folded_literal(owner));
        return Some(if rest.len() > owner.len() { start.concat(&Pattern::everything()) } else { start });
    }
    let (name, rest) = value.split_at_checked(grammar.name.len())?;
    if !name.eq_ignore_ascii_case(grammar.name) {
        return None;
    }
    let end = rest.find(grammar.ends)?;
    if end == 0 || rest[..end].contains(['*', '?']) {
        return None;
    }
    let mark = rest[end..].chars().next()?;
    let tail = format!("{mark}*");
    Some(Pattern::literal(grammar.name).concat(&Pattern::folded_literal(&rest[..end])).concat(&Pattern::glob(&tail)))
}
