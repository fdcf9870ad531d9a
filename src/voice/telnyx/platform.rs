//! Telnyx, as a platform that carries calls.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Extension, Router, response::Response, routing::get};
use http::{StatusCode, request::Parts};
use serde_json::{Value, json};

use super::{account::ACCOUNT, admin, signature::Signed, toolset, variables};
use crate::{
    app::App,
    domain::route::Route,
    http::{
        Error,
        body::{json as respond, require_json},
    },
    ports::Ports,
    voice::{
        account::{PlatformKeys, SecretsConnector, document},
        call_briefing::CallBriefing,
        diagnose::{Diagnosed, Heard},
        endpoint::Endpoint,
        flat::{self, FlatBody},
        message::Inbound,
        platform::{PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
    },
};

/// Neither a tool's body nor the question for variables holds anything of what was said.
const LARGEST_BODY: usize = 128 * 1024;
const VARIABLES: &str = "variables";

/// What is said of Telnyx.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "telnyx",
    about: "What Telnyx calls, and what is set up there",
    account: document(|| json!({"signing_secrets": ["6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="]})),
    root: "/api/telnyx",
    secret_header: "telnyx-signature-ed25519",
    endpoints,
    needs_every_header: |_| true,
    connector: |_, _| Arc::new(SecretsConnector(&ACCOUNT)),
    build: |app| Arc::new(Telnyx { keys: PlatformKeys::new(&ACCOUNT, app), ports: Arc::clone(&app.ports) }),
};

fn endpoints() -> Vec<Endpoint> {
    let below = |base: &str| {
        let variables = Endpoint {
            path: format!("{base}/{VARIABLES}"),
            tool: None,
            summary: "what the assistant is told as a call begins",
            body: "An assistant.initialization event of the dynamic variables webhook",
            answer: "dynamic_variables, always all of them",
            example: example_of_initialization,
        };
        let tools = Endpoint::of_tools(
            &format!("{base}/tools"),
            "The arguments, and called_number, caller_number, call_id and frontdesk_call as preset fields",
            "result: a sentence, whatever came of the call",
            flat::example_of_call,
        );
        [variables].into_iter().chain(tools)
    };
    below("/api/telnyx").chain(below("/api/telnyx/{org}")).collect()
}

fn example_of_initialization() -> Value {
    json!({"data": {"event_type": "assistant.initialization", "payload": {"telnyx_agent_target": "+15550100",
        "telnyx_end_user_target": "+12025550188", "telnyx_end_user_target_verified": true, "call_control_id": "v3:1"}}})
}

/// Telnyx, and how this deployment knows it.
#[derive(Clone)]
pub(crate) struct Telnyx {
    keys: PlatformKeys,
    ports: Arc<Ports>,
}

impl Diagnosed for Telnyx {
    fn heard(&self, _: &Value, _: &[String], answer: &Value) -> Vec<Heard> {
        flat::heard(answer)
    }
}

#[async_trait]
impl VoicePlatform for Telnyx {
    fn name(&self) -> &'static str {
        PLATFORM.name
    }

    fn account_routes(&self) -> Router<Arc<App>> {
        Router::new().route("/api/telnyx/tools.json", get(admin::tools)).layer(Extension(self.clone()))
    }

    fn largest_body(&self, _: &str) -> usize {
        LARGEST_BODY
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.keys.is_off() || Signed::of(&parts.headers).is_some()
    }

    async fn prove(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict {
        if self.keys.is_off() {
            return Verdict::Proven;
        }
        let Some(signed) = Signed::of(&parts.headers) else { return Verdict::Unproven };
        let (keys, now) = (self.keys.of(secrets).signing, self.ports.clock.now());
        Verdict::of(signed.holds(&keys, body, (self.ports.verifier.as_ref(), now)).await)
    }

    fn how_to_prove(&self) -> &'static str {
        "Sign the request as Telnyx does, with a key of the platform's account, or of that of the org whose number was called."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        require_json(&parts.headers)?;
        if parts.uri.path().ends_with(&format!("/{VARIABLES}")) {
            return Ok(variables::read(body));
        }
        Ok(FlatBody::read(body).into_inbound())
    }

    fn is_briefed(&self) -> bool {
        true
    }

    fn answer(&self, _: &Inbound, answer: PlatformAnswer) -> Response {
        let answer = match answer {
            PlatformAnswer::Replies(replies, _) => flat::answer(&replies),
            PlatformAnswer::Call(call) => variables::answer(CallBriefing::of(call)),
            PlatformAnswer::Offer { .. } | PlatformAnswer::Documents(_) | PlatformAnswer::Nothing => json!({}),
        };
        respond(StatusCode::OK, &answer)
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        toolset::document(route, url)
    }
}
