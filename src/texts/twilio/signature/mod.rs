//! Signatures of Twilio's callbacks (`X-Twilio-Signature`): base64 of HMAC-SHA1, under the account's auth token, over the URL as
//! Twilio called it followed by name and value of every form field in order.
//!
//! Source: <https://www.twilio.com/docs/usage/security#validating-requests>. What Twilio's own clients do beyond that text is done here
//! too: a repeated field counts with its distinct values in order, and a URL may have been signed with or without its port.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::domain::secret::Secret;

/// Whether `signature` is that of a request for `url` with these form fields. A request without a form has none.
///
/// The time taken depends on the lengths of what was sent, not on how much of the signature is right.
pub fn is_signed(auth_token: &Secret, signature: &str, url: &str, fields: &[(String, String)]) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.sort_unstable();
    fields.dedup();
    let matches = |url: &str| mac(auth_token, url, &fields).is_some_and(|mac| mac.verify_slice(&signature).is_ok());
    let [without, with] = ports(url);
    matches(&without) | matches(&with)
}

/// `None` never happens: HMAC takes keys of any length. An empty token signs nothing all the same.
fn mac(auth_token: &Secret, url: &str, fields: &[(&str, &str)]) -> Option<Hmac<Sha1>> {
    let key = Some(auth_token.expose().as_bytes()).filter(|key| !key.is_empty())?;
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(url.as_bytes());
    for (name, value) in fields {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    Some(mac)
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
