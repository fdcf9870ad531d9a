//! The OpenAPI document, generated from the handlers. `cargo run --example openapi` prints it; CI compares it with the committed one.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Document,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::health;
use crate::{
    admin::{
        appointments, assistant, audit, calls, integrations, messages, messaging, orgs, outbox, phone_lookup,
        phone_mappings, practitioners, rewrap, schedule, services,
    },
    http::error::Problem,
    texts::twilio::callbacks,
    voice::{
        self,
        vapi::{admin as vapi_account, diagnose},
    },
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
        assistant::show,
        assistant::replace,
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
        calls::list,
        calls::show,
        calls::remove,
        outbox::list,
        outbox::retry,
        rewrap::run,
        vapi_account::tools,
        vapi_account::provision,
        diagnose::diagnose,
        callbacks::status,
        callbacks::inbound,
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
        let signature = ApiKey::Header(ApiKeyValue::new("X-Twilio-Signature"));
        components.add_security_scheme("twilio", SecurityScheme::ApiKey(signature));
    }
}

/// The document.
pub fn document() -> Document {
    let mut document = Api::openapi();
    voice::describe(&mut document);
    for (path, item) in &mut document.paths.paths {
        let methods = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(operation_id(method, path));
            }
        }
    }
    document
}

/// An id that no other operation has, such as `patch_services_by_id`: several handlers are called `list`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|word| !word.is_empty() && *word != "api");
    let words = words.map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        Some(parameter) => format!("by_{parameter}"),
        None => word.replace(['-', '.'], "_"),
    });
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_an_id_of_its_own() {
        let document = serde_json::to_value(super::document()).unwrap();
        let operations =
            document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
        let ids: Vec<String> = operations.map(|operation| operation["operationId"].to_string()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
        assert!(ids.contains(&"\"patch_services_by_id\"".to_owned()), "{ids:?}");
    }
}
