//! The files of the repository, and the code in them that is no test.

use std::fs;
use std::path::{Path, PathBuf};

/// One line of code that is neither a comment nor a test.
pub struct Line {
    /// Path below the repository.
    pub file: String,
    /// From 1.
    pub number: usize,
    pub text: String,
}

impl Line {
    /// The top-level module that the line belongs to: `report` for `src/report/table.rs`.
    pub fn module(&self) -> &str {
        let below = self.file.strip_prefix("src/").unwrap_or(&self.file);
        below.split(['/', '.']).next().unwrap_or_default()
    }

    /// `FILE:LINE: TEXT: MEND`.
    pub fn problem(&self, mend: &str) -> String {
        format!("{}:{}: {}\n    {mend}", self.file, self.number, self.text.trim())
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Files below a folder with one of these endings, by path, sorted.
pub fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    list(&root().join(folder), &mut found);
    let mut found: Vec<String> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)))
        .filter_map(|path| Some(path.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/")))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{folder} holds no file: the test looks in the wrong place");
    found
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
        match path.is_dir() {
            true if !hidden => list(&path, found),
            true => {}
            false => found.push(path),
        }
    }
}

/// The code of the library and the command: no comments, no tests.
pub fn code() -> Vec<Line> {
    let is_test = |file: &String| file.ends_with("/tests.rs") || file.contains("/tests/");
    files("src", &["rs"]).into_iter().filter(|file| !is_test(file)).flat_map(|file| code_of(&file)).collect()
}

fn code_of(file: &str) -> Vec<Line> {
    let text = read(file);
    let mut lines = Vec::new();
    let mut numbered = text.lines().enumerate();
    while let Some((index, line)) = numbered.next() {
        let trimmed = line.trim_start();
        if trimmed == "#[cfg(test)]" {
            match numbered.next() {
                // Tests stand at the end of a file.
                Some((_, item)) if item.starts_with("mod ") && item.ends_with('{') => break,
                Some((_, item)) if !item.ends_with(';') => skip_item(&mut numbered, line.len() - trimmed.len()),
                _ => {}
            }
        } else if !trimmed.starts_with("//") {
            lines.push(Line { file: file.to_owned(), number: index + 1, text: line.to_owned() });
        }
    }
    lines
}

/// Goes past the rest of an item: to the brace that ends it at the same depth.
fn skip_item<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>, depth: usize) {
    for (_, line) in lines {
        let trimmed = line.trim_start();
        if line.len() - trimmed.len() == depth && trimmed.starts_with('}') {
            return;
        }
    }
}

/// Fails with all problems at once.
pub fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn tests_are_no_code() {
    let code = code();
    assert!(code.len() > 2000);
    assert!(!code.iter().any(|line| line.text.contains("#[test]") || line.text.contains("#[tokio::test")));
    assert!(code.iter().any(|line| line.file == "src/evaluate/sources.rs" && line.text.starts_with("fn list(")));
}
