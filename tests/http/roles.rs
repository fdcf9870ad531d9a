//! Every operation asks for the role that `openapi.json` names, also one that is added tomorrow.

use frontdesk::routes::openapi_document;
use serde_json::json;

use crate::support::{Desk, ORG};

/// An operation that takes a token.
struct Operation {
    method: String,
    path: String,
    /// The role that the document names; none if any token does.
    role: Option<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(openapi_document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(roles) = operation["security"][0].get("token") else { continue };
            let path = path.replace("{service}", "google").replace("{phone}", "+15550100");
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.replace("{id}", "0198c0de-0000-7000-8000-000000000001"),
                role: roles[0].as_str().map(str::to_owned),
            });
        }
    }
    assert!(operations.len() > 35, "the document was not read");
    operations
}

async fn status(desk: &Desk, Operation { method, path, .. }: &Operation, token: &str) -> u16 {
    let body = (method != "GET").then(|| json!({}));
    desk.send(method, path, token, body.as_ref()).await.status.as_u16()
}

#[tokio::test]
async fn every_operation_asks_for_the_role_that_the_document_names() {
    let desk = Desk::with_clinic().await;
    for operation in operations() {
        let named = format!("{} {}", operation.method, operation.path);
        assert_eq!(status(&desk, &operation, "").await, 401, "{named} without a token");
        assert_eq!(status(&desk, &operation, "e30.e30.e30").await, 401, "{named} with a token of nobody's");
        let lesser: &[&str] = match operation.role.as_deref() {
            None | Some("viewer") => &[],
            Some("admin") => &["viewer"],
            Some(_) => &["viewer", "admin"],
        };
        for role in lesser {
            assert_eq!(status(&desk, &operation, &desk.token(Some(ORG), role)).await, 403, "{named} as {role}");
        }
    }
}

#[test]
fn whatever_changes_something_names_a_role() {
    let silent = operations().into_iter().filter(|operation| operation.method != "GET" && operation.role.is_none());
    let silent: Vec<String> = silent.map(|Operation { method, path, .. }| format!("{method} {path}")).collect();
    assert_eq!(silent, [""; 0]);
}
