//! What an org has of MCP: the secrets that its clients send.

use crate::{domain::integration::Vendor, voice::account::AccountKind};

/// The word for it in addresses and in the store.
const MCP: Vendor = Vendor::named("mcp");

/// Shared secrets, each sent as a bearer token.
pub(super) static ACCOUNT: AccountKind =
    AccountKind { vendor: MCP, has_api_key: false, api_key_signs: false, has_webhook_secrets: true, signing: None };
