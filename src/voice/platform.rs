//! A platform that carries calls: its requests become messages, and answers become its responses.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, response::Response};
use chrono::{DateTime, Utc};
use http::request::Parts;
use serde_json::Value;
use utoipa::openapi::Components;

use super::{diagnose::Diagnosed, endpoint::Endpoint, message::Inbound, reply::ToolReply, tools::Tool};
use crate::{
    app::App,
    config::Config,
    domain::{assistant::TransferMode, phone::DialNumber, route::Route},
    http::Error,
    integrations::Connector,
    ports::Ports,
};

/// Whose secrets are to prove a request.
#[derive(Clone, Copy)]
pub(crate) enum Secrets<'a> {
    /// The deployment's own, which prove every request.
    Deployment,
    /// Those of an org, which prove only what is for that org. They are asked once it is known whose number was called.
    Org(&'a Route),
}

/// What secrets say of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the platform's.
    Proven,
    /// Nothing is known: other secrets may still prove it.
    Unproven,
}

impl Verdict {
    pub(crate) fn of(is_proven: bool) -> Self {
        if is_proven { Self::Proven } else { Self::Unproven }
    }
}

/// What a message is answered.
pub(crate) enum PlatformAnswer {
    /// One reply for each call, in order, each one line of at most 500 characters; and the tool whose address it was posted to.
    Replies(Vec<ToolReply>, Option<Tool>),
    /// Who gets the call.
    Call(CallAnswer),
    /// The tools of a clinic, or of none where the message names none.
    Offer { route: Option<Arc<Route>>, now: DateTime<Utc> },
    /// What is written down about what was said, best first.
    Documents(Vec<KnowledgeDocument>),
    /// The message asks for nothing.
    Nothing,
}

/// Something that is written down, for the model to answer from.
pub(crate) struct KnowledgeDocument {
    /// The fact's own, or a word for what else it is.
    pub(crate) id: String,
    pub(crate) content: String,
    /// How well it fits what was said, from 0 to 1.
    pub(crate) similarity: f64,
}

/// Who gets a call.
pub(crate) enum CallAnswer {
    /// The clinic's assistant, with what it is told of the clinic.
    /// `call_token` is what the platform is to send back with everything that it asks in this call, if it is briefed.
    Assistant { route: Arc<Route>, variables: Vec<(&'static str, String)>, call_token: Option<String> },
    /// Somebody at a number.
    Forward { number: DialNumber, extension: Option<String>, message: Option<String>, plan: Option<TransferPlan> },
    /// Nobody, and this is said instead.
    Nobody { sentence: String, because: Unanswered },
}

/// Why nobody gets a call, for platforms that can do something else than say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// Whose number was called is not known, or could not be found out.
    Unknown,
    /// The clinic does not take the call, and has no words of its own for that.
    Refused,
    /// The caller is to hear the sentence.
    Told,
}

/// How a call is transferred to a person.
pub(crate) struct TransferPlan {
    pub(crate) mode: TransferMode,
    /// Whether the person is told what the call was about.
    pub(crate) summary: bool,
    /// Said to the person before the caller is put through, where nothing else is.
    pub(crate) to_staff: String,
    /// Said to the caller if nobody takes the call. The assistant goes on then.
    pub(crate) nobody_free: String,
}

/// What is said of a platform. It stands in the platform's own folder; [`super::PLATFORMS`] lists them.
pub(crate) struct PlatformSpec {
    /// Its name: of the tag in the API's description, and of an org's account there.
    pub(crate) name: &'static str,
    /// What it is to this deployment, for the API's description.
    pub(crate) about: &'static str,
    /// What an org stores of its account there, for the API's description.
    pub(crate) account: AccountDocument,
    /// Below which all its addresses are, such as `/api/vapi`.
    pub(crate) root: &'static str,
    /// The header that carries its secret or signature, for the API's description.
    pub(crate) secret_header: &'static str,
    /// Where it posts. In an address with a segment `{org}` an org is named.
    pub(crate) endpoints: fn() -> Vec<Endpoint>,
    /// Whether a header of any name may prove its requests, so that every header of one is needed.
    pub(crate) needs_every_header: fn(&Config) -> bool,
    /// What the admin API has to know of an org's account at the platform.
    pub(crate) connector: fn(&Config, &Arc<Ports>) -> Arc<dyn Connector>,
    /// The platform as this deployment is configured for it.
    pub(crate) build: fn(&App) -> Arc<dyn VoicePlatform>,
}

/// What is sent to store an account: its schema, which is added to the components and named, and an example.
pub(crate) struct AccountDocument {
    pub(crate) schema: fn(&mut Components) -> String,
    pub(crate) example: fn() -> Value,
}

/// A platform that carries calls. It is asked in this order: whether a request may be its own, whether its headers prove it, whether secrets
/// prove it with its body, what the request says, and what to answer.
#[async_trait]
pub(crate) trait VoicePlatform: Diagnosed + Send + Sync {
    /// Its name, as its specification has it.
    fn name(&self) -> &'static str;

    /// What else there is below its root, such as setting up an account.
    fn account_routes(&self) -> Router<Arc<App>> {
        Router::new()
    }

    /// The largest body that it sends to a path, in bytes.
    fn largest_body(&self, path: &str) -> usize;

    /// Whether anything in the headers could prove a request, or nothing has to. Without it the body is not even read.
    fn carries_credentials(&self, parts: &Parts) -> bool;

    /// Whether the deployment's own secrets prove a request by its headers alone, before anything of its body is read.
    fn prove_by_headers(&self, _: &Parts) -> Verdict {
        Verdict::Unproven
    }

    /// Whether secrets prove a request. Asynchronous, since some signatures are verified by the runtime.
    async fn prove(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict;

    /// What somebody is told whose request nothing proves.
    fn how_to_prove(&self) -> &'static str;

    /// What a request says. The tool may stand in the address, and the call in a header.
    ///
    /// # Errors
    /// Whatever is not a message of the platform.
    fn read(&self, parts: &Parts, body: &[u8]) -> Result<Inbound, Error>;

    /// Whether an agent is told of everything as a call begins, since the platform does not ask later: who takes over, and the call token.
    fn is_briefed(&self) -> bool {
        false
    }

    /// The response to a message.
    fn answer(&self, inbound: &Inbound, answer: PlatformAnswer) -> Response;

    /// What a clinic's account at the platform is set up with; `url` is where the platform's addresses are here.
    fn tools(&self, route: &Route, url: &str) -> Value;
}
