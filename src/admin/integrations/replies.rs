//! Having replies to the clinic's texts sent here, at the clinic's request: STOP is heard only by whoever gets them.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::{NOT_STORED, Named};
use crate::{
    app::App,
    context::RequestContext,
    domain::phone::PhoneNumber,
    http::{
        Error,
        auth::Editor,
        body::{JsonBody, json as answer},
        error::Problem,
        trail::recorded,
    },
    integrations::{RepliesInput, RepliesOutcome, UNREADABLE},
    log::{self, Level},
    store::{self, audit::Action},
};

const NO_TEXTS: Error = Error::NotFound("This service carries no texts, so there are no replies to them.");
/// Has what people answer to the clinic's texts sent here, so that a STOP is heard.
///
/// It sets the webhook for messages of the number that texts come from, and says what stood there before. Whoever read texts there gets
/// none any more, so what stands there has to be named: `instead_of`, as the `before` of a dry run says it. Otherwise the answer is 409
/// `changed_meanwhile`.
#[utoipa::path(post, path = "/api/integrations/{service}/replies", tag = "integrations", params(("service" = String, Path)),
    request_body(content = RepliesInput, example = json!({"dry_run": true})), security(("token" = ["admin"])),
    responses((status = 200, body = RepliesOutcome, description = "What was done or would be"), (status = "4XX", body = Problem)))]
pub(crate) async fn hear(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Named(connector): Named,
    JsonBody(input): JsonBody<RepliesInput>,
) -> Result<Response, Error> {
    let row = store::integrations::get(app.ports.database.as_ref(), editor.org_id, &connector.vendor())
        .await?
        .ok_or(NOT_STORED)?;
    let account = app.accounts.stored(&row).ok_or(UNREADABLE)?;
    let outcome = connector.hear_replies(&context, &account, &input).await?.ok_or(NO_TEXTS)?;
    if outcome.action.was_attempted() {
        let detail = told(row.service_type.as_str(), &outcome);
        let line = recorded(&app.ports, &context, &(&editor).into(), Action::REPLIES_DIRECTED, detail)?;
        // What was changed at the vendor is told even if D1 is down now.
        if let Err(error) = store::run_one(app.ports.database.as_ref(), line).await {
            let fields = [("action", "texts.replies_directed"), ("detail", &error.to_string())];
            log::write(app.ports.log.as_ref(), Level::Error, "audit.not_written", &fields);
        }
    }
    Ok(answer(StatusCode::OK, &outcome))
}

/// What the trail keeps: of an address only the host, since the rest may be a secret.
fn told(service: &str, RepliesOutcome { ok, number, before, .. }: &RepliesOutcome) -> Value {
    let number = number.as_deref().and_then(|number| PhoneNumber::parse(number).ok()).map(|number| number.masked());
    let instead_of = before.as_ref().and_then(|before| match &before.application {
        Some(_) => Some("an application"),
        None => before.host(),
    });
    json!({"service": service, "ok": ok, "number": number, "instead_of": instead_of})
}
