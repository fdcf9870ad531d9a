//! `reschedule_appointment`: moves one of the caller's appointments.

use super::{
    ArgumentReading, Fault, ToolContext, arguments,
    outcome::{self, Attempt},
    shared::{PRACTITIONER, SERVICE, WHICH_DATE, WHICH_NAME},
    spec::{Argument, ToolSpec},
};
use crate::{
    booking::{RescheduleRequest, Target},
    domain::{appointment::Operation, dates::iso_start},
    store::clinic::ClinicContext,
    voice::reply::ToolReply,
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "reschedule_appointment",
    other_names: &[],
    path: "calendar/reschedule",
    summary: "moves one of the caller's appointments",
    description: "Moves one of the caller's own appointments, which are found by the number that they call from. Ask check_availability \
                  for the new time first.",
    says: "Let me move that for you.",
    arguments: &[
        Argument::text(
            "new_start",
            "When it is to begin: a start exactly as check_availability gave it (YYYY-MM-DDTHH:MM, the clinic's local time, no offset).",
        )
        .required(),
        WHICH_DATE,
        WHICH_NAME,
        SERVICE,
        PRACTITIONER,
    ],
    out_of_time: |sentences| sentences.out_of_time(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let (sent, today) = (context.arguments, context.today());
    Ok(ArgumentReading::default()
        .with_lookup(arguments::which(sent, context.language(), today)?)
        .with("new_start", Some(iso_start(arguments::new_start(sent, context.language(), today)?)))
        .with_selection(arguments::selection(sent)?))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let wanted = match wanted(&context) {
        Ok(wanted) => wanted,
        Err(fault) => return context.fault(&fault),
    };
    if context.caller.number.is_none() {
        return ToolReply::declined(context.sentences().no_caller_number(Operation::Reschedule));
    }
    let requester = context.requester();
    match context.app.bookings.reschedule(clinic, context.routed, &requester, &wanted).await {
        Ok(outcome) => {
            let was = outcome.zone.local(outcome.was.unwrap_or(outcome.starts_at));
            let (visit, texting) = (outcome.told(), outcome::texting(&outcome));
            ToolReply::done(context.sentences().rescheduled(was, &visit, texting, &context.desk()))
                .about(&outcome.appointment_id)
        }
        Err(declined) => {
            let start = wanted.start.unwrap_or_default();
            let is_narrowed = matches!(&wanted.target, Target::OfCaller(which) if which.is_said());
            let attempt = Attempt::at_time(&context, Operation::Reschedule, start, &wanted.selection);
            outcome::declined(&context, &Attempt { is_narrowed, ..attempt }, &declined)
        }
    }
}

fn wanted(context: &ToolContext<'_>) -> Result<RescheduleRequest, Fault> {
    let (sent, today) = (context.arguments, context.today());
    let which = arguments::which(sent, context.language(), today)?;
    let start = Some(arguments::new_start(sent, context.language(), today)?);
    Ok(RescheduleRequest { target: Target::OfCaller(which), start, selection: arguments::selection(sent)? })
}
