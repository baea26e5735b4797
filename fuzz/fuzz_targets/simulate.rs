//! A line of `aplomb policy simulate --jsonl`, and a bare document as a resource's policy.
#![no_main]

use aplomb_fuzz::iam::simulate_json;

const REQUEST: &str = r#"{"principal":"arn:aws:iam::999999999999:user/ann","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resource_account":"111122223333"}"#;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = simulate_json(text, |_| true);
    let _ = simulate_json(&format!(r#"{{"request":{REQUEST},"resource_policy":{text}}}"#), |_| true);
});
