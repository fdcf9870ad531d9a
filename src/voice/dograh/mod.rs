//! dograh: its pre-call fetch, and its tools by HTTP.
//!
//! Its pre-call fetch reads `dynamic_variables` below `call_inbound`. It cannot refuse a call, so the agent is told what to say.

use std::sync::Arc;

use serde_json::json;

use super::{
    account::{AccountKind, PlatformKeys, SecretsConnector, document},
    call_inbound::{Dialect, EndpointWords, Members, SecretsPlatform, endpoints},
    flat, headers,
    platform::PlatformSpec,
};

const ROOT: &str = "/api/dograh";

/// What is said of dograh.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "dograh",
    about: "What dograh calls",
    account: document(|| json!({"webhook_secrets": ["a-secret-that-dograh-sends-to-us"]})),
    root: ROOT,
    secret_header: headers::SECRET,
    endpoints: || endpoints(ROOT, &WORDS),
    needs_every_header: |_| true,
    connector: |_, _| Arc::new(SecretsConnector(&ACCOUNT)),
    build: |app| {
        Arc::new(SecretsPlatform { spec: &PLATFORM, dialect: &DIALECT, keys: PlatformKeys::new(&ACCOUNT, app) })
    },
};

static ACCOUNT: AccountKind = AccountKind::of_shared_secrets("dograh");

static DIALECT: Dialect =
    Dialect { variables: "dynamic_variables", same_agent: Members::new, refusal: None, beginning: |_| Members::new() };

static WORDS: EndpointWords = EndpointWords {
    tool: (
        "The arguments of a tool, with the static parameters called_number, caller_number and call_id",
        "result, which the model hears",
    ),
    inbound: ("dograh's pre-call fetch", "call_inbound with dynamic_variables"),
    events: None,
    call: flat::example_of_call,
};
