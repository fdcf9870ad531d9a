//! Cancelling.

use std::sync::Arc;

use super::{
    Declined, Party, Target, Told,
    commit::{Sequel, TextPlan, rehearsed},
    finish,
    surely::surely,
    target::{self, Request},
};
use crate::{
    app::{App, Call},
    calendar::{self, Routed},
    domain::{appointment::Appointment, caller::Caller, messaging::TextKind, route::Route},
    store::{self, Batch, StoreError, appointments::Cancellation, audit::Action, outbox::Change},
};

/// Cancels the appointment that `target` means, and says so.
///
/// # Errors
/// Why not; nothing has changed then.
pub async fn cancel(
    app: &Arc<App>,
    call: &Call,
    routed: &mut Routed,
    party: &Party,
    target: &Target,
) -> Result<Told, Declined> {
    calendar::confirm(app, call, routed).await?;
    let (operation, hash) = ("cancel", target.hash("cancel", &[]));
    let request = Request { app, org_id: routed.route.org_id, party, target, operation, hash };
    let aim = request.aim().await?;
    if let Some(answer) = aim.repeated(&request) {
        return answer;
    }
    let (was, key) = (aim.only()?, target::key(app, party)?);
    if call.rehearsal {
        let text = (TextKind::Cancellation, was.phone.as_ref());
        let text = Some(text).filter(|_| was.starts_at > app.ports.clock.now());
        return Ok(rehearsed(&routed.route, Told::of(&was), text));
    }
    match surely(|| commit(app, call, &routed.route, party, (&key, &request.hash), &was)).await {
        Err(declined) => request.unless_done(declined).await,
        outcome => outcome,
    }
}

/// Gives up the caller's hold, and returns it if there was one.
///
/// # Errors
/// When D1 would not.
pub async fn let_go(app: &App, call: &Call, route: &Route, caller: &Caller) -> Result<Option<Appointment>, StoreError> {
    let database = app.ports.database.as_ref();
    let select = store::appointments::hold_of(route.org_id, caller, app.ports.clock.now());
    let held = store::appointments::appointments(store::run_one(database, select).await?)?.pop();
    if let Some(held) = held.as_ref().filter(|_| !call.rehearsal) {
        store::run_one(database, store::appointments::let_go(held)).await?;
        app.booked.forget(route.org_id);
    }
    Ok(held)
}

async fn commit(
    app: &Arc<App>,
    call: &Call,
    route: &Route,
    party: &Party,
    (key, hash): (&str, &str),
    was: &Appointment,
) -> Result<Told, Declined> {
    let (change_id, now) = (app.ports.new_id()?.to_string(), app.ports.clock.now());
    let mut batch = Batch::default();
    let on = Cancellation {
        org_id: route.org_id,
        id: &was.id,
        revision: was.revision,
        by: party.cancels_as(),
        change_id: &change_id,
        key,
        now,
    };
    let receipt = batch.add(store::receipts::of_key(route.org_id, key));
    let cancelled = batch.add(store::appointments::cancel(&on));
    let change = Change { org_id: route.org_id, appointment_id: &was.id, change_id: &change_id };
    let sequel = Sequel { app, route, party, key, hash, change, now };
    let detail = serde_json::json!({ "starts_at": was.starts_at.to_rfc3339() });
    let occasion = format!("{}:cancellation:{}", was.id, was.revision + 1);
    let text = TextPlan { kind: TextKind::Cancellation, occasion, phone: was.phone.as_ref() };
    // Nobody is told by text of an appointment that has begun.
    let text = Some(&text).filter(|_| was.starts_at > now);
    let written = sequel.add(&mut batch, "cancel", (Action::CANCELLED, detail), Told::of(was), text)?;
    let mut results = target::run(app, route.org_id, batch).await?;
    let Some(after) = store::appointments::changed(results.take(cancelled))? else {
        return target::lost(results.take(receipt), "cancel", hash);
    };
    let todo = written.read(&mut results)?;
    finish::write_or_leave(app, call, route, &after, todo.work.clone()).await;
    todo.send_text(app, call, route.org_id);
    Ok(todo.told.unwrap_or_else(|| Told::of(&after)))
}
