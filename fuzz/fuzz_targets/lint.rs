//! Any text has its remarks, whatever it was written for.
#![no_main]

use aplomb_fuzz::iam::{DocumentKind, lint};

libfuzzer_sys::fuzz_target!(|text: &str| {
    for kind in [
        DocumentKind::Identity,
        DocumentKind::Resource,
        DocumentKind::Trust,
        DocumentKind::ServiceControl,
        DocumentKind::ResourceControl,
    ] {
        let _ = lint(text, kind, &|_| None);
    }
});
