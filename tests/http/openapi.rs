//! What the API's description promises, held against the API.

use serde_json::Value;

use crate::{
    support::Desk,
    trail::{clinic, operations, request, token},
};

/// The examples of an operation's body, each with its name.
fn examples(operation: &str) -> Vec<(String, Value)> {
    let document = serde_json::to_value(frontdesk::routes::openapi_document()).unwrap();
    let (method, path) = operation.split_once(' ').unwrap();
    let content = &document["paths"][path][method]["requestBody"]["content"]["application/json"];
    let named = content["examples"].as_object().into_iter().flatten();
    let mut examples: Vec<_> = named.map(|(name, example)| (name.clone(), example["value"].clone())).collect();
    if !content["example"].is_null() {
        examples.push((String::new(), content["example"].clone()));
    }
    examples
}

/// Of the demo's clinic, as the operation wants it.
async fn send(desk: &Desk, operation: &str, path: &str, body: &Value) -> crate::support::Answer {
    let method = operation.split_once(' ').unwrap().0.to_uppercase();
    desk.send(&method, path, &token(desk, path), Some(body)).await
}

#[tokio::test]
async fn every_example_is_taken() {
    let mut tried = 0;
    for operation in operations() {
        for (name, example) in examples(&operation) {
            let desk = clinic().await;
            let Some((path, _)) = request(&desk, &operation).await else { continue };
            let path = if name.is_empty() { path } else { path.replace("google", &name) };
            let answer = send(&desk, &operation, &path, &example).await;
            let taken = answer.status.is_success()
                // Without an account at Vapi there is nothing that could be set up.
                || (operation == "post /api/vapi/provision" && answer.json()["field"] == "assistant_id");
            assert!(taken, "{operation} {name}: {} {}", answer.status, answer.text);
            tried += 1;
        }
    }
    assert!(tried >= 14, "{tried}");
}

/// What the document says of limits is what the API refuses beyond.
#[tokio::test]
async fn limits_are_those_of_the_description() {
    let document = serde_json::to_value(frontdesk::routes::openapi_document()).unwrap();
    let desk = Desk::with_clinic().await;
    let service = |field: &str, value: i64| {
        let mut body = serde_json::json!({"name": format!("Service {field} {value}"), "minutes": 30});
        body[field] = value.into();
        body
    };
    for field in ["minutes", "buffer_before_minutes", "buffer_after_minutes"] {
        let schema = &document["components"]["schemas"]["NewService"]["properties"][field];
        let (least, most) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
        for (value, status) in [(least, 201), (most, 201), (most + 1, 422), (least - 1, 422)] {
            desk.admin("POST", "/api/services", &service(field, value)).await.expect(status);
        }
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            if parameter["name"] == "limit" {
                let (least, most) = (&parameter["schema"]["minimum"], &parameter["schema"]["maximum"]);
                assert_eq!((least.as_i64(), most.as_i64()), (Some(1), Some(100)), "{path}");
                for (limit, status) in [(0, 422), (1, 200), (100, 200), (101, 422)] {
                    desk.operator("GET", &format!("{path}?limit={limit}"), &Value::Null).await.expect(status);
                }
            }
        }
    }
}
