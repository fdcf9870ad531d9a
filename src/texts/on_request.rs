//! A text that a caller asks for while on the phone.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    compose::{NoText, compose},
    deliver::send_now,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        appointment::Appointment,
        route::Route,
        texts::{MessageStatus, TextKind},
    },
    ports::EntropyError,
    store::{self, Batch, StoreError, texts::NewMessage},
};

/// A text of the same kind that is younger than this is the one that is asked for.
const RECENT: TimeDelta = TimeDelta::minutes(10);

/// Why a text that was asked for could not even be tried.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// D1 would not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No id could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// Sends a text about an appointment, at most once for each call that asks for it, and says how far it came.
///
/// # Errors
/// When nothing is known of the text.
pub async fn ask(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    appointment: &Appointment,
    kind: TextKind,
    call_id: &str,
) -> Result<Result<MessageStatus, NoText>, AskError> {
    let (to, text) = match compose(route, kind, appointment.summary(), appointment.phone.as_ref()) {
        Ok(composed) => composed,
        Err(reason) => return Ok(Err(reason)),
    };
    let (database, now) = (app.ports.database.as_ref(), app.ports.clock.now());
    let recent = store::texts::recent(appointment, kind, now - RECENT);
    if let Some(message) = store::texts::found(store::run_one(database, recent).await?)? {
        return Ok(Ok(message.status));
    }
    if context.rehearsal {
        return Ok(Ok(MessageStatus::Queued));
    }
    let id = app.ports.new_id()?.to_string();
    let occasion = format!("{}:{}:{}:{call_id}", appointment.id, kind.as_str(), appointment.revision);
    let message = NewMessage {
        id: &id,
        org_id: route.org_id,
        appointment_id: &appointment.id,
        kind,
        occasion: &occasion,
        to,
        text: &text,
        day: route.zone.day_of(now),
        daily_cap: route.messaging.daily_cap,
        now,
    };
    let mut batch = Batch::default();
    batch.add(store::texts::insert(&message));
    batch.add(store::outbox::enqueue_text(route.org_id, &id, now));
    let present = batch.add(store::texts::of_occasion(route.org_id, &occasion));
    let mut results = batch.run(database).await?;
    // Asked for twice in one call, it is the text that is there already, as far as that one came.
    match store::texts::found(results.take(present))? {
        Some(text) if text.status == MessageStatus::Queued => {
            let sent = send_now(app, context, route.org_id, &text.id).await?;
            Ok(Ok(sent.unwrap_or(MessageStatus::Queued)))
        }
        Some(text) => Ok(Ok(text.status)),
        None => Ok(Ok(MessageStatus::Cancelled)),
    }
}
