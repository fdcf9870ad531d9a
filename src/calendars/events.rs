//! Events in Google's calendars: made to say what the appointments say.
//!
//! Anything here can be cut off anywhere and is done again: an event has the id that we chose, and carries the revision of the
//! appointment that was last written into it, which only grows. Whoever writes, writes only over what it has just read.

use std::sync::Arc;

use super::{
    account::Account,
    connection::{account, ask, load},
    reading::CalendarError,
};
use crate::calendars::google::credential::{GOOGLE, GoogleSettings};
use crate::{
    app::App,
    calendars::google::{Calendar, Draft, GoogleError, Inserted, Patched},
    context::RequestContext,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        route::Route,
        schedule::Interval,
    },
    outbox::Outcome,
    store::{self, StoreError, outbox::Work},
};

/// Rounds of reading and writing before somebody else's changes win until later.
const ROUNDS: usize = 3;

/// Makes Google's event what `appointment` says: there with its times, or gone. Google is not asked when it is known to show this
/// revision; D1 is neither asked nor changed. Where Google shows the time and place already and only words are new, what a person did
/// to the event meanwhile stays as it is, to be followed.
///
/// # Errors
/// [`GoogleError::is_permanent`] tells those that only a person can mend from those that may pass by themselves. After one of the
/// latter the event may have been written.
pub async fn write(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    appointment: &Appointment,
) -> Result<(), GoogleError> {
    let Some(event_id) = appointment.event_id.as_deref() else { return Ok(()) };
    if appointment.event_written.is_some_and(|written| written >= appointment.revision) {
        return Ok(());
    }
    match appointment.status {
        AppointmentStatus::Held => Ok(()),
        AppointmentStatus::Cancelled => remove(app, context, route, &appointment.calendar_id, event_id).await,
        AppointmentStatus::Confirmed => {
            let account = connected(route)?;
            let draft = &draft(route, appointment, event_id);
            let (id, is_new) = (appointment.calendar_id.as_str(), appointment.event_written.is_none());
            let base = app.config.vendors.google_api_base.as_str();
            ask(app, context, &account, |token| async move {
                put(&Calendar::new(&app.ports, base, &token, id, context.deadline), draft, is_new).await
            })
            .await
        }
    }
}

/// Makes Google's event what the appointment that `work` names says.
pub async fn sync(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
    let select = store::appointments::by_id(work.org_id, &work.subject);
    let (route, mut results) = load(app, work.org_id, vec![select]).await?;
    let appointment = store::appointments::appointments(results.pop().unwrap_or_default())?.pop();
    let (Some(route), Some(appointment)) = (route, appointment) else { return Ok(Outcome::Done) };
    if let Err(error) = write(app, context, &route, &appointment).await {
        return Ok(failed(error));
    }
    store::run_one(app.ports.database.as_ref(), store::appointments::events::written(&appointment)).await?;
    Ok(Outcome::Done)
}

/// Deletes an event that an appointment left behind, unless an appointment has taken it back meanwhile.
pub async fn delete(app: &Arc<App>, context: &RequestContext, work: &Work) -> Result<Outcome, StoreError> {
    let Some((calendar_id, event_id)) = work.subject.split_once('\n') else {
        return Ok(Outcome::Dead("the subject names no event".into()));
    };
    let select = store::appointments::events::shown_by(work.org_id, calendar_id, event_id);
    let (route, mut results) = load(app, work.org_id, vec![select]).await?;
    let shown = store::appointments::appointments(results.pop().unwrap_or_default())?;
    let Some(route) = route.filter(|_| shown.is_empty()) else { return Ok(Outcome::Done) };
    let removed = remove(app, context, &route, calendar_id, event_id).await;
    Ok(removed.map_or_else(failed, |()| Outcome::Done))
}

/// How the outbox goes on after a refusal.
fn failed(error: GoogleError) -> Outcome {
    if error.is_permanent() { Outcome::Dead(error.to_string()) } else { Outcome::Retry(error.to_string()) }
}

/// The credential, or why there is none, as Google would say it.
fn connected(route: &Route) -> Result<Account, GoogleError> {
    account(route).map_err(|error| match error {
        CalendarError::NeedsReconnect => GoogleError::Reconnect("The calendar has to be connected again."),
        _ => GoogleError::Denied("No calendar is connected."),
    })
}

async fn remove(
    app: &Arc<App>,
    context: &RequestContext,
    route: &Route,
    calendar_id: &str,
    event_id: &str,
) -> Result<(), GoogleError> {
    let account = connected(route)?;
    let base = app.config.vendors.google_api_base.as_str();
    ask(app, context, &account, |token| async move {
        Calendar::new(&app.ports, base, &token, calendar_id, context.deadline).delete(event_id).await
    })
    .await
}

/// Writes an event that may be there already, in whatever state.
async fn put(calendar: &Calendar<'_>, draft: &Draft, is_new: bool) -> Result<(), GoogleError> {
    let mut insert = is_new;
    for _ in 0..ROUNDS {
        if insert && calendar.insert(draft).await? == Inserted::Done {
            return Ok(());
        }
        let Some(found) = calendar.get(&draft.id).await? else {
            insert = true;
            continue;
        };
        // Google need not say whose a tombstone was; our ids are nobody else's.
        let ours = found.appointment_id.as_ref().map_or(found.deleted, |id| *id == draft.appointment_id);
        if !ours {
            return Err(GoogleError::Denied("The calendar has an event of somebody else under this appointment's id."));
        }
        // A tombstone of this revision is of an event that we had written, so a person deleted it, as they did before new words came:
        // following finds out.
        if found.revision >= draft.revision || (draft.words_only && found.deleted) {
            return Ok(());
        }
        match calendar.patch(draft, &found).await? {
            Patched::Done => return Ok(()),
            Patched::Changed => insert = false,
            Patched::Gone => insert = true,
        }
    }
    Err(GoogleError::Unavailable("The event changed while it was written."))
}

/// The event that shows `appointment`. It lies in the clinic's own calendar, where its patients are known by name.
fn draft(route: &Route, appointment: &Appointment, event_id: &str) -> Draft {
    let patient = appointment.patient_name.as_deref().unwrap_or("Appointment");
    // Service accounts may not invite anybody.
    let may_invite =
        route.integration::<GoogleSettings>(&GOOGLE).is_some_and(|google| google.settings.kind == "refresh_token");
    Draft {
        id: event_id.to_owned(),
        summary: appointment.service_name.as_ref().map_or(patient.into(), |service| format!("{patient} - {service}")),
        description: description(appointment),
        time: Interval { start: appointment.starts_at, end: appointment.ends_at },
        zone: appointment.zone,
        attendee: appointment.email.clone().filter(|_| may_invite),
        appointment_id: appointment.id.clone(),
        revision: appointment.revision,
        words_only: appointment.event_written.is_some_and(|written| written >= appointment.placed_revision),
    }
}

fn description(appointment: &Appointment) -> String {
    let phone = appointment.phone.as_ref().map(|phone| format!("Phone: {}", phone.as_str()));
    let notes = appointment.notes.as_ref().map(|notes| format!("Notes: {notes}"));
    [phone, notes].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
