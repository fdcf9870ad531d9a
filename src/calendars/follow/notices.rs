//! What the rest of the product adds to a change that a person made in a calendar.

use chrono::{DateTime, Utc};

use crate::{
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    ports::ClinicTransaction,
    store::StoreError,
};

/// Tells patients of changes that a person made in a calendar. Calendars know nothing of texts, so the composition root hands this in.
pub trait ChangeNotices: Send + Sync {
    /// Writes what belongs into the transaction of a change that made the appointment what `after` is.
    ///
    /// # Errors
    /// When the object's database failed, or there is no randomness for an id.
    fn write(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}
