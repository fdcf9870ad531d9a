//! Cryptography by well-kept crates: sealing of credentials, admin tokens, signatures of Twilio and Vapi, comparison of shared secrets.

pub mod compare;
pub mod jws;
pub mod key_set;
pub mod seal;
pub mod standard_webhook;
pub mod token;
