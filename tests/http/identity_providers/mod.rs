//! Tokens of providers of identities: whose are believed, and what for.

mod confusion;
mod keys;
mod rights;
mod vectors;

use serde_json::{Value, json};

use crate::support::{Desk, ORG, Reply, SigningKey};

pub const ISSUER: &str = "https://id.example/auth/v1";
pub const KEYS: &str = "https://id.example/auth/v1/.well-known/jwks.json";
pub const AUDIENCE: &str = "authenticated";

/// A provider like Supabase, with changes.
pub fn provider(changes: &Value) -> Value {
    let mut provider = json!({"name": "supabase", "issuer": ISSUER, "jwks": KEYS, "algorithms": ["ES256", "RS256"],
        "audience": AUDIENCE, "org_claim": "app_metadata.org_id", "role_claim": "app_metadata.frontdesk_role",
        "roles": {"owner": "admin", "staff": "viewer"}});
    for (name, value) in changes.as_object().unwrap() {
        provider[name] = value.clone();
    }
    provider.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    provider
}

/// A clinic whose deployment knows these providers.
pub async fn desk(providers: &[Value]) -> Desk {
    let text = json!(providers).to_string();
    Desk::with_clinic_and(&[("IDENTITY_PROVIDERS", &text)]).await
}

/// Publishes these keys.
pub fn publish(desk: &Desk, keys: &[Value]) {
    let set = json!({"keys": keys});
    desk.vendors.key_sets.lock().unwrap().insert(KEYS.into(), Reply::Json(200, set));
}

/// The claims of an owner of the first clinic, with changes.
pub fn claims(desk: &Desk, changes: &Value) -> Value {
    let now = desk.clock.seconds();
    let mut claims = json!({"iss": ISSUER, "sub": "6f9e7d2c", "aud": AUDIENCE, "iat": now, "exp": now + 3600,
        "role": "authenticated", "email": "ana@clinic.example", "app_metadata": {"org_id": ORG, "frontdesk_role": "owner"},
        "user_metadata": {"org_id": "0198c0de-0000-7000-8000-00000000000b", "frontdesk_role": "platform"}});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// A token with these claims by the curve's key under the id `a`.
pub fn token(desk: &Desk, changes: &Value) -> String {
    SigningKey::p256().sign(&json!({"alg": "ES256", "typ": "JWT", "kid": "a"}), &claims(desk, changes))
}

/// A clinic that knows one provider, which publishes the key `a`.
pub async fn with_provider(changes: &Value) -> Desk {
    let desk = desk(&[provider(changes)]).await;
    publish(&desk, &[SigningKey::p256().public("a")]);
    desk
}
