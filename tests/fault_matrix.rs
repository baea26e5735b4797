//! Every call of the demo fails in every way, one operation after the other: nothing may get better by it.

#[path = "fault_matrix/audits.rs"]
mod audits;
#[path = "recording/edit.rs"]
mod edit;
#[path = "fault_matrix/faults.rs"]
mod faults;
#[path = "fault_matrix/judge.rs"]
mod judge;
#[path = "fault_matrix/labels.rs"]
mod labels;
#[path = "fault_matrix/listings.rs"]
mod listings;
#[path = "shared/pool.rs"]
mod pool;
#[path = "fault_matrix/reads.rs"]
mod reads;
#[path = "fault_matrix/single.rs"]
mod single;
#[path = "fault_matrix/types.rs"]
mod types;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aplomb::error::Exit;
use aplomb::finding::Verdict;
use aplomb::resource::GapCode;

use audits::{Demo, Outcomes, unchanged};
use edit::Part;
use faults::{FAULTS, Fault, rounds};
use judge::{Blame, Expected, judge, judge_any};
use reads::{Effect, Reads};
use types::{listed, unlisted_by};

static DEMO: LazyLock<Demo> = LazyLock::new(Demo::load);
static BEFORE: LazyLock<Outcomes> = LazyLock::new(|| DEMO.audit(unchanged).unwrap_or_else(|error| panic!("{error}")));

/// Which regions there are.
const REGIONS: &str = "account:ListRegions";

/// Without it there is no audit at all.
const IDENTITY: &str = "sts:GetCallerIdentity";

/// Answers that are shown or kept for later checks, or that decide nothing in the demo.
const READ_BY_NO_CHECK: &[&str] = &[
    "apigateway:GetClientCertificates",
    // Both keys that cannot be used are needed by buckets; event data stores may need others.
    "cloudtrail:ListEventDataStores",
    // A report that is there is as good.
    "iam:GenerateCredentialReport",
    // The list names them, and no more is asked.
    "iam:GetOpenIDConnectProvider",
    "iam:ListAccountAliases",
    "iam:ListSAMLProviders",
    "iam:ListVirtualMFADevices",
    "logs:DescribeAccountPolicies",
    "logs:DescribeDeliverySources",
    "logs:DescribeSubscriptionFilters",
    "organizations:DescribeEffectivePolicy",
    // Where the documentation decides whether a policy is public, nothing is missed.
    "s3:GetBucketPolicyStatus",
];

/// Where the first is not known the second is asked, which it made needless: this recording lacks it then.
const INSTEAD: &[(&str, &str)] = &[("s3:GetBucketVersioning", "s3:GetObjectLockConfiguration")];

#[test]
fn the_judge_speaks_of_what_there_is() {
    let reads = Reads::load();
    let recorded: BTreeSet<&str> = DEMO.parts.iter().map(|part| part.operation.as_str()).collect();
    let judged: BTreeSet<&str> = reads.operations();
    let exempt = READ_BY_NO_CHECK.iter().chain(&[IDENTITY]).copied();
    assert_eq!(judged.into_iter().chain(exempt).collect::<BTreeSet<_>>(), recorded, "tests/reads.csv: operations");
    let checks: BTreeSet<&str> = DEMO.checks.iter().map(|check| check.id.as_str()).collect();
    assert_eq!(reads.checks(), checks, "tests/reads.csv: checks");
    let pairs: BTreeSet<(&str, &str)> = BEFORE.said.keys().map(|pair| (pair.check.as_str(), pair.name())).collect();
    let unknown: Vec<_> = reads.names().into_iter().filter(|name| !pairs.contains(name)).collect();
    assert!(unknown.is_empty(), "tests/reads.csv: not in the demo: {unknown:?}");
}

#[test]
fn a_broken_operation_makes_unknown_what_rests_on_it_and_nothing_else() {
    let reads = Reads::load();
    let operations: BTreeSet<&str> = DEMO.parts.iter().map(|part| part.operation.as_str()).collect();
    let mut cells: Vec<(&str, Vec<Fault>)> = Vec::new();
    for (number, operation) in operations.into_iter().filter(|operation| *operation != IDENTITY).enumerate() {
        let rounds = rounds(answers(operation).count(), number);
        cells.extend(rounds.into_iter().map(|faults| (operation, faults)));
    }
    in_parallel(&cells, |(operation, faults)| {
        let alike = faults.iter().all(|fault| *fault == faults[0]);
        let expected =
            expected(&reads, operation, if alike { faults[0].code_of_all(answers(operation)) } else { None });
        let next = Cell::new(faults.iter());
        let after = DEMO.audit(|part| {
            if part.operation != *operation {
                return unchanged(part);
            }
            let mut faults = next.take();
            let fault = faults.next().expect("one fault a call");
            next.set(faults);
            fault.strike(part)
        });
        let problems = match after {
            Ok(after) => judge(&BEFORE, &after, &expected),
            Err(error) => vec![format!("the audit ended: {error}")],
        };
        problems.into_iter().map(|problem| format!("{operation} {}: {problem}", words(faults))).collect()
    });
}

/// What the operation answered in the demo.
fn answers(operation: &str) -> impl Iterator<Item = &'static Part> {
    DEMO.parts.iter().filter(move |part| part.operation == operation)
}

/// The fault, or the first of those that come in turn.
fn words(faults: &[Fault]) -> String {
    let alike = faults.iter().all(|fault| *fault == faults[0]);
    format!("{:?}{}", faults[0], if alike { "" } else { " and on" })
}

/// What the other tests rest on: where a resource is as it was, so is what is said of it.
#[test]
fn judging_what_changed_is_judging_everything() {
    let operations = ["s3:GetBucketLogging", "apigateway:GetStages", "account:ListRegions", "kms:ListKeys"];
    in_parallel(&operations, |operation| {
        let strike =
            |part: &Part| if part.operation == *operation { Fault::Denied.strike(part) } else { unchanged(part) };
        let (short, full) = (DEMO.audit(strike), DEMO.audit_in_full(strike));
        match (short, full) {
            (Ok(short), Ok(full)) if short.said == full.said && short.exits == full.exits => Vec::new(),
            (Ok(_), Ok(_)) => vec![format!("{operation}: not the same")],
            (Err(error), _) | (_, Err(error)) => vec![format!("{operation}: the audit ended: {error}")],
        }
    });
}

#[test]
fn without_an_identity_there_is_no_audit() {
    in_parallel(FAULTS, |fault| {
        let after = DEMO.audit(|part| if part.operation == IDENTITY { fault.strike(part) } else { unchanged(part) });
        match after {
            Err(error) if error.exit == Exit::CouldNotRun && error.to_string().contains(IDENTITY) => Vec::new(),
            Err(error) => vec![format!("{fault:?}: exit code {}: {error}", error.exit as u8)],
            Ok(_) => vec![format!("{fault:?}: an audit without an identity")],
        }
    });
}

/// Any calls at all fail, each in its own way.
#[test]
fn faults_in_any_mixture_make_nothing_better() {
    let mixtures: Vec<(u64, u64)> = (0..24).map(|seed| (seed, [2, 3, 10, 40][(seed % 4) as usize])).collect();
    in_parallel(&mixtures, |(seed, one_in)| {
        let mut numbers = Numbers(seed * 7919 + 1);
        let struck: BTreeMap<String, Fault> = DEMO
            .parts
            .iter()
            .filter(|part| part.operation != IDENTITY && numbers.next().is_multiple_of(*one_in))
            .map(|part| part.exchange.key.to_string())
            .collect::<Vec<_>>()
            .into_iter()
            .map(|key| (key, FAULTS[(numbers.next() % FAULTS.len() as u64) as usize]))
            .collect();
        let strike = |part: &Part| match struck.get(&part.exchange.key.to_string()) {
            Some(fault) => fault.strike(part),
            None => unchanged(part),
        };
        let problems = match DEMO.audit(strike) {
            Ok(after) => judge_any(&BEFORE, &after),
            Err(error) => vec![format!("the audit ended: {error}")],
        };
        problems.into_iter().map(|problem| format!("mixture {seed}: {problem}")).collect()
    });
}

/// What the judge says of an operation that is broken everywhere.
fn expected(reads: &Reads, operation: &str, code: Option<GapCode>) -> Expected {
    let mut expected = Expected { blame: vec![Blame::new(operation, code)], ..Expected::default() };
    let instead = INSTEAD.iter().filter(|(broken, _)| *broken == operation);
    expected.blame.extend(instead.map(|(_, asked)| Blame::new(asked, Some(GapCode::NotInRecording))));
    let types = listed(operation);
    for pair in BEFORE.said.keys() {
        let of_type = types.contains(&pair.resource_type.as_str());
        // Where the regions are not known only the default one is listed.
        let elsewhere = operation == REGIONS && pair.region != DEMO.header.default_region;
        match reads.effect(&pair.check, operation, pair.name()) {
            _ if of_type && elsewhere => drop(expected.gone.insert(pair.clone())),
            // Some are found without the list: the judge says which.
            Effect::Unknown if of_type && operation != REGIONS => drop(expected.gone.insert(pair.clone())),
            Effect::Unknown => drop(expected.unknown.insert(pair.clone())),
            Effect::Fail => drop(expected.may_name_less.insert(pair.clone())),
            Effect::Same => {}
        }
    }
    expected.unlisted = unlisted_by(operation);
    expected
}

/// Runs all cases, if the demo decides enough for them to show something.
fn in_parallel<T: Sync>(cases: &[T], run: impl Fn(&T) -> Vec<String> + Sync) {
    let unknown = BEFORE.said.values().filter(|said| said.verdict == Verdict::Unknown).count();
    assert!(unknown * 50 < BEFORE.said.len(), "the demo itself has {unknown} unknowns: it can show little");
    pool::in_parallel(cases, run);
}

/// Numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
