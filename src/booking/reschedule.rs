//! Moving an appointment: one row changes, so there is never none of it and never two.

use super::{
    BookingOutcome, Bookings, Declined, Requester, RescheduleRequest,
    alternatives::nearest_openings,
    change::{ChangeRequest, ChangeResult, CommittedChange},
    consequences::{Consequences, TextPlan, rehearsed},
    placement::{calendar_day, kept_selection, placement_of, times_of},
    undo::Reversal,
    verdict,
};
use crate::{
    calendars::{Agenda, CalendarError, MovedAppointment, Plan},
    directory::Routed,
    domain::{
        appointment::{Appointment, Operation},
        catalogue::CalendarResource,
        event_ref::EventLeftBehind,
        route::Route,
        schedule::{Refusal, RuleOverrides, Slot},
        texts::TextKind,
    },
    store::{
        audit::Action,
        clinic::{
            ClinicContext,
            appointments::{self, ChangeMark, Placement},
        },
    },
};

impl Bookings {
    /// Moves an appointment, and says so.
    ///
    /// # Errors
    /// Why not; the appointment is where it was then.
    pub async fn reschedule(
        &self,
        context: &ClinicContext,
        routed: &mut Routed,
        requester: &Requester,
        wanted: &RescheduleRequest,
    ) -> Result<BookingOutcome, Declined> {
        self.directory.confirm(context, routed).await?;
        let request = ChangeRequest::new(self, context, requester, Operation::Reschedule, wanted.hash())?;
        if let Some(outcome) = attempt(&request, routed, wanted).await? {
            return Ok(outcome);
        }
        self.directory.reread(context, routed).await?;
        attempt(&request, routed, wanted).await?.ok_or(Declined::ChangedMeanwhile)
    }
}

/// `None` when what is known of the clinic is stale.
async fn attempt(
    request: &ChangeRequest<'_>,
    routed: &mut Routed,
    wanted: &RescheduleRequest,
) -> Result<Option<BookingOutcome>, Declined> {
    let lookup = request.look_up(&wanted.target, &routed.route)?;
    let outcome = match lookup.answered_before(request) {
        Some(answer) => answer?,
        None => match make(request, routed, wanted, lookup.only()?).await {
            Err(declined) => request.answer_of_same(&wanted.target, &routed.route, declined)?,
            outcome => return outcome,
        },
    };
    verdict::again(request, &routed.route, outcome).await.map(Some)
}

/// The move itself, which nobody made before. `None` when what is known of the clinic is stale.
async fn make(
    request: &ChangeRequest<'_>,
    routed: &mut Routed,
    wanted: &RescheduleRequest,
    was: Appointment,
) -> Result<Option<BookingOutcome>, Declined> {
    let start = wanted.start.map_or_else(|| was.local_start(), |start| start.of(was.local_start()));
    if start == was.local_start() && !wanted.selection.is_said() {
        return Err(Declined::AlreadyThere(Box::new(was)));
    }
    let selection = kept_selection(&wanted.selection, &was, &routed.route);
    let (bookings, moved) = (request.bookings, MovedAppointment::of(&was));
    let plan = |route: &Route| {
        let resources = bookings.calendars.selected(&selection, route)?.resources;
        Ok(Plan { moved: Some(moved.clone()), ..Plan::around(resources, start.date()) })
    };
    let Some(agenda) = bookings.calendars.read_for_change(request.context, routed, plan).await? else {
        return Ok(None);
    };
    let agenda = agenda.for_caller(&request.requester.caller);
    let selected = bookings.calendars.selected(&selection, &routed.route)?;
    let refuse = |refusal| {
        if refusal == Refusal::Taken {
            bookings.calendars.note_if_behind(request.context, &routed.route, &agenda, start);
        }
        Declined::NotBookable { start, refusal, nearby: nearest_openings(&agenda, start) }
    };
    let (resource, slot) = agenda.admit_overriding(start, wanted.overrides).map_err(refuse)?;
    let placement = placement_of(&selected, resource);
    if is_where_it_was(&was, &placement, slot) {
        return Err(Declined::AlreadyThere(Box::new(was)));
    }
    let overrides = wanted.overrides;
    let planned = PlannedMove { request, routed, was: &was, resource, placement, slot, overrides };
    if request.context.rehearsal {
        let text = (TextKind::Change, was.recipient());
        return Ok(Some(rehearsed(&bookings.texts, &routed.route, planned.outcome(), Some(text))));
    }
    match planned.commit(&agenda)? {
        ChangeResult::Changed(change) => planned.conclude(*change).await.map(Some),
        ChangeResult::AnsweredBefore(outcome) => verdict::again(request, &routed.route, *outcome).await.map(Some),
    }
}

fn is_where_it_was(was: &Appointment, placement: &Placement, slot: Slot) -> bool {
    placement.calendar_id == was.calendar_id
        && (slot.start, slot.end) == (was.starts_at, was.ends_at)
        && placement.service_id == was.service_id
}

/// A move to a time that can be had.
struct PlannedMove<'a> {
    request: &'a ChangeRequest<'a>,
    routed: &'a Routed,
    was: &'a Appointment,
    resource: &'a CalendarResource,
    placement: Placement,
    slot: Slot,
    overrides: RuleOverrides,
}

impl PlannedMove<'_> {
    /// Decides and writes, in one transaction. A time that the caller held for this is given up for it.
    fn commit(&self, agenda: &Agenda) -> Result<ChangeResult, Declined> {
        let (request, route, was) = (self.request, &self.routed.route, self.was);
        let (change_id, now, caller) = (request.new_id()?, request.now(), &request.requester.caller);
        let (change, consequences) = (ChangeMark { id: &change_id, at: now }, self.consequences());
        let (times, event_id) = (times_of(route, self.resource, self.slot), self.event_id()?);
        let day = calendar_day(route, self.resource, self.slot.start);
        let moved = request.change_one(route, &consequences, now, |transaction| {
            if appointments::is_full(transaction, day, caller, Some(&was.id), now)? {
                return Ok(Err(self.refuse(agenda, Refusal::DayFull)));
            }
            // Whoever finds the appointment changed keeps what they hold.
            let present = appointments::one(transaction.run(appointments::by_id(&was.id))?)?;
            if present.is_none_or(|present| present.revision != was.revision) {
                return Ok(Err(Declined::ChangedMeanwhile));
            }
            appointments::release_holds(transaction, caller)?;
            let place = (&self.placement, &times, event_id.as_str());
            Ok(appointments::reschedule(transaction, change, was, place)?.ok_or(Declined::ChangedMeanwhile))
        });
        moved.map_err(|declined| if declined.is_overlap() { self.refuse(agenda, Refusal::Taken) } else { declined })
    }

    fn consequences(&self) -> Consequences<'_> {
        let (was, outcome) = (self.was, self.outcome());
        let mut detail = self.overrides.as_detail();
        detail.insert("was".to_owned(), was.starts_at.to_rfc3339().into());
        detail.insert("starts_at".to_owned(), outcome.starts_at.to_rfc3339().into());
        let left_behind = EventLeftBehind::by(was).filter(|left| left.event.calendar != self.placement.calendar_id);
        Consequences {
            outcome,
            audit: (Action::RESCHEDULED, detail.into()),
            text: Some(TextPlan { kind: TextKind::Change, occasion: self.occasion(), to: was.recipient() }),
            left_behind: left_behind.map(|left| left.to_subject()),
        }
    }

    fn refuse(&self, agenda: &Agenda, refusal: Refusal) -> Declined {
        let start = self.slot.local_start;
        Declined::NotBookable { start, refusal, nearby: nearest_openings(agenda, start) }
    }

    /// What the requester is told of the appointment at its new time.
    fn outcome(&self) -> BookingOutcome {
        BookingOutcome {
            starts_at: self.slot.start,
            minutes: (self.slot.end - self.slot.start).num_minutes(),
            zone: self.routed.route.zone,
            service: self.placement.service_name.clone(),
            practitioner: self.placement.practitioner_name.clone(),
            was: Some(self.was.starts_at),
            ..self.request.outcome_of(self.was)
        }
    }

    async fn conclude(&self, change: CommittedChange) -> Result<BookingOutcome, Declined> {
        let reversal = Reversal { before: Some(self.was), occasion: &self.occasion() };
        self.request.conclude(&self.routed.route, change, Some(&reversal)).await
    }

    /// What the text about the move is written for.
    fn occasion(&self) -> String {
        format!("{}:change:{}", self.was.id, self.was.revision + 1)
    }

    /// On the same calendar the event moves along; on another one it is a new event.
    fn event_id(&self) -> Result<String, CalendarError> {
        let same = self.was.event_id.clone().filter(|_| self.placement.calendar_id == self.was.calendar_id);
        let new = || self.request.bookings.calendars.event_id(&self.routed.route, &self.was.id, self.was.revision + 1);
        same.map_or_else(new, Ok)
    }
}
