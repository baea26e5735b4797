//! Lists `policies/` into a const slice, so that the binary carries its checks.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=policies");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("policies");
    let mut paths = Vec::new();
    list(&root, &root, &mut paths).map_err(|error| format!("cannot list {}: {error}", root.display()))?;
    paths.sort();
    let mut text = String::from("/// Path below `policies/` and text of each embedded file, sorted by path.\n");
    text.push_str("const EMBEDDED: &[(&str, &str)] = &[\n");
    for path in paths {
        let file = format!("/policies/{path}");
        writeln!(text, "    ({path:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {file:?}))),")?;
    }
    text.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("policies.rs"), text)?;
    Ok(())
}

fn list(root: &Path, directory: &Path, paths: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, paths)?;
        } else if path.extension().is_some_and(|e| e == "rego" || e == "yaml") {
            let below = path.strip_prefix(root)?.to_str().ok_or("a policy path is not UTF-8")?;
            paths.push(below.replace('\\', "/"));
        }
    }
    Ok(())
}
