//! The smaller ports in memory.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use frontdesk::ports::{
    Background, Clock as ClockPort, Entropy, EntropyError, KeyValue, KeyValueError, LogSink, Rs256, SignError,
};
use futures_util::future::BoxFuture;

/// A clock that only tests move: Tuesday 1 December 2026, 10:00 in New York.
pub struct Clock(AtomicI64);

impl Default for Clock {
    fn default() -> Self {
        Self(AtomicI64::new(DateTime::parse_from_rfc3339("2026-12-01T15:00:00Z").unwrap().timestamp_millis()))
    }
}

impl Clock {
    pub fn advance(&self, duration: Duration) {
        self.0.fetch_add(i64::try_from(duration.as_millis()).unwrap(), SeqCst);
    }

    pub fn set(&self, moment: DateTime<Utc>) {
        self.0.store(moment.timestamp_millis(), SeqCst);
    }

    pub fn seconds(&self) -> i64 {
        self.0.load(SeqCst) / 1000
    }
}

#[async_trait]
impl ClockPort for Clock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(SeqCst)).unwrap()
    }

    /// A short sleep lets others run; a deadline waits for a test to move the clock.
    async fn sleep(&self, duration: Duration) {
        let until = self.now() + duration;
        while duration >= Duration::from_secs(1) && self.now() < until {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
    }
}

/// A key-value store that can be down, or stop showing new writes.
#[derive(Default)]
pub struct Kv {
    values: Mutex<HashMap<String, String>>,
    stale: Mutex<Option<HashMap<String, String>>>,
    pub down: AtomicBool,
    pub reads: AtomicU32,
    pub writes: AtomicU32,
}

impl Kv {
    /// From now on readers see what is here now, whatever is written.
    pub fn freeze(&self) {
        *self.stale.lock().unwrap() = Some(self.values.lock().unwrap().clone());
    }

    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.values.lock().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    pub fn value(&self, key: &str) -> Option<String> {
        self.values.lock().unwrap().get(key).cloned()
    }

    pub fn contents(&self) -> String {
        format!("{:?}", self.values.lock().unwrap())
    }

    pub fn plant(&self, key: &str, value: &str) {
        self.values.lock().unwrap().insert(key.into(), value.into());
    }

    pub fn lose(&self, key: &str) {
        self.values.lock().unwrap().remove(key);
    }

    fn up(&self) -> Result<(), KeyValueError> {
        if self.down.load(SeqCst) { Err(KeyValueError("down".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl KeyValue for Kv {
    async fn get(&self, key: &str) -> Result<Option<String>, KeyValueError> {
        self.reads.fetch_add(1, SeqCst);
        self.up()?;
        let stale = self.stale.lock().unwrap();
        Ok(stale.as_ref().unwrap_or(&self.values.lock().unwrap()).get(key).cloned())
    }

    async fn put(&self, key: &str, value: String) -> Result<(), KeyValueError> {
        self.writes.fetch_add(1, SeqCst);
        self.up()?;
        self.values.lock().unwrap().insert(key.into(), value);
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), KeyValueError> {
        self.writes.fetch_add(1, SeqCst);
        self.up()?;
        self.values.lock().unwrap().remove(key);
        Ok(())
    }
}

/// Work behind answers. Held work is lost when a test drops it, as when an isolate goes away.
#[derive(Default)]
pub struct Tasks {
    waiting: Mutex<Vec<BoxFuture<'static, ()>>>,
    held: AtomicBool,
}

impl Tasks {
    pub fn hold(&self, held: bool) {
        self.held.store(held, SeqCst);
    }

    pub fn drop_all(&self) -> usize {
        self.waiting.lock().unwrap().drain(..).count()
    }

    pub async fn run(&self) {
        while !self.held.load(SeqCst) {
            let Some(task) = self.waiting.lock().unwrap().pop() else { break };
            task.await;
        }
    }
}

impl Background for Tasks {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.waiting.lock().unwrap().push(task);
    }
}

/// Unique bytes, which is all that ids and nonces need in a test.
#[derive(Default)]
pub struct Counter {
    next: AtomicU64,
    exhausted: AtomicBool,
}

impl Counter {
    /// From now on there is no randomness.
    pub fn exhaust(&self) {
        self.exhausted.store(true, SeqCst);
    }
}

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        if self.exhausted.load(SeqCst) {
            return Err(EntropyError);
        }
        let next = self.next.fetch_add(1, SeqCst).to_be_bytes();
        bytes.iter_mut().rev().zip(next.iter().rev()).for_each(|(byte, value)| *byte = *value);
        Ok(())
    }
}

/// Real signatures are checked on workerd, where `WebCrypto` is.
pub struct Signature;

#[async_trait]
impl Rs256 for Signature {
    async fn sign(&self, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(b"signature".to_vec())
    }
}

#[derive(Default)]
pub struct Log(Mutex<Vec<String>>);

impl Log {
    pub fn text(&self) -> String {
        self.0.lock().unwrap().join("\n")
    }
}

impl LogSink for Log {
    fn write(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}

/// Tools that were counted one by one, while somebody counts.
#[derive(Default)]
pub struct Points {
    pub is_there: std::sync::atomic::AtomicBool,
    pub written: Mutex<Vec<frontdesk::ports::MeterPoint>>,
}

impl frontdesk::ports::Meter for Points {
    fn is_there(&self) -> bool {
        self.is_there.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn write(&self, point: &frontdesk::ports::MeterPoint) {
        self.written.lock().unwrap().push(point.clone());
    }
}
