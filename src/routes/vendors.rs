//! What an org stores of its account at each vendor, as the API's description says it. A new vendor that is no voice platform is a new row of [`vendors`].

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::openapi::{
    Components, ContentBuilder, OpenApi as Document, Ref, RefOr,
    example::ExampleBuilder,
    path::Operation,
    schema::{AnyOfBuilder, ObjectBuilder, SchemaType, Type},
};

use super::describe::operations;
use crate::{
    calendars::google::credential_input::GoogleInput, http::schema::add, texts::twilio::credential_input::TwilioInput,
    voice,
};

/// Where credentials are stored.
const PATH: &str = "/api/integrations/{service}";

/// One vendor: its word in the path, the name of what is sent, and an example of it.
struct Described {
    vendor: &'static str,
    schema: String,
    example: Value,
}

fn vendors(components: &mut Components) -> Vec<Described> {
    let google = json!({"calendar_id": "front.desk@clinic.example", "refresh_token": "1//refresh-token-from-google",
        "client_id": "1234.apps.googleusercontent.com", "client_secret": "GOCSPX-secret-of-the-client"});
    let twilio = json!({"account_sid": format!("AC{}", "0".repeat(32)),
        "auth_token": "the-primary-auth-token-of-it", "from_number": "+1-202-555-0100"});
    let own = [
        Described { vendor: "google", schema: add::<GoogleInput>(components), example: google },
        Described { vendor: "twilio", schema: add::<TwilioInput>(components), example: twilio },
    ];
    let platforms = voice::accounts(components);
    let of_platforms = platforms.map(|(vendor, schema, example)| Described { vendor, schema, example });
    own.into_iter().chain(of_platforms).collect()
}

/// Says which vendors there are, and that credentials are those of one of them.
pub(super) fn complete(document: &mut Document) {
    let vendors = vendors(document.components.get_or_insert_default());
    for (path, item) in &mut document.paths.paths {
        if !path.starts_with(PATH) {
            continue;
        }
        for (method, operation) in operations(item) {
            name_vendors(operation, &vendors);
            if path == PATH && method == "put" {
                offer_bodies(operation, &vendors);
            }
        }
    }
}

fn name_vendors(operation: &mut Operation, vendors: &[Described]) {
    let words = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(vendors.iter().map(|known| known.vendor)))
        .build();
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == "service"
        {
            parameter.schema = Some(RefOr::T(words.clone().into()));
        }
    }
}

fn offer_bodies(operation: &mut Operation, vendors: &[Described]) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    // Some bodies are of several vendors, so it is not exactly one of them.
    let schemas: BTreeSet<&str> = vendors.iter().map(|known| known.schema.as_str()).collect();
    let any_of = schemas
        .into_iter()
        .fold(AnyOfBuilder::new(), |any_of, schema| any_of.item(RefOr::Ref(Ref::from_schema_name(schema))));
    let content = vendors.iter().fold(ContentBuilder::new().schema(Some(any_of)), |content, known| {
        let example = ExampleBuilder::new().summary(known.vendor).value(Some(known.example.clone()));
        content.examples_from_iter([(known.vendor, example.build())])
    });
    body.content.insert("application/json".to_owned(), RefOr::T(content.build()));
}
