//! The OpenAPI document, generated from the handlers. `cargo run --example openapi` prints it; CI compares it with the committed one.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{describe, health, vendors};
use crate::{
    admin,
    calendars::google::notifications,
    http::error::Problem,
    sign_in,
    texts::twilio::callbacks,
    voice::{
        self, diagnose, elevenlabs::admin as elevenlabs_account, retell::admin as retell_account,
        telnyx::admin as telnyx_account, vapi::admin as vapi_account,
    },
};

/// What platforms and vendors call, and what sets up an account with one.
#[derive(OpenApi)]
#[openapi(
    info(title = "Frontdesk", description = "The front desk behind a phone number.",
        license(name = "All rights reserved", identifier = "LicenseRef-All-rights-reserved")),
    servers((url = "/", description = "Where this document came from")),
    tags(
        (name = "service", description = "What this is, and whether it runs"),
        (name = "overview", description = "How the day goes, and what needs a person"),
        (name = "rehearsal", description = "What callers would hear"),
        (name = "orgs", description = "Clinics"),
        (name = "phone mappings", description = "Which numbers are a clinic's"),
        (name = "schedule", description = "Opening hours and booking rules"),
        (name = "services", description = "What can be booked"),
        (name = "practitioners", description = "With whom it can be booked"),
        (name = "appointments", description = "Appointments and holds"),
        (name = "inbox", description = "What callers left for the staff"),
        (name = "patients", description = "What there is of one patient: given out, and erased"),
        (name = "messaging", description = "Texts to patients and staff"),
        (name = "assistant", description = "How calls are answered"),
        (name = "retention", description = "How long a clinic keeps what happens at it"),
        (name = "calls", description = "What was said and done in calls"),
        (name = "integrations", description = "Accounts at other services"),
        (name = "webhooks", description = "Other systems that are told what happens at a clinic"),
        (name = "people", description = "Who works with a clinic, and who is signed in"),
        (name = "audit", description = "Who changed what"),
        (name = "outbox", description = "What is still to be done with other services"),
        (name = "operations", description = "For the platform's operator"),
        (name = "twilio", description = "What Twilio calls"),
        (name = "google", description = "What Google calls"),
    ),
    paths(
        vapi_account::tools,
        vapi_account::provision,
        diagnose::diagnose,
        elevenlabs_account::tools,
        telnyx_account::tools,
        retell_account::tools,
        retell_account::provision,
        callbacks::status,
        callbacks::inbound,
        notifications::notify,
    ),
    components(schemas(Problem)),
    modifiers(&Security)
)]
struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let session = ApiKey::Cookie(ApiKeyValue::new("__Host-fd"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
        let signature = ApiKey::Header(ApiKeyValue::new("X-Twilio-Signature"));
        components.add_security_scheme("twilio", SecurityScheme::ApiKey(signature));
        let channel_token = ApiKey::Header(ApiKeyValue::new("X-Goog-Channel-Token"));
        components.add_security_scheme("google", SecurityScheme::ApiKey(channel_token));
    }
}

/// The document: that of every room, completed by what is said of all of them alike.
pub fn document() -> Document {
    let mut document = Api::openapi();
    voice::describe(&mut document);
    let rehearsal = voice::rehearsal::document();
    for room in [health::document(), sign_in::document(), admin::document(), admin::at_clinic::document(), rehearsal] {
        document.merge(room);
    }
    vendors::complete(&mut document);
    describe::complete(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    fn operations() -> Vec<(String, Value)> {
        let document = serde_json::to_value(super::document()).unwrap();
        let of_path = |(path, item): (&String, &Value)| {
            let named = |(method, operation): (&String, &Value)| (format!("{method} {path}"), operation.clone());
            item.as_object().unwrap().iter().map(named).collect::<Vec<_>>()
        };
        document["paths"].as_object().unwrap().iter().flat_map(of_path).collect()
    }

    #[test]
    fn every_operation_has_an_id_of_its_own() {
        let operations = operations();
        let ids: BTreeSet<String> =
            operations.iter().map(|(_, operation)| operation["operationId"].to_string()).collect();
        assert_eq!(ids.len(), operations.len(), "{ids:?}");
    }

    /// What generators and readers need: a summary in words, a description of every answer, problems as what they are sent as, and an
    /// example of every body.
    #[test]
    fn every_operation_is_described_in_full() {
        for (name, operation) in operations() {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(summary.ends_with('.') && !summary.contains('`'), "{name}: {summary:?}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].as_str().is_some_and(|text| text.len() > 5), "{name}: {status}");
                let json = &response["content"]["application/json"]["schema"]["$ref"];
                assert_ne!(json, "#/components/schemas/Problem", "{name}: {status}");
            }
            for (content_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                assert!(!content["example"].is_null() || !content["examples"].is_null(), "{name}: {content_type}");
            }
        }
    }
}
