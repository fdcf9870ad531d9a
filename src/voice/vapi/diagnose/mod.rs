//! A captured webhook, step by step: what was read of it, which clinic it is for, what would be answered, and why Vapi might not take
//! the answer.
//!
//! The message is served as the webhook serves it, as a rehearsal: everything is read and nothing is changed, at vendors neither. Of the
//! body only arguments, names, ids and numbers are shown, and nothing is shown or read of another org.

mod address;
mod codes;
mod notes;
mod report;
mod sent;
mod survey;
mod who;

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use self::{address::Address, report::Report, sent::AnsweredCall, survey::Survey};
use super::{Vapi, envelope::Format};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::signals::Unrouted,
    http::{Error, auth::Editor, body, error::Problem, query::Query},
    voice::{
        dispatch::serve,
        message::{Inbound, MessageKind},
        platform::VoicePlatform,
        receive::Received,
    },
};

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
    /// The HTTP status that Vapi would get.
    status: u16,
    /// The JSON that Vapi would get.
    #[schema(value_type = Object)]
    answer: Value,
    /// Why Vapi might ignore the answer, or the agent hear another than was meant.
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

/// `POST /api/vapi/diagnose`: what would be answered to a captured webhook, and why Vapi might ignore it; nothing is booked or sent
#[utoipa::path(post, path = "/api/vapi/diagnose", tag = "vapi", security(("token" = ["admin"])),
    params(("path" = Option<String>, Query, description = "where Vapi posted it: /api/vapi/webhook, or a tool's path such as calendar/book")),
    request_body(content = Object, description = "The body as it was captured, also if it is broken; up to 1 MiB"),
    responses((status = 200, body = Diagnosis, description = "What was read, and what would be answered"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn diagnose(
    State(app): State<Arc<App>>,
    Extension(vapi): Extension<Vapi>,
    context: RequestContext,
    Editor { org_id, .. }: Editor,
    Query(Parameters { path }): Query<Parameters>,
    request: Request,
) -> Result<Response, Error> {
    let address = Address::of_query(path.as_deref(), org_id)?;
    let bytes = body::read(request.into_body(), vapi.largest_body()).await?;
    let (mut report, survey) = (Report::default(), Survey::of(&bytes));
    report.body(&bytes, &survey);
    let mut inbound = match vapi.read_body(&bytes) {
        Ok(inbound) => inbound,
        Err(error) => {
            report.warn([if matches!(error, Error::TooLarge(_)) { "too_large" } else { "not_json" }]);
            return finish(report, error.into_response()).await;
        }
    };
    drop(bytes);
    inbound.signals.at_address_of(address.org_id);
    report.message(&inbound, &survey, address.tool);
    report.servers(&survey, app.config.public_url.as_deref());
    let context = context.rehearsed();
    let routed = who::clinic(&app, &context, &inbound, org_id, &mut report).await?;
    run((&app, &vapi), context, (inbound, address, survey.is_question), routed, report).await
}

/// Serves the message as the webhook does, and reads what is answered.
async fn run(
    (app, vapi): (&Arc<App>, &Vapi),
    context: RequestContext,
    (inbound, address, is_question): (Inbound, Address, bool),
    mut routed: Result<Routed, Unrouted>,
    mut report: Report,
) -> Result<Response, Error> {
    let mut calls = Vec::new();
    if let MessageKind::ToolCalls(list) = &inbound.kind {
        let format = Format::of(&inbound);
        for tool_call in list {
            if let Ok(routed) = &mut routed {
                report.arguments(app, routed, &inbound.caller.at(&routed.route), tool_call, address.tool);
            }
            calls.push(AnsweredCall { format, id: tool_call.id.clone() });
        }
    }
    let response = serve(app, vapi, Received { context, inbound, routed: Some(routed) }, address.tool).await;
    let (status, answer) = read(response).await?;
    sent::check(&calls, &answer, &mut report);
    if is_question && answer.as_object().is_none_or(serde_json::Map::is_empty) {
        report.warn(["not_answered"]);
    }
    Ok(report.finish(status, answer))
}

async fn finish(report: Report, response: Response) -> Result<Response, Error> {
    let (status, answer) = read(response).await?;
    Ok(report.finish(status, answer))
}

/// An answer as Vapi would read it.
async fn read(response: Response) -> Result<(StatusCode, Value), Error> {
    let status = response.status();
    let bytes = body::read(response.into_body(), usize::MAX).await?;
    Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
}
