//! `crypto.subtle`: RSA and elliptic curves in WASM would cost more CPU than a free plan has.

use std::{cell::RefCell, collections::HashMap};

use async_trait::async_trait;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};
use worker::send::SendFuture;

use crate::ports::{PublicKey, PublicKeyVerifier, Rs256, SignError, VerifyError};

/// Providers have a few keys each, and an isolate has a few providers.
const MOST_KEYS: usize = 64;

thread_local! {
    /// Public keys as the runtime has them. Importing one takes longer than using it.
    static IMPORTED: RefCell<HashMap<PublicKey, CryptoKey>> = RefCell::default();
}

pub(super) struct WebCrypto;

#[async_trait]
impl Rs256 for WebCrypto {
    async fn sign(&self, pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, SignError> {
        SendFuture::new(sign(pkcs8_der, message)).await.map_err(|_| SignError)
    }
}

#[async_trait]
impl PublicKeyVerifier for WebCrypto {
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, VerifyError> {
        SendFuture::new(verify(key, message, signature)).await.map_err(|_| VerifyError)
    }
}

async fn sign(pkcs8_der: &[u8], message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let subtle = subtle()?;
    let algorithm = object(&[("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")])?;
    let key = Uint8Array::from(pkcs8_der);
    let usages = Array::of1(&"sign".into());
    let import = subtle.import_key_with_object("pkcs8", &key, &algorithm, false, &usages)?;
    let key = JsFuture::from(import).await?.unchecked_into::<CryptoKey>();
    let message = Uint8Array::from(message);
    let signature = JsFuture::from(subtle.sign_with_object_and_js_u8_array(&algorithm, &key, &message)?).await?;
    Ok(Uint8Array::new(&signature).to_vec())
}

async fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, JsValue> {
    let imported = imported(key).await?;
    let algorithm = match key {
        PublicKey::Rsa { .. } => object(&[("name", "RSASSA-PKCS1-v1_5")])?,
        PublicKey::P256 { .. } => object(&[("name", "ECDSA"), ("hash", "SHA-256")])?,
        PublicKey::Ed25519 { .. } => object(&[("name", "Ed25519")])?,
    };
    let (signature, message) = (Uint8Array::from(signature), Uint8Array::from(message));
    let verdict =
        subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(&algorithm, &imported, &signature, &message)?;
    Ok(JsFuture::from(verdict).await?.is_truthy())
}

async fn imported(key: &PublicKey) -> Result<CryptoKey, JsValue> {
    if let Some(known) = IMPORTED.with_borrow(|keys| keys.get(key).cloned()) {
        return Ok(known);
    }
    let (jwk, algorithm) = match key {
        PublicKey::Rsa { n, e } => (
            object(&[("kty", "RSA"), ("n", n), ("e", e)])?,
            object(&[("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")])?,
        ),
        PublicKey::P256 { x, y } => (
            object(&[("kty", "EC"), ("crv", "P-256"), ("x", x), ("y", y)])?,
            object(&[("name", "ECDSA"), ("namedCurve", "P-256")])?,
        ),
        PublicKey::Ed25519 { x } => {
            (object(&[("kty", "OKP"), ("crv", "Ed25519"), ("x", x)])?, object(&[("name", "Ed25519")])?)
        }
    };
    let usages = Array::of1(&"verify".into());
    let import = subtle()?.import_key_with_object("jwk", &jwk, &algorithm, false, &usages)?;
    let imported = JsFuture::from(import).await?.unchecked_into::<CryptoKey>();
    IMPORTED.with_borrow_mut(|keys| {
        if keys.len() >= MOST_KEYS {
            keys.clear();
        }
        keys.insert(key.clone(), imported.clone());
    });
    Ok(imported)
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?.unchecked_into::<web_sys::Crypto>();
    Ok(crypto.subtle())
}

/// A JavaScript object of texts.
fn object(members: &[(&str, &str)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), &(*value).into())?;
    }
    Ok(object)
}
