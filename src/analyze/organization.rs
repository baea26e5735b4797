//! What the organisation's policies take away from this account, whatever its own administrators do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::iam::{Doubt, Effect, Member, Policy, Statement, Truth, allows_any, denies_to_all, keeps_strangers_out};
use crate::resource::{Field, Gap, Resource};

use super::document::required;
use super::index::{Index, Place};
use super::inquiry::Inquiry;
use super::{FactSpec, policy, shape};

const ACCOUNT: &[&str] = &["AWS::Account::Account"];
const POLICY: &str = "AWS::Organizations::Policy";

/// The facts of this topic.
pub(super) const FACTS: &[FactSpec] = &[
    FactSpec { name: "AuditGuard", types: ACCOUNT, derive: audit_guard },
    FactSpec { name: "DataPerimeter", types: ACCOUNT, derive: data_perimeter },
];

/// What would blind an audit.
const BLINDING: [&str; 8] = [
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "config:StopConfigurationRecorder",
    "guardduty:DeleteDetector",
    "logs:DeleteLogGroup",
    "s3:PutAccountPublicAccessBlock",
];

/// Actions on data that strangers could be let in to.
const GUARDED: [&str; 5] = ["kms:?*", "s3:?*", "secretsmanager:?*", "sqs:?*", "sts:AssumeRole"];

/// `AuditGuard`: which of the actions that blind an audit service control policies deny to all but named roles, and
/// which they leave to the account; absent where no such policy can bind it: outside an organisation, and in the
/// account that manages it.
fn audit_guard(index: &Index, _: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if !is_bound(index, inquiry)? {
            return Some(None);
        }
        let guardrails = Guardrails::of(index, inquiry, "SERVICE_CONTROL_POLICY");
        let path = guardrails.path(index, inquiry);
        let member = member(index, path.as_deref());
        guardrails.told(inquiry, &BLINDING, |guardrails, inquiry, action| {
            let denied = guardrails.any(inquiry, |policy| denies_to_all(policy, action, member));
            denied.or(guardrails.not_allowed(inquiry, |policy| allows_any(policy, action, member)))
        })
    })
}

/// `DataPerimeter`: for which actions resource control policies keep out whoever is not of the own organisation, and
/// for which they do not; absent as `AuditGuard` is.
fn data_perimeter(index: &Index, _: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        if !is_bound(index, inquiry)? {
            return Some(None);
        }
        index.organization(inquiry)?;
        let guardrails = Guardrails::of(index, inquiry, "RESOURCE_CONTROL_POLICY");
        let path = guardrails.path(index, inquiry);
        let member = member(index, path.as_deref());
        guardrails.told(inquiry, &GUARDED, |guardrails, inquiry, actions| {
            guardrails.any(inquiry, |policy| keeps_strangers_out(policy, actions, member))
        })
    })
}

/// The account, as the organisation's policies bind it.
fn member<'a>(index: &'a Index, path: Option<&'a str>) -> Member<'a> {
    Member { partition: &index.inventory.partition, at: index.standpoint(), path }
}

/// Whether the account is a member of an organisation that another account manages.
fn is_bound(index: &Index, inquiry: &mut Inquiry) -> Option<bool> {
    let account = index.single(inquiry, "AWS::Account::Account")?;
    let count = |value: &Value| value.as_object()?.get("Organization")?.as_u64();
    if inquiry.require(account, "status.Children", count)? == 0 {
        return Some(false);
    }
    let organization = index.single(inquiry, "AWS::Organizations::Organization")?;
    let manager = inquiry.require(organization, "properties.ManagementAccountId", Value::as_str)?;
    Some(manager != index.inventory.account)
}

/// What the organisation's policies of one kind say of this account.
#[derive(Default)]
pub(super) struct Bearing {
    /// Those that surely reach it, with their names, in lists of one place each.
    pub surely: Vec<Vec<(String, Policy)>>,
    /// Those that may, in such lists too.
    pub possibly: Vec<Vec<(String, Policy)>>,
    /// Why it is not known whether the last reach it.
    pub unplaced: BTreeSet<Gap>,
    /// Whether these are all; why not is noted.
    pub complete: bool,
}

/// The policies of one kind that bear on the account: none outside an organisation, and none in the account that
/// manages it.
pub(super) fn bearing(index: &Index, inquiry: &mut Inquiry, kind: &str) -> Bearing {
    let mut bearing = Bearing { complete: true, ..Bearing::default() };
    let bound = is_bound(index, inquiry);
    if bound == Some(false) {
        return bearing;
    }
    bearing.complete = bound.is_some();
    let guardrails = Guardrails::of(index, inquiry, kind);
    bearing.complete &= guardrails.complete;
    let mut places: Vec<&str> = guardrails.attached.iter().flat_map(|(.., targets)| targets.iter().copied()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        let here = guardrails.attached.iter().filter(|(.., targets)| targets.contains(&place));
        let here = here.map(|(policy, name, _)| ((*name).to_owned(), policy.clone())).collect();
        match guardrails.above(place).and(Truth::from(bound)) {
            Truth::Yes => bearing.surely.push(here),
            Truth::Maybe => {
                bearing.unplaced.extend(guardrails.unplaced(place));
                bearing.possibly.push(here);
            }
            Truth::No => {}
        }
    }
    bearing
}

/// Policies of one kind, and where they hang.
struct Guardrails<'a> {
    /// Each with its name, and the places that it is attached to.
    attached: Vec<(Policy, &'a str, Vec<&'a str>)>,
    account: &'a str,
    /// The units and the root above the account, or why these are not known.
    parents: Result<Vec<&'a str>, BTreeSet<Gap>>,
    /// Whether these are all; why not is noted.
    complete: bool,
}

impl<'a> Guardrails<'a> {
    fn of(index: &Index<'a>, inquiry: &mut Inquiry, kind: &str) -> Self {
        let complete = index.is_complete(inquiry, POLICY, Place::Region("global"));
        let account = &index.inventory.account;
        let mut own = Self { attached: Vec::new(), account, parents: Ok(Vec::new()), complete };
        for policy in index.of_type(POLICY).iter().copied() {
            match inquiry.require(policy, "properties.Type", Value::as_str) {
                Some(other) if other != kind => continue,
                Some(_) => {}
                None => {
                    own.complete = false;
                    continue;
                }
            }
            let name = inquiry.require(policy, "properties.Name", Value::as_str);
            let targets = inquiry.require(policy, "properties.TargetIds", shape::all_texts);
            match (required(inquiry, policy, "Content"), name, targets) {
                (Some(document), Some(name), Some(targets)) => own.attached.push((document, name, targets)),
                _ => own.complete = false,
            }
        }
        if own.attached.iter().any(|(.., targets)| targets.iter().any(|target| target.starts_with("ou-"))) {
            own.parents = parents(index, inquiry);
        }
        own
    }

    /// The account's path through the organisation, where some policy asks for one and it is known.
    fn path(&self, index: &Index, inquiry: &mut Inquiry) -> Option<String> {
        let asks = |statement: &Statement| {
            statement.conditions.iter().any(|one| one.key.to_ascii_lowercase().ends_with("orgpaths"))
        };
        self.attached.iter().find(|(policy, ..)| policy.statements.iter().any(asks))?;
        let organization = index.organization(inquiry)??;
        let units = parents(index, inquiry).ok()?;
        let path: String = units.iter().rev().map(|unit| format!("{unit}/")).collect();
        (!path.is_empty()).then(|| format!("{organization}/{path}"))
    }

    /// Asks one question for each of several actions. One that surely stays open decides, whatever is not known of others.
    fn told(
        &self,
        inquiry: &mut Inquiry,
        actions: &[&str],
        ask: impl Fn(&Self, &mut Inquiry, &str) -> Truth,
    ) -> Option<Option<Value>> {
        let (mut denied, mut open, mut decided) = (Vec::new(), Vec::new(), true);
        for action in actions {
            match ask(self, inquiry, action) {
                Truth::Yes => denied.push(*action),
                Truth::No if self.complete => open.push(*action),
                Truth::No | Truth::Maybe => decided = false,
            }
        }
        (decided || !open.is_empty()).then(|| Some(json!({ "Denied": denied, "Open": open })))
    }

    /// Whether any policy that reaches the account does something; notes what may.
    fn any(&self, inquiry: &mut Inquiry, does: impl Fn(&Policy) -> (Truth, BTreeSet<Doubt>)) -> Truth {
        let (mut found, mut gaps) = (Truth::No, Vec::new());
        for (document, name, targets) in &self.attached {
            let reach = self.reach(targets);
            let (truth, doubts) = if reach == Truth::No { continue } else { does(document) };
            if truth != Truth::No && reach == Truth::Maybe {
                gaps.extend(self.unplaced(name));
            }
            gaps.extend(doubts.iter().map(|doubt| policy::undecided(doubt, Effect::Allow)));
            found = found.or(truth.and(reach));
        }
        if found == Truth::Maybe {
            gaps.into_iter().for_each(|gap| inquiry.note(gap));
        }
        found
    }

    /// Whether a place above the account has policies, none of which allows something; notes what may.
    fn not_allowed(&self, inquiry: &mut Inquiry, allows: impl Fn(&Policy) -> (Truth, BTreeSet<Doubt>)) -> Truth {
        let mut places: Vec<&str> = self.attached.iter().flat_map(|(_, _, targets)| targets.iter().copied()).collect();
        places.retain(|place| self.above(place) != Truth::No);
        places.sort_unstable();
        places.dedup();
        let (mut found, mut gaps) = (Truth::No, Vec::new());
        for place in places {
            let there = self.attached.iter().filter(|(_, _, targets)| targets.contains(&place));
            let answers: Vec<_> = there.map(|(document, ..)| allows(document)).collect();
            let shut = Truth::any(answers.iter().map(|(truth, _)| *truth)).negated();
            if shut == Truth::Maybe {
                let doubts = answers.iter().flat_map(|(_, doubts)| doubts);
                gaps.extend(doubts.map(|doubt| policy::undecided(doubt, Effect::Allow)));
            }
            if shut != Truth::No && self.above(place) == Truth::Maybe {
                gaps.extend(self.unplaced(place));
            }
            found = found.or(shut.and(self.above(place)));
        }
        // A policy that was not read may allow it.
        if !self.complete {
            found = found.and(Truth::Maybe);
        }
        if found == Truth::Maybe {
            gaps.into_iter().for_each(|gap| inquiry.note(gap));
        }
        found
    }

    fn reach(&self, targets: &[&str]) -> Truth {
        Truth::any(targets.iter().map(|target| self.above(target)))
    }

    /// Whether a place is the account or above it. An organisation has one root.
    fn above(&self, place: &str) -> Truth {
        match (place, &self.parents) {
            (root, _) if root.starts_with("r-") => Truth::Yes,
            (unit, Ok(parents)) if unit.starts_with("ou-") => Truth::from(parents.contains(&unit)),
            (unit, Err(_)) if unit.starts_with("ou-") => Truth::Maybe,
            (other, _) => Truth::from(other == self.account),
        }
    }

    /// Why it is not known whether something reaches the account.
    fn unplaced(&self, what: &str) -> BTreeSet<Gap> {
        let mut gaps = self.parents.as_ref().err().cloned().unwrap_or_default();
        let text = format!("whether the account is in the organizational unit of {what}, could make it better");
        gaps.insert(Gap::undecided(text));
        gaps
    }
}

/// The units and the root above the account. It is asked apart, since not knowing it often does not matter.
fn parents<'a>(index: &Index<'a>, inquiry: &mut Inquiry) -> Result<Vec<&'a str>, BTreeSet<Gap>> {
    let mut apart = Inquiry::default();
    let account = index.single(&mut apart, "AWS::Account::Account");
    let found = account.and_then(|account| apart.require(account, "status.OrganizationParents", shape::all_texts));
    let (evidence, gaps) = apart.into_parts();
    inquiry.cite(&evidence);
    found.ok_or_else(|| gaps.into_iter().collect())
}
