//! `find_appointments`: the caller's appointments to come.

use super::{
    ToolContext, arguments,
    outcome::{self, Attempt},
    reading,
    shared::{WHICH_DATE, WHICH_NAME},
    spec::ToolSpec,
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
    arguments: &[WHICH_DATE, WHICH_NAME],
    out_of_time: |sentences| sentences.cannot_look_up(),
    reading: reading::which_appointment,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let which = match arguments::which(context.arguments, context.language(), context.today()) {
        Ok(which) => which,
        Err(fault) => return context.fault(&fault),
    };
    if context.caller.number.is_none() {
        return ToolReply::declined(context.sentences().no_caller_number(Operation::Find));
    }
    let requester = context.requester();
    let found = match context.app.bookings.appointments_of(clinic, context.routed, &requester, &which).await {
        Ok(found) => found,
        Err(declined) => return outcome::declined(&context, &Attempt::about(Operation::Find, &which), &declined),
    };
    let visits: Vec<AppointmentSummary<'_>> = found.iter().map(|one| one.summary_for(context.caller)).collect();
    let slots = visits.iter().take(MOST_STARTS).map(|visit| iso_start(visit.start)).collect();
    let text = match visits.as_slice() {
        [] => context.sentences().found_none(&context.desk(), which.is_said()),
        visits => context.sentences().found(visits, visits.len(), &context.desk()),
    };
    ToolReply { slots, total: visits.len(), ..ToolReply::done(text) }
}
