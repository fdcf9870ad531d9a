//! Changes of appointments. Each belongs into a batch with what follows from it; a change that may not happen leaves the row alone, and
//! the statements after it look for its `change_id`.
//!
//! Overlap is not asked here: the triggers of the table abort the batch, whoever writes.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus, Source},
        caller::Caller,
        id::OrgId,
        phone::PhoneNumber,
        schedule::{Interval, Zone},
    },
    ports::{DatabaseError, Param, Rows, Statement},
    store::{StoreError, first, params, statement},
};

/// Where an appointment takes its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Google's id of the calendar.
    pub calendar_id: String,
    /// The practitioner.
    pub practitioner_id: Option<String>,
    /// The practitioner's name.
    pub practitioner_name: Option<String>,
    /// The service.
    pub service_id: Option<String>,
    /// The service's name.
    pub service_name: Option<String>,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From the start to the end.
    pub span: Interval,
    /// The same with buffers.
    pub blocked: Interval,
    /// The zone in which it was said.
    pub zone: Zone,
}

/// Who, and what was said.
#[derive(Clone, Debug, Default)]
pub struct Patient {
    /// The name; absent from holds.
    pub name: Option<String>,
    /// Where texts go.
    pub phone: Option<PhoneNumber>,
    /// Whom to invite.
    pub email: Option<String>,
    /// What else was said.
    pub notes: Option<String>,
}

/// A new appointment or hold.
pub struct NewAppointment {
    /// Its id.
    pub id: String,
    /// Held or confirmed.
    pub status: AppointmentStatus,
    /// Until when it is held.
    pub hold_expires_at: Option<DateTime<Utc>>,
    /// Where.
    pub place: Place,
    /// When.
    pub times: Times,
    /// Who.
    pub patient: Patient,
    /// Who called.
    pub caller: Caller,
    /// Voice or admin.
    pub source: Source,
    /// The event's id, unless it is a hold.
    pub event_id: Option<String>,
}

/// On what a change depends, beside the room that the triggers check.
pub struct Condition {
    /// The org.
    pub org_id: OrgId,
    /// The org's configuration as the request knew it.
    pub version: i64,
    /// What the call was routed by: a number, a SIP address or Vapi's id. It must still be the org's.
    pub routed_by: Option<String>,
    /// The request's key.
    pub key: String,
    /// The change.
    pub change_id: String,
    /// The local day of the start.
    pub day: Interval,
    /// How many appointments may start on it with this calendar.
    pub daily_cap: Option<i64>,
    /// Whether any practitioner would do.
    pub anyone: bool,
    /// Now.
    pub now: DateTime<Utc>,
}

/// How things stood when a batch ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Standing {
    /// 1 if org, configuration and number were as the request knew them.
    pub current: i64,
    /// How many other appointments start on the day with this calendar, live holds of others included.
    pub booked: i64,
}

impl Standing {
    /// Whether the request knew the truth.
    pub fn is_current(self) -> bool {
        self.current != 0
    }
}

/// `?1` org, `?2` version, `?3` routed by.
macro_rules! is_current {
    () => {
        "EXISTS (SELECT 1 FROM orgs o WHERE o.id = ?1 AND o.status = 'active' AND o.config_version = ?2)
           AND (?3 IS NULL OR EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = ?1 AND m.is_active = 1
             AND ?3 IN (m.inbound_phone_number, m.sip_uri, m.vapi_phone_number_id)))"
    };
}

/// `?4` calendar, `?5` and `?6` the day, `?7` now, `?8` call, `?9` caller's number, `?10` an appointment that does not count.
macro_rules! booked_on_day {
    () => {
        "(SELECT count(*) FROM appointments a WHERE a.org_id = ?1 AND a.starts_at >= ?5 AND a.starts_at < ?6
           AND a.calendar_id = ?4 AND a.id IS NOT ?10
           AND (a.status = 'confirmed' OR (a.status = 'held' AND a.hold_expires_at > ?7
             AND NOT coalesce(a.call_id = ?8, 0) AND NOT coalesce(a.caller_number = ?9, 0))))"
    };
}

/// All of it: `?11` the cap, `?12` the request's key.
macro_rules! may_change {
    () => {
        concat!(
            is_current!(),
            " AND (?11 IS NULL OR ",
            booked_on_day!(),
            " < ?11) AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?12)"
        )
    };
}

/// `?13` who, `?14` the start, `?15` whether anyone would do, `?16` the name: the same person has that time already.
macro_rules! twin {
    () => {
        "SELECT 1 FROM appointments a WHERE a.org_id = ?1 AND a.starts_at = ?14 AND a.status = 'confirmed'
           AND coalesce(a.caller_number, a.phone) = ?13
           AND (a.calendar_id = ?4 OR (?15 AND lower(a.patient_name) IS lower(?16)))"
    };
}

/// The parameters of the conditions above, for a change of or to `place`.
fn condition(condition: &Condition, place: &Place, caller: &Caller, itself: Option<&str>) -> Vec<Param> {
    let Condition { org_id, version, routed_by, key, day, daily_cap, now, .. } = condition;
    let number = caller.number.as_ref().map(PhoneNumber::as_str);
    params![
        *org_id,
        *version,
        routed_by.as_deref(),
        place.calendar_id.as_str(),
        day.start,
        day.end,
        *now,
        caller.call_id.as_deref(),
        number,
        itself,
        *daily_cap,
        key.as_str(),
    ]
}

/// How things stand for a change of or to `place`.
pub fn standing(on: &Condition, place: &Place, caller: &Caller, itself: Option<&str>) -> Statement {
    let mut params = condition(on, place, caller, itself);
    params.truncate(10);
    statement(concat!("SELECT ", is_current!(), " AS current, ", booked_on_day!(), " AS booked"), params)
}

/// Reads it.
pub fn stood(rows: Rows) -> Result<Standing, StoreError> {
    first(rows)?.ok_or_else(|| StoreError::Row("a standing is missing".into()))
}

fn insertion(on: &Condition, new: &NewAppointment) -> Vec<Param> {
    let NewAppointment { id, status, hold_expires_at, place, times, patient, caller, source, event_id } = new;
    let person = caller.number.as_ref().or(patient.phone.as_ref()).map(PhoneNumber::as_str);
    let mut params = condition(on, place, caller, None);
    params.extend(params![
        person,
        times.span.start,
        on.anyone,
        patient.name.as_deref(),
        id.as_str(),
        on.change_id.as_str(),
        status.as_str(),
        times.span.end,
        times.blocked.start,
        times.blocked.end,
        *hold_expires_at,
        place.practitioner_id.as_deref(),
        place.practitioner_name.as_deref(),
        place.service_id.as_deref(),
        place.service_name.as_deref(),
        times.zone.name(),
        patient.phone.as_ref().map(PhoneNumber::as_str),
        patient.email.as_deref(),
        patient.notes.as_deref(),
        match source {
            Source::Voice => "voice",
            Source::Admin => "admin",
        },
        event_id.as_deref(),
    ]);
    params
}

/// Gives up the caller's holds, on the same conditions as [`insert`], which follows.
pub fn release_holds(on: &Condition, new: &NewAppointment) -> Statement {
    let mut params = insertion(on, new);
    params.truncate(16);
    statement(
        concat!(
            "DELETE FROM appointments WHERE org_id = ?1 AND status = 'held'
               AND (coalesce(call_id = ?8, 0) OR coalesce(caller_number = ?9, 0)) AND ",
            may_change!(),
            " AND NOT EXISTS (",
            twin!(),
            ")"
        ),
        params,
    )
}

/// Writes an appointment or hold, unless something stands against it, and returns the row if it did. The triggers abort the batch when
/// the time is not free.
pub fn insert(on: &Condition, new: &NewAppointment) -> Statement {
    statement(
        concat!(
            "INSERT INTO appointments (id, org_id, change_id, status, calendar_id, starts_at, ends_at, blocked_from, blocked_until,
               hold_expires_at, practitioner_id, practitioner_name, service_id, service_name, zone, patient_name, caller_number, phone,
               email, notes, source, call_id, event_id, created_at, updated_at)
             SELECT ?17, ?1, ?18, ?19, ?4, ?14, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?16, ?9, ?29, ?30, ?31, ?32, ?8, ?33, ?7, ?7
             WHERE ",
            may_change!(),
            " AND NOT EXISTS (",
            twin!(),
            ") RETURNING *"
        ),
        insertion(on, new),
    )
}

/// Gives up the caller's holds for a move that follows.
pub fn release_for_move(on: &Condition, caller: &Caller) -> Statement {
    statement(
        "DELETE FROM appointments WHERE org_id = ?1 AND status = 'held'
           AND (coalesce(call_id = ?2, 0) OR coalesce(caller_number = ?3, 0))",
        params![on.org_id, caller.call_id.as_deref(), caller.number.as_ref().map(PhoneNumber::as_str)],
    )
}

/// Moves a confirmed appointment of `revision`, on the same conditions.
pub fn reschedule(
    on: &Condition,
    was: &Appointment,
    place: &Place,
    times: &Times,
    event_id: &str,
    caller: &Caller,
) -> Statement {
    let mut params = condition(on, place, caller, Some(&was.id));
    params.extend(params![
        was.revision,
        on.change_id.as_str(),
        times.span.start,
        times.span.end,
        times.blocked.start,
        times.blocked.end,
        times.zone.name(),
        place.practitioner_id.as_deref(),
        place.practitioner_name.as_deref(),
        place.service_id.as_deref(),
        place.service_name.as_deref(),
        event_id,
    ]);
    statement(
        concat!(
            "UPDATE appointments SET change_id = ?14, revision = revision + 1, starts_at = ?15, ends_at = ?16, blocked_from = ?17,
               blocked_until = ?18, zone = ?19, calendar_id = ?4, practitioner_id = ?20, practitioner_name = ?21, service_id = ?22,
               service_name = ?23, event_written = CASE WHEN event_id IS ?24 THEN event_written END, event_id = ?24, updated_at = ?7
             WHERE org_id = ?1 AND id = ?10 AND revision = ?13 AND status = 'confirmed' AND ",
            may_change!(),
            " RETURNING *"
        ),
        params,
    )
}

/// Whether the triggers found the time taken.
pub fn is_overlap(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DatabaseError::Constraint(text)) if text.contains("appointments_overlap"))
}

/// The row that a change returned, if it happened.
pub fn changed(rows: Rows) -> Result<Option<Appointment>, StoreError> {
    first(rows)
}

/// Cancels a confirmed appointment of `revision` and returns it, unless the request's key was used.
pub fn cancel(on: &Cancellation<'_>) -> Statement {
    statement(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = ?4, change_id = ?5, revision = revision + 1, updated_at = ?6
         WHERE org_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?7)
         RETURNING *",
        params![on.org_id, on.id, on.revision, on.by, on.change_id, on.now, on.key],
    )
}

/// What to cancel, and for whom.
pub struct Cancellation<'a> {
    /// The org.
    pub org_id: OrgId,
    /// The appointment.
    pub id: &'a str,
    /// As it was read.
    pub revision: i64,
    /// `caller`, `admin`, `calendar` or `refused`.
    pub by: &'static str,
    /// The change.
    pub change_id: &'a str,
    /// The request's key.
    pub key: &'a str,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Takes a change back that Google refused for good: the appointment is again where `was` has it, if it is still what the change made
/// of it. The triggers refuse when its old time was taken meanwhile.
pub fn restore(was: &Appointment, undone: &str, change_id: &str, now: DateTime<Utc>) -> Statement {
    statement(
        "UPDATE appointments SET change_id = ?4, revision = revision + 1, starts_at = ?5, ends_at = ?6, blocked_from = ?7,
           blocked_until = ?8, zone = ?9, calendar_id = ?10, practitioner_id = ?11, practitioner_name = ?12, service_id = ?13,
           service_name = ?14, event_id = ?15, event_written = ?16, updated_at = ?17
         WHERE org_id = ?1 AND id = ?2 AND change_id = ?3 AND status = 'confirmed' RETURNING *",
        params![
            was.org_id,
            was.id.as_str(),
            undone,
            change_id,
            was.starts_at,
            was.ends_at,
            was.blocked_from,
            was.blocked_until,
            was.zone.name(),
            was.calendar_id.as_str(),
            was.practitioner_id.as_deref(),
            was.practitioner_name.as_deref(),
            was.service_id.as_deref(),
            was.service_name.as_deref(),
            was.event_id.as_deref(),
            was.event_written,
            now
        ],
    )
}

/// Renames or annotates a confirmed appointment of `revision` without moving it.
pub fn amend(on: &Condition, was: &Appointment, patient: &Patient) -> Statement {
    statement(
        "UPDATE appointments SET patient_name = ?4, phone = ?5, email = ?6, notes = ?7, change_id = ?8, revision = revision + 1,
           updated_at = ?9
         WHERE org_id = ?1 AND id = ?2 AND revision = ?3 AND status = 'confirmed'
           AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.org_id = ?1 AND r.key = ?10)
         RETURNING *",
        params![
            on.org_id,
            was.id.as_str(),
            was.revision,
            patient.name.as_deref(),
            patient.phone.as_ref().map(PhoneNumber::as_str),
            patient.email.as_deref(),
            patient.notes.as_deref(),
            on.change_id.as_str(),
            on.now,
            on.key.as_str()
        ],
    )
}
