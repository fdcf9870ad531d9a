//! What the rest of the product adds to a change that a person made in a calendar.

use chrono::{DateTime, Utc};

use crate::{
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    ports::Statement,
    store::{StoreError, outbox::Change},
};

/// Tells patients of changes that a person made in a calendar. Calendars know nothing of texts, so the composition root hands this in.
pub trait ChangeNotices: Send + Sync {
    /// The statements that belong into the batch of `change`, which makes the appointment what `after` is. They take effect only if the
    /// change happened.
    ///
    /// # Errors
    /// When there is no randomness for an id.
    fn statements(
        &self,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Statement>, StoreError>;
}
