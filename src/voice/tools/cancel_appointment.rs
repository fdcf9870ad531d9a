//! `cancel_appointment`: cancels one of the caller's appointments.

use super::{
    Purpose, ToolContext,
    outcome::{self, Attempt},
    reading,
    shared::{WHICH_DATE, WHICH_NAME, WHICH_PRACTITIONER, WHICH_SERVICE},
    spec::{Effect, ToolSpec},
};
use crate::{booking::Target, domain::appointment::Operation, store::clinic::ClinicContext, voice::reply::ToolReply};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "cancel_appointment",
    other_names: &[],
    path: "calendar/cancel",
    summary: "cancels one of the caller's appointments",
    description: "Cancels one of the caller's own appointments, which are found by the number that they call from. Hear them say yes first.",
    says: "Let me cancel that for you.",
    effect: Effect::GivesUp,
    arguments: &[WHICH_DATE, WHICH_NAME, WHICH_SERVICE, WHICH_PRACTITIONER],
    out_of_time: |sentences| sentences.out_of_time(),
    reading: reading::which_appointment,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let which = match context.which(Purpose::Act) {
        Ok(which) => which,
        Err(fault) => return context.fault(&fault),
    };
    let (requester, target) = (context.requester(), Target::OfCaller(which.clone()));
    match context.app.bookings.cancel(clinic, context.routed, &requester, &target).await {
        // It was only held.
        Ok(outcome) if outcome.held_until.is_some() => {
            ToolReply::done(context.sentences().hold_ended(&outcome.summary(), &context.desk()))
        }
        Ok(outcome) => {
            let (visit, texting) = (outcome.told(), outcome::texting(&outcome));
            ToolReply::done(context.sentences().cancelled(&visit, texting, &context.desk()))
                .about(&outcome.appointment_id)
                .rehearsing(clinic, &visit)
        }
        Err(declined) => outcome::declined(&context, &Attempt::about(Operation::Cancel, &which), &declined),
    }
}
