//! Where what people answer to an org's texts goes: STOP above all.

use serde::Serialize;
use utoipa::ToSchema;

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
    /// Where they were sent before, so that it can be put back. Absent if the vendor was not asked, or did not say.
    pub before: Option<RepliesTarget>,
}

/// What was done to where replies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepliesAction {
    Changed,
    WouldChange,
    Unchanged,
    /// Nothing was asked for that could have changed it.
    Refused,
    /// The vendor was asked to change it and did not say that it has: it may have.
    Unknown,
}

/// Where replies go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RepliesTarget {
    /// Empty if nowhere.
    pub url: String,
    pub method: String,
    /// An application of the account that takes them in place of the URL.
    pub application: Option<String>,
}

impl RepliesAction {
    /// Whether the vendor was asked to change something.
    pub fn was_attempted(self) -> bool {
        matches!(self, Self::Changed | Self::Unknown)
    }
}
