//! `send_sms`: texts the caller about one of their appointments.

use super::{
    ArgumentReading, Fault, Purpose, ToolContext, arguments,
    outcome::{self, Attempt},
    shared::{WHICH_DATE, WHICH_NAME, WHICH_PRACTITIONER, WHICH_SERVICE},
    spec::{Argument, Effect, Takes, ToolSpec},
};
use crate::{
    booking::{AppointmentRef, Declined, Matches, last_digits},
    domain::{
        appointment::{Appointment, Operation},
        texts::{TextKind, TextStatus},
    },
    language::sentences::{ArgumentFault, Expected, TextOutcome},
    store::clinic::ClinicContext,
    voice::reply::ToolReply,
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "send_sms",
    other_names: &["send_sms_reminder", "sendConfirmation"],
    path: "sms/send",
    summary: "texts the caller about an appointment",
    description: "Texts the caller the details of their appointment when they ask for it. A booking sends its own confirmation.",
    says: "Let me text you that.",
    effect: Effect::Adds,
    arguments: &[
        Argument {
            name: "kind",
            takes: Takes::OneOf(&["confirmation", "reminder"]),
            is_required: false,
            description: "What the text is; confirmation if left out.",
        },
        WHICH_DATE,
        WHICH_NAME,
        WHICH_SERVICE,
        WHICH_PRACTITIONER,
    ],
    out_of_time: |sentences| sentences.out_of_time(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let (kind, which) = wanted(context)?;
    let kind = if kind == TextKind::Reminder { "reminder" } else { "confirmation" };
    Ok(ArgumentReading::default().with("kind", Some(kind)).with_lookup(context, which))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let (kind, which) = match wanted(&context) {
        Ok(wanted) => wanted,
        Err(fault) => return context.fault(&fault),
    };
    let requester = context.requester();
    let appointment = match context.app.bookings.appointments_of(clinic, context.routed, &requester, &which).await {
        Ok(found) => match next(&which, found) {
            Ok(appointment) => appointment,
            Err(declined) => {
                return outcome::declined(&context, &Attempt::about(Operation::Text, &which), &declined);
            }
        },
        Err(declined) => return outcome::declined(&context, &Attempt::about(Operation::Text, &which), &declined),
    };
    send(&context, clinic, kind, &appointment).await
}

fn wanted(context: &ToolContext<'_>) -> Result<(TextKind, AppointmentRef), Fault> {
    let kind = match arguments::text_kind(context.arguments)? {
        None => TextKind::Confirmation,
        Some(word) => context
            .language()
            .recogniser()
            .text_kind(&word)
            .ok_or(ArgumentFault::WrongType { name: "kind", wanted: Expected::TextKind })?,
    };
    Ok((kind, context.which(Purpose::Text)?))
}

/// The one that the caller describes; the next one when they describe none.
fn next(which: &AppointmentRef, mut found: Vec<Appointment>) -> Result<Appointment, Declined> {
    if !which.is_said() {
        found.truncate(1);
    }
    match Matches::from(found) {
        Matches::One(appointment) => Ok(*appointment),
        Matches::None => Err(Declined::NotFound),
        Matches::Several(several) => Err(Declined::Ambiguous(several)),
    }
}

async fn send(
    context: &ToolContext<'_>,
    clinic: &ClinicContext,
    kind: TextKind,
    appointment: &Appointment,
) -> ToolReply {
    let desk = context.desk();
    let asked = context
        .app
        .texts
        .send_on_request(clinic, &context.routed.route, appointment, kind, context.caller, context.tool_call_id)
        .await;
    let status = match asked {
        Ok(Ok(status)) => status,
        Ok(Err(reason)) => {
            return ToolReply::declined(context.sentences().text_not_sent(outcome::not_texted(reason), &desk));
        }
        Err(_) => return ToolReply::failed(context.sentences().could_not_do(Operation::Text, &desk)),
    };
    let digits = appointment.phone.as_ref().map(last_digits).unwrap_or_default();
    let not_sent = |why| ToolReply::declined(context.sentences().text_not_sent(why, &desk));
    let said = match status {
        TextStatus::Suppressed => not_sent(TextOutcome::OptedOut),
        TextStatus::Capped => not_sent(TextOutcome::LimitReached),
        TextStatus::Failed | TextStatus::Undelivered | TextStatus::Cancelled => not_sent(TextOutcome::Failed),
        TextStatus::Queued
        | TextStatus::Sending
        | TextStatus::Unknown
        | TextStatus::Accepted
        | TextStatus::Sent
        | TextStatus::Delivered => ToolReply::done(context.sentences().text_sent(
            kind,
            &appointment.summary_for(context.caller),
            &digits,
            &desk,
        )),
    };
    said.about(&appointment.id)
}
