//! What an org's patients are texted, and who of its staff is.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    orgs, put_if_expected,
    saved::{self, Saved},
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{id::OrgId, route::Route, texts::TextSettings, warnings},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBytes, json as answer, parse},
        error::Problem,
        numbers,
        precondition::{IfMatch, tagged},
        trail::{audited, changed_fields},
    },
    store::{self, audit::Action},
};

/// Shows what patients are texted, and who of the staff is.
#[utoipa::path(get, path = "/api/messaging", tag = "messaging", security(("token" = [])),
    responses((status = 200, body = TextSettings, description = "The settings, each with a preview"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let messaging = store::text_settings::get(app.ports.database.as_ref(), org.id).await?;
    let shown = messaging.clone().with_previews(&org.name, org.language().text_wording());
    Ok(tagged(answer(StatusCode::OK, &shown), &messaging))
}

/// Replaces what patients are texted, and who of the staff is.
#[utoipa::path(put, path = "/api/messaging", tag = "messaging", request_body(content = TextSettings, example = json!({"confirmation": {"enabled": true, "template": "{clinic}: see you on {date} at {time}."}, "reminder_hours": 24, "staff": [{"number": "+1-202-555-0199", "hours": "open", "urgency_at_least": "routine"}]})), security(("token" = ["admin"])),
    params(IfMatch),
    responses((status = 200, body = Saved<TextSettings>, description = "The settings as they are now, each with a preview"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    if_match: IfMatch,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let messaging = read(&app, &body, org.id).await?;
    messaging.check(org.language().text_wording()).map_err(|error| Error::invalid(error.field, error.reason))?;
    let now = app.ports.clock.now();
    let stored = store::text_settings::stored(app.ports.database.as_ref(), org.id).await?;
    let changed_at = stored.as_ref().map(|stored| stored.updated_at);
    let before = stored.map(|stored| stored.document).unwrap_or_default();
    let expected = if_match.expect(Some(&before), changed_at)?;
    let fields = changed_fields(Some(&before), &messaging);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::MESSAGING_REPLACED, json!({"fields": fields}))?;
    put_if_expected(&database, store::text_settings::put(org.id, &messaging, now, expected)?).await?;
    app.changed(&context, org.id, []);
    let settings = messaging.clone();
    let warn =
        |route: &Route| warnings::of_texts(&settings, &org.name, &route.catalogue, route.language().text_wording());
    let shown = messaging.clone().with_previews(&org.name, org.language().text_wording());
    Ok(tagged(saved::answer(&app, org.id, (StatusCode::OK, shown), warn).await, &messaging))
}

/// Reads the staff's numbers as people write them, then the whole document strictly.
async fn read(app: &App, body: &[u8], org_id: OrgId) -> Result<TextSettings, Error> {
    let Ok(mut document) = serde_json::from_slice::<Value>(body) else { return parse(body) };
    if let Some(staff) = document.get_mut("staff").and_then(Value::as_array_mut).filter(|staff| !staff.is_empty()) {
        let database = app.ports.database.as_ref();
        let route = Arc::new(store::routes::of_org_as_called(database, org_id).await?.ok_or(orgs::NO_ORG)?);
        for (index, member) in staff.iter_mut().enumerate() {
            if let Some(Value::String(text)) = member.get_mut("number") {
                let field = format!("staff[{index}].number");
                let number = numbers::entered(&field, text, route.country)?;
                let named =
                    store::routes::naming_own(database, Arc::clone(&route), [Some(&number), None, None]).await?;
                numbers::of_staff(&field, text, &named)?.as_str().clone_into(text);
            }
        }
    }
    parse(document.to_string().as_bytes())
}
