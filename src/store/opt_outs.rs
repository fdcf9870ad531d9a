//! Numbers that asked an org not to be texted.

use chrono::{DateTime, Utc};

use super::statement;
use crate::{
    domain::{id::OrgId, phone::PhoneNumber},
    ports::Statement,
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
pub fn add(org_id: OrgId, number: &PhoneNumber, source: OptOutSource, now: DateTime<Utc>) -> Statement {
    let source = match source {
        OptOutSource::Inbound => "inbound",
        OptOutSource::Twilio => "twilio",
    };
    statement!(
        "INSERT INTO opt_outs (org_id, number, source, created_at) VALUES (:org, :number, :source, :now)
         ON CONFLICT (org_id, number) DO NOTHING",
        org = org_id,
        number = number.as_str(),
        source,
        now
    )
}

/// Whether a text that asked for something was heeded before, by Twilio's id of it.
pub fn heeded(org_id: OrgId, sid: &str) -> Statement {
    statement!("SELECT 1 FROM heeded_texts WHERE org_id = :org AND sid = :sid", org = org_id, sid)
}

/// It is heeded now.
pub fn heed(org_id: OrgId, sid: &str, now: DateTime<Utc>) -> Statement {
    statement!(
        "INSERT INTO heeded_texts (org_id, sid, created_at) VALUES (:org, :sid, :now) ON CONFLICT (org_id, sid) DO NOTHING",
        org = org_id,
        sid,
        now
    )
}

/// The number may be texted again.
pub fn remove(org_id: OrgId, number: &PhoneNumber) -> Statement {
    statement!("DELETE FROM opt_outs WHERE org_id = :org AND number = :number", org = org_id, number = number.as_str())
}
