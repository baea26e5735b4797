//! Each file by itself: short, opened by a sentence, documented, without what no user should meet.

use crate::source::{code, files, none, read};

/// The limit, in lines. A longer file is two.
const MOST_LINES: usize = 400;

#[test]
fn files_are_short() {
    let mut problems = Vec::new();
    for (folder, endings) in [
        ("src", &["rs"][..]),
        ("tests", &["rs", "py", "sh"]),
        ("localstack", &["py", "sh"]),
        ("policies", &["rego", "yaml"]),
    ] {
        for file in files(folder, endings) {
            let lines = read(&file).lines().count();
            if lines >= MOST_LINES {
                problems.push(format!("{file} has {lines} lines: split it before {MOST_LINES}"));
            }
        }
    }
    none(problems);
}

#[test]
fn every_module_opens_with_a_sentence() {
    let is_inner_test = |file: &String| file.starts_with("src/") && file.contains("/tests");
    let mut problems = Vec::new();
    for file in [files("src", &["rs"]), files("tests", &["rs"]), vec!["build.rs".to_owned()]].concat() {
        let text = read(&file);
        let first = text.lines().map_while(|line| line.strip_prefix("//! ")).last().unwrap_or_default();
        if !first.ends_with(['.', ':', '?']) && !is_inner_test(&file) {
            problems.push(format!("{file}: open it with `//! ` and a sentence that says what it is for"));
        }
    }
    none(problems);
}

/// Their doc comments are the help that `--help` prints.
const HELP: &str = "src/cli.rs";

/// Items whose name and type say all that there is to say.
const SPEAKING: &[&str] = &[
    "pub const COLLECTOR: Collector",
    "pub const FORMAT: Format",
    "pub enum Effect",
    "pub fn absent(",
    "pub fn gap(gap: Gap",
    "pub fn new(",
    "pub fn value(",
];

#[test]
fn every_public_item_is_documented() {
    let kinds = ["fn ", "async fn ", "struct ", "enum ", "trait ", "const ", "static ", "type "];
    // What the table's page is made of is nobody's interface.
    let is_public = |file: &String| !file.contains("/tests") && !file.starts_with("src/report/table/") && file != HELP;
    let mut problems = Vec::new();
    for file in files("src", &["rs"]).into_iter().filter(is_public) {
        let text = read(&file);
        let mut above = "";
        for (index, line) in text.lines().map(str::trim).enumerate() {
            // An attribute stands between an item and its words.
            if line.starts_with("#[") {
                continue;
            }
            let item = line.strip_prefix("pub ").is_some_and(|rest| kinds.iter().any(|kind| rest.starts_with(kind)));
            if item && !above.starts_with("///") && !SPEAKING.iter().any(|speaking| line.starts_with(speaking)) {
                problems.push(format!("{file}:{}: say what it is: {line}", index + 1));
            }
            above = line;
        }
    }
    none(problems);
}

#[test]
fn no_code_names_a_partition() {
    let named = code().into_iter().filter(|line| line.text.contains("arn:aws"));
    none(named.map(|line| line.problem("build it from the partition of the scan")).collect());
}

/// Clippy refuses most of these too; here the reason stands beside.
#[test]
fn no_code_ends_the_program_or_prints() {
    let mut problems = Vec::new();
    for line in code() {
        for (word, mend) in [
            (".unwrap()", "return an error that says what to do"),
            (".expect(", "return an error that says what to do"),
            ("panic!(", "return an error that says what to do"),
            ("unreachable!(", "make it a value that cannot be, or return an error"),
            ("unimplemented!(", "do not land it"),
            ("todo!(", "do not land it"),
            ("dbg!(", "do not land it"),
            ("process::exit", "return an exit code: only src/main.rs ends"),
            ("print!(", "stdout is the report: `scan::write_stdout`"),
            ("println!(", "stdout is the report, stderr is for people: src/scan.rs and src/main.rs write them"),
        ] {
            let speaks = word == "println!(" && line.text.contains("eprintln!(");
            let may = speaks && ["src/main.rs", "src/scan.rs"].contains(&line.file.as_str());
            if line.text.contains(word) && !may {
                problems.push(line.problem(mend));
            }
        }
    }
    none(problems);
}

/// House style: a lower-case fragment that names the thing.
#[test]
fn error_messages_are_fragments() {
    let mut problems = Vec::new();
    for line in code() {
        let Some((_, message)) = line.text.split_once("#[error(\"") else { continue };
        let message = message.rsplit_once('"').map_or(message, |(message, _)| message);
        let first = message.chars().next().unwrap_or_default();
        if first.is_uppercase() || message.ends_with(['.', '!']) || message.to_lowercase().contains("error") {
            problems.push(line.problem("write a lower-case fragment without a full stop, and not that it is an error"));
        }
        if message.starts_with("failed to") {
            problems.push(line.problem("write `cannot ...`"));
        }
    }
    none(problems);
}
