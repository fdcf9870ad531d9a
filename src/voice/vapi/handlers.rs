//! One path per tool. The path says which tool it is, whatever the model calls it.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};

use super::{Webhook, admin, diagnose, serve};
use crate::{app::App, domain::tool::Tool, http::error::Problem};

/// The paths.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/vapi/webhook", post(webhook))
        .route("/api/vapi/webhook/{org}", post(pinned))
        .route("/api/vapi/diagnose", post(diagnose::diagnose))
        .route("/api/vapi/tools.json", get(admin::tools))
        .route("/api/vapi/provision", post(admin::provision))
        .route("/api/vapi/tools/calendar/check", post(check))
        .route("/api/vapi/tools/calendar/reserve", post(reserve))
        .route("/api/vapi/tools/calendar/book", post(book))
        .route("/api/vapi/tools/calendar/reschedule", post(reschedule))
        .route("/api/vapi/tools/calendar/cancel", post(cancel))
        .route("/api/vapi/tools/appointments/find", post(find))
        .route("/api/vapi/tools/sms/send", post(send))
        .route("/api/vapi/tools/transfer", post(transfer))
}

/// `POST /api/vapi/webhook`: every message of Vapi; which tools are called their names say
#[utoipa::path(post, path = "/api/vapi/webhook", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "Any server message of Vapi"),
    responses((status = 200, description = "What the message asks for; {} when it asks for nothing"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn webhook(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, None).await
}

/// `POST /api/vapi/webhook/{org}`: the same for one org, whose number must have been called if one was
#[utoipa::path(post, path = "/api/vapi/webhook/{org}", tag = "vapi", params(("org" = String, Path, description = "the org's id")),
    security(("vapi" = [])), request_body(content = Object, description = "Any server message of Vapi"),
    responses((status = 200, description = "What the message asks for; {} when it asks for nothing"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn pinned(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, None).await
}

/// `POST /api/vapi/tools/calendar/check`: what is free
#[utoipa::path(post, path = "/api/vapi/tools/calendar/check", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn check(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::CheckAvailability)).await
}

/// `POST /api/vapi/tools/calendar/reserve`: holds a time
#[utoipa::path(post, path = "/api/vapi/tools/calendar/reserve", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn reserve(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::ReserveSlot)).await
}

/// `POST /api/vapi/tools/calendar/book`: books a time
#[utoipa::path(post, path = "/api/vapi/tools/calendar/book", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn book(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::BookAppointment)).await
}

/// `POST /api/vapi/tools/calendar/reschedule`: moves one of the caller's appointments
#[utoipa::path(post, path = "/api/vapi/tools/calendar/reschedule", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn reschedule(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::RescheduleAppointment)).await
}

/// `POST /api/vapi/tools/calendar/cancel`: cancels one of the caller's appointments
#[utoipa::path(post, path = "/api/vapi/tools/calendar/cancel", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn cancel(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::CancelAppointment)).await
}

/// `POST /api/vapi/tools/appointments/find`: the caller's appointments
#[utoipa::path(post, path = "/api/vapi/tools/appointments/find", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn find(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::FindAppointments)).await
}

/// `POST /api/vapi/tools/sms/send`: texts the caller about an appointment
#[utoipa::path(post, path = "/api/vapi/tools/sms/send", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn send(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::SendSms)).await
}

/// `POST /api/vapi/tools/transfer`: whether a person can take over
#[utoipa::path(post, path = "/api/vapi/tools/transfer", tag = "vapi", security(("vapi" = [])),
    request_body(content = Object, description = "A message of Vapi with tool calls, or the older toolCall body"),
    responses((status = 200, description = "results, one per tool call; toolResult and speech for the older body"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn transfer(State(app): State<Arc<App>>, webhook: Webhook) -> Response {
    serve(&app, webhook, Some(Tool::TransferCall)).await
}
