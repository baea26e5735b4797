//! The commands that print knowledge: checks, one check, permissions, completions, manual.

use std::fmt::Write as _;
use std::path::Path;

use clap::CommandFactory;
use tabled::builder::Builder;
use tabled::settings::{Padding, Style, object::Columns};

use crate::cli::{Checks, ChecksCommand, Cli, ListFormat, Permissions, PermissionsFormat};
use crate::error::{Error, Exit};
use crate::evaluate::Check;
use crate::scan::{load_checks, services, summary, write_stdout};
use crate::{collect, permissions as iam};

/// Prints the permissions that a scan of the chosen services needs.
///
/// # Errors
/// An unknown service.
pub fn permissions(arguments: &Permissions) -> Result<Exit, Error> {
    let services = services(&arguments.services)?.unwrap_or_else(collect::services);
    let reads = collect::read_list(&services);
    let text = match arguments.format {
        PermissionsFormat::Json => pretty(&iam::policy(&reads))?,
        PermissionsFormat::Cloudformation => pretty(&iam::cloudformation(&reads))?,
        PermissionsFormat::Terraform => iam::terraform(&reads).map_err(Error::could_not_run)?,
    };
    print(&text)
}

/// Prints the list of checks.
///
/// # Errors
/// A policy cannot be used.
pub fn list(arguments: &Checks) -> Result<Exit, Error> {
    let ChecksCommand::List { format, policies } = &arguments.command;
    let checks = load_checks(policies.as_deref())?;
    if *format == ListFormat::Json {
        let all: Vec<_> = checks.iter().map(summary).collect();
        return print(&pretty(&all)?);
    }
    let mut table = Builder::default();
    for check in checks.iter() {
        table.push_record([check.severity.word(), &check.id, &check.title]);
    }
    let mut table = table.build();
    table.with(Style::empty()).modify(Columns::new(..), Padding::new(0, 2, 0, 0));
    print(&format!("{table}\n{} checks; `aplomb explain ID` tells all of one\n", checks.iter().len()))
}

/// Prints what one check does, why, and how to mend what it finds.
///
/// # Errors
/// No such check, or a policy cannot be used.
pub fn explain(id: &str, policies: Option<&Path>) -> Result<Exit, Error> {
    let checks = load_checks(policies)?;
    let Some(check) = checks.get(id) else {
        let near: Vec<&str> = checks.iter().map(|check| check.id.as_str()).filter(|known| near(known, id)).collect();
        let hint = match near.as_slice() {
            [] => "see `aplomb checks list`".to_owned(),
            near => format!("did you mean {}", near.join(", ")),
        };
        return Err(Error::usage(format!("there is no check {id:?}")).hint(hint));
    };
    print(&words(check).map_err(Error::could_not_run)?)
}

/// Prints completions for a shell.
///
/// # Errors
/// Stdout cannot be written.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, Error> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "aplomb", &mut bytes);
    write_stdout(&bytes).map(|()| Exit::Clean)
}

/// Prints the manual page (roff).
///
/// # Errors
/// Stdout cannot be written.
pub fn man() -> Result<Exit, Error> {
    manual().map_err(Error::could_not_run).and_then(|page| write_stdout(&page)).map(|()| Exit::Clean)
}

/// One page: the command, then each of its subcommands with its options.
fn manual() -> std::io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        let mut part = Vec::new();
        let of_command = clap_mangen::Man::new(command.clone());
        of_command.render_synopsis_section(&mut part)?;
        of_command.render_options_section(&mut part)?;
        let title = format!(".SH {}\n", command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase());
        page.extend(title.into_bytes());
        page.extend(String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ").into_bytes());
    }
    Ok(page)
}

fn words(check: &Check) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{}  ({})", check.id, check.severity.word())?;
    writeln!(text, "{}\n", check.title)?;
    writeln!(text, "{}\n", check.description.trim())?;
    writeln!(text, "Judges     {}", check.resource_types.join(", "))?;
    writeln!(text, "Reads      {}", check.reads.iter().map(String::as_str).collect::<Vec<_>>().join(", "))?;
    for (name, value) in &check.parameters {
        writeln!(text, "Parameter  {name} = {value}   ([parameters.{}] in aplomb.toml)", check.id)?;
    }
    for control in check.controls.iter() {
        writeln!(text, "Control    {} {} ({:?})", control.framework, control.id, control.grade)?;
    }
    for (way, how) in [
        ("AWS CLI", &check.remediation.cli),
        ("Terraform", &check.remediation.terraform),
        ("CloudFormation", &check.remediation.cloudformation),
    ] {
        if let Some(how) = how {
            writeln!(text, "\nMend it with {way}:\n{}", indented(how))?;
        }
    }
    writeln!(text, "\nCases (tested):")?;
    for case in &check.cases {
        writeln!(text, "  {:<15} {}", case.verdict.word(), case.name)?;
    }
    writeln!(text, "\nFrom {}", check.path)?;
    Ok(text)
}

fn indented(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// Whether all words of what was typed are in the id.
fn near(id: &str, typed: &str) -> bool {
    !typed.is_empty() && typed.split(['-', '_', ' ']).all(|word| id.contains(word))
}

fn pretty(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(Error::could_not_run)
}

fn print(text: &str) -> Result<Exit, Error> {
    write_stdout(text.as_bytes()).map(|()| Exit::Clean)
}
