//! What patients are told when a person moves or deletes their appointment in the clinic's calendar.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    calendars::ChangeNotices,
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    ports::{Ports, Statement},
    store::{
        self, StoreError,
        outbox::{Change, Kind},
        texts::NewMessage,
    },
    texts,
};

/// Texts about changes that people made in a calendar, and new reminders.
pub struct CalendarNotices(pub Arc<Ports>);

impl ChangeNotices for CalendarNotices {
    fn statements(
        &self,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut statements = self.notice(route, after, kind, change, now)?;
        if kind == TextKind::Change {
            let due = texts::reminder_due(&route.messaging, after.starts_at, now);
            statements.extend(due.map(|due| store::outbox::enqueue_for(change, Kind::Remind, &after.id, due)));
        }
        Ok(statements)
    }
}

impl CalendarNotices {
    /// The text that tells the patient, and the work of sending it; nothing where the org does not want it or cannot send it, and nothing
    /// of what is past.
    fn notice(
        &self,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, StoreError> {
        let wanted = route.messaging.follow_calendar && after.starts_at > now;
        let composed = texts::compose(route, kind, after.summary(), after.phone.as_ref());
        let Some((to, text)) = composed.ok().filter(|_| wanted) else { return Ok(Vec::new()) };
        let id = self.0.new_id()?.to_string();
        let message = NewMessage {
            id: &id,
            org_id: change.org_id,
            appointment_id: change.appointment_id,
            kind,
            occasion: &format!("{}:{}:{}", change.appointment_id, kind.as_str(), after.revision),
            to,
            text: &text,
            day: route.zone.day_of(now),
            daily_cap: route.messaging.daily_cap,
            now,
        };
        let written = store::texts::insert_after(&message, change.change_id);
        Ok(vec![written, store::outbox::enqueue_text(change.org_id, &id, now)])
    }
}
