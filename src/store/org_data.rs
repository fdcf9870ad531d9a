//! Everything that D1 has of one org, table by table: to give it out, and to delete it. What happens at the clinic is in its object.

use serde_json::{Map, Value};

use super::{StoreError, orgs, run_one, statement};
use crate::{
    domain::id::OrgId,
    ports::{Database, Statement},
};

/// Rows of one page. Documents have up to 128 KiB, but an org has few of them.
const PAGE_ROWS: i64 = 500;
/// The column in which a row says where it stands.
const KEY: &str = "page_key";
/// How a column's name ends that holds an envelope of the vault.
const SEALED: &str = "_sealed";

/// One table that has rows of orgs.
pub struct OrgTable {
    pub name: &'static str,
    /// Rows behind the one with this key; `None` for what is not given out.
    page: Option<fn(OrgId, Option<&str>) -> Statement>,
    /// `None` for what another table takes with it, or what has to outlive the org.
    delete: Option<fn(OrgId) -> Statement>,
}

/// Rows of a table in order of a key that tells an org's rows apart.
macro_rules! page {
    ($table:literal, $key:literal, $org_id:expr, $after:expr) => {
        statement!(
            concat!(
                "SELECT *, CAST(",
                $key,
                " AS TEXT) AS page_key FROM ",
                $table,
                " WHERE org_id = :org AND ",
                $key,
                " > coalesce(:after, '') ORDER BY ",
                $key,
                " LIMIT :limit"
            ),
            org = $org_id,
            after = $after,
            limit = PAGE_ROWS
        )
    };
}

macro_rules! delete {
    ($table:literal, $org_id:expr) => {
        statement!(concat!("DELETE FROM ", $table, " WHERE org_id = :org"), org = $org_id)
    };
}

/// A table whose rows have a text that no other row of the org has.
macro_rules! by_text {
    ($table:literal, $key:literal) => {
        OrgTable {
            name: $table,
            page: Some(|org_id, after| page!($table, $key, org_id, after)),
            delete: Some(|org_id| delete!($table, org_id)),
        }
    };
}

/// Every table, in the order in which they are deleted: mappings first, so that nothing else is published of the org, and last what
/// triggers write while the others go.
pub const TABLES: &[OrgTable] = &[
    by_text!("phone_number_mapping", "id"),
    by_text!("schedules", "org_id"),
    by_text!("services", "id"),
    by_text!("practitioners", "id"),
    by_text!("messaging", "org_id"),
    by_text!("assistants", "org_id"),
    by_text!("knowledge", "org_id"),
    by_text!("retention", "org_id"),
    by_text!("budgets", "org_id"),
    // Whoever is on the way to Google for the org has no org to come back to.
    OrgTable { name: "oauth_states", page: None, delete: Some(|org_id| delete!("oauth_states", org_id)) },
    // Who is signed in is nobody else's to see.
    OrgTable { name: "sessions", page: None, delete: Some(|org_id| delete!("sessions", org_id)) },
    by_text!("members", "id"),
    by_text!("integration_settings", "service_type"),
    by_text!("webhooks", "id"),
    // Keys to accounts at vendors, which are good for an hour.
    OrgTable { name: "access_tokens", page: None, delete: Some(|org_id| delete!("access_tokens", org_id)) },
    // Keys likewise, that nobody has chosen a calendar for.
    OrgTable { name: "pending_connections", page: None, delete: Some(|org_id| delete!("pending_connections", org_id)) },
    by_text!("calendar_faults", "calendar_id"),
    // Documents that are to be taken back are taken back after the org is gone.
    OrgTable { name: "route_publications", page: None, delete: None },
    OrgTable { name: "route_documents", page: None, delete: None },
    // It is empty outside a transaction.
    OrgTable { name: "orgs_in_import", page: None, delete: None },
    OrgTable { name: "import_receipts", page: None, delete: Some(|org_id| delete!("import_receipts", org_id)) },
    by_text!("claim_proofs", "kind || ' ' || value"),
    // Each side's affair with another org, whose it is too.
    OrgTable {
        name: "claim_disputes",
        page: None,
        delete: Some(|org_id| {
            statement!("DELETE FROM claim_disputes WHERE org_id = :org OR holder_id = :org", org = org_id)
        }),
    },
    // It is empty outside a transaction.
    OrgTable { name: "unproven_in_change", page: None, delete: None },
    by_text!("audit", "id"),
    by_text!("clinic_pokes", "org_id"),
    // What the operator was told of it.
    OrgTable { name: "alerts", page: None, delete: Some(|org_id| delete!("alerts", org_id)) },
    by_text!("clinic_summaries", "org_id"),
    by_text!("metric_days", "day"),
    OrgTable { name: "orgs", page: Some(|org_id, _| orgs::select(org_id)), delete: Some(orgs::delete) },
    // What is left of an org while it is deleted.
    OrgTable { name: "org_deletions", page: None, delete: None },
];

/// Whether a column holds an envelope of the vault, which is nobody's to see.
pub fn is_sealed(column: &str) -> bool {
    column.ends_with(SEALED)
}

/// The statements that delete all rows of an org.
pub fn delete_all(org_id: OrgId) -> impl Iterator<Item = Statement> {
    TABLES.iter().filter_map(move |table| table.delete.map(|delete| delete(org_id)))
}

/// Rows of one table.
#[derive(Debug, Default)]
pub struct OrgRows {
    pub rows: Vec<Map<String, Value>>,
    /// The key of the last one, if there may be more.
    pub next: Option<String>,
}

/// The table of this name, if its rows are given out, and the one after it.
pub fn given_out(name: Option<&str>) -> (Option<&'static OrgTable>, Option<&'static OrgTable>) {
    let mut tables = TABLES.iter().filter(|table| table.page.is_some());
    let table = tables.by_ref().find(|table| name.is_none_or(|name| table.name == name));
    (table, tables.next())
}

/// Rows of a table behind the one with the key `after`.
///
/// # Errors
/// When the database did not answer.
pub async fn page(
    database: &dyn Database,
    table: &OrgTable,
    org_id: OrgId,
    after: Option<&str>,
) -> Result<OrgRows, StoreError> {
    let Some(select) = table.page else { return Ok(OrgRows::default()) };
    let found = run_one(database, select(org_id, after)).await?.rows;
    let is_full = i64::try_from(found.len()).is_ok_and(|rows| rows >= PAGE_ROWS);
    let mut page = OrgRows::default();
    let mut last = None;
    for row in found {
        let Value::Object(mut row) = row else { continue };
        last = row.remove(KEY).and_then(|key| key.as_str().map(str::to_owned));
        page.rows.push(row);
    }
    page.next = last.filter(|_| is_full);
    Ok(page)
}
