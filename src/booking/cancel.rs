//! Cancelling.

use std::sync::Arc;

use super::{
    BookingOutcome, Declined, Requester, Target,
    consequences::{Consequences, TextPlan, rehearsed},
    event,
    retry::retry_unanswered,
    target::{self, ChangeRequest},
};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        route::Route,
        texts::TextKind,
    },
    store::{self, Batch, appointments::Cancellation, audit::Action, outbox::Change, receipts::NewReceipt},
};

/// Cancels the appointment that `target` means, and says so.
///
/// # Errors
/// Why not; nothing has changed then.
pub async fn cancel(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    target: &Target,
) -> Result<BookingOutcome, Declined> {
    app.directory.confirm(context, routed).await?;
    let (operation, hash) = (Operation::Cancel, target.hash(Operation::Cancel, &[]));
    let request = ChangeRequest { app, org_id: routed.route.org_id, requester, target, operation, hash };
    let aim = request.aim().await?;
    if let Some(answer) = aim.repeated(&request) {
        return answer;
    }
    let key = target::key(app, requester)?;
    let was = match aim.only() {
        Err(Declined::NotFound) if matches!(target, Target::OfCaller(which) if !which.is_said()) => {
            return let_go(&request, context, &key).await;
        }
        found => found?,
    };
    if context.rehearsal {
        let text = (TextKind::Cancellation, was.phone.as_ref());
        let text = Some(text).filter(|_| was.starts_at > app.ports.clock.now());
        return Ok(rehearsed(&routed.route, BookingOutcome::of(&was), text));
    }
    match retry_unanswered(|| commit(app, context, &routed.route, requester, (&key, &request.hash), &was)).await {
        Err(declined) => request.unless_done(declined).await,
        outcome => outcome,
    }
}

/// Whoever says no to a time that is held for them has nothing booked, and models cancel it all the same: the hold goes. What is told then
/// says until when it would have been held. Asked again under the same key, it lets go of no other.
async fn let_go(request: &ChangeRequest<'_>, context: &RequestContext, key: &str) -> Result<BookingOutcome, Declined> {
    let ChangeRequest { app, org_id, requester, ref hash, .. } = *request;
    let select = store::appointments::hold_of(org_id, &requester.caller, app.ports.clock.now());
    let held = store::appointments::appointments(store::run_one(app.ports.database.as_ref(), select).await?)?.pop();
    let held = held.ok_or(Declined::NotFound)?;
    let told = BookingOutcome::of(&held);
    if context.rehearsal {
        return Ok(told);
    }
    let outcome = serde_json::to_string(&told).unwrap_or_default();
    let (appointment_id, change_id) = (held.id.as_str(), held.change_id.as_str());
    let (operation, request_hash) = (Operation::Cancel, hash.as_str());
    let receipt = NewReceipt { key, operation, request_hash, appointment_id, change_id, outcome, message_id: None };
    let mut batch = Batch::default();
    batch.add(store::receipts::insert(org_id, &receipt));
    batch.add(store::appointments::let_go(&held));
    target::run(app, org_id, batch).await?;
    Ok(told)
}

async fn commit(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    requester: &Requester,
    (key, hash): (&str, &str),
    was: &Appointment,
) -> Result<BookingOutcome, Declined> {
    let (change_id, now) = (app.ports.new_id()?.to_string(), app.ports.clock.now());
    let mut batch = Batch::default();
    let on = Cancellation {
        org_id: route.org_id,
        id: &was.id,
        revision: was.revision,
        by: requester.cancels_as(),
        change_id: &change_id,
        key,
        now,
    };
    let receipt = batch.add(store::receipts::of_key(route.org_id, key));
    let cancelled = batch.add(store::appointments::cancel(&on));
    let change = Change { org_id: route.org_id, appointment_id: &was.id, change_id: &change_id };
    let consequences = Consequences { app, route, requester, key, hash, change, now };
    let detail = serde_json::json!({ "starts_at": was.starts_at.to_rfc3339() });
    let occasion = format!("{}:cancellation:{}", was.id, was.revision + 1);
    let text = TextPlan { kind: TextKind::Cancellation, occasion, phone: was.phone.as_ref() };
    // Nobody is told by text of an appointment that has begun.
    let text = Some(&text).filter(|_| was.starts_at > now);
    let written =
        consequences.add(&mut batch, Operation::Cancel, (Action::CANCELLED, detail), BookingOutcome::of(was), text)?;
    let mut results = target::run(app, route.org_id, batch).await?;
    let Some(after) = store::appointments::changed(results.take(cancelled))? else {
        return target::lost(results.take(receipt), Operation::Cancel, hash);
    };
    let todo = written.read(&mut results)?;
    event::write_or_leave(app, context, route, &after, todo.work.clone()).await;
    todo.send_text(app, context, route.org_id);
    Ok(todo.told.unwrap_or_else(|| BookingOutcome::of(&after)))
}
