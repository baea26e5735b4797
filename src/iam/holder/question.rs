//! The questions about one scope: do some statements grant all of it, or any?

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use super::super::exposure::{Mentions, Zone, holders, variables};
use super::super::inclusion::Said;
use super::super::parse::{Effect, Policy, Statement};
use super::super::rule::Doubt;
use super::super::search::{Atom, Domain, Fields, Mode, Outcome, Present, Rule, search};
use super::super::text::{Budget, Pattern};
use super::super::truth::Truth;
use super::view::{Reader, View};
use super::{Holder, Scope, key, pin};

/// Policies of one holder, made ready for questions about one scope.
pub struct Question<'p> {
    scope: Scope,
    said: Vec<Said<'p>>,
    /// Condition keys and variables, in lower case; the first stands for field 1.
    keys: Vec<String>,
    /// By key: what resources may have there. `None`: it is none of a resource.
    of_resources: Vec<Option<Domain>>,
    mentions: Mentions<'p>,
    variables: Vec<String>,
    seen: Vec<Seen>,
    budget: RefCell<Budget>,
}

/// What one kind of holder makes of the statements.
struct Seen {
    /// By key: what his requests may have there.
    domains: Vec<Domain>,
    /// With values for the variables.
    closed: Vec<View>,
    /// With the variables left open, where they can hold more.
    open: Option<View>,
}

/// An answer, and what it hangs on where it is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub truth: Truth,
    /// Empty unless `truth` is `Maybe`.
    pub doubts: BTreeSet<Doubt>,
}

/// What each field may hold: the resource, the condition keys, the action.
struct Asked(Vec<Domain>);

impl Fields for Asked {
    fn domain(&self, field: usize) -> Option<Cow<'_, Domain>> {
        self.0.get(field).map(Cow::Borrowed)
    }
}

/// Keys that are held to something for one question.
pub type Narrowing<'n> = [(&'n str, Domain)];

/// Of a rule that asks nothing.
const NOWHERE: usize = usize::MAX;

impl<'p> Question<'p> {
    /// Reads policies, each a side of its own by its place.
    pub fn of(holder: &Holder<'p>, scope: Scope, policies: &[&'p Policy]) -> Self {
        let said: Vec<Said> = policies
            .iter()
            .enumerate()
            .flat_map(|(side, policy)| {
                policy.statements.iter().map(move |statement| Said { statement, version: policy.version, side })
            })
            .collect();
        let mentions = Mentions::of_all(policies.iter().copied());
        let keys: Vec<String> = mentions.keys().map(str::to_owned).collect();
        let mut variables: Vec<String> = policies.iter().flat_map(|policy| variables(policy)).collect();
        variables.sort_unstable();
        variables.dedup();
        let zone = Zone {
            account: holder.at.account.to_owned(),
            organizations: holder.at.organization.map(str::to_owned).into_iter().collect(),
            ..Zone::default()
        };
        let mut budget = Budget::default();
        let reader = Reader { holder, scope: &scope, keys: &keys };
        let who = holders(holder.arn, &zone, holder.partition, &mentions);
        let seen = who.into_iter().map(|who| {
            let domain = |key: &str| key::of_request(key, &who, holder, &scope, &mentions);
            let domains = keys.iter().map(|key| domain(key)).collect();
            let (choices, are_all) = pin::choices(&variables, domain, &mentions);
            let closed: Vec<View> =
                choices.into_iter().map(|pins| reader.view(&said, Some(pins), &mut budget)).collect();
            let open = (!are_all).then(|| reader.view(&said, None, &mut budget));
            Seen { domains, closed, open }
        });
        let seen = seen.collect();
        let of_resource = |key: &String| scope.is_of_resource(key).then(|| key::of_any_resource(key, holder, &scope));
        let of_resources = keys.iter().map(of_resource).collect();
        Self { scope, said, of_resources, keys, mentions, variables, seen, budget: RefCell::new(budget) }
    }

    /// The statements of a side that may allow something, by their place among all.
    pub fn allows(&self, side: usize) -> Vec<usize> {
        let own = self.said.iter().enumerate().filter(|(_, said)| said.side == side);
        own.filter(|(_, said)| said.statement.may_be(Effect::Allow)).map(|(place, _)| place).collect()
    }

    /// Whether the holder may do everything of the scope. Each group of statements grants what all of it allow.
    pub fn grants_all(&self, groups: &[Vec<usize>], narrowing: &Narrowing) -> Verdict {
        self.ask(groups, narrowing, true)
    }

    /// Whether statements together grant the holder something of the scope that is more than what a `Deny` spares.
    pub fn grants_some(&self, group: &[usize], narrowing: &Narrowing) -> Verdict {
        self.ask(&[group.to_vec()], narrowing, false)
    }

    /// Whether an `Allow` speaks of all resources, whatever it asks besides.
    pub fn speaks_of_everything(&self, allow: usize) -> Truth {
        let views = self.seen.iter().flat_map(|seen| &seen.closed);
        let lines = views.filter_map(|view| view.allows[allow].as_ref());
        Truth::any(lines.map(|line| line.covers_resources(&self.scope.resources)))
    }

    /// What any statement compares a key, in lower case, with.
    pub fn values(&self, key: &str) -> BTreeSet<&'p str> {
        self.mentions.values(key).collect()
    }

    /// Whether a statement asks something of the resource beside its name.
    pub fn asks_of_resource(&self, statement: &Statement) -> bool {
        statement.conditions.iter().any(|condition| self.scope.is_of_resource(&condition.key.to_ascii_lowercase()))
    }

    fn ask(&self, groups: &[Vec<usize>], narrowing: &Narrowing, all: bool) -> Verdict {
        let (mut truth, mut doubts) = (Truth::No, BTreeSet::new());
        for seen in &self.seen {
            let answer = self.of_one(seen, groups, narrowing, all);
            if answer == Truth::Maybe {
                doubts.extend(self.doubts(seen, groups));
            }
            truth = truth.or(answer);
            if truth == Truth::Yes {
                break;
            }
        }
        if truth != Truth::Maybe {
            doubts.clear();
        }
        Verdict { truth, doubts }
    }

    /// The answer for one kind of holder.
    fn of_one(&self, seen: &Seen, groups: &[Vec<usize>], narrowing: &Narrowing, all: bool) -> Truth {
        let each = groups.iter().map(Vec::as_slice);
        let mut truth = Truth::No;
        // What one value of a variable leaves out, another cannot fill, but an empty one: these are all tried.
        let mut could = false;
        for view in &seen.closed {
            let surely: Vec<(&[usize], Truth)> = each.clone().map(|group| (group, Truth::Yes)).collect();
            if all && self.covers(view, &surely) == Truth::No {
                continue;
            }
            could = true;
            let working: Vec<(&[usize], Truth)> =
                each.clone().map(|group| (group, self.works(seen, view, group, narrowing))).collect();
            let own = match all {
                true => self.covers(view, &working),
                false => Truth::any(working.iter().map(|(_, truth)| *truth)),
            };
            truth = truth.or(own);
        }
        match &seen.open {
            Some(view) if truth == Truth::No && could => {
                let mut works = each.map(|group| self.works(seen, view, group, narrowing));
                if works.all(|truth| truth == Truth::No) { Truth::No } else { Truth::Maybe }
            }
            _ => truth,
        }
    }

    /// Whether some request meets all that a group of statements asks of the holder, and no `Deny` takes everything
    /// away from it.
    fn works(&self, seen: &Seen, view: &View, group: &[usize], narrowing: &Narrowing) -> Truth {
        let Some(lines) = group.iter().map(|place| view.allows[*place].as_ref()).collect::<Option<Vec<_>>>() else {
            return Truth::No;
        };
        let of_holder = |field: usize| !self.is_of_resource(field);
        let demands = lines.iter().flat_map(|line| line.demands(of_holder));
        let demands: Vec<(usize, Atom)> = demands.cloned().collect();
        let applies = lines.iter().map(|line| line.applies).fold(Truth::Yes, Truth::and);
        let allow = Rule { place: NOWHERE, applies, demands: &demands };
        let denies: Vec<Rule> = view.denies.iter().flatten().map(|line| line.rule()).collect();
        let asked = self.asked(|place, key| {
            let held = narrowing.iter().find(|(own, _)| *own == key).map(|(_, domain)| domain.clone());
            held.or_else(|| self.pinned(view, key)).unwrap_or_else(|| seen.domains[place].clone())
        });
        self.bracket(|mode, budget| search(&asked, &allow, &denies, &[], mode, budget))
    }

    /// Whether groups of statements, each with how sure it is, leave out nothing of the scope.
    fn covers(&self, view: &View, groups: &[(&[usize], Truth)]) -> Truth {
        let boxes: Vec<(Truth, Vec<(usize, Atom)>)> = groups
            .iter()
            .filter_map(|(group, works)| {
                let lines = group.iter().map(|place| view.allows[*place].as_ref()).collect::<Option<Vec<_>>>()?;
                let applies = lines.iter().map(|line| line.applies).fold(*works, Truth::and);
                let demands = lines.iter().flat_map(|line| line.demands(|field| self.is_of_resource(field)));
                (applies != Truth::No).then(|| (applies, demands.cloned().collect()))
            })
            .collect();
        let boxes: Vec<Rule> =
            boxes.iter().map(|(applies, demands)| Rule { place: NOWHERE, applies: *applies, demands }).collect();
        let anything = Rule { place: NOWHERE, applies: Truth::Yes, demands: &[] };
        let asked = self.asked(|place, key| {
            self.pinned(view, key).or_else(|| self.of_resources[place].clone()).unwrap_or_else(key::never)
        });
        self.bracket(|mode, budget| search(&asked, &anything, &boxes, &[], mode, budget)).negated()
    }

    /// Whether there is what a search looks for.
    fn bracket(&self, search: impl Fn(Mode, &mut Budget) -> Outcome) -> Truth {
        let budget = &mut self.budget.borrow_mut();
        match search(Mode::Surely, budget) {
            Outcome::Request(_) => Truth::Yes,
            _ if search(Mode::Possibly, budget) == Outcome::Nothing => Truth::No,
            _ => Truth::Maybe,
        }
    }

    fn asked(&self, of_key: impl Fn(usize, &str) -> Domain) -> Asked {
        let text = |pattern: &Pattern| Domain { absent: false, present: Present::text(pattern.clone()) };
        let keys = self.keys.iter().enumerate().map(|(place, key)| of_key(place, key));
        Asked([text(&self.scope.resources)].into_iter().chain(keys).chain([text(&self.scope.actions)]).collect())
    }

    /// What a variable's key holds where a value was put in.
    fn pinned(&self, view: &View, key: &str) -> Option<Domain> {
        let pins = view.pins.as_ref()?;
        self.variables.iter().any(|own| own == key).then(|| pins.one(key).map_or_else(key::never, key::exactly))
    }

    /// Whether a field is one of what is asked for, rather than of who asks and how.
    fn is_of_resource(&self, field: usize) -> bool {
        field.checked_sub(1).and_then(|place| self.of_resources.get(place)).is_none_or(Option::is_some)
    }

    /// What the answer hangs on.
    fn doubts(&self, seen: &Seen, groups: &[Vec<usize>]) -> BTreeSet<Doubt> {
        let view = seen.open.as_ref().or(seen.closed.last());
        let lines = view.into_iter().flat_map(|view| {
            let allows = groups.iter().flatten().filter_map(|place| view.allows[*place].as_ref());
            allows.chain(view.denies.iter().flatten())
        });
        let mut doubts: BTreeSet<Doubt> = lines.flat_map(|line| line.doubts.iter().cloned()).collect();
        if doubts.is_empty() {
            doubts
                .insert(Doubt { construct: "too much to decide, or values of several kinds".to_owned(), effect: None });
        }
        doubts
    }
}
