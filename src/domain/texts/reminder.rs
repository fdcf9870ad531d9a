//! When reminders are due.

use chrono::{DateTime, TimeDelta, Utc};

use super::TextSettings;
use crate::domain::id::OrgId;

/// Reminders of all clinics would be due in the same second, since appointments begin at full hours. Each clinic's are later by a time of
/// its own, which is shorter than this.
const SPREAD_SECONDS: u16 = 60;

impl TextSettings {
    /// When the reminder of an appointment is due: hours of elapsed time before its start, whatever the clocks do in between. `None` if
    /// the org sends no reminders, or if that moment is over, as when somebody books for the same day: the confirmation is as good.
    pub fn reminder_due(&self, org_id: OrgId, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.reminder_lead(org_id).map(|lead| starts_at - lead).filter(|due| *due > now)
    }

    /// How long before an appointment the org's reminder goes out: the hours that it has set, less some time under a minute that is
    /// always the same for the org. `None` if the org sends no reminders.
    pub fn reminder_lead(&self, org_id: OrgId) -> Option<TimeDelta> {
        let hours = self.reminder_hours.filter(|_| self.reminder.enabled)?;
        Some(TimeDelta::hours(hours.into()) - TimeDelta::seconds(org_id.spread(SPREAD_SECONDS).into()))
    }
}
