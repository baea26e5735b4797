//! The rules of ARCHITECTURE.md that a machine can check. Each failure names the file and the mend.

#[path = "architecture/documents.rs"]
mod documents;
#[path = "architecture/files.rs"]
mod files;
#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/registries.rs"]
mod registries;
#[path = "architecture/source.rs"]
mod source;
