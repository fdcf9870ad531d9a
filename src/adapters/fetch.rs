//! The only outbound call site: a deadline on every request, no redirects, answers of at most 1 MiB.

use async_trait::async_trait;
use futures_util::StreamExt;
use wasm_bindgen::JsValue;
use worker::{
    AbortController, AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
    send::SendFuture,
};

use super::within;
use crate::ports::{AnswerPart, HttpClient, OutboundRequest, OutboundResponse, TransportError};

const LARGEST_ANSWER: usize = 1024 * 1024;

pub(super) struct Fetcher;

#[async_trait]
impl HttpClient for Fetcher {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, TransportError> {
        SendFuture::new(within_deadline(request)).await
    }
}

/// The whole answer within the deadline; a request that takes longer is aborted.
async fn within_deadline(request: OutboundRequest) -> Result<OutboundResponse, TransportError> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let timeout = request.timeout;
    let outcome = within(timeout, exchange(request, &signal)).await;
    if outcome.is_none() {
        controller.abort();
    }
    outcome.unwrap_or(Err(TransportError::Timeout))
}

async fn exchange(request: OutboundRequest, signal: &AbortSignal) -> Result<OutboundResponse, TransportError> {
    let answer = request.answer;
    let request = build(request).map_err(|_| TransportError::Connection)?;
    let mut response =
        Fetch::Request(request).send_with_signal(signal).await.map_err(|_| TransportError::Connection)?;
    let retry_after = response.headers().get("retry-after").ok().flatten().and_then(|value| value.parse().ok());
    Ok(OutboundResponse { status: response.status_code(), body: read(&mut response, answer).await?, retry_after })
}

fn build(request: OutboundRequest) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(request.method.to_string())).with_headers(headers);
    init.with_redirect(RequestRedirect::Manual);
    if let Some(body) = request.body {
        init.with_body(Some(JsValue::from(js_sys::Uint8Array::from(body.as_slice()))));
    }
    Request::new_with_init(&request.url, &init)
}

async fn read(response: &mut Response, part: AnswerPart) -> Result<Vec<u8>, TransportError> {
    let Ok(mut stream) = response.stream() else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        body.extend(chunk.map_err(|_| TransportError::Connection)?);
        match part {
            AnswerPart::First(most) if body.len() >= most => {
                body.truncate(most);
                return Ok(body);
            }
            AnswerPart::Whole if body.len() > LARGEST_ANSWER => return Err(TransportError::TooLarge),
            _ => {}
        }
    }
    Ok(body)
}
