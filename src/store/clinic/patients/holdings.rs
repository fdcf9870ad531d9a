//! What a clinic has of a person.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::is_shared;
use crate::{
    domain::{
        appointment::{Appointment, AppointmentStatus},
        caller_message::CallerMessage,
        patient_name::folded_name,
        phone::PhoneNumber,
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            appointments,
            calls::{self, CallFilter, CallRecord},
            inbox,
            texts::{self, StoredText},
        },
        read, statement,
    },
};

/// What the clinic's object has of the person with a number, oldest first.
pub struct Holdings {
    /// Cancelled ones and holds too.
    pub appointments: Vec<Appointment>,
    /// To the number, about those appointments, or telling the staff of those messages.
    pub texts: Vec<StoredText>,
    /// From the number, and those in which these appointments and messages came about if they are nobody else's; without those that were
    /// erased.
    pub calls: Vec<CallRecord>,
    /// Ids of calls in which appointments or messages came about, and of which nothing else is known any more.
    pub forgotten_calls: Vec<String>,
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
        let (calls, forgotten_calls) = calls_of(transaction, number, &appointments, &messages)?;
        let about = (appointments.iter().map(|it| &it.id), messages.iter().map(|it| &it.id));
        let texts = texts::all(transaction.run(texts::of_person(number, &ids(about.0), &ids(about.1)))?)?;
        Ok(Self { appointments, texts, calls, forgotten_calls, messages })
    }

    /// The appointments and the messages that may be another person's.
    pub fn shared(&self, number: &PhoneNumber) -> (Vec<&Appointment>, Vec<&CallerMessage>) {
        let appointments = self.appointments.iter().filter(|it| is_shared_appointment(it, number));
        (appointments.collect(), self.messages.iter().filter(|it| is_shared_message(it, number)).collect())
    }

    /// The names of the patients, as they were said first, each in one spelling.
    pub fn names(&self) -> Vec<&str> {
        let mut folded: Vec<String> = Vec::new();
        let names = self.appointments.iter().filter_map(|it| it.patient_name.as_deref());
        names
            .filter(|name| {
                let name = folded_name(name);
                let is_new = !folded.contains(&name);
                folded.extend(is_new.then_some(name));
                is_new
            })
            .collect()
    }
}

/// The calls of the person, oldest first, and the ids of those of which nothing is known.
fn calls_of(
    transaction: &dyn ClinicTransaction,
    number: &PhoneNumber,
    appointments: &[Appointment],
    messages: &[CallerMessage],
) -> Result<(Vec<CallRecord>, Vec<String>), StoreError> {
    #[derive(Deserialize)]
    struct Row {
        call_id: String,
    }
    let of_appointments =
        appointments.iter().filter(|it| !is_shared_appointment(it, number)).filter_map(|it| it.call_id.as_ref());
    let of_messages = messages.iter().filter(|it| !is_shared_message(it, number)).filter_map(|it| it.call_id.as_ref());
    let named = ids(of_appointments.chain(of_messages));
    let filter = CallFilter { caller: Some(number.clone()), ..CallFilter::default() };
    let mut calls = calls::found(transaction.run(calls::list(&filter, None, i64::from(u32::MAX)))?)?;
    calls.reverse();
    for call in calls::found(transaction.run(calls::of_ids(&named, number.as_str()))?)? {
        if calls.iter().all(|known| known.call_id != call.call_id) {
            calls.push(call);
        }
    }
    let forgotten: Vec<Row> = read(transaction.run(calls::forgotten(&named))?)?;
    Ok((calls, forgotten.into_iter().map(|row| row.call_id).collect()))
}

/// Whether an appointment has not ended, or is held.
pub fn is_upcoming(appointment: &Appointment, now: DateTime<Utc>) -> bool {
    match appointment.status {
        AppointmentStatus::Confirmed => appointment.ends_at > now,
        AppointmentStatus::Held => appointment.hold_expires_at.is_some_and(|end| end > now),
        AppointmentStatus::Cancelled => false,
    }
}

pub(super) fn is_shared_appointment(appointment: &Appointment, number: &PhoneNumber) -> bool {
    is_shared(number, appointment.caller_number.as_ref(), appointment.phone.as_ref())
}

pub(super) fn is_shared_message(message: &CallerMessage, number: &PhoneNumber) -> bool {
    is_shared(number, message.caller_number.as_ref(), message.callback_number.as_ref())
}

/// Ids as one parameter.
pub fn ids<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    ids.map(String::as_str).collect::<Value>().to_string()
}
