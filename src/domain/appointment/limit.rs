//! What stops a caller who has booked enough.

/// A limit of the clinic that a caller has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerLimit {
    /// The caller has as many appointments to come as one caller can book.
    UpcomingPerCaller,
    /// The call has booked as many appointments as one call can.
    BookedPerCall,
}

impl CallerLimit {
    /// Its name in the schedule document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpcomingPerCaller => "upcoming_per_caller",
            Self::BookedPerCall => "booked_per_call",
        }
    }
}
