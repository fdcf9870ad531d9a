//! Retell's signature: `X-Retell-Signature: v=<milliseconds>,d=<hex>`, an HMAC-SHA256 under an API key over the body and, behind it without
//! anything between, the digits of the timestamp.
//!
//! Source: `retell-sdk` 5.66.1, `lib/webhook_auth`. What is signed are the bytes as they were sent.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac, digest::KeyInit};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use crate::{domain::secret::Secret, voice::headers::keyed};

/// How far the time of signing may be off, before or behind.
const TOLERANCE_MILLISECONDS: u64 = 300_000;
const HEX_DIGITS: usize = 64;

/// Whether the header is the signature of a body under one of the keys, made about `now`. Without keys none is, and an empty key signs
/// nothing. The time taken depends on lengths, not on how much of a signature is right.
pub(super) fn is_signed(header: &str, body: &[u8], keys: &[Secret], now: DateTime<Utc>) -> bool {
    let Some((timestamp, digest)) = parts(header).filter(|(timestamp, _)| is_timely(timestamp, now)) else {
        return false;
    };
    let digest = digest.to_ascii_lowercase();
    let mut any = Choice::from(0);
    for key in keys.iter().filter(|key| !key.expose().trim().is_empty()) {
        let Some(expected) = signed(key, body, timestamp) else { continue };
        any |= digest.as_bytes().ct_eq(expected.as_bytes());
    }
    any.into()
}

/// Whether the header has the form of a signature of now: without it nothing of a body is read.
pub(super) fn may_be_signed(header: &str, now: DateTime<Utc>) -> bool {
    parts(header).is_some_and(|(timestamp, _)| is_timely(timestamp, now))
}

/// Timestamp and digest, if both have their form.
fn parts(header: &str) -> Option<(&str, &str)> {
    let (timestamp, digest) = (keyed(header, "v")?, keyed(header, "d")?);
    let is_hex = digest.len() == HEX_DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then_some((timestamp, digest))
}

/// Digits only: whatever else a number may have could be a piece of the body before it.
fn is_timely(timestamp: &str, now: DateTime<Utc>) -> bool {
    let is_digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let signed_at = timestamp.parse::<i64>().ok().filter(|_| is_digits);
    signed_at.is_some_and(|signed_at| now.timestamp_millis().abs_diff(signed_at) <= TOLERANCE_MILLISECONDS)
}

/// `None` never happens: HMAC takes keys of any length.
fn signed(key: &Secret, body: &[u8], timestamp: &str) -> Option<String> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose().as_bytes()).ok()?;
    mac.update(body);
    mac.update(timestamp.as_bytes());
    let digits = mac.finalize().into_bytes().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Some(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// Made and verified with the code of Retell's own SDK.
    const KEY: &str = "key_test_badge_0123456789";
    const BODY: &str = r#"{"name":"check_availability","args":{"date":"tomorrow"},"call":{"call_id":"call_1","from_number":"+15550188","to_number":"+15550100"}}"#;
    const SIGNATURE: &str = "v=1790000000000,d=03a2bf2c65af73d5ce5d980b7261c7a2bfe74b62a19219fcd5eb9fd1784afcfb";
    const OF_NOTHING: &str = "v=1790000000000,d=7d90088ed821a045dbe2f7e3f5497d4419f678d087ab3e63b02c2b8aee4f667a";

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_790_000_000_000).unwrap() + TimeDelta::milliseconds(milliseconds)
    }

    fn holds(header: &str, body: &str, keys: &[&str], milliseconds: i64) -> bool {
        let keys: Vec<Secret> = keys.iter().map(|key| Secret::new(*key)).collect();
        is_signed(header, body.as_bytes(), &keys, at(milliseconds))
    }

    #[test]
    fn the_sdks_vectors_hold_within_five_minutes() {
        assert!(holds(SIGNATURE, BODY, &[KEY], 100_000) && holds(OF_NOTHING, "", &[KEY], 0));
        assert!(holds(SIGNATURE, BODY, &[KEY], 300_000) && holds(SIGNATURE, BODY, &[KEY], -300_000));
        assert!(!holds(SIGNATURE, BODY, &[KEY], 300_001) && !holds(SIGNATURE, BODY, &[KEY], -300_001));
        let (v, d) = SIGNATURE.split_once(",d=").unwrap();
        assert!(holds(&format!("{v},d={}", d.to_uppercase()), BODY, &[KEY], 0));
    }

    #[test]
    fn any_of_several_keys_signs_and_an_empty_one_does_not() {
        assert!(holds(SIGNATURE, BODY, &["key_of_next_month", KEY], 0));
        assert!(!holds(SIGNATURE, BODY, &["key_of_next_month"], 0) && !holds(SIGNATURE, BODY, &[], 0));
        let by_nothing =
            format!("v=1790000000000,d={}", signed(&Secret::new(""), BODY.as_bytes(), "1790000000000").unwrap());
        assert!(!holds(&by_nothing, BODY, &["", KEY], 0));
    }

    #[test]
    fn what_differs_in_anything_is_not_signed() {
        let (v, d) = SIGNATURE.split_once(',').unwrap();
        let (cut, _) = SIGNATURE.split_at(40);
        let other = SIGNATURE.replace("1790000000000", "1790000000001");
        let with_sign = SIGNATURE.replace("v=", "v=+");
        let twice = format!("{SIGNATURE},{v}");
        for header in ["", v, d, cut, &other, &with_sign, &twice, &SIGNATURE.replace("d=03", "d=zz")] {
            assert!(!holds(header, BODY, &[KEY], 0), "{header}");
        }
        assert!(
            !holds(SIGNATURE, BODY.trim_start_matches('{'), &[KEY], 0)
                && !holds(SIGNATURE, &format!("{BODY} "), &[KEY], 0)
        );
    }
}
