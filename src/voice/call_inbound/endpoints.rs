//! Where platforms of this family post: each address stands once by itself and once below an org's id.

use serde_json::{Value, json};

use crate::voice::endpoint::Endpoint;

pub(super) const TOOLS: &str = "tools";
pub(super) const INBOUND: &str = "inbound";
pub(super) const EVENTS: &str = "events";

/// What the API's description says of the bodies of one platform.
pub(crate) struct EndpointWords {
    /// The call of a tool, and its answer.
    pub(crate) tool: (&'static str, &'static str),
    /// The question who answers, and its answer.
    pub(crate) inbound: (&'static str, &'static str),
    /// What became of a call, if the platform tells.
    pub(crate) events: Option<&'static str>,
    /// An example of the call of a tool.
    pub(crate) call: fn() -> Value,
}

/// A call as the platforms of the family put it, for examples.
pub(crate) fn example_of_call() -> Value {
    json!({"call_id": "call_1", "call_type": "phone_call", "direction": "inbound", "from_number": "+12025550188",
        "to_number": "+15550100"})
}

fn example_of_ringing() -> Value {
    json!({"event": "call_inbound", "call_inbound": {"from_number": "+12025550188", "to_number": "+15550100"}})
}

fn example_of_event() -> Value {
    json!({"event": "call_started", "call": example_of_call()})
}

/// The addresses of a platform below its root, each also below an org's id.
pub(crate) fn endpoints(root: &str, words: &EndpointWords) -> Vec<Endpoint> {
    let of_org = format!("{root}/{{org}}");
    [root, &of_org].into_iter().flat_map(|base| below(base, words)).collect()
}

fn below(base: &str, words: &EndpointWords) -> Vec<Endpoint> {
    let at = |path: &str, summary, (body, answer): (&'static str, &'static str), example| Endpoint {
        path: format!("{base}/{path}"),
        tool: None,
        summary,
        body,
        answer,
        example,
    };
    let tools = at(TOOLS, "the call of a tool, which the body names", words.tool, words.call);
    let inbound = at(INBOUND, "who answers, while the phone rings", words.inbound, example_of_ringing);
    let told = "what became of a call; events may repeat and come in any order";
    let events = words.events.map(|body| at(EVENTS, told, (body, ""), example_of_event));
    let of_tools = Endpoint::of_tools(&format!("{base}/{TOOLS}"), words.tool.0, words.tool.1, words.call);
    [tools, inbound].into_iter().chain(events).chain(of_tools).collect()
}
