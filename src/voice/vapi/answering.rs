//! Who gets a call, as Vapi hears it: the answers to `assistant-request` and `transfer-destination-request`.
//!
//! Their shapes are `ServerMessageResponseAssistantRequest` and `ServerMessageResponseTransferDestinationRequest` of Vapi's SDK 2.0.1; a
//! destination is `TransferDestinationNumber` with `type: "number"`. `error` outranks `destination`, which outranks an assistant, so one of
//! them is sent and never two. No `callerId` is sent, so the staff sees the caller's number.

use serde_json::{Map, Value};

use crate::{
    domain::{assistant::TransferMode, route::Route},
    log::{self, Level},
    ports::LogSink,
    voice::platform::{CallAnswer, TransferPlan},
};

/// The answer to either message.
pub(super) fn answer(answer: CallAnswer, log: &dyn LogSink) -> Value {
    match answer {
        CallAnswer::Assistant { route, variables, .. } => assistant(&route, variables, log),
        CallAnswer::Forward { number, extension, message, plan } => {
            let number = vec![
                ("type", "number".into()),
                ("number", number.dialled().into()),
                ("extension", extension.into()),
                ("message", message.into()),
                ("transferPlan", plan.map(transfer_plan).into()),
            ];
            object(vec![("destination", object(number))])
        }
        CallAnswer::Nobody { sentence, .. } => error(sentence),
    }
}

/// The org's assistant or squad. `assistantOverrides` and `squadOverrides` are both `AssistantOverrides`; those of a squad apply to all
/// its members.
fn assistant(route: &Route, variables: Vec<(&'static str, String)>, log: &dyn LogSink) -> Value {
    let (id, who, overrides) = match (&route.assistant.assistant_id, &route.assistant.squad_id) {
        (Some(id), _) => (id, "assistantId", "assistantOverrides"),
        (None, Some(id)) => (id, "squadId", "squadOverrides"),
        (None, None) => {
            let fields = [("org_id", &*route.org_id.to_string())];
            log::write(log, Level::Warn, "assistant.not_configured", &fields);
            return error(route.language().sentences().not_answered(&route.clinic_name));
        }
    };
    let variables = object(variables.into_iter().map(|(name, value)| (name, value.into())).collect());
    object(vec![(who, id.as_str().into()), (overrides, object(vec![("variableValues", variables)]))])
}

/// A `TransferPlan`. Of the warm modes it takes the one that hears whether a person answers, since only that one falls back; a blind
/// transfer does so by SIP, where the account has that switched on. Unless told otherwise, Vapi ends the call after the fallback's words.
fn transfer_plan(plan: TransferPlan) -> Value {
    let TransferPlan { mode, summary, to_staff, nobody_free } = plan;
    let is_warm = mode == TransferMode::Warm;
    let mode = match (mode, summary) {
        (TransferMode::Blind, false) => "blind-transfer",
        (TransferMode::Blind, true) => "blind-transfer-add-summary-to-sip-header",
        (TransferMode::Warm, _) => "warm-transfer-experimental",
    };
    let summary_plan = summary.then(|| object(vec![("enabled", true.into())]));
    // The assistant that calls the person knows the whole conversation otherwise.
    let context = (is_warm && !summary).then(|| object(vec![("type", "none".into())]));
    object(vec![
        ("mode", mode.into()),
        ("message", (is_warm && !summary).then_some(to_staff).into()),
        ("summaryPlan", summary_plan.into()),
        ("contextEngineeringPlan", context.into()),
        ("fallbackPlan", object(vec![("message", nobody_free.into()), ("endCallEnabled", false.into())])),
    ])
}

fn error(sentence: String) -> Value {
    object(vec![("error", sentence.into())])
}

/// An object of the members that have a value.
fn object(members: Vec<(&'static str, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        if !value.is_null() {
            object.insert(name.to_owned(), value);
        }
    }
    Value::Object(object)
}
