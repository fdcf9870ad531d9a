//! Names of hosts, as far as they tell whether a host can be reached from the internet.

/// Endings of names that are of one machine or one network (RFC 6761, 6762, 8375, and what ICANN keeps for private use).
const PRIVATE_NAMES: [&str; 6] = ["localhost", "local", "localdomain", "internal", "home.arpa", "lan"];

/// Whether a label is a number. `127.1`, `2130706433` and `0x7f000001` are addresses to whoever calls, and no name ends in a number.
pub fn is_number(label: &str) -> bool {
    label.starts_with("0x") || label.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a name in lower case is one of this machine or of a private network. A name without a dot is one of the network where it is
/// asked.
pub fn is_private_name(name: &str) -> bool {
    !name.contains('.') || PRIVATE_NAMES.iter().any(|ending| is_within(name, ending))
}

/// Whether a name in lower case is `domain`, or one below it.
pub fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
