//! The keys that seal credentials.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    crypto::seal::{KeyId, KeyRing},
    variables::Variables,
};

impl Variables<'_> {
    /// `VAULT_KEYS` is `id:base64,id:base64,…`; the first is the primary.
    pub(super) fn vault(&mut self) -> Option<KeyRing> {
        let Some(text) = self.text("VAULT_KEYS") else {
            self.problem("VAULT_KEYS is missing; set it to `<key id>:<base64 of 32 random bytes>`");
            return None;
        };
        let mut keys: Vec<(KeyId, [u8; 32])> = Vec::new();
        for entry in text.split(',') {
            let (id, key) = parse_vault_key(entry.trim()).map_err(|reason| self.problem(reason)).ok()?;
            self.judge_key("VAULT_KEYS", &key);
            if keys.iter().any(|(known, _)| *known == id) {
                self.problem("VAULT_KEYS names one key id twice");
            }
            keys.push((id, key));
        }
        KeyRing::new(keys)
    }
}

fn parse_vault_key(entry: &str) -> Result<(KeyId, [u8; 32]), String> {
    let (id, key) = entry.split_once(':').ok_or("VAULT_KEYS must be `id:base64`, separated by commas")?;
    let id = KeyId::parse(id).ok_or("a key id in VAULT_KEYS is not 1 to 32 letters, digits, - or _")?;
    let bytes = STANDARD.decode(key).map_err(|_| format!("the key {} in VAULT_KEYS is not base64", id.as_str()))?;
    let key = bytes.try_into().map_err(|_| format!("the key {} in VAULT_KEYS is not 32 bytes", id.as_str()))?;
    Ok((id, key))
}
