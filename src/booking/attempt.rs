//! Carrying out one request for a time: what is read, what is tried, and what its outcome means.

use super::{
    BookingOutcome, BookingRequest, Declined,
    alternatives::nearest_openings,
    change::{ChangeRequest, CommitResult, CommittedChange, ProposedChange},
    consequences::{Consequences, TextPlan, first_receipt, rehearsed},
    placement::{condition, new_appointment},
    repetition::{self, EarlierAnswers, RepetitionQuery},
    retry::retry_unanswered,
    undo::Reversal,
    verdict,
};
use crate::{
    calendars::{Agenda, AvailabilityError, Plan, Selected},
    directory::Routed,
    domain::{
        appointment::Operation,
        catalogue::CalendarResource,
        route::Route,
        schedule::{Refusal, Slot},
        texts::TextKind,
    },
    store::{
        self, Batch,
        appointments::{Condition, NewAppointment},
        audit::Action,
    },
};

/// How often a time is tried for that turns out to be taken while another calendar may be free.
const ROUNDS: usize = 4;

/// What one try comes to.
enum TryResult {
    /// It is done, now or before.
    Done(BookingOutcome),
    /// The org or its configuration is not what the request knew.
    StaleRoute,
    /// Another appointment has the time.
    Overlap,
    DayFull,
}

/// What the batch of one try comes to.
enum WriteResult {
    Written(Box<CommittedChange>),
    NotWritten(TryResult),
}

/// One request for a time, and the time.
pub(super) struct BookingAttempt<'a> {
    pub(super) request: &'a ChangeRequest<'a>,
    pub(super) wanted: &'a BookingRequest,
}

impl BookingAttempt<'_> {
    /// `None` when what is known of the clinic is stale.
    pub(super) async fn run(&self, routed: &mut Routed) -> Result<Option<BookingOutcome>, Declined> {
        let (request, wanted) = (self.request, self.wanted);
        let selected = request.bookings.calendars.selected(&wanted.selection, &routed.route)?;
        let plan = |route: &Route| {
            let resources = request.bookings.calendars.selected(&wanted.selection, route)?.resources;
            Ok(Plan::around(resources, wanted.start.date()))
        };
        let mut agenda = match request.bookings.calendars.read_for_booking(request.context, routed, plan).await {
            Ok(agenda) => agenda,
            Err(error) => return self.answer_without_calendar(routed, &selected, error).await.map(Some),
        };
        // Reading may have found that the clinic is not as it was known.
        let selected = request.bookings.calendars.selected(&wanted.selection, &routed.route)?;
        // Our own appointments are read only once the time does not seem to be free: the insert's trigger checks them.
        let mut knows_own = false;
        for _ in 0..ROUNDS {
            match agenda.admit(wanted.start) {
                // A rehearsal inserts nothing, so no trigger would check.
                Ok(_) if request.context.rehearsal && !knows_own => {}
                Ok((resource, slot)) => {
                    let calendar_id = resource.calendar_id.clone();
                    match self.try_resource(routed, &selected, resource, slot).await? {
                        TryResult::Done(outcome) => return Ok(Some(outcome)),
                        TryResult::StaleRoute => return Ok(None),
                        // The next round knows which calendars our own appointments take.
                        TryResult::Overlap | TryResult::DayFull if !knows_own => {}
                        TryResult::Overlap | TryResult::DayFull => agenda = agenda.without(&calendar_id),
                    }
                }
                Err(refusal) if knows_own => return Err(self.refuse(&agenda, refusal)),
                Err(_) => {}
            }
            if !knows_own {
                knows_own = true;
                if let Some(outcome) = self.read_own(routed, &selected, &mut agenda).await? {
                    return Ok(Some(outcome));
                }
            }
        }
        Err(self.refuse(&agenda, Refusal::Taken))
    }

    fn refuse(&self, agenda: &Agenda, refusal: Refusal) -> Declined {
        Declined::NotBookable { refusal, nearby: nearest_openings(agenda, self.wanted.start) }
    }

    /// What was answered under the same key.
    ///
    /// # Errors
    /// Why this request was declined, if nothing was.
    pub(super) async fn answer_under_key(&self, route: &Route, declined: Declined) -> Result<BookingOutcome, Declined> {
        let request = self.request;
        let select = store::receipts::of_key(route.org_id, &request.key);
        let receipt = first_receipt(store::run_one(request.database(), select).await?)?.ok_or(declined)?;
        let outcome = repetition::same_key(&receipt, request.operation, &request.hash)?;
        verdict::again(request, route, outcome).await
    }

    /// The calendar cannot be read. A request that was answered before is still answered alike.
    async fn answer_without_calendar(
        &self,
        routed: &Routed,
        selected: &Selected,
        error: AvailabilityError,
    ) -> Result<BookingOutcome, Declined> {
        let mut batch = Batch::default();
        let query = RepetitionQuery::add(&mut batch, &routed.route, self.request, self.wanted);
        let earlier = query.read(&mut batch.run(self.request.database()).await?)?;
        let outcome = self.answer_from(&earlier, selected).unwrap_or(Err(error.into()))?;
        verdict::again(self.request, &routed.route, outcome).await
    }

    /// The time does not seem to be free: was this asked before, and which times do our own appointments take?
    async fn read_own(
        &self,
        routed: &Routed,
        selected: &Selected,
        agenda: &mut Agenda,
    ) -> Result<Option<BookingOutcome>, Declined> {
        let (request, route) = (self.request, &routed.route);
        let mut batch = Batch::default();
        let query = RepetitionQuery::add(&mut batch, route, request, self.wanted);
        let (window, now) = (agenda.window(), request.now());
        let booked = batch.add(store::appointments::select(route.org_id, &selected.resources, window, now));
        let mut results = batch.run(request.database()).await?;
        let earlier = query.read(&mut results)?;
        if let Some(answer) = self.answer_from(&earlier, selected) {
            return verdict::again(request, route, answer?).await.map(Some);
        }
        let booked = store::appointments::found(results.take(booked))?;
        agenda.set_booked(booked.into_iter().filter(|b| !b.is_held_by(&request.requester.caller)).collect());
        Ok(None)
    }

    fn answer_from(&self, earlier: &EarlierAnswers, selected: &Selected) -> Option<Result<BookingOutcome, Declined>> {
        earlier.answer(self.request, self.wanted, selected)
    }

    async fn try_resource(
        &self,
        routed: &Routed,
        selected: &Selected,
        resource: &CalendarResource,
        slot: Slot,
    ) -> Result<TryResult, Declined> {
        let new = new_appointment((self.request, self.wanted), (routed, selected), resource, slot)?;
        if self.request.context.rehearsal {
            let text = (TextKind::Confirmation, new.recipient());
            let text = Some(text).filter(|_| !self.is_hold());
            return Ok(TryResult::Done(rehearsed(
                &self.request.bookings.texts,
                &routed.route,
                BookingOutcome::of_new(&new),
                text,
            )));
        }
        match retry_unanswered(|| self.write(routed, selected, resource, &new)).await {
            Err(declined) if declined.is_overlap() => Ok(TryResult::Overlap),
            Err(declined) => Err(declined),
            Ok(WriteResult::NotWritten(result)) => Ok(result),
            Ok(WriteResult::Written(change)) => self.conclude(&routed.route, *change).await.map(TryResult::Done),
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

    /// Runs the batch of one try.
    async fn write(
        &self,
        routed: &Routed,
        selected: &Selected,
        resource: &CalendarResource,
        new: &NewAppointment,
    ) -> Result<WriteResult, Declined> {
        let (request, route) = (self.request, &routed.route);
        let (change_id, now, start) = (request.new_id()?, request.now(), new.times.span.start);
        let anyone = selected.resources.len() > 1;
        let on = &condition(routed, resource, (&request.key, &change_id), start, now, anyone);
        let mut batch = Batch::default();
        let query = RepetitionQuery::add(&mut batch, route, request, self.wanted);
        let state = batch.add(store::appointments::precondition_state(on, &new.placement, &new.caller, None));
        batch.add(store::appointments::release_holds(on, new));
        let mut results = match request.commit(route, batch, self.proposal(on, new)).await? {
            CommitResult::Changed(change) => return Ok(WriteResult::Written(change)),
            CommitResult::Unchanged(results) => results,
        };
        if let Some(answer) = self.answer_from(&query.read(&mut results)?, selected) {
            let outcome = verdict::again(request, route, answer?).await?;
            return Ok(WriteResult::NotWritten(TryResult::Done(outcome)));
        }
        let state = store::appointments::read_precondition_state(results.take(state))?;
        if !state.is_current() {
            return Ok(WriteResult::NotWritten(TryResult::StaleRoute));
        }
        match state.limit_reached(&on.limits) {
            Some(limit) => Err(request.limit_reached(route, limit)),
            None => Ok(WriteResult::NotWritten(TryResult::DayFull)),
        }
    }

    fn proposal<'p>(&self, on: &'p Condition, new: &'p NewAppointment) -> ProposedChange<'p> {
        let action = if self.is_hold() { Action::HELD } else { Action::BOOKED };
        ProposedChange {
            appointment_id: &new.id,
            change_id: &on.change_id,
            now: on.now,
            statement: store::appointments::insert(on, new),
            consequences: Consequences {
                outcome: BookingOutcome::of_new(new),
                audit: (action, serde_json::json!({ "starts_at": new.times.span.start.to_rfc3339() })),
                text: Some(TextPlan { kind: TextKind::Confirmation, occasion: occasion(&new.id), to: new.recipient() }),
                left_behind: None,
            },
        }
    }
}

/// What the confirmation of a booking is written for.
fn occasion(appointment_id: &str) -> String {
    format!("{appointment_id}:confirmation:1")
}
