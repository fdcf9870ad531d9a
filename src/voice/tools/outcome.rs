//! What a booking, or its refusal, sounds like.

use super::{ToolContext, ToolReply};
use crate::{
    booking::{AppointmentRef, BookingOutcome, Declined},
    calendars::{AvailabilityError, Selection},
    domain::{
        appointment::{Appointment, AppointmentSummary, Operation},
        dates::iso_start,
    },
    language::sentences::TextOutcome,
    log::{self, Level},
    texts::NoText,
    voice::clinic::explain,
};

/// What was to be done, for the sentence that refuses it.
pub(super) struct Attempt {
    /// What was to be done.
    pub(super) operation: Operation,
    /// The service.
    pub(super) service: Option<String>,
    /// The practitioner.
    pub(super) practitioner: Option<String>,
    /// Whether the caller said which of their appointments they mean.
    pub(super) is_narrowed: bool,
}

impl Attempt {
    /// Something that is done for a service, with a practitioner.
    pub(super) fn to_get(context: &ToolContext<'_>, operation: Operation, said: &Selection) -> Self {
        // By the clinic's own words; what it does not know is not named back.
        let selected = context.app.calendars.selected(said, &context.routed.route).ok();
        let service =
            selected.as_ref().and_then(|selected| selected.service.as_ref()).map(|service| service.name.clone());
        let practitioner = selected.and_then(|selected| selected.practitioner).map(|practitioner| practitioner.name);
        Self { operation, service, practitioner, is_narrowed: false }
    }

    /// Something that is done about an appointment where it is.
    pub(super) fn about(operation: Operation, which: &AppointmentRef) -> Self {
        let is_narrowed = which.is_said();
        Self { operation, service: None, practitioner: None, is_narrowed }
    }
}

/// What is true of the text that goes with a change.
pub(super) fn texting(outcome: &BookingOutcome) -> TextOutcome<'_> {
    match (outcome.no_text, outcome.text.as_deref()) {
        (Some(reason), _) => not_texted(reason),
        // Nothing is known of a text when there is no receipt, so nothing is said of it.
        (None, None) => TextOutcome::Off,
        (None, Some("queued")) => TextOutcome::Sent { last_digits: outcome.last_digits.as_deref().unwrap_or_default() },
        (None, Some("suppressed")) => TextOutcome::OptedOut,
        (None, Some("capped")) => TextOutcome::LimitReached,
        (None, Some("number_capped")) => TextOutcome::NumberLimitReached,
        (None, _) => TextOutcome::Failed,
    }
}

/// Why no text was written.
pub(super) const fn not_texted(reason: NoText) -> TextOutcome<'static> {
    match reason {
        NoText::Off => TextOutcome::Off,
        NoText::NoNumber => TextOutcome::NoNumber,
        NoText::NotConnected => TextOutcome::NotConnected,
        NoText::OtherCountry => TextOutcome::OtherCountry,
        NoText::ClinicsNumber => TextOutcome::ClinicsNumber,
        NoText::PremiumNumber => TextOutcome::PremiumNumber,
        NoText::NumberCapped => TextOutcome::NumberLimitReached,
    }
}

/// What is said of something that was not done.
pub(super) fn declined(context: &ToolContext<'_>, attempt: &Attempt, declined: &Declined) -> ToolReply {
    let desk = context.desk();
    let text = match declined {
        Declined::NotBookable { start, refusal, nearby } => {
            let visit = AppointmentSummary {
                start: *start,
                minutes: 0,
                service: attempt.service.as_deref(),
                practitioner: attempt.practitioner.as_deref(),
                name: None,
            };
            let slots = nearby.iter().copied().map(iso_start).collect();
            let text = context.sentences().not_bookable(refusal, &visit, nearby, &desk);
            return ToolReply { slots, total: nearby.len(), ..ToolReply::declined(text) };
        }
        Declined::LimitReached(limit) => context.sentences().limit_reached(*limit, &desk),
        Declined::AlreadyBooked(appointment) => {
            context.sentences().already_booked(&appointment.summary_for(context.caller), &desk)
        }
        Declined::SameOrAnother(appointment) => {
            context.sentences().same_or_another_person(&appointment.summary_for(context.caller), &desk)
        }
        Declined::OtherRequest => context.sentences().other_request(&desk),
        Declined::RefusedByCalendar if attempt.operation == Operation::Reschedule => {
            return ToolReply::failed(context.sentences().move_refused_by_calendar(&desk));
        }
        Declined::RefusedByCalendar => return ToolReply::failed(context.sentences().refused_by_calendar(&desk)),
        Declined::Undecided => {
            return ToolReply::failed(context.sentences().could_not_do(attempt.operation, &desk));
        }
        Declined::ChangedMeanwhile => context.sentences().changed_meanwhile(&desk),
        Declined::NotConfirmed(appointment) => {
            context.sentences().already_cancelled(&appointment.summary_for(context.caller), &desk)
        }
        Declined::NotFound if context.caller.number.is_none() => {
            context.sentences().no_caller_number(attempt.operation)
        }
        Declined::NotFound if attempt.is_narrowed => context.sentences().found_none(&desk, true),
        Declined::NotFound => context.sentences().none_to(attempt.operation, &desk),
        Declined::Ambiguous(appointments) => {
            context.sentences().which_one(&summaries(context, appointments), attempt.operation, &desk)
        }
        Declined::NoneFits(appointments) => {
            context.sentences().none_fits(&summaries(context, appointments), attempt.operation, &desk)
        }
        Declined::AlreadyThere(appointment) => {
            context.sentences().already_there(&appointment.summary_for(context.caller), &desk)
        }
        Declined::Unavailable(AvailabilityError::Store(error)) => {
            let org_id = context.routed.route.org_id.to_string();
            let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
            log::write(context.app.ports.log.as_ref(), Level::Error, "booking.not_written", &fields);
            return ToolReply::failed(context.sentences().could_not_do(attempt.operation, &desk));
        }
        Declined::Unavailable(error) => return explain(context.app, context.routed, error),
    };
    ToolReply::declined(text)
}

fn summaries<'a>(context: &ToolContext<'_>, appointments: &'a [Appointment]) -> Vec<AppointmentSummary<'a>> {
    appointments.iter().map(|appointment| appointment.summary_for(context.caller)).collect()
}
