//! What is said of every operation alike, whichever room it comes from: ids, summaries, problems, and examples of what platforms post.

use serde_json::json;
use utoipa::openapi::{
    OpenApi as Document, Ref, RefOr, Response, Schema,
    path::{Operation, PathItem},
    security::SecurityRequirement,
};

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";
const PROBLEM: &str = "#/components/schemas/Problem";
const REFUSED: &str = "It was refused: `code` says why, `field` which field, `detail` what to do.";

/// Completes the description of every operation.
pub(super) fn complete(document: &mut Document) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            operation.summary = operation.summary.as_deref().map(sentence);
            // Whoever calls it needs to prove nothing.
            let security = operation.security.get_or_insert_with(|| vec![SecurityRequirement::default()]);
            take_sessions(security);
            give_example(path, operation);
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response {
                    describe_problem(response);
                }
            }
        }
    }
}

/// Wherever a token is taken, the session of a browser is.
fn take_sessions(security: &mut Vec<SecurityRequirement>) {
    let has =
        |scheme: &str| security.iter().any(|one| serde_json::to_value(one).is_ok_and(|one| one.get(scheme).is_some()));
    if has("token") && !has("session") {
        let none: [&str; 0] = [];
        security.push(SecurityRequirement::new("session", none));
    }
}

/// The operations of a path, each with its method.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let methods = [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    methods.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// An id that no other operation has, such as `patch_services_by_id`: several handlers are called `list`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split('/').filter(|word| !word.is_empty() && *word != "api");
    let words = words.map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        Some(parameter) => format!("by_{parameter}"),
        None => word.replace(['-', '.'], "_"),
    });
    let id = words.fold(method.to_owned(), |id, word| format!("{id}_{word}"));
    if id == method { format!("{method}_root") } else { id }
}

/// A summary without the method and path that a comment may begin with, as a sentence.
fn sentence(summary: &str) -> String {
    let text = match summary.strip_prefix('`').and_then(|rest| rest.split_once("`: ")) {
        Some((_, text)) => text,
        None => summary,
    };
    let mut characters = text.trim_end_matches('.').chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}

/// Every refusal is a problem document, and is sent as one.
fn describe_problem(response: &mut Response) {
    let is_problem =
        |schema: &RefOr<Schema>| matches!(schema, RefOr::Ref(Ref { ref_location, .. }) if ref_location == PROBLEM);
    let is_of_problem = response
        .content
        .get(JSON)
        .is_some_and(|content| matches!(content, RefOr::T(content) if content.schema.as_ref().is_some_and(is_problem)));
    if !is_of_problem {
        return;
    }
    if let Some(content) = response.content.shift_remove(JSON) {
        response.content.insert(PROBLEM_JSON.to_owned(), content);
    }
    if response.description.is_empty() {
        REFUSED.clone_into(&mut response.description);
    }
}

/// What Twilio posts has the shape that it has, so one example serves several paths.
fn give_example(path: &str, operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    let example = if path == "/api/twilio/status" {
        json!({"MessageSid": format!("SM{}", "0".repeat(32)), "MessageStatus": "delivered", "To": "+12025550188"})
    } else if path.starts_with("/api/twilio/") {
        json!({"MessageSid": format!("SM{}", "0".repeat(32)), "From": "+12025550188", "Body": "STOP"})
    } else {
        return;
    };
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        if content.example.is_none() && content.examples.is_empty() {
            content.example = Some(example.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_a_sentence_without_its_path() {
        for (summary, expected) in [
            ("`POST /api/vapi/webhook`: every message of Vapi", "Every message of Vapi."),
            ("Lists calls.", "Lists calls."),
            ("Changes a service. Absent fields stay.", "Changes a service. Absent fields stay."),
        ] {
            assert_eq!(sentence(summary), expected);
        }
    }

    #[test]
    fn ids_say_method_and_path() {
        for (method, path, expected) in [
            ("patch", "/api/services/{id}", "patch_services_by_id"),
            ("get", "/openapi.json", "get_openapi_json"),
            ("get", "/", "get_root"),
        ] {
            assert_eq!(operation_id(method, path), expected);
        }
    }
}
