//! What patients are told when a person moves or deletes their appointment in the clinic's calendar.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    calendars::ChangeNotices,
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    store::{
        self, Batch, StoreError,
        outbox::{Change, WorkKind},
    },
    texts::{TextOccasion, Texts},
};

/// Texts about changes that people made in a calendar, and new reminders.
pub struct CalendarNotices(pub Arc<Texts>);

impl ChangeNotices for CalendarNotices {
    fn add(
        &self,
        batch: &mut Batch,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.add_text(batch, route, after, kind, change, now)?;
        if kind == TextKind::Change {
            let due = route.text_settings.reminder_due(after.starts_at, now);
            batch.extend(due.map(|due| store::outbox::enqueue_for(change, WorkKind::Remind, &after.id, due)));
        }
        Ok(())
    }
}

impl CalendarNotices {
    /// The text that tells the patient, and the work of sending it; nothing where the org does not want it or cannot send it, and nothing
    /// of what is past.
    fn add_text(
        &self,
        batch: &mut Batch,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if !route.text_settings.follow_calendar || after.starts_at <= now {
            return Ok(());
        }
        let Ok(text) = self.0.compose(route, kind, after.summary(), after.recipient()) else { return Ok(()) };
        let occasion = TextOccasion {
            appointment_id: change.appointment_id,
            change_id: Some(change.change_id),
            key: &format!("{}:{}:{}", change.appointment_id, kind.as_str(), after.revision),
            send_at: now,
            now,
        };
        self.0.write(batch, &text, &occasion)?;
        Ok(())
    }
}
