//! Cryptography by well-kept crates: sealing of credentials, admin tokens, comparison of shared secrets.

pub mod compare;
pub mod seal;
pub mod token;
