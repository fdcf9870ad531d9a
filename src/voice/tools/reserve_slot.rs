//! `reserve_slot`: holds a time while the caller makes up their mind. Nothing is booked by it.

use super::{
    ArgumentReading, Fault, ToolContext, arguments,
    outcome::{self, Attempt},
    shared::{NAME, PRACTITIONER, SERVICE, START},
    spec::{Effect, ToolSpec},
};
use crate::{
    booking::{BookingRequest, Patient},
    domain::{appointment::Operation, dates::iso_start, schedule::RuleOverrides},
    store::clinic::ClinicContext,
    voice::reply::ToolReply,
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "reserve_slot",
    other_names: &[],
    path: "calendar/reserve",
    summary: "holds a time",
    description: "Holds a time for a few minutes while the caller decides or gives their name. It books nothing: book_appointment does.",
    says: "Let me hold that for you.",
    effect: Effect::Adds,
    arguments: &[START, NAME, SERVICE, PRACTITIONER],
    out_of_time: |sentences| sentences.out_of_time(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let BookingRequest { selection, start, patient, .. } = request(context)?;
    Ok(ArgumentReading::default()
        .with("start", Some(iso_start(start)))
        .with("name", patient.name)
        .with_selection(context, &selection))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let request = match request(&context) {
        Ok(request) => request,
        Err(fault) => return context.fault(&fault),
    };
    // A hold that nobody could take up again would only block the time.
    if context.caller.is_unknown() {
        return ToolReply::declined(context.sentences().cannot_hold(&context.desk()));
    }
    let requester = context.requester();
    match context.app.bookings.hold(clinic, context.routed, &requester, &request).await {
        Ok(booked) => {
            // The hold ends at a whole second, so a part of its last minute has passed already.
            let seconds = booked.held_until.map_or(0, |until| (until - context.app.ports.clock.now()).num_seconds());
            let minutes_left = (seconds + 59) / 60;
            let text = context.sentences().held(&booked.summary(), minutes_left, &context.desk());
            ToolReply::done(text)
                .about(&booked.appointment_id)
                .at(iso_start(booked.local_start()))
                .rehearsing(clinic, &booked.summary())
        }
        Err(declined) => {
            let attempt = Attempt::to_get(&context, Operation::Hold, &request.selection);
            outcome::declined(&context, &attempt, &declined)
        }
    }
}

fn request(context: &ToolContext<'_>) -> Result<BookingRequest, Fault> {
    let start = arguments::start(context.arguments, context.language(), context.today())?;
    let name = arguments::name(context.arguments, context.language())?;
    let patient = Patient { name, ..Patient::default() };
    let (selection, overrides) = (arguments::selection(context.arguments)?, RuleOverrides::default());
    Ok(BookingRequest { selection, start, patient, another_person: None, overrides })
}
