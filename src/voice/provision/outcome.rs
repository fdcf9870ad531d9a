//! What a run did, or would do.

use serde::Serialize;
use utoipa::ToSchema;

/// What was done with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionAction {
    /// It is there now.
    Created,
    /// It says what is wanted now.
    Updated,
    /// It said so before.
    Unchanged,
    /// It is not there.
    WouldCreate,
    /// It does not say what is wanted.
    WouldUpdate,
}

/// One thing at the platform.
#[derive(Serialize, ToSchema)]
pub struct ProvisionStep {
    /// `tool <name>`, and such as `assistant`, `agent` or `phone_number`.
    pub(super) what: String,
    /// The platform's id; none of what is not there.
    pub(super) id: Option<String>,
    pub(super) action: ProvisionAction,
    /// The paths of what differed, without values.
    pub(super) changes: Vec<String>,
}

/// What a run came to.
#[derive(Serialize, ToSchema)]
pub struct Provisioned {
    /// Whether everything is, or would be, as wanted.
    pub(super) ok: bool,
    /// What that means, or what is wrong and what to do.
    pub(super) detail: String,
    /// In order. Of a run that was cut off: what is done.
    pub(super) steps: Vec<ProvisionStep>,
    /// What was left as it is, and what that means.
    pub(super) notes: Vec<String>,
}
