//! `transfer_call`: whether a person can take over. The answer to a function tool hands no call over: a platform's own tool for that
//! does, and asks for the destination. Why the caller wants a person (`reason`) changes nothing.

use std::sync::Arc;

use super::{
    ArgumentReading, ToolContext,
    spec::{Argument, Effect, ToolSpec},
};
use crate::{
    domain::assistant::Takeover,
    voice::{answering::naming_own, reply::ToolReply},
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "transfer_call",
    other_names: &["transferCall"],
    path: "transfer",
    summary: "whether a person can take over",
    description: "Says whether a person at the clinic can take over now. Use it when the caller asks for a person or needs what no other \
                  tool does. It hands nothing over itself: its answer says what to do next.",
    says: "Let me see who is there.",
    effect: Effect::Tells,
    arguments: &[Argument::text("reason", "Why the caller wants a person, in a few words.")],
    out_of_time: |sentences| sentences.out_of_time(),
    reading: |_| Ok(ArgumentReading::default()),
    run: |context, _| Box::pin(answer(context)),
};

async fn answer(context: ToolContext<'_>) -> ToolReply {
    let (desk, route) = (context.desk(), naming_own(context.app, Arc::clone(&context.routed.route)).await);
    ToolReply::done(match route.takeover(context.app.ports.clock.now()) {
        Takeover::By { .. } => context.sentences().can_take_over(&desk),
        Takeover::Closed { opens } => context.sentences().nobody_there(opens, &desk),
        Takeover::NotSetUp | Takeover::ComesBack => context.sentences().nobody_takes_over(&desk),
    })
}
