//! `book_appointment`: books a time, held before or not.

use super::{
    ArgumentReading, Fault, ToolContext, arguments,
    outcome::{self, Attempt},
    shared::{NAME, PRACTITIONER, SERVICE, START},
    spec::{Argument, Effect, ToolSpec},
};
use crate::{
    booking::{BookingRequest, Patient},
    domain::{appointment::Operation, dates::iso_start, schedule::RuleOverrides},
    language::sentences::ArgumentFault,
    store::clinic::ClinicContext,
    voice::reply::ToolReply,
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "book_appointment",
    other_names: &["bookClinicAppointment"],
    path: "calendar/book",
    summary: "books a time",
    description: "Books a time. First read day, time and name back to the caller and hear them say yes. Book once; the answer says what \
                  was booked.",
    says: "Let me book that for you.",
    effect: Effect::Adds,
    arguments: &[
        START,
        NAME.required(),
        Argument::text(
            "phone",
            "Another number to reach the patient on. Leave it out if it is the one that they call from.",
        ),
        Argument::text("notes", "What the clinic should know, in a short sentence."),
        Argument::yes_or_no(
            "another_person",
            "Only after an answer has asked for it: true if this appointment is for somebody else as well, false if it is for the same \
             person.",
        ),
        SERVICE,
        PRACTITIONER,
    ],
    out_of_time: |sentences| sentences.out_of_time(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let sent = context.arguments;
    let phone = arguments::phone(sent, &context.routed.route, context.caller.number.as_ref());
    let another_person = arguments::another_person(sent, context.language())?;
    Ok(ArgumentReading::default()
        .with("start", Some(iso_start(arguments::start(sent, context.language(), context.today())?)))
        .with("name", arguments::name(sent, context.language())?)
        .with("phone", phone?.map(|phone| phone.masked()))
        .with("notes", arguments::notes(sent))
        .with("another_person", another_person.map(|said| said.to_string()))
        .with_selection(context, &arguments::selection(sent)?))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let request = match request(&context) {
        Ok(request) => request,
        Err(fault) => return context.fault(&fault),
    };
    if request.patient.phone.is_none() {
        return ToolReply::declined(context.sentences().phone_needed(&context.desk()));
    }
    let requester = context.requester();
    match context.app.bookings.book(clinic, context.routed, &requester, &request).await {
        Ok(booked) if booked.is_name_corrected => {
            let text = context.sentences().name_corrected(&booked.summary(), &context.desk());
            ToolReply::done(text)
                .about(&booked.appointment_id)
                .at(iso_start(booked.local_start()))
                .rehearsing(clinic, &booked.summary())
        }
        Ok(booked) => {
            let text = context.sentences().booked(&booked.summary(), outcome::texting(&booked), &context.desk());
            ToolReply::done(text)
                .about(&booked.appointment_id)
                .at(iso_start(booked.local_start()))
                .rehearsing(clinic, &booked.summary())
        }
        Err(declined) => {
            let attempt = Attempt::to_get(&context, Operation::Book, &request.selection);
            outcome::declined(&context, &attempt, &declined)
        }
    }
}

fn request(context: &ToolContext<'_>) -> Result<BookingRequest, Fault> {
    let sent = context.arguments;
    arguments::is_agreed(sent, context.language())?;
    let start = arguments::start(sent, context.language(), context.today())?;
    let name = arguments::name(sent, context.language())?.ok_or(ArgumentFault::NoName)?;
    let phone = arguments::phone(sent, &context.routed.route, context.caller.number.as_ref())?
        .or_else(|| context.caller.number.clone());
    let patient = Patient { name: Some(name), phone, email: None, notes: arguments::notes(sent) };
    let another_person = arguments::another_person(sent, context.language())?;
    let (selection, overrides) = (arguments::selection(sent)?, RuleOverrides::default());
    Ok(BookingRequest { selection, start, patient, another_person, overrides })
}
