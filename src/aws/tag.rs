//! Tells the connector which operation a request belongs to, and when a call is over.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use tokio::sync::OwnedMutexGuard;

use super::key::Key;
use super::read_list::service_name;
use super::recording::Exchange;
use super::shared::Shared;
use crate::resource::Evidence;

/// What a request says of itself to the connector.
#[derive(Debug, Clone)]
pub struct Tag {
    pub region: String,
    pub service: String,
    /// `service:Operation`.
    pub operation: String,
    pub attempt: u32,
    /// Counts the polls of a job, from 0.
    pub turn: u32,
    pub call: Call,
}

/// One call through all its attempts.
#[derive(Debug, Clone, Default)]
pub struct Call(Arc<Mutex<CallState>>);

/// What the connector leaves for the end of the call.
#[derive(Debug, Default)]
pub struct CallState {
    /// The last attempt, to be recorded when the call is over.
    pub pending: Option<(Key, Exchange, Vec<u8>)>,
    /// Held from the first attempt to the end, so that nobody else asks the same meanwhile.
    pub turnstile: Option<OwnedMutexGuard<()>>,
    /// What the caller may know.
    pub asked: Option<Asked>,
}

/// What became of a call below the SDK.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub evidence: Evidence,
    /// `None` where no answer came.
    pub status: Option<u16>,
    /// Whether the body is complete: not empty, and closed as XML or JSON must be.
    pub whole: bool,
    /// Whether a replay had no such exchange.
    pub missing: bool,
    /// Refused by the read list, or without a tag: a fault of ours.
    pub refused: bool,
    /// The masked body, for those who need it as AWS wrote it.
    pub body: Vec<u8>,
}

tokio::task_local! {
    /// Where [`super::answer::ask`] waits for what became of its call.
    pub static ASKED: RefCell<Option<Asked>>;
}

impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

/// Counts the polls of one job; put into a call's configuration by who polls.
#[derive(Debug, Clone, Copy)]
pub struct Turn(pub u32);

impl Storable for Turn {
    type Storer = StoreReplace<Self>;
}

impl Call {
    /// Runs `action` on the state; `None` only if a panic poisoned it.
    pub fn with<T>(&self, action: impl FnOnce(&mut CallState) -> T) -> Option<T> {
        self.0.lock().ok().map(|mut state| action(&mut state))
    }
}

/// The interceptor that every client carries.
#[derive(Debug, Clone)]
pub struct Tagger {
    region: String,
    shared: Arc<Shared>,
}

impl Tagger {
    /// For the client of one region.
    pub fn new(region: String, shared: Arc<Shared>) -> Self {
        Self { region, shared }
    }
}

impl Intercept for Tagger {
    fn name(&self) -> &'static str {
        "Tagger"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Call::default());
        Ok(())
    }

    // The earlier hooks lose the tag: extensions are cleared before each attempt.
    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let metadata = cfg.load::<Metadata>().ok_or("the call has no operation name")?;
        let service = service_name(metadata.service());
        let tag = Tag {
            region: self.region.clone(),
            operation: format!("{service}:{}", metadata.name()),
            service,
            attempt: cfg.load::<RequestAttempts>().map_or(1, |attempts| attempts.attempts()),
            turn: cfg.load::<Turn>().map_or(0, |turn| turn.0),
            call: cfg.load::<Call>().cloned().ok_or("the call was not begun")?,
        };
        context.request_mut().add_extension(tag);
        Ok(())
    }

    fn read_after_execution(
        &self,
        _context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(call) = cfg.load::<Call>().cloned() else { return Ok(()) };
        let (pending, turnstile, asked) =
            call.with(|state| (state.pending.take(), state.turnstile.take(), state.asked.take())).unwrap_or_default();
        if let Some((key, exchange, body)) = pending {
            self.shared.commit(&key, exchange, &body);
        }
        // Whoever waited for the same answer goes on now that it is recorded.
        drop(turnstile);
        // Outside `ask` nobody listens, and that is fine.
        let _ = ASKED.try_with(|slot| slot.replace(asked));
        Ok(())
    }
}
