//! Appends records to a recording, flushed one by one, so that a kill loses at most the last.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::reader::Contents;
use super::{Body, End, Exchange, Header, Line, Record, RecordingError, now, sha256};

/// An open recording.
pub struct Writer {
    path: PathBuf,
    stream: zstd::Encoder<'static, File>,
    n: u64,
    prev: String,
    exchanges: u64,
    bodies: HashSet<String>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({})", self.path.display())
    }
}

impl Writer {
    /// Creates a recording, readable by its owner only, and writes the header.
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub fn create(path: &Path, header: Header) -> Result<Self, RecordingError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let file = open(&mut options, path)?;
        let mut writer = Self::over(path, file, 0, String::new())?;
        writer.append(Line::Header(Box::new(header)))?;
        Ok(writer)
    }

    /// Goes on with a recording that was read: a cut one is first made whole up to its last whole record.
    /// `bodies` are the hashes of the bodies that it holds.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn resume(path: &Path, contents: &Contents, bodies: HashSet<String>) -> Result<Self, RecordingError> {
        if contents.cut.is_some() {
            salvage(path, contents)?;
        }
        let mut options = OpenOptions::new();
        options.append(true);
        let file = open(&mut options, path)?;
        let mut writer = Self::over(path, file, contents.records, contents.last_hash.clone())?;
        writer.exchanges = contents.exchanges;
        writer.bodies = bodies;
        writer.append(Line::Resume { started: now() })?;
        Ok(writer)
    }

    /// Appends one exchange and its body.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn exchange(&mut self, exchange: Exchange, body: Option<(&str, &[u8])>) -> Result<(), RecordingError> {
        if let Some((hash, bytes)) = body
            && self.bodies.insert(hash.to_owned())
        {
            let (text, base64) = match std::str::from_utf8(bytes) {
                Ok(text) => (Some(text.to_owned()), None),
                Err(_) => (None, Some(aws_smithy_types::base64::encode(bytes))),
            };
            self.append(Line::Body(Body { sha256: hash.to_owned(), text, base64 }))?;
        }
        self.exchanges += 1;
        self.append(Line::Exchange(exchange))
    }

    /// Appends the end record and closes the file. `finished` is RFC 3339.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self, finished: String) -> Result<(), RecordingError> {
        self.append(Line::End(End { exchanges: self.exchanges, finished }))?;
        let Self { path, stream, .. } = self;
        stream.finish().and_then(|file| file.sync_all()).map_err(|source| failed(&path, source))
    }

    fn over(path: &Path, file: File, n: u64, prev: String) -> Result<Self, RecordingError> {
        let stream = encoder(file).map_err(|source| failed(path, source))?;
        Ok(Self { path: path.to_owned(), stream, n, prev, exchanges: 0, bodies: HashSet::new() })
    }

    fn append(&mut self, line: Line) -> Result<(), RecordingError> {
        let record = Record { n: self.n, prev: self.prev.clone(), line };
        let write = |writer: &mut Self| -> std::io::Result<()> {
            let mut text = serde_json::to_vec(&record)?;
            writer.prev = sha256(&text);
            text.push(b'\n');
            writer.stream.write_all(&text)?;
            writer.stream.flush()
        };
        write(self).map_err(|source| failed(&self.path, source))?;
        self.n += 1;
        Ok(())
    }
}

/// Writes the whole records of a cut recording to a new file and puts it in the old one's place.
fn salvage(path: &Path, contents: &Contents) -> Result<(), RecordingError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let temporary = tempfile::NamedTempFile::new_in(directory)?;
        let mut stream = encoder(temporary.reopen()?)?;
        super::reader::copy_records(path, contents.records, &mut stream)?;
        stream.finish()?.sync_all()?;
        temporary.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|source| failed(path, source))
}

fn encoder(file: File) -> std::io::Result<zstd::Encoder<'static, File>> {
    let mut stream = zstd::Encoder::new(file, 9)?;
    stream.include_checksum(true)?;
    Ok(stream)
}

fn open(options: &mut OpenOptions, path: &Path) -> Result<File, RecordingError> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => RecordingError::Exists { path: path.display().to_string() },
        _ => failed(path, source),
    })
}

fn failed(path: &Path, source: std::io::Error) -> RecordingError {
    RecordingError::Write { path: path.display().to_string(), source }
}
