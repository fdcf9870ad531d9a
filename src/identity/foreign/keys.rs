//! A provider's published keys: in memory, in KV so that a fresh isolate needs no other host, and at the provider.
//!
//! Anybody can send a token that names a key which nobody has. So KV and the provider are asked again at most twice a minute in each
//! isolate, whatever arrives. Nothing is awaited by two requests together: on Workers one may not wait for what another began.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds};
use http::Method;
use serde::{Deserialize, Serialize};

use crate::{
    allowance::Allowance,
    context::RequestContext,
    crypto::key_set::{Algorithm, Key, KeySet},
    log::{self, Level},
    ports::{AnswerPart, OutboundRequest, Ports},
};

/// For so long keys are used without a look at the provider.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// For so long they are used while the provider does not answer.
const LONGEST: TimeDelta = TimeDelta::hours(24);
const TIMEOUT: Duration = Duration::from_secs(5);

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyFault {
    /// The provider publishes no such key.
    Unknown,
    /// It has not been heard of what the provider publishes.
    Unavailable,
}

/// Keys, and from when they are.
#[derive(Clone)]
struct Published {
    keys: Arc<KeySet>,
    text: Arc<str>,
    fetched_at: DateTime<Utc>,
}

/// The same in KV.
#[derive(Serialize, Deserialize)]
struct Document {
    jwks: String,
    #[serde(with = "ts_seconds")]
    fetched_at: DateTime<Utc>,
}

/// What this isolate knows of a provider's keys.
pub(super) struct ProviderKeys {
    name: Arc<str>,
    known: Mutex<Option<Published>>,
    generation: AtomicU64,
    /// How often it is looked again, and how often for the first time: without any keys nobody can sign in.
    again: Allowance,
    first: Allowance,
}

/// A key by its id, and what it may be for.
type Wanted<'a> = (Option<&'a str>, &'a [Algorithm]);

impl ProviderKeys {
    pub(super) fn new(name: Arc<str>) -> Self {
        Self {
            name,
            known: Mutex::default(),
            generation: AtomicU64::default(),
            again: Allowance::new(1, TimeDelta::seconds(30)),
            first: Allowance::new(5, TimeDelta::seconds(5)),
        }
    }

    /// How often the keys have changed.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// The key that is wanted, of those at `url`.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) async fn find(
        &self,
        ports: &Arc<Ports>,
        url: &str,
        wanted: Wanted<'_>,
        context: &RequestContext,
    ) -> Result<Key, KeyFault> {
        let now = context.now;
        let known = self.known().clone().filter(|known| now - known.fetched_at < LONGEST);
        if let Some(key) = known.as_ref().filter(|known| known.is_fresh(now)).and_then(|known| known.find(wanted)) {
            return Ok(key);
        }
        let may_look = if known.is_some() { self.again.take(now) } else { self.first.take(now) };
        let looked = if may_look { self.look(ports, url, wanted, context).await } else { None };
        match looked.or(known) {
            Some(published) => published.find(wanted).ok_or(KeyFault::Unknown),
            None => Err(KeyFault::Unavailable),
        }
    }

    /// What KV has, if that is fresh and has the key, or else what the provider says.
    async fn look(
        &self,
        ports: &Arc<Ports>,
        url: &str,
        wanted: Wanted<'_>,
        context: &RequestContext,
    ) -> Option<Published> {
        let kept = self.kept(ports).await.filter(|kept| context.now - kept.fetched_at < LONGEST);
        let suffices = |kept: &&Published| kept.is_fresh(context.now) && kept.find(wanted).is_some();
        let published = match kept.as_ref().filter(suffices) {
            Some(kept) => Some(kept.clone()),
            None => self.fetch(ports, url, context).await.or(kept),
        };
        published.inspect(|published| self.learn(published))
    }

    /// What is heard replaces what was known: a key that is not among it any more is gone.
    fn learn(&self, published: &Published) {
        let mut known = self.known();
        if known.as_ref().is_some_and(|known| known.fetched_at > published.fetched_at) {
            return;
        }
        if known.as_ref().is_some_and(|known| known.keys != published.keys) {
            self.generation.fetch_add(1, Ordering::Relaxed);
        }
        *known = Some(published.clone());
    }

    async fn kept(&self, ports: &Ports) -> Option<Published> {
        let text = ports.routes.get(&self.kv_key()).await.ok().flatten()?;
        let Document { jwks, fetched_at } = serde_json::from_str(&text).ok()?;
        Published::read(jwks.as_bytes(), fetched_at)
    }

    async fn fetch(&self, ports: &Arc<Ports>, url: &str, context: &RequestContext) -> Option<Published> {
        let left = context.deadline.remaining(ports.clock.now());
        let request = OutboundRequest {
            method: Method::GET,
            url: url.to_owned(),
            headers: vec![("accept", "application/json".to_owned())],
            body: None,
            timeout: left.min(TIMEOUT),
            answer: AnswerPart::Whole,
        };
        let fault = match ports.http.send(request).await {
            Ok(response) if response.status == 200 => match Published::read(&response.body, context.now) {
                Some(published) => {
                    self.keep(ports, &published, context);
                    return Some(published);
                }
                None => "it is no set of keys".to_owned(),
            },
            Ok(response) => format!("it answered {}", response.status),
            Err(error) => error.to_string(),
        };
        let fields = [("provider", self.name.as_ref()), ("detail", fault.as_str())];
        log::write(ports.log.as_ref(), Level::Warn, "identity.keys_unavailable", &fields);
        None
    }

    /// Behind the answer, for other isolates.
    fn keep(&self, ports: &Arc<Ports>, published: &Published, context: &RequestContext) {
        let document = Document { jwks: published.text.to_string(), fetched_at: published.fetched_at };
        let (ports, key) = (Arc::clone(ports), self.kv_key());
        if let Ok(text) = serde_json::to_string(&document) {
            context.background.spawn(Box::pin(async move { drop(ports.routes.put(&key, text).await) }));
        }
    }

    fn kv_key(&self) -> String {
        format!("jwks:v1:{}", self.name)
    }

    fn known(&self) -> MutexGuard<'_, Option<Published>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Published {
    fn read(jwks: &[u8], fetched_at: DateTime<Utc>) -> Option<Self> {
        let keys = Arc::new(KeySet::parse(jwks)?);
        Some(Self { keys, text: std::str::from_utf8(jwks).ok()?.into(), fetched_at })
    }

    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.fetched_at < FRESH
    }

    fn find(&self, (id, allowed): Wanted<'_>) -> Option<Key> {
        self.keys.find(id, allowed).cloned()
    }
}
