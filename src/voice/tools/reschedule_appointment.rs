//! `reschedule_appointment`: moves one of the caller's appointments.

use super::{
    ArgumentReading, Fault, Purpose, ToolContext, arguments,
    outcome::{self, Attempt},
    shared::{PRACTITIONER, SERVICE, WHICH_DATE, WHICH_NAME},
    spec::{Argument, Effect, ToolSpec},
};
use crate::{
    booking::{NewStart, RescheduleRequest, Target},
    domain::{appointment::Operation, dates::iso_start, schedule::RuleOverrides},
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
    effect: Effect::GivesUp,
    arguments: &[
        Argument::text(
            "new_start",
            "When it is to begin: a start exactly as check_availability gave it (the clinic's local time, no offset); if you have none, \
             the caller's words. Examples: 2030-06-14T09:30; the same day at 3 PM.",
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
    let RescheduleRequest { start, selection, .. } = wanted(context)?;
    let start = start.map(|start| match start {
        NewStart::At(start) => iso_start(start),
        NewStart::SameDay(time) => format!("{time} on the same day"),
        NewStart::SameTime(date) => format!("{date} at the same time"),
    });
    let which = context.which(Purpose::Move)?;
    Ok(ArgumentReading::default()
        .with_lookup(context, which)
        .with("new_start", start)
        .with_selection(context, &selection))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let wanted = match wanted(&context) {
        Ok(wanted) => wanted,
        Err(fault) => return context.fault(&fault),
    };
    let requester = context.requester();
    match context.app.bookings.reschedule(clinic, context.routed, &requester, &wanted).await {
        Ok(outcome) => {
            let was = outcome.zone.local(outcome.was.unwrap_or(outcome.starts_at));
            let (visit, texting) = (outcome.told(), outcome::texting(&outcome));
            ToolReply::done(context.sentences().rescheduled(was, &visit, texting, &context.desk()))
                .about(&outcome.appointment_id)
                .rehearsing(clinic, &visit)
        }
        Err(declined) => {
            let is_narrowed = matches!(&wanted.target, Target::OfCaller(which) if which.is_said());
            let attempt = Attempt::to_get(&context, Operation::Reschedule, &wanted.selection);
            outcome::declined(&context, &Attempt { is_narrowed, ..attempt }, &declined)
        }
    }
}

fn wanted(context: &ToolContext<'_>) -> Result<RescheduleRequest, Fault> {
    let sent = context.arguments;
    let which = context.which(Purpose::Move)?;
    let start = arguments::new_start(sent, &which, context.language(), context.today())?;
    Ok(RescheduleRequest {
        target: Target::OfCaller(which),
        start: Some(start),
        selection: arguments::selection(sent)?,
        overrides: RuleOverrides::default(),
    })
}
