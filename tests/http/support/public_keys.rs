//! Keys of providers of identities. They are Wycheproof's, so none is a secret.

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use frontdesk::ports::{PublicKey, PublicKeyVerifier, VerifyError};
use ring::{
    rand::SystemRandom,
    rsa::{KeyPair, KeyPairComponents, PublicKeyComponents},
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, RSA_PKCS1_2048_8192_SHA256,
        RSA_PKCS1_SHA256, UnparsedPublicKey,
    },
};
use serde_json::{Value, json};
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

/// Signatures as the platform checks them, by another library.
pub struct PublicKeys;

#[async_trait]
impl PublicKeyVerifier for PublicKeys {
    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, VerifyError> {
        let number = |text: &String| BASE64.decode(text).map_err(|_| VerifyError);
        Ok(match key {
            PublicKey::Rsa { n, e } => {
                let (n, e) = (number(n)?, number(e)?);
                let key = PublicKeyComponents { n: &n, e: &e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            PublicKey::P256 { x, y } => {
                let point = [vec![4], number(x)?, number(y)?].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            PublicKey::Ed25519 { x } => UnparsedPublicKey::new(&ED25519, number(x)?).verify(message, signature).is_ok(),
        })
    }
}

/// A private key, as a JSON Web Key.
#[derive(Clone)]
pub struct SigningKey(Value);

impl SigningKey {
    /// The one of Wycheproof's whose public half has this id.
    pub fn named(kid: &str) -> Self {
        let set = TestSet::load(TestName::JsonWebSignature).unwrap();
        let has_id = |key: &&Value| key["kid"] == kid || key["alg"] == kid;
        let keys = set.test_groups.iter().filter_map(|group| group.private_key.as_ref());
        Self(keys.filter(|key| key.get("d").is_some()).find(has_id).unwrap().clone())
    }

    /// An RSA key.
    pub fn rsa() -> Self {
        Self::named("RS256")
    }

    /// Another one.
    pub fn other_rsa() -> Self {
        Self::named("RS256_2048")
    }

    /// A key of the curve P-256.
    pub fn p256() -> Self {
        Self::named("ES256")
    }

    /// The public half, under an id.
    pub fn public(&self, kid: &str) -> Value {
        let mut public = json!({"kid": kid, "use": "sig"});
        for member in ["kty", "n", "e", "crv", "x", "y"] {
            if let Some(value) = self.0.get(member) {
                public[member] = value.clone();
            }
        }
        public
    }

    /// A token with any header and claims.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        format!("{signed}.{}", BASE64.encode(self.signature(signed.as_bytes())))
    }

    fn number(&self, member: &str) -> Vec<u8> {
        BASE64.decode(self.0[member].as_str().unwrap()).unwrap()
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        if self.0["kty"] == "RSA" {
            let key = KeyPair::from_components(&KeyPairComponents {
                public_key: PublicKeyComponents { n: self.number("n"), e: self.number("e") },
                d: self.number("d"),
                p: self.number("p"),
                q: self.number("q"),
                dP: self.number("dp"),
                dQ: self.number("dq"),
                qInv: self.number("qi"),
            });
            let key = key.unwrap();
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
            return signature;
        }
        let point = [vec![4], self.number("x"), self.number("y")].concat();
        let (algorithm, secret) = (&ECDSA_P256_SHA256_FIXED_SIGNING, self.number("d"));
        let key = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &secret, &point, &random).unwrap();
        key.sign(&random, message).unwrap().as_ref().to_vec()
    }
}
