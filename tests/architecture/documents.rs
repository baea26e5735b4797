//! Documents: what they name exists.

use crate::source::{none, root};

const DOCUMENTS: &[&str] = &["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "localstack/README.md"];

/// First steps of paths in this repository.
const FOLDERS: &[&str] = &["src/", "tests/", "policies/", "localstack/", ".ci/", "benches/"];

#[test]
fn every_path_that_a_document_names_exists() {
    let mut problems = Vec::new();
    for document in DOCUMENTS {
        let Ok(text) = std::fs::read_to_string(root().join(document)) else {
            problems.push(format!("{document} is missing"));
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for word in words(line) {
                if FOLDERS.iter().any(|folder| word.starts_with(folder)) && !root().join(&word).exists() {
                    problems.push(format!("{document}:{}: {word} does not exist", index + 1));
                }
            }
        }
    }
    none(problems);
}

/// Words of a line that could be paths: no placeholders, no globs.
fn words(line: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || "`()[],;|\"'".contains(c);
    line.split(ends)
        .map(|word| word.trim_end_matches(['.', ':', '?']).to_owned())
        .filter(|word| !word.contains(['<', '*', '{', '$']) && !word.split(['/', '.']).any(is_placeholder))
        .collect()
}

/// `NAME`, `FILE`: what the reader puts in.
fn is_placeholder(part: &str) -> bool {
    part.len() > 2 && part.chars().all(|c| c.is_ascii_uppercase() || c == '_') && part != "README"
}

#[test]
fn the_architecture_page_is_short() {
    let lines = crate::source::read("ARCHITECTURE.md").lines().count();
    assert!(lines < 150, "ARCHITECTURE.md has {lines} lines: under 150, invariants first");
}

#[test]
fn the_readme_lists_every_check_and_no_other() {
    let readme = crate::source::read("README.md");
    let checks = aplomb::scan::load_checks(None).expect("loads");
    for check in checks.iter() {
        assert!(readme.contains(&format!("`{}`", check.id)), "README.md does not list {}", check.id);
    }
    let said = format!("{} checks", checks.iter().len());
    assert!(readme.contains(&said), "README.md: say `{said}`");
}
