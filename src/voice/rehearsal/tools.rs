//! A tool, tried.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{NO_CALL, clinic, rehearse};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{call::ToolOutcome, caller::SignalledCaller, phone::PhoneNumber},
    http::{
        Error,
        auth::Reader,
        body::{JsonBody, json as answer},
        error::Problem,
        numbers,
    },
    voice::{
        reply::{ReplyVisit, ToolReply},
        tools::{self, TOOLS, Tool, ToolContext, WordUse, word_use},
    },
};

/// A tool to try, as a model would call it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolTrial {
    /// The name of a tool.
    #[schema(example = "check_availability")]
    tool: String,
    /// What the model sends; nothing if absent.
    #[serde(default)]
    #[schema(value_type = Object)]
    arguments: Map<String, Value>,
    /// The number that is called from; withheld if absent. National forms need the org's country.
    caller: Option<String>,
}

/// What would come of it.
#[derive(Serialize, ToSchema)]
pub struct TriedTool {
    /// The tool's own name.
    tool: &'static str,
    /// The sentence that the model hears.
    #[schema(example = "On Thursday, December 3 there are nine openings.")]
    says: String,
    outcome: ToolOutcome,
    /// The starts that the sentence offers, on the clinic's clock, at most five.
    starts: Vec<String>,
    /// How many starts there are in all.
    total_starts: usize,
    /// Whether the arguments were understood. If not, `says` tells what to ask.
    is_understood: bool,
    /// What was understood, one thing each.
    understood: Vec<String>,
    /// What became of the words of each argument.
    words: Vec<TriedWords>,
    /// The appointment that would be made, moved or cancelled; `null` if none would.
    appointment: Option<ReplyVisit>,
}

/// What became of the words of one argument. What changes nothing is ignored.
#[derive(Serialize, ToSchema)]
pub struct TriedWords {
    argument: String,
    /// Without one of these something else would be understood.
    used: Vec<String>,
    ignored: Vec<String>,
    /// Nothing is understood because of these: without one of them something would be.
    in_the_way: Vec<String>,
}

impl TriedWords {
    fn new(WordUse { argument, counting, idle }: WordUse, is_understood: bool) -> Self {
        if is_understood {
            Self { argument, used: counting, ignored: idle, in_the_way: Vec::new() }
        } else {
            Self { argument, used: Vec::new(), ignored: Vec::new(), in_the_way: counting }
        }
    }
}

/// Tries a tool: says what a caller would hear, and books, texts and keeps nothing.
#[utoipa::path(post, path = "/api/try", tag = "rehearsal", security(("token" = ["viewer"])),
    request_body(content = ToolTrial, example = json!({"tool": "check_availability", "arguments": {"date": "tomorrow afternoon, please"}})),
    responses((status = 200, body = TriedTool, description = "What would come of it"), (status = "4XX", body = Problem)))]
pub(crate) async fn try_tool(
    State(app): State<Arc<App>>,
    context: RequestContext,
    reader: Reader,
    JsonBody(trial): JsonBody<ToolTrial>,
) -> Result<Response, Error> {
    let tool = tools::named(&trial.tool).ok_or_else(unknown_tool)?;
    let mut routed = clinic(&app, &context, reader.org_id).await?;
    let country = routed.route.country;
    let number = trial.caller.as_deref().map(|text| numbers::entered("caller", text, country)).transpose()?;
    let caller = SignalledCaller::read(number.as_ref().map(PhoneNumber::as_str), Some(NO_CALL));
    let (read, words) = read(&app, &mut routed, &caller, (tool, &trial.arguments));
    let reply = rehearse(&app, &context, routed, caller, (tool, trial.arguments)).await;
    Ok(answer(StatusCode::OK, &tried(tool, reply, read, words)))
}

fn unknown_tool() -> Error {
    let names = TOOLS.map(|tool| tool.name).join(", ");
    Error::invalid("tool", format!("There is no such tool. The tools are {names}."))
}

/// How the tool reads the arguments, and which of their words count; `None` if it does not understand them.
fn read(
    app: &Arc<App>,
    routed: &mut Routed,
    caller: &SignalledCaller,
    (tool, arguments): (Tool, &Map<String, Value>),
) -> (Option<Vec<String>>, Vec<WordUse>) {
    let caller = &caller.at(&routed.route);
    let words = word_use(arguments, |arguments| {
        (tool.reading)(&ToolContext { app, routed, caller, tool_call_id: NO_CALL, arguments })
    });
    let read = (tool.reading)(&ToolContext { app, routed, caller, tool_call_id: NO_CALL, arguments });
    (read.ok().map(|read| read.items().to_vec()), words)
}

fn tried(tool: Tool, reply: ToolReply, read: Option<Vec<String>>, words: Vec<WordUse>) -> TriedTool {
    let is_understood = read.is_some();
    TriedTool {
        tool: tool.name,
        says: reply.text,
        outcome: reply.outcome,
        starts: reply.slots,
        total_starts: reply.total,
        is_understood,
        understood: read.unwrap_or_default(),
        words: words.into_iter().map(|words| TriedWords::new(words, is_understood)).collect(),
        appointment: reply.visit,
    }
}
