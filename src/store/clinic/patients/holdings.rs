//! What a clinic has of a person.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;
use serde_json::Value;

use super::is_shared;
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        caller_message::CallerMessage,
        phone::PhoneNumber,
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        audit::Line,
        clinic::{
            appointments,
            calls::{self, CallFilter, CallRecord},
            inbox,
            texts::{self, StoredText},
        },
        first, read, statement,
    },
};

/// What the clinic's object has of the person with a number, oldest first.
pub struct Holdings {
    /// Cancelled ones and holds too.
    pub appointments: Vec<Appointment>,
    /// To the number, about those appointments, or telling the staff of those messages.
    pub texts: Vec<StoredText>,
    /// From the number; without those that were erased.
    pub calls: Vec<CallRecord>,
    pub messages: Vec<CallerMessage>,
}

impl Holdings {
    /// Reads what there is of `number`.
    ///
    /// # Errors
    /// When the object's database failed.
    pub fn read(transaction: &dyn ClinicTransaction, number: &PhoneNumber) -> Result<Self, StoreError> {
        let appointments = appointments::appointments(transaction.run(statement!(
            "SELECT * FROM appointments WHERE id IN (
               SELECT id FROM appointments WHERE caller_number = :number
               UNION SELECT id FROM appointments WHERE phone = :number AND phone IS NOT caller_number)
             ORDER BY starts_at, id",
            number = number.as_str()
        ))?)?;
        let messages = inbox::found(transaction.run(inbox::of_person(number))?)?;
        let filter = CallFilter { caller: Some(number.clone()), ..CallFilter::default() };
        let mut calls = calls::found(transaction.run(calls::list(&filter, None, i64::from(u32::MAX)))?)?;
        calls.reverse();
        let about = (appointments.iter().map(|it| &it.id), messages.iter().map(|it| &it.id));
        let texts = texts::all(transaction.run(texts::of_person(number, &ids(about.0), &ids(about.1)))?)?;
        Ok(Self { appointments, texts, calls, messages })
    }

    /// The appointments and the messages that may be another person's.
    pub fn shared(&self, number: &PhoneNumber) -> (Vec<&Appointment>, Vec<&CallerMessage>) {
        let appointments = self.appointments.iter().filter(|it| is_shared_appointment(it, number));
        (appointments.collect(), self.messages.iter().filter(|it| is_shared_message(it, number)).collect())
    }

    /// The appointments that have not ended, held ones too.
    pub fn upcoming(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Appointment> {
        self.appointments.iter().filter(move |it| is_upcoming(it, now))
    }
}

pub(super) fn is_shared_appointment(appointment: &Appointment, number: &PhoneNumber) -> bool {
    is_shared(number, appointment.caller_number.as_ref(), appointment.phone.as_ref())
}

pub(super) fn is_shared_message(message: &CallerMessage, number: &PhoneNumber) -> bool {
    is_shared(number, message.caller_number.as_ref(), message.callback_number.as_ref())
}

pub(super) fn is_upcoming(appointment: &Appointment, now: DateTime<Utc>) -> bool {
    match appointment.status {
        AppointmentStatus::Confirmed => appointment.ends_at > now,
        AppointmentStatus::Held => appointment.hold_expires_at.is_some_and(|end| end > now),
        AppointmentStatus::Cancelled => false,
    }
}

/// Ids as one parameter.
pub(super) fn ids<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    Value::from_iter(ids.map(String::as_str)).to_string()
}

/// Who did what with appointments, oldest first.
///
/// # Errors
/// When the object's database failed.
pub fn trail_of(transaction: &dyn ClinicTransaction, appointments: &[Appointment]) -> Result<Vec<Line>, StoreError> {
    read(transaction.run(statement!(
        "SELECT id, at, actor, actor_id, actor_name, action, appointment_id, detail FROM audit
         WHERE appointment_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids = ids(appointments.iter().map(|it| &it.id))
    ))?)
}

/// A number's wish not to be texted.
#[derive(Debug, Deserialize)]
pub struct OptOut {
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// How the clinic came to know: `inbound`, a text such as STOP, or `twilio`, a refusal of the carrier's.
    pub source: String,
}

/// The wish of a number, if it has said it.
///
/// # Errors
/// When the object's database failed.
pub fn opted_out(transaction: &dyn ClinicTransaction, number: &PhoneNumber) -> Result<Option<OptOut>, StoreError> {
    first(
        transaction.run(statement!(
            "SELECT created_at, source FROM opt_outs WHERE number = :number",
            number = number.as_str()
        ))?,
    )
}
