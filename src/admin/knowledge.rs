//! What a clinic has written down for its callers.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::json;

use super::{orgs, put_if_expected};
use crate::{
    app::App,
    context::RequestContext,
    domain::knowledge::Knowledge,
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        precondition::{IfMatch, tagged},
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows what the clinic has written down for its callers.
#[utoipa::path(get, path = "/api/knowledge", tag = "knowledge", security(("token" = [])),
    responses((status = 200, body = Knowledge, description = "All of it; empty until something is set"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let stored = store::knowledge::get(app.ports.database.as_ref(), org.id).await?;
    let knowledge = stored.map(|text| text.knowledge).unwrap_or_default();
    Ok(tagged(answer(StatusCode::OK, &knowledge), &knowledge))
}

/// Replaces what the clinic has written down for its callers.
#[utoipa::path(put, path = "/api/knowledge", tag = "knowledge", request_body(content = Knowledge, example = json!({"facts": [{"id": "parking", "topic": "parking", "ask": ["where can I park", "is there parking"], "say": "Parking is free behind the building."}], "insurance": {"accepted": ["Delta Dental PPO"], "not_accepted": ["DeltaCare"], "otherwise": "ask_staff"}, "never": ["other patients"], "unknown": "ask_message"})), security(("token" = ["admin"])),
    params(IfMatch),
    responses((status = 200, body = Knowledge, description = "All of it as it is now, each fact with its id"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    if_match: IfMatch,
    JsonBody(mut knowledge): JsonBody<Knowledge>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    for fact in knowledge.facts.iter_mut().filter(|fact| fact.id.is_empty()) {
        fact.id = app.ports.new_id()?.to_string();
    }
    knowledge.check(org.language().question_words())?;
    let stored = store::knowledge::stored(app.ports.database.as_ref(), org.id).await?;
    let changed_at = stored.as_ref().map(|stored| stored.updated_at);
    let before = stored.map(|stored| stored.document).unwrap_or_default();
    let expected = if_match.expect(Some(&before), changed_at)?;
    let put = store::knowledge::put(org.id, &knowledge, app.ports.clock.now(), expected)?;
    let fields = changed_fields(Some(&before), &knowledge);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::KNOWLEDGE_REPLACED, json!({"fields": fields}))?;
    put_if_expected(&database, put).await?;
    app.changed(&context, org.id, []);
    Ok(tagged(answer(StatusCode::OK, &knowledge), &knowledge))
}
