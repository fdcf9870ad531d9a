//! Envelopes of the vault, as far as it matters by which key they are sealed. For the operator's rewrap only.

use serde::Deserialize;

use super::{StoreError, integrations::Integration, read, read_sound, run_one, statement, webhooks};
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

/// What is sealed, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvelopeCounts {
    pub keys: Vec<KeyCount>,
    /// Envelopes of every key that are of the older form, which binds nothing that stands beside them.
    pub unbound: u64,
}

/// Counts envelopes per key over every sealed column of every org.
pub async fn count_by_key(database: &dyn Database) -> Result<EnvelopeCounts, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(flatten)]
        key: KeyCount,
        unbound: u64,
    }
    let select = statement!(
        "SELECT substr(sealed, 4, instr(substr(sealed, 4), '.') - 1) AS key_id, count(*) AS count,
           count(*) FILTER (WHERE substr(sealed, 1, 3) = 'v1.') AS unbound FROM (
           SELECT credentials_sealed AS sealed FROM integration_settings
           UNION ALL SELECT token_sealed FROM access_tokens
           UNION ALL SELECT credentials_sealed FROM pending_connections
           UNION ALL SELECT secrets_sealed FROM webhooks)
         GROUP BY 1 ORDER BY 1"
    );
    let rows: Vec<Row> = read(run_one(database, select).await?)?;
    let unbound = rows.iter().map(|row| row.unbound).sum();
    Ok(EnvelopeCounts { keys: rows.into_iter().map(|row| row.key).collect(), unbound })
}

/// Up to `limit` integrations of all orgs that are sealed under one of the `older` keys, or under `primary` in the older form, after the
/// position `after`, and how many rows of these could not be read.
pub async fn to_move(
    database: &dyn Database,
    (primary, older): (&str, &[&str]),
    after: Option<(OrgId, Vendor)>,
    limit: i64,
) -> Result<(Vec<Integration>, u64), StoreError> {
    let (org_id, vendor) = after.unzip();
    let keys = serde_json::to_string(older).map_err(|_| StoreError::Document("a list of key ids"))?;
    let select = statement!(
        "SELECT * FROM integration_settings
         WHERE (substr(credentials_sealed, 4, instr(substr(credentials_sealed, 4),
         '.') - 1) IN (SELECT value FROM json_each(:keys)) OR substr(credentials_sealed, 1, length(:primary) + 4) = 'v1.' || :primary || '.')
           AND (:org IS NULL OR (org_id, service_type) > (:org, :vendor))
         ORDER BY org_id, service_type LIMIT :limit",
        keys,
        primary,
        org = org_id,
        vendor = vendor.as_ref().map(Vendor::as_str),
        limit
    );
    Ok(read_sound(run_one(database, select).await?))
}

/// Replaces an envelope by one of the same content, unless it or what it is bound to changed in the meantime; gives one row if it did.
pub fn replace_envelope(old: &Integration, sealed: String) -> Statement {
    statement!(
        "UPDATE integration_settings SET credentials_sealed = :new
         WHERE org_id = :org AND service_type = :vendor AND credentials_sealed = :old AND settings = :settings
           AND credential_id = :credential_id RETURNING org_id",
        org = old.org_id,
        vendor = old.service_type.as_str(),
        old = old.credentials_sealed.as_str(),
        settings = old.settings.as_str(),
        credential_id = old.credential_id.as_str(),
        new = sealed
    )
}

/// The same of webhooks, whose envelopes are all of the newer form.
pub async fn webhooks_to_move(
    database: &dyn Database,
    older: &[&str],
    after: Option<&str>,
    limit: i64,
) -> Result<(Vec<webhooks::Row>, u64), StoreError> {
    let keys = serde_json::to_string(older).map_err(|_| StoreError::Document("a list of key ids"))?;
    let select = statement!(
        "SELECT * FROM webhooks
         WHERE substr(secrets_sealed, 4, instr(substr(secrets_sealed, 4), '.') - 1) IN (SELECT value FROM json_each(:keys))
           AND id > coalesce(:after, '') ORDER BY id LIMIT :limit",
        keys,
        after,
        limit
    );
    Ok(read_sound(run_one(database, select).await?))
}

/// Replaces the envelope of a webhook by one of the same content, unless it was saved in the meantime; gives one row if it did.
pub fn replace_webhook_envelope(old: &webhooks::Row, sealed: String) -> Statement {
    statement!(
        "UPDATE webhooks SET secrets_sealed = :new
         WHERE org_id = :org AND id = :id AND secrets_sealed = :old AND save_id = :save_id RETURNING org_id",
        org = old.org_id,
        id = old.id.as_str(),
        old = old.secrets_sealed.as_str(),
        save_id = old.save_id.as_str(),
        new = sealed
    )
}
