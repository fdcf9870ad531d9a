//! An org's account at Telnyx: the public keys by which its requests are known. None of them is a secret, and whoever could change one
//! could have anybody's requests believed, so they are kept like one.

use super::signature::public_key;
use crate::{domain::integration::Vendor, voice::account::AccountKind};

const NO_KEY: &str =
    "Each must be the public key of the account, from Keys & Credentials of Mission Control: base64 of 32 bytes.";

pub(super) static ACCOUNT: AccountKind = AccountKind {
    vendor: Vendor::named("telnyx"),
    has_api_key: false,
    api_key_signs: false,
    has_webhook_secrets: false,
    signing: Some(|key| public_key(key).is_none().then_some(NO_KEY)),
};
