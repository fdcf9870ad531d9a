//! Calls that their orgs no longer keep.

use chrono::{DateTime, Utc};

use super::updates::days;
use crate::{ports::Statement, store::statement};

/// Orgs in one run.
const MOST_ORGS: i64 = 50;
/// Rows in one run.
const MOST: i64 = 500;
/// An org is looked at so often, in seconds.
const EVERY: i64 = 3600;

/// The orgs that are due: whose they are, before which start their calls go, and whether they keep summaries.
macro_rules! due {
    () => {
        "(SELECT d.org_id AS due_org, :now - 86400 * coalesce(json_extract(a.document, '$.call_log.retention_days'),
           :days) AS kept_from,
            coalesce(json_extract(a.document, '$.call_log.keep_summaries'), 0) AS summaries
          FROM call_retention d LEFT JOIN assistants a ON a.org_id = d.org_id
          WHERE d.due_at <= :now ORDER BY d.due_at LIMIT :most_orgs)"
    };
}

/// Deletes some of the calls, with their tools, and some of the summaries; an org of which nothing is left to delete is looked at again
/// in an hour. A cross join is done in the order it is written in.
pub fn expire(now: DateTime<Utc>) -> [Statement; 3] {
    [
        statement!(
            concat!(
                "DELETE FROM calls WHERE (org_id, call_id) IN (SELECT c.org_id, c.call_id FROM ",
                due!(),
                " CROSS JOIN calls c ON c.org_id = due_org AND c.began_at < kept_from LIMIT :most)"
            ),
            now,
            days = days(),
            most_orgs = MOST_ORGS,
            most = MOST
        ),
        statement!(
            concat!(
                "UPDATE calls SET summary = NULL WHERE (org_id, call_id) IN (SELECT c.org_id, c.call_id FROM ",
                due!(),
                " CROSS JOIN calls c ON c.org_id = due_org AND c.summary IS NOT NULL WHERE NOT summaries LIMIT :most)"
            ),
            now,
            days = days(),
            most_orgs = MOST_ORGS,
            most = MOST
        ),
        statement!(
            concat!(
                "UPDATE call_retention SET due_at = :now + :every WHERE org_id IN (SELECT due_org FROM ",
                due!(),
                " WHERE NOT EXISTS (SELECT 1 FROM calls c WHERE c.org_id = due_org AND c.began_at < kept_from)
                  AND (summaries OR NOT EXISTS (SELECT 1 FROM calls c WHERE c.org_id = due_org AND c.summary IS NOT NULL)))"
            ),
            now,
            days = days(),
            most_orgs = MOST_ORGS,
            every = EVERY
        ),
    ]
}
