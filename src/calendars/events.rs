//! Events in a clinic's calendars: made to say what the appointments say.
//!
//! Anything here can be cut off anywhere and is done again: the provider finds the event of an appointment again, and the event carries
//! the revision of the appointment that was last written into it, which only grows.

use async_trait::async_trait;

use super::{
    Calendars,
    provider::{CalendarProvider, EventDraft, ProviderError, Removal, Shown},
    reading::CalendarError,
};
use crate::{
    context::RequestContext,
    domain::{
        appointment::{Appointment, AppointmentStatus},
        event_ref::{EventLeftBehind, EventRef},
        route::Route,
        schedule::Interval,
    },
    outbox::{WorkHandler, WorkOutcome},
    store::{
        self, StoreError,
        clinic::{
            ClinicContext, appointments, busy_mirror,
            outbox::{Work, WorkKind},
        },
    },
};

#[async_trait]
impl WorkHandler for Calendars {
    fn kinds(&self) -> &'static [WorkKind] {
        &[WorkKind::SyncEvent, WorkKind::DeleteEvent]
    }

    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        if work.kind == WorkKind::DeleteEvent {
            self.delete_event(context, work).await
        } else {
            self.sync_event(context, work).await
        }
    }
}

impl Calendars {
    /// Makes the calendar show what `appointment` says: an event at its time, or none; and answers with the event's id, if it has one.
    /// The provider is not asked when it is known to show this revision. No database is asked or changed.
    ///
    /// # Errors
    /// [`ProviderError::is_permanent`] tells those that only a person can mend from those that may pass by themselves. After one of the
    /// latter the event may have been written.
    pub async fn write_event(
        &self,
        context: &RequestContext,
        route: &Route,
        appointment: &Appointment,
    ) -> Result<Option<String>, ProviderError> {
        let Some(at) = EventRef::of(appointment) else { return Ok(None) };
        let is_shown = appointment.event_written.is_some_and(|written| written >= appointment.revision);
        if is_shown || appointment.status == AppointmentStatus::Held {
            return Ok(Some(at.event));
        }
        if appointment.status == AppointmentStatus::Cancelled {
            if appointment.is_erased() {
                // A provider keeps what is deleted for a while, as it was.
                let connection = self.connect(context, route).map_err(|error| as_provider(&error))?;
                connection.put(&draft(appointment, at.clone()), Shown::CurrentTime).await?;
            }
            self.remove_event(context, route, &at).await?;
            return Ok(Some(at.event));
        }
        let connection = self.connect(context, route).map_err(|error| as_provider(&error))?;
        connection.put(&draft(appointment, at), shown(appointment)).await.map(Some)
    }

    /// Makes the calendar show the appointment that `work` names, and records that it does.
    ///
    /// # Errors
    /// When a database did not answer; the work is to be done again.
    async fn sync_event(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let (route, _) = self.load(context, context.org_id, Vec::new()).await?;
        // Read last, so that nothing comes between.
        let appointment = store::run_one(context.clinic.as_ref(), appointments::by_id(&work.subject)).await?;
        let (Some(route), Some(appointment)) = (route, appointments::one(appointment)?) else {
            return Ok(WorkOutcome::Done);
        };
        let event_id = match self.write_event(context, &route, &appointment).await {
            Ok(event_id) => event_id,
            Err(error) => return Ok(failed(error)),
        };
        let written = appointments::events::written(&appointment, event_id.as_deref());
        store::run_one(context.clinic.as_ref(), written).await?;
        Ok(WorkOutcome::Done)
    }

    /// Deletes an event that an appointment left behind, unless that has taken it back meanwhile.
    ///
    /// # Errors
    /// When a database did not answer; the work is to be done again.
    async fn delete_event(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let Some(EventLeftBehind { event, appointment_id }) = EventLeftBehind::from_subject(&work.subject) else {
            return Ok(WorkOutcome::Dead("the subject names no event".into()));
        };
        let (route, _) = self.load(context, context.org_id, Vec::new()).await?;
        let present = store::run_one(context.clinic.as_ref(), appointments::by_id(&appointment_id)).await?;
        let is_shown =
            |it: Appointment| it.status == AppointmentStatus::Confirmed && EventRef::of(&it).as_ref() == Some(&event);
        let is_taken_back = appointments::one(present)?.is_some_and(is_shown);
        let Some(route) = route.filter(|_| !is_taken_back) else { return Ok(WorkOutcome::Done) };
        if let Err(error) = self.remove_event(context, &route, &event).await {
            return Ok(failed(error));
        }
        // The copy may have been read while it was still there.
        context.clinic.transact(|transaction| busy_mirror::outdate_one(transaction, &event.calendar).map(drop))?;
        Ok(WorkOutcome::Done)
    }

    /// Removes an event. One that is not found is removed if its calendar can be read.
    async fn remove_event(
        &self,
        context: &RequestContext,
        route: &Route,
        event: &EventRef,
    ) -> Result<(), ProviderError> {
        let connection = self.connect(context, route).map_err(|error| as_provider(&error))?;
        match connection.remove(event).await? {
            Removal::Removed => Ok(()),
            // An account that another one has replaced may have known the calendar, and the event may still be in it.
            Removal::NotFound => connection.prove_readable(&[&event.calendar], self.ports.clock.now()).await,
        }
    }
}

/// How the outbox goes on after a refusal.
fn failed(error: ProviderError) -> WorkOutcome {
    if error.is_permanent() { WorkOutcome::Dead(error.to_string()) } else { WorkOutcome::Retry(error.to_string()) }
}

/// Why there is no connection, as a provider would say it.
fn as_provider(error: &CalendarError) -> ProviderError {
    match error {
        CalendarError::NeedsReconnect => ProviderError::Reconnect("The calendar has to be connected again."),
        _ => ProviderError::Refused("No calendar is connected."),
    }
}

fn shown(appointment: &Appointment) -> Shown {
    match appointment.event_written {
        None => Shown::Nothing,
        Some(written) if written >= appointment.placed_revision => Shown::CurrentTime,
        Some(_) => Shown::EarlierTime,
    }
}

/// The event that shows `appointment`. It lies in the clinic's own calendar, where its patients are known by name.
fn draft(appointment: &Appointment, at: EventRef) -> EventDraft {
    let patient = appointment.patient_name.as_deref().unwrap_or("Appointment");
    EventDraft {
        at,
        summary: appointment.service_name.as_ref().map_or(patient.into(), |service| format!("{patient} - {service}")),
        description: description(appointment),
        time: Interval { start: appointment.starts_at, end: appointment.ends_at },
        zone: appointment.zone,
        guest: appointment.email.clone(),
        appointment_id: appointment.id.clone(),
        revision: appointment.revision,
        is_erased: appointment.is_erased(),
    }
}

fn description(appointment: &Appointment) -> String {
    let phone = appointment.phone.as_ref().map(|phone| format!("Phone: {}", phone.as_str()));
    let notes = appointment.notes.as_ref().map(|notes| format!("Notes: {notes}"));
    [phone, notes].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
