//! The phone numbers that an org has at a vendor, as the vendor's own folder tells them.

use serde::Serialize;
use utoipa::ToSchema;

use super::connector::UNREADABLE_DETAIL;
use crate::domain::{claim::Claim, phone::PhoneNumber};

/// A number of an account.
#[derive(Clone, Debug, Default)]
pub struct VendorNumber {
    /// The number, unless it is reached by SIP only or cannot be read as one.
    pub number: Option<PhoneNumber>,
    /// The SIP address, in the form in which it is stored.
    pub sip_uri: Option<String>,
    /// What the account calls it.
    pub name: Option<String>,
    /// The id under which a voice platform names it in calls, in the form in which it is stored.
    pub platform_id: Option<String>,
    /// Whether the vendor has found the number or SIP address to be the account's. One that somebody only typed in there proves nothing; the
    /// id is the vendor's own in any case.
    pub is_vouched: bool,
    /// What has to be known before it is mapped.
    pub remarks: Vec<NumberRemark>,
}

impl VendorNumber {
    /// What of it the account proves to be the org's.
    pub fn proven(&self) -> Vec<Claim> {
        let number = self.number.as_ref().map(PhoneNumber::as_str).filter(|_| self.is_vouched);
        Claim::all(number, self.sip_uri.as_deref().filter(|_| self.is_vouched), self.platform_id.as_deref())
    }
}

/// Something odd about a number, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NumberRemark {
    pub code: RemarkCode,
    /// What it means for callers, and what to do.
    pub detail: String,
}

/// What is odd about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemarkCode {
    /// The voice platform does not have it, so the agent gets no calls to it.
    NotAtVapi,
    /// The voice platform lets an assistant of its own choice answer, and does not ask here.
    HasAssistant,
    /// The voice platform sends its calls to another server.
    ServerElsewhere,
    /// Texts to it go elsewhere, or nowhere, so STOP is not heard here.
    SmsElsewhere,
    /// It takes no calls.
    NoVoice,
    /// It is no number that can be mapped.
    Unreadable,
    /// The mapping that there is does not have the id by which the platform knows it now.
    IdMissing,
    /// The mapping that there is rests.
    Inactive,
}

impl NumberRemark {
    pub fn new(code: RemarkCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// What came of asking a vendor for an account's numbers.
#[derive(Clone, Debug)]
pub enum NumberListing {
    /// They were read, or those that could be.
    Listed { numbers: Vec<VendorNumber>, rest: Rest },
    /// They were not: why, and what to do.
    Failed(String),
}

/// What there is behind those numbers that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    /// More than are read.
    More,
    /// Reading on failed: why.
    Failed(String),
}

impl NumberListing {
    /// What is stored does not open, or is not what the vendor's folder knows.
    pub fn unreadable() -> Self {
        Self::Failed(UNREADABLE_DETAIL.to_owned())
    }
}
