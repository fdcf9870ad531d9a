//! Identifiers. All are UUIDs; those made here are version 7 (RFC 9562), so their order is the order of creation.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of an org, that is of one clinic.
///
/// Tenant queries take it from the authenticated context, never from a body or a header.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(Uuid);

impl OrgId {
    /// Wraps a UUID that is known to name an org.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }
}

impl FromStr for OrgId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A new version 7 UUID from a moment and ten random bytes.
pub fn uuid_v7(now: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later() {
        let early = DateTime::from_timestamp_millis(1_795_000_000_000).unwrap();
        let late = DateTime::from_timestamp_millis(1_795_000_000_001).unwrap();
        assert!(uuid_v7(early, [255; 10]).to_string() < uuid_v7(late, [0; 10]).to_string());
        assert_eq!(uuid_v7(early, [7; 10]).get_version_num(), 7);
    }

    #[test]
    fn an_org_id_reads_any_uuid_and_prints_it_in_lower_case() {
        let id: OrgId = "D5BC3D69-996A-445B-A234-494040DFF620".parse().unwrap();
        assert_eq!(id.to_string(), "d5bc3d69-996a-445b-a234-494040dff620");
        assert!("downtown".parse::<OrgId>().is_err());
    }
}
