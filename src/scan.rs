//! The command `scan`: from flags to reports and an exit code.

mod calls;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use crate::aws::session::{Options, Source};
use crate::cli::{Cli, Color, Origin, Scan};
use crate::error::{Error, Exit};
use crate::evaluate::{self, Check, Checks};
use crate::finding::{Finding, Severity, Verdict};
use crate::report::{self, CheckSummary, Format, Remediation, Report, RunHeader, Style, Tool};
use crate::resource::{Inventory, Known, field_of};
use crate::{Audit, collect, config, progress, survey, vocabulary};

const ACCOUNT: &str = "AWS::Account::Account";

/// The recording that ships with aplomb, of an emulated account.
pub static DEMO: &[u8] = include_bytes!("../localstack/demo.recording");

/// Runs a scan and writes its reports.
///
/// # Errors
/// Wrong flags, policies or declarations; the account or recording cannot be read; a report cannot be written.
pub async fn scan(cli: &Cli, arguments: &Scan) -> Result<Exit, Error> {
    let format = known_format(&arguments.format)?;
    let outputs = arguments.output.iter().map(|output| parse_output(output)).collect::<Result<Vec<_>, Error>>()?;
    // What can be known before AWS is asked is not found out after.
    for path in outputs.iter().map(|(_, path)| Path::new(path)).chain(arguments.origin.record.as_deref()) {
        expect_directory(path)?;
    }
    let checks = load_checks(arguments.policies.as_deref())?;
    let options = options(&arguments.origin)?;
    if let Some(declared) = &options.declarations {
        evaluate::check_parameters(&checks, &declared.parameters).map_err(Error::usage)?;
    }
    let checks = select(checks, arguments)?;
    let mut bar = progress::Progress::new(cli.quiet);
    let audit = survey(source(&arguments.origin), options, |count| bar.watch(count)).await;
    bar.finish();
    let mut audit = audit?;
    tell(cli, &audit);
    // The report names the account itself; of all else it tells findings.
    audit.judge(&checks, |resource| resource.resource_type == ACCOUNT)?;
    let exit = exit(arguments, &audit);
    let (report, unwritten) = report_of(audit, &checks, arguments.origin.demo);
    let to_stdout = Style { width: progress::stdout_width(), color: colored(cli.color), all: cli.verbose };
    let to_file = Style { width: None, color: false, all: cli.verbose };
    for (format, path) in &outputs {
        write_file(Path::new(path), |out| report::render(format, &report, &to_file, out))?;
    }
    to_stdout_with(|out| report::render(format, &report, &to_stdout, out))?;
    unwritten.map_or(Ok(exit), Err)
}

/// The checks of this version, and those of a directory over them.
///
/// # Errors
/// A policy cannot be used: which, where and why.
pub fn load_checks(policies: Option<&Path>) -> Result<Checks, Error> {
    let mut sources = evaluate::embedded();
    if let Some(directory) = policies {
        sources = sources.overlaid(evaluate::from_directory(directory).map_err(Error::usage)?);
    }
    evaluate::load(&sources, &vocabulary()).map_err(Error::usage)
}

/// Writes to stdout; whoever closed it early has seen enough.
///
/// # Errors
/// It cannot be written for another reason.
pub fn write_stdout(bytes: &[u8]) -> Result<(), Error> {
    to_stdout_with(|out| out.write_all(bytes))
}

/// Writes to stdout piece by piece, as [`write_stdout`] does at once.
///
/// # Errors
/// It cannot be written, for another reason than that its reader went away.
pub fn to_stdout_with(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Error> {
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::could_not_run(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// The services that a flag names; `None` if it names none.
///
/// # Errors
/// One of them is unknown.
pub fn services(names: &[String]) -> Result<Option<BTreeSet<String>>, Error> {
    let known = collect::services();
    match names.iter().find(|name| !known.contains(*name)) {
        Some(unknown) => {
            let known: Vec<String> = known.into_iter().collect();
            Err(Error::usage(format!("unknown service {unknown:?}")).hint(format!("services are {}", known.join(", "))))
        }
        None => Ok(chosen(names)),
    }
}

fn chosen(names: &[String]) -> Option<BTreeSet<String>> {
    (!names.is_empty()).then(|| names.iter().cloned().collect())
}

fn known_format(name: &str) -> Result<&'static Format, Error> {
    report::format(name).ok_or_else(|| {
        let known: Vec<&str> = report::FORMATS.iter().map(|format| format.name).collect();
        Error::usage(format!("unknown format {name:?}")).hint(format!("formats are {}", known.join(", ")))
    })
}

fn parse_output(output: &str) -> Result<(&'static Format, &str), Error> {
    match output.split_once('=') {
        Some((format, path)) if !path.is_empty() => Ok((known_format(format)?, path)),
        _ => Err(Error::usage(format!("--output {output:?} is not FORMAT=PATH"))
            .hint("for example --output json=report.json")),
    }
}

/// Where the answers come from.
pub fn source(arguments: &Origin) -> Source {
    match (&arguments.replay, &arguments.resume) {
        (Some(path), _) => Source::Replay { path: path.clone() },
        (None, Some(path)) => Source::Resume {
            path: path.clone(),
            allow_stale: arguments.allow_stale,
            retry_denied: arguments.retry_denied,
        },
        (None, None) if arguments.demo => Source::Demo { bytes: DEMO },
        (None, None) => Source::Live { record: arguments.record.clone() },
    }
}

/// What is asked for, and what is declared.
///
/// # Errors
/// An unknown service, or declarations that cannot be used.
pub fn options(arguments: &Origin) -> Result<Options, Error> {
    // A recording brings its own declarations; the file that happens to lie here is for scans of today.
    let is_recorded = arguments.replay.is_some() || arguments.resume.is_some() || arguments.demo;
    let local = Path::new("aplomb.toml");
    let declarations = match &arguments.config {
        Some(path) => Some(config::read(path).map_err(Error::usage)?),
        None if !is_recorded && local.exists() => Some(config::read(local).map_err(Error::usage)?),
        None => None,
    };
    Ok(Options {
        profile: arguments.profile.clone(),
        endpoint_url: arguments.endpoint_url.clone(),
        services: services(&arguments.services)?,
        regions: chosen(&arguments.regions),
        declarations,
        known_services: collect::services(),
        network: None,
    })
}

fn select(mut checks: Checks, arguments: &Scan) -> Result<Checks, Error> {
    for pattern in &arguments.checks {
        if !checks.iter().any(|check| config::glob(pattern, &check.id)) {
            return Err(Error::usage(format!("--checks {pattern:?} matches no check")).hint("see `aplomb checks list`"));
        }
    }
    let wanted = |check: &Check| {
        let named = arguments.checks.is_empty() || arguments.checks.iter().any(|p| config::glob(p, &check.id));
        let severe = arguments.severity.is_none_or(|level| check.severity.at_or_above(level.severity()));
        named && severe
    };
    checks.retain(wanted);
    Ok(checks)
}

/// Warnings for people.
#[expect(clippy::print_stderr, reason = "everything for people goes to stderr")]
pub fn tell(cli: &Cli, audit: &Audit) {
    if cli.quiet {
        return;
    }
    if let Some(cut) = &audit.cut {
        eprintln!("warning: the recording is not whole: {cut}; what it lacks is unknown");
    }
    if cli.verbose {
        for line in calls::lines(audit) {
            eprintln!("{line}");
        }
    }
}

/// The report, and why the recording is not what it should be.
fn report_of(audit: Audit, checks: &Checks, demo: bool) -> (Report, Option<Error>) {
    let header = audit.header;
    let aliases = account_status(&audit.inventory, "status.AccountAliases").and_then(|known| match known {
        Known::Value(aliases) => serde_json::from_value(aliases.clone()).ok(),
        Known::Absent => Some(Vec::new()),
        Known::Gap(_) => None,
    });
    let warnings = guardrails(&audit.inventory).into_iter().chain(audit.warnings).collect();
    let header = RunHeader {
        id: header.run_id,
        tool: Tool { name: "aplomb".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        partition: header.partition,
        account: header.account,
        account_aliases: aliases,
        caller: header.caller,
        endpoint_overrides: header.endpoints.values().filter(|url| !is_of_aws(url)).cloned().collect(),
        demo,
        spans: audit.spans,
        partial: audit.cut,
        scope: audit.inventory.scope,
        declared: header.declarations,
        warnings,
    };
    (Report { header, checks: checks.iter().map(summary).collect(), findings: audit.findings }, audit.unwritten)
}

fn account_status<'a>(inventory: &'a Inventory, path: &str) -> Option<&'a Known> {
    let account = inventory.resources.iter().find(|resource| resource.resource_type == ACCOUNT)?;
    field_of(account, path).map(|field| &field.known)
}

/// Policies of the organisation can only take away; what they take away is not known to checks of one resource.
fn guardrails(inventory: &Inventory) -> Option<String> {
    let alone = matches!(account_status(inventory, "status.Children"),
        Some(Known::Value(children)) if children["Organization"] == 0);
    (!alone).then(|| {
        "most checks do not reckon with service and resource control policies of the organisation: they may still \
         block what is reported as open"
            .to_owned()
    })
}

/// Whether an endpoint is AWS's own: a VPC endpoint, FIPS or dual-stack host.
fn is_of_aws(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':', '?']).next().unwrap_or_default();
    [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu"].iter().any(|domain| host.ends_with(domain))
}

/// What a report tells of a check.
pub fn summary(check: &Check) -> CheckSummary {
    let way = |way: &Option<String>| way.clone().unwrap_or_default();
    CheckSummary {
        id: check.id.clone(),
        title: check.title.clone(),
        description: check.description.clone(),
        severity: check.severity,
        resource_types: check.resource_types.clone(),
        remediation: Remediation {
            cli: way(&check.remediation.cli),
            terraform: way(&check.remediation.terraform),
            cloudformation: way(&check.remediation.cloudformation),
        },
        controls: check.controls.to_vec(),
    }
}

/// Where a file is to be written there must be a directory.
fn expect_directory(file: &Path) -> Result<(), Error> {
    match file.parent() {
        Some(directory) if !directory.as_os_str().is_empty() && !directory.is_dir() => {
            let what = format!("cannot write {}: {} is no directory", file.display(), directory.display());
            Err(Error::could_not_run(what).hint("make the directory, or choose another"))
        }
        _ => Ok(()),
    }
}

/// Writes beside the file first, so that a reader never sees half a report.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Error> {
    if path == Path::new("-") {
        return to_stdout_with(write);
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        // As any other new file: the mask of the user decides who may read it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = std::io::BufWriter::new(builder.tempfile_in(directory)?);
        write(&mut file)?;
        let file = file.into_inner()?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    whole().map_err(|error| {
        Error::could_not_run(format!("cannot write {}: {error}", path.display()))
            .hint("check the directory and its permissions")
    })
}

fn colored(color: Color) -> bool {
    use std::io::IsTerminal;
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// The exit code that an audit earns: see the README.
pub fn exit(arguments: &Scan, audit: &Audit) -> Exit {
    let level = arguments.fail_on.severity();
    let counts = |severity: Severity| level.is_some_and(|level| severity.at_or_above(level));
    let findings = &audit.findings;
    if findings.iter().any(|finding| finding.verdict == Verdict::Fail && counts(finding.severity)) {
        return Exit::Findings;
    }
    let unread = |finding: &Finding| finding.gaps.iter().any(|gap| gap.code.is_failed_read());
    // A list that no selected check asks for takes nothing from the answer.
    let unlisted = |finding: &Finding| finding.gaps.iter().any(|gap| gap.property.contains("::"));
    let coverage = report::coverage(findings);
    let mut unknown = findings.iter().filter(|finding| finding.verdict == Verdict::Unknown);
    let incomplete = coverage.ratio.unwrap_or(0.0) * 100.0 < arguments.min_coverage
        || findings.iter().any(unlisted)
        || (arguments.strict && unknown.clone().next().is_some())
        || (!arguments.allow_unknown && unknown.any(|finding| counts(finding.severity) && unread(finding)));
    if incomplete { Exit::Incomplete } else { Exit::Clean }
}
