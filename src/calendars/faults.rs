//! Calendars that cannot be read while others of the clinic can: who has such a calendar is left out of an answer, the log names it, and
//! so does the org's integration until it can be read again.

use std::{collections::BTreeMap, sync::Arc};

use super::{Calendars, connection::Connection, provider::BusyCalendar};
use crate::{
    cache::Cache,
    context::RequestContext,
    domain::id::OrgId,
    log::{self, Level},
    ports::{Rows, Statement},
    store::{self, StoreError},
};

/// An org and the id of its credential.
type Key = (OrgId, String);
/// What is wrong with which calendar.
type Faults = BTreeMap<String, String>;

/// What one isolate knows of calendars that cannot be read.
pub(super) struct KnownFaults(Cache<Key, Arc<Faults>>);

impl Default for KnownFaults {
    fn default() -> Self {
        Self(Cache::new(5_000))
    }
}

impl Calendars {
    /// Takes over what D1 knows, so that a calendar that can be read again is noticed.
    pub(super) fn learn_faults(&self, connection: &Connection, rows: Rows) -> Result<(), StoreError> {
        let found = store::calendar_faults::found(rows)?;
        let known: Faults = found.into_iter().map(|fault| (fault.calendar_id, fault.detail)).collect();
        let weight = known.len() + 1;
        self.faults.0.put(key(connection), Arc::new(known), weight);
        Ok(())
    }

    /// Logs which of `calendars` could not be read, and records behind the answer what is new of that.
    pub(super) fn note_faults(&self, context: &RequestContext, connection: &Connection, calendars: &[BusyCalendar]) {
        let before = self.faults.0.get(&key(connection)).unwrap_or_default();
        let (mut known, mut statements) = (Faults::clone(&before), Vec::new());
        for BusyCalendar { calendar, busy } in calendars {
            match busy {
                Err(error) => {
                    let detail = error.to_string();
                    self.log_fault(connection.org_id, calendar, &detail);
                    if known.get(calendar) != Some(&detail) {
                        statements.push(self.fault(connection, calendar, &detail));
                        known.insert(calendar.clone(), detail);
                    }
                }
                Ok(_) if known.remove(calendar).is_some() => {
                    statements.push(store::calendar_faults::clear(connection.org_id, calendar));
                }
                Ok(_) => {}
            }
        }
        if !statements.is_empty() {
            let weight = known.len() + 1;
            self.faults.0.put(key(connection), Arc::new(known), weight);
            self.record_behind(context, statements);
        }
    }

    fn fault(&self, connection: &Connection, calendar: &str, detail: &str) -> Statement {
        let now = self.ports.clock.now();
        store::calendar_faults::record(connection.org_id, &connection.credential_id, calendar, detail, now)
    }

    /// If this is lost, whoever next reads the calendar in another isolate records it.
    fn record_behind(&self, context: &RequestContext, statements: Vec<Statement>) {
        let ports = Arc::clone(&self.ports);
        context.background.spawn(Box::pin(async move {
            if let Err(error) = store::run(ports.database.as_ref(), statements).await {
                let fields = [("detail", &*error.to_string())];
                log::write(ports.log.as_ref(), Level::Warn, "calendar.fault_not_recorded", &fields);
            }
        }));
    }

    fn log_fault(&self, org_id: OrgId, calendar: &str, detail: &str) {
        let (org_id, calendar) = (org_id.to_string(), masked(calendar));
        let fields = [("org_id", org_id.as_str()), ("calendar", &calendar), ("detail", detail)];
        log::write(self.ports.log.as_ref(), Level::Warn, "calendar.left_out", &fields);
    }
}

/// A calendar's id as the log may have it: it can be somebody's e-mail address. The org's integration names it in full.
fn masked(calendar: &str) -> String {
    let (local, domain) = calendar.split_once('@').map_or((calendar, ""), |(local, domain)| (local, domain));
    let first = local.chars().next().map(String::from).unwrap_or_default();
    let at = if domain.is_empty() { "" } else { "@" };
    format!("{first}***{at}{domain}")
}

fn key(connection: &Connection) -> Key {
    (connection.org_id, connection.credential_id.clone())
}
