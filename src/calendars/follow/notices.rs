//! What the rest of the product adds to a change that a person made in a calendar.

use chrono::{DateTime, Utc};

use crate::{
    domain::{appointment::Appointment, route::Route, texts::TextKind},
    store::{Batch, StoreError, outbox::Change},
};

/// Tells patients of changes that a person made in a calendar. Calendars know nothing of texts, so the composition root hands this in.
pub trait ChangeNotices: Send + Sync {
    /// Adds what belongs into the batch of `change`, which makes the appointment what `after` is. It takes effect only if the change
    /// happened.
    ///
    /// # Errors
    /// When there is no randomness for an id.
    fn add(
        &self,
        batch: &mut Batch,
        route: &Route,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}
