//! The tools of one message on their way into the clinic's object, and their answers on the way back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    call_token::UnboundCall,
    dispatch::{ToolCalls, ToolRecord},
    message::{Inbound, ToolCall},
    raw_arguments::Unreadable,
    tools,
};
use crate::{
    directory::HandedOver, domain::caller::SignalledCaller, language::sentences::ArgumentFault, voice::tools::Tool,
};

/// Where an object takes the tools of a message. No request from outside gets there.
pub(super) const TOOLS_PATH: &str = "/tools";

/// The tools of one message.
#[derive(Serialize, Deserialize)]
pub(super) struct ToolQuestion {
    pub(super) clinic: HandedOver,
    pub(super) caller: SignalledCaller,
    pub(super) call_kind: Option<String>,
    /// The name of the platform that carries the call; none of a rehearsal.
    #[serde(default)]
    pub(super) platform: Option<String>,
    /// The call of a token that the platform's id is not known to be.
    #[serde(default)]
    pub(super) unbound_call: Option<UnboundCall>,
    /// Whether the message says nothing of the caller, not even that the number is withheld, so that the call log may know them.
    #[serde(default)]
    pub(super) is_caller_unsaid: bool,
    calls: Vec<HandedCall>,
    /// The name of the tool whose address it is.
    of_address: Option<String>,
    pub(super) is_rehearsal: bool,
}

/// What came of them, in order.
#[derive(Serialize, Deserialize)]
pub(super) struct ToolAnswers {
    pub(super) records: Vec<ToolRecord>,
    /// The number is another clinic's now, so nothing was done, and that clinic's object is the one to ask.
    #[serde(default)]
    pub(super) has_moved: bool,
}

#[derive(Serialize, Deserialize)]
struct HandedCall {
    id: String,
    name: String,
    arguments: HandedArguments,
}

#[derive(Serialize, Deserialize)]
enum HandedArguments {
    Read(Map<String, Value>),
    NotJson,
    NotAnObject,
}

impl ToolQuestion {
    pub(super) fn new(
        clinic: HandedOver,
        inbound: &Inbound,
        (calls, platform): (ToolCalls<'_>, Option<&'static str>),
        is_rehearsal: bool,
    ) -> Self {
        Self {
            clinic,
            caller: inbound.caller.clone(),
            call_kind: inbound.call_kind.clone(),
            platform: platform.map(str::to_owned),
            unbound_call: inbound.unbound_call.clone(),
            is_caller_unsaid: inbound.is_caller_unsaid,
            calls: calls.list.iter().map(HandedCall::of).collect(),
            of_address: calls.of_address.map(|tool| tool.name.to_owned()),
            is_rehearsal,
        }
    }

    pub(super) fn of_address(&self) -> Option<Tool> {
        self.of_address.as_deref().and_then(tools::named)
    }

    pub(super) fn take_calls(&mut self) -> Vec<ToolCall> {
        std::mem::take(&mut self.calls).into_iter().map(HandedCall::into_call).collect()
    }
}

impl HandedCall {
    fn of(call: &ToolCall) -> Self {
        let arguments = match &call.arguments {
            Ok(arguments) => HandedArguments::Read(arguments.clone()),
            Err(Unreadable { fault: ArgumentFault::NotAnObject, .. }) => HandedArguments::NotAnObject,
            Err(_) => HandedArguments::NotJson,
        };
        Self { id: call.id.clone(), name: call.name.clone(), arguments }
    }

    fn into_call(self) -> ToolCall {
        // What they say was looked at before they were handed over.
        let unreadable = |fault| Err(Unreadable::new(fault, ""));
        let arguments = match self.arguments {
            HandedArguments::Read(arguments) => Ok(arguments),
            HandedArguments::NotJson => unreadable(ArgumentFault::NotJson),
            HandedArguments::NotAnObject => unreadable(ArgumentFault::NotAnObject),
        };
        ToolCall { id: self.id, name: self.name, arguments }
    }
}
