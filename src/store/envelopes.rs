//! Envelopes of the vault, as far as it matters by which key they are sealed. For the operator's rewrap only.

use serde::Deserialize;

use super::{StoreError, integrations::Integration, read, read_sound, run_one, statement};
use crate::{
    domain::{id::OrgId, integration::Vendor},
    ports::{Database, Statement},
};

/// How many envelopes of each column are sealed under one key, counted from the envelopes themselves.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct KeyCount {
    /// The key id.
    pub key_id: String,
    /// How many envelopes name it.
    pub count: u64,
}

/// Counts envelopes per key over every sealed column of every org.
pub async fn count_by_key(database: &dyn Database) -> Result<Vec<KeyCount>, StoreError> {
    let select = statement!(
        "SELECT substr(rest, 1, instr(rest, '.') - 1) AS key_id, count(*) AS count FROM (
           SELECT substr(credentials_sealed, 4) AS rest FROM integration_settings
           UNION ALL SELECT substr(token_sealed, 4) FROM access_tokens
           UNION ALL SELECT substr(credentials_sealed, 4) FROM pending_connections)
         GROUP BY 1 ORDER BY 1"
    );
    read(run_one(database, select).await?)
}

/// Up to `limit` integrations of all orgs that are sealed under one of `keys`, after the position `after`, and how many rows of these
/// could not be read.
pub async fn under_keys(
    database: &dyn Database,
    keys: &[&str],
    after: Option<(OrgId, Vendor)>,
    limit: i64,
) -> Result<(Vec<Integration>, u64), StoreError> {
    let (org_id, vendor) = after.unzip();
    let keys = serde_json::to_string(keys).map_err(|_| StoreError::Document("a list of key ids"))?;
    let select = statement!(
        "SELECT * FROM integration_settings
         WHERE substr(credentials_sealed, 4, instr(substr(credentials_sealed, 4),
         '.') - 1) IN (SELECT value FROM json_each(:keys))
           AND (:org IS NULL OR (org_id, service_type) > (:org, :vendor))
         ORDER BY org_id, service_type LIMIT :limit",
        keys,
        org = org_id,
        vendor = vendor.as_ref().map(Vendor::as_str),
        limit
    );
    Ok(read_sound(run_one(database, select).await?))
}

/// Replaces an envelope by one of the same content, unless it changed in the meantime; gives one row if it did.
pub fn replace_envelope(old: &Integration, sealed: String) -> Statement {
    statement!(
        "UPDATE integration_settings SET credentials_sealed = :new
         WHERE org_id = :org AND service_type = :vendor AND credentials_sealed = :old RETURNING org_id",
        org = old.org_id,
        vendor = old.service_type.as_str(),
        old = old.credentials_sealed.as_str(),
        new = sealed
    )
}
