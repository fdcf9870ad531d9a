//! What callers would hear, for whoever sets up a clinic: a tool is tried, or hours before they are saved. Everything is a rehearsal: it is
//! read and decided as in a call, and nothing is booked, texted or kept.

pub(crate) mod hours;
pub(crate) mod tools;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    dispatch::{self, ToolCalls},
    message::{CallSignals, Inbound, MessageKind, ToolCall},
    reply::ToolReply,
    tools::Tool,
};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Routed, RoutingError, RoutingRefusal},
    domain::{caller::SignalledCaller, id::OrgId},
    http::{Error, error::NO_ORG, routes::routes},
};

routes! { Arc<App>;
    tools { try_tool }
    hours { preview }
}

/// The id of a call that there is not.
const NO_CALL: &str = "rehearsal";

/// The clinic as it would be called now.
async fn clinic(app: &App, context: &RequestContext, org_id: OrgId) -> Result<Routed, Error> {
    app.directory.of_org(context, org_id).await.map_err(|error| match error {
        RoutingError::Refused(RoutingRefusal::NotServed) => Error::Declined {
            code: "not_served",
            field: None,
            detail: "The clinic is suspended or closed, so callers hear that it cannot take bookings now.".to_owned(),
        },
        RoutingError::Refused(_) => NO_ORG,
        RoutingError::Store(error) => error.into(),
    })
}

/// What a caller would hear if the model called a tool with these arguments.
async fn rehearse(
    app: &Arc<App>,
    context: &RequestContext,
    routed: Routed,
    caller: SignalledCaller,
    (tool, arguments): (Tool, Map<String, Value>),
) -> ToolReply {
    let call = ToolCall { id: NO_CALL.to_owned(), name: tool.name.to_owned(), arguments: Ok(arguments) };
    let inbound = Inbound {
        kind: MessageKind::Other,
        signals: CallSignals::default(),
        is_withheld: caller.number().is_none(),
        caller,
        is_caller_unsaid: false,
        caller_verified: None,
        call_kind: None,
        reply_note: Value::Null,
        call_token: None,
        unbound_call: None,
    };
    let calls = ToolCalls { list: std::slice::from_ref(&call), of_address: Some(tool) };
    let replies = dispatch::answer(app, &context.rehearsed(), &inbound, calls, (Some(Ok(routed)), None)).await;
    let reply = replies.into_iter().next().map(dispatch::one_line);
    // One call has one reply.
    reply.unwrap_or_else(|| ToolReply::failed(String::new()))
}
