//! MCP, as a platform that carries calls.

use std::sync::Arc;

use async_trait::async_trait;
use axum::response::Response;
use http::{StatusCode, request::Parts};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{account::ACCOUNT, origin::Origins, read, render, reply_note::ReplyNote, rpc_error::RpcError, toolset};
use crate::{
    app::App,
    crypto::compare::is_one_of,
    domain::route::Route,
    http::Error,
    voice::{
        account::{PlatformKeys, SecretsConnector, document},
        diagnose::{Diagnosed, Heard},
        endpoint::Endpoint,
        headers::bearer_token,
        message::Inbound,
        platform::{PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
    },
};

const LARGEST_BODY: usize = 1024 * 1024;

/// What is said of MCP.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "mcp",
    about: "What any client of MCP calls",
    account: document(|| json!({"webhook_secrets": ["a-secret-that-our-clients-send"]})),
    root: "/mcp",
    secret_header: "Authorization",
    endpoints,
    // Those of the protocol, those that say whose call it is, and those that a browser adds.
    needs_every_header: |_| true,
    connector: |_, _| Arc::new(SecretsConnector(&ACCOUNT)),
    build: |app| Arc::new(Mcp::new(app)),
};

fn endpoints() -> Vec<Endpoint> {
    let endpoint = |path: &str, summary| Endpoint {
        path: path.to_owned(),
        tool: None,
        summary,
        body: "A JSON-RPC 2.0 message of MCP, of 2026-07-28 or of a version with a handshake",
        answer: "The JSON-RPC response. A message that waits for none is answered 202, and one that breaks the protocol 400, 403 or 404",
        example,
    };
    vec![
        endpoint("/mcp", "MCP over Streamable HTTP, for a client that says which number was called"),
        endpoint("/mcp/{org}", "the same for one org, by its own secret"),
    ]
}

fn example() -> Value {
    let arguments = json!({"date": "2026-12-03", "part_of_day": "morning"});
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "check_availability", "arguments": arguments}})
}

/// MCP, and how this deployment knows its clients.
struct Mcp {
    keys: PlatformKeys,
    origins: Origins,
}

impl Mcp {
    fn new(app: &App) -> Self {
        Self { keys: PlatformKeys::new(&ACCOUNT, app), origins: Origins::new(&app.config) }
    }

    fn is_proven(&self, parts: &Parts, secrets: Secrets<'_>) -> bool {
        bearer_token(&parts.headers).is_some_and(|token| is_one_of(token, &self.keys.of(secrets).shared))
    }
}

impl Diagnosed for Mcp {
    fn form_of_calls(&self, _: &Inbound) -> &'static str {
        "tools/call"
    }

    fn heard(&self, _: &Value, _: &[String], answer: &Value) -> Vec<Heard> {
        let text = |response: &Value| response.pointer("/result/content/0/text").map(Heard::sentence);
        match answer {
            Value::Array(responses) => responses.iter().filter_map(text).collect(),
            response => text(response).into_iter().collect(),
        }
    }
}

#[async_trait]
impl VoicePlatform for Mcp {
    fn name(&self) -> &'static str {
        PLATFORM.name
    }

    fn largest_body(&self, _: &str) -> usize {
        LARGEST_BODY
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.keys.is_off() || bearer_token(&parts.headers).is_some()
    }

    fn prove_by_headers(&self, parts: &Parts) -> Verdict {
        Verdict::of(self.keys.is_off() || self.is_proven(parts, Secrets::Deployment))
    }

    async fn prove(&self, parts: &Parts, _: &[u8], secrets: Secrets<'_>) -> Verdict {
        match secrets {
            Secrets::Deployment => self.prove_by_headers(parts),
            Secrets::Org(_) => Verdict::of(self.is_proven(parts, secrets)),
        }
    }

    fn how_to_prove(&self) -> &'static str {
        "Send a secret as a bearer token: one of the deployment's, or at /mcp/{org} one of the org's webhook_secrets. With an org's at \
         /mcp the header X-Called-Number has to name a number of that org."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        Ok(read::read(&parts.headers, body, &self.origins))
    }

    fn answer(&self, inbound: &Inbound, answer: PlatformAnswer) -> Response {
        let note = ReplyNote::deserialize(&inbound.reply_note);
        let lost = |_| ReplyNote::refusing(None, RpcError::no_such_method(StatusCode::OK));
        render::answer(note.unwrap_or_else(lost), answer)
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        json!({
            "url": format!("{url}/{}", route.org_id),
            "authentication": {"header": PLATFORM.secret_header, "detail": "Bearer and one of the org's webhook_secrets."},
            "tools": toolset::tools(Some(route)),
        })
    }
}
