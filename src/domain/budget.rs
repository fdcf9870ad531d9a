//! What an org wants to spend in a month of its own clock, and what happens when that is used up.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    attention::AttentionCode,
    clinic_summary::Usage,
    document::{DocumentError, within},
};

const MICROS: i64 = 1_000_000;
/// From this part of a budget on somebody should know, in hundredths.
const NEAR: i64 = 80;

/// The document of an org, as `/api/budget` exchanges it and D1 stores it.
///
/// A document that was deserialised is well-formed, not yet sensible: [`Budget::check`] it before it is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// How many segments of texts leave in a month, 1 to 10,000,000; as many as are needed when `null`. Texts to patients beyond that are
    /// not sent, and are `capped`.
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub text_segments: Option<u32>,
    /// What the calls of a month may cost, in US dollars, 1 to 1,000,000; whatever they cost when `null`.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub calls_usd: Option<u32>,
    /// What happens to calls when that is used up.
    pub calls_at_limit: AtLimit,
}

/// What happens when a budget is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// `GET /api/attention` says so.
    #[default]
    Alert,
    /// Besides, calls are answered as those of a suspended clinic until the month is over: they go to `forwarding_number` of
    /// `/api/assistant`.
    Forward,
}

impl Budget {
    /// Checks the limits. Reports the first thing wrong.
    ///
    /// # Errors
    /// Which of them is too small or too great.
    pub fn check(&self) -> Result<(), DocumentError> {
        if let Some(segments) = self.text_segments {
            within("text_segments", segments, &(1..=10_000_000))?;
        }
        if let Some(dollars) = self.calls_usd {
            within("calls_usd", dollars, &(1..=1_000_000))?;
        }
        if self.calls_at_limit == AtLimit::Forward && self.calls_usd.is_none() {
            let detail = "needs calls_usd: without it there is no limit at which calls could be forwarded";
            return Err(DocumentError::new("calls_at_limit", detail));
        }
        Ok(())
    }

    /// Whether there is nothing to watch.
    pub fn is_empty(&self) -> bool {
        self.text_segments.is_none() && self.calls_usd.is_none()
    }

    /// What needs a person when so much of the month was used.
    pub fn attention(&self, used: Usage) -> impl Iterator<Item = AttentionCode> {
        let texts = state(used.segments, self.text_segments.map(i64::from));
        let calls = state(used.cost_micros, self.calls_usd.map(|dollars| i64::from(dollars) * MICROS));
        let of_texts = texts
            .map(|is_spent| if is_spent { AttentionCode::TextsBudgetSpent } else { AttentionCode::TextsBudgetNear });
        let of_calls = calls
            .map(|is_spent| if is_spent { AttentionCode::CallsBudgetSpent } else { AttentionCode::CallsBudgetNear });
        of_texts.into_iter().chain(of_calls)
    }

    /// Whether calls are forwarded when so much of the month was used.
    pub fn forwards(&self, used: Usage) -> bool {
        let is_spent = state(used.cost_micros, self.calls_usd.map(|dollars| i64::from(dollars) * MICROS)) == Some(true);
        is_spent && self.calls_at_limit == AtLimit::Forward
    }
}

/// Whether all of a budget is used, if so much of it is that somebody should know.
fn state(used: i64, most: Option<i64>) -> Option<bool> {
    let most = most?;
    (used * 100 >= most * NEAR).then_some(used >= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(budget: Budget, segments: i64, cost_micros: i64) -> Vec<AttentionCode> {
        budget.attention(Usage { cost_micros, segments, ..Usage::default() }).collect()
    }

    #[test]
    fn somebody_hears_at_80_and_at_100_of_a_hundred() {
        let budget = Budget { text_segments: Some(100), calls_usd: Some(10), calls_at_limit: AtLimit::Forward };
        assert_eq!(codes(budget, 79, 7_999_999), []);
        assert_eq!(codes(budget, 80, 0), [AttentionCode::TextsBudgetNear]);
        assert_eq!(codes(budget, 99, 8_000_000), [AttentionCode::TextsBudgetNear, AttentionCode::CallsBudgetNear]);
        assert_eq!(codes(budget, 100, 10_000_000), [AttentionCode::TextsBudgetSpent, AttentionCode::CallsBudgetSpent]);
        let used = |cost_micros| Usage { cost_micros, ..Usage::default() };
        assert!(!budget.forwards(used(9_999_999)) && budget.forwards(used(10_000_000)));
        let only_alert = Budget { calls_at_limit: AtLimit::Alert, ..budget };
        assert!(!only_alert.forwards(used(10_000_000)));
        assert_eq!(codes(Budget::default(), i64::MAX, i64::MAX), []);
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_its_field() {
        let forward = Budget { calls_at_limit: AtLimit::Forward, ..Budget::default() };
        let field = |budget: Budget| budget.check().unwrap_err().field.clone();
        assert_eq!(field(forward), "calls_at_limit");
        assert_eq!(field(Budget { text_segments: Some(0), ..Budget::default() }), "text_segments");
        assert_eq!(field(Budget { calls_usd: Some(1_000_001), ..Budget::default() }), "calls_usd");
        assert!(Budget { calls_usd: Some(1), ..forward }.check().is_ok());
    }
}
