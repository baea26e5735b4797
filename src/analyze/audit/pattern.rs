//! Filter patterns of CloudWatch Logs: whether one counts refused requests.

/// Status codes with which an API refuses: not signed in, not allowed, too many requests.
const REFUSALS: [&str; 3] = ["401", "403", "429"];

/// Whether a pattern names a refusal, or all errors of the caller (`4*`, `>= 400`).
///
/// What it names after `!=` it leaves out.
pub(super) fn counts_refusals(pattern: &str) -> bool {
    let dense: String = pattern.chars().filter(|c| !c.is_whitespace()).collect();
    let named = |word: &str| {
        dense.match_indices(word).any(|(start, _)| {
            let (before, after) = (&dense[..start], &dense[start + word.len()..]);
            let part_of_more = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-')
                || after.starts_with(|c: char| c.is_ascii_alphanumeric());
            let before = before.trim_end_matches('"');
            !part_of_more && !before.ends_with("!=") && !before.ends_with(['<', '>']) && !before.ends_with("<=")
        })
    };
    REFUSALS.iter().any(|code| named(code))
        || ["=4*", "=\"4*", "=4??", "=\"4??", ">=400", ">399", ">=401", ">400"]
            .iter()
            .any(|all| dense.match_indices(all).any(|(start, _)| !dense[..start].ends_with('!')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, expected) in [
            ("{ $.status = 401 }", true),
            ("{ ($.status = 403) || ($.status = 500) }", true),
            ("{ $.status = \"429\" }", true),
            ("[ip, user, status=401, size]", true),
            ("[ip, user, status_code=4*, size]", true),
            ("{ $.status = 4?? }", true),
            ("{ $.status >= 400 }", true),
            ("\"429\"", true),
            ("?401 ?403", true),
            ("{ $.status != 401 }", false),
            ("{ $.status != 4* }", false),
            ("{ $.status = 500 }", false),
            ("{ $.latency > 4010 }", false),
            ("{ $.latency > 401 }", false),
            ("{ $.id = \"x401\" }", false),
            ("{ $.id = \"1-401\" }", false),
            ("", false),
            ("ERROR", false),
        ] {
            assert_eq!(counts_refusals(pattern), expected, "{pattern}");
        }
    }
}
