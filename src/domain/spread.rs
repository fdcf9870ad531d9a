//! Spreading what would happen in one moment.

/// A number below `size` that is always the same for the bytes, and evenly spread over whatever differs in any of them: FNV-1a
/// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
pub fn place(bytes: &[u8], size: u16) -> u16 {
    let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, hash);
    u16::try_from(hash % u64::from(size.max(1))).unwrap_or_default()
}
