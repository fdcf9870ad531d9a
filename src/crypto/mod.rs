//! Cryptography by well-kept crates: sealing of credentials, admin tokens, signatures of Twilio, comparison of shared secrets.

pub mod compare;
pub mod seal;
pub mod token;
pub mod twilio;
