//! The versions of the protocol, and their two eras.

use serde::{Deserialize, Serialize};

/// The version in which each message says what it needs to be understood.
pub(super) const MODERN: &str = "2026-07-28";
/// The first version of this transport, which a message without a version is taken to be of, and the only one with batches.
pub(super) const FIRST: &str = "2025-03-26";
/// The last version with a handshake. Who asks for another one gets this.
pub(super) const LAST_LEGACY: &str = "2025-11-25";
/// Every version that is served, latest first.
pub(super) const SUPPORTED: [&str; 4] = [MODERN, LAST_LEGACY, "2025-06-18", FIRST];

/// How a message is to be understood and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Era {
    /// With a handshake, up to 2025-11-25.
    Legacy,
    /// 2026-07-28.
    Modern,
}

/// Whether it is a version with a handshake.
pub(super) fn is_legacy(version: &str) -> bool {
    version != MODERN && SUPPORTED.contains(&version)
}

/// What a handshake agrees on.
pub(super) fn agreed(asked_for: Option<&str>) -> &'static str {
    let known = SUPPORTED.into_iter().find(|known| Some(*known) == asked_for && is_legacy(known));
    known.unwrap_or(LAST_LEGACY)
}
