use std::{
    collections::HashSet,
    sync::atomic::{AtomicU64, Ordering},
};

use serde_json::json;
use wycheproof_ng_aead::aead::{TestName, TestSet};

use super::*;

/// A counter: unique, and enough to see that every seal asks for a fresh nonce.
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, value)| *byte = *value);
        Ok(())
    }
}

fn entropy() -> Counter {
    Counter(AtomicU64::new(1))
}

fn ring(keys: &[(&str, u8)]) -> KeyRing {
    KeyRing::new(keys.iter().map(|(id, byte)| (KeyId::parse(id).unwrap(), [*byte; 32])).collect()).unwrap()
}

fn place() -> EnvelopePlace<'static> {
    EnvelopePlace {
        org_id: "d5bc3d69-996a-445b-a234-494040dff620".parse().unwrap(),
        vendor: "google",
        column: "credentials_sealed",
        beside: None,
    }
}

/// The place of an envelope in a row that holds `values`.
fn beside<'a>(save_id: &'a str, values: &'a Value) -> EnvelopePlace<'a> {
    EnvelopePlace { beside: Some(Beside { save_id, values }), ..place() }
}

const SAVE: &str = "0198c0de-0000-7000-8000-00000000000a";

#[test]
fn an_envelope_opens_beside_what_it_was_saved_with_and_beside_nothing_else() {
    let ring = ring(&[("k1", 1)]);
    let values = json!({"calendar_id": "front.desk@clinic.example", "kind": "refresh_token"});
    let envelope = ring.seal(beside(SAVE, &values), b"refresh", &entropy()).unwrap();
    assert!(envelope.starts_with("v2.k1."));
    let reordered =
        serde_json::from_str(r#"{"kind":"refresh_token", "calendar_id":"front.desk@clinic.example"}"#).unwrap();
    assert_eq!(ring.open(beside(SAVE, &reordered), &envelope).unwrap().as_slice(), b"refresh");
    let others = [
        json!({"calendar_id": "somebody@else.example", "kind": "refresh_token"}),
        json!({"calendar_id": "front.desk@clinic.example"}),
        json!({"calendar_id": "front.desk@clinic.example", "kind": "refresh_token", "account": "x"}),
        json!({}),
        Value::Null,
    ];
    for other in &others {
        assert_eq!(ring.open(beside(SAVE, other), &envelope).unwrap_err(), OpenError::Authentication, "{other}");
    }
    let other_save = "0198c0de-0000-7000-8000-00000000000b";
    assert_eq!(ring.open(beside(other_save, &values), &envelope).unwrap_err(), OpenError::Authentication);
    assert_eq!(ring.open(place(), &envelope).unwrap_err(), OpenError::Malformed, "it is of no row");
    let downgraded = envelope.replacen("v2.", "v1.", 1);
    assert_eq!(ring.open(beside(SAVE, &values), &downgraded).unwrap_err(), OpenError::Authentication);
}

/// The id of a save and the settings come out of the row, so whoever writes the row could move characters from one to the other.
#[test]
fn a_save_and_its_values_cannot_run_into_each_other() {
    let ring = ring(&[("k1", 1)]);
    let envelope = ring.seal(beside("a", &json!("b\",\"c")), b"refresh", &entropy()).unwrap();
    for (save, values) in [("a\",\"b", json!("c")), ("a", json!(["b", "c"]))] {
        assert_eq!(ring.open(beside(save, &values), &envelope).unwrap_err(), OpenError::Authentication);
    }
}

/// Rows that were written before there was anything beside them.
#[test]
fn an_older_envelope_opens_in_its_place_whatever_stands_beside_it() {
    let ring = ring(&[("k1", 1)]);
    let older = ring.seal(place(), b"refresh", &entropy()).unwrap();
    assert_eq!(ring.open(beside(SAVE, &json!({})), &older).unwrap().as_slice(), b"refresh");
    let upgraded = older.replacen("v1.", "v2.", 1);
    assert_eq!(ring.open(beside(SAVE, &json!({})), &upgraded).unwrap_err(), OpenError::Authentication);
}

#[test]
fn what_was_sealed_opens_where_it_lies() {
    let ring = ring(&[("k1", 1)]);
    for text in [b"".as_slice(), b"refresh", &[0; 4096]] {
        let envelope = ring.seal(place(), text, &entropy()).unwrap();
        assert!(envelope.starts_with("v1.k1."));
        assert_eq!(ring.open(place(), &envelope).unwrap().as_slice(), text);
    }
}

#[test]
fn an_envelope_opens_in_no_other_place() {
    let ring = ring(&[("k1", 1)]);
    let envelope = ring.seal(place(), b"refresh", &entropy()).unwrap();
    let elsewhere = [
        EnvelopePlace { org_id: "0198c0de-0000-7000-8000-00000000000b".parse().unwrap(), ..place() },
        EnvelopePlace { vendor: "twilio", ..place() },
        EnvelopePlace { column: "token_sealed", ..place() },
    ];
    for other in elsewhere {
        assert_eq!(ring.open(other, &envelope).unwrap_err(), OpenError::Authentication);
    }
}

#[test]
fn no_byte_of_an_envelope_can_be_changed() {
    let ring = ring(&[("k1", 1), ("k2", 2)]);
    let envelope = ring.seal(place(), b"refresh token", &entropy()).unwrap();
    for position in 0..envelope.len() {
        let mut bytes = envelope.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        assert!(ring.open(place(), &altered).is_err(), "byte {position}");
    }
}

#[test]
fn a_key_id_cannot_be_exchanged_even_for_the_same_key() {
    let twice =
        KeyRing::new(vec![(KeyId::parse("k1").unwrap(), [1; 32]), (KeyId::parse("k2").unwrap(), [1; 32])]).unwrap();
    let envelope = twice.seal(place(), b"refresh", &entropy()).unwrap();
    assert_eq!(twice.open(place(), &envelope.replace("v1.k1.", "v1.k2.")).unwrap_err(), OpenError::Authentication);
}

#[test]
fn malformed_envelopes_and_unknown_keys_are_told_apart() {
    let envelope = ring(&[("k9", 9)]).seal(place(), b"refresh", &entropy()).unwrap();
    let ring = ring(&[("k1", 1)]);
    assert_eq!(ring.open(place(), &envelope).unwrap_err(), OpenError::UnknownKey);
    for bad in
        ["", "v1", "v1.k1", "v1.k1.", "v3.k1.AAAA", "v1.k 1.AAAA", "v1.k1.!!!", "v1.k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
    {
        assert_eq!(ring.open(place(), bad).unwrap_err(), OpenError::Malformed, "{bad}");
    }
}

#[test]
fn old_keys_open_and_the_primary_seals() {
    let old = ring(&[("k1", 1)]).seal(place(), b"refresh", &entropy()).unwrap();
    let rotated = ring(&[("k2", 2), ("k1", 1)]);
    assert_eq!(rotated.open(place(), &old).unwrap().as_slice(), b"refresh");
    assert!(rotated.seal(place(), b"refresh", &entropy()).unwrap().starts_with("v1.k2."));
}

#[test]
fn every_seal_takes_a_fresh_nonce() {
    let (ring, entropy) = (ring(&[("k1", 1)]), entropy());
    let nonces: HashSet<Vec<u8>> = (0..10_000)
        .map(|_| {
            let envelope = ring.seal(place(), b"x", &entropy).unwrap();
            URL_SAFE_NO_PAD.decode(envelope.rsplit('.').next().unwrap()).unwrap()[..NONCE_BYTES].to_vec()
        })
        .collect();
    assert_eq!(nonces.len(), 10_000);
}

/// Wycheproof's AES-GCM cases of the sizes that an envelope has, through the same two functions that envelopes go through.
#[test]
fn wycheproof_aes_256_gcm() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups.iter().filter(|g| g.key_size == 256 && g.nonce_size == 96 && g.tag_size == 128) {
        for case in &group.tests {
            let cipher = Aes256Gcm::new_from_slice(&case.key).unwrap();
            let nonce: [u8; NONCE_BYTES] = case.nonce.to_vec().try_into().unwrap();
            let sealed = [case.ct.as_slice(), &case.tag].concat();
            let opened = decrypt(&cipher, nonce, &case.aad, &sealed);
            if case.result.must_fail() {
                assert!(opened.is_none(), "case {} must not open", case.tc_id);
                invalid += 1;
            } else {
                assert_eq!(opened.unwrap().as_slice(), case.pt.as_slice(), "case {}", case.tc_id);
                assert_eq!(encrypt(&cipher, nonce, &case.aad, &case.pt).unwrap(), sealed, "case {}", case.tc_id);
                valid += 1;
            }
        }
    }
    assert!(valid >= 30 && invalid >= 20, "the set has {valid} valid and {invalid} invalid cases");
}

/// The vector is what Python's `hmac` makes of the same, twice: the derived key, and under that the text.
#[test]
fn a_pseudonym_is_the_same_for_the_same_use_text_and_key_alone() {
    let ring = |id: &str, byte: u8| KeyRing::new(vec![(KeyId::parse(id).unwrap(), [byte; 32])]).unwrap();
    let of = |ring: &KeyRing| ring.pseudonym("text recipient", "+12025550188");
    let ours = of(&ring("k1", 1));
    assert_eq!(ours, of(&ring("renamed", 1)));
    assert_eq!(ours.len(), 22);
    for other in [
        of(&ring("k1", 2)),
        ring("k1", 1).pseudonym("another use", "+12025550188"),
        ring("k1", 1).pseudonym("text recipient", "+12025550189"),
        ring("k1", 1).pseudonym("text recipient\0+1202", "5550188"),
    ] {
        assert_ne!(ours, other);
    }
    assert_eq!(ours, "zskbxK8WKUMIXpQ7XMIl7A");
}
