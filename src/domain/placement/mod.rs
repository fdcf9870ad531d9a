//! Where a clinic's object is: within a jurisdiction that it never leaves, or near the clinic.

mod hints;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::domain::schedule::Zone;

/// A part of the world that a clinic's object never leaves: what happens at the clinic is worked on there and kept there.
///
/// It is set when the org is added, and never changes: in another one the clinic would have another object, and an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Jurisdiction {
    /// The European Union.
    Eu,
    /// The United States.
    Us,
}

/// Reads a jurisdiction, or `null` for an org without one. What is missing is an error: without its jurisdiction an org would seem to
/// have none, and another object than its own would be asked.
///
/// # Errors
/// When it is missing or unknown.
pub fn jurisdiction_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Jurisdiction>, D::Error> {
    Option::deserialize(deserializer)
}

/// The text names no jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a known jurisdiction; use eu or us, or leave it out for a clinic whose data may be anywhere.")]
pub struct UnknownJurisdiction;

impl Jurisdiction {
    /// The word that is stored, shown, and given to Cloudflare.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Us => "us",
        }
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = UnknownJurisdiction;

    /// Reads the word in any case.
    fn try_from(word: String) -> Result<Self, Self::Error> {
        let known = [Self::Eu, Self::Us].into_iter().find(|known| word.eq_ignore_ascii_case(known.as_str()));
        known.ok_or(UnknownJurisdiction)
    }
}

/// A region of Cloudflare's near which an object is wished to be. Cloudflare heeds it as well as it can, and only when it makes the
/// object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LocationHint {
    WesternNorthAmerica,
    EasternNorthAmerica,
    SouthAmerica,
    WesternEurope,
    EasternEurope,
    AsiaPacific,
    Oceania,
    Africa,
    MiddleEast,
}

impl LocationHint {
    /// Cloudflare's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WesternNorthAmerica => "wnam",
            Self::EasternNorthAmerica => "enam",
            Self::SouthAmerica => "sam",
            Self::WesternEurope => "weur",
            Self::EasternEurope => "eeur",
            Self::AsiaPacific => "apac",
            Self::Oceania => "oc",
            Self::Africa => "afr",
            Self::MiddleEast => "me",
        }
    }

    /// The region of a zone. A zone that names a clock and no place, such as `UTC`, has none, and nor has one of Antarctica.
    pub fn near(zone: Zone) -> Option<Self> {
        hints::of(zone.name())
    }
}

/// Where an object is. Within a jurisdiction Cloudflare chooses the place itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// Nowhere else.
    Within(Jurisdiction),
    /// There, or not far from there.
    Near(LocationHint),
    /// Near whoever asks it first.
    Anywhere,
}

impl Placement {
    /// The jurisdiction, if it is one.
    pub fn jurisdiction(self) -> Option<Jurisdiction> {
        match self {
            Self::Within(jurisdiction) => Some(jurisdiction),
            Self::Near(_) | Self::Anywhere => None,
        }
    }

    /// The place of an org's object.
    pub fn of(jurisdiction: Option<Jurisdiction>, zone: Zone) -> Self {
        match jurisdiction {
            Some(jurisdiction) => Self::Within(jurisdiction),
            None => LocationHint::near(zone).map_or(Self::Anywhere, Self::Near),
        }
    }
}
