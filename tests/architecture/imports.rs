//! Data flows one way: who may name whom, and who may touch the world.

use crate::source::{Line, code, none};

/// What each module of the crate may name. The nouns stand first; a stage names them and not its neighbours.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("resource", &[]),
    ("finding", &["resource"]),
    ("config", &["iam"]),
    ("iam", &[]),
    ("aws", &["config", "resource"]),
    ("collect", &["aws", "resource"]),
    ("analyze", &["config", "iam", "resource"]),
    ("evaluate", &["finding", "resource"]),
    ("report", &["config", "finding", "resource"]),
    ("error", &["aws"]),
    ("progress", &[]),
    ("permissions", &["aws"]),
    ("cli", &["finding"]),
    ("explain", &["cli", "collect", "error", "evaluate", "permissions", "scan"]),
    ("inventory", &["cli", "collect", "error", "lib", "progress", "report", "resource", "scan"]),
    ("can", &["cli", "config", "error", "iam", "lib", "policy", "progress", "resource", "scan"]),
    ("policy", &["aws", "cli", "config", "error", "iam", "progress", "report", "scan"]),
    (
        "scan",
        &["aws", "cli", "collect", "config", "error", "evaluate", "finding", "lib", "progress", "report", "resource"],
    ),
];

/// Modules that hold everything together.
const FREE: &[&str] = &["lib", "main"];

#[test]
fn imports_go_one_way() {
    let mut problems = Vec::new();
    for line in code().iter().filter(|line| !FREE.contains(&line.module())) {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == line.module()) else {
            problems.push(line.problem("a new module: say in tests/architecture/imports.rs what it may name"));
            continue;
        };
        for named in named(&line.text) {
            if named != line.module() && !allowed.contains(&named) {
                problems.push(line.problem(&format!("`{}` may not name `{named}`", line.module())));
            }
        }
    }
    none(problems);
}

/// Top-level modules that a line names by `crate::`; `lib` for what stands in src/lib.rs itself.
fn named(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        let inside = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
        let names: Vec<&str> = inside.map_or_else(|| vec![rest], |list| list.split(',').collect());
        for name in names {
            let name = name.trim();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            let name = &name[..end];
            let is_module = MAY_NAME.iter().any(|(module, _)| *module == name);
            found.push(if is_module { name } else { "lib" });
        }
    }
    found
}

/// `super` never leads out of the top-level module, where the rule above would not see it.
#[test]
fn super_stays_inside() {
    let mut problems = Vec::new();
    for line in code() {
        // `src/report/table/page.rs` is three modules deep: two steps up is `report`.
        let depth = line.file.matches('/').count();
        if line.text.contains(&"super::".repeat(depth)) && !FREE.contains(&line.module()) {
            problems.push(line.problem("name it by `crate::`"));
        }
    }
    none(problems);
}

/// Modules that are pure: the same input gives the same output, anywhere.
const PURE: &[&str] = &["resource", "finding", "config", "iam", "analyze", "evaluate", "report"];

/// Words that reach out: the clock, files, network, environment, other threads.
const WORLD: &[&str] = &[
    "tokio",
    "async ",
    ".await",
    "futures::",
    "std::time",
    "SystemTime",
    "Instant",
    "OffsetDateTime",
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "new_v4",
    "rand::",
];

/// Exceptions: files that read what the user names, and work that is shared among cores, whose outcome is the same.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    // A date is read, never asked for.
    ("src/analyze/age.rs", &["OffsetDateTime"]),
    ("src/config.rs", &["std::fs", "std::io"]),
    ("src/config/registry.rs", &["std::fs", "std::io"]),
    ("src/evaluate.rs", &["std::thread"]),
    ("src/evaluate/sources.rs", &["std::fs", "std::io"]),
    // A report goes to whatever writer it is handed.
    ("src/report.rs", &["std::io"]),
    ("src/report/json.rs", &["std::io"]),
    ("src/report/table.rs", &["std::io"]),
];

#[test]
fn pure_stages_touch_nothing() {
    let mut problems = Vec::new();
    for line in code().iter().filter(|line| PURE.contains(&line.module())) {
        let may = EXCEPTIONS.iter().find(|(file, _)| *file == line.file).map_or(&[][..], |(_, words)| *words);
        for word in WORLD.iter().filter(|word| line.text.contains(*word) && !may.contains(word)) {
            problems.push(line.problem(&format!("`{}` is pure: hand it what `{word}` would fetch", line.module())));
        }
    }
    none(problems);
}

/// Fails where a word stands outside the files that `allowed` takes.
fn only(word: &str, mend: &str, allowed: impl Fn(&Line) -> bool) {
    let lines = code();
    assert!(lines.iter().any(|line| line.text.contains(word)), "nothing names {word} any more: drop its rule");
    none(
        lines.iter().filter(|line| holds(&line.text, word) && !allowed(line)).map(|line| line.problem(mend)).collect(),
    );
}

/// Whether a text holds a word that does not go on to the left: `Client::new` is not in `RecordingClient::new`.
fn holds(text: &str, word: &str) -> bool {
    let goes_on = |start: usize| text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(start, _)| !goes_on(start))
}

#[test]
fn only_evaluate_names_regorus() {
    only("regorus", "ask `evaluate` for it", |line| line.module() == "evaluate");
}

#[test]
fn only_aws_and_collect_name_the_sdk() {
    for word in ["aws_sdk_", "aws_smithy_", "aws_types", "aws_config", "aws_credential_types", "aws_runtime"] {
        only(word, "only `aws` and `collect` know the SDK", |line| ["aws", "collect"].contains(&line.module()));
    }
    // A collector knows its own service's shapes, and dates.
    let problem = |line: &&Line| {
        let other = ["aws_config", "aws_smithy_runtime", "aws_types", "aws_credential_types", "aws_runtime"];
        line.module() == "collect" && other.iter().any(|word| line.text.contains(word))
    };
    none(code().iter().filter(problem).map(|line| line.problem("how we talk to AWS belongs to `aws`")).collect());
}

/// A client made elsewhere would go round the recorder, the read list and the limits.
#[test]
fn one_place_makes_clients() {
    let mend = "clients are made in src/aws/clients.rs, from the session: `session.client(region)`";
    only("from_conf(", mend, |line| line.file == "src/aws/clients.rs");
    only("config::Builder", mend, |line| line.file == "src/aws/clients.rs");
    only(".http_client(", mend, |line| ["src/aws/clients.rs", "src/aws/generic.rs"].contains(&line.file.as_str()));
    only("Operation::builder()", "heavy services go through src/aws/generic.rs", |line| {
        line.file == "src/aws/generic.rs"
    });
    only("aws_config::defaults", "the environment is read in src/aws/live.rs", |line| line.file == "src/aws/live.rs");
    let forbidden = [
        "Client::new(",
        "Client::from(",
        "Client::from_env",
        "aws_config::load",
        "aws_config::from_env",
        "ConfigLoader",
    ];
    let made = |line: &&Line| forbidden.iter().any(|word| holds(&line.text, word));
    none(code().iter().filter(made).map(|line| line.problem(mend)).collect());
}
