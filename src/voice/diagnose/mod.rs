//! A captured message of a platform, step by step: what was read of it, which clinic it is for, what would be answered, and why the platform
//! might not take the answer.
//!
//! The message is served as the platform's is, as a rehearsal: everything is read and nothing is changed, at vendors neither. Of the
//! body only arguments, names, ids and numbers are shown, and nothing is shown or read of another org.

mod address;
mod codes;
mod diagnosed;
mod notes;
mod report;
mod who;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use self::{address::Address, report::Report};
pub(crate) use self::{
    diagnosed::{Diagnosed, Heard, Survey, SurveyedServer},
    report::MOST_CHARACTERS,
};
use super::{
    Platform, call_token,
    dispatch::serve,
    message::{Inbound, MessageKind},
    platform::VoicePlatform,
    receive::Received,
};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::signals::Unrouted,
    http::{
        Error,
        auth::Editor,
        body,
        error::Problem,
        query::{Query, Segment},
    },
};

/// Where messages are diagnosed.
pub(super) fn router(platforms: Arc<[Platform]>) -> Router<Arc<App>> {
    Router::new().route("/api/diagnose/{platform}", post(diagnose)).layer(Extension(platforms))
}

/// The query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameters {
    path: Option<String>,
}

/// What would become of a message.
#[derive(Serialize, ToSchema)]
pub struct Diagnosis {
    /// Whether every step went well and nothing is to be warned of.
    ok: bool,
    /// What was done with the message, in order.
    steps: Vec<Step>,
    /// The HTTP status that the platform would get.
    status: u16,
    /// The JSON that the platform would get.
    #[schema(value_type = Object)]
    answer: Value,
    /// Why the platform might ignore the answer, or the agent hear another than was meant.
    warnings: Vec<Warning>,
}

/// One step.
#[derive(Serialize, ToSchema)]
pub struct Step {
    /// `body`, `message`, `calls`, `server`, `caller`, `number`, `org`, `arguments` or `answer`.
    #[serde(rename = "step")]
    name: &'static str,
    /// Whether it went well.
    ok: bool,
    /// What was found.
    says: String,
}

/// A reason.
#[derive(Serialize, ToSchema)]
pub struct Warning {
    /// A stable word.
    code: &'static str,
    /// What it is and what to do.
    says: &'static str,
}

const NO_PLATFORM: Error = Error::NotFound("There is no such platform here. GET /api/openapi.json lists them as tags.");

/// `POST /api/diagnose/{platform}`: what would be answered to a captured message, and why the platform might ignore it; nothing is booked or sent
///
/// What the platform says in headers, such as `X-Called-Number`, is sent in the same headers here.
#[utoipa::path(post, path = "/api/diagnose/{platform}", tag = "rehearsal", security(("token" = ["admin"])),
    params(("platform" = String, Path, description = "the platform's name, such as `vapi`, `retell` or `mcp`", example = "vapi"),
        ("path" = Option<String>, Query, description = "where the platform posted it: one of its addresses here, or a tool's path such as calendar/book; its first address if absent")),
    request_body(content = Object, description = "The body as it was captured, also if it is broken; as large as the platform's may be",
        example = json!({"message": {"type": "tool-calls", "toolCallList": [], "phoneNumber": {"number": "+15550100"}}})),
    responses((status = 200, body = Diagnosis, description = "What was read, and what would be answered"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn diagnose(
    State(app): State<Arc<App>>,
    Extension(platforms): Extension<Arc<[Platform]>>,
    context: RequestContext,
    Editor { org_id, .. }: Editor,
    Segment(name): Segment,
    Query(Parameters { path }): Query<Parameters>,
    request: Request,
) -> Result<Response, Error> {
    let found = platforms.iter().find(|platform| platform.spec.name == name).ok_or(NO_PLATFORM)?;
    let address = Address::of_query(found.spec, path.as_deref(), org_id)?;
    let platform = found.built.as_ref();
    let (mut parts, body) = request.into_parts();
    let bytes = body::read(body, platform.largest_body(&address.path)).await?;
    as_posted(&mut parts, &address.path)?;
    let survey = platform.survey(&bytes, address.tool, app.config.public_url.as_deref());
    let mut report = Report::default();
    report.body(&bytes, &survey);
    let mut inbound = match platform.read(&parts, &bytes) {
        Ok(inbound) => inbound,
        Err(error) => {
            report.warn([if matches!(error, Error::TooLarge(_)) { "too_large" } else { "not_json" }]);
            let (status, answer) = read(error.into_response()).await?;
            return Ok(report.finish(platform, status, answer));
        }
    };
    drop(bytes);
    if call_token::apply(app.accounts.vault(), context.now, &mut inbound, address.org_id).is_err() {
        report.warn(["call_token_refused"]);
    }
    inbound.signals.at_address_of(address.org_id);
    report.message(platform, &inbound, &survey, address.tool);
    let is_question = survey.is_question;
    report.servers(survey);
    let context = context.rehearsed();
    let routed = who::clinic((&app, platform), &context, &inbound, org_id, &mut report).await?;
    run((&app, platform), context, (inbound, address, is_question), routed, report).await
}

/// The request as the platform would have made it: at its own address, and without what proves who asks here.
fn as_posted(parts: &mut Parts, path: &str) -> Result<(), Error> {
    parts.uri = path.parse().map_err(|_| Error::invalid("path", "This is no path."))?;
    parts.headers.remove(header::AUTHORIZATION);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(())
}

/// Serves the message as the platform's is served, and reads what is answered.
async fn run(
    (app, platform): (&Arc<App>, &dyn VoicePlatform),
    context: RequestContext,
    (inbound, address, is_question): (Inbound, Address, bool),
    mut routed: Result<Routed, Unrouted>,
    mut report: Report,
) -> Result<Response, Error> {
    let mut ids = Vec::new();
    if let MessageKind::ToolCalls(list) = &inbound.kind {
        for tool_call in list {
            if let Ok(routed) = &mut routed {
                report.arguments(app, routed, &inbound.caller.at(&routed.route), tool_call, address.tool);
            }
            ids.push(tool_call.id.clone());
        }
    }
    let note = inbound.reply_note.clone();
    let received = Received { context, inbound, routed: Some(routed) };
    let (status, answer) = read(serve(app, platform, received, address.tool).await).await?;
    report.heard(ids.len(), &platform.heard(&note, &ids, &answer), &answer);
    if is_question && answer.as_object().is_none_or(serde_json::Map::is_empty) {
        report.warn(["not_answered"]);
    }
    Ok(report.finish(platform, status, answer))
}

/// An answer as the platform would read it.
async fn read(response: Response) -> Result<(StatusCode, Value), Error> {
    let status = response.status();
    let bytes = body::read(response.into_body(), usize::MAX).await?;
    Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
}
