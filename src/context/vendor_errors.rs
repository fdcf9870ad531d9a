//! Counting what vendors refuse.

use chrono::{DateTime, Utc};

use crate::domain::integration::Vendor;

/// Counts what a vendor of calendars refused or did not answer.
pub trait VendorErrors: Send + Sync {
    /// One more of a kind, which is a word. That it could not be counted is nothing that anybody waits for.
    fn count(&self, vendor: &Vendor, kind: &'static str, now: DateTime<Utc>);
}
