//! Between the runtime's requests and `http`'s.
//!
//! `worker`'s own conversion copies every header and wraps every body in a stream, which costs a quarter of the throughput. Here only
//! the headers that a handler reads cross, a body crosses as bytes once a handler asks for it, and answers reuse one prepared `ResponseInit` per status and
//! content type.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use axum::body::Body;
use futures_util::{
    StreamExt,
    future::BoxFuture,
    stream::{once, try_unfold},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    ByteStream, Context, ScheduleContext,
    send::{SendFuture, SendWrapper},
};

use crate::{
    config::{Config, ConfigError},
    http::headers::{self, HeaderSource, PROTECTION},
    ports::Background,
    voice,
};

/// Larger than any limit of a handler. Of a body that says it has as much, nothing is read.
const LARGEST_BODY: usize = 4 * 1024 * 1024 + 1;
/// A body as large as this crosses in pieces: most handlers take less, and end it there.
const LARGEST_WHOLE: usize = 1024 * 1024 + 1;
/// The content types of nearly every answer.
const USUAL_TYPES: [&str; 2] = ["application/json", "application/problem+json"];

/// `waitUntil` of one request.
pub(crate) struct Waiter(pub(crate) Context);

impl Background for Waiter {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.wait_until(task);
    }
}

impl Waiter {
    pub(crate) fn shared(context: Context) -> Arc<dyn Background> {
        Arc::new(Self(context))
    }
}

/// `waitUntil` of one scheduled event.
pub(crate) struct Scheduled(SendWrapper<ScheduleContext>);

impl Background for Scheduled {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.0.wait_until(task);
    }
}

impl Scheduled {
    pub(crate) fn shared(context: ScheduleContext) -> Arc<dyn Background> {
        Arc::new(Self(SendWrapper::new(context)))
    }
}

#[wasm_bindgen(inline_js = "export function head(request) {
  const authorization = request.headers.get('authorization');
  const line = `${request.method}\n${request.url}`;
  return authorization === null ? line : `${line}\n${authorization}`;
}")]
extern "C" {
    /// What is read of every request, a line each: method, URL, and the `Authorization` header if there is one. One by one they would
    /// cross in five steps.
    fn head(request: &web_sys::Request) -> String;
}

/// The request as handlers see it.
pub(crate) fn receive(request: web_sys::Request, config: &Config) -> Request<Body> {
    let head = head(&request);
    let mut lines = head.splitn(3, '\n');
    let method = lines.next().and_then(|name| Method::from_bytes(name.as_bytes()).ok()).unwrap_or(Method::GET);
    let uri = path_and_query(lines.next().unwrap_or_default());
    let mut received = Request::new(Body::empty());
    let needs_every = voice::needs_every_header(config, uri.path());
    let source = RuntimeHeaders { request: &request, authorization: lines.next() };
    *received.headers_mut() = headers::carried(&method, uri.path(), needs_every, &source);
    if !headers::is_bodiless(&method) {
        *received.body_mut() = unread(request.into());
    }
    *received.method_mut() = method;
    *received.uri_mut() = uri;
    received
}

/// The headers of a request, of which each but the one that came with its head is asked of the runtime by itself.
struct RuntimeHeaders<'a> {
    request: &'a web_sys::Request,
    authorization: Option<&'a str>,
}

impl HeaderSource for RuntimeHeaders<'_> {
    fn get(&self, name: &HeaderName) -> Option<HeaderValue> {
        if name == header::AUTHORIZATION {
            return self.authorization.and_then(|value| HeaderValue::try_from(value).ok());
        }
        let value = self.request.headers().get(name.as_str()).ok().flatten();
        value.and_then(|value| HeaderValue::try_from(value).ok())
    }

    /// As one text they cross in one step instead of several for each.
    fn all(&self) -> HeaderMap {
        let text = js_sys::JSON::stringify(&Array::from(&self.request.headers())).map(String::from).unwrap_or_default();
        let pairs: Vec<(String, String)> = serde_json::from_str(&text).unwrap_or_default();
        let valid = |(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
        pairs.into_iter().filter_map(valid).collect()
    }
}

/// The part of an absolute URL after its authority.
fn path_and_query(url: &str) -> Uri {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|start| after_scheme.get(start..)).unwrap_or("/");
    let path = path.split('#').next().unwrap_or("/");
    Uri::try_from(path).unwrap_or_default()
}

/// Why a body has no end.
#[derive(Debug, thiserror::Error)]
enum Cut {
    #[error("the body is larger than anybody takes")]
    TooLarge,
    #[error("the connection broke")]
    Lost,
}

/// A body of which nothing is read before a handler asks for it, and no more than it takes: whoever proves nothing is answered without.
fn unread(mut request: worker::Request) -> Body {
    let announced = request.headers().get("content-length").ok().flatten().and_then(|text| text.parse::<usize>().ok());
    match announced {
        Some(length) if length >= LARGEST_BODY => Body::from_stream(once(async { Err::<Vec<u8>, _>(Cut::TooLarge) })),
        Some(length) if length < LARGEST_WHOLE => {
            // As a whole it crosses in one step.
            let whole = async move { request.bytes().await.map_err(|_| Cut::Lost) };
            Body::from_stream(once(SendFuture::new(whole)))
        }
        _ => request.stream().map_or_else(|_| Body::empty(), |stream| in_chunks(SendWrapper::new(stream))),
    }
}

fn in_chunks(stream: SendWrapper<ByteStream>) -> Body {
    Body::from_stream(try_unfold(stream, |mut stream| {
        SendFuture::new(async move {
            let chunk = stream.next().await.transpose().map_err(|_| Cut::Lost)?;
            Ok::<_, Cut>(chunk.map(|chunk| (chunk, stream)))
        })
    }))
}

/// What the prepared answers of one status differ in.
type Usual = (u16, &'static str, bool);

thread_local! {
    /// Prepared `ResponseInit` objects. The runtime only reads them.
    static PREPARED: RefCell<HashMap<Usual, Object>> = RefCell::default();
}

/// The answer as the runtime wants it: one JavaScript object, made once. (`worker::Response` would be made into another one.)
pub(crate) async fn answer(response: Response<Body>) -> Result<web_sys::Response, JsValue> {
    let (mut parts, body) = response.into_parts();
    // The runtime sets it from the body.
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let init = match usual(parts.status, &parts.headers) {
        Some(usual) => prepared(usual, &parts.headers)?,
        None => fresh(parts.status.as_u16(), &parts.headers)?,
    };
    let init = init.unchecked_ref::<web_sys::ResponseInit>();
    // Every answer of ours is text; the runtime takes a string with one crossing less than bytes.
    let text = std::str::from_utf8(&body).ok().filter(|text| !text.is_empty());
    web_sys::Response::new_with_opt_str_and_init(text, init)
}

/// Which prepared answer these headers are those of: JSON or a problem, with or without what protects answers of the API, and
/// nothing else.
fn usual(status: StatusCode, headers: &HeaderMap) -> Option<Usual> {
    let content_type = headers.get(header::CONTENT_TYPE)?;
    let content_type = USUAL_TYPES.into_iter().find(|usual| content_type == usual)?;
    let is_protected = PROTECTION.iter().all(|(name, value)| headers.get(name) == Some(value));
    let others = headers.len() - 1 - if is_protected { PROTECTION.len() } else { 0 };
    (others == 0).then_some((status.as_u16(), content_type, is_protected))
}

fn prepared(usual: Usual, headers: &HeaderMap) -> Result<Object, JsValue> {
    PREPARED.with_borrow_mut(|prepared| {
        if let Some(init) = prepared.get(&usual) {
            return Ok(init.clone());
        }
        let init = fresh(usual.0, headers)?;
        prepared.insert(usual, init.clone());
        Ok(init)
    })
}

/// A `ResponseInit`. Headers are appended, so that one like `Set-Cookie` may come twice.
fn fresh(status: u16, headers: &HeaderMap) -> Result<Object, JsValue> {
    let appended = web_sys::Headers::new()?;
    for (name, value) in headers {
        appended.append(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    let init = Object::new();
    Reflect::set(&init, &"status".into(), &status.into())?;
    Reflect::set(&init, &"headers".into(), &appended)?;
    Ok(init)
}

/// Names in the log what is wrong with the configuration.
pub(crate) fn log_refusal(error: &ConfigError) {
    let line = serde_json::json!({"level": "error", "event": "config.refused", "detail": error.to_string()});
    worker::console_error!("{line}");
}

/// What every request gets while the deployment is not configured: the names of what is wrong go to the log only.
pub(crate) fn misconfigured(error: &ConfigError) -> Result<web_sys::Response, JsValue> {
    log_refusal(error);
    let problem = serde_json::json!({
        "type": "urn:frontdesk:problem:misconfigured", "title": "Not configured", "status": 503, "code": "misconfigured",
        "detail": "This deployment is not configured correctly. Its log names what is missing.",
    });
    let mut headers =
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))]);
    headers::protect(&mut headers);
    let init = fresh(StatusCode::SERVICE_UNAVAILABLE.as_u16(), &headers)?;
    web_sys::Response::new_with_opt_str_and_init(Some(&problem.to_string()), init.unchecked_ref())
}
