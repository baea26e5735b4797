//! Audits of the demo with changes, and what came out, pair by pair.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;

use aplomb::Audit;
use aplomb::aws::recording::{Body, End, Exchange, Header, Line, Outcome, Record, sha256};
use aplomb::aws::session::{Options, Source};
use aplomb::cli::{Cli, Command, Scan};
use aplomb::error::{Error, Exit};
use aplomb::evaluate::Checks;
use aplomb::finding::{FindingGap, Verdict};
use aplomb::resource::Inventory;
use clap::Parser;

use crate::edit::{Part, parts};

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
    /// The last part of the ARN.
    pub fn name(&self) -> &str {
        self.arn.rsplit([':', '/']).next().unwrap_or_default()
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
    /// # Errors
    /// Those of the audit.
    pub fn audit_of(&self, exchanges: impl Iterator<Item = (Exchange, Vec<u8>)>) -> Result<Outcomes, Error> {
        let file = written(&self.header, exchanges);
        let source = Source::Replay { path: file.path().to_owned() };
        let options = Options { known_services: aplomb::collect::services(), ..Options::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let audit = runtime.block_on(aplomb::audit(source, options, &self.checks, |_| ()))?;
        assert_eq!(audit.cut, None, "the recording was not put together again");
        Ok(Outcomes { exits: self.exits(&audit), said: said(&audit) })
    }

    fn exits(&self, audit: &Audit) -> BTreeMap<String, Exit> {
        let mut exits = BTreeMap::from([("all checks".to_owned(), aplomb::scan::exit(&self.as_usual, audit))]);
        for check in self.checks.iter() {
            let findings = audit.findings.iter().filter(|finding| *finding.check == *check.id).cloned().collect();
            // Its own types only: the check must not owe its exit code to others.
            let unlisted = audit.inventory.unlisted.iter();
            let unlisted = unlisted.filter(|unlisted| check.resource_types.contains(&unlisted.resource_type));
            let alone = Audit {
                header: audit.header.clone(),
                inventory: Inventory { unlisted: unlisted.cloned().collect(), ..Inventory::default() },
                findings,
                spans: Vec::new(),
                cut: None,
                counts: BTreeMap::new(),
                unwritten: None,
            };
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
