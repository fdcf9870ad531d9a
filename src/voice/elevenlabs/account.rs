//! An org's account at ElevenLabs: the secrets that its agent's tools send, and those that sign what its workspace reports.

use crate::{domain::integration::Vendor, voice::account::AccountKind};

pub(super) static ACCOUNT: AccountKind = AccountKind {
    vendor: Vendor::named("elevenlabs"),
    has_api_key: false,
    api_key_signs: false,
    has_webhook_secrets: true,
    // A secret is any text; how long it must be holds of all of them.
    signing: Some(|_| None),
};
