//! Signatures of Twilio's callbacks (`X-Twilio-Signature`): base64 of an HMAC over the URL as Twilio called it, followed by name and
//! value of every form field in order.
//!
//! As a rule the key is the account's auth token and the hash SHA-1. Where a webhook rule of the account names a shared key, that is
//! the key, and a second header, `X-Twilio-Webhooks-Signature-Settings`, names the key and the hash. Sources:
//! <https://www.twilio.com/docs/usage/security#validating-requests>, <https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys>.
//! What Twilio's own clients do beyond that text is done here too: a repeated field counts with its distinct values in order, and a URL
//! may have been signed with or without its port.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac, digest::KeyInit};
use sha1::Sha1;
use sha2::Sha256;

use crate::domain::secret::Secret;

/// The hash of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA1, as without shared keys.
    HmacSha1,
    /// HMAC-SHA256.
    HmacSha256,
}

impl Algorithm {
    /// The algorithm that `X-Twilio-Webhooks-Signature-Settings` names, such as `key=…,algorithm=HMAC_SHA256`. Twilio's own clients take
    /// a header that names none for HMAC-SHA1. `None` for one that is not known here.
    pub fn named(settings: &str) -> Option<Self> {
        let named = settings.split(',').filter_map(|part| part.split_once('='));
        let named = named.filter(|(name, value)| name.trim() == "algorithm" && !value.trim().is_empty());
        match named.map(|(_, value)| value.trim().to_ascii_uppercase()).next().as_deref() {
            None | Some("HMAC_SHA1") => Some(Self::HmacSha1),
            Some("HMAC_SHA256") => Some(Self::HmacSha256),
            Some(_) => None,
        }
    }

    /// Whether `signature` has the length of one by this algorithm.
    pub fn fits(self, signature: &str) -> bool {
        let bytes = match self {
            Self::HmacSha1 => 20,
            Self::HmacSha256 => 32,
        };
        signature.len() == 4 * usize::div_ceil(bytes, 3)
    }
}

/// Whether `signature` is that of a request for `url` with these form fields. A request without a form has none.
///
/// The time taken depends on the lengths of what was sent, not on how much of the signature is right.
pub fn is_signed(key: &Secret, algorithm: Algorithm, signature: &str, url: &str, fields: &[(String, String)]) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.sort_unstable();
    fields.dedup();
    let matches = |url: &str| match algorithm {
        Algorithm::HmacSha1 => matches::<Hmac<Sha1>>(key, &signature, url, &fields),
        Algorithm::HmacSha256 => matches::<Hmac<Sha256>>(key, &signature, url, &fields),
    };
    let [without, with] = ports(url);
    matches(&without) | matches(&with)
}

/// HMAC takes keys of any length. An empty one signs nothing all the same.
fn matches<M: Mac + KeyInit>(key: &Secret, signature: &[u8], url: &str, fields: &[(&str, &str)]) -> bool {
    let key = Some(key.expose().as_bytes()).filter(|key| !key.is_empty());
    let Some(mut mac) = key.and_then(|key| <M as Mac>::new_from_slice(key).ok()) else { return false };
    mac.update(url.as_bytes());
    for (name, value) in fields {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(signature).is_ok()
}

/// The URL without its port, and with the one that it has or that its scheme stands for.
fn ports(url: &str) -> [String; 2] {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, if scheme == "http" { "80" } else { "443" }),
    };
    [format!("{scheme}://{host}{path}"), format!("{scheme}://{host}:{port}{path}")]
}

#[cfg(test)]
mod tests;
