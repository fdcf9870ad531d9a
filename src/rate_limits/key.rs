//! What a counter is of.

use std::net::{IpAddr, Ipv6Addr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// How much of a digest tells one key from another, in bytes.
const DIGEST_BYTES: usize = 16;

/// A key of parts of which none is to be read where counters are kept, such as a caller's number.
pub fn hashed(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        // With its length, so that no two lists are one text.
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    URL_SAFE_NO_PAD.encode(digest.get(..DIGEST_BYTES).unwrap_or(&digest))
}

/// The key of the address that a request came from. Somebody with IPv6 has at least 2^64 addresses that begin alike, so they count as one.
pub fn of_sender(address: Option<&str>) -> String {
    match address.map(str::parse) {
        Some(Ok(IpAddr::V6(address))) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.to_string(),
            None => network(address),
        },
        Some(Ok(IpAddr::V4(address))) => address.to_string(),
        Some(Err(_)) | None => "unknown".to_owned(),
    }
}

fn network(address: Ipv6Addr) -> String {
    let [first, second, third, fourth, ..] = address.segments();
    format!("{first:x}:{second:x}:{third:x}:{fourth:x}::/64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one_sender() {
        for (address, key) in [
            (Some("203.0.113.7"), "203.0.113.7"),
            (Some("::ffff:203.0.113.7"), "203.0.113.7"),
            (Some("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64"),
            (Some("2001:db8:1:2:bbbb::2"), "2001:db8:1:2::/64"),
            (Some("2001:db8:1:3::1"), "2001:db8:1:3::/64"),
            (Some("no address"), "unknown"),
            (None, "unknown"),
        ] {
            assert_eq!(of_sender(address), key);
        }
    }

    #[test]
    fn a_hashed_key_shows_nothing_and_is_of_its_parts_alone() {
        let key = hashed(&["org", "+15550188"]);
        assert_eq!(key, hashed(&["org", "+15550188"]));
        assert!(!key.contains("0188") && key.len() == 22);
        assert_ne!(key, hashed(&["org+", "15550188"]));
    }
}
