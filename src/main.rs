//! Arguments in, exit code out; the only file that exits.

use anyhow::Context;
use aplomb::cli::{Cli, Command, Origin};
use aplomb::error::{Error, Exit};
use aplomb::report::visible;
use aplomb::{can, explain, inventory, policy, scan};
use clap::Parser;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let exit = run(&cli).unwrap_or_else(|error| {
        tell(&error);
        // What is no error for the user is a fault of the machine that we run on.
        error.downcast_ref::<Error>().map_or(Exit::CouldNotRun, |error| error.exit)
    });
    std::process::ExitCode::from(exit as u8)
}

#[expect(clippy::print_stderr, reason = "errors are for people")]
fn tell(error: &anyhow::Error) {
    // An error can hold words of AWS, or of a file that somebody sent us.
    let lines: Vec<String> = format!("{error:#}").lines().map(visible).collect();
    eprintln!("error: {}", lines.join("\n"));
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let exit = match &cli.command {
        Command::Scan(arguments) => until_interrupted(scan::scan(cli, arguments), &arguments.origin)?,
        Command::Inventory(arguments) => until_interrupted(inventory::inventory(cli, arguments), &arguments.origin)?,
        Command::Can(arguments) => until_interrupted(can::can(cli, arguments), &arguments.question.origin)?,
        Command::WhoCan(arguments) => until_interrupted(can::who_can(cli, arguments), &arguments.question.origin)?,
        Command::Policy(arguments) => policy::policy(arguments),
        Command::Permissions(arguments) => explain::permissions(arguments),
        Command::Checks(arguments) => explain::list(arguments),
        Command::Explain { id, policies } => explain::explain(id, policies.as_deref()),
        Command::Schema => scan::write_stdout(aplomb::report::schema().as_bytes()).map(|()| Exit::Clean),
        Command::Completions { shell } => explain::completions(*shell),
        Command::Man => explain::man(),
    };
    Ok(exit?)
}

fn until_interrupted(
    work: impl Future<Output = Result<Exit, Error>>,
    origin: &Origin,
) -> anyhow::Result<Result<Exit, Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    Ok(runtime.context("cannot start")?.block_on(async {
        tokio::select! {
            exit = work => exit,
            _ = tokio::signal::ctrl_c() => Err(interrupted(origin)),
        }
    }))
}

fn interrupted(arguments: &Origin) -> Error {
    let error = Error::interrupted("interrupted: no report was written");
    // Before the account was known nothing was recorded.
    match arguments.record.as_ref().or(arguments.resume.as_ref()).filter(|path| path.exists()) {
        Some(path) => error.hint(format!("go on with: aplomb scan --resume {}", path.display())),
        None => error,
    }
}
