//! The recording file: cut, damaged, reordered, foreign, resumed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use aplomb::aws::key::Key;
use aplomb::aws::recording::reader::{Contents, read, read_file};
use aplomb::aws::recording::writer::Writer;
use aplomb::aws::recording::{Exchange, FORMAT_VERSION, Header, Outcome, RecordingError, sha256};
use aplomb::config::Declarations;
use serde_json::json;

fn header() -> Header {
    Header {
        format: "aplomb-recording".to_owned(),
        format_version: FORMAT_VERSION,
        aplomb: "0.0.0".to_owned(),
        run_id: "run".to_owned(),
        partition: "aws".to_owned(),
        account: "111122223333".to_owned(),
        caller: "arn:aws:iam::111122223333:user/u".to_owned(),
        default_region: "us-east-1".to_owned(),
        endpoints: BTreeMap::new(),
        fips: false,
        dual_stack: false,
        services: ["s3".to_owned()].into(),
        regions: None,
        declarations: Declarations::default(),
        started: "2026-11-22T00:00:00Z".to_owned(),
    }
}

fn exchange(bucket: &str, status: u16, body: &str) -> Exchange {
    Exchange {
        key: key(bucket).to_value(),
        at: "2026-11-22T00:00:01Z".to_owned(),
        attempts: 1,
        outcome: Outcome::Answered { status, headers: Vec::new(), body: sha256(body.as_bytes()) },
    }
}

fn key(bucket: &str) -> Key {
    let host = format!("{bucket}.s3.us-east-1.amazonaws.com");
    let account = "111122223333";
    Key::from_recorded(&json!([
        "aws",
        account,
        "us-east-1",
        "s3",
        "GetBucketCors",
        0,
        "GET",
        host,
        "/",
        [["cors", ""]],
        null
    ]))
}

/// A whole recording of `count` buckets.
fn recording(directory: &Path, count: usize) -> PathBuf {
    let path = directory.join("recording");
    let mut writer = Writer::create(&path, header()).expect("create");
    for index in 0..count {
        let body = format!("<CORSConfiguration><n>{index}</n></CORSConfiguration>");
        let hash = sha256(body.as_bytes());
        writer.exchange(exchange(&format!("b{index}"), 200, &body), Some((&hash, body.as_bytes()))).expect("append");
    }
    writer.finish("2026-11-22T00:00:02Z".to_owned()).expect("finish");
    path
}

fn body_of(contents: &mut Contents, bucket: &str) -> Option<String> {
    let found = contents.store.get(&key(bucket)).expect("temporary file");
    found.map(|(_, body)| String::from_utf8(body).expect("text"))
}

fn lines(path: &Path) -> Vec<String> {
    let text = zstd::decode_all(fs::File::open(path).expect("open")).expect("decode");
    String::from_utf8(text).expect("text").lines().map(str::to_owned).collect()
}

fn packed(lines: &[String]) -> Vec<u8> {
    zstd::encode_all(Cursor::new(format!("{}\n", lines.join("\n"))), 3).expect("encode")
}

#[test]
fn a_whole_recording_reads_back() {
    let directory = tempfile::tempdir().expect("directory");
    let mut contents = read_file(&recording(directory.path(), 3)).expect("reads");
    assert_eq!(contents.cut, None);
    assert_eq!(contents.exchanges, 3);
    assert_eq!(contents.spans[0].finished.as_deref(), Some("2026-11-22T00:00:02Z"));
    for index in 0..3 {
        assert!(
            body_of(&mut contents, &format!("b{index}")).is_some_and(|body| body.contains(&format!("<n>{index}</n>")))
        );
    }
    assert_eq!(body_of(&mut contents, "other"), None);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it_and_none_is_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("directory");
    let path = recording(directory.path(), 1);
    assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o600);
    assert!(matches!(Writer::create(&path, header()), Err(RecordingError::Exists { .. })));
}

#[test]
fn cut_anywhere_it_keeps_every_whole_record_and_says_so() {
    let directory = tempfile::tempdir().expect("directory");
    let bytes = fs::read(recording(directory.path(), 4)).expect("read");
    let mut most = 0;
    for length in 0..bytes.len() {
        match read(&bytes[..length], "cut") {
            Ok(mut contents) => {
                // The last bytes are the frame's checksum: every record is there, and still it counts as cut.
                assert!(contents.cut.is_some(), "cut at {length} of {} went unnoticed", bytes.len());
                assert!(contents.exchanges >= most, "a longer file lost records at {length}");
                most = contents.exchanges;
                for index in 0..contents.exchanges {
                    assert!(body_of(&mut contents, &format!("b{index}")).is_some());
                }
            }
            Err(RecordingError::CutHeader { .. } | RecordingError::Foreign { .. }) => assert_eq!(most, 0),
            Err(error) => panic!("cut at {length}: {error}"),
        }
    }
    assert_eq!(most, 4);
}

#[test]
fn a_changed_byte_never_goes_unnoticed() {
    let directory = tempfile::tempdir().expect("directory");
    let bytes = fs::read(recording(directory.path(), 3)).expect("read");
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x10;
        if let Ok(mut contents) = read(damaged.as_slice(), "damaged") {
            // A changed length can look like a cut; then what is left is what was there.
            let whole = contents.cut.is_none();
            let untouched = (0..contents.exchanges).all(|index| {
                body_of(&mut contents, &format!("b{index}"))
                    .is_some_and(|body| body.contains(&format!("<n>{index}</n>")))
            });
            assert!(untouched && (!whole || contents.exchanges == 3), "byte {position}");
            assert!(!whole || contents.header == header(), "byte {position}");
        }
    }
}

#[test]
fn changed_missing_and_reordered_records_are_named() {
    let directory = tempfile::tempdir().expect("directory");
    let lines = lines(&recording(directory.path(), 3));
    let mut reordered = lines.clone();
    reordered.swap(3, 5);
    let mut missing = lines.clone();
    missing.remove(4);
    let mut changed = lines.clone();
    changed[4] = changed[4].replace("200", "404");
    let mut another_body = lines.clone();
    another_body[3] = another_body[3].replace("<n>1</n>", "<n>7</n>");
    for (lines, expected) in [(reordered, 3), (missing, 4), (changed, 5), (another_body, 3)] {
        match read(packed(&lines).as_slice(), "f") {
            Err(RecordingError::Damaged { record, .. }) => assert_eq!(record, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn foreign_files_are_refused() {
    let foreign = |bytes: &[u8]| matches!(read(bytes, "f"), Err(RecordingError::Foreign { .. }));
    assert!(foreign(b"PK\x03\x04 not ours at all, but long enough to be looked at"));
    assert!(foreign(&packed(&["{\"hello\":1}".to_owned()])));
    assert!(foreign(&packed(&["not json".to_owned()])));
    let newer = r#"{"n":0,"prev":"","kind":"header","format":"aplomb-recording","format_version":99}"#.to_owned();
    assert!(matches!(read(packed(&[newer]).as_slice(), "f"), Err(RecordingError::Version { found: 99, .. })));
}

#[test]
fn a_cut_recording_is_resumed_without_losing_a_record() {
    let directory = tempfile::tempdir().expect("directory");
    let path = recording(directory.path(), 4);
    let bytes = fs::read(&path).expect("read");
    for length in (0..bytes.len()).step_by(7) {
        fs::write(&path, &bytes[..length]).expect("cut");
        let Ok(contents) = read_file(&path) else { continue };
        let before = contents.exchanges;
        let mut writer = Writer::resume(&path, &contents, contents.store.body_hashes()).expect("resume");
        let body = "<CORSConfiguration><n>new</n></CORSConfiguration>";
        let hash = sha256(body.as_bytes());
        writer.exchange(exchange("new", 200, body), Some((&hash, body.as_bytes()))).expect("append");
        writer.finish("2026-11-22T01:00:00Z".to_owned()).expect("finish");
        let mut whole = read_file(&path).expect("reads");
        assert_eq!((whole.cut.clone(), whole.exchanges, whole.spans.len()), (None, before + 1, 2), "cut at {length}");
        assert!(body_of(&mut whole, "new").is_some());
        for index in 0..before {
            assert!(body_of(&mut whole, &format!("b{index}")).is_some());
        }
    }
}

#[test]
fn an_answer_of_any_bytes_survives() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("r");
    let body: Vec<u8> = (0..=255).collect();
    let hash = sha256(&body);
    let mut writer = Writer::create(&path, header()).expect("create");
    let mut odd = exchange("odd", 200, "");
    odd.outcome = Outcome::Answered { status: 200, headers: vec![("date".into(), "x".into())], body: hash.clone() };
    writer.exchange(odd.clone(), Some((&hash, &body))).expect("append");
    writer.finish("2026-11-22T00:00:02Z".to_owned()).expect("finish");
    let mut contents = read_file(&path).expect("reads");
    let (found, bytes) = contents.store.get(&key("odd")).expect("io").expect("there");
    assert_eq!((found, bytes), (odd, body));
}

#[test]
fn a_resumed_scan_forgets_what_was_transient_and_keeps_denials() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("r");
    let mut writer = Writer::create(&path, header()).expect("create");
    let denied = "<Error><Code>AccessDenied</Code></Error>";
    let json_denied = r#"{"__type":"AccessDeniedException"}"#;
    let throttled = r#"{"__type":"ThrottlingException"}"#;
    for (bucket, status, body) in [
        ("ok", 200, "<x/>"),
        ("denied", 403, denied),
        ("jd", 400, json_denied),
        ("t", 400, throttled),
        ("e", 503, "<e/>"),
    ] {
        let hash = sha256(body.as_bytes());
        writer.exchange(exchange(bucket, status, body), Some((&hash, body.as_bytes()))).expect("append");
    }
    writer.finish("2026-11-22T00:00:02Z".to_owned()).expect("finish");
    let mut contents = read_file(&path).expect("reads");
    contents.store.forget_for_resume(false);
    let known =
        |contents: &mut Contents| ["ok", "denied", "jd", "t", "e"].map(|bucket| body_of(contents, bucket).is_some());
    assert_eq!(known(&mut contents), [true, true, true, false, false]);
    contents.store.forget_for_resume(true);
    assert_eq!(known(&mut contents), [true, false, false, false, false]);
}

#[test]
fn the_file_can_be_read_after_every_single_record() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("r");
    let mut writer = Writer::create(&path, header()).expect("create");
    for index in 0..5 {
        let body = format!("<x>{index}</x>");
        let hash = sha256(body.as_bytes());
        writer.exchange(exchange(&format!("b{index}"), 200, &body), Some((&hash, body.as_bytes()))).expect("append");
        // As after a SIGKILL at this moment.
        let contents = read_file(&path).expect("reads");
        assert_eq!(contents.exchanges, index + 1);
        assert!(contents.cut.is_some());
    }
    // Nothing but whole records was ever in the file.
    drop(writer);
    fs::OpenOptions::new().append(true).open(&path).expect("open").write_all(b"x").expect("write");
    assert!(read_file(&path).is_err() || read_file(&path).is_ok_and(|contents| contents.exchanges == 5));
}
