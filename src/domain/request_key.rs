//! What makes a request the same when it comes again: its key, and the hash of what it asks.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::caller::Caller;

/// Longer ids are told apart by their hash.
const LONGEST_ID: usize = 128;

/// The key of a tool call: the ids of call and tool call. `None` when the request brought one of them not.
pub fn of_tool_call(caller: &Caller, tool_call_id: &str) -> Option<String> {
    let call = caller.call_id.as_ref().filter(|_| !tool_call_id.is_empty());
    call.map(|call| format!("{call}:{}", short(tool_call_id)))
}

/// An id that is a platform's or an admin's to choose, in at most 128 characters.
pub fn short(id: &str) -> String {
    if id.len() <= LONGEST_ID { id.to_owned() } else { URL_SAFE_NO_PAD.encode(Sha256::digest(id)) }
}

/// The hash of what is asked, so that another request under the same key is noticed: of the operation and all that decides its effect,
/// as it was understood and not as it was spelled.
pub fn hash(operation: &str, parts: &[Option<&str>]) -> String {
    let mut hash = Sha256::new();
    hash.update(operation);
    for part in parts {
        // Absent and empty differ, and no part can run into the next.
        match part {
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
            None => hash.update([0]),
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
