//! Booking and holding a time.

use std::sync::Arc;

use super::{BookingOutcome, BookingRequest, Declined, Requester, attempt::Attempt};
use crate::{
    app::App,
    calendars::CalendarError,
    context::RequestContext,
    directory::Routed,
    domain::appointment::{AppointmentStatus, Operation},
};

/// Books a time, held before or not, and says so.
///
/// # Errors
/// Why not; nothing has changed then.
pub async fn book(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    order: &BookingRequest,
) -> Result<BookingOutcome, Declined> {
    place(app, context, routed, requester, order, AppointmentStatus::Confirmed).await
}

/// Holds a time for a few minutes, in place of whatever the caller held before.
///
/// # Errors
/// Why not.
pub async fn hold(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    order: &BookingRequest,
) -> Result<BookingOutcome, Declined> {
    place(app, context, routed, requester, order, AppointmentStatus::Held).await
}

async fn place(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    order: &BookingRequest,
    status: AppointmentStatus,
) -> Result<BookingOutcome, Declined> {
    let operation = if status == AppointmentStatus::Held { Operation::Hold } else { Operation::Book };
    // Without a key of its own a request gets one, so that trying it again after a lost answer of the database is safe too.
    let own = || app.ports.new_id().map(|id| format!(":once:{id}"));
    let key = requester.key.clone().map_or_else(own, Ok)?;
    let attempt = Attempt { app, context, requester, order, status, operation, hash: order.hash(operation), key };
    app.directory.confirm(context, routed).await?;
    match run(&attempt, routed).await {
        Err(declined) if requester.key.is_some() && is_of_the_clinic(&declined) => {
            attempt.unless_told(&routed.route, declined).await
        }
        outcome => outcome,
    }
}

async fn run(attempt: &Attempt<'_>, routed: &mut Routed) -> Result<BookingOutcome, Declined> {
    if let Some(told) = attempt.run(routed).await? {
        return Ok(told);
    }
    attempt.app.directory.reread(attempt.context, routed).await?;
    attempt.run(routed).await?.ok_or(Declined::ChangedMeanwhile)
}

/// Whether it was declined for what the clinic offers or has connected, before anybody looked whether this was asked before.
const fn is_of_the_clinic(declined: &Declined) -> bool {
    matches!(
        declined,
        Declined::Calendar(CalendarError::Choice(_) | CalendarError::NoSchedule | CalendarError::NotConnected)
    )
}
