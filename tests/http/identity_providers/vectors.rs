//! Wycheproof's signatures, against the keys that belong to them and those that were published beside them.

use frontdesk::crypto::{
    jws::Jws,
    key_set::{Algorithm, KeySet},
};
use serde_json::{Value, json};
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

use crate::support::PublicKeys;

/// What a deployment allows that allows everything.
const ALL: [Algorithm; 3] = [Algorithm::Rs256, Algorithm::Es256, Algorithm::Hs256];

async fn is_authentic(text: &str, key: &Value) -> bool {
    let Some(jws) = Jws::parse(text) else { return false };
    let set = KeySet::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
    let Some(key) = set.find(None, &ALL) else { return false };
    jws.is_signed_with(key, &PublicKeys).await.unwrap_or(false)
}

#[tokio::test]
async fn every_invalid_signature_is_refused_and_the_valid_ones_hold() {
    let set = TestSet::load(TestName::JsonWebSignature).unwrap();
    let (mut refused, mut authentic) = (0, 0);
    for group in &set.test_groups {
        let Some(key) = group.public_key.as_ref() else { continue };
        let is_ours = key["alg"] == "RS256" || key["alg"] == "ES256";
        for case in &group.tests {
            let jws = match case.jws.as_ref().unwrap() {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let passes = is_authentic(&jws, key).await;
            if case.result.must_fail() || !is_ours {
                assert!(!passes, "case {} ({}) must be refused", case.tc_id, case.comment);
                refused += 1;
            } else {
                assert!(passes, "case {} ({}) is authentic", case.tc_id, case.comment);
                authentic += 1;
            }
        }
    }
    assert!(refused >= 300 && authentic >= 9, "refused {refused}, authentic {authentic}");
}
