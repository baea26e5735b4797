//! Every call of the demo fails in every way, one operation after the other: nothing may get better by it.

#[path = "fault_matrix/audits.rs"]
mod audits;
#[path = "recording/edit.rs"]
mod edit;
#[path = "fault_matrix/faults.rs"]
mod faults;
#[path = "fault_matrix/judge.rs"]
mod judge;
#[path = "fault_matrix/listings.rs"]
mod listings;
#[path = "fault_matrix/reads.rs"]
mod reads;
#[path = "fault_matrix/single.rs"]
mod single;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

use aplomb::error::Exit;
use aplomb::finding::Verdict;
use aplomb::resource::GapCode;

use audits::{ACCESS_POINT, BUCKET, Demo, Outcomes, Pair, unchanged};
use edit::Part;
use faults::{EACH, Fault, MIXED, pick};
use judge::{Blame, Expected, judge, judge_any};
use reads::{Effect, Reads};

static DEMO: LazyLock<Demo> = LazyLock::new(Demo::load);
static BEFORE: LazyLock<Outcomes> = LazyLock::new(|| DEMO.audit(unchanged).unwrap_or_else(|error| panic!("{error}")));

/// Without it there is no audit at all.
const IDENTITY: &str = "sts:GetCallerIdentity";

/// Answers that are shown or kept for later checks, and that no check of today reads.
const READ_BY_NO_CHECK: &[&str] = &["iam:ListAccountAliases", "s3control:GetAccessPointPolicy"];

/// Operations without which resources of a type are not seen, and where that is said: `None` is each region asked.
const LISTINGS: &[(&str, &str, Option<&str>)] = &[
    ("s3:ListBuckets", BUCKET, Some("global")),
    ("s3control:ListAccessPoints", ACCESS_POINT, None),
    ("account:ListRegions", ACCESS_POINT, Some("unknown")),
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
    for operation in operations.into_iter().filter(|operation| *operation != IDENTITY) {
        cells.extend(EACH.iter().map(|fault| (operation, vec![*fault])));
        let calls = DEMO.parts.iter().filter(|part| part.operation == operation).count();
        if calls < MIXED.len() {
            cells.extend(MIXED.iter().map(|fault| (operation, vec![*fault])));
        } else {
            cells.push((operation, MIXED.to_vec()));
        }
    }
    in_parallel(&cells, |(operation, faults)| {
        let code = if let [fault] = faults[..] { fault.code() } else { None };
        let expected = expected(&reads, operation, code);
        let broken = |part: &Part| part.operation == *operation;
        let after = DEMO.audit(|part| if broken(part) { pick(faults, part).strike(part) } else { unchanged(part) });
        let problems = match after {
            Ok(after) => judge(&BEFORE, &after, &expected),
            Err(error) => vec![format!("the audit ended: {error}")],
        };
        problems.into_iter().map(|problem| format!("{operation} {faults:?}: {problem}")).collect()
    });
}

#[test]
fn without_an_identity_there_is_no_audit() {
    let faults: Vec<Fault> = EACH.iter().chain(MIXED).copied().collect();
    in_parallel(&faults, |fault| {
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
        let faults: Vec<Fault> = EACH.iter().chain(MIXED).copied().collect();
        let struck: BTreeMap<String, Fault> = DEMO
            .parts
            .iter()
            .filter(|part| part.operation != IDENTITY && numbers.next().is_multiple_of(*one_in))
            .map(|part| part.exchange.key.to_string())
            .collect::<Vec<_>>()
            .into_iter()
            .map(|key| (key, faults[(numbers.next() % faults.len() as u64) as usize]))
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
    let listing = LISTINGS.iter().find(|(name, ..)| *name == operation);
    for pair in BEFORE.said.keys() {
        if reads.effect(&pair.check, operation, pair.name()) == Effect::Same {
            continue;
        }
        match listing {
            Some((_, resource_type, _)) if pair.resource_type == *resource_type => expected.gone.insert(pair.clone()),
            _ => expected.unknown.insert(pair.clone()),
        };
    }
    if let Some((_, resource_type, region)) = listing {
        let asked = DEMO.parts.iter().filter(|part| part.operation == operation);
        let regions: BTreeSet<&str> = match region {
            Some(region) => BTreeSet::from([*region]),
            None => asked.map(|part| part.region.as_str()).collect(),
        };
        expected.unlisted.extend(regions.into_iter().flat_map(|region| unlisted(resource_type, region)));
    }
    expected
}

/// The one unknown of each check for a type that cannot be listed in a region.
fn unlisted(resource_type: &str, region: &str) -> Vec<Pair> {
    let account = &DEMO.header.account;
    let place = if region == "global" { "" } else { region };
    let pair = |check: &aplomb::evaluate::Check| Pair {
        check: check.id.clone(),
        resource_type: resource_type.to_owned(),
        region: region.to_owned(),
        arn: format!("arn:aws:account:{place}:{account}:account#{resource_type}"),
    };
    let of_type = |check: &&aplomb::evaluate::Check| check.resource_types.iter().any(|name| name == resource_type);
    DEMO.checks.iter().filter(of_type).map(pair).collect()
}

/// Runs all cases on all processors, and fails with all problems at once.
fn in_parallel<T: Sync>(cases: &[T], run: impl Fn(&T) -> Vec<String> + Sync) {
    let unknown = BEFORE.said.values().filter(|said| said.verdict == Verdict::Unknown).count();
    assert!(unknown < 10, "the demo itself has {unknown} unknowns: it can show nothing");
    let next = Mutex::new(cases.iter());
    let problems = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(case) = next.lock().expect("lock").next() else { return };
                    let found = run(case);
                    problems.lock().expect("lock").extend(found);
                }
            });
        }
    });
    let mut problems = problems.into_inner().expect("lock");
    problems.sort();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
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
