//! The signature of ElevenLabs' post-call webhooks: `ElevenLabs-Signature: t=<unix seconds>,v0=<hex>`, an HMAC-SHA256 of `<t>.<body>`.
//!
//! The vendor's own check refuses what is older than half an hour and takes what is of the future; here both are half an hour.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    domain::secret::Secret,
    voice::headers::{is_timely, keyed},
};

const TOLERANCE: TimeDelta = TimeDelta::minutes(30);
/// The bytes of a tag.
const TAG: usize = 32;

/// Whether the header holds a signature of the body by one of the secrets, made about `now`. Without secrets none is.
pub(super) fn is_signed(secrets: &[Secret], header: &str, body: &[u8], now: DateTime<Utc>) -> bool {
    let Some(timestamp) = keyed(header, "t").filter(|text| is_timely(text, TOLERANCE, now)) else { return false };
    let Some(tag) = keyed(header, "v0").and_then(tag) else { return false };
    secrets.iter().filter(|secret| !secret.expose().is_empty()).any(|secret| {
        // HMAC takes keys of any length, and compares in constant time.
        Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).is_ok_and(|mac| {
            mac.chain_update(timestamp).chain_update(b".").chain_update(body).verify_slice(&tag).is_ok()
        })
    })
}

/// The bytes that a tag's hexadecimal digits stand for.
fn tag(text: &str) -> Option<[u8; TAG]> {
    let digits: Vec<u8> = text.chars().map_while(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    bytes.try_into().ok().filter(|_| text.len() == 2 * TAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wsec_test_0123456789";
    const BODY: &[u8] =
        br#"{"type":"post_call_transcription","event_timestamp":1790000000,"data":{"conversation_id":"conv_1"}}"#;
    const HEADER: &str = "t=1790000000,v0=750dcc7c7822ba991f5146cad683a9320c4803f6b3ce86a9c908a3ad4b74678a";

    fn holds(secrets: &[&str], header: &str, body: &[u8], seconds: i64) -> bool {
        let secrets: Vec<Secret> = secrets.iter().copied().map(Secret::new).collect();
        is_signed(&secrets, header, body, DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap())
    }

    /// The vector of `docs/elevenlabs.md`, which the vendor's own check takes too.
    #[test]
    fn the_known_signature_holds_for_half_an_hour_both_ways() {
        for seconds in [-1800, 0, 1800] {
            assert!(holds(&[SECRET], HEADER, BODY, seconds));
        }
        assert!(holds(&["another-secret-of-ours", SECRET], &HEADER.replace(",v0", " , v0"), BODY, 0));
        assert!(holds(&[SECRET], &HEADER.to_uppercase().replace("T=", "t=").replace("V0=", "v0="), BODY, 0));
        assert!(!holds(&[SECRET], HEADER, BODY, 1801) && !holds(&[SECRET], HEADER, BODY, -1801));
    }

    #[test]
    fn nothing_else_holds() {
        assert!(!holds(&[], HEADER, BODY, 0) && !holds(&[""], HEADER, BODY, 0));
        assert!(!holds(&["wsec_test_0123456788"], HEADER, BODY, 0) && !holds(&[SECRET], HEADER, b"{}", 0));
        let tag = HEADER.split_once("v0=").unwrap().1;
        let short = tag.get(..62).unwrap();
        for header in [
            String::new(),
            format!("v0={tag}"),
            "t=1790000000".to_owned(),
            format!("t=1790000001,v0={tag}"),
            format!("t=1790000000,v1={tag}"),
            format!("t=+1790000000,v0={tag}"),
            format!("t=1790000000000,v0={tag}"),
            format!("{HEADER},t=1790000000"),
            format!("t=1790000000,v0={tag}00"),
            format!("t=1790000000,v0={short}"),
            format!("t=1790000000,v0={short}é"),
        ] {
            assert!(!holds(&[SECRET], &header, BODY, 0), "{header}");
        }
    }
}
