//! In which region a vendor keeps an org's account, and the address of each: a list that orgs choose from by a word. No org names a host.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) const TWILIO_API_BASE: &str = "https://api.twilio.com";
pub(super) const TWILIO_MESSAGING_BASE: &str = "https://messaging.twilio.com";
pub(super) const VAPI_API_BASE: &str = "https://api.vapi.ai";
/// Where Retell's API is.
pub(super) const RETELL_API_BASE: &str = "https://api.retellai.com";
const TWILIO_IE1_API_BASE: &str = "https://api.dublin.ie1.twilio.com";
const TWILIO_IE1_MESSAGING_BASE: &str = "https://messaging.dublin.ie1.twilio.com";
const VAPI_EU_API_BASE: &str = "https://api.eu.vapi.ai";

/// Where Twilio keeps an account: each region has an auth token and API keys of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TwilioRegion {
    /// The United States.
    #[default]
    Us1,
    /// Ireland.
    Ie1,
}

/// Where Vapi keeps an account: the two environments share neither accounts nor keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VapiRegion {
    /// The United States.
    #[default]
    Us,
    /// The European Union.
    Eu,
}

/// Whether a region need not be stored. Accounts that were stored before there was a choice say nothing of theirs.
pub fn is_default<T: Default + PartialEq>(region: &T) -> bool {
    *region == T::default()
}

impl TwilioRegion {
    /// The one that it is not.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Us1 => Self::Ie1,
            Self::Ie1 => Self::Us1,
        }
    }
}

impl VapiRegion {
    /// The one that it is not.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Us => Self::Eu,
            Self::Eu => Self::Us,
        }
    }
}

/// The roots of Twilio's APIs in one region, without a trailing slash.
#[derive(Clone, Debug)]
pub struct TwilioHosts {
    /// Accounts, numbers, texts.
    pub api: String,
    /// Messaging services.
    pub messaging: String,
}

/// Twilio in each of its regions.
#[derive(Clone, Debug)]
pub struct TwilioRegions {
    us1: TwilioHosts,
    ie1: TwilioHosts,
}

impl TwilioRegions {
    /// Twilio's own regions. Where the first is a sandbox, that plays the other one too, below a path of its own.
    pub(super) fn new(us1: TwilioHosts) -> Self {
        let ie1 = if us1.api == TWILIO_API_BASE {
            TwilioHosts { api: TWILIO_IE1_API_BASE.into(), messaging: TWILIO_IE1_MESSAGING_BASE.into() }
        } else {
            let played = format!("{}/ie1", us1.api);
            TwilioHosts { api: played.clone(), messaging: played }
        };
        Self { us1, ie1 }
    }

    /// Where an account of this region is.
    pub const fn at(&self, region: TwilioRegion) -> &TwilioHosts {
        match region {
            TwilioRegion::Us1 => &self.us1,
            TwilioRegion::Ie1 => &self.ie1,
        }
    }
}

/// The root of Vapi's API in each of its regions, without a trailing slash.
#[derive(Clone, Debug)]
pub struct VapiRegions {
    us: String,
    eu: String,
}

impl VapiRegions {
    /// Vapi's own regions, or those of a sandbox.
    pub(super) fn new(us: String) -> Self {
        let eu = if us == VAPI_API_BASE { VAPI_EU_API_BASE.into() } else { format!("{us}/eu") };
        Self { us, eu }
    }

    /// Where an account of this region is.
    pub fn at(&self, region: VapiRegion) -> &str {
        match region {
            VapiRegion::Us => &self.us,
            VapiRegion::Eu => &self.eu,
        }
    }
}
