//! What the connector and the session share: recorded answers, the open recording, who we are, counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use super::key::Key;
use super::limits::Limits;
use super::mask::Masker;
use super::read_list::ReadList;
use super::recording::writer::Writer;
use super::recording::{Exchange, Outcome, RecordingError};
use super::store::Store;

/// What the connector and the session share.
#[derive(Debug)]
pub struct Shared {
    read_list: ReadList,
    pub limits: Limits,
    pub masker: Masker,
    state: Mutex<State>,
    turnstiles: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
    counts: Mutex<BTreeMap<String, u64>>,
}

#[derive(Debug)]
struct State {
    store: Store,
    writer: Option<Writer>,
    /// Exchanges from before the header could be written.
    queued: Vec<(Exchange, Vec<u8>)>,
    write_error: Option<RecordingError>,
    identity: (String, String),
}

impl Shared {
    /// Over the answers that are known already.
    pub fn new(read_list: ReadList, store: Store) -> Self {
        let unknown = ("-".to_owned(), "-".to_owned());
        let state = State { store, writer: None, queued: Vec::new(), write_error: None, identity: unknown };
        Self {
            read_list,
            limits: Limits::default(),
            masker: Masker::default(),
            state: Mutex::new(state),
            turnstiles: Mutex::default(),
            counts: Mutex::default(),
        }
    }

    /// The operations that may be called.
    pub fn read_list(&self) -> &ReadList {
        &self.read_list
    }

    /// Partition and account, `-` before they are known.
    pub fn identity(&self) -> (String, String) {
        self.with_state(|state| state.identity.clone()).unwrap_or_default()
    }

    /// From now on exchanges are of this partition and account.
    pub fn set_identity(&self, partition: &str, account: &str) {
        self.with_state(|state| state.identity = (partition.to_owned(), account.to_owned()));
    }

    /// Forgets the answers of an operation in a region; whether there were any.
    pub fn forget(&self, operation: &str, region: &str) -> bool {
        self.with_state(|state| {
            let before = state.store.len();
            state.store.forget_operation(operation, region);
            state.store.len() < before
        }) == Some(true)
    }

    /// Calls sent to AWS, by service.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().map(|counts| counts.clone()).unwrap_or_default()
    }

    /// Takes the open recording, and the first error in writing it.
    pub fn end_writing(&self) -> (Option<Writer>, Option<RecordingError>) {
        self.with_state(|state| (state.writer.take(), state.write_error.take())).unwrap_or_default()
    }

    /// The lock that lets one caller at a time ask for a key.
    pub fn turnstile(&self, key: &Key) -> Arc<tokio::sync::Mutex<()>> {
        self.turnstiles.lock().map(|mut all| all.entry(key.clone()).or_default().clone()).unwrap_or_default()
    }

    /// The recorded exchange of a key.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn recorded(&self, key: &Key) -> std::io::Result<Option<(Exchange, Vec<u8>)>> {
        self.with_state(|state| state.store.get(key)).unwrap_or(Ok(None))
    }

    /// Keeps the exchange of a call that is over, and appends it to the recording.
    pub fn commit(&self, key: &Key, exchange: Exchange, body: &[u8]) {
        self.with_state(|state| {
            if let Err(error) = state.keep(key, exchange, body) {
                // Told at the end, once: the audit itself goes on.
                state.write_error.get_or_insert(error);
            }
        });
        if let Ok(mut all) = self.turnstiles.lock() {
            all.remove(key);
        }
    }

    /// Counts a call that goes out.
    pub fn count(&self, service: &str) {
        if let Ok(mut counts) = self.counts.lock() {
            *counts.entry(service.to_owned()).or_default() += 1;
        }
    }

    /// Appends to this recording from now on, first what was asked before it could be opened.
    pub fn begin_writing(&self, writer: Writer) {
        self.with_state(|state| {
            state.writer = Some(writer);
            for (exchange, body) in std::mem::take(&mut state.queued) {
                if let Err(error) = state.write(exchange, &body) {
                    state.write_error.get_or_insert(error);
                }
            }
        });
    }

    fn with_state<T>(&self, action: impl FnOnce(&mut State) -> T) -> Option<T> {
        self.state.lock().ok().map(|mut state| action(&mut state))
    }
}

impl State {
    fn keep(&mut self, key: &Key, exchange: Exchange, body: &[u8]) -> Result<(), RecordingError> {
        let temporary = |source| RecordingError::Write { path: "a temporary file".to_owned(), source };
        if let Some(hash) = hash(&exchange) {
            self.store.put_body(hash, body).map_err(temporary)?;
        }
        self.store.put(key, &exchange).map_err(temporary)?;
        if self.writer.is_some() {
            return self.write(exchange, body);
        }
        if self.identity.1 == "-" {
            self.queued.push((exchange, body.to_vec()));
        }
        Ok(())
    }

    fn write(&mut self, exchange: Exchange, body: &[u8]) -> Result<(), RecordingError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let hash = hash(&exchange).map(str::to_owned);
        let written = writer.exchange(exchange, hash.as_deref().map(|hash| (hash, body)));
        if written.is_err() {
            // What follows a lost record would not fit the chain: the file ends here, as if cut.
            self.writer = None;
        }
        written
    }
}

fn hash(exchange: &Exchange) -> Option<&str> {
    match &exchange.outcome {
        Outcome::Answered { body, .. } => Some(body),
        Outcome::Failed { .. } => None,
    }
}
