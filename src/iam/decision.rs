//! The decision of AWS on one request under all policies that bear on it.

use super::exception::{
    is_always_allowed, is_of_aws, is_service_linked, keeps_bucket_policy, needs_explicit_trust, takes_unsigned,
};
use super::parse::{Effect, Policy, Statement};
use super::reach::Reach;
use super::request::{Caller, Request};
use super::statement::{Kind, Match, matches};
use super::truth::Truth;

/// The policies that bear on a request. Those that do not apply to the caller's kind are left out of account: nothing
/// but resource-side policies applies to anonymous callers, services and holders of a provider's token.
///
/// Leave out what has no effect in the organisation's management account: service control policies on its callers,
/// resource control policies on its resources.
#[derive(Debug, Clone, Default)]
pub struct Policies<'a> {
    /// Of the user with its groups, or of the role.
    pub identity: Vec<Named<'a>>,
    /// Of the resource; the trust policy, where the resource is a role.
    pub resource: Option<Named<'a>>,
    /// The permissions boundary of the user or role.
    pub boundary: Option<Vec<Named<'a>>>,
    /// One list a level, from the root of the caller's organisation down to its account. Empty: no organisation.
    pub service_control: Vec<Vec<Named<'a>>>,
    /// One list a level, from the root of the organisation of the resource. `RCPFullAWSAccess` may be left out.
    pub resource_control: Vec<Vec<Named<'a>>>,
    /// Whether resource control policies reach the service of the action.
    pub resource_control_reaches: bool,
    /// The policies that the session was made with.
    pub session: Option<Vec<Named<'a>>>,
    /// Of the VPC endpoint that the request goes through.
    pub endpoint: Option<Vec<Named<'a>>>,
}

/// A policy with the name that the trace calls it by.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub name: &'a str,
    pub policy: &'a Policy,
}

/// What AWS decides, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Whether the request is allowed.
    pub allowed: Truth,
    /// Whether a `Deny` refuses it.
    pub denied: Truth,
    /// What decided it, in words.
    pub reasons: Vec<String>,
    /// What keeps it open, where it is.
    pub unknowns: Vec<String>,
    /// Every statement that was read, in the order of the policies.
    pub trace: Vec<Step>,
}

/// One statement of the trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub kind: Kind,
    /// Of control policies, from 0 at the root of the organisation.
    pub level: Option<usize>,
    pub policy: String,
    /// Its Sid, else its index.
    pub statement: String,
    pub line: usize,
    pub effect: Option<Effect>,
    pub matched: Match,
}

impl Step {
    /// `Deny statement Http of resource policy bucket-policy`
    pub fn text(&self) -> String {
        let effect = self.effect.map_or("odd".to_owned(), |effect| format!("{effect:?}"));
        format!("{effect} statement {} of {} {}", self.statement, self.kind.text(), self.policy)
    }
}

/// What the policies of one kind say.
#[derive(Debug, Clone, Copy)]
struct Says {
    allow: Reach,
    deny: Truth,
}

impl Says {
    const NOTHING: Self = Self { allow: Reach::NOT, deny: Truth::No };

    fn allows(self) -> Truth {
        self.allow.any()
    }
}

/// Decides a request as AWS does. Nothing is added to its context: see [`Request::complete`].
///
/// Follows "Policy evaluation logic" of the IAM user guide: an explicit `Deny` anywhere refuses; then every policy type
/// that limits must allow; then, inside an account, the identity or the resource policy must allow, and across
/// accounts both. Keys of KMS and trust policies of roles must name the account for identity policies to count.
pub fn decide(policies: &Policies, request: &Request) -> Decision {
    if is_always_allowed(request) {
        let reasons = vec!["needs no permission and cannot be denied".to_owned()];
        let (allowed, denied) = (Truth::Yes, Truth::No);
        return Decision { allowed, denied, reasons, unknowns: Vec::new(), trace: Vec::new() };
    }
    let bounded = policies.boundary.is_some();
    let mut reader = Reader { request, bounded, trace: Vec::new(), lacks: Vec::new(), doubts: Vec::new() };
    let (denied, granted) = reader.decide(policies);
    let allowed = denied.negated().and(granted);
    let Reader { trace, lacks, doubts, .. } = reader;
    let matched = |effect: Effect| {
        let steps =
            trace.iter().filter(move |step| step.effect == Some(effect) && step.matched.reach.any() == Truth::Yes);
        steps.map(Step::text)
    };
    let (mut reasons, mut unknowns) = (Vec::new(), Vec::new());
    match (allowed, denied) {
        (Truth::Yes, _) => {
            if let Caller::Root { .. } = request.caller {
                reasons.push("root users need no identity policy".to_owned());
            }
            reasons.extend(matched(Effect::Allow));
        }
        (Truth::No, Truth::Yes) => reasons.extend(matched(Effect::Deny)),
        (Truth::No, _) => reasons = lacks,
        (Truth::Maybe, _) => {
            let open = trace.iter().filter(|step| step.matched.reach.any() == Truth::Maybe);
            unknowns.extend(open.map(|step| match &step.matched.why {
                Some(why) => format!("{}: {why}", step.text()),
                None => step.text(),
            }));
            unknowns.extend(doubts);
        }
    }
    Decision { allowed, denied, reasons, unknowns, trace }
}

struct Reader<'r> {
    request: &'r Request,
    bounded: bool,
    trace: Vec<Step>,
    /// What is wanting for the request to be granted.
    lacks: Vec<String>,
    /// What is not decided, other than whether a statement matches.
    doubts: Vec<String>,
}

impl Reader<'_> {
    /// Whether the request is denied, and whether it is granted but for that.
    fn decide(&mut self, policies: &Policies) -> (Truth, Truth) {
        let caller = &self.request.caller;
        // Whether the caller has policies of its own, and an organisation that could limit it.
        let limited = matches!(caller, Caller::User(_) | Caller::Session { .. } | Caller::FederatedUser(_));
        let root = matches!(caller, Caller::Root { .. });
        let mut exempt = Truth::No;
        if !(policies.service_control.is_empty() && policies.resource_control.is_empty()) {
            exempt = self.open(is_service_linked(caller), || "whether the role is linked to a service".to_owned());
        }

        let mut denied = Truth::No;
        let mut ceiling = Truth::Yes;
        if limited || root {
            for (level, list) in policies.service_control.iter().enumerate() {
                let says = self.read(Kind::ServiceControl, Some(level), list);
                denied = denied.or(says.deny.and(exempt.negated()));
                ceiling = ceiling.and(self.must(says.allows().or(exempt), || {
                    format!("no service control policy of level {level} allows it")
                }));
            }
        }
        if policies.resource_control_reaches {
            for (level, list) in policies.resource_control.iter().enumerate() {
                // RCPFullAWSAccess stays attached at every level: these policies only deny.
                let says = self.read(Kind::ResourceControl, Some(level), list);
                denied = denied.or(says.deny.and(exempt.negated()));
            }
        }
        if let Some(list) = &policies.endpoint {
            let says = self.read(Kind::Endpoint, None, list);
            denied = denied.or(says.deny);
            // One that names an account means its root user only, says the guide of gateway endpoints; that of others
            // does not say.
            let named = says.allow.direct.or(says.allow.role);
            let by_account = says.allow.account.and(Truth::Maybe);
            if named != Truth::Yes {
                self.open(by_account, || "whom a VPC endpoint policy means by an account".to_owned());
            }
            let allows = named.or(by_account);
            ceiling = ceiling.and(self.must(allows, || "no VPC endpoint policy allows it".to_owned()));
        }
        let resource = policies.resource.map_or(Says::NOTHING, |one| self.read(Kind::Resource, None, &[one]));
        if !keeps_bucket_policy(self.request) {
            denied = denied.or(resource.deny);
        }
        let (by_identity, within_limits) = if limited {
            let identity = self.read(Kind::Identity, None, &policies.identity);
            let mut within = Truth::Yes;
            denied = denied.or(identity.deny);
            let limits = [(Kind::Boundary, &policies.boundary), (Kind::Session, &policies.session)];
            for (kind, list) in limits {
                if let Some(list) = list {
                    let says = self.read(kind, None, list);
                    denied = denied.or(says.deny);
                    within = within.and(self.must(says.allows(), || format!("no {} allows it", kind.text())));
                }
            }
            (identity.allows().and(within), within)
        } else {
            (Truth::from(root), Truth::Yes)
        };
        if is_of_aws(self.request) {
            ceiling = self.must(Truth::No, || "what AWS manages cannot be changed or passed on".to_owned());
        }
        let granted = self.granted(resource.allow, by_identity, within_limits);
        (denied, ceiling.and(granted))
    }

    /// Whether identity and resource policies together grant the request.
    fn granted(&mut self, resource: Reach, by_identity: Truth, within_limits: Truth) -> Truth {
        let request = self.request;
        let delegated = if needs_explicit_trust(request) { resource.account } else { Truth::Yes };
        let same = resource.direct.or(resource.role.and(within_limits)).or(by_identity.and(delegated));
        let cross = resource.any().and(by_identity);
        let granted = match &request.caller {
            Caller::Root { .. } if request.action.eq_ignore_ascii_case("sts:AssumeRole") => {
                return self.must(Truth::No, || "root users cannot assume roles".to_owned());
            }
            Caller::Anonymous => {
                let unsigned = takes_unsigned(&request.action);
                let service = request.action.split(':').next().unwrap_or_default();
                self.open(unsigned, || format!("whether {service} takes unsigned requests for this action"));
                self.must(unsigned, || format!("{service} takes no unsigned requests for this action"))
                    .and(resource.direct)
            }
            Caller::Service(_) | Caller::Federated(_) | Caller::OriginAccess(_) => resource.direct,
            Caller::Canonical(_) => {
                let granted = resource.any().and(Truth::Maybe);
                self.open(granted, || "whose account the canonical id stands for, and what it allows".to_owned())
            }
            caller if caller.account() == Some(request.resource_account.as_str()) => same,
            _ => cross,
        };
        let identity_too = request.caller.account().is_some();
        self.must(granted, || match (resource.any(), by_identity) {
            (_, Truth::No) if !identity_too => "no resource policy allows it".to_owned(),
            (Truth::No, Truth::No) => "neither identity nor resource policy allows it".to_owned(),
            (_, Truth::No) => "no identity policy allows it".to_owned(),
            (Truth::No, _) => "no resource policy allows it".to_owned(),
            _ => "identity and resource policy together do not allow it".to_owned(),
        })
    }

    /// Notes what is wanting where something does not hold that must.
    fn must(&mut self, truth: Truth, text: impl FnOnce() -> String) -> Truth {
        if truth == Truth::No {
            self.lacks.push(text());
        }
        truth
    }

    /// Notes what is not decided.
    fn open(&mut self, truth: Truth, text: impl FnOnce() -> String) -> Truth {
        if truth == Truth::Maybe {
            self.doubts.push(text());
        }
        truth
    }

    fn read(&mut self, kind: Kind, level: Option<usize>, list: &[Named]) -> Says {
        let mut says = Says::NOTHING;
        for Named { name, policy } in list {
            for statement in &policy.statements {
                let matched = matches(statement, policy.version, kind, self.request, self.bounded);
                if statement.may_be(Effect::Allow) {
                    says.allow = says.allow.or(matched.reach);
                }
                if statement.may_be(Effect::Deny) {
                    says.deny = says.deny.or(matched.reach.any());
                }
                self.trace.push(step(kind, level, name, statement, matched));
            }
        }
        says
    }
}

fn step(kind: Kind, level: Option<usize>, policy: &str, statement: &Statement, matched: Match) -> Step {
    let (line, effect) = (statement.line, statement.effect);
    Step { kind, level, policy: policy.to_owned(), statement: statement.name(), line, effect, matched }
}

#[cfg(test)]
mod tests;
