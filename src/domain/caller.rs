//! Who is on the line, as the signalling says.

use serde::{Deserialize, Serialize};

use crate::domain::phone::PhoneNumber;

/// Longer call ids are no platform's.
const LONGEST_CALL_ID: usize = 100;

/// The caller of one call. Nothing of it comes from the model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The number that the caller calls from; absent when it is withheld or cannot be read.
    pub number: Option<PhoneNumber>,
    /// The platform's id of the call.
    pub call_id: Option<String>,
}

impl Caller {
    /// Reads what a request says of them.
    pub fn signalled(number: Option<&str>, call_id: Option<&str>) -> Self {
        let usable = |id: &&str| {
            !id.is_empty() && id.len() <= LONGEST_CALL_ID && id.bytes().all(|b| b.is_ascii_graphic() && b != b':')
        };
        Self {
            number: number.and_then(|number| PhoneNumber::parse(number).ok()),
            call_id: call_id.map(str::trim).filter(usable).map(str::to_owned),
        }
    }

    /// Whether nothing at all is known.
    pub fn is_unknown(&self) -> bool {
        self.number.is_none() && self.call_id.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withheld_numbers_and_odd_ids_are_nobody() {
        assert!(Caller::signalled(Some("anonymous"), Some("")).is_unknown());
        assert!(Caller::signalled(Some("+266696687"), Some("a:b")).is_unknown());
        assert!(Caller::signalled(None, Some(&"x".repeat(101))).is_unknown());
        let caller = Caller::signalled(Some("+1 555 01 88"), Some(" 0c0e-1 "));
        assert_eq!(caller.number.unwrap().as_str(), "+15550188");
        assert_eq!(caller.call_id.unwrap(), "0c0e-1");
    }
}
