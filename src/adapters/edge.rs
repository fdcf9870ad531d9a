//! Between the runtime's requests and `http`'s.
//!
//! `worker`'s own conversion copies every header and wraps every body in a stream, which costs a quarter of the throughput. Here only
//! the headers that the product reads cross, bodies come as bytes, and answers reuse one prepared `ResponseInit` per status and
//! content type.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, future::BoxFuture};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::{Context, ScheduleContext, send::SendWrapper};

use crate::{config::ConfigError, ports::Background, voice::vapi::config::VapiAuth};

/// What Twilio signs its calls with, and below which path it calls; elsewhere nobody asks the runtime for it.
static TWILIO_SIGNATURE: HeaderName = HeaderName::from_static("x-twilio-signature");
const TWILIO_PATH: &str = "/api/twilio/";
/// Below this path a header may be called what a clinic's own signing scheme calls it, so all of them are taken over.
const VAPI_PATH: &str = "/api/vapi/";
/// Every other header that some handler reads.
static READ: [HeaderName; 2] = [header::AUTHORIZATION, header::CONTENT_TYPE];
/// Larger than any limit of a handler, so that handlers refuse with their own limit.
const LARGEST_BODY: usize = 1024 * 1024 + 1;
const JSON: &str = "application/json";

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

/// The request as handlers see it.
pub(crate) async fn receive(request: web_sys::Request, vapi_auth: &VapiAuth) -> Request<Body> {
    let method = Method::from_bytes(request.method().as_bytes()).unwrap_or(Method::GET);
    let bodiless = matches!(method, Method::GET | Method::HEAD);
    let headers = request.headers();
    let uri = path_and_query(&request.url());
    let of_twilio = uri.path().starts_with(TWILIO_PATH).then_some(&TWILIO_SIGNATURE);
    let mut received = Request::new(Body::empty());
    if matches!(vapi_auth, VapiAuth::Proof(_)) && uri.path().starts_with(VAPI_PATH) {
        *received.headers_mut() = all(&headers);
    }
    for name in READ.iter().take(if bodiless { 1 } else { READ.len() }).chain(of_twilio) {
        let value = headers.get(name.as_str()).ok().flatten().and_then(|value| HeaderValue::try_from(value).ok());
        if let Some(value) = value {
            received.headers_mut().insert(name, value);
        }
    }
    *received.method_mut() = method;
    *received.uri_mut() = uri;
    if !bodiless {
        *received.body_mut() = Body::from(read(request.into()).await);
    }
    received
}

/// Every header. As one text they cross in one step instead of several for each.
fn all(headers: &web_sys::Headers) -> HeaderMap {
    let text = js_sys::JSON::stringify(&Array::from(headers)).map(String::from).unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_json::from_str(&text).unwrap_or_default();
    let valid = |(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
    pairs.into_iter().filter_map(valid).collect()
}

/// The part of an absolute URL after its authority.
fn path_and_query(url: &str) -> Uri {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|start| after_scheme.get(start..)).unwrap_or("/");
    let path = path.split('#').next().unwrap_or("/");
    Uri::try_from(path).unwrap_or_default()
}

/// The body, cut off just beyond the largest that anybody accepts: the handler then refuses it by its length.
async fn read(mut request: worker::Request) -> Bytes {
    let announced = request.headers().get("content-length").ok().flatten().and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|length| length < LARGEST_BODY) {
        return request.bytes().await.unwrap_or_default().into();
    }
    let Ok(mut stream) = request.stream() else { return Bytes::new() };
    let mut body = Vec::new();
    while let Some(Ok(chunk)) = stream.next().await {
        body.extend(chunk);
        if body.len() >= LARGEST_BODY {
            break;
        }
    }
    body.into()
}

thread_local! {
    /// Prepared `ResponseInit` objects. The runtime only reads them.
    static PREPARED: RefCell<HashMap<u16, Object>> = RefCell::default();
}

/// The answer as the runtime wants it: one JavaScript object, made once. (`worker::Response` would be made into another one.)
pub(crate) async fn answer(response: Response<Body>) -> Result<web_sys::Response, JsValue> {
    let (mut parts, body) = response.into_parts();
    // The runtime sets it from the body.
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let plain = parts.headers.len() == 1 && parts.headers.get(header::CONTENT_TYPE).is_some_and(|value| value == JSON);
    let init = if plain { prepared(parts.status)? } else { fresh(parts.status, &parts.headers)? };
    let init = init.unchecked_ref::<web_sys::ResponseInit>();
    // Every answer of ours is text; the runtime takes a string with one crossing less than bytes.
    let text = std::str::from_utf8(&body).ok().filter(|text| !text.is_empty());
    web_sys::Response::new_with_opt_str_and_init(text, init)
}

fn prepared(status: StatusCode) -> Result<Object, JsValue> {
    PREPARED.with_borrow_mut(|prepared| {
        if let Some(init) = prepared.get(&status.as_u16()) {
            return Ok(init.clone());
        }
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(JSON))]);
        let init = fresh(status, &headers)?;
        prepared.insert(status.as_u16(), init.clone());
        Ok(init)
    })
}

fn fresh(status: StatusCode, headers: &HeaderMap) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in headers {
        let value = value.to_str().unwrap_or_default();
        Reflect::set(&object, &name.as_str().into(), &value.into())?;
    }
    let init = Object::new();
    Reflect::set(&init, &"status".into(), &status.as_u16().into())?;
    Reflect::set(&init, &"headers".into(), &object)?;
    Ok(init)
}

/// What every request gets while the deployment is not configured: the names of what is wrong go to the log only.
pub(crate) fn misconfigured(error: &ConfigError) -> Result<web_sys::Response, JsValue> {
    let line = serde_json::json!({"level": "error", "event": "config.refused", "detail": error.to_string()});
    worker::console_error!("{line}");
    let problem = serde_json::json!({
        "type": "urn:frontdesk:problem:misconfigured", "title": "Not configured", "status": 503, "code": "misconfigured",
        "detail": "This deployment is not configured correctly. Its log names what is missing.",
    });
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))]);
    let init = fresh(StatusCode::SERVICE_UNAVAILABLE, &headers)?;
    web_sys::Response::new_with_opt_str_and_init(Some(&problem.to_string()), init.unchecked_ref())
}
