//! What can be said against a token that is authentic and current: that it was taken back, or that its org has closed or is gone.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{
        org::OrgStatus,
        role::Role,
        vouched::{Grant, Vouched},
    },
    http::{
        Error,
        error::{NO_ORG, ORG_CLOSED},
    },
    log::{self, Level},
    ports::Ports,
    store::revocations::{self, TokenIds},
};

/// How long an answer counts without another look. It is the time in which a revocation takes effect.
const COUNTS_FOR: TimeDelta = TimeDelta::seconds(10);
/// After how long another look is taken behind an answer, so that nobody who asks often waits for one.
const RENEWED_AFTER: TimeDelta = TimeDelta::seconds(5);

/// What was found of a token, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    verdict: Verdict,
    looked_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    Revoked,
    Closed,
    NoOrg,
}

impl Standing {
    /// Whether nothing has to be asked.
    pub(super) fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now < self.looked_at + COUNTS_FOR
    }

    /// Whether it is time to look again, though what was found still counts.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        now >= self.looked_at + RENEWED_AFTER
    }

    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        self.looked_at > other.looked_at
    }

    pub(super) fn is_good(&self) -> bool {
        self.verdict == Verdict::Good
    }

    /// # Errors
    /// What stands against the token.
    pub(super) fn require(&self) -> Result<(), Error> {
        match self.verdict {
            Verdict::Good => Ok(()),
            Verdict::Revoked => Err(Error::Unauthorized(TAKEN_BACK.to_owned())),
            Verdict::Closed => Err(ORG_CLOSED),
            Verdict::NoOrg => Err(NO_ORG),
        }
    }

    /// Asks the database. While that does not answer, what was found `before` counts on, and a token of which nothing was is good: a
    /// phone rings, and memory and KV may know whose it is. Whatever else there is needs the database.
    ///
    /// # Errors
    /// When it answers what it cannot.
    pub(super) async fn of(
        ports: &Ports,
        vouched: &Vouched,
        before: Option<Self>,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let org_id = match vouched.grant {
            // The operator acts for whatever org there is or was; of a member the members say it.
            Grant::Stated { role: Role::Platform, .. } | Grant::Membership => None,
            Grant::Stated { org_id, .. } => org_id,
        };
        let token = TokenIds {
            provider: &vouched.provider,
            jti: vouched.token_id.as_deref(),
            sub: vouched.principal.as_ref().map(|principal| principal.id.as_ref()),
            org_id,
        };
        let found = match revocations::standing(ports.database.as_ref(), token).await {
            Ok(found) => found.ok_or_else(|| Error::Internal("a question for one row gave none".into()))?,
            Err(error) if !error.is_outage() => return Err(error.into()),
            Err(error) => {
                let fields = [("detail", &*error.to_string())];
                log::write(ports.log.as_ref(), Level::Warn, "token.standing_unknown", &fields);
                let verdict = before.map_or(Verdict::Good, |known| known.verdict);
                // It may have taken seconds, and the next request is not to wait for as long.
                return Ok(Self { verdict, looked_at: ports.clock.now() });
            }
        };
        let verdict = match (found.is_revoked, org_id, found.org_status) {
            (true, ..) => Verdict::Revoked,
            (false, Some(_), Some(OrgStatus::Closed)) => Verdict::Closed,
            (false, Some(_), None) => Verdict::NoOrg,
            (false, ..) => Verdict::Good,
        };
        Ok(Self { verdict, looked_at: now })
    }
}

const TAKEN_BACK: &str = "This token was taken back. Ask the platform's operator for another one.";
