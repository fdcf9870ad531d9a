//! How many mappings without proof an org may have. They are counted in the transaction that changes them.

use serde::Deserialize;

use super::{StoreError, first, statement};
use crate::{
    domain::id::OrgId,
    ports::{Rows, Statement},
};

/// The word of the trigger that refuses a change.
const TOO_MANY: &str = "too_many_unproven";

/// The limit of a change of one org's mappings.
#[derive(Clone, Copy, Debug)]
pub struct UnprovenLimit {
    pub org_id: OrgId,
    /// How many it may have, unless the operator has said otherwise for this org.
    pub most: u32,
}

impl UnprovenLimit {
    /// What goes before the change: how many there are, and how many may be.
    pub fn begin(self) -> Statement {
        statement!(
            "INSERT INTO unproven_in_change (org_id, unproven, allowed)
             SELECT o.id, (SELECT count(*) FROM phone_number_mapping m WHERE m.org_id = :org AND m.is_active = 1 AND m.is_proven = 0),
               coalesce(o.unproven_limit, :most)
             FROM orgs o WHERE o.id = :org",
            org = self.org_id,
            most = i64::from(self.most)
        )
    }

    /// What follows the change: it fails the batch if there are more now than before, and more than may be.
    pub fn end(self) -> Statement {
        statement!("DELETE FROM unproven_in_change WHERE org_id = :org", org = self.org_id)
    }

    /// How it stands; [`found`] reads it.
    pub fn standing(self) -> Statement {
        statement!(
            "SELECT (SELECT count(*) FROM phone_number_mapping m WHERE m.org_id = :org AND m.is_active = 1 AND m.is_proven = 0) AS unproven,
               coalesce(o.unproven_limit, :most) AS allowed
             FROM orgs o WHERE o.id = :org",
            org = self.org_id,
            most = i64::from(self.most)
        )
    }
}

/// How many mappings without proof an org has and may have.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct UnprovenStanding {
    pub unproven: i64,
    pub allowed: i64,
}

/// What [`UnprovenLimit::standing`] found.
///
/// # Errors
/// When the row is not what this version reads.
pub fn found(rows: Rows) -> Result<UnprovenStanding, StoreError> {
    Ok(first(rows)?.unwrap_or_default())
}

/// Whether the limit refused a change.
pub fn is_over(error: &StoreError) -> bool {
    error.violates(TOO_MANY)
}
