//! What people did in the calendar, taken over into the appointments: time, audit line and text in one batch, or nothing of it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{compare::Difference, second_look::Disagreement};
use crate::{
    app::App,
    domain::{appointment::Appointment, route::Route, schedule::Interval, texts::TextKind},
    ports::{DatabaseError, Statement},
    store::{
        self, Batch, StoreError,
        appointments::Placement,
        audit::{Action, Actor, Entry},
        outbox::{Change, Kind},
    },
    texts::TextOccasion,
};

/// An appointment whose event a person moved.
struct Move {
    was: Appointment,
    to: Interval,
    place: Placement,
    changed: DateTime<Utc>,
}

/// Takes all of it over. What cannot be is refused with an audit line: the appointment stays where it was, and so does the event,
/// which is the clinic's to mend. Gives back when those events changed whose appointments changed first: they are to be compared again.
pub(super) async fn adopt(
    app: &App,
    route: &Route,
    found: Vec<Disagreement>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let (mut moves, mut missed) = (Vec::new(), Vec::new());
    for Disagreement { was, difference, place, changed } in found {
        match difference {
            Difference::Deleted => missed.extend((!cancel(app, route, &was).await?).then_some(changed)),
            Difference::Moved(to) if !to.is_empty() => moves.push(Move { was, to, place, changed }),
            Difference::Moved(to) => refuse(app, &was, "no_length", Some(to)).await?,
            Difference::Unfit(reason) => refuse(app, &was, reason, None).await?,
        }
    }
    for Move { was, to, .. } in move_all(app, route, moves, &mut missed).await? {
        refuse(app, &was, "not_free", Some(to)).await?;
    }
    Ok(missed)
}

/// Moves what can be moved and gives back the rest. All together first: two that changed places would each find the other in its way.
async fn move_all(
    app: &App,
    route: &Route,
    mut moves: Vec<Move>,
    missed: &mut Vec<DateTime<Utc>>,
) -> Result<Vec<Move>, StoreError> {
    if moves.is_empty() || shift(app, route, &moves, missed).await? {
        return Ok(Vec::new());
    }
    let mut before = moves.len() + 1;
    while moves.len() > 1 && moves.len() < before {
        before = moves.len();
        let mut left = Vec::new();
        for each in moves {
            if !shift(app, route, std::slice::from_ref(&each), missed).await? {
                left.push(each);
            }
        }
        moves = left;
    }
    Ok(moves)
}

/// Moves appointments in one batch, or none of them if the table does not take one: its time is not free, or too long.
/// `missed` gets those that changed first, which is no hindrance for the others.
async fn shift(app: &App, route: &Route, moves: &[Move], missed: &mut Vec<DateTime<Utc>>) -> Result<bool, StoreError> {
    let (now, mut batch, mut placed) = (app.ports.clock.now(), Batch::default(), Vec::new());
    let with_ids = moves.iter().map(|each| Ok((each, new_id(app)?))).collect::<Result<Vec<_>, StoreError>>()?;
    batch.extend(with_ids.iter().map(|(Move { was, .. }, id)| store::follow::park(was, &change(was, id))));
    for (Move { was, to, place, changed }, change_id) in &with_ids {
        let change = change(was, change_id);
        placed.push((batch.add(store::follow::place(was, &change, place, *to, now)), *changed));
        let detail = json!({"from": before(was), "to": at(*to, place.practitioner_name.as_deref())});
        batch.extend([line(app, &change, Action::MOVED, detail, now)?]);
        let after =
            Appointment { practitioner_name: place.practitioner_name.clone(), starts_at: to.start, ..was.clone() };
        add_notice(app, &mut batch, route, &after, TextKind::Change, &change, now)?;
        let reminder = route.text_settings.reminder_due(to.start, now);
        batch.extend(reminder.map(|due| store::outbox::enqueue_for(&change, Kind::Remind, &was.id, due)));
    }
    let mut results = match batch.run(app.ports.database.as_ref()).await {
        Ok(results) => results,
        Err(StoreError::Database(DatabaseError::Constraint(_))) => return Ok(false),
        Err(error) => return Err(error),
    };
    app.booked.forget(route.org_id);
    let unmoved = placed.into_iter().filter(|(position, _)| results.take(*position).rows.is_empty());
    missed.extend(unmoved.map(|(_, changed)| changed));
    Ok(true)
}

/// Cancels an appointment, unless it changed first.
async fn cancel(app: &App, route: &Route, was: &Appointment) -> Result<bool, StoreError> {
    let (now, change_id, mut batch) = (app.ports.clock.now(), new_id(app)?, Batch::default());
    let change = change(was, &change_id);
    let cancelled = batch.add(store::follow::cancel(was, &change, now));
    batch.extend([line(app, &change, Action::CANCELLED, before(was), now)?]);
    add_notice(app, &mut batch, route, was, TextKind::Cancellation, &change, now)?;
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    app.booked.forget(route.org_id);
    Ok(!results.take(cancelled).rows.is_empty())
}

fn change<'a>(was: &'a Appointment, change_id: &'a str) -> Change<'a> {
    Change { org_id: was.org_id, appointment_id: &was.id, change_id }
}

/// Says once that an event was moved to where its appointment cannot be.
async fn refuse(app: &App, was: &Appointment, reason: &str, to: Option<Interval>) -> Result<(), StoreError> {
    let detail = json!({"reason": reason, "from": before(was), "to": to.map(|to| at(to, None))});
    note_once(app, was, Action::MOVE_REFUSED, detail).await
}

/// Says once that the event of an appointment that was cancelled by deleting it is back. The patient was told, so that it is the clinic's
/// to book again or to delete.
pub(super) async fn note_restored(app: &App, was: &Appointment) -> Result<(), StoreError> {
    note_once(app, was, Action::RESTORED, before(was)).await
}

async fn note_once(app: &App, was: &Appointment, action: Action, detail: Value) -> Result<(), StoreError> {
    let (id, at) = (new_id(app)?, app.ports.clock.now());
    let entry = Entry { id: &id, org_id: was.org_id, at, actor: Actor::Calendar, actor_id: None, action, detail };
    store::run_one(app.ports.database.as_ref(), store::follow::record_once(&entry, &was.id)).await.map(|_| ())
}

fn line(
    app: &App,
    change: &Change<'_>,
    action: Action,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<Statement, StoreError> {
    let id = new_id(app)?;
    let entry =
        Entry { id: &id, org_id: change.org_id, at: now, actor: Actor::Calendar, actor_id: None, action, detail };
    Ok(store::audit::record_if(&entry, change.appointment_id, change.change_id))
}

/// The text that tells the patient, and the work of sending it; nothing where the org does not want it or cannot send it, and nothing
/// of what is past.
fn add_notice(
    app: &App,
    batch: &mut Batch,
    route: &Route,
    appointment: &Appointment,
    kind: TextKind,
    change: &Change<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let wanted = route.text_settings.follow_calendar && appointment.starts_at > now;
    let composed = app.texts.compose(route, kind, appointment.summary(), appointment.phone.as_ref());
    let Some(text) = composed.ok().filter(|_| wanted) else { return Ok(()) };
    let occasion = TextOccasion {
        appointment_id: change.appointment_id,
        change_id: Some(change.change_id),
        key: &format!("{}:{}:{}", change.appointment_id, kind.as_str(), appointment.revision + 1),
        send_at: now,
        now,
    };
    app.texts.write(batch, &text, &occasion)?;
    Ok(())
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

fn new_id(app: &App) -> Result<String, StoreError> {
    let id = app.ports.new_id()?;
    Ok(id.to_string())
}
