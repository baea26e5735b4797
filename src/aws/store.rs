//! Exchanges by key. Answers lie in a file without a name, so that memory stays small however long a recording is.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

use super::answer::CREDENTIALS;
use super::key::Key;
use super::recording::{Exchange, Outcome};

/// The exchanges of a scan or recording.
#[derive(Debug)]
pub struct Store {
    file: File,
    end: u64,
    exchanges: HashMap<[u8; 32], Entry>,
    bodies: HashMap<String, Place>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    offset: u64,
    length: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    place: Place,
    /// `service:Operation` and region, for what forgets by operation.
    operation: (String, String),
    /// Asked again by a resumed scan.
    transient: bool,
    denied: bool,
}

impl Store {
    /// An empty store.
    ///
    /// # Errors
    /// No temporary file can be made.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, end: 0, exchanges: HashMap::new(), bodies: HashMap::new() })
    }

    /// Keeps a body under its SHA-256.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn put_body(&mut self, hash: &str, bytes: &[u8]) -> std::io::Result<()> {
        if !self.bodies.contains_key(hash) {
            let place = self.write(bytes)?;
            self.bodies.insert(hash.to_owned(), place);
        }
        Ok(())
    }

    /// Keeps an exchange; a later one with the same key takes its place. `false` if its body is not there.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn put(&mut self, key: &Key, exchange: &Exchange) -> std::io::Result<bool> {
        let (transient, denied) = match &exchange.outcome {
            Outcome::Answered { status, body, .. } => {
                let Some(place) = self.bodies.get(body).copied() else { return Ok(false) };
                let text = if *status < 400 { Vec::new() } else { self.read(place)? };
                (is_transient(*status, &text), is_denied(*status, &text))
            }
            Outcome::Failed { .. } => (true, false),
        };
        let (region, operation) = Key::operation(&exchange.key).unwrap_or_default();
        let operation = (operation, region.to_owned());
        let place = self.write(&serde_json::to_vec(exchange)?)?;
        self.exchanges.insert(digest(key), Entry { place, operation, transient, denied });
        Ok(true)
    }

    /// The exchange of a key, and its body if AWS answered.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn get(&mut self, key: &Key) -> std::io::Result<Option<(Exchange, Vec<u8>)>> {
        let Some(entry) = self.exchanges.get(&digest(key)).map(|entry| entry.place) else { return Ok(None) };
        let exchange: Exchange = serde_json::from_slice(&self.read(entry)?)?;
        let body = match &exchange.outcome {
            Outcome::Answered { body, .. } => match self.bodies.get(body).copied() {
                Some(place) => self.read(place)?,
                None => return Ok(None),
            },
            Outcome::Failed { .. } => Vec::new(),
        };
        Ok(Some((exchange, body)))
    }

    /// Forgets what a resumed scan asks again: who we are, what was transient, and with `denied` what was denied.
    pub fn forget_for_resume(&mut self, denied: bool) {
        self.exchanges.retain(|_, entry| {
            !(entry.transient || (denied && entry.denied) || entry.operation.0 == "sts:GetCallerIdentity")
        });
    }

    /// Forgets every answer of an operation in a region: its pages no longer fit together.
    pub fn forget_operation(&mut self, operation: &str, region: &str) {
        self.exchanges.retain(|_, entry| entry.operation.0 != operation || entry.operation.1 != region);
    }

    /// SHA-256 of each body kept.
    pub fn body_hashes(&self) -> HashSet<String> {
        self.bodies.keys().cloned().collect()
    }

    /// How many keys are known.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<Place> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(bytes)?;
        let place = Place { offset: self.end, length: bytes.len() };
        self.end += bytes.len() as u64;
        Ok(place)
    }

    fn read(&mut self, place: Place) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; place.length];
        self.file.seek(SeekFrom::Start(place.offset))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// Whether AWS asks us to slow down. JSON and query services do it with status 400.
pub fn is_throttle(status: u16, body: &[u8]) -> bool {
    status == 429 || (status >= 400 && holds(body, &["Throttl", "RequestLimitExceeded", "SlowDown"]))
}

/// Whether asking again could give another answer: throttles, faults of the service, credentials that had run out.
fn is_transient(status: u16, body: &[u8]) -> bool {
    status >= 500
        || status == 408
        || is_throttle(status, body)
        || (status >= 400 && (holds(body, CREDENTIALS) || holds(body, &["RequestTimeout"])))
}

fn is_denied(status: u16, body: &[u8]) -> bool {
    status == 401
        || status == 403
        || (status >= 400 && holds(body, &["AccessDenied", "UnauthorizedOperation", "NotAuthorized"]))
}

fn holds(body: &[u8], words: &[&str]) -> bool {
    let text = String::from_utf8_lossy(body);
    words.iter().any(|word| text.contains(word))
}

fn digest(key: &Key) -> [u8; 32] {
    Sha256::digest(key.as_str().as_bytes()).into()
}
