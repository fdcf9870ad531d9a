//! `take_message`: takes down what the caller wants the clinic's staff to know or to call back about.

use super::{
    ArgumentReading, Fault, ToolContext, arguments,
    spec::{Argument, Effect, Takes, ToolSpec},
};
use crate::{
    calendars::AvailabilityError,
    domain::{
        caller_message::{CallbackNumber, CallerMessage, ending},
        schedule::Rules,
    },
    inbox::NotTaken,
    language::sentences::{ArgumentFault, Callback, TakenSummary},
    log::{self, Level},
    store::clinic::ClinicContext,
    voice::{clinic::explain, reply::ToolReply},
};

pub(super) static TOOL: ToolSpec = ToolSpec {
    name: "take_message",
    other_names: &["takeMessage"],
    path: "messages/take",
    summary: "takes a message for the clinic's staff",
    description: "Takes a message for the clinic's staff, who call back. Use it when the caller wants somebody to call back, asks what no \
                  other tool answers, or cannot be helped otherwise. Read the message back first, and ask for the caller's name.",
    says: "Let me write that down.",
    effect: Effect::Adds,
    arguments: &[
        Argument::text(
            "about",
            "What the staff should know, in one or two short sentences, in the caller's own words.",
        )
        .required(),
        Argument::text("name", "The caller's full name, as they said it."),
        Argument::text(
            "callback_number",
            "Another number to call back. Leave it out if it is the one that they call from, or if they give none.",
        ),
        Argument::text("for", "Whom the message is for, if the caller names somebody, as they said it."),
        Argument {
            name: "urgency",
            takes: Takes::OneOf(&["routine", "soon", "emergency"]),
            is_required: false,
            description: "How urgent it is; routine if left out. emergency only if somebody may be in danger.",
        },
        Argument::text("best_time", "When the caller would like to be called, in their own words."),
    ],
    out_of_time: |sentences| sentences.out_of_time(),
    reading,
    run: |context, clinic| Box::pin(run(context, clinic)),
};

fn reading(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let words = arguments::message(context.arguments, &context.routed.route, context.caller)?;
    let callback_number = match words.callback {
        CallbackNumber::NotSaid => None,
        CallbackNumber::Declined => Some("none".to_owned()),
        CallbackNumber::Unreadable(error) => return Err(ArgumentFault::CallbackNumber(error)),
        CallbackNumber::Said(number) => Some(number.masked()),
    };
    Ok(ArgumentReading::default()
        .with("about", Some(words.about))
        .with("name", words.name)
        .with("callback_number", callback_number)
        .with("for", words.practitioner.map(|(_, name)| name).or(words.addressee))
        .with("urgency", Some(words.urgency.as_str()))
        .with("best_time", words.best_time))
}

async fn run(context: ToolContext<'_>, clinic: &ClinicContext) -> ToolReply {
    let words = match arguments::message(context.arguments, &context.routed.route, context.caller) {
        Ok(words) => words,
        Err(fault) => return context.fault(&fault),
    };
    let requester = (context.caller, context.tool_call_id);
    match context.app.inbox.take(clinic, context.routed, requester, &words).await {
        Ok(message) => taken(&context, &message),
        Err(not_taken) => refused(&context, not_taken),
    }
}

fn taken(context: &ToolContext<'_>, message: &CallerMessage) -> ToolReply {
    let now = context.app.ports.clock.now();
    let callback = match context.routed.route.rules() {
        Some(rules) if rules.is_open(now) => Callback::Today,
        rules => {
            rules.and_then(|rules: Rules<'_>| rules.opens_next(now)).map_or(Callback::Unknown, Callback::AtOpening)
        }
    };
    let practitioner = message.practitioner_name.as_deref();
    let summary = TakenSummary { ending: message.callback_number.as_ref().map(ending), practitioner, callback };
    ToolReply::done(context.sentences().message_taken(&summary, &context.desk()))
}

fn refused(context: &ToolContext<'_>, not_taken: NotTaken) -> ToolReply {
    let (sentences, desk) = (context.sentences(), context.desk());
    match not_taken {
        NotTaken::NoNumber => ToolReply::declined(sentences.callback_number_needed(&desk)),
        NotTaken::UnreadableNumber(error) => context.fault(&ArgumentFault::CallbackNumber(error)),
        NotTaken::LimitReached(limit) => ToolReply::declined(sentences.message_limit_reached(limit, &desk)),
        NotTaken::OtherRequest => ToolReply::declined(sentences.other_request(&desk)),
        NotTaken::Routing(error) => explain(context.app, context.routed, &AvailabilityError::from(error)),
        NotTaken::Store(error) => {
            let org_id = context.routed.route.org_id.to_string();
            let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
            log::write(context.app.ports.log.as_ref(), Level::Error, "inbox.not_written", &fields);
            ToolReply::failed(sentences.message_not_confirmed(&desk))
        }
    }
}
