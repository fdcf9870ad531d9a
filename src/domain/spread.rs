//! Spreading what would happen in one moment.

/// A number below `size` that is always the same for the bytes, and evenly spread over whatever differs in any of them.
pub fn place(bytes: &[u8], size: u16) -> u16 {
    u16::try_from(fnv1a(bytes.iter().copied()) % u64::from(size.max(1))).unwrap_or_default()
}

/// A hash of bytes that nobody chooses to make others collide: FNV-1a of 64 bits
/// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
pub fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
