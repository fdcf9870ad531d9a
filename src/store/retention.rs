//! How long orgs keep what happens at them, one document per org.

use chrono::{DateTime, Utc};

use super::{Batch, Expected, StoreError, assistants, audit, documents, statement};
use crate::{
    domain::{assistant::CallLogSettings, id::OrgId, retention::RetentionSettings},
    ports::{Database, Statement},
};

/// All that says how long an org keeps what.
#[derive(Clone, Debug)]
pub struct OrgRetention {
    /// The org's document within its limits, the default one until it has set its own.
    pub settings: RetentionSettings,
    /// What it keeps of its calls, which is in another document.
    pub call_log: CallLogSettings,
    /// From when its oldest line of D1's audit trail is.
    pub oldest_line: Option<DateTime<Utc>>,
}

/// How long the org keeps what. What is left of an org that is gone goes as that of an org that has set nothing.
///
/// # Errors
/// When the database did not answer, or a document is not one.
pub async fn get(database: &dyn Database, org_id: OrgId) -> Result<OrgRetention, StoreError> {
    let mut batch = Batch::default();
    let settings = batch.add(statement!("SELECT document FROM retention WHERE org_id = :org", org = org_id));
    let call_log = batch.add(assistants::select_call_log(org_id));
    let oldest_line = batch.add(audit::oldest(org_id));
    let mut results = batch.run(database).await?;
    let settings: Option<RetentionSettings> = documents::found(results.take(settings))?;
    Ok(OrgRetention {
        settings: settings.unwrap_or_default().within_limits(),
        call_log: assistants::found_call_log(results.take(call_log))?.unwrap_or_default(),
        oldest_line: audit::found_oldest(results.take(oldest_line))?,
    })
}

/// Sets the org's document.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn put(org_id: OrgId, settings: &RetentionSettings, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(documents::put!("retention", org_id, settings, now, Expected::Anything))
}
