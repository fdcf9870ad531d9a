//! Bodies: read up to a limit, as JSON with named problems.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, value::RawValue};

use super::Error;

/// The largest admin body. A schedule with a few hundred overrides has about 40 KB.
pub(crate) const ADMIN_LIMIT: usize = 128 * 1024;

const NOT_JSON: Error = Error::UnsupportedMediaType("Send JSON with `Content-Type: application/json`.");

/// An admin's JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// An admin's JSON body with the names of the members that were sent, for the audit trail. Unknown members are refused, so these are
/// names of ours and nothing that a sender made up.
pub(crate) struct JsonChanges<T> {
    pub(crate) value: T,
    pub(crate) fields: Vec<String>,
}

/// An admin's JSON body whose type depends on the path, to be given to [`parse`].
pub(crate) struct JsonBytes(pub(crate) Bytes);

/// What the Worker hands over to a clinic's object, both of which are this program.
///
/// # Errors
/// When it is not what it is said to be.
pub(crate) fn handed_over<T: DeserializeOwned>(body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|_| Error::Internal("what the Worker handed over cannot be read".into()))
}

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        require_json(&parts.headers)?;
        read(body, ADMIN_LIMIT).await.map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonChanges<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        Ok(Self { value: parse(&bytes)?, fields: fields(&bytes) })
    }
}

/// The names of the members of a body that [`parse`] has accepted.
pub(crate) fn fields(bytes: &[u8]) -> Vec<String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(bytes).unwrap_or_default();
    members.into_keys().collect()
}

/// Reads a whole body.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Error> {
    axum::body::to_bytes(body, limit).await.map_err(|_| Error::TooLarge(limit))
}

/// What a body calls itself, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Refuses anything that does not call itself JSON.
pub(crate) fn require_json(headers: &HeaderMap) -> Result<(), Error> {
    let essence = media_type(headers);
    if essence.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(NOT_JSON) }
}

/// Parses strictly: unknown fields are refused, and every problem names its field.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    require_object(bytes)?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        // serde_json calls it a fault of the syntax when a word of a list was wanted and no text was sent.
        // What is skipped is not checked for what a text may hold, so the body is read whole.
        let is_no_text = error.inner().is_syntax() && serde_json::from_slice::<Value>(bytes).is_ok();
        if is_no_text { Error::invalid(&field, "This must be a text.") } else { explain(&field, error.inner()) }
    })?;
    deserializer.end().map_err(|error| explain("", &error))?;
    Ok(value)
}

/// serde would take a list for an object, member by member.
fn require_object(bytes: &[u8]) -> Result<(), Error> {
    let object = bytes.trim_ascii_start().starts_with(b"{");
    if !object && serde_json::from_slice::<IgnoredAny>(bytes).is_ok() {
        return Err(Error::invalid("", "The body must be a JSON object."));
    }
    Ok(())
}

/// serde's own words name types and fields, and quote the value that did not fit, which may be a secret: the value is left out.
fn explain(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    if error.is_syntax() || error.is_eof() {
        return Error::Malformed(format!("The body is not JSON: {text}."));
    }
    let quotes_value = ["invalid type", "invalid value", "unknown variant", "invalid length"];
    let detail = if quotes_value.iter().any(|kind| text.starts_with(kind)) {
        let expected = text.rsplit_once("expected ").map_or("something else", |(_, expected)| expected);
        match out_of_range(text, expected) {
            Some(fault) => fault.to_owned(),
            None => format!("This must be {}.", in_words(expected)),
        }
    } else {
        format!("{}.", capitalised(text))
    };
    Error::invalid(field_of(path, text), detail)
}

/// What is wrong with a whole number that its type cannot hold; `None` for everything else. The limits that are documented are narrower
/// than those of the type, so the latter are not named.
fn out_of_range(text: &str, expected: &str) -> Option<&'static str> {
    let quoted = text.split_once(" `").and_then(|(_, rest)| rest.split_once('`')).map(|(number, _)| number);
    let number: f64 = quoted.filter(|_| is_whole(expected))?.parse().ok()?;
    // A number that no integer holds is read as a floating point.
    let is_whole = text.starts_with("invalid value: integer") || number.abs() >= 2_f64.powi(63);
    is_whole.then_some(if number < 0.0 { "This must not be negative." } else { "This is too large." })
}

fn is_whole(expected: &str) -> bool {
    matches!(expected, "u8" | "u16" | "u32" | "u64" | "usize" | "i64")
}

/// Rust's names of types, as a person would say them.
fn in_words(expected: &str) -> &str {
    match expected {
        number if is_whole(number) => "a whole number",
        "a sequence" => "a list",
        "a map" => "an object",
        named if named.starts_with("struct ") => "an object",
        other => other,
    }
}

/// The path, extended by the field that the message itself names.
fn field_of(path: &str, text: &str) -> String {
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| text.strip_prefix(start)?.split_once('`'))
        .map(|(name, _)| name);
    let path = if path == "." { "" } else { path };
    match named {
        Some(name) if path.is_empty() || path == name => name.to_owned(),
        Some(name) if path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A JSON answer.
pub(crate) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = status;
            let content_type = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            response
        }
        Err(error) => Error::Internal(format!("an answer could not be written: {error}")).into_response(),
    }
}
