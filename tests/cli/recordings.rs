//! Recordings as input: missing, foreign, damaged, cut, old; and the environment they do not need.

use std::fs;
use std::path::Path;

use aplomb::aws::recording::Line;
use aplomb::aws::recording::writer::Writer;

use crate::edit::{Change, edited, parts};
use crate::run::{aplomb, command, directory, ended, run, small};

/// Writes bytes to a file `f` and scans it.
fn replayed(bytes: &[u8]) -> crate::run::Ran {
    let home = directory();
    fs::write(home.path().join("f"), bytes).expect("write");
    run(home.path(), &["scan", "--replay", "f", "--format", "json"])
}

fn whole() -> Vec<u8> {
    fs::read(small()).expect("read")
}

#[test]
fn what_is_no_recording_is_refused() {
    for bytes in [&b"PK\x03\x04 something else, long enough to look at"[..], b"{\"format\":1}\n", &[0; 4096]] {
        replayed(bytes).complains(3, &["f is not an aplomb recording", "hint: ", "aplomb scan --record"]);
    }
    let packed = |text: &str| zstd::encode_all(text.as_bytes(), 3).expect("encode");
    replayed(&packed("{\"hello\":1}\n")).complains(3, &["f is not an aplomb recording"]);
    let newer = r#"{"n":0,"prev":"","kind":"header","format":"aplomb-recording","format_version":99}"#;
    replayed(&packed(&format!("{newer}\n"))).complains(3, &["version 99", "hint: "]);
}

#[test]
fn what_cannot_be_opened_is_named() {
    let home = directory();
    fs::create_dir(home.path().join("folder")).expect("folder");
    for name in ["missing", "folder", "no/such/file"] {
        for flag in ["--replay", "--resume"] {
            run(home.path(), &["scan", flag, name]).complains(3, &[name, "hint: "]);
        }
    }
}

#[test]
fn a_damaged_record_is_named() {
    let text = zstd::decode_all(whole().as_slice()).expect("decode");
    let lines: Vec<&str> = std::str::from_utf8(&text).expect("UTF-8").lines().collect();
    let packed = |lines: &[&str]| zstd::encode_all((lines.join("\n") + "\n").as_bytes(), 3).expect("encode");
    let mut reordered = lines.clone();
    reordered.swap(4, 6);
    let mut missing = lines.clone();
    missing.remove(7);
    let changed_line = lines[9].replace("us-east-1", "us-east-2");
    let mut changed = lines.clone();
    changed[9] = &changed_line;
    for (lines, record) in [(reordered, "record 4"), (missing, "record 7")] {
        replayed(&packed(&lines)).complains(3, &["f is damaged", record, "hint: "]);
    }
    if changed_line != lines[9] {
        replayed(&packed(&changed)).complains(3, &["f is damaged", "hint: "]);
    }
}

#[test]
fn cut_in_its_header_nothing_is_left() {
    replayed(b"").complains(3, &["f was cut inside its header"]);
    replayed(&whole()[..30]).complains(3, &["f was cut inside its header", "hint: "]);
}

#[test]
fn cut_later_it_is_read_to_the_cut() {
    let bytes = whole();
    let ran = replayed(&bytes[..bytes.len() / 2]);
    assert!(ran.stderr.starts_with("warning: the recording is not whole: cut after record "), "{}", ran.stderr);
    let report = ran.json();
    assert!(report["run"]["partial"].as_str().is_some_and(|why| why.starts_with("cut after record")), "{report}");
    assert!(report["run"]["spans"][0]["finished"].is_null());
    let unread = |finding: &serde_json::Value| finding["gaps"][0]["code"] == "not in the recording";
    assert!(report["findings"].as_array().is_some_and(|findings| findings.iter().any(unread)), "{report}");
    // Nothing may pass because the rest is missing.
    let all = aplomb(&["scan", "--replay", small().to_str().expect("UTF-8"), "--format", "json"]).verdicts();
    for verdict in ran.verdicts().iter().filter(|verdict| !verdict.ends_with(" unknown")) {
        assert!(all.contains(verdict), "{verdict} came of a cut");
    }
}

#[test]
fn without_an_identity_nothing_can_be_said() {
    let home = directory();
    let path = home.path().join("f");
    edited(fs::File::open(small()).expect("open"), &path, |part| match part.operation.as_str() {
        "sts:GetCallerIdentity" => Change::Drop,
        _ => Change::Keep,
    });
    let words = ["sts:GetCallerIdentity", "not in the recording", "hint: "];
    run(home.path(), &["scan", "--replay", "f"]).complains(3, &words);
}

#[test]
fn a_header_of_another_account_is_refused() {
    let home = directory();
    let (mut header, parts) = parts(fs::File::open(small()).expect("open"));
    header.account = "444455556666".to_owned();
    let mut writer = Writer::create(&home.path().join("f"), header).expect("create");
    for part in parts {
        let aplomb::aws::recording::Outcome::Answered { body, .. } = part.exchange.outcome.clone() else { continue };
        writer.exchange(part.exchange, Some((&body, &part.body))).expect("append");
    }
    writer.finish("2026-11-22T00:00:00Z".to_owned()).expect("finish");
    run(home.path(), &["scan", "--replay", "f"]).complains(3, &["111122223333", "444455556666"]);
}

#[test]
fn nothing_is_overwritten() {
    let home = directory();
    fs::write(home.path().join("f"), "precious").expect("write");
    run(home.path(), &["scan", "--record", "f"]).complains(2, &["f exists already", "--resume"]);
    assert_eq!(fs::read_to_string(home.path().join("f")).expect("read"), "precious");
}

#[test]
fn an_old_recording_is_not_gone_on_with() {
    let home = directory();
    let (mut header, _) = parts(fs::File::open(small()).expect("open"));
    header.started = "2001-02-03T04:05:06Z".to_owned();
    Writer::create(&home.path().join("f"), header).expect("create").finish("x".to_owned()).expect("finish");
    let words = ["f was recorded at 2001-02-03T04:05:06Z", "--allow-stale"];
    run(home.path(), &["scan", "--resume", "f"]).complains(3, &words);
}

/// The directory may not be written, and the environment is empty already.
#[test]
fn a_replay_needs_nothing_but_its_file() {
    let home = directory();
    let path = home.path().join("f");
    fs::copy(small(), &path).expect("copy");
    let mut permissions = fs::metadata(home.path()).expect("metadata").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(home.path(), permissions).expect("set");
    let recorded = path.display().to_string();
    for scan in [&["scan", "--replay", &recorded, "--format", "json"][..], &["scan", "--demo", "--format", "json"]] {
        let here = run(home.path(), scan).exits(1);
        // What surrounds a live scan does not reach a replay.
        let mut there = command(Path::new("/"), scan);
        for (name, value) in [
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("AWS_PROFILE", "missing"),
            ("AWS_REGION", "mars-north-1"),
            ("AWS_CONFIG_FILE", "/missing"),
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("HOME", "/missing"),
            ("LANG", "tr_TR.UTF-8"),
            ("COLUMNS", "20"),
        ] {
            there.env(name, value);
        }
        let there = ended(&there.output().expect("it starts")).exits(1);
        assert_eq!((here.stdout, here.stderr.as_str()), (there.stdout, ""));
    }
    let names: Vec<_> = fs::read_dir(home.path()).expect("read").collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn the_demo_is_a_whole_recording_of_an_emulated_account() {
    let (header, parts) = parts(aplomb::scan::DEMO);
    assert!(!header.endpoints.is_empty(), "the demo must say that AWS did not answer");
    assert!(parts.len() > 100);
    let text = zstd::decode_all(aplomb::scan::DEMO).expect("decode");
    let last = text.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).expect("a line");
    let last: aplomb::aws::recording::Record = serde_json::from_slice(last).expect("a record");
    assert!(matches!(last.line, Line::End(_)), "the demo is cut: make it anew by localstack/record.sh");
    let ran = aplomb(&["scan", "--demo", "--format", "json"]).exits(1);
    let notices = ran.json()["run"]["notices"].to_string();
    assert!(notices.contains("emulated account") && notices.contains("ship with aplomb"), "{notices}");
}
