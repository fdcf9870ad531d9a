//! What makes text settings acceptable.

use core::ops::RangeInclusive;

use super::{
    settings::{TextKind, TextSettings},
    template::Template,
    wording::TextWording,
};
use crate::domain::document::{DocumentError, within};

const REMINDER_HOUR_LIMITS: RangeInclusive<u32> = 1..=168;
const DAILY_CAP_LIMITS: RangeInclusive<u32> = 0..=10_000;
const NUMBER_DAILY_CAP_LIMITS: RangeInclusive<u32> = 1..=1_000;

impl TextSettings {
    /// Checks the templates, the limits and the list of staff. Reports the first thing wrong.
    pub fn check(&self, wording: &dyn TextWording) -> Result<(), DocumentError> {
        for kind in TextKind::ALL {
            if let Some(Err(fault)) =
                self.setting(kind).template.as_deref().map(|template| Template::read(template, wording))
            {
                return Err(DocumentError::new(format_args!("{}.template", kind.as_str()), fault.to_string()));
            }
        }
        self.reminder_hours.map_or(Ok(()), |hours| within("reminder_hours", hours, &REMINDER_HOUR_LIMITS))?;
        within("daily_cap", self.daily_cap, &DAILY_CAP_LIMITS)?;
        within("number_daily_cap", self.number_daily_cap, &NUMBER_DAILY_CAP_LIMITS)?;
        self.check_staff()
    }
}
