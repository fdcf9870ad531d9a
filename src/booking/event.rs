//! After the batch: the event in the calendar, while the caller waits, and the text, behind the answer.

use std::sync::Arc;

use super::{
    Declined,
    undo::{Committed, undo},
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{appointment::Appointment, id::OrgId, route::Route},
    log::{self, Level},
    outbox::{self, Outcome},
    ports::Statement,
    store::{
        self,
        outbox::{Kind, Work},
    },
};

/// Writes the event of a change that was just committed.
///
/// # Errors
/// [`Declined::RefusedByCalendar`] when the calendar refuses for good; the change is undone then. What may still succeed is left to the outbox
/// and is no error.
pub(super) async fn write(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    committed: &Committed<'_>,
    work: Option<Work>,
) -> Result<(), Declined> {
    // Somebody else is at the event: they see that it changed, and do it again.
    let Some(work) = work else { return Ok(()) };
    let after = committed.after;
    match app.calendars.write_event(context, route, after).await {
        Ok(event_id) => {
            let written = store::appointments::events::written(after, event_id.as_deref());
            record(app, context, vec![written], Some(work), &Outcome::Done);
        }
        Err(error) if error.is_permanent() => {
            undo(app, route, committed, error).await?;
            record(app, context, Vec::new(), Some(work), &Outcome::Dead(error.to_string()));
        }
        Err(error) => record(app, context, Vec::new(), Some(work), &Outcome::Retry(error.to_string())),
    }
    Ok(())
}

/// Waits for the event of a change that another request has committed and is still writing, since both must say the same. Nothing is
/// undone here: that is for the one who committed it, and no longer once the event is known to be there.
pub(super) async fn join(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    appointment: &Appointment,
) -> Result<(), Declined> {
    let event_id = match app.calendars.write_event(context, route, appointment).await {
        Err(error) if error.is_permanent() => return Err(Declined::RefusedByCalendar),
        Err(_) => return Ok(()),
        Ok(event_id) => event_id,
    };
    let database = app.ports.database.as_ref();
    let written = store::appointments::events::written_for_good(appointment, event_id.as_deref());
    let kept = store::run_one(database, written).await?;
    if !kept.rows.is_empty() {
        return Ok(());
    }
    // The other one was faster to take it back: the event that is there now has to go again.
    let now = app.ports.clock.now();
    let sync = store::outbox::enqueue(appointment.org_id, Kind::SyncEvent, &appointment.id, now);
    store::run_one(database, sync).await?;
    Err(Declined::RefusedByCalendar)
}

/// Writes the event of a cancellation or of new words, which stand whatever the calendar says: a refusal for good stays in the outbox for the org to see.
pub(super) async fn write_or_leave(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    appointment: &Appointment,
    work: Option<Work>,
) {
    match app.calendars.write_event(context, route, appointment).await {
        Ok(event_id) => {
            let written = store::appointments::events::written(appointment, event_id.as_deref());
            record(app, context, vec![written], work, &Outcome::Done);
        }
        Err(error) if error.is_permanent() => record(app, context, Vec::new(), work, &Outcome::Dead(error.to_string())),
        Err(error) => record(app, context, Vec::new(), work, &Outcome::Retry(error.to_string())),
    }
}

/// Records behind the answer how the write went. If that is lost, the outbox does it again, which changes nothing.
fn record(
    app: &Arc<App>,
    context: &RequestContext,
    mut statements: Vec<Statement>,
    work: Option<Work>,
    outcome: &Outcome,
) {
    if let Some(work) = work {
        statements.extend(outbox::record(app, &work, outcome));
    }
    let app = Arc::clone(app);
    context.background.spawn(Box::pin(async move {
        if let Err(error) = store::run(app.ports.database.as_ref(), statements).await {
            log::write(app.ports.log.as_ref(), Level::Warn, "event.not_recorded", &[("detail", &error.to_string())]);
        }
    }));
}

/// Does one piece of work behind the answer, if it is there and nobody else is at it.
pub(super) fn behind(app: &Arc<App>, context: &RequestContext, org_id: OrgId, kind: Kind, subject: String) {
    let (app, later) = (Arc::clone(app), context.clone());
    context.background.spawn(Box::pin(async move {
        if let Err(error) = outbox::perform_one(&app, &later, org_id, kind, &subject).await {
            log::write(app.ports.log.as_ref(), Level::Warn, "outbox.not_done", &[("detail", &error.to_string())]);
        }
    }));
}
