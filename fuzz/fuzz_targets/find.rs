//! A text that patterns have in common, and others have not: each line is a glob, those after an empty line are not met.
#![no_main]

use aplomb_fuzz::iam::text::{Budget, Found, Pattern, find};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (with, without) = text.split_once("\n\n").unwrap_or((text, ""));
    let patterns = |lines: &str| lines.lines().take(8).map(Pattern::glob).collect::<Vec<_>>();
    let (with, without) = (patterns(with), patterns(without));
    let groups: Vec<Vec<&Pattern>> = with.iter().map(|pattern| vec![pattern]).collect();
    let not: Vec<&Pattern> = without.iter().collect();
    if let Found::Text(found) = find(&groups, &not, &mut Budget::default()) {
        assert!(with.iter().all(|pattern| pattern.matches(&found)), "{found:?} is not in all");
        assert!(!without.iter().any(|pattern| pattern.matches(&found)), "{found:?} is in one of the others");
    }
});
