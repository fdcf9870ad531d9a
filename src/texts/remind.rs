//! Reminders: written and sent when they are due, by the settings and the appointment as they are then.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::twilio::credential::TWILIO;
use super::{
    account::Unusable,
    compose::{NoText, compose},
    deliver::send_claimed,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        id::OrgId,
        org::OrgStatus,
        route::{Route, RouteKey},
        texts::{Messaging, TextKind},
    },
    outbox::{LEASE, Outcome},
    ports::Statement,
    store::{
        self, StoreError,
        outbox::{Kind, Work, enqueue_text},
        texts::NewMessage,
    },
};

/// When the reminder of an appointment is due: hours of elapsed time before its start, whatever the clocks do in between. `None` if
/// the org sends no reminders, or if that moment is over, as when somebody books for the same day: the confirmation is as good.
pub fn reminder_due(messaging: &Messaging, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    lead(messaging).map(|lead| starts_at - lead).filter(|due| *due > now)
}

/// What has to be done when an org has changed its messaging document: the reminders of its appointments get the moments that follow
/// from it. Reminders that were switched off find that out themselves.
pub fn reschedule_reminders(org_id: OrgId, messaging: &Messaging, now: DateTime<Utc>) -> Option<Statement> {
    lead(messaging).map(|lead| store::reminders::reschedule(org_id, lead, now))
}

fn lead(messaging: &Messaging) -> Option<TimeDelta> {
    messaging.reminder_hours.filter(|_| messaging.reminder.enabled).map(|hours| TimeDelta::hours(hours.into()))
}

/// Writes and sends the reminder of the appointment that `work` names, if it is still wanted.
pub async fn remind(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
    let Some((appointment, route)) = load(app, work).await? else { return Ok(Outcome::Done) };
    let (now, start) = (app.ports.clock.now(), appointment.starts_at);
    match lead(&route.messaging) {
        Some(_) if start <= now => Ok(Outcome::Done),
        Some(lead) if start - lead > now => Ok(Outcome::At(start - lead)),
        Some(_) => write(app, context, &appointment, &route).await,
        None => Ok(Outcome::Done),
    }
}

/// The appointment and its clinic, under the number and name that patients know; `None` when there is nothing to remind anybody of.
async fn load(app: &App, work: &Work) -> Result<Option<(Appointment, Route)>, StoreError> {
    let statements = vec![
        store::appointments::by_id(work.org_id, &work.subject),
        store::routes::select(&RouteKey::Org(work.org_id)),
        store::mappings::with_number(work.org_id),
    ];
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    let mapping = store::mappings::found(results.pop().unwrap_or_default())?;
    let route = store::routes::found(results.pop().unwrap_or_default())?;
    let appointment = store::appointments::changed(results.pop().unwrap_or_default())?;
    let Some((appointment, mut route)) = appointment.zip(route) else { return Ok(None) };
    if let Some(mapping) = mapping {
        (route.clinic_name, route.number) = (mapping.clinic_name, mapping.inbound_phone_number);
    }
    let wanted = appointment.status == AppointmentStatus::Confirmed && route.status == OrgStatus::Active;
    Ok(wanted.then_some((appointment, route)))
}

/// The text and the work of sending it, in one batch, and then that work, which is left to the outbox if this is cut off. A second
/// reminder of the same start finds the first one there.
async fn write(
    app: &Arc<App>,
    context: &RequestContext,
    appointment: &Appointment,
    route: &Route,
) -> Result<Outcome, StoreError> {
    let now = app.ports.clock.now();
    let (to, text) = match compose(route, TextKind::Reminder, appointment.summary(), appointment.phone.as_ref()) {
        Ok(composed) => composed,
        Err(NoText::NotConnected) if route.integrations.contains_key(&TWILIO) => {
            return Ok(Outcome::Retry(Unusable::NeedsReconnect.to_string()));
        }
        Err(NoText::NotConnected | NoText::NoNumber | NoText::Off) => return Ok(Outcome::Done),
    };
    let Ok(id) = app.ports.new_id() else { return Ok(Outcome::Retry("no id could be made".into())) };
    let id = id.to_string();
    let message = NewMessage {
        id: &id,
        org_id: appointment.org_id,
        appointment_id: &appointment.id,
        kind: TextKind::Reminder,
        occasion: &store::reminders::occasion(appointment),
        to,
        text: &text,
        day: route.zone.day_of(now),
        daily_cap: route.messaging.daily_cap,
        now,
    };
    let org_id = appointment.org_id;
    let claim = store::outbox::claim_one(org_id, Kind::SendText, &id, now, now + LEASE);
    let statements = vec![store::texts::insert(&message), enqueue_text(org_id, &id, now), claim];
    let mut results = store::run(app.ports.database.as_ref(), statements).await?;
    if let Some(work) = store::outbox::claimed(results.pop().unwrap_or_default())? {
        send_claimed(app, context, &work).await?;
    }
    Ok(Outcome::Done)
}
