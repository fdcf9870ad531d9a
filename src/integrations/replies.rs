//! Where what people answer to an org's texts goes: STOP above all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be done about replies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepliesInput {
    /// Whether to say only what would be done.
    pub dry_run: bool,
    /// Where replies go now, as the `before` of a dry run says; it is what is given up. Nothing is changed if they go elsewhere
    /// meanwhile. May be absent if they go nowhere.
    pub instead_of: Option<RepliesTarget>,
}

/// What became of having replies sent here, or would become.
#[derive(Serialize, ToSchema)]
pub struct RepliesOutcome {
    /// Whether replies are sent here now; of a dry run, whether they would be.
    pub ok: bool,
    /// What was done or would be, or what is wrong and what to do.
    pub detail: String,
    pub action: RepliesAction,
    /// The number that texts come from.
    pub number: Option<String>,
    /// Where replies are to be sent.
    pub url: String,
    /// Where they were sent before, so that it can be put back. Absent if the vendor was not asked or did not say, and if it is another
    /// clinic's.
    pub before: Option<RepliesTarget>,
}

/// What was done to where replies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepliesAction {
    Changed,
    WouldChange,
    Unchanged,
    /// Nothing was changed: the vendor was not asked to, or refused.
    Refused,
    /// The vendor was asked to change it and did not say that it has: it may have.
    Unknown,
}

/// Where replies go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepliesTarget {
    /// Empty if nowhere.
    pub url: String,
    pub method: String,
    /// An application of the account that takes them in place of the URL.
    pub application: Option<String>,
}

impl RepliesTarget {
    /// Whether nobody gets them.
    pub fn is_nowhere(&self) -> bool {
        self.application.is_none() && self.url.is_empty()
    }

    /// The host of the URL, without who signs in there and with what.
    pub fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.split_once("://")?;
        let authority = rest.split(['/', '\\', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        Some(host).filter(|host| !host.is_empty())
    }
}

impl RepliesAction {
    /// Whether something was changed at the vendor, or may have been.
    pub fn was_attempted(self) -> bool {
        matches!(self, Self::Changed | Self::Unknown)
    }
}
