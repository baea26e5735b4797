//! Who from outside the account a bucket policy lets in.

use serde_json::{Value, json};

use crate::iam::{Doubt, Effect, Element, OrganizationLimit, Principal, Statement, organization_limit};
use crate::resource::{Field, Gap, Resource};

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
    let document = match index.policy(&mut inquiry, bucket) {
        None => return inquiry.unknown(),
        Some(None) => return inquiry.known(json!([])),
        Some(Some(document)) => document,
    };
    let mut survey = Survey { index, bucket, inquiry, entries: Vec::new(), bad: false, open: false };
    for statement in document.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        survey.statement(statement);
    }
    // A stranger that is surely there is not hidden by others that are not decided.
    if survey.open && !survey.bad { survey.inquiry.unknown() } else { survey.inquiry.known(survey.entries) }
}

struct Survey<'a> {
    index: &'a Index<'a>,
    bucket: &'a Resource,
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
            Principal::Any => "any",
            Principal::Account(_) => "account",
            Principal::User { .. } | Principal::FederatedUser { .. } => "user",
            Principal::Role { .. } | Principal::Session { .. } => "role",
            Principal::Canonical(id) => match acl::owner(&mut self.inquiry, self.bucket) {
                None => return self.open = true,
                Some(owner) if owner == *id => return,
                Some(_) => "canonical",
            },
            // Nothing in the document tells whose they are.
            Principal::Oai(_)
            | Principal::Federated(_)
            | Principal::DeadId(_)
            | Principal::Wildcarded(_)
            | Principal::Unknown(_) => return self.doubt(statement, "principal not decided: ", principal.text()),
        };
        let Some(trusted) = self.trusted(principal) else {
            return self.untold(statement, principal, kind);
        };
        self.judge(statement, principal, kind, trusted);
    }

    /// Whether the principal's account is declared; `None` where that cannot be told.
    fn trusted(&self, principal: &Principal) -> Option<bool> {
        if *principal == Principal::Any {
            return Some(false);
        }
        let accounts = self.index.declarations.trust.accounts.as_ref()?;
        match principal.account() {
            Some(account) => Some(accounts.iter().any(|trusted| trusted == account)),
            // A canonical id does not tell its account.
            None => accounts.is_empty().then_some(false),
        }
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
        // Whatever the conditions say, a trusted account stays one.
        if trusted {
            return self.enter(statement, principal, kind, true, false);
        }
        match self.own_organization(statement) {
            Some(own) => self.enter(statement, principal, kind, false, own),
            None => self.open = true,
        }
    }

    /// Whether the statement lets in our own organisation only. `None`: not decided; what stands against it is noted.
    fn own_organization(&mut self, statement: &Statement) -> Option<bool> {
        match organization_limit(statement) {
            OrganizationLimit::Unlimited => Some(false),
            OrganizationLimit::Only(organizations) => {
                let own = self.index.organization(&mut self.inquiry)?;
                Some(organizations.iter().all(|organization| Some(organization.as_str()) == own))
            }
            OrganizationLimit::Undecided => {
                let conditions = statement.conditions.iter().map(|one| format!("{} {}", one.operator, one.key));
                self.doubt(statement, "condition not decided: ", &conditions.collect::<Vec<_>>().join(" and "));
                None
            }
        }
    }

    fn enter(&mut self, statement: &Statement, principal: &Principal, kind: &str, trusted: bool, own: bool) {
        let mut entry = policy::place(statement.index, statement.sid.as_deref());
        entry["Principal"] = json!(principal.text());
        entry["Kind"] = json!(kind);
        if let Some(account) = principal.account() {
            entry["Account"] = json!(account);
        }
        entry["Trusted"] = json!(trusted);
        entry["OwnOrganization"] = json!(own);
        // `sts:ExternalId` exists only where a role is assumed.
        entry["ExternalId"] = json!(false);
        self.bad |= !trusted && !own;
        self.entries.push(entry);
    }

    fn doubt(&mut self, statement: &Statement, what: &str, detail: &str) {
        let construct = format!("{what}{detail} in statement {}", statement.name());
        self.inquiry.note(policy::undecided(&Doubt { construct, effect: statement.effect }, Effect::Allow));
        self.open = true;
    }
}
