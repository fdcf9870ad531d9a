//! Synthflow: its inbound webhook, and its custom actions.
//!
//! An answer without an agent ends the call there, so every other one says with an empty `override_model_id` that the agent stays.

use std::sync::Arc;

use serde_json::json;

use super::{
    account::{AccountKind, PlatformKeys, SecretsConnector, document},
    call_inbound::{Dialect, EndpointWords, Members, SecretsPlatform, endpoints},
    flat, headers,
    platform::PlatformSpec,
};

const ROOT: &str = "/api/synthflow";

/// What is said of Synthflow.
pub(crate) static PLATFORM: PlatformSpec = PlatformSpec {
    name: "synthflow",
    about: "What Synthflow calls",
    account: document(|| json!({"webhook_secrets": ["a-secret-that-synthflow-sends-to-us"]})),
    root: ROOT,
    secret_header: headers::SECRET,
    endpoints: || endpoints(ROOT, &WORDS),
    needs_every_header: |_| true,
    connector: |_, _| Arc::new(SecretsConnector(&ACCOUNT)),
    build: |app| {
        Arc::new(SecretsPlatform { spec: &PLATFORM, dialect: &DIALECT, keys: PlatformKeys::new(&ACCOUNT, app) })
    },
};

static ACCOUNT: AccountKind = AccountKind::of_shared_secrets("synthflow");

static DIALECT: Dialect = Dialect {
    variables: "custom_variables",
    same_agent: || Members::from_iter([("override_model_id".to_owned(), "".into())]),
    refusal: Some(Members::new),
    beginning: |_| Members::new(),
};

static WORDS: EndpointWords = EndpointWords {
    tool: (
        "The arguments of a tool, with the constants called_number, caller_number and call_id",
        "result, which the model hears",
    ),
    inbound: ("Synthflow's inbound webhook", "call_inbound with custom_variables"),
    events: None,
    call: flat::example_of_call,
};
