//! Booking and holding a time.

use super::{
    BookingOutcome, BookingRequest, Bookings, Declined, Requester, attempt::BookingAttempt, change::ChangeRequest,
};
use crate::{directory::Routed, domain::appointment::Operation, store::clinic::ClinicContext};

impl Bookings {
    /// Books a time, held before or not, and says so.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub async fn book(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        wanted: &BookingRequest,
    ) -> Result<BookingOutcome, Declined> {
        let hash = wanted.hash(Operation::Book);
        let wanted = wanted.as_it_was(context, &routed.route, requester)?;
        self.place(context, routed, requester, (Operation::Book, &wanted, hash)).await
    }

    /// Holds a time for a few minutes, in place of whatever the caller held before.
    ///
    /// # Errors
    /// Why not.
    pub async fn hold(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        wanted: &BookingRequest,
    ) -> Result<BookingOutcome, Declined> {
        self.place(context, routed, requester, (Operation::Hold, wanted, wanted.hash(Operation::Hold))).await
    }

    async fn place(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        (operation, wanted, hash): (Operation, &BookingRequest, String),
    ) -> Result<BookingOutcome, Declined> {
        let request = ChangeRequest::new(self, context, requester, operation, hash)?;
        let attempt = BookingAttempt { request: &request, wanted };
        self.directory.confirm(context, routed).await?;
        match run(&attempt, routed).await {
            // The clinic may have stopped offering what was booked under this key. What was answered stands.
            Err(declined) if requester.key.is_some() && declined.is_of_the_clinic() => {
                attempt.answer_under_key(&routed.route, declined).await
            }
            outcome => outcome,
        }
    }
}

async fn run(attempt: &BookingAttempt<'_>, routed: &mut Routed) -> Result<BookingOutcome, Declined> {
    if let Some(outcome) = attempt.run(routed).await? {
        return Ok(outcome);
    }
    // What was known of the clinic is stale. D1 knows better.
    attempt.request.bookings.directory.reread(attempt.request.context, routed).await?;
    attempt.run(routed).await?.ok_or(Declined::ChangedMeanwhile)
}
