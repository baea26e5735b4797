//! Audits of the demo with changes, and what came out, pair by pair.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::sync::LazyLock;

use aplomb::Audit;
use aplomb::aws::recording::{Body, End, Exchange, Header, Line, Outcome, Record, sha256};
use aplomb::aws::session::{Options, Source};
use aplomb::cli::{Cli, Command, Scan};
use aplomb::error::{Error, Exit};
use aplomb::evaluate::Checks;
use aplomb::finding::{Finding, FindingGap, Verdict};
use aplomb::resource::{Inventory, Resource};
use clap::Parser;

use crate::DEMO;
use crate::edit::{Part, parts};
use crate::labels::labels;

pub const BUCKET: &str = "AWS::S3::Bucket";
pub const ACCESS_POINT: &str = "AWS::S3::AccessPoint";

/// A check on a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub check: String,
    pub resource_type: String,
    pub region: String,
    pub arn: String,
}

impl Pair {
    /// What `tests/reads.csv` calls the resource.
    pub fn name(&self) -> &str {
        UNBROKEN.labels.get(&self.arn).unwrap_or(&self.arn)
    }
}

/// What a check says of a resource: a verdict, in parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub verdict: Verdict,
    /// Message by sub-key.
    pub parts: BTreeMap<String, String>,
    pub gaps: Vec<FindingGap>,
}

/// What an audit came to.
pub struct Outcomes {
    pub said: BTreeMap<Pair, Said>,
    /// The exit code of the scan, and of a scan of each check alone.
    pub exits: BTreeMap<String, Exit>,
}

/// The demo as it is: what an audit with a fault shares with it need not be judged again.
struct Unbroken {
    resources: HashMap<Key, Resource>,
    findings: HashMap<Key, Vec<Finding>>,
    labels: BTreeMap<String, String>,
}

/// Type, region and ARN.
type Key = (String, String, String);

static UNBROKEN: LazyLock<Unbroken> = LazyLock::new(|| {
    let audit = DEMO.whole(DEMO.parts.iter().filter_map(unchanged)).unwrap_or_else(|error| panic!("{error}"));
    let mut findings: HashMap<Key, Vec<Finding>> = HashMap::new();
    for finding in audit.findings {
        let resource = &finding.resource;
        let key = (resource.resource_type.clone(), resource.region.clone(), resource.arn.clone());
        findings.entry(key).or_default().push(finding);
    }
    let labels = labels(&audit.inventory);
    let resources = audit.inventory.resources.into_iter().map(|resource| (key(&resource), resource)).collect();
    Unbroken { resources, findings, labels }
});

fn key(resource: &Resource) -> Key {
    (resource.resource_type.clone(), resource.region.clone(), resource.arn.clone())
}

/// The demo, taken apart, and what a scan is judged with.
pub struct Demo {
    pub header: Header,
    pub parts: Vec<Part>,
    pub checks: Checks,
    as_usual: Scan,
    at_any_level: Scan,
}

impl Demo {
    pub fn load() -> Self {
        let (header, parts) = parts(aplomb::scan::DEMO);
        let checks = aplomb::scan::load_checks(None).unwrap_or_else(|error| panic!("{error}"));
        let as_usual = arguments(&["aplomb", "scan", "--demo"]);
        let at_any_level = arguments(&["aplomb", "scan", "--demo", "--fail-on", "info"]);
        Self { header, parts, checks, as_usual, at_any_level }
    }

    /// Audits the demo after `change`, which gives what becomes of an exchange; `None`: it is gone.
    ///
    /// # Errors
    /// Those of the audit.
    pub fn audit(&self, change: impl Fn(&Part) -> Option<(Exchange, Vec<u8>)>) -> Result<Outcomes, Error> {
        self.audit_of(self.parts.iter().filter_map(change))
    }

    /// Audits a recording of these exchanges.
    ///
    /// A verdict rests on its resource alone, so only those are judged that differ from the demo's; a test compares.
    ///
    /// # Errors
    /// Those of the audit.
    pub fn audit_of(&self, exchanges: impl Iterator<Item = (Exchange, Vec<u8>)>) -> Result<Outcomes, Error> {
        let mut audit = self.survey(exchanges)?;
        let mut findings = Vec::new();
        let (same, other): (Vec<Resource>, Vec<Resource>) = std::mem::take(&mut audit.inventory.resources)
            .into_iter()
            .partition(|resource| UNBROKEN.resources.get(&key(resource)) == Some(resource));
        for resource in &same {
            findings.extend(UNBROKEN.findings.get(&key(resource)).into_iter().flatten().cloned());
        }
        audit.inventory.resources = other;
        self.judge(&mut audit);
        audit.findings.extend(findings);
        Ok(self.outcomes(audit))
    }

    /// The same, every resource judged.
    ///
    /// # Errors
    /// Those of the audit.
    pub fn audit_in_full(&self, change: impl Fn(&Part) -> Option<(Exchange, Vec<u8>)>) -> Result<Outcomes, Error> {
        self.whole(self.parts.iter().filter_map(change)).map(|audit| self.outcomes(audit))
    }

    fn whole(&self, exchanges: impl Iterator<Item = (Exchange, Vec<u8>)>) -> Result<Audit, Error> {
        let mut audit = self.survey(exchanges)?;
        self.judge(&mut audit);
        Ok(audit)
    }

    fn judge(&self, audit: &mut Audit) {
        let parameters = &self.header.declarations.parameters;
        audit.findings = aplomb::evaluate::evaluate(&self.checks, &audit.inventory, parameters);
    }

    fn survey(&self, exchanges: impl Iterator<Item = (Exchange, Vec<u8>)>) -> Result<Audit, Error> {
        let file = written(&self.header, exchanges);
        let source = Source::Replay { path: file.path().to_owned() };
        let options = Options { known_services: aplomb::collect::services(), ..Options::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let audit = runtime.block_on(aplomb::survey(source, options, |_| ()))?;
        assert_eq!(audit.cut, None, "the recording was not put together again");
        Ok(audit)
    }

    fn outcomes(&self, audit: Audit) -> Outcomes {
        let said = said(&audit);
        Outcomes { exits: self.exits(audit), said }
    }

    fn exits(&self, audit: Audit) -> BTreeMap<String, Exit> {
        let mut exits = BTreeMap::from([("all checks".to_owned(), aplomb::scan::exit(&self.as_usual, &audit))]);
        let mut by_check: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in audit.findings {
            by_check.entry(finding.check.to_string()).or_default().push(finding);
        }
        let mut alone = Audit {
            header: audit.header,
            inventory: Inventory::default(),
            findings: Vec::new(),
            warnings: Vec::new(),
            spans: Vec::new(),
            cut: None,
            counts: BTreeMap::new(),
            unwritten: None,
        };
        for check in self.checks.iter() {
            alone.findings = by_check.remove(&check.id).unwrap_or_default();
            exits.insert(check.id.clone(), aplomb::scan::exit(&self.at_any_level, &alone));
        }
        exits
    }
}

/// An exchange as it was recorded.
pub fn unchanged(part: &Part) -> Option<(Exchange, Vec<u8>)> {
    Some((part.exchange.clone(), part.body.clone()))
}

fn arguments(words: &[&str]) -> Scan {
    match Cli::try_parse_from(words).expect("arguments").command {
        Command::Scan(scan) => *scan,
        _ => unreachable!("these are arguments of scan"),
    }
}

fn said(audit: &Audit) -> BTreeMap<Pair, Said> {
    let mut pairs: BTreeMap<Pair, Said> = BTreeMap::new();
    for finding in &audit.findings {
        let pair = Pair {
            check: finding.check.to_string(),
            resource_type: finding.resource.resource_type.clone(),
            region: finding.resource.region.clone(),
            arn: finding.resource.arn.clone(),
        };
        let said = pairs.entry(pair).or_insert_with(|| Said {
            verdict: finding.verdict,
            parts: BTreeMap::new(),
            gaps: Vec::new(),
        });
        assert_eq!(said.verdict, finding.verdict, "two verdicts of {} on {}", finding.check, finding.resource.arn);
        said.parts.insert(finding.sub_key.clone(), finding.message.clone());
        said.gaps.extend(finding.gaps.clone());
    }
    pairs
}

/// A recording of these exchanges, its chain whole.
fn written(header: &Header, exchanges: impl Iterator<Item = (Exchange, Vec<u8>)>) -> tempfile::NamedTempFile {
    let mut chain = Chain { n: 0, prev: String::new(), text: Vec::new() };
    chain.append(Line::Header(Box::new(header.clone())));
    let mut bodies = HashSet::new();
    let mut count = 0;
    for (exchange, body) in exchanges {
        if let Outcome::Answered { body: hash, .. } = &exchange.outcome
            && bodies.insert(hash.clone())
        {
            let text = Some(String::from_utf8(body).expect("answers of the demo are text"));
            chain.append(Line::Body(Body { sha256: hash.clone(), text, base64: None }));
        }
        chain.append(Line::Exchange(exchange));
        count += 1;
    }
    chain.append(Line::End(End { exchanges: count, finished: header.started.clone() }));
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    let packed = zstd::encode_all(chain.text.as_slice(), 1).expect("zstd");
    file.write_all(&packed).expect("the temporary file takes it");
    file
}

struct Chain {
    n: u64,
    prev: String,
    text: Vec<u8>,
}

impl Chain {
    fn append(&mut self, line: Line) {
        let record = Record { n: self.n, prev: std::mem::take(&mut self.prev), line };
        let line = serde_json::to_vec(&record).expect("JSON");
        self.prev = sha256(&line);
        self.n += 1;
        self.text.extend(line);
        self.text.push(b'\n');
    }
}
