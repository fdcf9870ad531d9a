//! What a token says of how it is to be verified decides nothing.

use serde_json::{Value, json};

use super::{ISSUER, claims, desk, provider, publish, token, with_provider};
use crate::support::{Desk, ORG, SigningKey, sign};

async fn status(desk: &Desk, token: &str) -> u16 {
    desk.send("GET", "/api/org", token, None).await.status.as_u16()
}

#[tokio::test]
async fn a_token_of_either_kind_of_key_is_believed() {
    let desk = desk(&[provider(&json!({}))]).await;
    let (rsa, p256) = (SigningKey::rsa(), SigningKey::p256());
    publish(&desk, &[rsa.public("r"), p256.public("e")]);
    for (key, header) in [(&rsa, json!({"alg": "RS256", "kid": "r"})), (&p256, json!({"alg": "ES256", "kid": "e"}))] {
        let token = key.sign(&header, &claims(&desk, &json!({})));
        assert_eq!(desk.send("GET", "/api/org", &token, None).await.expect(200).json()["id"], ORG);
    }
}

/// The classical ones: `none`, HMAC under the text of a public key, and an algorithm or a key of the header's choice.
#[tokio::test]
async fn the_header_chooses_no_algorithm_and_no_key() {
    let desk = desk(&[provider(&json!({}))]).await;
    let (rsa, p256, other) = (SigningKey::rsa(), SigningKey::p256(), SigningKey::other_rsa());
    publish(&desk, &[rsa.public("r"), p256.public("e")]);
    let good = claims(&desk, &json!({}));
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "none", "kid": "r"}),
        json!({"alg": "HS256", "kid": "r"}),
        json!({"alg": "RS384", "kid": "r"}),
        json!({"alg": "PS256", "kid": "r"}),
        json!({"alg": "rs256", "kid": "r"}),
        json!({"alg": "ES256", "kid": "r"}),
        json!({"alg": "RS256", "kid": "e"}),
        json!({"alg": "RS256", "kid": "r", "crit": ["exp"]}),
        json!({"alg": "RS256", "kid": "r", "crit": []}),
        json!({"alg": "RS256", "kid": "r", "crit": null}),
        json!({"kid": "r"}),
        json!({"alg": ["RS256"], "kid": "r"}),
        json!({"alg": "RS256", "kid": 7}),
        json!({"alg": "RS256", "kid": ""}),
    ] {
        assert_eq!(status(&desk, &rsa.sign(&header, &good)).await, 401, "{header}");
    }
    // The key that comes along is nobody's.
    let with_key = json!({"alg": "RS256", "kid": "r", "jwk": other.public("r"), "jku": "https://evil.example/keys",
        "x5u": "https://evil.example/certificate", "x5c": ["MII"]});
    assert_eq!(status(&desk, &other.sign(&with_key, &good)).await, 401);
    assert_eq!(status(&desk, &rsa.sign(&with_key, &good)).await, 200);
    let asked = desk.vendors.take();
    assert!(asked.iter().all(|name| name == "keys"), "{asked:?}");
}

/// HMAC is tried with no text of a published key, and a provider's secret signs for that provider alone.
#[tokio::test]
async fn no_public_key_is_a_secret() {
    let desk = desk(&[provider(&json!({}))]).await;
    let key = SigningKey::rsa().public("r");
    publish(&desk, std::slice::from_ref(&key));
    let set = json!({"keys": [key]}).to_string();
    for secret in [key.to_string(), key["n"].as_str().unwrap().to_owned(), set] {
        let token = hs256(&secret, &json!({"alg": "HS256", "kid": "r"}), &claims(&desk, &json!({})));
        assert_eq!(status(&desk, &token).await, 401);
    }
    // Nor is the deployment's own secret good for a provider's token.
    assert_eq!(status(&desk, &sign(&claims(&desk, &json!({"org_id": ORG, "role": "admin"})))).await, 401);
}

fn hs256(secret: &str, header: &Value, claims: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    use hmac::{Hmac, Mac};
    let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

/// Older projects of Supabase sign with a secret that both sides have.
#[tokio::test]
async fn a_shared_secret_is_good_for_its_provider_and_hmac_alone() {
    let secret = "a-secret-of-a-provider-of-identities";
    let legacy = provider(&json!({"jwks": null, "algorithms": null, "hs256_secret": "SUPABASE_SECRET"}));
    let text = json!([legacy]).to_string();
    let desk = Desk::with_clinic_and(&[("IDENTITY_PROVIDERS", &text), ("SUPABASE_SECRET", secret)]).await;
    let good = claims(&desk, &json!({}));
    assert_eq!(status(&desk, &hs256(secret, &json!({"alg": "HS256"}), &good)).await, 200);
    assert_eq!(status(&desk, &hs256(&format!("{secret}x"), &json!({"alg": "HS256"}), &good)).await, 401);
    assert_eq!(status(&desk, &hs256(secret, &json!({"alg": "RS256"}), &good)).await, 401);
    let ours = json!({"sub": "u", "org_id": ORG, "role": "platform", "exp": desk.clock.seconds() + 60});
    assert_eq!(status(&desk, &hs256(secret, &json!({"alg": "HS256"}), &ours)).await, 401);
}

#[tokio::test]
async fn a_token_of_an_issuer_that_is_not_known_is_verified_as_ours() {
    let desk = with_provider(&json!({})).await;
    for issuer in ["https://id.example/auth/v1/", "https://ID.example/auth/v1", "supabase", "https://evil.example"] {
        assert_eq!(status(&desk, &token(&desk, &json!({"iss": issuer}))).await, 401, "{issuer}");
    }
    assert_eq!(status(&desk, &token(&desk, &json!({"iss": [ISSUER]}))).await, 401);
    assert_eq!(desk.vendors.take(), [""; 0], "no key was looked for");
    assert_eq!(status(&desk, &desk.token(Some(ORG), "admin")).await, 200);
}

#[tokio::test]
async fn a_token_that_was_changed_or_cut_is_refused() {
    let desk = with_provider(&json!({})).await;
    let good = token(&desk, &json!({}));
    assert_eq!(status(&desk, &good).await, 200);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let another = token(&desk, &json!({"sub": "somebody else"}));
    let theirs = another.split('.').nth(1).unwrap();
    for changed in [
        format!("{header}.{theirs}.{signature}"),
        format!("{header}.{payload}."),
        format!("{header}.{payload}"),
        format!("{header}.{payload}.{signature}."),
        format!("{header}.{payload}.{}", &signature[..signature.len() - 2]),
        format!("{header}.{payload}.{signature}=="),
        // Two zeros, which some took for a signature of everything.
        format!("{header}.{payload}.{}", "A".repeat(86)),
        format!("{good}{}", "x".repeat(8192)),
    ] {
        assert_eq!(status(&desk, &changed).await, 401, "{changed}");
    }
}
