//! Retell, as a platform that carries calls.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use axum::{
    Extension, Router,
    response::Response,
    routing::{get, post},
};
use http::request::Parts;
use serde_json::{Value, json};

use super::{
    admin,
    connector::RetellConnector,
    events,
    signature::{is_signed, may_be_signed},
    toolset,
};
use crate::{
    app::App,
    domain::{integration::Vendor, route::Route},
    http::{Error, body::require_json},
    ports::Ports,
    voice::{
        account::{AccountKind, PlatformKeys, document},
        call_inbound::{
            Address, Dialect, EndpointWords, Members, address, endpoints, example_of_call, parse, reply, ringing,
            tool_calls,
        },
        diagnose::{Diagnosed, Heard},
        flat,
        headers::sent_once,
        message::Inbound,
        platform::{PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
    },
};

pub(super) const ROOT: &str = "/api/retell";
const SIGNATURE_HEADER: &str = "X-Retell-Signature";
const AUTHENTICATION: &str = "Retell signs every request. Store the account's API key that has the webhook badge with PUT \
                              /api/integrations/retell.";
/// A body has the whole transcript, with each word's timing twice: an hour of talk comes near 1 MiB.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// What is said of Retell.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "retell",
    about: "What Retell calls, and what sets up an account there",
    account: document(|| json!({"api_key": "key_with_the_webhook_badge_0001"})),
    root: ROOT,
    secret_header: SIGNATURE_HEADER,
    endpoints: || endpoints(ROOT, &WORDS),
    needs_every_header: |_| true,
    connector: |config, ports| Arc::new(RetellConnector::new(config, Arc::clone(ports))),
    build: |app| Arc::new(Retell::new(app)),
};

/// An API key with the webhook badge signs; keys of other accounts may be named besides.
pub(super) static ACCOUNT: AccountKind = AccountKind {
    vendor: Vendor::named("retell"),
    has_api_key: true,
    api_key_signs: true,
    has_webhook_secrets: false,
    signing: Some(|_| None),
};

static DIALECT: Dialect = Dialect {
    variables: "dynamic_variables",
    same_agent: Members::new,
    // Nothing may stand beside it: an answer that is wrong anywhere is not heard at all, and the call goes on.
    refusal: Some(|| Members::from_iter([("reject".to_owned(), true.into())])),
    beginning: |sentence| {
        Members::from_iter([("agent_override".to_owned(), json!({"retell_llm": {"begin_message": sentence}}))])
    },
};

static WORDS: EndpointWords = EndpointWords {
    tool: ("The call of a custom function, or its arguments alone", "result, which the model hears"),
    inbound: ("Retell's inbound webhook", "call_inbound with dynamic_variables, or with reject"),
    events: Some("An event of Retell's about a call"),
    call: || json!({"name": "check_availability", "args": {"date": "2026-12-03"}, "call": example_of_call()}),
};

/// Retell, and how this deployment knows it.
#[derive(Clone)]
pub(crate) struct Retell {
    keys: PlatformKeys,
    ports: Arc<Ports>,
}

impl Retell {
    fn new(app: &App) -> Self {
        Self { keys: PlatformKeys::new(&ACCOUNT, app), ports: Arc::clone(&app.ports) }
    }
}

impl Diagnosed for Retell {
    fn heard(&self, _: &Value, _: &[String], answer: &Value) -> Vec<Heard> {
        flat::heard(answer)
    }
}

#[async_trait]
impl VoicePlatform for Retell {
    fn name(&self) -> &'static str {
        PLATFORM.name
    }

    fn account_routes(&self) -> Router<Arc<App>> {
        Router::new()
            .route("/api/retell/tools.json", get(admin::tools))
            .route("/api/retell/provision", post(admin::provision))
            .layer(Extension(self.clone()))
    }

    fn largest_body(&self, _: &str) -> usize {
        LARGEST_BODY
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.keys.is_off()
            || sent_once(&parts.headers, SIGNATURE_HEADER)
                .is_some_and(|header| may_be_signed(header, self.ports.clock.now()))
    }

    fn prove_by_headers(&self, _: &Parts) -> Verdict {
        Verdict::of(self.keys.is_off())
    }

    async fn prove(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict {
        let Some(header) = sent_once(&parts.headers, SIGNATURE_HEADER) else { return Verdict::Unproven };
        let proofs = self.keys.of(secrets);
        Verdict::of(is_signed(header, body, &proofs.signing, self.ports.clock.now()))
    }

    fn how_to_prove(&self) -> &'static str {
        "Retell has to sign its requests: with an API key that has the webhook badge and that this deployment, or the org whose number was \
         called, has stored."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        require_json(&parts.headers)?;
        let (body, text) = parse(body)?;
        match address(parts.uri.path(), ROOT) {
            Address::Tools => tool_calls(&parts.headers, body, &text),
            Address::Messages if body.call.is_some() => Ok(events::read(body)),
            Address::Messages => Ok(ringing(body)),
        }
    }

    fn is_briefed(&self) -> bool {
        true
    }

    fn answer(&self, inbound: &Inbound, answer: PlatformAnswer) -> Response {
        reply(&DIALECT, inbound, answer)
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        json!({
            "tools": toolset::tools(route, url),
            "default_dynamic_variables": toolset::variables().map(|name| (name, "")).collect::<BTreeMap<_, _>>(),
            "agent": {"webhook_url": toolset::url(url, route, "events"), "webhook_events": toolset::EVENTS},
            "number": {"inbound_webhook_url": toolset::url(url, route, "inbound")},
            "authentication": {"header": SIGNATURE_HEADER, "detail": AUTHENTICATION},
        })
    }
}
