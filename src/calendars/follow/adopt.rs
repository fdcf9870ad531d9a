//! What people did in the calendar, taken over into the appointments: time, audit line and text in one batch, or nothing of it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Comparison, compare::Difference, second_look::Disagreement};
use crate::{
    domain::{appointment::Appointment, schedule::Interval, texts::TextKind},
    ports::{DatabaseError, Statement},
    store::{
        self, Batch, StoreError,
        appointments::Placement,
        audit::{Action, Actor, AuditEntry},
        outbox::Change,
    },
};

/// An appointment whose event a person moved.
struct Move {
    was: Appointment,
    to: Interval,
    place: Placement,
    event_id: String,
    position: usize,
}

impl Comparison<'_> {
    /// Takes all of it over. What cannot be is refused with an audit line: the appointment stays where it was, and so does the event,
    /// which is the clinic's to mend. Gives back which changes are to be listed again, because their appointments changed first.
    pub(super) async fn adopt(&self, found: Vec<Disagreement>) -> Result<Vec<usize>, StoreError> {
        let (mut moves, mut missed) = (Vec::new(), Vec::new());
        for Disagreement { was, difference, place, event_id, position } in found {
            match difference {
                Difference::Deleted => missed.extend((!self.cancel(&was).await?).then_some(position)),
                Difference::Moved(to) if !to.is_empty() => moves.push(Move { was, to, place, event_id, position }),
                Difference::Moved(to) => self.refuse(&was, "no_length", Some(to)).await?,
                Difference::Unfit(reason) => self.refuse(&was, reason, None).await?,
            }
        }
        for Move { was, to, .. } in self.move_all(moves, &mut missed).await? {
            self.refuse(&was, "not_free", Some(to)).await?;
        }
        Ok(missed)
    }

    /// Moves what can be moved and gives back the rest. All together first: two that changed places would each find the other in its way.
    async fn move_all(&self, mut moves: Vec<Move>, missed: &mut Vec<usize>) -> Result<Vec<Move>, StoreError> {
        if moves.is_empty() || self.shift(&moves, missed).await? {
            return Ok(Vec::new());
        }
        let mut before = moves.len() + 1;
        while moves.len() > 1 && moves.len() < before {
            before = moves.len();
            let mut left = Vec::new();
            for each in moves {
                if !self.shift(std::slice::from_ref(&each), missed).await? {
                    left.push(each);
                }
            }
            moves = left;
        }
        Ok(moves)
    }

    /// Moves appointments in one batch, or none of them if the table does not take one: its time is not free, or too long.
    /// `missed` gets those that changed first, which is no hindrance for the others.
    async fn shift(&self, moves: &[Move], missed: &mut Vec<usize>) -> Result<bool, StoreError> {
        let (now, mut batch, mut placed) = (self.now(), Batch::default(), Vec::new());
        let with_ids = moves.iter().map(|each| Ok((each, self.new_id()?))).collect::<Result<Vec<_>, StoreError>>()?;
        batch.extend(with_ids.iter().map(|(Move { was, .. }, id)| store::follow::park(was, &change(was, id))));
        for (Move { was, to, place, event_id, position }, change_id) in &with_ids {
            let change = change(was, change_id);
            let event = (event_id.as_str(), *to);
            placed.push((batch.add(store::follow::place(was, &change, place, event, now)), *position));
            let detail = json!({"from": before(was), "to": at(*to, place.practitioner_name.as_deref())});
            batch.extend([self.line(&change, Action::MOVED, detail)?]);
            let after = Appointment {
                practitioner_name: place.practitioner_name.clone(),
                starts_at: to.start,
                revision: was.revision + 1,
                ..was.clone()
            };
            self.add_notices(&mut batch, &after, TextKind::Change, &change)?;
        }
        let mut results = match batch.run(self.calendars.ports.database.as_ref()).await {
            Ok(results) => results,
            Err(StoreError::Database(DatabaseError::Constraint(_))) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.calendars.forget_booked(self.route.org_id);
        let unmoved = placed.into_iter().filter(|(statement, _)| results.take(*statement).rows.is_empty());
        missed.extend(unmoved.map(|(_, position)| position));
        Ok(true)
    }

    /// Cancels an appointment, unless it changed first.
    async fn cancel(&self, was: &Appointment) -> Result<bool, StoreError> {
        let (change_id, mut batch) = (self.new_id()?, Batch::default());
        let change = change(was, &change_id);
        let cancelled = batch.add(store::follow::cancel(was, &change, self.now()));
        batch.extend([self.line(&change, Action::CANCELLED, before(was))?]);
        let after = Appointment { revision: was.revision + 1, ..was.clone() };
        self.add_notices(&mut batch, &after, TextKind::Cancellation, &change)?;
        let mut results = batch.run(self.calendars.ports.database.as_ref()).await?;
        self.calendars.forget_booked(self.route.org_id);
        Ok(!results.take(cancelled).rows.is_empty())
    }

    /// Says once that an event was moved to where its appointment cannot be.
    async fn refuse(&self, was: &Appointment, reason: &str, to: Option<Interval>) -> Result<(), StoreError> {
        let detail = json!({"reason": reason, "from": before(was), "to": to.map(|to| at(to, None))});
        self.note_once(was, Action::MOVE_REFUSED, detail).await
    }

    /// Says once that the event of an appointment that was cancelled by deleting it is back. The patient was told, so that it is the
    /// clinic's to book again or to delete.
    pub(super) async fn note_restored(&self, was: &Appointment) -> Result<(), StoreError> {
        self.note_once(was, Action::RESTORED, before(was)).await
    }

    async fn note_once(&self, was: &Appointment, action: Action, detail: Value) -> Result<(), StoreError> {
        let id = self.new_id()?;
        let entry = AuditEntry {
            id: &id,
            org_id: was.org_id,
            at: self.now(),
            actor: Actor::Calendar,
            actor_id: None,
            action,
            detail,
        };
        let record = store::follow::record_once(&entry, &was.id);
        store::run_one(self.calendars.ports.database.as_ref(), record).await.map(|_| ())
    }

    fn line(&self, change: &Change<'_>, action: Action, detail: Value) -> Result<Statement, StoreError> {
        let id = self.new_id()?;
        let (org_id, at) = (change.org_id, self.now());
        let entry = AuditEntry { id: &id, org_id, at, actor: Actor::Calendar, actor_id: None, action, detail };
        Ok(store::audit::record_if(&entry, change.appointment_id, change.change_id))
    }

    fn add_notices(
        &self,
        batch: &mut Batch,
        after: &Appointment,
        kind: TextKind,
        change: &Change<'_>,
    ) -> Result<(), StoreError> {
        self.calendars.notices.add(batch, self.route, after, kind, change, self.now())
    }

    fn now(&self) -> DateTime<Utc> {
        self.calendars.ports.clock.now()
    }

    fn new_id(&self) -> Result<String, StoreError> {
        Ok(self.calendars.ports.new_id()?.to_string())
    }
}

fn change<'a>(was: &'a Appointment, change_id: &'a str) -> Change<'a> {
    Change { org_id: was.org_id, appointment_id: &was.id, change_id }
}

fn before(was: &Appointment) -> Value {
    at(Interval { start: was.starts_at, end: was.ends_at }, was.practitioner_name.as_deref())
}

/// When and with whom, for the audit trail.
fn at(time: Interval, practitioner: Option<&str>) -> Value {
    let mut detail = json!({"starts_at": time.start.to_rfc3339(), "ends_at": time.end.to_rfc3339()});
    if let (Some(name), Value::Object(members)) = (practitioner, &mut detail) {
        members.insert("practitioner".into(), name.into());
    }
    detail
}
