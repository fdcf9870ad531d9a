//! What an org's account at Retell is set up with: to read and do by hand, or done by us.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use chrono::TimeDelta;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    client::RetellAccount,
    platform::{ACCOUNT, ROOT, Retell},
    provision::{self, Setup, is_id},
    toolset,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{phone::PhoneNumber, route::Route, secret::Secret},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::Problem,
        trail::recorded,
    },
    integrations::UNREADABLE,
    log::{self, Level},
    outbound::Deadline,
    store::{self, audit::Action},
    voice::{
        account::{PlatformCredential, PlatformSettings},
        pasted,
        provision::Provisioned,
    },
};

/// Nobody waits at a phone for this.
const BUDGET: TimeDelta = TimeDelta::seconds(25);
/// Numbers that one run sets up: the free plan allows 50 subrequests.
const MOST_NUMBERS: usize = 5;
const PROVISIONED: Action = Action::named("retell.provisioned");

const NO_KEY: Error = Error::Conflict {
    code: "api_key_missing",
    field: "",
    detail: "There is no API key of a Retell account. Store one as api_key with PUT /api/integrations/retell.",
};

/// What is to be set up at Retell.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetellProvisionInput {
    /// Whether to say only what would be done.
    dry_run: bool,
    /// Retell's id of the agent.
    agent_id: String,
    /// One of the org's numbers; by default all that Retell has.
    phone_number: Option<String>,
    /// Whether an agent or number that sends to another server is to send here.
    #[serde(default)]
    replace_server: bool,
}

/// Shows the tools as Retell takes them.
#[utoipa::path(get, path = "/api/retell/tools.json", tag = "retell", security(("token" = [])),
    responses((status = 200, body = Object, description = "`tools` are for `general_tools` of a Retell LLM"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn tools(
    State(app): State<Arc<App>>,
    Extension(retell): Extension<Retell>,
    reader: Reader,
) -> Result<Response, Error> {
    pasted::tools(&app, reader.org_id, &retell, ROOT).await
}

/// Sets up the clinic's account at Retell: functions, webhooks and numbers.
#[utoipa::path(post, path = "/api/retell/provision", tag = "retell", request_body(content = RetellProvisionInput,
    example = json!({"dry_run": true, "agent_id": "agent_of_the_account"})), security(("token" = ["admin"])),
    responses((status = 200, body = Provisioned, description = "What was done, step by step"), (status = "4XX", body = Problem)))]
pub(crate) async fn provision(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(input): JsonBody<RetellProvisionInput>,
) -> Result<Response, Error> {
    let base = pasted::base(&app, ROOT)?;
    let route = pasted::org(&app, editor.org_id).await?;
    let api_key = key(&app, &route)?;
    if !is_id(&input.agent_id) {
        return Err(Error::invalid("agent_id", "Send Retell's id of the agent that answers the org's calls."));
    }
    let numbers = numbers(input.phone_number.as_deref(), &route)?;
    let setup = Setup {
        tools: toolset::tools(&route, &base),
        events_url: toolset::url(&base, &route, "events"),
        inbound_url: toolset::url(&base, &route, "inbound"),
        base,
        agent_id: &input.agent_id,
        numbers: &numbers,
        replace_server: input.replace_server,
        dry_run: input.dry_run,
    };
    let (api_base, deadline) = (app.config.vendors.retell.as_str(), Deadline::at(context.now + BUDGET));
    let account = RetellAccount::new(&app.ports, api_base, &api_key, deadline);
    let provisioned = provision::run(&account, &setup).await;
    if !input.dry_run {
        leave_line(&app, &context, &editor, &input.agent_id).await?;
    }
    Ok(answer(StatusCode::OK, &provisioned))
}

/// What was set up at Retell is told even if D1 is down now.
async fn leave_line(app: &App, context: &RequestContext, editor: &Editor, agent_id: &str) -> Result<(), Error> {
    let detail = serde_json::json!({"agent_id": agent_id});
    let line = recorded(&app.ports, context, &editor.into(), PROVISIONED, detail)?;
    if let Err(error) = store::run_one(app.ports.database.as_ref(), line).await {
        let fields = [("action", "retell.provisioned"), ("detail", &error.to_string())];
        log::write(app.ports.log.as_ref(), Level::Error, "audit.not_written", &fields);
    }
    Ok(())
}

fn key(app: &App, route: &Route) -> Result<Secret, Error> {
    let (account, _) = route.integration::<PlatformSettings>(&ACCOUNT.vendor).ok_or(NO_KEY)?;
    let opened: Option<PlatformCredential> = app.accounts.open(route.org_id, &ACCOUNT.vendor, account);
    opened.ok_or(UNREADABLE)?.api_key.ok_or(NO_KEY)
}

fn numbers(given: Option<&str>, route: &Route) -> Result<Vec<PhoneNumber>, Error> {
    let own = route.own_numbers.clone().unwrap_or_default();
    let invalid = |detail: &str| Err(Error::invalid("phone_number", detail));
    let chosen = match given.map(PhoneNumber::parse) {
        Some(Ok(number)) if own.contains(&number) => vec![number],
        Some(_) => return invalid("No active mapping of the org has this number. Add it to the clinic first."),
        None => own,
    };
    if chosen.len() > MOST_NUMBERS || route.own_numbers.is_none() {
        return invalid("The org has more than five numbers. Send them one by one.");
    }
    Ok(chosen)
}
