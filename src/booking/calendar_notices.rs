//! What patients are told when a person moves or deletes their appointment in the clinic's calendar.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::consequences::write_reminder;
use crate::{
    calendars::ChangeNotices,
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    ports::ClinicTransaction,
    store::StoreError,
    texts::{TextOccasion, TextSender, Texts},
};

/// Texts about changes that people made in a calendar, and new reminders.
pub struct CalendarNotices(pub Arc<Texts>);

impl ChangeNotices for CalendarNotices {
    fn write(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write_text(transaction, route, after, kind, now)?;
        if kind == TextKind::Change { write_reminder(transaction, route, after, now) } else { Ok(()) }
    }
}

impl CalendarNotices {
    /// The text that tells the patient, and the work of sending it; nothing where the org does not want it or cannot send it, and nothing
    /// of what is past.
    fn write_text(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if !route.text_settings.follow_calendar || after.starts_at <= now {
            return Ok(());
        }
        let Ok(text) = self.0.compose(route, kind, after.summary(), after.recipient()) else { return Ok(()) };
        let key = format!("{}:{}:{}", after.id, kind.as_str(), after.revision);
        self.0.write(
            transaction,
            &text,
            &TextOccasion { appointment: after, key: &key, sender: TextSender::Outbox, is_caused_by_call: false, now },
        )?;
        Ok(())
    }
}
