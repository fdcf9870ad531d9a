//! What people did in the calendar, taken over into the appointments: time, audit line and text in one transaction, or nothing of it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{compare::Difference, comparison::Comparison, second_look::Disagreement};
use crate::{
    domain::{appointment::Appointment, schedule::Interval, texts::TextKind},
    ports::{ClinicTransaction, DatabaseError},
    store::{
        StoreError,
        audit::{Action, Actor, AuditEntry},
        clinic::{
            appointments::{ChangeMark, Placement},
            audit, follow,
        },
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
    pub(super) fn adopt(&self, found: Vec<Disagreement>) -> Result<Vec<usize>, StoreError> {
        let (mut moves, mut missed) = (Vec::new(), Vec::new());
        for Disagreement { was, difference, place, event_id, position } in found {
            match difference {
                Difference::Deleted => missed.extend((!self.cancel(&was)?).then_some(position)),
                Difference::Moved(to) if !to.is_empty() => moves.push(Move { was, to, place, event_id, position }),
                Difference::Moved(to) => self.refuse(&was, "no_length", Some(to))?,
                Difference::Unfit(reason) => self.refuse(&was, reason, None)?,
            }
        }
        for Move { was, to, .. } in self.move_all(moves, &mut missed)? {
            self.refuse(&was, "not_free", Some(to))?;
        }
        Ok(missed)
    }

    /// Moves what can be moved and gives back the rest. All together first: two that changed places would each find the other in its way.
    fn move_all(&self, mut moves: Vec<Move>, missed: &mut Vec<usize>) -> Result<Vec<Move>, StoreError> {
        if moves.is_empty() || self.shift(&moves, missed)? {
            return Ok(Vec::new());
        }
        let mut before = moves.len() + 1;
        while moves.len() > 1 && moves.len() < before {
            before = moves.len();
            let mut left = Vec::new();
            for each in moves {
                if !self.shift(std::slice::from_ref(&each), missed)? {
                    left.push(each);
                }
            }
            moves = left;
        }
        Ok(moves)
    }

    /// Moves appointments in one transaction, or none of them if the table does not take one: its time is not free, or too long.
    /// `missed` gets those that changed first, which is no hindrance for the others.
    fn shift(&self, moves: &[Move], missed: &mut Vec<usize>) -> Result<bool, StoreError> {
        let now = self.now();
        let changed_first = self.context.clinic.transact(|transaction| {
            let (mut parked, mut changed_first) = (Vec::new(), Vec::new());
            for each in moves {
                if follow::park(transaction, &each.was)? {
                    parked.push(each);
                } else {
                    changed_first.push(each.position);
                }
            }
            parked.into_iter().try_for_each(|each| self.place(transaction, each, now))?;
            Ok(changed_first)
        });
        match changed_first {
            Ok(positions) => missed.extend(positions),
            Err(StoreError::Database(DatabaseError::Constraint(_))) => return Ok(false),
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// The second half of a move, with what follows from it.
    fn place(&self, transaction: &dyn ClinicTransaction, moved: &Move, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Move { was, to, place, event_id, .. } = moved;
        let change_id = self.new_id()?;
        follow::place(transaction, ChangeMark { id: &change_id, at: now }, was, place, (event_id, *to))?;
        let detail = json!({"from": before(was), "to": at(*to, place.practitioner_name.as_deref())});
        self.record(transaction, was, Action::MOVED, detail)?;
        let after = Appointment {
            practitioner_name: place.practitioner_name.clone(),
            starts_at: to.start,
            revision: was.revision + 1,
            ..was.clone()
        };
        self.calendars.notices.write(transaction, self.route, &after, TextKind::Change, now)
    }

    /// Cancels an appointment, unless it changed first.
    fn cancel(&self, was: &Appointment) -> Result<bool, StoreError> {
        let (change_id, now) = (self.new_id()?, self.now());
        self.context.clinic.transact(|transaction| {
            if !follow::cancel(transaction, ChangeMark { id: &change_id, at: now }, was)? {
                return Ok(false);
            }
            self.record(transaction, was, Action::CANCELLED, before(was))?;
            let after = Appointment { revision: was.revision + 1, ..was.clone() };
            self.calendars.notices.write(transaction, self.route, &after, TextKind::Cancellation, now)?;
            Ok(true)
        })
    }

    /// Says once that an event was moved to where its appointment cannot be.
    fn refuse(&self, was: &Appointment, reason: &str, to: Option<Interval>) -> Result<(), StoreError> {
        let detail = json!({"reason": reason, "from": before(was), "to": to.map(|to| at(to, None))});
        self.note_once(was, Action::MOVE_REFUSED, detail)
    }

    /// Says once that the event of an appointment that was cancelled by deleting it is back. The patient was told, so that it is the
    /// clinic's to book again or to delete.
    pub(super) fn note_restored(&self, was: &Appointment) -> Result<(), StoreError> {
        self.note_once(was, Action::RESTORED, before(was))
    }

    fn note_once(&self, was: &Appointment, action: Action, detail: Value) -> Result<(), StoreError> {
        let id = self.new_id()?;
        let record = follow::record_once(&self.entry(&id, action, detail), &was.id);
        self.context.clinic.transact(|transaction| Ok(transaction.run(record.clone()).map(drop)?))
    }

    fn record(
        &self,
        transaction: &dyn ClinicTransaction,
        was: &Appointment,
        action: Action,
        detail: Value,
    ) -> Result<(), StoreError> {
        let id = self.new_id()?;
        transaction.run(audit::record(&self.entry(&id, action, detail), Some(&was.id)))?;
        Ok(())
    }

    fn entry<'e>(&self, id: &'e str, action: Action, detail: Value) -> AuditEntry<'e> {
        AuditEntry { id, at: self.now(), actor: Actor::Calendar, principal: None, action, detail }
    }

    fn now(&self) -> DateTime<Utc> {
        self.calendars.ports.clock.now()
    }

    fn new_id(&self) -> Result<String, StoreError> {
        Ok(self.calendars.ports.new_id()?.to_string())
    }
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
