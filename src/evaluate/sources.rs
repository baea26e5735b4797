//! Where policy files come from: the binary, and directories given on the command line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::LoadError;

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// Policy files by their path below `policies/`, e.g. `s3/bucket_sse_kms.rego`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources(BTreeMap<String, Source>);

/// One policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// How messages name the file: its path below the repository, or on disk.
    pub origin: String,
    pub text: Cow<'static, str>,
    /// Whether it ships in the binary; others run within limits.
    pub embedded: bool,
}

/// The policy files that ship in the binary.
pub fn embedded() -> Sources {
    let file = |(path, text): &(&'static str, &'static str)| {
        let origin = format!("policies/{path}");
        ((*path).to_string(), Source { origin, text: Cow::Borrowed(text), embedded: true })
    };
    Sources(EMBEDDED.iter().map(file).collect())
}

/// The policy files (`.rego`, `.yaml`) below a directory; hidden files and links to directories are left out.
///
/// # Errors
/// Something cannot be read, a path is not UTF-8, or there is no `.rego` file at all.
pub fn from_directory(directory: &Path) -> Result<Sources, LoadError> {
    let mut files = BTreeMap::new();
    list(directory, "", &mut files)?;
    if !files.keys().any(|path| path.ends_with(".rego")) {
        let hint = "give a directory that holds <group>/<name>.rego";
        return Err(LoadError::new(&directory.display().to_string(), None, "no policy file in it", hint));
    }
    Ok(Sources(files))
}

impl Sources {
    /// Lays other files over these: one with the same path replaces, the rest is added.
    pub fn overlaid(mut self, over: Sources) -> Sources {
        self.0.extend(over.0);
        self
    }

    /// Paths and texts, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, source)| (path.as_str(), source.text.as_ref()))
    }

    /// The text of a file, e.g. of `frameworks/NAME.yaml`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|source| source.text.as_ref())
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&String, &Source)> {
        self.0.iter()
    }

    pub(super) fn file(&self, path: &str) -> Option<&Source> {
        self.0.get(path)
    }
}

fn list(directory: &Path, below: &str, files: &mut BTreeMap<String, Source>) -> Result<(), LoadError> {
    let unreadable = |path: &Path, error: std::io::Error| {
        let hint = "give a directory that exists and that you may read";
        LoadError::new(&path.display().to_string(), None, format!("cannot read it: {error}"), hint)
    };
    for entry in std::fs::read_dir(directory).map_err(|error| unreadable(directory, error))? {
        let entry = entry.map_err(|error| unreadable(directory, error))?;
        let path = entry.path();
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let origin = path.display().to_string();
            return Err(LoadError::new(&origin, None, "its name is not UTF-8", "rename it"));
        };
        if name.starts_with('.') {
            continue;
        }
        let relative = if below.is_empty() { name.to_string() } else { format!("{below}/{name}") };
        let kind = entry.file_type().map_err(|error| unreadable(&path, error))?;
        if kind.is_dir() {
            list(&path, &relative, files)?;
        } else if name.ends_with(".rego") || name.ends_with(".yaml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let origin = path.display().to_string();
            files.insert(relative, Source { origin, text: Cow::Owned(text), embedded: false });
        }
    }
    Ok(())
}

#[cfg(test)]
pub(super) fn of_texts(embedded: bool, texts: &[(&str, &str)]) -> Sources {
    let file = |(path, text): &(&str, &str)| {
        let source = Source { origin: format!("policies/{path}"), text: Cow::Owned((*text).to_string()), embedded };
        ((*path).to_string(), source)
    };
    Sources(texts.iter().map(file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_overrides_by_path_and_adds() {
        let directory = std::env::temp_dir().join(format!("aplomb-sources-{}", std::process::id()));
        std::fs::create_dir_all(directory.join("s3/.hidden")).unwrap();
        std::fs::write(directory.join("s3/a.rego"), "new").unwrap();
        std::fs::write(directory.join("s3/b.yaml"), "added").unwrap();
        std::fs::write(directory.join("s3/.hidden/c.rego"), "hidden").unwrap();
        std::fs::write(directory.join("s3/notes.md"), "no policy").unwrap();
        let over = from_directory(&directory).unwrap();
        std::fs::remove_dir_all(&directory).unwrap();
        let sources = of_texts(true, &[("s3/a.rego", "old"), ("s3/z.rego", "kept")]).overlaid(over);
        let texts: Vec<_> = sources.iter().collect();
        assert_eq!(texts, [("s3/a.rego", "new"), ("s3/b.yaml", "added"), ("s3/z.rego", "kept")]);
        assert!(!sources.file("s3/a.rego").unwrap().embedded && sources.file("s3/z.rego").unwrap().embedded);
    }

    #[test]
    fn a_directory_without_policies_is_refused() {
        let missing = std::env::temp_dir().join("aplomb-no-such-directory");
        assert!(from_directory(&missing).unwrap_err().to_string().contains("cannot read it"));
        let empty = std::env::temp_dir().join(format!("aplomb-empty-{}", std::process::id()));
        std::fs::create_dir_all(&empty).unwrap();
        let error = from_directory(&empty).unwrap_err();
        std::fs::remove_dir_all(&empty).unwrap();
        assert!(error.to_string().contains("no policy file"), "{error}");
    }
}
