//! Cancelling.

use super::{
    BookingOutcome, Bookings, Declined, Requester, Target,
    change::{ChangeRequest, CommitResult, ProposedChange},
    consequences::{Consequences, TextPlan, rehearsed},
    retry::retry_unanswered,
};
use crate::{
    context::RequestContext,
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        id::OrgId,
        route::Route,
        texts::TextKind,
    },
    store::{self, Batch, appointments::Cancellation, audit::Action, outbox::Change},
};

impl Bookings {
    /// Cancels the appointment that `target` means, and says so.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub async fn cancel(
        &self,
        context: &RequestContext,
        routed: &mut Routed,
        requester: &Requester,
        target: &Target,
    ) -> Result<BookingOutcome, Declined> {
        self.directory.confirm(context, routed).await?;
        let (route, hash) = (&routed.route, target.hash(Operation::Cancel, &[]));
        let request = ChangeRequest::new(self, context, requester, Operation::Cancel, hash)?;
        let lookup = request.look_up(route.org_id, target).await?;
        if let Some(answer) = lookup.answered_before(&request) {
            return answer;
        }
        let was = match lookup.only() {
            Err(Declined::NotFound) if matches!(target, Target::OfCaller(said) if !said.is_said()) => {
                return release_hold(&request, route.org_id).await;
            }
            found => found?,
        };
        if context.rehearsal {
            let text = (TextKind::Cancellation, was.recipient());
            let text = Some(text).filter(|_| was.starts_at > request.now());
            return Ok(rehearsed(&self.texts, route, request.outcome_of(&was), text));
        }
        match retry_unanswered(|| commit(&request, route, &was)).await {
            Err(declined) => request.answer_of_same(route.org_id, target, declined).await,
            outcome => outcome,
        }
    }
}

/// Gives up the caller's hold. Whoever says no to a time that is held for them has nothing booked, and models cancel it all the same. The
/// outcome says until when it would have been held. Asked again under the same key, it gives up no other hold.
async fn release_hold(request: &ChangeRequest<'_>, org_id: OrgId) -> Result<BookingOutcome, Declined> {
    let select = store::appointments::hold_of(org_id, &request.requester.caller, request.now());
    let held = store::appointments::appointments(store::run_one(request.database(), select).await?)?.pop();
    let held = held.ok_or(Declined::NotFound)?;
    let outcome = BookingOutcome::of(&held);
    if request.context.rehearsal {
        return Ok(outcome);
    }
    let change = Change { org_id, appointment_id: &held.id, change_id: &held.change_id };
    let mut batch = Batch::default();
    batch.add(request.receipt(&change, &outcome, None));
    batch.add(store::appointments::let_go(&held));
    request.run(org_id, batch).await?;
    Ok(outcome)
}

async fn commit(request: &ChangeRequest<'_>, route: &Route, was: &Appointment) -> Result<BookingOutcome, Declined> {
    let (change_id, now) = (request.new_id()?, request.now());
    let mut batch = Batch::default();
    let receipt = batch.add(store::receipts::of_key(route.org_id, &request.key));
    let text = TextPlan {
        kind: TextKind::Cancellation,
        occasion: format!("{}:cancellation:{}", was.id, was.revision + 1),
        to: was.recipient(),
    };
    let statement = store::appointments::cancel(&Cancellation {
        org_id: route.org_id,
        id: &was.id,
        revision: was.revision,
        by: request.requester.cancels_as(),
        change_id: &change_id,
        key: &request.key,
        now,
    });
    let consequences = Consequences {
        outcome: request.outcome_of(was),
        audit: (Action::CANCELLED, serde_json::json!({ "starts_at": was.starts_at.to_rfc3339() })),
        // Nobody is told by text of an appointment that has begun.
        text: Some(text).filter(|_| was.starts_at > now),
        left_behind: None,
    };
    let proposal = ProposedChange { appointment_id: &was.id, change_id: &change_id, now, statement, consequences };
    match request.commit(route, batch, proposal).await? {
        CommitResult::Changed(change) => request.conclude(route, *change, None).await,
        CommitResult::Unchanged(mut results) => request.lost_to(results.take(receipt)),
    }
}
