//! Runs the command in an empty directory and an empty environment, and makes recordings for it to read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, OnceLock};

use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect;
use serde_json::Value;
use tempfile::TempDir;

use crate::stand_in::Aws;

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A directory that nobody else uses.
pub fn directory() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// The command, with an empty environment, in this directory.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aplomb"));
    command.args(arguments).current_dir(directory).env_clear().stdin(Stdio::null());
    command
}

pub fn run(directory: &Path, arguments: &[&str]) -> Ran {
    ended(&command(directory, arguments).output().expect("it starts"))
}

/// Hands the command this text on stdin.
pub fn fed(arguments: &[&str], input: &[u8]) -> Ran {
    let home = directory();
    let mut child = command(home.path(), arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("stdin");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // It may have seen enough before the end.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    ended(&output)
}

/// For commands that leave nothing behind.
pub fn aplomb(arguments: &[&str]) -> Ran {
    run(directory().path(), arguments)
}

pub fn ended(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    Ran {
        code: output.status.code().unwrap_or_else(|| panic!("killed: {output:?}")),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

impl Ran {
    /// Fails unless it ended so, and gives itself back.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stderr: {}\nstdout: {}", self.stderr, self.stdout);
        self
    }

    /// Fails unless it says no word on stdout and all of these on stderr, after `error: ` and with a next step.
    pub fn complains(self, code: i32, words: &[&str]) -> Self {
        let ran = self.exits(code);
        assert_eq!(ran.stdout, "", "an error belongs to stderr");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        for word in words {
            assert!(ran.stderr.contains(word), "{word:?} is missing from: {}", ran.stderr);
        }
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        ran
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// `check resource verdict` of each finding of a JSON report, sorted; the resource by the end of its ARN.
    pub fn verdicts(&self) -> Vec<String> {
        let report = self.json();
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let mut verdicts: Vec<String> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| {
                let arn = text(&finding["resource"]["arn"]);
                let name = arn.splitn(6, ':').last().unwrap_or_default();
                format!("{} {name} {}", text(&finding["check"]), text(&finding["verdict"]))
            })
            .collect();
        verdicts.sort();
        verdicts
    }
}

/// Records what a scan of this account asks.
pub fn record(aws: &Arc<Aws>, to: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let services = collect::services();
        let options =
            Options { network: Some(aws.network("us-east-1")), known_services: services.clone(), ..Options::default() };
        let source = Source::Live { record: Some(to.to_owned()) };
        let session = Session::open(source, options, collect::read_list(&services)).await.expect("opens");
        collect::collect(&session).await.expect("collects");
        assert!(session.finish().unwritten.is_none());
    });
}

/// The small account that most tests scan: one bucket that anybody reads, one of a reader that was denied, one quiet.
pub fn small() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}.recording", std::process::id()));
        record(&crate::accounts::small(), &path);
        path
    })
}

/// Arguments that scan the small account, and more.
pub fn scan_small<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["scan", "--replay", small().to_str().expect("UTF-8")], more].concat()
}
