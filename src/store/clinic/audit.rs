//! The lines of the audit trail about what happens at the clinic.

use crate::{
    domain::phone::PhoneNumber,
    ports::{ClinicTransaction, Database, Statement},
    store::{
        StoreError,
        audit::{Actor, AuditEntry, AuditFilter, Line, is_listed},
        read, run_one, statement,
    },
};

/// Writes a line for `$entry`, on a condition that may name any part of the line and what else is given.
macro_rules! insert_line {
    ($condition:literal, $entry:expr, $appointment_id:expr $(, $name:ident = $value:expr)*) => {
        $crate::store::statement!(
            concat!(
                "INSERT INTO audit (id, at, actor, actor_id, actor_name, action, detail, appointment_id)
                 SELECT :id, :at, :actor, :actor_id, :actor_name, :action, :detail, :appointment_id ",
                $condition
            ),
            id = $entry.id,
            at = $entry.at,
            actor = $entry.actor.as_str(),
            actor_id = $entry.actor_id(),
            actor_name = $entry.actor_name(),
            action = $entry.action.as_str(),
            detail = $entry.detail.to_string(),
            appointment_id = $appointment_id
            $(, $name = $value)*
        )
    };
}
pub(super) use insert_line;

/// Writes a line, whatever else happens in its batch.
pub fn record(entry: &AuditEntry<'_>, appointment_id: Option<&str>) -> Statement {
    insert_line!("WHERE 1", entry, appointment_id)
}

/// Writes a line right after a change in the same batch, if that change changed anything.
pub fn record_if_changed(entry: &AuditEntry<'_>) -> Statement {
    insert_line!("WHERE changes() > 0", entry, None::<&str>)
}

/// Writes a line before `number` is kept from texts in the same batch, or let back (`opted_out` is what it is now), if that is a change.
pub fn record_consent(entry: &AuditEntry<'_>, number: &PhoneNumber, opted_out: bool) -> Statement {
    insert_line!(
        "WHERE :opted_out = EXISTS (SELECT 1 FROM opt_outs WHERE number = :number)",
        entry,
        None::<&str>,
        number = number.as_str(),
        opted_out = opted_out
    )
}

/// The lines before `cursor`, newest first, at most `limit`.
///
/// # Errors
/// When the database did not answer.
pub async fn list(
    database: &dyn Database,
    filter: &AuditFilter<'_>,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let [first_id, before] = filter.ids(cursor);
    let (from, until, actor, action) = (filter.from, filter.until, filter.actor.map(Actor::as_str), filter.action);
    // Two statements, so that each can follow its own index.
    let select = if let Some(appointment_id) = filter.appointment_id {
        statement!(
            concat!(
                "SELECT id, at, actor, actor_id, actor_name, action, appointment_id, detail FROM audit WHERE appointment_id = :appointment_id AND",
                is_listed!()
            ),
            appointment_id,
            first_id,
            before,
            from,
            until,
            actor,
            action,
            limit
        )
    } else {
        statement!(
            concat!(
                "SELECT id, at, actor, actor_id, actor_name, action, appointment_id, detail FROM audit WHERE",
                is_listed!()
            ),
            first_id,
            before,
            from,
            until,
            actor,
            action,
            limit
        )
    };
    read(run_one(database, select).await?)
}

/// Who did what with these appointments (ids as a JSON list), oldest first.
///
/// # Errors
/// When the object's database failed.
pub fn of_appointments(transaction: &dyn ClinicTransaction, ids: &str) -> Result<Vec<Line>, StoreError> {
    read(transaction.run(statement!(
        "SELECT id, at, actor, actor_id, actor_name, action, appointment_id, detail FROM audit
         WHERE appointment_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids
    ))?)
}
