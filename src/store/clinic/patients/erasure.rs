//! Erasing a person.
//!
//! What is left of an appointment is when it was, with whom and for what: it takes its time, and counts in the statistics. What is left
//! of a call is its id, and of a message and a receipt that there was one, so that nothing that is said of them late brings them back.

use chrono::{DateTime, Utc};

use super::{
    Holdings,
    holdings::{ids, is_shared_appointment, is_shared_message, is_upcoming},
};
use crate::{
    domain::{
        appointment::{Appointment, ERASED},
        caller_message::CallerMessage,
        phone::PhoneNumber,
        vendor_copy::{CallCopy, TextCopy},
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            calls,
            outbox::{self, WorkKind},
            texts::StoredText,
        },
        statement,
    },
};

/// What becomes of rows that may be another person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// They are erased.
    Erase,
    /// The number is taken out of them, and they stay the other one's.
    Keep,
}

/// How a person is erased.
pub struct Erasure<'a> {
    pub number: &'a PhoneNumber,
    pub shared: Shared,
    /// The `sub` of whoever does it, if it is known.
    pub by: Option<&'a str>,
    pub now: DateTime<Utc>,
}

/// Erases what `holdings` has, and asks for the work at Google, at the carrier of texts and at the platforms of the calls. A call that cannot
/// be deleted at its platform from here becomes work that was given up, which says so.
///
/// # Errors
/// When the object's database failed.
pub fn erase(
    transaction: &dyn ClinicTransaction,
    holdings: &Holdings,
    erasure: &Erasure<'_>,
) -> Result<(), StoreError> {
    let (kept, erased): (Vec<_>, Vec<_>) = holdings
        .appointments
        .iter()
        .partition(|it| erasure.shared == Shared::Keep && is_shared_appointment(it, erasure.number));
    let (kept_messages, erased_messages): (Vec<_>, Vec<_>) = holdings
        .messages
        .iter()
        .partition(|it| erasure.shared == Shared::Keep && is_shared_message(it, erasure.number));
    cancel_upcoming(transaction, &erased, erasure.now)?;
    erase_appointments(transaction, &erased, erasure.now)?;
    take_number_out(transaction, &kept, &kept_messages, erasure)?;
    erase_messages(transaction, &erased_messages, erasure)?;
    let is_of_kept = |text: &&StoredText| {
        let is = |id: &Option<String>, other: &String| id.as_ref() == Some(other);
        text.to_number != *erasure.number
            && (kept.iter().any(|it| is(&text.appointment_id, &it.id))
                || kept_messages.iter().any(|it| is(&text.inbox_id, &it.id)))
    };
    let texts: Vec<&StoredText> = holdings.texts.iter().filter(|text| !is_of_kept(text)).collect();
    erase_texts(transaction, &texts, erasure.now)?;
    for call in &holdings.calls {
        calls::erase(transaction, &call.call_id, erasure.now)?;
        let platform = call.platform.as_deref().unwrap_or(UNKNOWN);
        let subject = CallCopy { platform, call_id: &call.call_id }.to_subject();
        transaction.run(outbox::enqueue(WorkKind::EraseCall, &subject, erasure.now))?;
    }
    for call_id in &holdings.forgotten_calls {
        let subject = CallCopy { platform: UNKNOWN, call_id }.to_subject();
        transaction.run(outbox::enqueue(WorkKind::EraseCall, &subject, erasure.now))?;
    }
    Ok(())
}

/// Their times are free then. Nobody is texted of it.
fn cancel_upcoming(
    transaction: &dyn ClinicTransaction,
    appointments: &[&Appointment],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let upcoming = appointments.iter().filter(|it| is_upcoming(it, now)).map(|it| &it.id);
    transaction.run(statement!(
        "UPDATE appointments SET status = 'cancelled', cancelled_by = 'admin', hold_expires_at = NULL, revision = revision + 1,
           change_id = lower(hex(randomblob(16))), updated_at = :now
         WHERE id IN (SELECT value FROM json_each(:ids))",
        now,
        ids = ids(upcoming)
    ))?;
    Ok(())
}

/// Takes everything out that says whose they were, and has their events say it no longer. What Google has deleted already is left alone.
fn erase_appointments(
    transaction: &dyn ClinicTransaction,
    appointments: &[&Appointment],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let all = ids(appointments.iter().map(|it| &it.id));
    transaction.run(statement!(
        "UPDATE appointments SET patient_name = NULL, folded_name = NULL, caller_number = NULL, phone = NULL, email = NULL,
           notes = NULL, change_id = :erased || lower(hex(randomblob(12))), revision = revision + 1, updated_at = :now,
           event_written = CASE WHEN status = 'cancelled' AND event_written >= revision THEN revision + 1 ELSE event_written END
         WHERE id IN (SELECT value FROM json_each(:ids))",
        erased = ERASED,
        now,
        ids = all.as_str()
    ))?;
    transaction.run(statement!(
        "UPDATE receipts SET request_hash = :nothing, outcome = json_remove(outcome, '$.name', '$.last_digits')
         WHERE appointment_id IN (SELECT value FROM json_each(:ids))",
        nothing = NO_HASH,
        ids = all.as_str()
    ))?;
    // Their keys have the name in them that somebody was asked about.
    transaction.run(statement!(
        "DELETE FROM receipts WHERE appointment_id IN (SELECT value FROM json_each(:ids)) AND key GLOB ':asked:*'",
        ids = all.as_str()
    ))?;
    transaction.run(statement!(
        "UPDATE outbox SET generation = generation + 1, attempts = 0, dead_at = NULL, due_at = :now
         WHERE kind = 'event.delete' AND dead_at IS NOT NULL
           AND substr(subject, -36) IN (SELECT value FROM json_each(:ids))",
        now,
        ids = all.as_str()
    ))?;
    for appointment in appointments {
        transaction.run(outbox::withdraw(WorkKind::Remind, &appointment.id))?;
        if appointment.event_id.is_some() {
            transaction.run(outbox::enqueue(WorkKind::SyncEvent, &appointment.id, now))?;
        }
    }
    Ok(())
}

/// What stands for the platform of a call of which that is not known.
const UNKNOWN: &str = "its platform";

/// The hash of no request: whoever repeats one that was erased hears that its key was used for another.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The rows are another person's, and do not name this one any more.
fn take_number_out(
    transaction: &dyn ClinicTransaction,
    appointments: &[&Appointment],
    messages: &[&CallerMessage],
    erasure: &Erasure<'_>,
) -> Result<(), StoreError> {
    let number = erasure.number.as_str();
    transaction.run(statement!(
        "UPDATE appointments SET caller_number = nullif(caller_number, :number), phone = nullif(phone, :number),
           change_id = lower(hex(randomblob(16))), revision = revision + 1, updated_at = :now,
           event_written = CASE WHEN status = 'cancelled' AND event_written >= revision THEN revision + 1 ELSE event_written END
         WHERE id IN (SELECT value FROM json_each(:ids))",
        number,
        now = erasure.now,
        ids = ids(appointments.iter().map(|it| &it.id))
    ))?;
    transaction.run(statement!(
        "UPDATE receipts SET outcome = json_remove(outcome, '$.last_digits')
         WHERE appointment_id IN (SELECT value FROM json_each(:ids))",
        ids = ids(appointments.iter().map(|it| &it.id))
    ))?;
    transaction.run(statement!(
        "UPDATE inbox SET caller_number = nullif(caller_number, :number), callback_number = nullif(callback_number, :number)
         WHERE id IN (SELECT value FROM json_each(:ids))",
        number,
        ids = ids(messages.iter().map(|it| &it.id))
    ))?;
    // An event names the phone.
    for appointment in appointments.iter().filter(|it| it.event_id.is_some()) {
        transaction.run(outbox::enqueue(WorkKind::SyncEvent, &appointment.id, erasure.now))?;
    }
    Ok(())
}

fn erase_messages(
    transaction: &dyn ClinicTransaction,
    messages: &[&CallerMessage],
    erasure: &Erasure<'_>,
) -> Result<(), StoreError> {
    let all = ids(messages.iter().map(|it| &it.id));
    transaction.run(statement!(
        "UPDATE inbox SET caller_number = NULL, callback_number = NULL, name = NULL, about = 'Erased', addressee = NULL,
           best_time = NULL, done_at = coalesce(done_at, :now), done_by = CASE status WHEN 'open' THEN :by ELSE done_by END,
           status = 'done'
         WHERE id IN (SELECT value FROM json_each(:ids))",
        now = erasure.now,
        by = erasure.by,
        ids = all.as_str()
    ))?;
    transaction.run(statement!(
        "UPDATE inbox_receipts SET request_hash = :nothing WHERE message_id IN (SELECT value FROM json_each(:ids))",
        nothing = NO_HASH,
        ids = all.as_str()
    ))?;
    Ok(())
}

/// Deletes texts here, and has their carrier delete those that it took.
fn erase_texts(
    transaction: &dyn ClinicTransaction,
    texts: &[&StoredText],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for text in texts {
        transaction.run(outbox::withdraw(WorkKind::SendText, &text.id))?;
        if let Some(sid) = text.sid.as_deref() {
            let subject = TextCopy { sid, account: text.asked_account.as_deref().unwrap_or_default() }.to_subject();
            transaction.run(outbox::enqueue(WorkKind::EraseText, &subject, now))?;
        }
    }
    transaction.run(statement!(
        "DELETE FROM messages WHERE id IN (SELECT value FROM json_each(:ids))",
        ids = ids(texts.iter().map(|it| &it.id))
    ))?;
    Ok(())
}
