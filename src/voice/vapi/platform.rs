//! Vapi, as a platform that carries calls.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Extension, Router,
    response::Response,
    routing::{get, post},
};
use http::{StatusCode, request::Parts};
use serde_json::{Value, json};

use super::{
    admin, answering,
    connector::VapiConnector,
    credential_input::VapiInput,
    envelope::{self, Format},
    proof::config::VapiAuth,
    provision::fallback,
    render, toolset,
};
use crate::{
    app::App,
    domain::route::Route,
    http::{
        Error,
        body::{json as respond, require_json},
        schema::add,
    },
    integrations::Accounts,
    ports::Ports,
    voice::{
        endpoint::Endpoint,
        message::{Inbound, MessageKind},
        platform::{AccountDocument, PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
    },
};

const AUTHENTICATION: &str = "Vapi has to prove its requests. Add this header with one of the org's webhook_secrets to headers of each \
                              server, or a credential of Vapi's by credentialId. POST /api/vapi/provision does so.";

/// What is said of Vapi.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "vapi",
    about: "What Vapi calls, and what sets up an account there",
    account: AccountDocument {
        schema: add::<VapiInput>,
        example: || json!({"api_key": "the-private-key-of-an-account", "webhook_secrets": ["a-secret-that-vapi-sends-to-us"]}),
    },
    root: "/api/vapi",
    secret_header: toolset::SECRET_HEADER,
    endpoints,
    // An org chooses the names of the headers of its signing scheme.
    needs_every_header: |config| matches!(config.vapi_auth, VapiAuth::Proof(_)),
    connector: |config, ports| Arc::new(VapiConnector::new(config, Arc::clone(ports))),
    build: |app| Arc::new(Vapi::new(app)),
};

fn endpoints() -> Vec<Endpoint> {
    let message = |path: &str, summary| Endpoint {
        path: format!("/api/vapi/{path}"),
        tool: None,
        summary,
        body: "Any server message of Vapi",
        answer: "What the message asks for; {} when it asks for nothing",
        example,
    };
    let webhook = message("webhook", "every message of Vapi; which tools are called their names say");
    let of_org = message("webhook/{org}", "the same for one org, whose number must have been called if one was");
    let of_tools = Endpoint::of_tools(
        "/api/vapi/tools",
        "A message of Vapi with tool calls, or the older toolCall body",
        "results, one per tool call; toolResult and speech for the older body",
        example,
    );
    [webhook, of_org].into_iter().chain(of_tools).collect()
}

/// What a number at Vapi is set up with.
fn number(route: &Route, url: &str) -> Value {
    let server = ("server".to_owned(), json!({"url": url}));
    let fallback = fallback::destination(route).map(|destination| (fallback::FIELD.to_owned(), destination));
    Value::Object([server].into_iter().chain(fallback).collect())
}

/// A message that calls a tool, at any of the addresses.
fn example() -> Value {
    let arguments = json!({"date": "2026-12-03", "part_of_day": "morning"});
    json!({"message": {
        "type": "tool-calls",
        "toolCallList": [{"id": "call_1", "type": "function", "function": {"name": "check_availability", "arguments": arguments}}],
        "call": {"id": "0c0e0000-0000-4000-8000-000000000001", "type": "inboundPhoneCall"},
        "phoneNumber": {"number": "+15550100"},
        "customer": {"number": "+12025550188"},
    }})
}

/// Vapi, and how this deployment knows it.
#[derive(Clone)]
pub(crate) struct Vapi {
    pub(super) auth: VapiAuth,
    pub(super) public_url: Option<String>,
    pub(super) accounts: Arc<Accounts>,
    pub(super) ports: Arc<Ports>,
    /// Whether the older body may name its clinic itself.
    model_chooses: bool,
}

impl Vapi {
    fn new(App { config, ports, accounts, .. }: &App) -> Self {
        Self {
            auth: config.vapi_auth.clone(),
            public_url: config.public_url.clone(),
            accounts: Arc::clone(accounts),
            ports: Arc::clone(ports),
            model_chooses: config.vapi_legacy,
        }
    }

    /// What a body says, whoever sent it.
    ///
    /// # Errors
    /// What is no JSON object, or a flat body that no tool makes.
    pub(super) fn read_body(&self, body: &[u8]) -> Result<Inbound, Error> {
        envelope::read(body, self.model_chooses)
    }
}

#[async_trait]
impl VoicePlatform for Vapi {
    fn name(&self) -> &'static str {
        PLATFORM.name
    }

    fn account_routes(&self) -> Router<Arc<App>> {
        Router::new()
            .route("/api/vapi/tools.json", get(admin::tools))
            .route("/api/vapi/provision", post(admin::provision))
            .layer(Extension(self.clone()))
    }

    fn largest_body(&self, _: &str) -> usize {
        // Late in a call Vapi repeats the whole conversation.
        1024 * 1024
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.may_be_proven(parts)
    }

    fn prove_by_headers(&self, parts: &Parts) -> Verdict {
        Verdict::of(self.shows_secret_of_deployment(parts))
    }

    async fn prove(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict {
        let is_proven = match secrets {
            Secrets::Deployment => self.is_of_deployment(parts, body),
            Secrets::Org(route) => self.is_of_org(route, parts, body),
        };
        Verdict::of(is_proven)
    }

    fn how_to_prove(&self) -> &'static str {
        "Send a shared secret as X-Vapi-Secret or as a bearer token, or sign the request: with the platform's secret, or that of the org \
         whose number was called."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        require_json(&parts.headers)?;
        self.read_body(body)
    }

    fn answer(&self, inbound: &Inbound, answer: PlatformAnswer) -> Response {
        match (answer, &inbound.kind) {
            (PlatformAnswer::Replies(replies, of_address), MessageKind::ToolCalls(calls)) => {
                render::answer(Format::of(inbound), calls, of_address, &replies)
            }
            (PlatformAnswer::Call(call), _) => {
                respond(StatusCode::OK, &answering::answer(call, self.ports.log.as_ref()))
            }
            (PlatformAnswer::Documents(documents), _) => render::documents(&documents),
            (PlatformAnswer::Replies(..) | PlatformAnswer::Offer { .. } | PlatformAnswer::Nothing, _) => {
                respond(StatusCode::OK, &json!({}))
            }
        }
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        let url = toolset::webhook_url(url, route);
        json!({
            "tools": toolset::tools(route, &url),
            "server_messages": toolset::server_messages(route),
            "number": number(route, &url),
            "authentication": {"header": toolset::SECRET_HEADER, "detail": AUTHENTICATION},
        })
    }
}
