//! The OpenAPI document, generated from the handlers. `cargo run --example openapi` prints it; CI compares it with the committed one.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{
    admin::{
        appointments, audit, integrations, messages, messaging, orgs, outbox, phone_lookup, phone_mappings,
        practitioners, rewrap, schedule, services,
    },
    error::Problem,
    health, twilio, vapi,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Frontdesk", description = "The front desk behind a phone number."),
    paths(
        health::health,
        orgs::create,
        orgs::list,
        orgs::show,
        orgs::change,
        phone_mappings::save,
        phone_mappings::list,
        phone_mappings::remove,
        phone_lookup::show,
        schedule::show,
        schedule::replace,
        services::create,
        services::list,
        services::show,
        services::change,
        services::remove,
        practitioners::create,
        practitioners::list,
        practitioners::show,
        practitioners::change,
        practitioners::remove,
        messaging::show,
        messaging::replace,
        messages::list,
        integrations::show,
        integrations::replace,
        integrations::remove,
        integrations::test,
        appointments::list::list,
        appointments::list::show,
        appointments::write::create,
        appointments::write::change,
        appointments::write::remove,
        audit::list,
        outbox::list,
        outbox::retry,
        rewrap::run,
        vapi::handlers::check,
        vapi::handlers::reserve,
        vapi::handlers::book,
        vapi::handlers::reschedule,
        vapi::handlers::cancel,
        vapi::handlers::find,
        vapi::handlers::send,
        twilio::status,
        twilio::inbound,
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
        let secret = ApiKey::Header(ApiKeyValue::new("X-Vapi-Secret"));
        components.add_security_scheme("vapi", SecurityScheme::ApiKey(secret));
        let signature = ApiKey::Header(ApiKeyValue::new("X-Twilio-Signature"));
        components.add_security_scheme("twilio", SecurityScheme::ApiKey(signature));
    }
}

/// The document.
pub fn document() -> Document {
    Api::openapi()
}
