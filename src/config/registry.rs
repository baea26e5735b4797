//! The declared registry of APIs: a folder of OpenAPI documents, read into the operations that they name.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ConfigError;

/// Which APIs there should be. Without a folder nothing was declared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registry {
    /// Folder of OpenAPI 3 and Swagger 2 documents, relative to `aplomb.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openapi: Option<String>,
    /// What was read there, by file. It travels with a recording, so that a replay needs no folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
}

/// One OpenAPI document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Path below the folder, with `/`.
    pub file: String,
    /// `info.title`
    pub title: String,
    /// URLs of its servers; variables have their defaults.
    pub servers: Vec<String>,
    pub operations: Vec<Operation>,
}

/// One operation of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// `GET`, ..., or `ANY`.
    pub method: String,
    /// As written, e.g. `/pets/{id}`.
    pub path: String,
    /// Whether a caller must say who he is.
    pub secured: bool,
}

/// No contract that people write is larger; what is, is some other file.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

const METHODS: &[(&str, &str)] = &[
    ("delete", "DELETE"),
    ("get", "GET"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("patch", "PATCH"),
    ("post", "POST"),
    ("put", "PUT"),
    ("trace", "TRACE"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

impl Registry {
    /// Whether nobody declared one.
    pub fn is_undeclared(&self) -> bool {
        self.openapi.is_none()
    }
}

/// Reads every OpenAPI document below `folder`: files that end in `.json`, `.yaml` or `.yml`. Other documents are left
/// out, and so is what is hidden.
///
/// # Errors
/// The folder or a file cannot be read, a file is no JSON or YAML, an OpenAPI document has not the form of one, or
/// there is none at all.
pub(super) fn documents(folder: &Path) -> Result<Vec<Document>, ConfigError> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut documents = Vec::new();
    for path in files {
        let invalid = |what| ConfigError::Invalid { path: path.display().to_string(), what };
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let file = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let size = fs::metadata(&path).map_err(|source| unreadable(&path, source))?.len();
        if size > MOST_BYTES {
            return Err(invalid(format!("{size} bytes are more than an OpenAPI document may have ({MOST_BYTES})")));
        }
        let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
        let value = parsed(&path, &text).map_err(invalid)?;
        documents.extend(document(file, &value).map_err(invalid)?);
    }
    if documents.is_empty() {
        let what = "no OpenAPI document in this folder, which registry.openapi names".to_owned();
        return Err(ConfigError::Invalid { path: folder.display().to_string(), what });
    }
    Ok(documents)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ConfigError> {
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // Links to folders are not followed: they may lead in a circle.
        if entry.file_type().map_err(|source| unreadable(&path, source))?.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "json" || end == "yaml" || end == "yml") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, source: std::io::Error) -> ConfigError {
    ConfigError::Read { path: path.display().to_string(), source }
}

fn parsed(path: &Path, text: &str) -> Result<Value, String> {
    if path.extension().is_some_and(|end| end == "json") {
        return serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"));
    }
    serde_saphyr::from_str(text).map_err(|error| {
        // Its later lines draw the place; the first one says it.
        let error = error.to_string();
        format!("not YAML: {}", error.lines().next().unwrap_or_default())
    })
}

/// `None`: the file is something else.
fn document(file: String, value: &Value) -> Result<Option<Document>, String> {
    let Some(root) = value.as_object() else { return Ok(None) };
    let version =
        |name: &str| root.get(name).map(|version| version.as_str().map_or(version.to_string(), str::to_owned));
    let is = |version: &str, major: &str| version == major || version.starts_with(&format!("{major}."));
    let servers = match (version("openapi"), version("swagger")) {
        (None, None) => return Ok(None),
        (Some(version), None) if is(&version, "3") => servers(root)?,
        (None, Some(version)) if is(&version, "2") => hosts(root),
        (openapi, swagger) => {
            let version = openapi.or(swagger).unwrap_or_default();
            return Err(format!("version {version} is neither OpenAPI 3 nor Swagger 2"));
        }
    };
    let title = root.get("info").and_then(|info| info.get("title")).and_then(Value::as_str);
    let title = title.ok_or("info.title is missing or no string")?.to_owned();
    let default = secured(root, "security")?.unwrap_or(false);
    let mut operations = Vec::new();
    let none = Map::new();
    let paths = match root.get("paths") {
        None => &none,
        Some(paths) => paths.as_object().ok_or("paths is no object")?,
    };
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        if !path.starts_with('/') {
            return Err(format!("paths: {path:?} does not start with \"/\""));
        }
        let item = item.as_object().ok_or_else(|| format!("paths.{path} is no object"))?;
        if item.contains_key("$ref") {
            return Err(format!("paths.{path} is a $ref, which is not followed: write the operations out"));
        }
        for (name, method) in METHODS {
            let Some(operation) = item.get(*name) else { continue };
            let operation = operation.as_object().ok_or_else(|| format!("paths.{path}.{name} is no object"))?;
            let own = secured(operation, &format!("paths.{path}.{name}.security"))?;
            let secured = own.or_else(|| of_amazon(operation)).unwrap_or(default);
            operations.push(Operation { method: (*method).to_owned(), path: path.clone(), secured });
        }
    }
    operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    Ok(Some(Document { file, title, servers, operations }))
}

/// What `security` says: an empty list, or an empty requirement among others, lets everyone in. `None`: nothing.
fn secured(of: &Map<String, Value>, place: &str) -> Result<Option<bool>, String> {
    let Some(security) = of.get("security") else { return Ok(None) };
    let wrong = || format!("{place} is no list of objects");
    let requirements = security.as_array().ok_or_else(wrong)?;
    let mut secured = !requirements.is_empty();
    for requirement in requirements {
        secured &= !requirement.as_object().ok_or_else(wrong)?.is_empty();
    }
    Ok(Some(secured))
}

/// What API Gateway's own extension says, where the operation has no `security` of its own.
fn of_amazon(operation: &Map<String, Value>) -> Option<bool> {
    let kind = operation.get("x-amazon-apigateway-auth")?.get("type")?.as_str()?;
    Some(!kind.eq_ignore_ascii_case("none"))
}

fn servers(root: &Map<String, Value>) -> Result<Vec<String>, String> {
    let Some(servers) = root.get("servers") else { return Ok(Vec::new()) };
    let url = |server: &Value| {
        let mut url = server.get("url")?.as_str()?.to_owned();
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        Some(url)
    };
    let urls: Option<Vec<String>> = servers.as_array().and_then(|servers| servers.iter().map(url).collect());
    urls.ok_or_else(|| "servers is no list of objects with a url".to_owned())
}

fn hosts(root: &Map<String, Value>) -> Vec<String> {
    let text = |name: &str| root.get(name).and_then(Value::as_str);
    let base = text("basePath").unwrap_or_default();
    match text("host") {
        None if base.is_empty() => Vec::new(),
        None => vec![base.to_owned()],
        Some(host) => vec![format!("https://{host}{base}")],
    }
}

#[cfg(test)]
mod tests;
