//! Opening hours, before they are saved: what the agent would say of them.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{NO_CALL, clinic, rehearse};
use crate::{
    app::App,
    context::RequestContext,
    directory::Routed,
    domain::{caller::SignalledCaller, route::Route, schedule::Schedule},
    http::{
        Error,
        auth::Reader,
        body::{JsonBody, json as answer},
        error::Problem,
    },
    language::variables::variables,
    voice::tools,
};

/// What the agent would say of opening hours.
#[derive(Serialize, ToSchema)]
pub struct HoursPreview {
    /// Whether the clinic would be open now.
    is_open_now: bool,
    /// When it would open next; empty if it would not in the coming months.
    #[schema(example = "Monday, December 21 at 9 AM")]
    opens_next: String,
    #[schema(example = "9 AM to 5 PM")]
    today: String,
    #[schema(example = "Monday to Friday, 9 AM to 5 PM; Saturday and Sunday, closed.")]
    week: String,
    /// What a caller would hear who asks for the first free time.
    first_openings: String,
}

/// Says what the agent would say of opening hours, and saves nothing.
#[utoipa::path(post, path = "/api/schedule/preview", tag = "rehearsal", security(("token" = ["viewer"])),
    request_body(content = Schedule, example = json!({"weekly": {"monday": [{"open": "09:00", "close": "12:30"}]}, "overrides": [{"date": "2027-01-01", "hours": [], "label": "New Year's Day"}]})),
    responses((status = 200, body = HoursPreview, description = "What would be said with this schedule"), (status = "4XX", body = Problem)))]
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    context: RequestContext,
    reader: Reader,
    JsonBody(schedule): JsonBody<Schedule>,
) -> Result<Response, Error> {
    schedule.check()?;
    let routed = clinic(&app, &context, reader.org_id).await?;
    let route = Route { schedule: Some(schedule), ..(*routed.route).clone() };
    let variables = variables(&route, context.now);
    let said = |name: &str| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let is_open_now = route.rules().is_some_and(|rules| rules.is_open(context.now));
    let (opens_next, today, week) = (said("opens_next"), said("hours_today"), said("hours_week"));
    let first_openings = first_openings(&app, &context, routed.supposing(route)).await;
    Ok(answer(StatusCode::OK, &HoursPreview { is_open_now, opens_next, today, week, first_openings }))
}

async fn first_openings(app: &Arc<App>, context: &RequestContext, routed: Routed) -> String {
    let Some(tool) = tools::named("check_availability") else { return String::new() };
    let arguments = Map::from_iter([("earliest".to_owned(), Value::Bool(true))]);
    let caller = SignalledCaller::read(None, Some(NO_CALL));
    rehearse(app, context, routed, caller, (tool, arguments)).await.text
}
