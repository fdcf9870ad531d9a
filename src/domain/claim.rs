//! What leads to one clinic alone, and by what it was shown to be theirs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What leads to one mapping alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// The number that patients call.
    Number,
    SipUri,
    /// Vapi's id of the number.
    VapiId,
}

impl Identifier {
    pub const ALL: [Self; 3] = [Self::Number, Self::SipUri, Self::VapiId];

    /// The name of its field in a mapping.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Number => "inbound_phone_number",
            Self::SipUri => "sip_uri",
            Self::VapiId => "vapi_phone_number_id",
        }
    }
}

/// A value that an org says is its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claim {
    pub kind: Identifier,
    /// In the form in which it is stored.
    pub value: String,
}

impl Claim {
    /// Those of the three that are there.
    pub fn all(number: Option<&str>, sip_uri: Option<&str>, vapi_id: Option<&str>) -> Vec<Self> {
        let all = [(Identifier::Number, number), (Identifier::SipUri, sip_uri), (Identifier::VapiId, vapi_id)];
        all.into_iter().filter_map(|(kind, value)| Some(Self { kind, value: value?.to_owned() })).collect()
    }
}
