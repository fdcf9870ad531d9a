//! How an org's calls are answered at Vapi.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::{orgs, put_if_expected};
use crate::{
    app::App,
    context::RequestContext,
    domain::{assistant::Assistant, country::Country, id::OrgId},
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

/// Where the document has numbers: in what, under which name, and what that is called.
const NUMBERS: [(Option<&str>, &str, &str); 3] = [
    (None, "forwarding_number", "forwarding_number"),
    (Some("transfer"), "number", "transfer.number"),
    (Some("transfer"), "after_hours_number", "transfer.after_hours_number"),
];

/// Shows how the clinic's calls are answered.
#[utoipa::path(get, path = "/api/assistant", tag = "assistant", security(("token" = [])),
    responses((status = 200, body = Assistant, description = "The settings"), (status = "4XX", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Error> {
    let org = orgs::existing(&app, reader.org_id).await?;
    let assistant = store::assistants::get(app.ports.database.as_ref(), org.id).await?;
    Ok(tagged(answer(StatusCode::OK, &assistant), &assistant))
}

/// Replaces how the clinic's calls are answered.
#[utoipa::path(put, path = "/api/assistant", tag = "assistant", request_body(content = Assistant, example = json!({"assistant_id": "a5000000-0000-4000-8000-000000000001", "transfer": {"number": "+1-555-0199", "message": "One moment, please.", "mode": "warm", "summary": true}, "callers": {"block": ["+1-555-0177", "+1900"], "withheld": "answer"}, "call_log": {"retention_days": 90}})), security(("token" = ["admin"])),
    params(IfMatch),
    responses((status = 200, body = Assistant, description = "The settings as they are now"), (status = "4XX", body = Problem)))]
pub(crate) async fn replace(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    if_match: IfMatch,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let assistant = read(&body, org.country)?;
    assistant.check()?;
    refuse_own_numbers(&app, org.id, &assistant).await?;
    let stored = store::assistants::stored(app.ports.database.as_ref(), org.id).await?;
    let changed_at = stored.as_ref().map(|stored| stored.updated_at);
    let before = stored.map(|stored| stored.document).unwrap_or_default();
    let expected = if_match.expect(Some(&before), changed_at)?;
    let put = store::assistants::put(org.id, &assistant, app.ports.clock.now(), expected)?;
    let fields = changed_fields(Some(&before), &assistant);
    let database =
        audited(&app.ports, &context, &(&editor).into(), Action::ASSISTANT_REPLACED, json!({"fields": fields}))?;
    put_if_expected(&database, put).await?;
    app.changed(&context, org.id, []);
    Ok(tagged(answer(StatusCode::OK, &assistant), &assistant))
}

/// A call that is handed to one of the org's own numbers would come back to the assistant.
async fn refuse_own_numbers(app: &App, org_id: OrgId, assistant: &Assistant) -> Result<(), Error> {
    let mapped = store::mappings::mapped_among(org_id, assistant.handed_to().into_iter().flatten());
    let mapped = store::mappings::found_numbers(store::run_one(app.ports.database.as_ref(), mapped).await?)?;
    match assistant.numbers().find(|(_, number)| mapped.contains(number.number())) {
        Some((field, _)) => Err(Error::invalid(
            field,
            "The assistant answers this number itself, so a call that is handed to it would come back. Give a number that people answer.",
        )),
        None => Ok(()),
    }
}

/// Each entry in its canonical form, and once.
fn read_blocked(block: &mut Vec<Value>, country: Option<Country>) -> Result<(), Error> {
    for (n, entry) in block.iter_mut().enumerate() {
        if let Value::String(text) = entry {
            *text = numbers::blocked(&format!("callers.block[{n}]"), text, country)?.into();
        }
    }
    let mut seen = std::collections::HashSet::new();
    block.retain(|entry| entry.as_str().is_none_or(|text| seen.insert(text.to_owned())));
    Ok(())
}

/// Reads numbers as people write them, then the whole document strictly.
pub(super) fn read(body: &[u8], country: Option<Country>) -> Result<Assistant, Error> {
    let Ok(mut document) = serde_json::from_slice::<Value>(body) else { return parse(body) };
    for (holder, name, field) in NUMBERS {
        let holder = match holder {
            Some(holder) => document.get_mut(holder),
            None => Some(&mut document),
        };
        if let Some(Value::String(text)) = holder.and_then(|holder| holder.get_mut(name)) {
            numbers::dialled(field, text, country)?.dialled().clone_into(text);
        }
    }
    if let Some(Value::Array(block)) = document.get_mut("callers").and_then(|callers| callers.get_mut("block")) {
        read_blocked(block, country)?;
    }
    parse(document.to_string().as_bytes())
}
