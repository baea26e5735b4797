//! Who from outside the account a policy lets in: of a bucket, a role, a log destination.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::exposure::{Admission, Kind, Question, Zone, outsiders_enter, outsiders_enter_unasked};
use crate::iam::{Doubt, Effect, Element, Policy, Principal, Statement, Truth, issue_of_trust};
use crate::resource::{Field, Gap, Resource};

use super::document::{document, note_doubts, required};
use super::index::Index;
use super::inquiry::Inquiry;
use super::standing::{lets_in_outsiders, question};
use super::{acl, policy};

/// `ExternalPrincipals`: every AWS principal of an `Allow` that is not this account and can get in by it, and whether
/// it belongs to us.
///
/// Each is asked about for itself, with every `Deny`: who can never meet what is asked is no way in. `Trusted`: its
/// account is declared, or only declared accounts get in. `OwnOrganization`: nobody gets in but this account, our own
/// organisation and what else is declared (not asked where the account is trusted); that an account is a member of it
/// would not suffice. Services are no AWS principals; who is nobody (a deleted user) is left out. Accounts of AWS that
/// deliver logs are not known here: they are declared like any other.
pub(super) fn principals(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match index.policy(&mut inquiry, bucket) {
        None => inquiry.unknown(),
        Some(None) => inquiry.known(json!([])),
        Some(Some(document)) => survey(index, inquiry, document, bucket, Setting::Bucket),
    }
}

/// The same for a role's trust policy: whom `sts:AssumeRole` is allowed to.
///
/// `ExternalId`: nobody gets in without an external id that the policy writes out.
pub(super) fn of_role(index: &Index, role: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match required(&mut inquiry, role, "AssumeRolePolicyDocument") {
        None => inquiry.unknown(),
        Some(document) => survey(index, inquiry, &document, role, Setting::Role),
    }
}

/// The same for CloudWatch Logs: a resource policy, or a destination, which may have none.
pub(super) fn of_logs(index: &Index, resource: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let found = match resource.resource_type.as_str() {
        "AWS::Logs::Destination" => document(&mut inquiry, resource, "DestinationPolicy"),
        _ => required(&mut inquiry, resource, "PolicyDocument").map(Some),
    };
    match found {
        None => inquiry.unknown(),
        Some(None) => inquiry.known(json!([])),
        Some(Some(document)) => survey(index, inquiry, &document, resource, Setting::Logs),
    }
}

fn survey(index: &Index, inquiry: Inquiry, document: &Policy, resource: &Resource, setting: Setting) -> Field {
    let mut survey =
        Survey { index, document, resource, setting, inquiry, entries: Vec::new(), bad: false, open: false };
    for statement in document.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        survey.statement(statement);
    }
    // A stranger that is surely there is not hidden by others that are not decided.
    if survey.open && !survey.bad { survey.inquiry.unknown() } else { survey.inquiry.known(survey.entries) }
}

/// What the policy hangs on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Bucket,
    Role,
    Logs,
}

/// A question of the engine about those outside a zone.
type Enter = fn(&Policy, &Question, &Zone, &[&str]) -> Admission;

struct Survey<'a> {
    index: &'a Index<'a>,
    document: &'a Policy,
    resource: &'a Resource,
    setting: Setting,
    inquiry: Inquiry,
    entries: Vec<Value>,
    /// Some entry is neither trusted nor limited to our organisation.
    bad: bool,
    /// Some principal is not decided.
    open: bool,
}

/// One principal of a statement, and the policy that says what it may do by that statement.
struct Case<'s> {
    statement: &'s Statement,
    principal: &'s Principal,
    kind: &'static str,
    policy: Policy,
    /// Who was asked about, and what came of it.
    answers: RefCell<Vec<(Zone, Admission)>>,
}

impl Survey<'_> {
    fn statement(&mut self, statement: &Statement) {
        let issue = match self.setting {
            Setting::Role => issue_of_trust(statement),
            _ => statement.issues.first().map(String::as_str),
        };
        let listed = match &statement.principals {
            _ if issue.is_some() => {
                return self.doubt(statement, "statement not understood: ", issue.unwrap_or_default());
            }
            Element::Missing => return self.doubt(statement, "statement not understood: ", "no Principal"),
            // Everyone else is let in, whoever they are.
            Element::Not(listed) if !listed.contains(&Principal::Any) => &vec![Principal::Any],
            Element::Not(_) => return,
            Element::Is(listed) => listed,
        };
        for principal in listed {
            self.principal(statement, principal);
        }
    }

    fn principal(&mut self, statement: &Statement, principal: &Principal) {
        let own = self.index.inventory.account.as_str();
        let kind = match principal {
            _ if principal.account() == Some(own) || principal.is_nobody() => return,
            Principal::Service(_) => return,
            // Whom a provider vouches for is told by another fact.
            Principal::Federated(_) if self.setting == Setting::Role => return,
            Principal::Any => "any",
            Principal::Account(_) => "account",
            Principal::User { .. } | Principal::FederatedUser { .. } => "user",
            Principal::Role { .. } | Principal::Session { .. } => "role",
            Principal::Canonical(_) => "canonical",
            // Nothing in the document tells whose they are.
            _ => "",
        };
        let policy = self.document.only(statement, principal);
        let case = Case { statement, principal, kind, policy, answers: RefCell::default() };
        // Whether the principal can use the statement at all: somebody outside, or else somebody who may be ours.
        let ours = Zone { accounts: BTreeSet::new(), ..self.zone() };
        if [ours, Zone::default()].iter().all(|zone| self.enters(&case, zone).truth == Truth::No) {
            return;
        }
        if let Principal::Canonical(id) = principal {
            match self.is_own_id(statement, id) {
                None => return self.open = true,
                Some(true) => return,
                Some(false) => {}
            }
        }
        if self.zone().has_principal(principal) && matches!(principal, Principal::Oai(_)) {
            return;
        }
        match (kind, self.trusted(principal)) {
            ("", _) => self.doubt(statement, "principal not decided: ", principal.text()),
            (_, Some(true)) => self.trusted_one(&case),
            (_, trusted) => self.other(&case, trusted),
        }
    }

    /// Whether a canonical id is the owner's, or declared. `None`: not known; why is noted.
    fn is_own_id(&mut self, statement: &Statement, id: &str) -> Option<bool> {
        if self.index.declarations.trust.canonical_ids.iter().any(|own| own == id) {
            return Some(true);
        }
        if self.setting != Setting::Bucket {
            self.doubt(statement, "principal not decided: ", id);
            return None;
        }
        acl::owner(&mut self.inquiry, self.resource).map(|owner| owner == *id)
    }

    /// Whether the principal's account is declared; `None` where that cannot be told. Everybody is not.
    fn trusted(&self, principal: &Principal) -> Option<bool> {
        match principal.account() {
            _ if *principal == Principal::Any => Some(false),
            Some(account) => self.index.is_trusted(account),
            // A canonical id does not tell its account.
            None => self.index.declarations.trust.accounts.as_ref()?.is_empty().then_some(false),
        }
    }

    /// Whatever the conditions say, a trusted account stays one. Where it may need an external id, that a role's
    /// statement holds it to our organisation matters too.
    fn trusted_one(&mut self, case: &Case) {
        let own = match (self.setting, self.external_id(case)) {
            (_, None) => return self.open = true,
            (Setting::Role, Some(false)) => self.is_outside(case, false).map(|outside| !outside),
            _ => Some(false),
        };
        match own {
            Some(own) => self.enter(case, true, own),
            None => self.open = true,
        }
    }

    fn other(&mut self, case: &Case, trusted: Option<bool>) {
        match self.is_outside(case, false) {
            None => {
                if trusted.is_none() && self.index.declarations.trust.accounts.is_none() {
                    self.inquiry.note(Gap::not_declared("trust.accounts"));
                }
                self.open = true;
            }
            Some(false) => self.enter(case, false, true),
            // Everybody, held to accounts: then it is they who are let in.
            Some(true) if *case.principal == Principal::Any => match self.is_outside(case, true) {
                None => self.open = true,
                Some(outside) => self.enter(case, !outside, false),
            },
            Some(true) => match (trusted, &self.index.declarations.trust.accounts) {
                (Some(_), _) => self.enter(case, false, false),
                (None, None) => {
                    self.inquiry.note(Gap::not_declared("trust.accounts"));
                    self.open = true;
                }
                (None, Some(_)) => {
                    self.doubt(case.statement, "account of canonical user not known: ", case.principal.text());
                }
            },
        }
    }

    /// Whether somebody outside gets in; see [`lets_in_outsiders`].
    fn is_outside(&mut self, case: &Case, with_accounts: bool) -> Option<bool> {
        let mut inquiry = std::mem::take(&mut self.inquiry);
        let ask = |zone: &Zone| self.enters(case, zone);
        let found = lets_in_outsiders(self.index, &mut inquiry, &case.policy, with_accounts, &ask);
        self.inquiry = inquiry;
        found
    }

    /// Whether an external id is asked for. `None`: not decided; why is noted.
    fn external_id(&mut self, case: &Case) -> Option<bool> {
        let mut conditions = case.policy.statements.iter().flat_map(|statement| &statement.conditions);
        // `sts:ExternalId` exists only where a role is assumed.
        if self.setting != Setting::Role || !conditions.any(|one| one.key.eq_ignore_ascii_case("sts:ExternalId")) {
            return Some(false);
        }
        let found = self.ask(case, &Zone::default(), outsiders_enter_unasked);
        note_doubts(&mut self.inquiry, &found.doubts);
        found.truth.negated().decided()
    }

    fn enter(&mut self, case: &Case, trusted: bool, own: bool) {
        let Some(external_id) = self.external_id(case) else { return self.open = true };
        let mut entry = policy::place(case.statement.index, case.statement.sid.as_deref());
        entry["Principal"] = json!(case.principal.text());
        entry["Kind"] = json!(case.kind);
        if let Some(account) = case.principal.account() {
            entry["Account"] = json!(account);
        }
        entry["Trusted"] = json!(trusted);
        entry["OwnOrganization"] = json!(own);
        entry["ExternalId"] = json!(external_id);
        self.bad |= !trusted && !own;
        self.entries.push(entry);
    }

    /// Whether somebody outside a zone gets in. Each zone is asked about once.
    fn enters(&self, case: &Case, from: &Zone) -> Admission {
        let known = case.answers.borrow().iter().find(|(zone, _)| zone == from).map(|(_, answer)| answer.clone());
        known.unwrap_or_else(|| {
            let answer = self.ask(case, from, outsiders_enter);
            case.answers.borrow_mut().push((from.clone(), answer.clone()));
            answer
        })
    }

    /// Asks the engine about everybody outside a zone.
    fn ask(&self, case: &Case, from: &Zone, enter: Enter) -> Admission {
        let kind = match self.setting {
            Setting::Bucket => "AWS::S3::Bucket",
            Setting::Role => "AWS::IAM::Role",
            Setting::Logs => self.resource.resource_type.as_str(),
        };
        let actions: &[&str] = if self.setting == Setting::Role { &["sts:AssumeRole"] } else { &[] };
        // Whose the resource is does not change with whom the question is about.
        let zone = Zone { account: self.index.inventory.account.clone(), ..from.clone() };
        let mut answer = Admission { truth: Truth::No, doubts: BTreeSet::new() };
        for arn in self.arns(case) {
            let found = match Kind::named(kind) {
                Some(kind) => enter(&case.policy, &question(self.index, kind, &arn, &zone), from, actions),
                None => {
                    let construct = format!("policies of {kind} in statement {}", case.statement.name());
                    Admission { truth: Truth::Maybe, doubts: [Doubt { construct, effect: None }].into() }
                }
            };
            if found.truth == Truth::Yes {
                return found;
            }
            answer.truth = answer.truth.or(found.truth);
            answer.doubts.extend(found.doubts);
        }
        answer
    }

    /// The resources that are asked about: the one that the policy hangs on. A policy of CloudWatch Logs hangs on all
    /// log groups of its region: those that the statement names, each pattern by an example.
    fn arns(&self, case: &Case) -> BTreeSet<String> {
        if self.resource.resource_type != "AWS::Logs::ResourcePolicy" {
            return BTreeSet::from([self.resource.arn.trim_end_matches("#policy").to_owned()]);
        }
        let inventory = &self.index.inventory;
        let head = format!("arn:{}:logs:{}:{}", inventory.partition, self.resource.region, inventory.account);
        let group = |text: &String| {
            let name = text.splitn(6, ':').nth(5).and_then(|rest| rest.strip_prefix("log-group:")).unwrap_or("*");
            let name = name.split(":log-stream:").next().unwrap_or_default().trim_end_matches(":*");
            format!("{head}:log-group:{}", name.replace(['*', '?'], "a"))
        };
        match &case.statement.resources {
            Element::Is(texts) => texts.iter().map(group).collect(),
            _ => BTreeSet::from([group(&"*".to_owned())]),
        }
    }

    /// What is declared to be ours.
    fn zone(&self) -> Zone {
        self.index.declarations.trust.zone(&self.index.inventory.account, None)
    }

    fn doubt(&mut self, statement: &Statement, what: &str, detail: &str) {
        let construct = format!("{what}{detail} in statement {}", statement.name());
        self.inquiry.note(policy::undecided(&Doubt { construct, effect: statement.effect }, Effect::Allow));
        self.open = true;
    }
}
