//! Texts to a clinic's staff. They go the way of all others: at most once, to nobody who asked not to be texted, and so many a day.

use chrono::{DateTime, Utc};

use super::{AccountUnusable, Texts};
use crate::{
    domain::{
        phone::PhoneNumber,
        route::Route,
        texts::{StaffNotice, StoredTextKind, TextContent, TextStatus},
        urgency::Urgency,
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            outbox::{self, WorkKind},
            texts::{self, NewText},
        },
    },
};

/// The most texts of a day to one number of the staff.
const MOST_TO_ONE: u32 = 50;
const STAFF_CAPPED: &str = "This number has had 50 texts today, which is the most that one of the staff gets.";

/// A text to somebody of the staff.
#[derive(Clone, Copy)]
pub struct StaffText<'a> {
    pub to: &'a PhoneNumber,
    pub notice: StaffNotice<'a>,
    /// What makes it one logical notification: the id of what it tells of, a colon, and what of it.
    pub occasion: &'a str,
}

impl Texts {
    /// Whether the clinic's account can be used.
    ///
    /// # Errors
    /// Why not.
    pub fn check_account(&self, route: &Route) -> Result<(), AccountUnusable> {
        self.open(route).map(drop)
    }

    /// Writes a text to staff and the work of sending it, unless there is a text for the occasion that was not taken back. One that tells
    /// of an emergency leaves also when the clinic's texts to staff of the day are used up.
    ///
    /// # Errors
    /// When the object's database failed, or there is no randomness for the id.
    pub fn write_to_staff(
        &self,
        transaction: &dyn ClinicTransaction,
        route: &Route,
        text: &StaffText<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let id = self.ports.new_id()?.to_string();
        let is_emergency = text.notice.urgency == Urgency::Emergency;
        let new = NewText {
            id: &id,
            kind: StoredTextKind::Staff,
            occasion: text.occasion,
            starts_at: None,
            to: text.to,
            text: &TextContent::new(route.language().text_wording().staff_notice(&text.notice)),
            day: route.zone.day_of(now),
            daily_cap: (!is_emergency).then_some(route.text_settings.daily_cap),
            number_cap: Some((MOST_TO_ONE, STAFF_CAPPED)),
            month_segments: None,
            prefix_cap: None,
            now,
        };
        transaction.run(texts::forget_cancelled(text.occasion))?;
        let written = texts::insert(transaction, &new)?;
        if written.is_some_and(|written| written.status == TextStatus::Queued) {
            transaction.run(outbox::enqueue(WorkKind::SendText, &id, now))?;
        }
        Ok(())
    }
}
