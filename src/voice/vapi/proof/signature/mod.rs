//! Signatures of Vapi's webhooks: an HMAC under a shared secret, over a text that a [`SigningScheme`] describes.
//!
//! Sources: Vapi's HMAC credentials (<https://docs.vapi.ai/server-url/server-authentication>) and Standard Webhooks
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>). What is signed are the bytes as they
//! were sent: nothing is parsed before the signature holds.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac, digest::KeyInit};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{
    domain::secret::Secret,
    voice::vapi::proof::signing::{Piece, SignatureEncoding, SigningAlgorithm, SigningScheme},
};

/// More signatures than this in one header are not looked at.
const MOST_SIGNATURES: usize = 16;
/// How Standard Webhooks marks a secret as one.
const SECRET_PREFIX: &str = "whsec_";
/// A number from here on counts milliseconds: in seconds it would be the year 5138.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// A request as it may have been signed.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The value of the scheme's signature header.
    pub signatures: &'a str,
    /// The value of its timestamp header.
    pub timestamp: Option<&'a str>,
    /// The value of its id header.
    pub id: Option<&'a str>,
    /// The HTTP method.
    pub method: &'a str,
    /// The URL as the sender called it, if that is known.
    pub url: Option<&'a str>,
    /// The body, byte by byte.
    pub body: &'a [u8],
}

/// Whether one of the signatures is that of `message` under one of `secrets`, made about `now`. Without secrets none is.
///
/// The time taken depends on the lengths of what was sent, not on how much of a signature is right.
pub fn is_signed(scheme: &SigningScheme, secrets: &[Secret], message: &Message<'_>, now: DateTime<Utc>) -> bool {
    let Some(pieces) = pieces(scheme, message, now) else { return false };
    // What cannot be a signature costs no hash over the body.
    let given = given(scheme, message.signatures);
    if given.is_empty() {
        return false;
    }
    let mut any = Choice::from(0);
    for secret in secrets {
        let Some(tag) = key(scheme, secret).and_then(|key| tag(scheme.algorithm, &key, &pieces)) else { continue };
        let expected = written(scheme.encoding, &tag);
        for signature in &given {
            any |= signature.as_bytes().ct_eq(expected.as_bytes());
        }
    }
    any.into()
}

/// The key that `secret` stands for; `None` if it is empty or not what the scheme says, and then it proves nothing.
pub fn key(scheme: &SigningScheme, secret: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    let text = secret.expose();
    let key = if scheme.secret_is_base64 {
        STANDARD.decode(text.strip_prefix(SECRET_PREFIX).unwrap_or(text)).ok()?
    } else {
        text.as_bytes().to_vec()
    };
    Some(Zeroizing::new(key)).filter(|key| !key.is_empty())
}

/// What was signed, in order; `None` if a piece is missing, ambiguous or out of its time.
fn pieces<'a>(scheme: &'a SigningScheme, message: &Message<'a>, now: DateTime<Utc>) -> Option<Vec<&'a [u8]>> {
    let piece = |piece| match piece {
        Piece::Text(text) => Some(text.as_bytes()),
        Piece::Timestamp => message.timestamp.filter(|text| is_timely(scheme, text, now)).map(str::as_bytes),
        Piece::Body => Some(message.body),
        Piece::Method => Some(message.method.as_bytes()),
        Piece::Url => message.url.map(str::as_bytes),
        Piece::Id => message.id.filter(|text| is_id(text)).map(str::as_bytes),
        Piece::Unknown => None,
    };
    scheme.pieces().map(piece).collect()
}

/// Whether the time of signing is near enough, before or behind. Digits only: whatever else a number may have could be a piece of
/// the text beside it.
fn is_timely(scheme: &SigningScheme, text: &str, now: DateTime<Utc>) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = text.parse::<i64>().ok().filter(|_| digits) else { return false };
    let signed = if number < FIRST_MILLISECONDS { number * 1_000 } else { number };
    now.timestamp_millis().abs_diff(signed) <= u64::from(scheme.tolerance_seconds) * 1_000
}

/// An id without anything that could be taken for a separator or for a part of the body.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// `None` never happens: HMAC takes keys of any length.
fn tag(algorithm: SigningAlgorithm, key: &[u8], pieces: &[&[u8]]) -> Option<Vec<u8>> {
    match algorithm {
        SigningAlgorithm::Sha256 => mac::<Hmac<Sha256>>(key, pieces),
        SigningAlgorithm::Sha512 => mac::<Hmac<Sha512>>(key, pieces),
        SigningAlgorithm::Sha1 => mac::<Hmac<Sha1>>(key, pieces),
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let mut mac = <M as Mac>::new_from_slice(key).ok()?;
    for piece in pieces {
        mac.update(piece);
    }
    Some(mac.finalize().into_bytes().to_vec())
}

fn written(encoding: SignatureEncoding, tag: &[u8]) -> String {
    match encoding {
        SignatureEncoding::Hex => {
            let digits = tag.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
        }
        SignatureEncoding::Base64 => STANDARD.encode(tag),
    }
}

/// The length of every signature.
fn length(scheme: &SigningScheme) -> usize {
    let tag = match scheme.algorithm {
        SigningAlgorithm::Sha256 => 32,
        SigningAlgorithm::Sha512 => 64,
        SigningAlgorithm::Sha1 => 20,
    };
    match scheme.encoding {
        SignatureEncoding::Hex => 2 * tag,
        SignatureEncoding::Base64 => 4 * usize::div_ceil(tag, 3),
    }
}

/// The signatures in a header that has the scheme's prefix before each. A comma separates them unless the prefix has one, as that of
/// Standard Webhooks (`v1,`).
fn given(scheme: &SigningScheme, header: &str) -> Vec<String> {
    let whole = scheme.prefix.contains(',');
    let words = header.split_ascii_whitespace();
    let signatures = words.flat_map(|word| word.split(move |c| c == ',' && !whole));
    let bare = signatures.filter_map(|text| text.trim_end_matches(',').strip_prefix(&scheme.prefix));
    let length = length(scheme);
    let mut given: Vec<String> =
        bare.take(MOST_SIGNATURES).filter(|text| text.len() == length).map(str::to_owned).collect();
    if scheme.encoding == SignatureEncoding::Hex {
        for signature in &mut given {
            signature.make_ascii_lowercase();
        }
    }
    given
}

#[cfg(test)]
mod tests;
