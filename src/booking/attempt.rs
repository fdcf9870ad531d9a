//! One request for a time: what is read, what is tried, and what its outcome means.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    BookingOutcome, BookingRequest, Declined, Requester,
    alternatives::nearby,
    consequences::{Consequences, TextPlan, Todo, Written, receipt, rehearsed},
    event,
    placement::{condition, place_of, times_of},
    repetition::{self, Asked},
    retry::retry_unanswered,
    undo::Committed,
};
use crate::{
    app::App,
    calendars::{Agenda, CalendarError, Plan, Selected},
    context::RequestContext,
    directory::Routed,
    domain::{
        appointment::{Appointment, AppointmentStatus, Operation},
        catalogue::Resource,
        route::Route,
        schedule::{Refusal, Slot},
        texts::TextKind,
    },
    store::{
        self, Batch,
        appointments::{Condition, NewAppointment},
        audit::Action,
        outbox::Change,
    },
};

/// How often a time is tried for that turns out to be taken while another calendar may be free.
const ROUNDS: usize = 4;

/// What one try comes to.
enum Tried {
    /// It is done, now or before.
    BookingOutcome(BookingOutcome),
    /// The org or its configuration is not what the request knew.
    Stale,
    /// Somebody else has the time.
    Overlap,
    /// The day is full.
    DayFull,
}

/// What a batch came to.
enum Wrote {
    /// The row, and what is left to do for it.
    Appointment(Box<Appointment>, Option<Todo>),
    /// No row.
    Nothing(Tried),
}

/// What stays the same over all tries of one request.
pub(super) struct Attempt<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) context: &'a RequestContext,
    pub(super) requester: &'a Requester,
    pub(super) order: &'a BookingRequest,
    pub(super) status: AppointmentStatus,
    pub(super) operation: Operation,
    pub(super) hash: String,
    pub(super) key: String,
}

impl Attempt<'_> {
    /// `None` when what is known of the clinic is stale.
    pub(super) async fn run(&self, routed: &mut Routed) -> Result<Option<BookingOutcome>, Declined> {
        let selected = self.app.calendars.selected(&self.order.selection, &routed.route)?;
        let date = self.order.start.date();
        let plan = |route: &Route| {
            let resources = self.app.calendars.selected(&self.order.selection, route)?.resources;
            Ok(Plan::around(resources, date))
        };
        let mut agenda = match self.app.calendars.read_for_booking(self.context, routed, plan).await {
            Ok(agenda) => agenda,
            Err(error) => return self.asked_before(routed, &selected, error).await.map(Some),
        };
        // Reading may have found that the clinic is not as it was known.
        let selected = self.app.calendars.selected(&self.order.selection, &routed.route)?;
        let mut surveyed = false;
        for _ in 0..ROUNDS {
            match agenda.admit(self.order.start) {
                // What is booked here the write would know by itself.
                Ok(_) if self.context.rehearsal && !surveyed => {}
                Ok((resource, slot)) => {
                    let calendar_id = resource.calendar_id.clone();
                    match self.commit(routed, &selected, resource, slot).await? {
                        Tried::BookingOutcome(told) => return Ok(Some(told)),
                        Tried::Stale => return Ok(None),
                        // What is booked here was not asked yet and is asked below.
                        Tried::Overlap | Tried::DayFull if !surveyed => {}
                        Tried::Overlap | Tried::DayFull => agenda = agenda.without(&calendar_id),
                    }
                }
                Err(refusal) if surveyed => return Err(self.refuse(&agenda, refusal)),
                Err(_) => {}
            }
            if !surveyed {
                surveyed = true;
                if let Some(told) = self.survey(routed, &selected, &mut agenda).await? {
                    return Ok(Some(told));
                }
            }
        }
        Err(self.refuse(&agenda, Refusal::Taken))
    }

    fn refuse(&self, agenda: &Agenda, refusal: Refusal) -> Declined {
        Declined::NotBookable { refusal, nearby: nearby(agenda, self.order.start) }
    }

    /// What was answered under the same key stands, whatever the clinic offers by now.
    ///
    /// # Errors
    /// Why not, if nothing was.
    pub(super) async fn unless_told(&self, route: &Route, declined: Declined) -> Result<BookingOutcome, Declined> {
        let select = store::receipts::of_key(route.org_id, &self.key);
        match receipt(store::run_one(self.app.ports.database.as_ref(), select).await?)? {
            Some(receipt) => {
                let told = repetition::same_key(&receipt, self.operation, &self.hash)?;
                repetition::again(self.app, self.context, route, told).await
            }
            None => Err(declined),
        }
    }

    /// The calendar cannot be read. A request that was answered before is still answered alike.
    async fn asked_before(
        &self,
        routed: &Routed,
        selected: &Selected,
        error: CalendarError,
    ) -> Result<BookingOutcome, Declined> {
        let mut batch = Batch::default();
        let route = &routed.route;
        let asked = Asked::add(&mut batch, route, self.requester, &self.key, self.order);
        let mut results = batch.run(self.app.ports.database.as_ref()).await?;
        let before = asked.read(&mut results)?;
        before.answer(self.operation, &self.hash, self.order, (self.requester, selected)).unwrap_or(Err(error.into()))
    }

    /// The time is not free as it seems: was this asked before, and what is booked here?
    async fn survey(
        &self,
        routed: &Routed,
        selected: &Selected,
        agenda: &mut Agenda,
    ) -> Result<Option<BookingOutcome>, Declined> {
        let (route, now) = (&routed.route, self.app.ports.clock.now());
        let mut batch = Batch::default();
        let asked = Asked::add(&mut batch, route, self.requester, &self.key, self.order);
        let window = agenda.window();
        let booked = batch.add(store::appointments::select(route.org_id, &selected.resources, window, now));
        let mut results = batch.run(self.app.ports.database.as_ref()).await?;
        let before = asked.read(&mut results)?;
        if let Some(answer) = before.answer(self.operation, &self.hash, self.order, (self.requester, selected)) {
            return repetition::again(self.app, self.context, route, answer?).await.map(Some);
        }
        let booked = store::appointments::found(results.take(booked))?;
        agenda.set_booked(booked.into_iter().filter(|b| !b.is_held_by(&self.requester.caller)).collect());
        Ok(None)
    }

    async fn commit(
        &self,
        routed: &Routed,
        selected: &Selected,
        resource: &Resource,
        slot: Slot,
    ) -> Result<Tried, Declined> {
        let new = self.new_appointment(routed, selected, resource, slot)?;
        if self.context.rehearsal {
            let text = (TextKind::Confirmation, new.patient.phone.as_ref());
            let text = Some(text).filter(|_| self.status == AppointmentStatus::Confirmed);
            return Ok(Tried::BookingOutcome(rehearsed(&routed.route, BookingOutcome::of_new(&new), text)));
        }
        match retry_unanswered(|| self.write(routed, selected, resource, &new)).await {
            Err(Declined::Calendar(CalendarError::Store(error))) if store::appointments::is_overlap(&error) => {
                Ok(Tried::Overlap)
            }
            Err(declined) => Err(declined),
            Ok(Wrote::Nothing(tried)) => Ok(tried),
            Ok(Wrote::Appointment(appointment, todo)) => {
                self.follow_up(&routed.route, &appointment, todo).await.map(Tried::BookingOutcome)
            }
        }
    }

    /// The event, while the caller waits, and the text, behind the answer. A hold has neither.
    async fn follow_up(
        &self,
        route: &Route,
        appointment: &Appointment,
        todo: Option<Todo>,
    ) -> Result<BookingOutcome, Declined> {
        let Some(todo) = todo else { return Ok(BookingOutcome::of(appointment)) };
        let occasion = occasion(appointment.id.as_str());
        let committed = Committed { after: appointment, before: None, key: &self.key, occasion: &occasion };
        event::write(self.app, self.context, route, &committed, todo.work.clone()).await?;
        todo.send_text(self.app, self.context, route.org_id);
        Ok(todo.told.unwrap_or_else(|| BookingOutcome::of(appointment)))
    }

    fn new_appointment(
        &self,
        routed: &Routed,
        selected: &Selected,
        resource: &Resource,
        slot: Slot,
    ) -> Result<NewAppointment, Declined> {
        let id = self.app.ports.new_id()?.to_string();
        let held = self.status == AppointmentStatus::Held;
        let minutes = TimeDelta::minutes(resource.schedule.hold_minutes.into());
        Ok(NewAppointment {
            hold_expires_at: held.then(|| self.app.ports.clock.now() + minutes),
            event_id: (!held).then(|| self.app.calendars.event_id(&routed.route, &id, 1)).transpose()?,
            id,
            status: self.status,
            place: place_of(selected, resource),
            times: times_of(&routed.route, resource, slot),
            patient: self.order.patient.clone(),
            caller: self.requester.caller.clone(),
            source: self.requester.source,
        })
    }

    /// The batch, and what follows it.
    async fn write(
        &self,
        routed: &Routed,
        selected: &Selected,
        resource: &Resource,
        new: &NewAppointment,
    ) -> Result<Wrote, Declined> {
        let route = &routed.route;
        let (change_id, now) = (self.app.ports.new_id()?.to_string(), self.app.ports.clock.now());
        let anyone = selected.resources.len() > 1;
        let on = &condition(routed, resource, (&self.key, &change_id), new.times.span.start, now, anyone);
        let mut batch = Batch::default();
        let asked = Asked::add(&mut batch, route, self.requester, &self.key, self.order);
        let standing = batch.add(store::appointments::standing(on, &new.place, &new.caller, None));
        batch.add(store::appointments::release_holds(on, new));
        let inserted = batch.add(store::appointments::insert(on, new));
        let written = self.add_consequences(&mut batch, route, on, new)?;
        let mut results = batch.run(self.app.ports.database.as_ref()).await?;
        self.app.calendars.forget_booked(route.org_id);
        let before = asked.read(&mut results)?;
        let Some(appointment) = store::appointments::changed(results.take(inserted))? else {
            return match before.answer(self.operation, &self.hash, self.order, (self.requester, selected)) {
                Some(answer) => repetition::again(self.app, self.context, route, answer?)
                    .await
                    .map(|told| Wrote::Nothing(Tried::BookingOutcome(told))),
                None if !store::appointments::stood(results.take(standing))?.is_current() => {
                    Ok(Wrote::Nothing(Tried::Stale))
                }
                None => Ok(Wrote::Nothing(Tried::DayFull)),
            };
        };
        let todo = written.map(|written| written.read(&mut results)).transpose()?;
        Ok(Wrote::Appointment(Box::new(appointment), todo))
    }

    /// A hold has no event, no text and no receipt: asking for it again gives it again.
    fn add_consequences(
        &self,
        batch: &mut Batch,
        route: &Route,
        on: &Condition,
        new: &NewAppointment,
    ) -> Result<Option<Written>, Declined> {
        let change = Change { org_id: route.org_id, appointment_id: &new.id, change_id: &on.change_id };
        let (key, hash) = (self.key.as_str(), self.hash.as_str());
        let consequences =
            Consequences { app: self.app, route, requester: self.requester, key, hash, change, now: on.now };
        let detail = serde_json::json!({ "starts_at": new.times.span.start.to_rfc3339() });
        if self.status == AppointmentStatus::Held {
            consequences.add_line(batch, Action::HELD, detail)?;
            return Ok(None);
        }
        let phone = new.patient.phone.as_ref();
        let text = TextPlan { kind: TextKind::Confirmation, occasion: occasion(&new.id), phone };
        consequences
            .add(batch, Operation::Book, (Action::BOOKED, detail), BookingOutcome::of_new(new), Some(&text))
            .map(Some)
    }
}

/// What the confirmation of a booking is written for.
fn occasion(appointment_id: &str) -> String {
    format!("{appointment_id}:confirmation:1")
}
