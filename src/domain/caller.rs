//! Who is on the line, as the signalling says.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::{phone::PhoneNumber, route::Route};

/// Longer call ids are kept by their beginning and a digest; the schema of a clinic's object holds no more.
const LONGEST_CALL_ID: usize = 100;

/// How much of a digest tells a long id from another, in bytes.
const DIGEST_BYTES: usize = 16;

/// The caller of one call to one clinic. Nothing of it comes from the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The number that the caller calls from; absent when it is withheld, cannot be read, or is one of the clinic's own.
    pub number: Option<PhoneNumber>,
    /// The platform's id of the call.
    pub call_id: Option<String>,
}

/// The caller as the signalling has them. Who they are to a clinic is not known before the clinic is: see [`Self::at`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalledCaller {
    number: Option<PhoneNumber>,
    call_id: Option<String>,
}

impl SignalledCaller {
    /// Reads what a request says of them.
    pub fn read(number: Option<&str>, call_id: Option<&str>) -> Self {
        Self { number: number.and_then(|number| PhoneNumber::parse(number).ok()), call_id: call_id.and_then(usable_id) }
    }

    /// One who is known already.
    pub fn known(number: Option<PhoneNumber>, call_id: Option<String>) -> Self {
        Self { number, call_id }
    }

    /// The number that is signalled, whoever it belongs to.
    pub fn number(&self) -> Option<&PhoneNumber> {
        self.number.as_ref()
    }

    /// The platform's id of the call.
    pub fn call_id(&self) -> Option<&str> {
        self.call_id.as_deref()
    }

    /// The number by which a clinic knows them. The clinic's own, as far as the route names them, is that of whatever forwards calls to it,
    /// and each such call may be another person's.
    pub fn number_at(&self, route: &Route) -> Option<&PhoneNumber> {
        self.number.as_ref().filter(|number| !route.is_own_number(number))
    }

    /// Who they are to a clinic.
    pub fn at(&self, route: &Route) -> Caller {
        Caller { number: self.number_at(route).cloned(), call_id: self.call_id.clone() }
    }
}

impl Caller {
    /// Whether nothing at all is known.
    pub fn is_unknown(&self) -> bool {
        self.number.is_none() && self.call_id.is_none()
    }
}

/// A platform's id of a call as it is kept: what could be taken for a key of our own, or cannot stand in an address, becomes a dot
/// (`v3:abc` is `v3.abc`), and of a long id stay its beginning and its digest. None if there is nothing to keep.
pub fn usable_id(id: &str) -> Option<String> {
    let id = id.trim();
    let is_kept = |character: char| character.is_ascii_graphic() && character != ':';
    let kept: String = id.chars().map(|character| if is_kept(character) { character } else { '.' }).collect();
    if kept.len() <= LONGEST_CALL_ID {
        return (!kept.is_empty()).then_some(kept);
    }
    let beginning: String = kept.chars().take(LONGEST_CALL_ID - 1 - 2 * DIGEST_BYTES).collect();
    let digest = Sha256::digest(id);
    let told_apart = digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}"));
    Some(format!("{beginning}.{}", told_apart.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assistant::tests::clinic;

    #[test]
    fn withheld_numbers_and_empty_ids_are_nobody() {
        for (number, id) in [(Some("anonymous"), Some("")), (Some("+266696687"), Some("  ")), (None, None)] {
            assert_eq!(SignalledCaller::read(number, id), SignalledCaller::default());
        }
        let caller = SignalledCaller::read(Some("+1 555 01 88"), Some(" 0c0e-1 ")).at(&clinic());
        assert_eq!(caller.number.unwrap().as_str(), "+15550188");
        assert_eq!(caller.call_id.unwrap(), "0c0e-1");
    }

    #[test]
    fn no_platforms_id_is_lost_or_becomes_anothers() {
        assert_eq!(usable_id("v3:T02 é").as_deref(), Some("v3.T02.."));
        let (exact, long) = ("x".repeat(LONGEST_CALL_ID), "x".repeat(LONGEST_CALL_ID + 1));
        assert_eq!(usable_id(&exact).as_deref(), Some(exact.as_str()));
        let [kept, other] = [&long, &format!("{long}y")].map(|id| usable_id(id).unwrap());
        assert_eq!((kept.len(), other.len()), (LONGEST_CALL_ID, LONGEST_CALL_ID));
        assert_ne!(kept, other);
        assert_eq!(usable_id(&long), Some(kept));
    }

    #[test]
    fn a_clinics_own_number_is_nobodys() {
        let mut route = clinic();
        route.own_numbers = Some(vec![PhoneNumber::parse("+12125550101").unwrap()]);
        for (number, is_own) in [("+15550100", true), ("+12125550101", true), ("+15550142", true), ("+15550188", false)]
        {
            let caller = SignalledCaller::read(Some(number), Some("c1"));
            assert_eq!(caller.at(&route).number.is_none(), is_own, "{number}");
            assert!(caller.number().is_some() && caller.at(&route).call_id.is_some());
        }
    }
}
