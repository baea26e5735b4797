//! Audits the configuration of AWS accounts: collect, analyze, evaluate, report.
//!
//! The whole pipeline is [`audit`]; everything else is a stage of it or a command around it.

pub mod analyze;
pub mod aws;
pub mod can;
pub mod cli;
pub mod collect;
pub mod config;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod finding;
pub mod iam;
pub mod inventory;
pub mod permissions;
pub mod policy;
pub mod progress;
pub mod report;
pub mod resource;
pub mod scan;

use std::collections::{BTreeMap, BTreeSet};

use aws::session::{Finish, Options, Session, Source};
use error::Error;
use evaluate::{Checks, Vocabulary};
use finding::Finding;
use resource::{Inventory, Resource, Span};

/// An audit that is over.
#[derive(Debug)]
pub struct Audit {
    pub header: aws::recording::Header,
    pub inventory: Inventory,
    pub findings: Vec<Finding>,
    /// What a reader is to be warned of.
    pub warnings: Vec<String>,
    /// When AWS was asked.
    pub spans: Vec<Span>,
    /// Why the recording is not whole, if it is not.
    pub cut: Option<String>,
    /// Calls sent to AWS, by service.
    pub counts: BTreeMap<String, u64>,
    /// Why the recording is not what it should be: the audit is whole, its evidence is not.
    pub unwritten: Option<Error>,
}

/// Audits one account: its answers become an inventory, the inventory facts, the facts findings.
///
/// `watch` is handed a count of the calls made so far, for progress.
///
/// # Errors
/// The account or recording cannot be read, or a declared parameter does not fit.
pub async fn audit(
    source: Source,
    options: Options,
    checks: &Checks,
    watch: impl FnOnce(Box<dyn Fn() -> u64 + Send>),
) -> Result<Audit, Error> {
    let mut audit = survey(source, options, watch).await?;
    audit.judge(checks, |_| true)?;
    Ok(audit)
}

impl Audit {
    /// Judges what was read. Resources that `keep` does not name are given up on the way: a large account need not
    /// stand twice in memory.
    ///
    /// # Errors
    /// A declared parameter does not fit.
    pub fn judge(&mut self, checks: &Checks, keep: impl Fn(&Resource) -> bool) -> Result<(), Error> {
        // Those of a recording may be for checks that were not selected, or that this version does not have.
        let mut parameters = self.header.declarations.parameters.clone();
        parameters.retain(|check, _| checks.get(check).is_some());
        evaluate::check_parameters(checks, &parameters).map_err(Error::usage)?;
        self.findings = evaluate::evaluate_and_drop(checks, &mut self.inventory, &parameters, keep);
        Ok(())
    }
}

/// Reads one account and derives its facts: an audit whose findings are still to come.
///
/// # Errors
/// The account or recording cannot be read.
pub async fn survey(
    source: Source,
    options: Options,
    watch: impl FnOnce(Box<dyn Fn() -> u64 + Send>),
) -> Result<Audit, Error> {
    let services = options.services.clone().unwrap_or_else(collect::services);
    let session = Session::open(source, options, collect::read_list(&services)).await?;
    watch(Box::new(session.counter()));
    let mut inventory = match collect::collect(&session).await {
        Ok(inventory) => inventory,
        Err(error) => {
            session.discard();
            return Err(Error::usage(error));
        }
    };
    let (header, counts) = (session.header.clone(), session.counts());
    let Finish { spans, cut, unwritten } = session.finish();
    let warnings = analyze::analyze(&mut inventory, &header.declarations);
    let unwritten = unwritten.map(Error::from);
    Ok(Audit { header, inventory, findings: Vec::new(), warnings, spans, cut, counts, unwritten })
}

/// What checks may read of each type: the names that collectors and analyzers declare.
pub fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    for spec in collect::COLLECTORS.iter().flat_map(|collector| collector.types) {
        let names: &mut BTreeSet<String> = vocabulary.entry(spec.name.to_owned()).or_default();
        names.extend(spec.properties.iter().map(|name| format!("properties.{name}")));
        names.extend(spec.status.iter().map(|name| format!("status.{name}")));
        names.extend(spec.tags.then(|| "tags".to_owned()));
    }
    for fact in analyze::facts() {
        for resource_type in fact.types {
            vocabulary.entry((*resource_type).to_owned()).or_default().insert(format!("facts.{}", fact.name));
        }
    }
    vocabulary
}
