//! Callers whom a clinic does not want to answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    country::Country,
    document::DocumentError,
    phone::{NumberPattern, PhoneError, PhoneNumber},
};

/// Most numbers and beginnings of numbers: every call's document holds them.
const MOST_BLOCKED: usize = 200;

/// Who is not answered, and what becomes of calls from withheld numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CallerRules {
    /// Numbers that are not answered, or beginnings of such: `+15550188`, `+1900`, `+4420794600*`. At most 200.
    #[schema(value_type = Vec<String>, max_items = 200)]
    pub block: Vec<NumberPattern>,
    /// What becomes of calls from withheld numbers.
    pub withheld: WithheldCalls,
}

/// What becomes of a call from a withheld number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum WithheldCalls {
    /// The assistant answers, as it does all others.
    #[default]
    Answer,
    /// The caller is asked to call again with their number shown, and the call ends.
    Message,
    /// Whoever takes over calls gets it; the assistant answers when nobody does.
    Forward,
}

impl TryFrom<String> for WithheldCalls {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "answer" => Ok(Self::Answer),
            "message" => Ok(Self::Message),
            "forward" => Ok(Self::Forward),
            _ => Err("This must be answer, message or forward"),
        }
    }
}

impl CallerRules {
    /// Whether a caller is not answered. One whose number is not shown is not known to be blocked.
    pub fn blocks(&self, caller: Option<&PhoneNumber>) -> bool {
        caller.is_some_and(|number| self.block.iter().any(|pattern| pattern.matches(number)))
    }

    /// Whether there are more than can be kept.
    pub(super) fn check(&self) -> Result<(), DocumentError> {
        if self.block.len() > MOST_BLOCKED {
            return Err(DocumentError::new(
                "callers.block",
                "can have 200 numbers at most; block what they begin with instead",
            ));
        }
        Ok(())
    }
}

/// Reads one entry of a block list as people write it.
///
/// # Errors
/// Why it is neither a number nor the beginning of one. The beginning of all numbers of `country` is [`PhoneError::TooShort`], and so is
/// that of all numbers of any country where it is not known which one the callers are from.
pub fn blocked(text: &str, country: Option<Country>) -> Result<NumberPattern, PhoneError> {
    let pattern = NumberPattern::parse_entered(text, country)?;
    let is_whole_country = match country {
        Some(country) => pattern.is_beginning_of(country.calling_code()),
        None => pattern.is_of_a_country(),
    };
    if is_whole_country { Err(PhoneError::TooShort) } else { Ok(pattern) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(block: &[&str]) -> CallerRules {
        let country = Country::parse("US").ok();
        CallerRules {
            block: block.iter().map(|text| blocked(text, country).unwrap()).collect(),
            ..CallerRules::default()
        }
    }

    #[test]
    fn numbers_and_what_begins_like_them_are_blocked() {
        let rules = rules(&["(212) 555-0188", "+1900", "+44 20 7946 00*", "+521 55", "+1 876 *"]);
        let blocks = |number: &str| rules.blocks(Some(&PhoneNumber::parse(number).unwrap()));
        for blocked in
            ["+12125550188", "+19005551234", "+442079460018", "+525512345678", "+5215512345678", "+18765550123"]
        {
            assert!(blocks(blocked), "{blocked}");
        }
        for other in ["+12125550189", "+442079450018", "+525612345678", "+18775550123", "+15550188"] {
            assert!(!blocks(other), "{other}");
        }
        assert!(!rules.blocks(None));
        let json = serde_json::to_value(&rules).unwrap();
        assert_eq!(json["block"], serde_json::json!(["+12125550188", "+1900", "+4420794600*", "+5255", "+1876"]));
        assert_eq!(serde_json::from_value::<CallerRules>(json).unwrap(), rules);
    }

    #[test]
    fn what_blocks_everybody_or_nobody_is_refused() {
        for text in ["", "*", "+", "+*", "+1", "+1*", "1*", "front desk", "anonymous", "+0123", "+1900*5"] {
            assert!(blocked(text, Country::parse("US").ok()).is_err(), "{text}");
        }
        assert!(blocked("+1", Country::parse("GB").ok()).is_ok());
    }
}
