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
    admin,
    http::error::Problem,
    texts::twilio::callbacks,
    voice::vapi::{self, admin as vapi_account},
};

/// What platforms and vendors call, and what sets up an account with one.
#[derive(OpenApi)]
#[openapi(
    info(title = "Frontdesk", description = "The front desk behind a phone number."),
    paths(
        vapi_account::tools,
        vapi_account::provision,
        vapi::handlers::webhook,
        vapi::handlers::pinned,
        vapi::diagnose::diagnose,
        vapi::handlers::check,
        vapi::handlers::reserve,
        vapi::handlers::book,
        vapi::handlers::reschedule,
        vapi::handlers::cancel,
        vapi::handlers::find,
        vapi::handlers::send,
        vapi::handlers::transfer,
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
        let secret = ApiKey::Header(ApiKeyValue::new("X-Vapi-Secret"));
        components.add_security_scheme("vapi", SecurityScheme::ApiKey(secret));
        let signature = ApiKey::Header(ApiKeyValue::new("X-Twilio-Signature"));
        components.add_security_scheme("twilio", SecurityScheme::ApiKey(signature));
    }
}

/// The document.
pub fn document() -> Document {
    let mut document = Api::openapi();
    document.merge(health::document());
    document.merge(admin::document());
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
