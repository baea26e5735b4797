//! Stdout is the report and nothing else; stderr is for people; files are written whole or not at all.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use crate::edit::{Change, edited};
use crate::run::{Ran, aplomb, command, directory, run, scan_small, small};

#[test]
fn stdout_is_the_report_and_stderr_is_silent() {
    let table = aplomb(&scan_small(&[])).exits(1);
    assert!(table.stdout.starts_with("aplomb ") && table.stdout.ends_with('\n'), "{}", table.stdout);
    assert_eq!(table.stderr, "");
    let json = aplomb(&scan_small(&["--format", "json"])).exits(1);
    assert!(json.json()["findings"].is_array());
    assert_eq!(json.stderr, "");
}

#[test]
fn the_same_recording_gives_the_same_bytes() {
    for format in ["table", "json"] {
        let scan = || aplomb(&scan_small(&["--format", format])).stdout;
        assert_eq!(scan(), scan(), "{format}");
    }
}

#[test]
fn verbose_counts_on_stderr_and_lists_more_in_the_table() {
    let brief = aplomb(&scan_small(&[]));
    let verbose = aplomb(&scan_small(&["--verbose"])).exits(1);
    assert!(verbose.stderr.contains("calls to AWS: 0"), "{}", verbose.stderr);
    assert!(verbose.stdout.lines().count() > brief.stdout.lines().count());
}

#[test]
fn quiet_leaves_errors_only() {
    let home = directory();
    // Without its last bytes a recording is read to its last whole record, with a warning.
    let bytes = fs::read(small()).expect("read");
    fs::write(home.path().join("cut"), &bytes[..bytes.len() - 20]).expect("write");
    let warned = run(home.path(), &["scan", "--replay", "cut"]);
    assert!(warned.stderr.starts_with("warning: the recording is not whole"), "{}", warned.stderr);
    let quiet = run(home.path(), &["scan", "--replay", "cut", "--quiet"]);
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", warned.stdout));
    aplomb(&["scan", "--quiet", "--replay", "missing"]).complains(3, &["missing"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [scan_small(&["--format", "json"]), scan_small(&[]), vec!["man"], vec!["schema"]] {
        let home = directory();
        let mut command = command(home.path(), &arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // As `| head -c 0` does.
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().expect("stderr").read_to_string(&mut stderr).expect("UTF-8");
        let code = child.wait().expect("it ends").code();
        assert_eq!(stderr, "", "{arguments:?}");
        assert_eq!(code, Some(if arguments[0] == "scan" { 1 } else { 0 }), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_stdout_that_takes_nothing_is_an_error() {
    let home = directory();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("open");
    let output = command(home.path(), &["schema"]).stdout(full).output().expect("it starts");
    crate::run::ended(&output).complains(3, &["cannot write to stdout"]);
}

#[test]
fn reports_go_to_files_too() {
    let home = directory();
    let outputs = ["--output", "json=report.json", "--output", "table=report.txt", "--output", "json=again.json"];
    let ran = run(home.path(), &scan_small(&[&["--format", "json"], &outputs[..]].concat())).exits(1);
    let file = |name: &str| fs::read_to_string(home.path().join(name)).expect(name);
    assert_eq!(file("report.json"), ran.stdout);
    assert_eq!(file("again.json"), ran.stdout);
    let table = aplomb(&scan_small(&[]));
    assert_eq!(file("report.txt"), table.stdout);
    assert_eq!(names(&home), ["again.json", "report.json", "report.txt"]);
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let home = directory();
    fs::write(home.path().join("report.json"), "x".repeat(5_000_000)).expect("write");
    // Who opened the old one goes on reading the old one.
    let mut old = fs::File::open(home.path().join("report.json")).expect("open");
    let ran = run(home.path(), &scan_small(&["--format", "json", "--output", "json=report.json"])).exits(1);
    assert_eq!(fs::read_to_string(home.path().join("report.json")).expect("read"), ran.stdout);
    let mut text = String::new();
    old.read_to_string(&mut text).expect("read");
    assert_eq!(text.len(), 5_000_000);
    assert_eq!(names(&home), ["report.json"]);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let home = directory();
    fs::create_dir(home.path().join("folder")).expect("folder");
    for output in ["json=no/such/folder/report.json", "json=folder"] {
        let path = output.split_once('=').map_or("", |(_, path)| path);
        run(home.path(), &scan_small(&["--output", output])).complains(3, &["cannot write", path, "hint: "]);
    }
    assert_eq!(names(&home), ["folder"]);
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let scan = |more: &[&str], variable: Option<(&str, &str)>| -> Ran {
        let home = directory();
        let mut command = command(home.path(), &scan_small(more));
        if let Some((name, value)) = variable {
            command.env(name, value);
        }
        crate::run::ended(&command.output().expect("it starts")).exits(1)
    };
    let coloured = |ran: &Ran| ran.stdout.contains('\u{1b}');
    for (more, variable, expected) in [
        (&[][..], None, false),
        (&["--color", "always"], None, true),
        (&["--color", "always"], Some(("NO_COLOR", "1")), true),
        (&["--color", "never"], Some(("CLICOLOR_FORCE", "1")), false),
        (&[], Some(("CLICOLOR_FORCE", "1")), true),
        (&[], Some(("CLICOLOR_FORCE", "0")), false),
        (&["--color", "always", "--format", "json"], None, false),
    ] {
        assert_eq!(coloured(&scan(more, variable)), expected, "{more:?} {variable:?}");
    }
    let home = directory();
    let mut both = command(home.path(), &scan_small(&[]));
    let ran = both.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().expect("it starts");
    assert!(!coloured(&crate::run::ended(&ran)));
    run(home.path(), &scan_small(&["--color", "always", "--output", "table=file"]));
    assert!(!fs::read_to_string(home.path().join("file")).expect("read").contains('\u{1b}'), "colour in a file");
}

#[test]
fn a_scan_reads_and_leaves_nothing() {
    let home = directory();
    edited(fs::File::open(small()).expect("open"), &home.path().join("recording"), |_| Change::Keep);
    let before = fs::read(home.path().join("recording")).expect("read");
    run(home.path(), &["scan", "--replay", "recording"]).exits(1);
    assert_eq!(fs::read(home.path().join("recording")).expect("read"), before);
    assert_eq!(names(&home), ["recording"]);
}

fn names(directory: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(directory.path()).expect("read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}
