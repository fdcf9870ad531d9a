//! E-mail addresses of people who sign in.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// RFC 5321 section 4.5.3.1: what fits into a path, and into its local part.
const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;

/// An e-mail address in lower case: of all addresses that differ in case alone one is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EmailAddress(String);

/// The text is no address that somebody could sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an e-mail address such as ana@clinic.example, without a name and without quotation marks")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    /// Reads an address in any case, with space around it or not.
    ///
    /// # Errors
    /// [`NotAnEmailAddress`] for lists, names beside the address, quoted local parts and hosts without a dot.
    pub fn parse(text: &str) -> Result<Self, NotAnEmailAddress> {
        let address = text.trim().to_lowercase();
        let (local, host) = address.split_once('@').ok_or(NotAnEmailAddress)?;
        let is_sound = address.len() <= MAX_BYTES && is_local_part(local) && is_host(host);
        if is_sound { Ok(Self(address)) } else { Err(NotAnEmailAddress) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What identity providers give out; RFC 5322's quoted forms are nobody's.
fn is_local_part(text: &str) -> bool {
    let is_sound = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=MAX_LOCAL_BYTES).contains(&text.len()) && text.chars().all(is_sound)
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_sound = |c: char| c.is_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(is_sound) && !label.starts_with('-') && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAnEmailAddress;

    fn try_from(text: String) -> Result<Self, NotAnEmailAddress> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        for (text, address) in [
            (" Ana.Ruiz+desk@Clinic.Example ", "ana.ruiz+desk@clinic.example"),
            ("o'neill@a-b.co.uk", "o'neill@a-b.co.uk"),
            ("JÖRG@praxis.example", "jörg@praxis.example"),
        ] {
            assert_eq!(EmailAddress::parse(text).map(String::from).as_deref(), Ok(address));
        }
    }

    #[test]
    fn what_nobody_signs_in_with_is_refused() {
        let long = format!("{}@clinic.example", "a".repeat(65));
        let longer = format!("a@{}example", "clinic.".repeat(40));
        for text in [
            "",
            "ana",
            "ana@",
            "@clinic.example",
            "ana@clinic",
            "ana@clinic..example",
            "ana@-clinic.example",
            "a@b@clinic.example",
            "ana @clinic.example",
            "Ana <ana@clinic.example>",
            "\"ana\"@clinic.example",
            "ana@clinic.example, ben@clinic.example",
            "ana\u{200b}@clinic.example",
            &long,
            &longer,
        ] {
            assert_eq!(EmailAddress::parse(text), Err(NotAnEmailAddress), "{text:?}");
        }
    }
}
