//! A platform of the family that proves itself by a shared secret, and has nothing else that the others have not.

use async_trait::async_trait;
use axum::response::Response;
use http::request::Parts;
use serde_json::{Value, json};

use super::{
    address::{Address, address},
    answer::{Dialect, reply},
    envelope::{ringing, tool_calls},
    wire::parse,
};
use crate::{
    domain::route::Route,
    http::{Error, body::require_json},
    voice::{
        account::PlatformKeys,
        diagnose::{Diagnosed, Heard},
        flat,
        headers::{SECRET, shared_secrets, shows_one_of},
        message::Inbound,
        platform::{PlatformAnswer, PlatformSpec, Secrets, Verdict, VoicePlatform},
        tools::TOOLS,
    },
};

/// Such a platform, and how this deployment knows it.
pub(crate) struct SecretsPlatform {
    pub(crate) spec: &'static PlatformSpec,
    pub(crate) dialect: &'static Dialect,
    pub(crate) keys: PlatformKeys,
}

impl Diagnosed for SecretsPlatform {
    fn heard(&self, _: &Value, _: &[String], answer: &Value) -> Vec<Heard> {
        flat::heard(answer)
    }
}

#[async_trait]
impl VoicePlatform for SecretsPlatform {
    fn name(&self) -> &'static str {
        self.spec.name
    }

    fn largest_body(&self, _: &str) -> usize {
        1024 * 1024
    }

    fn carries_credentials(&self, parts: &Parts) -> bool {
        self.keys.is_off() || shared_secrets(&parts.headers).next().is_some()
    }

    fn prove_by_headers(&self, parts: &Parts) -> Verdict {
        Verdict::of(self.keys.is_off() || shows_one_of(&parts.headers, &self.keys.of(Secrets::Deployment).shared))
    }

    async fn prove(&self, parts: &Parts, _: &[u8], secrets: Secrets<'_>) -> Verdict {
        Verdict::of(shows_one_of(&parts.headers, &self.keys.of(secrets).shared))
    }

    fn how_to_prove(&self) -> &'static str {
        "Send a shared secret as a bearer token or as X-Frontdesk-Secret: the platform's, or that of the org whose number was called."
    }

    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error> {
        require_json(&parts.headers)?;
        let (body, text) = parse(body)?;
        match address(parts.uri.path(), self.spec.root) {
            Address::Tools => tool_calls(&parts.headers, body, &text),
            Address::Messages => Ok(ringing(body)),
        }
    }

    fn is_briefed(&self) -> bool {
        true
    }

    fn answer(&self, inbound: &Inbound, answer: PlatformAnswer) -> Response {
        reply(self.dialect, inbound, answer)
    }

    fn tools(&self, route: &Route, url: &str) -> Value {
        let tool = |tool: &crate::voice::tools::Tool| {
            json!({"name": tool.name, "description": tool.description_at(Some(route)), "parameters": tool.schema_at(Some(route)),
                "url": format!("{url}/{}/tools/{}", route.org_id, tool.path)})
        };
        json!({"tools": TOOLS.iter().map(tool).collect::<Vec<_>>(), "header": SECRET})
    }
}
