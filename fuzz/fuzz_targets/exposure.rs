//! The whole query: a line of `aplomb policy exposure --jsonl`, and a bare document as the policy of every type.
#![no_main]

use aplomb_fuzz::iam::exposure::KINDS;
use aplomb_fuzz::iam::exposure::case::answer_line;

/// In milliseconds since 1970: 2026-11-18.
const NOW: i64 = 1_795_000_000_000;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = answer_line(text, NOW);
    let kind = KINDS[text.len() % KINDS.len()].names[0];
    let _ = answer_line(&format!(r#"{{"type":"{kind}","account":"111122223333","policy":{text}}}"#), NOW);
});
