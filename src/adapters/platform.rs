//! The smaller ports: time, randomness, RS256, the log.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Delay, send::SendFuture};

use crate::ports::{Clock, Entropy, EntropyError, LogSink, Rs256, SignError};

pub(super) struct WallClock;

#[async_trait]
impl Clock for WallClock {
    #[allow(clippy::cast_possible_truncation, reason = "JavaScript's time is a whole number of milliseconds")]
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
    }

    async fn sleep(&self, duration: Duration) {
        SendFuture::new(Delay::from(duration)).await;
    }
}

/// `crypto.getRandomValues`.
pub(super) struct WebRandom;

impl Entropy for WebRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|_| EntropyError)
    }
}

/// `crypto.subtle`: RSA in WASM would cost more CPU than a free plan has.
pub(super) struct WebCrypto;

#[async_trait]
impl Rs256 for WebCrypto {
    async fn sign(&self, pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, SignError> {
        SendFuture::new(sign(pkcs8_der, message)).await.map_err(|_| SignError)
    }
}

async fn sign(pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?.unchecked_into::<web_sys::Crypto>();
    let subtle = crypto.subtle();
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"RSASSA-PKCS1-v1_5".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let key = Uint8Array::from(pkcs8_der);
    let usages = Array::of1(&"sign".into());
    let import = subtle.import_key_with_object("pkcs8", &key, &algorithm, false, &usages)?;
    let key = JsFuture::from(import).await?.unchecked_into::<web_sys::CryptoKey>();
    let message = Uint8Array::from(message);
    let signature = JsFuture::from(subtle.sign_with_object_and_js_u8_array(&algorithm, &key, &message)?).await?;
    Ok(Uint8Array::new(&signature).to_vec())
}

/// `console.log`, which Workers Logs collects as JSON.
pub(super) struct Console;

impl LogSink for Console {
    fn write(&self, line: &str) {
        worker::console_log!("{line}");
    }
}
