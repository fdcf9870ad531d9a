//! What the application needs from outside, as traits. Adapters implement them over Cloudflare's bindings; tests implement them
//! over SQLite and memory, so that the whole HTTP surface runs on the host.

mod clinic;
mod meter;
mod rate_limiter;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

pub use clinic::{ClinicStorage, ClinicTransaction, ClinicUnreachable, Clinics, QueryRefused, QueryRows, ReadLimit};
pub use meter::{Meter, MeterPoint, NoMeter};
pub use rate_limiter::{RateLimit, RateLimiter, RateLimiterError};

/// One value bound to a statement. D1 knows no 64-bit integers, so adapters refuse those beyond 2^53.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// SQL NULL.
    Null,
    /// An INTEGER.
    Int(i64),
    /// A TEXT.
    Text(String),
}

/// One SQL statement with numbered parameters (`?1`, `?2`, …).
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text. Statements are constants; nothing is ever spliced into them.
    pub sql: &'static str,
    /// `?1` is the first of these. D1 takes at most 100.
    pub params: Vec<Param>,
}

/// What one statement of a batch gave.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Each row as a JSON object, column names as keys.
    pub rows: Vec<serde_json::Value>,
}

/// Why a batch did not happen. Either all of its statements took effect or none.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A UNIQUE index refused it; the text names `table.column`.
    #[error("unique constraint: {0}")]
    Unique(String),
    /// Another constraint or a trigger refused it.
    #[error("constraint: {0}")]
    Constraint(String),
    /// A parameter that the database cannot hold: our own mistake, found before anything was sent.
    #[error("parameter: {0}")]
    Parameter(&'static str),
    /// The database could not be reached, was overloaded, or answered something unexpected. It may have run the batch, or not.
    #[error("database: {0}")]
    Unavailable(String),
}

/// The SQL database. A batch is the only transaction and one round trip.
#[async_trait]
pub trait Database: Send + Sync {
    /// Runs all statements in order in one transaction.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DatabaseError>;
}

/// The key-value store failed; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("key-value store: {0}")]
pub struct KeyValueError(pub String);

/// The eventually consistent key-value store in front of the database.
#[async_trait]
pub trait KeyValue: Send + Sync {
    /// The value, possibly stale.
    async fn get(&self, key: &str) -> Result<Option<String>, KeyValueError>;
    /// Sets the value.
    async fn put(&self, key: &str, value: String) -> Result<(), KeyValueError>;
    /// Removes the value.
    async fn delete(&self, key: &str) -> Result<(), KeyValueError>;
}

/// A request to a vendor.
pub struct OutboundRequest {
    /// The method.
    pub method: http::Method,
    /// The absolute URL. It must not carry secrets.
    pub url: String,
    /// Headers; values may be secret and are never logged.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// How long to wait for the whole answer.
    pub timeout: Duration,
    /// How much of it is read.
    pub answer: AnswerPart,
}

/// How much of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerPart {
    /// All of it, at most 1 MiB.
    Whole,
    /// So many bytes at most. What is beyond is not read, and no fault.
    First(usize),
}

/// A vendor's answer.
#[derive(Clone, Debug)]
pub struct OutboundResponse {
    /// The status code.
    pub status: u16,
    /// The body, at most 1 MiB.
    pub body: Vec<u8>,
    /// The `Retry-After` header, if it is a number of seconds.
    pub retry_after: Option<u64>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The deadline passed. The vendor may have done the work.
    #[error("the deadline passed")]
    Timeout,
    /// No connection, or it broke. The vendor may have done the work.
    #[error("the connection failed")]
    Connection,
    /// The answer was larger than 1 MiB.
    #[error("the answer was too large")]
    TooLarge,
}

/// The only way out to other services. Redirects are not followed: they would carry credentials elsewhere.
#[async_trait]
pub trait HttpClient: Send + Sync {
    /// Sends `request` and reads the whole answer.
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, TransportError>;
}

/// Time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// The platform's random generator failed.
#[derive(Debug, thiserror::Error)]
#[error("the random generator failed")]
pub struct EntropyError;

/// A cryptographically secure random generator.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The key could not be read or the signature not made.
#[derive(Debug, thiserror::Error)]
#[error("the private key was not usable")]
pub struct SignError;

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3), done by the platform and not in WASM.
#[async_trait]
pub trait Rs256: Send + Sync {
    /// Signs `message` with a PKCS#8 DER private key.
    async fn sign(&self, pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// The public key of whoever signs tokens. Its numbers are in base64url, as in a JSON Web Key (RFC 7518 section 6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// For RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa { n: String, e: String },
    /// For ECDSA over P-256 with SHA-256.
    P256 { x: String, y: String },
    /// For Ed25519 (RFC 8037).
    Ed25519 { x: String },
}

/// The key is none that the platform can use.
#[derive(Debug, thiserror::Error)]
#[error("the public key was not usable")]
pub struct VerifyError;

/// Signatures by public keys, checked by the platform and not in WASM.
#[async_trait]
pub trait PublicKeyVerifier: Send + Sync {
    /// Whether `signature` is one of `message` by `key`. That of ECDSA is its two numbers, 64 bytes.
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, VerifyError>;
}

/// Work that goes on after the answer. It may be cut off: nothing that was promised to a caller may depend on it.
pub trait Background: Send + Sync {
    /// Starts `task`.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}

/// Where log lines go, one JSON object each.
pub trait LogSink: Send + Sync {
    /// Writes one line.
    fn write(&self, line: &str);
}

/// All ports together.
#[derive(Clone)]
pub struct Ports {
    /// D1.
    pub database: Arc<dyn Database>,
    /// The clinics' objects.
    pub clinics: Arc<dyn Clinics>,
    /// KV, for route documents.
    pub routes: Arc<dyn KeyValue>,
    /// Outgoing requests.
    pub http: Arc<dyn HttpClient>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// RS256.
    pub signer: Arc<dyn Rs256>,
    /// Signatures of others.
    pub verifier: Arc<dyn PublicKeyVerifier>,
    /// Counters of how often something was asked.
    pub rate_limiter: Arc<dyn RateLimiter>,
    /// A second place where tools are counted.
    pub meter: Arc<dyn Meter>,
    /// The log.
    pub log: Arc<dyn LogSink>,
}

impl Ports {
    /// A new version 7 UUID.
    pub fn new_id(&self) -> Result<uuid::Uuid, EntropyError> {
        let mut random = [0; 10];
        self.entropy.fill(&mut random)?;
        Ok(crate::domain::id::uuid_v7(self.clock.now(), random))
    }
}
