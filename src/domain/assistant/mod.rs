//! How an org's calls are answered at Vapi: which assistant speaks, who takes over, and what is kept of a call.

mod callers;
mod check;
mod takeover;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use callers::{CallerRules, WithheldCalls, blocked};
pub use takeover::Takeover;

use crate::domain::{
    emergency::EmergencySettings,
    phone::{DialNumber, PhoneNumber},
};

/// How long calls are kept unless the org says otherwise.
const RETENTION_DAYS: u16 = 90;

/// The document of an org, as `/api/assistant` exchanges it and D1 stores it.
///
/// A document that was deserialised is well-formed, not yet sensible: [`Assistant::check`] it before it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Assistant {
    /// Vapi's id of the assistant that answers the org's numbers.
    pub assistant_id: Option<String>,
    /// Vapi's id of the squad that answers them instead; not both.
    pub squad_id: Option<String>,
    /// What a caller hears of an org that is suspended or closed; our own words when absent. One line of 1 to 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    pub unavailable_message: Option<String>,
    /// Where calls for an org that is suspended or closed are forwarded instead.
    #[schema(value_type = Option<String>)]
    pub forwarding_number: Option<DialNumber>,
    /// Who takes over from the assistant; nobody when absent.
    pub transfer: Option<Transfer>,
    /// Who is not answered.
    pub callers: CallerRules,
    /// What is kept of calls.
    pub call_log: CallLogSettings,
    /// What is said first to whoever speaks of an emergency.
    pub emergency: EmergencySettings,
}

/// Who takes over a call, by opening hours; the staff at any time while the org has set none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The staff's number in opening hours.
    #[schema(value_type = String)]
    pub number: DialNumber,
    /// Dialled after it answers, but not after the other number: 1 to 32 digits, `*`, `#`, and `,` or `w` for a pause.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 32)]
    pub extension: Option<String>,
    /// Said to the caller before the call is handed over; Vapi's own words when absent. One line of 1 to 300 characters.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub message: Option<String>,
    /// The number outside opening hours; without one nobody takes over then.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub after_hours_number: Option<DialNumber>,
    /// Whether somebody is asked to take the call before the caller is put through.
    #[serde(default)]
    pub mode: TransferMode,
    /// Whether whoever takes over is told what the call was about.
    #[serde(default)]
    pub summary: bool,
}

/// How a call is handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum TransferMode {
    /// The caller is put through at once.
    #[default]
    Blind,
    /// The caller waits while somebody is called. If nobody takes the call, the assistant goes on with it.
    Warm,
}

impl TryFrom<String> for TransferMode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "blind" => Ok(Self::Blind),
            "warm" => Ok(Self::Warm),
            _ => Err("This must be blind or warm"),
        }
    }
}

/// What is kept of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CallLog)]
pub struct CallLogSettings {
    /// For how many days a call is kept after it began, 0 to 730.
    #[schema(minimum = 0, maximum = 730)]
    pub retention_days: u16,
    /// Whether Vapi's summary of a call is kept. It says what the call was about.
    pub keep_summaries: bool,
}

impl Assistant {
    /// The numbers that calls are handed to, each with the name of its field.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, &DialNumber)> {
        let transfer = self.transfer.as_ref();
        [
            ("forwarding_number", self.forwarding_number.as_ref()),
            ("transfer.number", transfer.map(|transfer| &transfer.number)),
            ("transfer.after_hours_number", transfer.and_then(|transfer| transfer.after_hours_number.as_ref())),
        ]
        .into_iter()
        .filter_map(|(field, number)| Some((field, number?)))
    }

    /// The same numbers as they are compared with those of patients and clinics.
    pub fn handed_to(&self) -> [Option<&PhoneNumber>; 3] {
        let mut numbers = self.numbers().map(|(_, number)| number.number());
        [numbers.next(), numbers.next(), numbers.next()]
    }
}

impl Default for CallLogSettings {
    fn default() -> Self {
        Self { retention_days: RETENTION_DAYS, keep_summaries: false }
    }
}
