//! What an org has of MCP: the secrets that its clients send.

use crate::voice::account::AccountKind;

/// Each is sent as a bearer token.
pub(super) static ACCOUNT: AccountKind = AccountKind::of_shared_secrets("mcp");
