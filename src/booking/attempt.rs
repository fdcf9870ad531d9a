//! Carrying out one request for a time: what is read, what is tried, and what its outcome means.

use super::{
    BookingOutcome, BookingRequest, Declined,
    alternatives::nearest_openings,
    change::{ChangeRequest, CommittedChange},
    consequences::{Consequences, TextPlan, rehearsed},
    correction,
    placement::{calendar_day, new_appointment},
    repetition::{self, EarlierAnswers, Repetition},
    undo::Reversal,
    verdict,
};
use crate::{
    calendars::{Agenda, Plan, Selected},
    directory::Routed,
    domain::{
        appointment::{CallerLimit, Operation},
        catalogue::CalendarResource,
        route::Route,
        schedule::{Refusal, Slot},
        texts::TextKind,
    },
    store::{
        audit::Action,
        clinic::{
            appointments::{self, ChangeMark, NewAppointment},
            receipts,
        },
    },
};

/// How often a time is tried for that turns out to be taken while another calendar may be free.
const ROUNDS: usize = 4;

/// What one try comes to.
enum TryResult {
    /// It is done, now or before.
    Done(BookingOutcome),
    /// Another appointment has the time.
    Overlap,
    DayFull,
}

/// What the transaction of one try comes to.
enum WriteResult {
    Written(Box<CommittedChange>),
    Repeats(Repetition),
    LimitReached(CallerLimit),
    DayFull,
}

/// One request for a time, and the time.
pub(super) struct BookingAttempt<'a> {
    pub(super) request: &'a ChangeRequest<'a>,
    pub(super) wanted: &'a BookingRequest,
}

impl BookingAttempt<'_> {
    /// `None` when what is known of the clinic is stale.
    pub(super) async fn run(&self, routed: &mut Routed) -> Result<Option<BookingOutcome>, Declined> {
        let (request, wanted, calendars) = (self.request, self.wanted, &self.request.bookings.calendars);
        let selected = calendars.selected(&wanted.selection, &routed.route)?;
        if let Some(repetition) = self.repetition(&routed.route, &selected)? {
            return self.settle(&routed.route, repetition).await.map(Some);
        }
        let plan = |route: &Route| {
            let resources = calendars.selected(&wanted.selection, route)?.resources;
            Ok(Plan::around(resources, wanted.start.date()))
        };
        let Some(agenda) = calendars.read_for_change(request.context, routed, plan).await? else { return Ok(None) };
        // Reading may have found that the clinic is not as it was known.
        let selected = calendars.selected(&wanted.selection, &routed.route)?;
        self.try_all(&routed.route, &selected, agenda.for_caller(&request.requester.caller)).await.map(Some)
    }

    /// Tries the calendars that have the time.
    async fn try_all(
        &self,
        route: &Route,
        selected: &Selected,
        mut agenda: Agenda,
    ) -> Result<BookingOutcome, Declined> {
        let (request, wanted) = (self.request, self.wanted);
        let mut is_reread = false;
        for _ in 0..ROUNDS {
            let (resource, slot) = match agenda.admit_overriding(wanted.start, wanted.overrides) {
                Ok(found) => found,
                Err(refusal) => return self.refuse(route, selected, &agenda, refusal).await,
            };
            let calendar_id = resource.calendar_id.clone();
            match self.try_resource(route, selected, resource, slot).await? {
                TryResult::Done(outcome) => return Ok(outcome),
                // Somebody was faster while the calendar was read. The next round knows.
                TryResult::Overlap if !is_reread => {
                    is_reread = true;
                    let calendars = &request.bookings.calendars;
                    let booked = calendars.booked(request.context, &selected.resources, agenda.window())?;
                    agenda.set_booked(booked);
                    agenda = agenda.for_caller(&request.requester.caller);
                }
                TryResult::Overlap | TryResult::DayFull => agenda = agenda.without(&calendar_id),
            }
        }
        self.refuse(route, selected, &agenda, Refusal::Taken).await
    }

    /// The time cannot be had, unless it is this very request that has it by now.
    async fn refuse(
        &self,
        route: &Route,
        selected: &Selected,
        agenda: &Agenda,
        refusal: Refusal,
    ) -> Result<BookingOutcome, Declined> {
        if let Some(repetition) = self.repetition(route, selected)? {
            return self.settle(route, repetition).await;
        }
        let start = self.wanted.start;
        if refusal == Refusal::Taken {
            self.request.bookings.calendars.note_if_behind(self.request.context, route, agenda, start);
        }
        Err(Declined::NotBookable { start, refusal, nearby: nearest_openings(agenda, start) })
    }

    /// What was answered under the same key.
    ///
    /// # Errors
    /// Why this request was declined, if nothing was.
    pub(super) async fn answer_under_key(&self, route: &Route, declined: Declined) -> Result<BookingOutcome, Declined> {
        let request = self.request;
        let receipt =
            request.clinic().read(|transaction| receipts::one(transaction.run(receipts::of_key(&request.key))?))?;
        let outcome = repetition::same_key(&receipt.ok_or(declined)?, request.operation, &request.hash)?;
        verdict::again(request, route, outcome).await
    }

    /// What this request repeats, if it was made before.
    fn repetition(&self, route: &Route, selected: &Selected) -> Result<Option<Repetition>, Declined> {
        let (request, wanted) = (self.request, self.wanted);
        let earlier = request.clinic().read(|transaction| EarlierAnswers::read(transaction, route, request, wanted))?;
        Ok(earlier.repetition(request, wanted, (route, selected)))
    }

    /// Answers a repetition.
    async fn settle(&self, route: &Route, repetition: Repetition) -> Result<BookingOutcome, Declined> {
        match repetition {
            Repetition::Answered(answer) => verdict::again(self.request, route, (*answer)?).await,
            Repetition::Corrects(was) => correction::correct(self.request, route, &was, self.wanted).await,
            Repetition::Asks(was) => Err(correction::ask(self.request, was, self.wanted)?),
        }
    }

    async fn try_resource(
        &self,
        route: &Route,
        selected: &Selected,
        resource: &CalendarResource,
        slot: Slot,
    ) -> Result<TryResult, Declined> {
        let new = new_appointment((self.request, self.wanted), (route, selected), resource, slot)?;
        if self.request.context.rehearsal {
            return self.rehearse(route, resource, &new).map(TryResult::Done);
        }
        match self.write(route, selected, resource, &new) {
            Err(declined) if declined.is_overlap() => Ok(TryResult::Overlap),
            Err(declined) => Err(declined),
            Ok(WriteResult::DayFull) => Ok(TryResult::DayFull),
            Ok(WriteResult::LimitReached(limit)) => Err(self.request.limit_reached(route, limit)),
            Ok(WriteResult::Repeats(repetition)) => self.settle(route, repetition).await.map(TryResult::Done),
            Ok(WriteResult::Written(change)) => self.conclude(route, *change).await.map(TryResult::Done),
        }
    }

    async fn conclude(&self, route: &Route, change: CommittedChange) -> Result<BookingOutcome, Declined> {
        if self.is_hold() {
            return Ok(BookingOutcome::of(&change.after));
        }
        let reversal = Reversal { before: None, occasion: &occasion(&change.after.id) };
        self.request.conclude(route, change, Some(&reversal)).await
    }

    fn is_hold(&self) -> bool {
        self.request.operation == Operation::Hold
    }

    /// What would come of it.
    fn rehearse(
        &self,
        route: &Route,
        resource: &CalendarResource,
        new: &NewAppointment,
    ) -> Result<BookingOutcome, Declined> {
        let (limits, now) = (&resource.schedule.limits, self.request.now());
        let limit = self
            .request
            .clinic()
            .read(|transaction| appointments::limit_reached(transaction, &new.caller, limits, now))?;
        if let Some(limit) = limit {
            return Err(Declined::LimitReached(limit));
        }
        let text = Some((TextKind::Confirmation, new.recipient())).filter(|_| !self.is_hold());
        Ok(rehearsed(&self.request.bookings.texts, route, BookingOutcome::of_new(new), text))
    }

    /// Decides and writes, in one transaction: the same request was not answered yet, the caller may book another one, the day is not
    /// full, and the time is free, which the table itself sees to.
    fn write(
        &self,
        route: &Route,
        selected: &Selected,
        resource: &CalendarResource,
        new: &NewAppointment,
    ) -> Result<WriteResult, Declined> {
        let (request, caller) = (self.request, &new.caller);
        let (change_id, now) = (request.new_id()?, request.now());
        let (change, consequences) = (ChangeMark { id: &change_id, at: now }, self.consequences(new));
        let (limits, day) = (&resource.schedule.limits, calendar_day(route, resource, new.times.span.start));
        request.transact(|transaction| {
            let earlier = EarlierAnswers::read(transaction, route, request, self.wanted)?;
            if let Some(repetition) = earlier.repetition(request, self.wanted, (route, selected)) {
                return Ok(Ok(WriteResult::Repeats(repetition)));
            }
            if let Some(limit) = appointments::limit_reached(transaction, caller, limits, now)? {
                return Ok(Ok(WriteResult::LimitReached(limit)));
            }
            if appointments::is_full(transaction, day, caller, None, now)? {
                return Ok(Ok(WriteResult::DayFull));
            }
            appointments::release_holds(transaction, caller)?;
            let after = appointments::insert(transaction, change, new)?;
            let committed = request.write_consequences(transaction, route, after, &consequences, now)?;
            Ok(Ok(WriteResult::Written(Box::new(committed))))
        })
    }

    fn consequences<'n>(&self, new: &'n NewAppointment) -> Consequences<'n> {
        let action = if self.is_hold() { Action::HELD } else { Action::BOOKED };
        let mut detail = self.wanted.overrides.as_detail();
        detail.insert("starts_at".to_owned(), new.times.span.start.to_rfc3339().into());
        Consequences {
            outcome: BookingOutcome::of_new(new),
            audit: (action, detail.into()),
            text: Some(TextPlan { kind: TextKind::Confirmation, occasion: occasion(&new.id), to: new.recipient() }),
            left_behind: None,
        }
    }
}

/// What the confirmation of a booking is written for.
fn occasion(appointment_id: &str) -> String {
    format!("{appointment_id}:confirmation:1")
}
