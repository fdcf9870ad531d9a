//! `find_appointments`: the caller's appointments to come.

use super::{
    ArgumentReading, Fault, Purpose, ToolContext,
    outcome::{self, Attempt},
    shared::{WHICH_DATE, WHICH_NAME, WHICH_PRACTITIONER, WHICH_SERVICE},
    spec::{Effect, ToolSpec},
};
use crate::{
    domain::{
        appointment::{AppointmentSummary, Operation},
        dates::iso_start,
    },
    store::clinic::ClinicContext,
    voice::reply::ToolReply,
};

/// More starts than these are not listed beside the sentence.
const MOST_STARTS: usize = 20;

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "find_appointments",
    other_names: &["lookupCaller"],
    path: "appointments/find",
    summary: "the caller's appointments",
    description: "Lists the caller's own appointments to come, which are found by the number that they call from.",
    says: "Let me look that up.",
    effect: Effect::Tells,
    arguments: &[WHICH_DATE, WHICH_NAME, WHICH_SERVICE, WHICH_PRACTITIONER],
    out_of_time: |sentences| sentences.cannot_look_up(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    Ok(ArgumentReading::default().with_lookup(context, context.which(Purpose::Find)?))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let which = match context.which(Purpose::Find) {
        Ok(which) => which,
        Err(fault) => return context.fault(&fault),
    };
    let requester = context.requester();
    let found = match context.app.bookings.appointments_of(clinic, context.routed, &requester, &which).await {
        Ok(found) => found,
        Err(declined) => return outcome::declined(&context, &Attempt::about(Operation::Find, &which), &declined),
    };
    let visits: Vec<AppointmentSummary<'_>> = found.iter().map(|one| one.summary_for(context.caller)).collect();
    let slots = visits.iter().take(MOST_STARTS).map(|visit| iso_start(visit.start)).collect();
    let text = match visits.as_slice() {
        [] if context.caller.number.is_none() => {
            return ToolReply::declined(context.sentences().no_caller_number(Operation::Find));
        }
        [] => context.sentences().found_none(&context.desk(), which.is_said()),
        visits => context.sentences().found(visits, visits.len(), &context.desk()),
    };
    ToolReply { slots, total: visits.len(), ..ToolReply::done(text) }
}
