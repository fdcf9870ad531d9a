//! Moving an appointment: one row changes, so there is never none of it and never two.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::{
    BookingOutcome, Declined, Requester, Target,
    alternatives::nearby,
    consequences::{Consequences, TextPlan, Todo, Written, rehearsed},
    event,
    placement::{condition, place_of, times_of},
    repetition,
    retry::retry_unanswered,
    target::{self, ChangeRequest},
    undo::Committed,
};
use crate::{
    app::App,
    calendars::{Agenda, CalendarError, MovedAppointment, Plan, Selected, Selection},
    context::RequestContext,
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        catalogue::Resource,
        event_ref::EventRef,
        route::Route,
        schedule::{Refusal, Slot},
        texts::TextKind,
    },
    outbox::LEASE,
    ports::Statement,
    store::{
        self, Batch,
        appointments::{Condition, Place},
        audit::Action,
        outbox::{Change, Kind},
    },
};

/// Where an appointment is to be moved.
#[derive(Clone, Debug)]
pub struct RescheduleRequest {
    /// Which appointment.
    pub target: Target,
    /// The new local start; where it is, when absent.
    pub start: Option<NaiveDateTime>,
    /// Another service or practitioner, as it was said; whatever was not said stays.
    pub selection: Selection,
}

/// Moves an appointment, and says so.
///
/// # Errors
/// Why not; the appointment is where it was then.
pub async fn reschedule(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    wanted: &RescheduleRequest,
) -> Result<BookingOutcome, Declined> {
    app.directory.confirm(context, routed).await?;
    if let Some(told) = attempt(app, context, routed, requester, wanted).await? {
        return Ok(told);
    }
    app.directory.reread(context, routed).await?;
    attempt(app, context, routed, requester, wanted).await?.ok_or(Declined::ChangedMeanwhile)
}

/// `None` when what is known of the clinic is stale.
async fn attempt(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    requester: &Requester,
    wanted: &RescheduleRequest,
) -> Result<Option<BookingOutcome>, Declined> {
    let Selection { service, practitioner } = &wanted.selection;
    let lower = |said: &Option<String>| said.as_deref().map(str::to_lowercase);
    let more = [wanted.start.map(|start| start.to_string()), lower(service), lower(practitioner)];
    let (target, hash) =
        (&wanted.target, wanted.target.hash(Operation::Reschedule, &more.each_ref().map(Option::as_deref)));
    let request =
        ChangeRequest { app, org_id: routed.route.org_id, requester, target, operation: Operation::Reschedule, hash };
    let aim = request.aim().await?;
    let told = match aim.repeated(&request) {
        Some(answer) => answer?,
        None => match make(app, context, routed, wanted, &request, aim.only()?).await {
            Err(declined) => request.unless_done(declined).await?,
            outcome => return outcome,
        },
    };
    repetition::again(app, context, &routed.route, told).await.map(Some)
}

/// The move itself, which nobody made before. `None` when what is known of the clinic is stale.
async fn make(
    app: &Arc<App>,
    context: &RequestContext,
    routed: &mut Routed,
    wanted: &RescheduleRequest,
    request: &ChangeRequest<'_>,
    was: Appointment,
) -> Result<Option<BookingOutcome>, Declined> {
    let requester = request.requester;
    let is_there = |appointment: &Appointment| wanted.start.is_none_or(|start| appointment.local_start() == start);
    if is_there(&was) && !wanted.selection.is_said() {
        return Err(Declined::AlreadyThere(Box::new(was)));
    }
    let start = wanted.start.unwrap_or_else(|| was.local_start());
    let selection = kept(&wanted.selection, &was, &routed.route);
    let moved = MovedAppointment::of(&was);
    let plan = |route: &Route| {
        let resources = app.calendars.selected(&selection, route)?.resources;
        Ok(Plan { moved: Some(moved.clone()), ..Plan::around(resources, start.date()) })
    };
    // What memory knows may be seconds old, which is well enough to list times and not to refuse one.
    app.calendars.forget_booked(routed.route.org_id);
    let agenda = app.calendars.read(context, routed, plan).await?.for_caller(&requester.caller);
    let selected = app.calendars.selected(&selection, &routed.route)?;
    let refuse = |refusal| Declined::NotBookable { refusal, nearby: nearby(&agenda, start) };
    let (resource, slot) = agenda.admit(start).map_err(refuse)?;
    if place_of(&selected, resource).calendar_id == was.calendar_id
        && (slot.start, slot.end) == (was.starts_at, was.ends_at)
        && selected.service.as_ref().map(|service| &service.id) == was.service_id.as_ref()
    {
        return Err(Declined::AlreadyThere(Box::new(was)));
    }
    let key = target::key(app, requester)?;
    let moving = Moving { app, context, routed, requester, key: &key, hash: &request.hash, was: &was };
    if context.rehearsal {
        let told = moving.told(&place_of(&selected, resource), slot);
        return Ok(Some(rehearsed(&routed.route, told, Some((TextKind::Change, was.phone.as_ref())))));
    }
    match retry_unanswered(|| moving.commit(&selected, resource, slot, &agenda)).await? {
        Moved::Appointment(after, todo) => moving.follow_up(&after, todo).await.map(Some),
        Moved::Nothing(answer) => Ok(answer),
    }
}

/// What a batch came to.
enum Moved {
    /// The appointment where it is now, and what is left to do for it.
    Appointment(Box<Appointment>, Todo),
    /// No change: what to say, or nothing when what is known of the clinic is stale.
    Nothing(Option<BookingOutcome>),
}

/// What was not said stays as it was, by whatever name the clinic has it now and as far as it still has it.
fn kept(said: &Selection, was: &Appointment, route: &Route) -> Selection {
    let (services, practitioners) = (&route.catalogue.services, &route.catalogue.practitioners);
    let service = services.iter().find(|service| Some(&service.id) == was.service_id.as_ref());
    let practitioner = practitioners.iter().find(|one| Some(&one.id) == was.practitioner_id.as_ref());
    Selection {
        service: said.service.clone().or_else(|| service.map(|service| service.name.clone())),
        practitioner: said.practitioner.clone().or_else(|| practitioner.map(|one| one.name.clone())),
    }
}

struct Moving<'a> {
    app: &'a Arc<App>,
    context: &'a RequestContext,
    routed: &'a Routed,
    requester: &'a Requester,
    key: &'a str,
    hash: &'a str,
    was: &'a Appointment,
}

impl Moving<'_> {
    async fn commit(
        &self,
        selected: &Selected,
        resource: &Resource,
        slot: Slot,
        agenda: &Agenda,
    ) -> Result<Moved, Declined> {
        let (app, route, was) = (self.app, &self.routed.route, self.was);
        let (change_id, now) = (app.ports.new_id()?.to_string(), app.ports.clock.now());
        let on = condition(self.routed, resource, (self.key, &change_id), slot.start, now, false);
        let (place, times) = (place_of(selected, resource), times_of(route, resource, slot));
        let mut batch = Batch::default();
        let receipt = batch.add(store::receipts::of_key(route.org_id, self.key));
        let standing = batch.add(store::appointments::standing(&on, &place, &self.requester.caller, Some(&was.id)));
        let event = self.event_at(&place)?;
        batch.extend(self.release(&on, &place));
        let moved =
            batch.add(store::appointments::reschedule(&on, was, &place, &times, &event, &self.requester.caller));
        let written = self.add_consequences(&mut batch, &on, &place, self.told(&place, slot))?;
        let mut results = match target::run(app, route.org_id, batch).await {
            Err(Declined::Calendar(CalendarError::Store(error))) if store::appointments::is_overlap(&error) => {
                let nearby = nearby(agenda, slot.local_start);
                return Err(Declined::NotBookable { refusal: Refusal::Taken, nearby });
            }
            outcome => outcome?,
        };
        let Some(after) = store::appointments::changed(results.take(moved))? else {
            let standing = store::appointments::stood(results.take(standing))?;
            return match target::lost(results.take(receipt), Operation::Reschedule, self.hash) {
                Err(Declined::ChangedMeanwhile) if !standing.is_current() => Ok(Moved::Nothing(None)),
                Err(Declined::ChangedMeanwhile) if on.daily_cap.is_some_and(|cap| standing.booked >= cap) => {
                    let nearby = nearby(agenda, slot.local_start);
                    Err(Declined::NotBookable { refusal: Refusal::DayFull, nearby })
                }
                answer => answer.map(|told| Moved::Nothing(Some(told))),
            };
        };
        Ok(Moved::Appointment(Box::new(after), written.read(&mut results)?))
    }

    /// What is to be told of the appointment there.
    fn told(&self, place: &Place, slot: Slot) -> BookingOutcome {
        BookingOutcome {
            starts_at: slot.start,
            minutes: (slot.end - slot.start).num_minutes(),
            zone: self.routed.route.zone,
            service: place.service_name.clone(),
            practitioner: place.practitioner_name.clone(),
            was: Some(self.was.starts_at),
            ..BookingOutcome::of(self.was)
        }
    }

    /// The event, while the caller waits, and the rest behind the answer.
    async fn follow_up(&self, after: &Appointment, todo: Todo) -> Result<BookingOutcome, Declined> {
        let (app, route, occasion) = (self.app, &self.routed.route, self.occasion());
        let committed = Committed { after, before: Some(self.was), key: self.key, occasion: &occasion };
        event::write(app, self.context, route, &committed, todo.work.clone()).await?;
        self.delete_old_event(after);
        todo.send_text(app, self.context, route.org_id);
        Ok(todo.told.unwrap_or_else(|| BookingOutcome::of(after)))
    }

    /// What the text about the move is written for.
    fn occasion(&self) -> String {
        format!("{}:change:{}", self.was.id, self.was.revision + 1)
    }

    /// On the same calendar the event moves along; on another one it is a new event.
    fn event_at(&self, place: &Place) -> Result<String, CalendarError> {
        let same = self.was.event_id.clone().filter(|_| place.calendar_id == self.was.calendar_id);
        let new = || self.app.calendars.event_id(&self.routed.route, &self.was.id, self.was.revision + 1);
        same.map_or_else(new, Ok)
    }

    /// A time that the caller held for this is given up for it.
    fn release(&self, on: &Condition, place: &Place) -> Option<Statement> {
        let caller = &self.requester.caller;
        (!caller.is_unknown()).then(|| store::appointments::release_for_move(on, self.was, place, caller))
    }

    fn add_consequences(
        &self,
        batch: &mut Batch,
        on: &Condition,
        place: &Place,
        told: BookingOutcome,
    ) -> Result<Written, Declined> {
        let (route, was) = (&self.routed.route, self.was);
        let change = Change { org_id: route.org_id, appointment_id: &was.id, change_id: &on.change_id };
        if let Some(left_behind) = EventRef::of(was).filter(|event| event.calendar != place.calendar_id) {
            let subject = left_behind.to_subject();
            batch.add(store::outbox::enqueue_for(&change, Kind::DeleteEvent, &subject, on.now + LEASE));
        }
        let (key, hash) = (on.key.as_str(), self.hash);
        let consequences =
            Consequences { app: self.app, route, requester: self.requester, key, hash, change, now: on.now };
        let detail = serde_json::json!({ "was": was.starts_at.to_rfc3339(), "starts_at": told.starts_at.to_rfc3339() });
        let text = TextPlan { kind: TextKind::Change, occasion: self.occasion(), phone: was.phone.as_ref() };
        consequences.add(batch, Operation::Reschedule, (Action::RESCHEDULED, detail), told, Some(&text))
    }

    fn delete_old_event(&self, after: &Appointment) {
        if let Some(left_behind) = EventRef::of(self.was).filter(|event| event.calendar != after.calendar_id) {
            event::behind(self.app, self.context, after.org_id, Kind::DeleteEvent, left_behind.to_subject());
        }
    }
}
