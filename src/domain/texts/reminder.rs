//! When reminders are due.

use chrono::{DateTime, TimeDelta, Utc};

use super::TextSettings;

impl TextSettings {
    /// When the reminder of an appointment is due: hours of elapsed time before its start, whatever the clocks do in between. `None` if
    /// the org sends no reminders, or if that moment is over, as when somebody books for the same day: the confirmation is as good.
    pub fn reminder_due(&self, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.reminder_lead().map(|lead| starts_at - lead).filter(|due| *due > now)
    }

    /// How long before an appointment its reminder goes out; `None` if the org sends no reminders.
    pub fn reminder_lead(&self) -> Option<TimeDelta> {
        self.reminder_hours.filter(|_| self.reminder.enabled).map(|hours| TimeDelta::hours(hours.into()))
    }
}
