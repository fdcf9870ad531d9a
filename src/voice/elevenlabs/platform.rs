//! ElevenLabs, as a platform that carries calls.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Extension, Router, response::Response, routing::get};
use http::{StatusCode, request::Parts};
use serde_json::{Value, json};

use super::{account::ACCOUNT, admin, initiation, report, toolset};
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
        call_token,
        diagnose::{Diagnosed, Heard},
        endpoint::Endpoint,
        flat::{self, Constants, FlatBody},
        headers,
        message::Inbound,
        platform::{PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
    },
};

/// A report of a long call has the whole transcript in it.
const LARGEST_REPORT: usize = 4 * 1024 * 1024;
/// Whatever is asked during a call is small.
const LARGEST_BODY: usize = 1024 * 1024;
const INITIATION: &str = "initiation";
const EVENTS: &str = "events";

/// What is said of ElevenLabs.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "elevenlabs",
    about: "What ElevenLabs calls, and what is set up there",
    account: document(
        || json!({"webhook_secrets": ["a-secret-that-its-tools-send-to-us"], "signing_secrets": ["wsec_that-signs-its-reports"]}),
    ),
    root: "/api/elevenlabs",
    secret_header: headers::SECRET,
    endpoints,
    needs_every_header: |_| true,
    connector: |_, _| Arc::new(SecretsConnector(&ACCOUNT)),
    build: |app| Arc::new(ElevenLabs { keys: PlatformKeys::new(&ACCOUNT, app), ports: Arc::clone(&app.ports) }),
};

fn endpoints() -> Vec<Endpoint> {
    let below = |base: &str| {
        let message = |path, (summary, body), answer, example| Endpoint {
            path: format!("{base}/{path}"),
            tool: None,
            summary,
            body,
            answer,
            example,
        };
        let initiation = message(
            INITIATION,
            ("what the agent is told as a call begins", "Who calls whom, of the conversation initiation webhook"),
            "The agent's dynamic variables, always all of them",
            example_of_initiation,
        );
        let events = message(
            EVENTS,
            (
                "what became of a call",
                "A post-call webhook; only a transcription event is heard, and its transcript is not read",
            ),
            "An empty object, whatever is kept of it",
            example_of_event,
        );
        let tools = Endpoint::of_tools(
            &format!("{base}/tools"),
            "The arguments, and called_number, caller_number and call_id as they were configured",
            "result: a sentence, whatever came of the call",
            flat::example_of_call,
        );
        [initiation, events].into_iter().chain(tools)
    };
    below("/api/elevenlabs").chain(below("/api/elevenlabs/{org}")).collect()
}

fn example_of_initiation() -> Value {
    json!({"caller_id": "+12025550188", "agent_id": "agent_1", "called_number": "+15550100", "call_sid": "CA1"})
}

fn example_of_event() -> Value {
    json!({"type": "post_call_transcription", "event_timestamp": 1_796_137_321, "data": {
        "conversation_id": "conv_1", "metadata": {"start_time_unix_secs": 1_796_137_200, "call_duration_secs": 61}}})
}

/// Where a request was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Initiation,
    Events,
    /// The address of a tool, none of which is called as the others are.
    Tool,
}

impl Place {
    pub(super) fn of(parts: &Parts) -> Self {
        Self::at(parts.uri.path())
    }

    fn at(path: &str) -> Self {
        match path.rsplit('/').next() {
            Some(INITIATION) => Self::Initiation,
            Some(EVENTS) => Self::Events,
            _ => Self::Tool,
        }
    }
}

/// ElevenLabs, and how this deployment knows it.
#[derive(Clone)]
pub(crate) struct ElevenLabs {
    pub(super) keys: PlatformKeys,
    pub(super) ports: Arc<Ports>,
}

impl Diagnosed for ElevenLabs {
    fn heard(&self, _: &Value, _: &[String], answer: &Value) -> Vec<Heard> {
        flat::heard(answer)
    }
}

#[async_trait]
impl VoicePlatform for ElevenLabs {
    fn name(&self) -> &'static str {
        PLATFORM.name
    }

    fn account_routes(&self) -> Router<Arc<App>> {
        Router::new().route("/api/elevenlabs/tools.json", get(admin::tools)).layer(Extension(self.clone()))
    }

    fn largest_body(&self, path: &str) -> usize {
        if Place::at(path) == Place::Events { LARGEST_REPORT } else { LARGEST_BODY }
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.may_be_proven(parts)
    }

    fn prove_by_headers(&self, parts: &Parts) -> Verdict {
        self.shows_secret_of_deployment(parts)
    }

    async fn prove(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict {
        self.is_proven(parts, body, secrets)
    }

    fn how_to_prove(&self) -> &'static str {
        "Send a secret as X-Frontdesk-Secret or as a bearer token, or sign the report of a call: with the platform's secret, or that of the \
         org whose number was called."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        require_json(&parts.headers)?;
        match Place::of(parts) {
            Place::Initiation => Ok(initiation::read(body)),
            Place::Events => report::read(body),
            Place::Tool => Ok(tool(parts, body)),
        }
    }

    fn is_briefed(&self) -> bool {
        true
    }

    fn answer(&self, _: &Inbound, answer: PlatformAnswer) -> Response {
        let answer = match answer {
            PlatformAnswer::Replies(replies, _) => flat::answer(&replies),
            PlatformAnswer::Call(call) => initiation::answer(CallBriefing::of(call)),
            PlatformAnswer::Offer { .. } | PlatformAnswer::Documents(_) | PlatformAnswer::Nothing => json!({}),
        };
        respond(StatusCode::OK, &answer)
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        toolset::document(route, url)
    }
}

/// The call of a tool. No model fills in headers, so they come before the body.
fn tool(parts: &Parts, body: &[u8]) -> Inbound {
    let header = |name| headers::filled_in(&parts.headers, name);
    let FlatBody { constants, number_id, arguments } = FlatBody::read(body);
    let constants = Constants {
        called: header(headers::CALLED).or(constants.called),
        caller: header(headers::CALLER).or(constants.caller),
        call_id: header(headers::CALL_ID).or(constants.call_id),
        call_token: header(call_token::HEADER).or(constants.call_token),
    };
    FlatBody { constants, number_id, arguments }.into_inbound()
}
