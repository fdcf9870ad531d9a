//! What an org's account at Vapi is set up with: to read and do by hand, or done by us.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use chrono::TimeDelta;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::credential::{VAPI, VapiCredential, VapiSettings};
use crate::{
    app::App,
    context::RequestContext,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonBody, json as answer},
        error::{NO_ORG, Problem},
        fields::uuid,
        trail::recorded,
    },
    integrations::{NO_PUBLIC_URL, UNREADABLE},
    log::{self, Level},
    outbound::Deadline,
    store::{self, Batch, audit::Action},
    voice::{
        platform::VoicePlatform,
        provision::Provisioned,
        vapi::{
            Vapi,
            client::VapiAccount,
            provision::{self, Setup},
            toolset,
        },
    },
};

/// Nobody waits at a phone for this, and a first run makes some fifteen requests, one after another.
const BUDGET: TimeDelta = TimeDelta::seconds(25);
/// Numbers that one run sets up: the free plan allows 50 subrequests.
const MOST_NUMBERS: usize = 5;

/// What is to be set up at Vapi.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvisionInput {
    /// Whether to say only what would be done.
    dry_run: bool,
    /// Vapi's id of the assistant; by default the `assistant_id` of how the org's calls are answered.
    assistant_id: Option<String>,
    /// Vapi's id of one of the org's numbers; by default all whose mappings have one.
    phone_number_id: Option<String>,
    /// Whether the assistant also asks with every turn of a caller what is written down about it, and not only when its model calls
    /// `answer_question`. Left as it is at Vapi unless this is true.
    #[serde(default)]
    knowledge_base: bool,
    /// Whether an assistant or number that sends to another server is to send here.
    #[serde(default)]
    replace_server: bool,
}

/// Shows the tools as Vapi takes them.
#[utoipa::path(get, path = "/api/vapi/tools.json", tag = "vapi", security(("token" = [])),
    responses((status = 200, body = Object, description = "Each of `tools` is a body for Vapi's `POST /tool`"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn tools(
    State(app): State<Arc<App>>,
    Extension(vapi): Extension<Vapi>,
    reader: Reader,
) -> Result<Response, Error> {
    let public_url = public_url(&app)?;
    let (route, _) = org(&app, reader.org_id).await?;
    Ok(answer(StatusCode::OK, &vapi.tools(&route, &format!("{public_url}/api/vapi"))))
}

/// Sets up the clinic's account at Vapi: tools, assistant and numbers.
#[utoipa::path(post, path = "/api/vapi/provision", tag = "vapi", request_body(content = ProvisionInput, example = json!({"dry_run": true})), security(("token" = ["admin"])),
    responses((status = 200, body = Provisioned, description = "What was done, step by step"), (status = "4XX", body = Problem)))]
pub(crate) async fn provision(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonBody(input): JsonBody<ProvisionInput>,
) -> Result<Response, Error> {
    let public_url = public_url(&app)?;
    let (route, mapped) = org(&app, editor.org_id).await?;
    let (settings, credential) = account(&app, &route)?;
    let api_key = credential.api_key.as_ref().ok_or(NO_KEY)?;
    let secret = credential.webhook_secrets.first().ok_or(NO_SECRET)?;
    let assistant_id = assistant(&input, &route)?;
    let numbers = numbers(input.phone_number_id, mapped)?;
    let url = toolset::webhook_url(&format!("{public_url}/api/vapi"), &route);
    let setup = Setup {
        tools: toolset::tools(&route, &url),
        messages: toolset::server_messages(&route),
        public_url,
        url,
        secret,
        assistant_id: &assistant_id,
        numbers: &numbers,
        fallback: provision::fallback::destination(&route),
        knowledge_base: input.knowledge_base,
        replace_server: input.replace_server,
        dry_run: input.dry_run,
    };
    let api_base = app.config.vendors.vapi.at(settings.region);
    let account = VapiAccount::new(&app.ports, api_base, api_key, Deadline::at(context.now + BUDGET));
    let provisioned = provision::run(&account, &setup).await;
    if !input.dry_run {
        let detail = serde_json::json!({"assistant_id": assistant_id});
        let line = recorded(&app.ports, &context, &(&editor).into(), Action::PROVISIONED, detail)?;
        // What was set up at Vapi is told even if D1 is down now.
        if let Err(error) = store::run_one(app.ports.database.as_ref(), line).await {
            let fields = [("action", "vapi.provisioned"), ("detail", &error.to_string())];
            log::write(app.ports.log.as_ref(), Level::Error, "audit.not_written", &fields);
        }
    }
    Ok(answer(StatusCode::OK, &provisioned))
}

const NO_KEY: Error = Error::Conflict {
    code: "api_key_missing",
    field: "",
    detail: "There is no API key of a Vapi account. Store one as api_key with PUT /api/integrations/vapi.",
};
const NO_SECRET: Error = Error::Conflict {
    code: "webhook_secret_missing",
    field: "",
    detail: "The org has no secret of its own that Vapi could send. Store one in webhook_secrets with PUT /api/integrations/vapi.",
};
fn public_url(app: &App) -> Result<&str, Error> {
    app.config.public_url.as_deref().ok_or(NO_PUBLIC_URL)
}

/// The org with all that it has, and Vapi's ids of its numbers.
async fn org(app: &App, org_id: OrgId) -> Result<(Route, Vec<String>), Error> {
    let mut batch = Batch::default();
    let route = batch.add(store::routes::select(&RouteKey::Org(org_id)));
    let numbers = batch.add(store::mappings::vapi_numbers(org_id, 100));
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    let route = store::routes::found(results.take(route))?.ok_or(NO_ORG)?;
    Ok((route, store::mappings::vapi_ids(results.take(numbers))?))
}

fn account(app: &App, route: &Route) -> Result<(VapiSettings, VapiCredential), Error> {
    let account = route.integrations.get(&VAPI).ok_or(NO_KEY)?;
    let settings = account.settings_as().ok_or(UNREADABLE)?;
    Ok((settings, app.accounts.open(route.org_id, &VAPI, account).ok_or(UNREADABLE)?))
}

fn assistant(input: &ProvisionInput, route: &Route) -> Result<String, Error> {
    let missing = || Error::invalid("assistant_id", "Send Vapi's id of the assistant that answers the org's calls.");
    let given = input.assistant_id.as_ref().or(route.assistant.assistant_id.as_ref()).ok_or_else(missing)?;
    // It becomes a part of an address.
    uuid("assistant_id", given)
}

fn numbers(given: Option<String>, mapped: Vec<String>) -> Result<Vec<String>, Error> {
    let invalid = |detail: &str| Err(Error::invalid("phone_number_id", detail));
    let chosen = match given {
        Some(given) if !mapped.contains(&given.to_lowercase()) => {
            return invalid("No active mapping of the org has this id. Set its vapi_phone_number_id first.");
        }
        Some(given) => vec![given.to_lowercase()],
        None => mapped,
    };
    if chosen.len() > MOST_NUMBERS {
        return invalid("The org has more than five numbers. Send them one by one.");
    }
    if chosen.iter().any(|id| !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')) {
        return invalid("The id of a mapped number is not one of Vapi's. Correct its vapi_phone_number_id.");
    }
    Ok(chosen)
}
