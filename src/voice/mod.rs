//! What carries a call: the tools that an agent has, and the platforms that bring them their calls.

pub(crate) mod account;
mod account_api;
mod answering;
mod at_clinic;
mod call_briefing;
mod call_inbound;
mod call_log;
mod call_token;
mod clinic;
pub(crate) mod diagnose;
mod dispatch;
mod dograh;
pub(crate) mod elevenlabs;
mod emergency;
mod endpoint;
mod flat;
mod headers;
mod knowledge;
mod lenient;
mod mcp;
mod mended;
mod message;
mod oddities;
mod pasted;
mod platform;
mod provision;
mod raw_arguments;
mod receive;
pub(crate) mod rehearsal;
mod reply;
pub(crate) mod retell;
mod synthflow;
pub(crate) mod telnyx;
mod tool_limits;
mod tool_question;
pub(crate) mod tools;
pub mod vapi;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::IntoResponse,
    routing::post,
};
use serde_json::Value;
use utoipa::openapi::{
    Components, OpenApi,
    security::{ApiKey, ApiKeyValue, SecurityScheme},
    tag::TagBuilder,
};

use self::{
    endpoint::Endpoint,
    platform::{PlatformSpec, VoicePlatform},
};
use crate::{app::App, config::Config, integrations::Connector, ports::Ports};

pub(crate) use at_clinic::router as clinic_router;

/// Every platform.
static PLATFORMS: [&PlatformSpec; 7] = [
    &vapi::PLATFORM,
    &retell::PLATFORM,
    &dograh::PLATFORM,
    &synthflow::PLATFORM,
    &mcp::PLATFORM,
    &elevenlabs::PLATFORM,
    &telnyx::PLATFORM,
];

/// Whether every header of a request to `path` is needed, since one of any name may prove it.
pub fn needs_every_header(config: &Config, path: &str) -> bool {
    let is_below = |root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // Whoever diagnoses a message sends its headers with it.
    let is_diagnosis = |name| path.strip_prefix("/api/diagnose/") == Some(name);
    PLATFORMS
        .into_iter()
        .any(|spec| (is_below(spec.root) || is_diagnosis(spec.name)) && (spec.needs_every_header)(config))
}

/// The platforms at which orgs can have accounts.
pub(crate) fn connectors(config: &Config, ports: &Arc<Ports>) -> impl Iterator<Item = Arc<dyn Connector>> {
    PLATFORMS.into_iter().map(|spec| (spec.connector)(config, ports))
}

/// Where platforms post, and what their accounts are set up with.
pub(crate) fn router(app: &App) -> Router<Arc<App>> {
    let platforms: Arc<[Platform]> = PLATFORMS.map(|spec| Platform { spec, built: (spec.build)(app) }).into();
    let router = platforms.iter().fold(Router::new(), |router, Platform { spec, built }| {
        let router = router.merge(built.account_routes());
        (spec.endpoints)().into_iter().fold(router, |router, endpoint| with(router, built, endpoint))
    });
    router.merge(diagnose::router(platforms))
}

/// A platform as this deployment is configured for it.
pub(crate) struct Platform {
    spec: &'static PlatformSpec,
    built: Arc<dyn VoicePlatform>,
}

fn with(router: Router<Arc<App>>, platform: &Arc<dyn VoicePlatform>, endpoint: Endpoint) -> Router<Arc<App>> {
    let (platform, Endpoint { path, tool, .. }) = (Arc::clone(platform), endpoint);
    let org_segment = path.split('/').position(|segment| segment == "{org}");
    let answer = move |State(app): State<Arc<App>>, request: Request| async move {
        match receive::receive(&app, platform.as_ref(), request, org_segment).await {
            Ok(received) => dispatch::serve(&app, platform.as_ref(), received, tool).await,
            Err(error) => error.into_response(),
        }
    };
    router.route(&path, post(answer))
}

/// Adds what platforms post, and what proves it, to the API's description.
pub(crate) fn describe(document: &mut OpenApi) {
    for spec in PLATFORMS {
        let items =
            (spec.endpoints)().into_iter().map(|endpoint| (endpoint.path.clone(), endpoint.described(spec.name)));
        document.paths.paths.extend(items);
        let header = ApiKey::Header(ApiKeyValue::new(spec.secret_header));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(spec.name, SecurityScheme::ApiKey(header));
        let tag = TagBuilder::new().name(spec.name).description(Some(spec.about)).build();
        document.tags.get_or_insert_default().push(tag);
    }
}

/// What orgs store of their accounts at platforms: the platform's name, the schema's, and an example.
pub(crate) fn accounts(components: &mut Components) -> impl Iterator<Item = (&'static str, String, Value)> {
    PLATFORMS.into_iter().map(|spec| (spec.name, (spec.account.schema)(components), (spec.account.example)()))
}
