//! Cancelling.

use super::{
    BookingOutcome, Bookings, Declined, Requester, Target,
    change::{ChangeRequest, ChangeResult},
    consequences::{Consequences, TextPlan, rehearsed},
};
use crate::{
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        route::Route,
        texts::TextKind,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext,
            appointments::{self, ChangeMark},
        },
    },
};

impl Bookings {
    /// Cancels the appointment that `target` means, and says so.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub async fn cancel(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        target: &Target,
    ) -> Result<BookingOutcome, Declined> {
        self.directory.confirm(context, routed).await?;
        let (route, hash) = (&routed.route, target.hash(Operation::Cancel, &[]));
        let request = ChangeRequest::new(self, context, requester, Operation::Cancel, hash)?;
        let lookup = request.look_up(target, route)?;
        if let Some(answer) = lookup.answered_before(&request) {
            return answer;
        }
        let was = match lookup.only() {
            Err(Declined::NotFound) if matches!(target, Target::OfCaller(said) if !said.is_said()) => {
                return release_hold(&request);
            }
            found => found?,
        };
        if context.rehearsal {
            let text = (TextKind::Cancellation, was.recipient());
            let text = Some(text).filter(|_| was.starts_at > request.now());
            return Ok(rehearsed(&self.texts, route, request.outcome_of(&was), text));
        }
        match commit(&request, route, &was) {
            Ok(ChangeResult::Changed(change)) => request.conclude(route, *change, None).await,
            Ok(ChangeResult::AnsweredBefore(outcome)) => Ok(*outcome),
            Err(declined) => request.answer_of_same(target, route, declined),
        }
    }
}

/// Gives up the caller's hold. Whoever says no to a time that is held for them has nothing booked, and models cancel it all the same. The
/// outcome says until when it would have been held. Asked again under the same key, it gives up no other hold.
fn release_hold(request: &ChangeRequest<'_>) -> Result<BookingOutcome, Declined> {
    let now = request.now();
    request.transact(|transaction| {
        let held = transaction.run(appointments::hold_of(&request.requester.caller, now))?;
        let Some(held) = appointments::one(held)? else { return Ok(Err(Declined::NotFound)) };
        let outcome = BookingOutcome::of(&held);
        if !request.context.rehearsal {
            request.write_receipt(transaction, &outcome, now)?;
            appointments::let_go(transaction, &held)?;
        }
        Ok(Ok(outcome))
    })
}

fn commit(request: &ChangeRequest<'_>, route: &Route, was: &Appointment) -> Result<ChangeResult, Declined> {
    let (change_id, now) = (request.new_id()?, request.now());
    let change = ChangeMark { id: &change_id, at: now };
    let text = TextPlan {
        kind: TextKind::Cancellation,
        occasion: format!("{}:cancellation:{}", was.id, was.revision + 1),
        to: was.recipient(),
    };
    let consequences = Consequences {
        outcome: request.outcome_of(was),
        audit: (Action::CANCELLED, serde_json::json!({ "starts_at": was.starts_at.to_rfc3339() })),
        // Nobody is told by text of an appointment that has begun.
        text: Some(text).filter(|_| was.starts_at > now),
        left_behind: None,
    };
    request.change_one(route, &consequences, now, |transaction| {
        let cancelled = appointments::cancel(transaction, change, was, request.requester.cancels_as())?;
        Ok(cancelled.ok_or(Declined::ChangedMeanwhile))
    })
}
