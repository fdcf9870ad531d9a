//! Opening hours and booking rules.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::json;

use super::{
    harm::{self, ForceQuery, HarmfulChange},
    load, orgs, put_if_expected,
    saved::{self, Saved},
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{route::Route, schedule::Schedule, warnings},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        precondition::{IfMatch, tagged},
        query::Query,
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows opening hours and booking rules.
#[utoipa::path(get, path = "/api/schedule", tag = "schedule", security(("token" = [])),
    responses((status = 200, body = Schedule, description = "The schedule"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let schedule = store::schedules::get(app.ports.database.as_ref(), reader.org_id).await?;
    let schedule = schedule.ok_or(Error::NotFound("No schedule is set yet. Set it with PUT /api/schedule."))?;
    Ok(tagged(answer(StatusCode::OK, &schedule), &schedule))
}

/// Replaces opening hours and booking rules.
#[utoipa::path(put, path = "/api/schedule", tag = "schedule", request_body(content = Schedule, example = json!({"slot_minutes": 30, "min_notice_minutes": 60, "horizon_days": 60, "weekly": {"monday": [{"open": "09:00", "close": "12:30"}, {"open": "13:30", "close": "17:00"}], "tuesday": [{"open": "09:00", "close": "17:00"}]}, "overrides": [{"date": "2027-01-01", "hours": [], "label": "New Year's Day"}]})), security(("token" = ["admin"])),
    params(IfMatch, ("force" = Option<bool>, Query, description = "Go on although bookings would lie outside opening hours")),
    responses((status = 200, body = Saved<Schedule>, description = "The schedule as it is now"), (status = 409, body = Problem,
        description = "harms_bookings: these would lie outside opening hours"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    if_match: IfMatch,
    Query(force): Query<ForceQuery>,
    JsonBody(schedule): JsonBody<Schedule>,
) -> Result<Response, Error> {
    let is_forced = force.is_forced()?;
    schedule.check()?;
    let org = orgs::existing(&app, editor.org_id).await?;
    // The grid is what multiplies: a schedule without a step starts an appointment every length of one.
    let field = if schedule.step_minutes.is_some() { "step_minutes" } else { "slot_minutes" };
    load::check(&app, org.id, field, |current, _| *current = Some(schedule.clone())).await?;
    let stored = store::schedules::stored(app.ports.database.as_ref(), org.id).await?;
    let changed_at = stored.as_ref().map(|stored| stored.updated_at);
    let before = stored.map(|stored| stored.document);
    let expected = if_match.expect(before.as_ref(), changed_at)?;
    if before.as_ref().is_some_and(|before| !before.has_hours_of(&schedule)) {
        let change = HarmfulChange::Schedule(Box::new(schedule.clone()));
        harm::refuse(&app, &context, org.id, is_forced, &change).await?;
    }
    let fields = changed_fields(before.as_ref(), &schedule);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::SCHEDULE_REPLACED, json!({"fields": fields}))?;
    let put = store::schedules::put(org.id, &schedule, app.ports.clock.now(), expected)?;
    put_if_expected(&database, put).await?;
    app.changed(&context, org.id, []);
    let today = org.zone.date(context.now);
    let warn = |route: &Route| warnings::of_schedule(&schedule, &route.catalogue, today);
    Ok(tagged(saved::answer(&app, org.id, (StatusCode::OK, &schedule), warn).await, &schedule))
}
