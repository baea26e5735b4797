//! Any text is a policy or an error.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = aplomb_fuzz::iam::parse(text);
});
