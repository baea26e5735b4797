//! One audit of one account: where its answers come from, who asks, and what is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::answer::ask;
use super::clients::{Clients, Service, Settings};
use super::live;
use super::read_list::ReadList;
use super::recording::reader::{self, Contents};
use super::recording::writer::Writer;
use super::recording::{FORMAT_VERSION, Header, RecordingError, now};
use super::shared::Shared;
use super::store::Store;
use crate::config::Declarations;
use crate::resource::{Evidence, Span};

/// Where the answers of AWS come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// AWS, and a recording if a path is given.
    Live { record: Option<PathBuf> },
    /// A recording, then AWS for the rest.
    Resume { path: PathBuf, allow_stale: bool, retry_denied: bool },
    /// A recording and nothing else.
    Replay { path: PathBuf },
    /// The recording that ships in the program.
    Demo { bytes: &'static [u8] },
}

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub profile: Option<String>,
    pub endpoint_url: Option<String>,
    /// `None`: all that this version knows, or those of the recording.
    pub services: Option<BTreeSet<String>>,
    /// `None`: all enabled ones, or those of the recording.
    pub regions: Option<BTreeSet<String>>,
    /// `None`: nothing declared, or what the recording declares.
    pub declarations: Option<Declarations>,
    /// What this version can collect.
    pub known_services: BTreeSet<String>,
    /// How to reach AWS; `None`: as profile and environment say.
    pub network: Option<live::Network>,
}

/// An open audit.
#[derive(Debug)]
pub struct Session {
    pub header: Header,
    /// The answer that says who we are.
    pub caller_evidence: Evidence,
    /// Unique id of the caller.
    pub caller_id: String,
    shared: Arc<Shared>,
    clients: Clients,
    earlier_spans: Vec<Span>,
    cut: Option<String>,
    source_is_recording: bool,
    /// The recording that this session began.
    begun: Option<PathBuf>,
}

/// How an audit ended.
#[derive(Debug)]
pub struct Finish {
    /// When AWS was asked.
    pub spans: Vec<Span>,
    /// Why the recording that was replayed is not whole, if it is not.
    pub cut: Option<String>,
    /// Why the recording could not be written, now or earlier.
    pub unwritten: Option<RecordingError>,
}

/// Why an audit could not start.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Recording(#[from] RecordingError),
    #[error("cannot keep answers in a temporary file: {0}")]
    Temporary(std::io::Error),
    #[error("cannot tell which account this is: sts:GetCallerIdentity {0}")]
    Identity(String),
    #[error("{path} is a recording of {recorded}, these credentials are for {live}")]
    OtherAccount { path: String, recorded: String, live: String },
    #[error("{path} was recorded at {started}, more than 12 hours ago")]
    Stale { path: String, started: String },
    #[error("profile or endpoint cannot be used: {0}")]
    Configuration(String),
}

/// Older recordings are not gone on with: AWS has moved on since.
const STALE: time::Duration = time::Duration::hours(12);

impl Session {
    /// Opens the source, asks who we are, and writes the header of a new recording.
    ///
    /// # Errors
    /// See [`SessionError`]; each of them ends a scan with exit code 3.
    pub async fn open(source: Source, options: Options, read_list: ReadList) -> Result<Self, SessionError> {
        match source {
            Source::Live { record } => Self::live(record, options, read_list).await,
            Source::Resume { path, allow_stale, retry_denied } => {
                let contents = reader::read_file(&path)?;
                Self::resume(path, contents, allow_stale, retry_denied, options, read_list).await
            }
            Source::Replay { path } => Self::replay(reader::read_file(&path)?, options, read_list).await,
            Source::Demo { bytes } => Self::replay(reader::read(bytes, "the demo")?, options, read_list).await,
        }
    }

    /// The client of a service in a region.
    pub fn client<S: Service>(&self, region: &str) -> S {
        self.clients.get(region)
    }

    /// The clients' settings, for generic operations.
    pub fn settings(&self) -> &Settings {
        self.clients.settings()
    }

    /// The IAM action that would mend a denied `service:Operation`.
    pub fn permission(&self, operation: &str) -> Option<String> {
        self.shared.read_list().permission(operation)
    }

    /// Waits before the same thing is asked again; not in a replay, whose answers are there already.
    pub async fn pause(&self, time: std::time::Duration) {
        if self.settings().retry {
            tokio::time::sleep(time).await;
        }
    }

    /// Before a listing is begun anew: its recorded pages no longer fit. `false` if that would change nothing.
    pub fn restart_listing(&self, operation: &str, region: &str) -> bool {
        self.settings().retry && self.shared.forget(operation, region)
    }

    /// A count of the calls sent to AWS that others can watch.
    pub fn counter(&self) -> impl Fn() -> u64 + Send + 'static {
        let shared = self.shared.clone();
        move || shared.counts().values().sum()
    }

    /// Calls sent to AWS, by service.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.shared.counts()
    }

    /// Gives up before anything was read: a recording that was begun for it is taken away again.
    pub fn discard(self) {
        drop(self.shared.end_writing());
        if let Some(path) = self.begun {
            // If it cannot be removed it can still be read; there is nothing in it.
            let _ = std::fs::remove_file(path);
        }
    }

    /// Closes the recording.
    pub fn finish(self) -> Finish {
        let mut spans = self.earlier_spans;
        if self.source_is_recording {
            return Finish { spans, cut: self.cut, unwritten: None };
        }
        let finished = now();
        if let Some(span) = spans.last_mut() {
            span.finished = Some(finished.clone());
        }
        let (writer, error) = self.shared.end_writing();
        // After a record that could not be written, an end record would call the file whole.
        let unwritten = error.or_else(|| writer.and_then(|writer| writer.finish(finished).err()));
        Finish { spans, cut: None, unwritten }
    }

    async fn live(record: Option<PathBuf>, options: Options, read_list: ReadList) -> Result<Self, SessionError> {
        // Found out before the first call: a recording that cannot be written is no surprise for later.
        if let Some(path) = record.as_ref().filter(|path| path.exists()) {
            return Err(RecordingError::Exists { path: path.display().to_string() }.into());
        }
        let started = now();
        let network = network(&options).await?;
        let header = Header {
            format: "aplomb-recording".to_owned(),
            format_version: FORMAT_VERSION,
            aplomb: env!("CARGO_PKG_VERSION").to_owned(),
            run_id: uuid::Uuid::new_v4().to_string(),
            partition: String::new(),
            account: String::new(),
            caller: String::new(),
            default_region: network.default_region.clone(),
            endpoints: network.endpoints.clone(),
            fips: network.sdk.use_fips().unwrap_or(false),
            dual_stack: network.sdk.use_dual_stack().unwrap_or(false),
            services: options.services.unwrap_or(options.known_services),
            regions: options.regions,
            declarations: options.declarations.unwrap_or_default(),
            started: started.clone(),
        };
        let store = Store::new().map_err(SessionError::Temporary)?;
        let mut session = Self::over(network, header, store, read_list, vec![Span { started, finished: None }]);
        session.identify().await?;
        if let Some(path) = record {
            let writer = Writer::create(&path, session.header.clone())?;
            session.shared.begin_writing(writer);
            session.begun = Some(path);
        }
        Ok(session)
    }

    async fn resume(
        path: PathBuf,
        mut contents: Contents,
        allow_stale: bool,
        retry_denied: bool,
        options: Options,
        read_list: ReadList,
    ) -> Result<Self, SessionError> {
        let name = path.display().to_string();
        let header = contents.header.clone();
        if !allow_stale && is_stale(&header.started) {
            return Err(SessionError::Stale { path: name, started: header.started });
        }
        let network = network(&options).await?;
        let other = |recorded: &str, live: &str| SessionError::OtherAccount {
            path: name.clone(),
            recorded: recorded.to_owned(),
            live: live.to_owned(),
        };
        if network.endpoints != header.endpoints {
            return Err(other(&endpoints_in_words(&header.endpoints), &endpoints_in_words(&network.endpoints)));
        }
        contents.store.forget_for_resume(retry_denied);
        let store = std::mem::replace(&mut contents.store, Store::new().map_err(SessionError::Temporary)?);
        let hashes = store.body_hashes();
        let mut spans = contents.spans.clone();
        spans.push(Span { started: now(), finished: None });
        // The recording's own region: the keys must be the same as before.
        let mut network = network;
        network.default_region.clone_from(&header.default_region);
        let mut session = Self::over(network, header.clone(), store, read_list, spans);
        session.identify().await?;
        if (&session.header.partition, &session.header.account) != (&header.partition, &header.account) {
            return Err(other(
                &format!("account {} ({})", header.account, header.partition),
                &format!("account {} ({})", session.header.account, session.header.partition),
            ));
        }
        session.header = header;
        session.shared.begin_writing(Writer::resume(&path, &contents, hashes)?);
        Ok(session)
    }

    async fn replay(contents: Contents, options: Options, read_list: ReadList) -> Result<Self, SessionError> {
        let mut header = contents.header;
        header.services = options.services.unwrap_or(header.services);
        header.regions = options.regions.or(header.regions);
        header.declarations = options.declarations.unwrap_or(header.declarations);
        let recorded = header.clone();
        let network = live::none(&header);
        let mut session = Self::over(network, header, contents.store, read_list, contents.spans);
        session.cut = contents.cut;
        session.source_is_recording = true;
        session.identify().await?;
        if session.header.account != recorded.account {
            return Err(SessionError::Identity(format!(
                "was answered for account {}, but the header says {}",
                session.header.account, recorded.account
            )));
        }
        Ok(session)
    }

    fn over(network: live::Network, header: Header, store: Store, read_list: ReadList, spans: Vec<Span>) -> Self {
        let shared = Arc::new(Shared::new(read_list, store));
        let clients = Clients::new(network.settings(shared.clone()));
        Self {
            header,
            caller_evidence: Evidence { operation: "".into(), region: "".into(), sha256: None },
            caller_id: String::new(),
            shared,
            clients,
            earlier_spans: spans,
            cut: None,
            source_is_recording: false,
            begun: None,
        }
    }

    /// Asks who we are, and keys every later exchange by it.
    async fn identify(&mut self) -> Result<(), SessionError> {
        let client: aws_sdk_sts::Client = self.client(&self.header.default_region);
        let answer = ask(client.get_caller_identity().send()).await;
        let identity = answer.outcome.map_err(|refusal| {
            let words = [refusal.code.word(), &refusal.error, &refusal.message];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            // On one line: what AWS says must not look like a line of ours.
            SessionError::Identity(words.join(": ").split_whitespace().collect::<Vec<_>>().join(" "))
        })?;
        let (account, arn) = (identity.account().unwrap_or_default(), identity.arn().unwrap_or_default());
        let partition = arn.split(':').nth(1).unwrap_or_default();
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) || partition.is_empty() {
            return Err(SessionError::Identity(format!("answered account {account:?} and ARN {arn:?}")));
        }
        self.header.partition = partition.to_owned();
        self.header.account = account.to_owned();
        self.header.caller = arn.to_owned();
        self.caller_id = identity.user_id().unwrap_or_default().to_owned();
        self.caller_evidence = answer.evidence;
        self.shared.set_identity(partition, account);
        Ok(())
    }
}

async fn network(options: &Options) -> Result<live::Network, SessionError> {
    match &options.network {
        Some(network) => Ok(network.clone()),
        None => live::load(options.profile.as_deref(), options.endpoint_url.as_deref()).await,
    }
}

fn is_stale(started: &str) -> bool {
    use time::format_description::well_known::Rfc3339;
    let parse = |text: &str| time::OffsetDateTime::parse(text, &Rfc3339).ok();
    match (parse(started), parse(&now())) {
        (Some(started), Some(now)) => now - started > STALE,
        _ => true,
    }
}

fn endpoints_in_words(endpoints: &BTreeMap<String, String>) -> String {
    match endpoints.get("") {
        Some(url) => format!("endpoint {url}"),
        None if endpoints.is_empty() => "AWS's own endpoints".to_owned(),
        None => format!("endpoints {endpoints:?}"),
    }
}
