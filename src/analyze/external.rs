//! Who from outside the account a policy lets in: of a bucket, a role, a log destination.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::{
    Door, Doubt, Effect, Element, Limit, OrganizationLimit, Policy, Principal, Statement, Truth, denials, limits,
    opens, organization_limit,
};
use crate::resource::{Field, Gap, Resource};

use super::document::{document, required};
use super::index::Index;
use super::inquiry::Inquiry;
use super::{acl, policy};

/// `ExternalPrincipals`: every AWS principal of an `Allow` that is not this account, and whether it belongs to us.
///
/// `Trusted`: its account is declared. `OwnOrganization`: the statement is limited to our own organisation (not asked
/// where the account is trusted); that an account is a member of it would not suffice. Services are no AWS principals;
/// who is nobody (a deleted user) is left out. Accounts of AWS that deliver logs are not known here: they are declared
/// like any other.
pub(super) fn principals(index: &Index, bucket: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match index.policy(&mut inquiry, bucket) {
        None => inquiry.unknown(),
        Some(None) => inquiry.known(json!([])),
        Some(Some(document)) => survey(index, inquiry, document, Setting::Bucket(bucket)),
    }
}

/// The same for a role's trust policy: whom `sts:AssumeRole` is allowed to.
///
/// `ExternalId`: the statement asks for an exact one. A statement that holds its callers to this account counts as our
/// own organisation; one that holds everybody to declared accounts, as trusted.
pub(super) fn of_role(index: &Index, role: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    match required(&mut inquiry, role, "AssumeRolePolicyDocument") {
        None => inquiry.unknown(),
        Some(document) => {
            let (shut, denials) = denials(&document, Door::Aws);
            if shut == Truth::Yes {
                return inquiry.known(json!([]));
            }
            survey(index, inquiry, &document, Setting::Role(denials))
        }
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
        Some(Some(document)) => survey(index, inquiry, &document, Setting::Logs),
    }
}

fn survey(index: &Index, inquiry: Inquiry, document: &Policy, setting: Setting) -> Field {
    let mut survey = Survey { index, document, setting, inquiry, entries: Vec::new(), bad: false, open: false };
    for statement in document.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        survey.statement(statement);
    }
    // A stranger that is surely there is not hidden by others that are not decided.
    if survey.open && !survey.bad { survey.inquiry.unknown() } else { survey.inquiry.known(survey.entries) }
}

/// What the policy hangs on.
enum Setting<'a> {
    Bucket(&'a Resource),
    /// With the denials that may keep some out.
    Role(BTreeSet<Doubt>),
    Logs,
}

struct Survey<'a> {
    index: &'a Index<'a>,
    document: &'a Policy,
    setting: Setting<'a>,
    inquiry: Inquiry,
    entries: Vec<Value>,
    /// Some entry is neither trusted nor limited to our organisation.
    bad: bool,
    /// Some principal is not decided.
    open: bool,
}

impl Survey<'_> {
    fn statement(&mut self, statement: &Statement) {
        let issue = statement.issues.first().map(String::as_str);
        let of_role = matches!(self.setting, Setting::Role(_));
        if of_role && issue.is_none() {
            match opens(statement, Door::Aws) {
                Truth::No => return,
                Truth::Maybe => return self.doubt(statement, "action not decided: ", "no service:action"),
                Truth::Yes => {}
            }
        }
        let listed = match &statement.principals {
            _ if issue.is_some() => {
                return self.doubt(statement, "statement not understood: ", issue.unwrap_or_default());
            }
            Element::Missing => return self.doubt(statement, "statement not understood: ", "no Principal"),
            // AWS takes neither in a trust policy.
            Element::Not(_) if of_role => {
                return self.doubt(statement, "statement not understood: ", "NotPrincipal in a trust policy");
            }
            _ if of_role && statement.resources != Element::Missing => {
                return self.doubt(statement, "statement not understood: ", "a Resource in a trust policy");
            }
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
            Principal::Federated(_) if matches!(self.setting, Setting::Role(_)) => return,
            Principal::Any => "any",
            Principal::Account(_) => "account",
            Principal::User { .. } | Principal::FederatedUser { .. } => "user",
            Principal::Role { .. } | Principal::Session { .. } => "role",
            Principal::Canonical(id) => match self.setting {
                Setting::Bucket(bucket) => match acl::owner(&mut self.inquiry, bucket) {
                    None => return self.open = true,
                    Some(owner) if owner == *id => return,
                    Some(_) => "canonical",
                },
                _ => return self.doubt(statement, "principal not decided: ", id),
            },
            // Nothing in the document tells whose they are.
            Principal::Oai(_)
            | Principal::Federated(_)
            | Principal::DeadId(_)
            | Principal::Wildcarded(_)
            | Principal::Unknown(_) => return self.doubt(statement, "principal not decided: ", principal.text()),
        };
        let Some(trusted) = self.trusted(statement, principal) else {
            return self.untold(statement, principal, kind);
        };
        self.judge(statement, principal, kind, trusted);
    }

    /// Whether the principal's account is declared; `None` where that cannot be told.
    fn trusted(&self, statement: &Statement, principal: &Principal) -> Option<bool> {
        let accounts = self.index.declarations.trust.accounts.as_ref();
        let is_trusted = |account: &str| accounts.map(|accounts| accounts.iter().any(|trusted| trusted == account));
        if *principal == Principal::Any {
            // Everybody, held to accounts: then it is they who are let in.
            let foreign = self.held_to(statement);
            return match foreign.is_empty() {
                true => Some(false),
                false => foreign.iter().map(|account| is_trusted(account)).try_fold(true, |all, one| Some(all && one?)),
            };
        }
        match principal.account() {
            Some(account) => is_trusted(account),
            // A canonical id does not tell its account.
            None => accounts?.is_empty().then_some(false),
        }
    }

    /// The accounts, besides our own, that a statement's conditions hold its callers to; empty where they do not.
    fn held_to(&self, statement: &Statement) -> BTreeSet<String> {
        if let Setting::Bucket(_) = self.setting {
            return BTreeSet::new();
        }
        let held = limits(statement, self.document.version).into_iter().find_map(|limit| match limit {
            Limit::Accounts(accounts) => Some(accounts),
            _ => None,
        });
        held.unwrap_or_default().into_iter().filter(|account| *account != self.index.inventory.account).collect()
    }

    /// The trusted list cannot decide. A limit to our organisation does all the same.
    fn untold(&mut self, statement: &Statement, principal: &Principal, kind: &str) {
        if self.own_organization(statement) == Some(true) {
            return self.enter(statement, principal, kind, false, true);
        }
        match self.index.declarations.trust.accounts {
            None => self.inquiry.note(Gap::not_declared("trust.accounts")),
            Some(_) => return self.doubt(statement, "account of canonical user not known: ", principal.text()),
        }
        self.open = true;
    }

    fn judge(&mut self, statement: &Statement, principal: &Principal, kind: &str, trusted: bool) {
        // Whatever the conditions say, a trusted account stays one. Where it may need an external id, that a role's
        // statement holds it to our organisation matters too.
        if trusted {
            let own = match self.external_id(statement) {
                Some(false) => self.held_to_us(statement, Some(is_about_caller)),
                _ => Some(false),
            };
            return match own {
                Some(own) => self.enter(statement, principal, kind, true, own),
                None => self.open = true,
            };
        }
        match self.own_organization(statement) {
            Some(own) => self.enter(statement, principal, kind, false, own),
            None => self.open = true,
        }
    }

    /// Whether the statement lets in our own organisation only. `None`: not decided; what stands against it is noted.
    fn own_organization(&mut self, statement: &Statement) -> Option<bool> {
        let Setting::Bucket(_) = self.setting else {
            return self.held_to_us(statement, None);
        };
        match organization_limit(statement) {
            OrganizationLimit::Unlimited => Some(false),
            OrganizationLimit::Only(organizations) => {
                let own = self.index.organization(&mut self.inquiry)?;
                Some(organizations.iter().all(|organization| Some(organization.as_str()) == own))
            }
            OrganizationLimit::Undecided => {
                self.doubt_conditions(statement);
                None
            }
        }
    }

    /// The same where conditions are read one by one: each of them suffices, since all must hold. Of those that are not
    /// decided, only keys of a kind may count.
    fn held_to_us(&mut self, statement: &Statement, counts: Option<fn(&str) -> bool>) -> Option<bool> {
        if let Setting::Bucket(_) = self.setting {
            return Some(false);
        }
        let (mut open, mut unread) = (false, false);
        for (condition, limit) in statement.conditions.iter().zip(limits(statement, self.document.version)) {
            match limit {
                Limit::Accounts(accounts) if accounts.iter().all(|one| *one == self.index.inventory.account) => {
                    return Some(true);
                }
                Limit::Organizations(organizations) => match self.index.organization(&mut self.inquiry) {
                    None => unread = true,
                    Some(own) if organizations.iter().all(|one| Some(one.as_str()) == own) => return Some(true),
                    Some(_) => {}
                },
                Limit::Accounts(_) | Limit::ExternalId | Limit::Anybody => {}
                Limit::Open => open |= counts.is_none_or(|counts| counts(&condition.key)),
            }
        }
        if open {
            self.doubt_conditions(statement);
        }
        (!open && !unread).then_some(false)
    }

    /// Whether an external id is asked for. `None`: not decided.
    fn external_id(&self, statement: &Statement) -> Option<bool> {
        let Setting::Role(_) = self.setting else { return Some(false) };
        let mut asked = Some(false);
        for (condition, limit) in statement.conditions.iter().zip(limits(statement, self.document.version)) {
            match limit {
                Limit::ExternalId => return Some(true),
                Limit::Open if condition.key.eq_ignore_ascii_case("sts:ExternalId") => asked = None,
                _ => {}
            }
        }
        asked
    }

    fn enter(&mut self, statement: &Statement, principal: &Principal, kind: &str, trusted: bool, own: bool) {
        let Some(external_id) = self.external_id(statement) else {
            return self.doubt_conditions(statement);
        };
        let bad = !trusted && !own;
        let vouched_for = own || (trusted && external_id);
        if !vouched_for && self.may_be_denied() {
            return;
        }
        let mut entry = policy::place(statement.index, statement.sid.as_deref());
        entry["Principal"] = json!(principal.text());
        entry["Kind"] = json!(kind);
        if let Some(account) = principal.account() {
            entry["Account"] = json!(account);
        }
        entry["Trusted"] = json!(trusted);
        entry["OwnOrganization"] = json!(own);
        // `sts:ExternalId` exists only where a role is assumed.
        entry["ExternalId"] = json!(external_id);
        self.bad |= bad;
        self.entries.push(entry);
    }

    /// Whether some `Deny` of a role may keep the caller out, which then is not decided.
    fn may_be_denied(&mut self) -> bool {
        let Setting::Role(denials) = &self.setting else { return false };
        for doubt in denials {
            self.inquiry.note(policy::undecided(doubt, Effect::Allow));
        }
        self.open |= !denials.is_empty();
        !denials.is_empty()
    }

    fn doubt_conditions(&mut self, statement: &Statement) {
        let conditions = statement.conditions.iter().map(|one| format!("{} {}", one.operator, one.key));
        self.doubt(statement, "condition not decided: ", &conditions.collect::<Vec<_>>().join(" and "));
    }

    fn doubt(&mut self, statement: &Statement, what: &str, detail: &str) {
        let construct = format!("{what}{detail} in statement {}", statement.name());
        self.inquiry.note(policy::undecided(&Doubt { construct, effect: statement.effect }, Effect::Allow));
        self.open = true;
    }
}

/// Whether a condition key tells who calls.
fn is_about_caller(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["aws:principal", "aws:source", "aws:userid", "aws:username"].iter().any(|start| key.starts_with(start))
        && !key.starts_with("aws:sourceip")
        && !key.starts_with("aws:sourcevpc")
}
