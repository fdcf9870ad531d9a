//! Rules that the clinic itself books against on purpose.

use serde_json::{Map, Value};

use super::admit::Refusal;

/// Rules of the schedule that a start need not keep, since the clinic wants it so. Busy time, the horizon and the daily cap always hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleOverrides {
    /// It may lie outside the hours, where there is no grid either.
    pub hours: bool,
    /// It may be sooner than the notice. What has passed has passed.
    pub notice: bool,
    /// Within the hours it may start at any time.
    pub grid: bool,
}

impl RuleOverrides {
    /// The rules that are overridden, by name.
    pub fn names(self) -> Vec<&'static str> {
        [("hours", self.hours), ("notice", self.notice), ("grid", self.grid)]
            .into_iter()
            .filter_map(|(name, is_overridden)| is_overridden.then_some(name))
            .collect()
    }

    /// What the audit trail says of them: nothing, if there are none.
    pub fn as_detail(self) -> Map<String, Value> {
        let names = self.names();
        let member = (!names.is_empty()).then(|| ("override".to_owned(), names.into()));
        Map::from_iter(member)
    }

    /// Whether a refusal of the schedule does not count.
    pub(super) const fn lift(self, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::Closed { .. } | Refusal::OutsideHours => self.hours,
            Refusal::TooSoon { .. } => self.notice,
            Refusal::OffGrid => self.grid,
            Refusal::NoSuchTime | Refusal::Past | Refusal::TooFar { .. } | Refusal::DayFull | Refusal::Taken => false,
        }
    }
}
