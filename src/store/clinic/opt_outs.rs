//! Numbers that asked an org not to be texted.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use crate::{
    domain::phone::PhoneNumber,
    ports::{ClinicTransaction, Statement},
    store::{StoreError, first, statement},
};

/// How an org came to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOutSource {
    /// A text such as STOP came in.
    Inbound,
    /// Twilio refused to text the number (error 21610).
    Twilio,
}

/// The number is not to be texted.
pub fn add(number: &PhoneNumber, source: OptOutSource, now: DateTime<Utc>) -> Statement {
    let source = match source {
        OptOutSource::Inbound => "inbound",
        OptOutSource::Twilio => "twilio",
    };
    statement!(
        "INSERT INTO opt_outs (number, source, created_at) VALUES (:number, :source, :now)
         ON CONFLICT (number) DO NOTHING",
        number = number.as_str(),
        source,
        now
    )
}

/// A number's wish not to be texted.
#[derive(Debug, Deserialize)]
pub struct OptOut {
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// How the clinic came to know: `inbound`, a text such as STOP, or `twilio`, a refusal of the carrier's.
    pub source: String,
}

/// The wish of a number, if it has said it.
///
/// # Errors
/// When the object's database failed.
pub fn of(transaction: &dyn ClinicTransaction, number: &PhoneNumber) -> Result<Option<OptOut>, StoreError> {
    let select = statement!("SELECT created_at, source FROM opt_outs WHERE number = :number", number = number.as_str());
    first(transaction.run(select)?)
}

/// Whether a text that asked for something was heeded before, by Twilio's id of it.
pub fn heeded(sid: &str) -> Statement {
    statement!("SELECT 1 FROM heeded_texts WHERE sid = :sid", sid)
}

/// It is heeded now.
pub fn heed(sid: &str, now: DateTime<Utc>) -> Statement {
    statement!("INSERT INTO heeded_texts (sid, created_at) VALUES (:sid, :now) ON CONFLICT (sid) DO NOTHING", sid, now)
}

/// The number may be texted again.
pub fn remove(number: &PhoneNumber) -> Statement {
    statement!("DELETE FROM opt_outs WHERE number = :number", number = number.as_str())
}
