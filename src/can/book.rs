//! The policies of an inventory, and what a request comes to under them. What was not read may say anything.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{gateway, outsiders, point, resource};
use crate::iam::{Caller, Decision, Named, Policies, Policy, Request, Truth, decide, parse, vocabulary};
use crate::resource::{Inventory, Known, Resource, field_of};

const USER: &str = "AWS::IAM::User";
const ROLE: &str = "AWS::IAM::Role";

/// How the trace calls a policy that was not read.
const NOT_READ: &str = "(not read)";

/// A policy with its name, or why it was not read.
pub(super) type Read = Result<(String, Policy), String>;

/// An inventory by type and ARN.
#[derive(Debug)]
pub(super) struct Book<'a> {
    pub inventory: &'a Inventory,
    by_arn: BTreeMap<(&'a str, &'a str), &'a Resource>,
}

/// What a request comes to.
#[derive(Debug)]
pub(super) struct Answer {
    pub request: Request,
    pub decision: Decision,
    /// What may bear on it and was not read, with what would mend it.
    pub unread: Vec<String>,
    /// The decision if that says nothing, where it is not decided.
    pub otherwise: Option<&'static str>,
}

impl Answer {
    /// What something that is no policy decides.
    pub fn settled(request: Request, allowed: Truth, reason: String) -> Self {
        let decision =
            Decision { allowed, denied: Truth::No, reasons: vec![reason], unknowns: Vec::new(), trace: Vec::new() };
        Self { request, decision, unread: Vec::new(), otherwise: None }
    }

    /// Not decided for want of something.
    pub fn open(request: Request, unread: String) -> Self {
        let settled = Self::settled(request, Truth::Maybe, String::new());
        let decision = Decision { reasons: Vec::new(), ..settled.decision };
        Self { decision, unread: vec![unread], ..settled }
    }

    /// Leaves it open for a reason of the request's own.
    pub fn doubt(&mut self, why: &str) {
        self.decision.allowed = Truth::Maybe;
        self.decision.unknowns.push(why.to_owned());
    }

    /// The answer where a second request must get through too. Whether it needs an `Allow` of its own AWS does not
    /// document; a `Deny` of it counts.
    pub fn and(self, second: Self, request: Request) -> Self {
        let (first, second_decision) = (self.decision, second.decision);
        let mut unknowns = [first.unknowns, second_decision.unknowns].concat();
        let allowed = match (first.allowed, second_decision.allowed) {
            (Truth::No, _) => Truth::No,
            (_, Truth::No) if second_decision.denied == Truth::Yes => Truth::No,
            (_, Truth::No) => {
                unknowns.push("whether the bucket must allow what its access point allows".to_owned());
                Truth::Maybe
            }
            (one, other) => one.and(other),
        };
        let decision = Decision {
            allowed,
            denied: first.denied.or(second_decision.denied),
            reasons: [first.reasons, second_decision.reasons].concat(),
            unknowns,
            trace: [first.trace, second_decision.trace].concat(),
        };
        let unread = if allowed == Truth::Maybe { [self.unread, second.unread].concat() } else { Vec::new() };
        Self { request, decision, unread, otherwise: None }
    }

    /// Whether it is not decided, and something that was not read could decide it.
    pub fn is_open_for_lack_of_reads(&self) -> bool {
        self.decision.allowed == Truth::Maybe && !self.unread.is_empty()
    }
}

impl<'a> Book<'a> {
    /// Of an inventory.
    pub fn new(inventory: &'a Inventory) -> Self {
        let entry = |resource: &'a Resource| ((resource.resource_type.as_str(), resource.arn.as_str()), resource);
        Self { inventory, by_arn: inventory.resources.iter().map(entry).collect() }
    }

    /// The account that was read.
    pub fn account(&self) -> &str {
        &self.inventory.account
    }

    /// The id of its organisation, where that is known.
    pub fn organization_id(&self) -> Option<&'a str> {
        resource::text(resource::organization(self).ok()??, "Id")
    }

    /// A resource by its type and ARN.
    pub fn find(&self, kind: &str, arn: &str) -> Option<&'a Resource> {
        self.by_arn.get(&(kind, arn)).copied()
    }

    /// All resources of a type, by ARN.
    pub fn of_type<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'a Resource> + 'b {
        self.by_arn.range((kind, "")..).take_while(move |((own, _), _)| *own == kind).map(|(_, resource)| *resource)
    }

    /// A resource by its type and the last part of its ARN.
    pub fn named(&self, kind: &str, name: &str) -> Option<&'a Resource> {
        self.of_type(kind).find(|resource| resource.arn.rsplit('/').next() == Some(name))
    }

    /// All users and roles.
    pub fn principals(&self) -> impl Iterator<Item = &'a Resource> {
        self.of_type(USER).chain(self.of_type(ROLE))
    }

    /// Why there may be more users and roles.
    pub fn missing_principals(&self) -> Vec<String> {
        let mut why: Vec<String> = [USER, ROLE].iter().filter_map(|kind| self.unlisted(kind, "iam")).collect();
        why.dedup();
        why
    }

    /// Why the list of a type may lack something.
    pub fn unlisted(&self, kind: &str, service: &str) -> Option<String> {
        if !self.inventory.scope.services.contains(service) {
            return Some(format!("not scanned ({service})"));
        }
        self.inventory.unlisted.iter().find(|one| one.resource_type == kind).map(|one| one.gap.words())
    }

    /// The session with the ARN of its role, where the account has that role.
    pub fn with_role(&self, caller: Caller) -> Caller {
        match caller {
            Caller::Session { arn, role: None } if arn.split(':').nth(4) == Some(self.account()) => {
                let name = arn.split('/').nth(1).unwrap_or_default();
                Caller::Session { role: self.named(ROLE, name).map(|role| role.arn.clone()), arn }
            }
            caller => caller,
        }
    }

    /// Decides a request.
    pub fn answer(&self, request: Request) -> Answer {
        let by_service = gateway::answer(self, &request).or_else(|| point::answer(self, &request));
        by_service.unwrap_or_else(|| self.plain(request))
    }

    /// Decides a request by the policies of IAM, of the resource and of the organisation alone.
    pub fn plain(&self, request: Request) -> Answer {
        let gathered = self.gather(&request);
        let decision = gathered.decide(&request, true);
        let mut unread = gathered.unread();
        let otherwise = match decision.allowed {
            Truth::Maybe if !unread.is_empty() => Some(match gathered.decide(&request, false).allowed {
                Truth::Yes => "allowed",
                Truth::No => "denied",
                Truth::Maybe => "unknown",
            }),
            Truth::Maybe => None,
            // It bears on the request no more.
            Truth::Yes | Truth::No => {
                unread.clear();
                None
            }
        };
        let mut decision = decision;
        decision.unknowns.retain(|text| !text.contains(&format!(" {NOT_READ}: ")));
        decision.trace.retain(|step| step.policy != NOT_READ);
        let mut answer = Answer { request, decision, unread, otherwise };
        if answer.decision.allowed != Truth::No {
            match outsiders::is_kept_out(self, &answer.request) {
                Truth::Yes => {
                    let reason = "RestrictPublicBuckets keeps out all but the account and services";
                    return Answer::settled(answer.request, Truth::No, reason.to_owned());
                }
                Truth::Maybe => answer.doubt("whether block public access keeps the caller out of the bucket"),
                Truth::No => {}
            }
        }
        answer
    }

    fn gather(&self, request: &Request) -> Gathered {
        let mut gathered = Gathered { resource: resource::policy(self, request), ..Gathered::default() };
        let caller = &request.caller;
        let principal = match caller {
            Caller::User(arn) => Some((USER, arn.as_str())),
            Caller::Session { arn, role } => Some((ROLE, role.as_deref().unwrap_or(arn))),
            Caller::FederatedUser(arn) => Some((USER, arn.as_str())),
            _ => None,
        };
        if let Some((kind, arn)) = principal {
            match self.find(kind, arn) {
                Some(holder) => self.of_principal(holder, &mut gathered),
                None => gathered.identity.push(Err(self.why_not(kind, "iam", arn))),
            }
        }
        let reaches = |service: &vocabulary::Service| service.supports_rcp();
        let service = request.action.split(':').next().unwrap_or_default();
        gathered.resource_control_reaches = vocabulary::service(service).is_some_and(reaches);
        if caller.account() == Some(self.account()) {
            gathered.service_control = resource::control(self, "SERVICE_CONTROL_POLICY");
        }
        if gathered.resource_control_reaches && request.resource_account == self.account() {
            gathered.resource_control = resource::control(self, "RESOURCE_CONTROL_POLICY");
        }
        gathered
    }

    /// Why a resource is not in the inventory.
    pub fn why_not(&self, kind: &str, service: &str, arn: &str) -> String {
        let account = arn.split(':').nth(4).unwrap_or_default();
        if !account.is_empty() && account != self.account() && account != "aws" {
            return format!("policies of {arn}: it is not of account {}", self.account());
        }
        match self.unlisted(kind, service) {
            Some(why) => format!("policies of {arn}: {why}"),
            None => format!("policies of {arn}: it is not in the inventory"),
        }
    }

    fn of_principal(&self, holder: &Resource, gathered: &mut Gathered) {
        self.policies_of(holder, &mut gathered.identity);
        if holder.resource_type == USER {
            match list(holder, "properties.Groups", None) {
                Err(why) => gathered.identity.push(Err(why)),
                Ok(names) => {
                    for name in names {
                        match self.named("AWS::IAM::Group", &name) {
                            Some(group) => self.policies_of(group, &mut gathered.identity),
                            None => gathered.identity.push(Err(format!("policies of group {name}: not listed"))),
                        }
                    }
                }
            }
        }
        match field_of(holder, "properties.PermissionsBoundary").map(|field| &field.known) {
            Some(Known::Value(Value::String(arn))) => gathered.boundary = Some(self.managed(arn)),
            Some(Known::Absent) => {}
            // It limits like a boundary; whether there is one matters to some denials too.
            other => gathered.session = Some(Err(why(holder, "properties.PermissionsBoundary", other))),
        }
    }

    fn policies_of(&self, holder: &Resource, into: &mut Vec<Read>) {
        match list(holder, "properties.ManagedPolicyArns", None) {
            Ok(arns) => into.extend(arns.iter().map(|arn| self.managed(arn))),
            Err(why) => into.push(Err(why)),
        }
        match list(holder, "properties.Policies", Some("PolicyName")) {
            Ok(names) => into.extend(names.iter().map(|name| {
                let arn = format!("{}#policy/{name}", holder.arn);
                self.document("AWS::IAM::Policy", &arn, "PolicyDocument")
            })),
            Err(why) => into.push(Err(why)),
        }
    }

    fn managed(&self, arn: &str) -> Read {
        self.document("AWS::IAM::ManagedPolicy", arn, "PolicyDocument")
    }

    fn document(&self, kind: &str, arn: &str, name: &str) -> Read {
        let resource = self.find(kind, arn).ok_or_else(|| format!("{arn}: not in the inventory"))?;
        document_of(resource, name)
    }
}

/// A policy document of a resource.
pub(super) fn document_of(resource: &Resource, name: &str) -> Read {
    let path = format!("properties.{name}");
    let known = field_of(resource, &path).map(|field| &field.known);
    match (known, resource.texts.get(name)) {
        (Some(Known::Value(_)), Some(text)) => match parse(text) {
            Ok(policy) => Ok((resource.arn.clone(), policy)),
            Err(error) => Err(format!("{}: {error}", resource.arn)),
        },
        _ => Err(why(resource, &path, known)),
    }
}

/// Why a field is not known.
pub(super) fn why(resource: &Resource, path: &str, known: Option<&Known>) -> String {
    match known {
        Some(Known::Gap(gaps)) => {
            let gaps: Vec<String> = gaps.iter().map(|gap| gap.words()).collect();
            format!("{}: {}", resource.arn, gaps.join("; "))
        }
        _ => format!("{}: {path} is not there as it should be", resource.arn),
    }
}

/// A list of texts, or of one member of objects.
pub(super) fn list(resource: &Resource, path: &str, member: Option<&str>) -> Result<Vec<String>, String> {
    let known = field_of(resource, path).map(|field| &field.known);
    let text = |value: &Value| member.map_or(value, |member| &value[member]).as_str().map(str::to_owned);
    match known {
        Some(Known::Absent) => Ok(Vec::new()),
        Some(Known::Value(Value::Array(values))) => {
            values.iter().map(text).collect::<Option<Vec<_>>>().ok_or_else(|| why(resource, path, known))
        }
        _ => Err(why(resource, path, known)),
    }
}

/// All policies that bear on a request, read or not.
#[derive(Debug, Default)]
struct Gathered {
    identity: Vec<Read>,
    resource: Option<Read>,
    boundary: Option<Read>,
    session: Option<Read>,
    service_control: Vec<Vec<Read>>,
    resource_control: Vec<Vec<Read>>,
    resource_control_reaches: bool,
}

impl Gathered {
    fn all(&self) -> impl Iterator<Item = &Read> {
        let controls = self.service_control.iter().chain(&self.resource_control).flatten();
        self.identity.iter().chain(&self.resource).chain(&self.boundary).chain(&self.session).chain(controls)
    }

    fn unread(&self) -> Vec<String> {
        let mut unread: Vec<String> = self.all().filter_map(|read| read.as_ref().err().cloned()).collect();
        unread.sort();
        unread.dedup();
        unread
    }

    /// Decides with what was not read: it may say anything; or without, as if it said nothing.
    fn decide(&self, request: &Request, with_unread: bool) -> Decision {
        // A statement that is not understood may allow or deny anything.
        let anything = parse(r#"{"Statement": {}}"#).ok();
        let unread = anything.as_ref().filter(|_| with_unread).map(|policy| Named { name: NOT_READ, policy });
        let policies = Policies {
            identity: named(&self.identity, unread),
            resource: named(&self.resource, unread).first().copied(),
            boundary: limit(&self.boundary, unread),
            service_control: levels(&self.service_control, unread),
            resource_control: levels(&self.resource_control, unread),
            resource_control_reaches: self.resource_control_reaches,
            session: limit(&self.session, unread),
            endpoint: None,
        };
        decide(&policies, request)
    }
}

/// The policies; in the place of each that was not read `unread`, if given.
fn named<'p>(policies: impl IntoIterator<Item = &'p Read>, unread: Option<Named<'p>>) -> Vec<Named<'p>> {
    let one = |read: &'p Read| read.as_ref().ok().map(|(name, policy)| Named { name, policy }).or(unread);
    policies.into_iter().filter_map(one).collect()
}

fn limit<'p>(policy: &'p Option<Read>, unread: Option<Named<'p>>) -> Option<Vec<Named<'p>>> {
    Some(named(policy, unread)).filter(|list| !list.is_empty())
}

fn levels<'p>(levels: &'p [Vec<Read>], unread: Option<Named<'p>>) -> Vec<Vec<Named<'p>>> {
    levels.iter().map(|level| named(level, unread)).filter(|level| !level.is_empty()).collect()
}
