//! What is posted at an address, as its last segments say.

use super::endpoints::{EVENTS, INBOUND, TOOLS};

/// What is posted at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The call of a tool.
    Tools,
    /// Who answers, or what became of a call: the body says which.
    Messages,
}

/// What is posted at a path below a platform's root. An org may stand in front.
pub(crate) fn address(path: &str, root: &str) -> Address {
    let below = path.strip_prefix(root).unwrap_or(path);
    let known = [TOOLS, INBOUND, EVENTS];
    let first = below.split('/').find(|segment| known.contains(segment));
    if first == Some(TOOLS) { Address::Tools } else { Address::Messages }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_changes_nothing() {
        for (path, expected) in [
            ("/api/x/tools", Address::Tools),
            ("/api/x/tools/calendar/check", Address::Tools),
            ("/api/x/0198c0de-0000-7000-8000-00000000000b/tools/transfer", Address::Tools),
            ("/api/x/inbound", Address::Messages),
            ("/api/x/0198c0de-0000-7000-8000-00000000000b/events", Address::Messages),
        ] {
            assert_eq!(address(path, "/api/x"), expected, "{path}");
        }
    }
}
