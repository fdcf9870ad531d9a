//! How long an org keeps what happens at it.

use core::ops::RangeInclusive;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    assistant::CallLogSettings,
    document::{DocumentError, ignored},
};

/// The document of an org, as `/api/retention` exchanges it and D1 stores it. Each is a number of days.
///
/// A document that was deserialised is well-formed, not yet sensible: [`RetentionSettings::check`] it before it is stored, and take
/// what was stored [`RetentionSettings::within_limits`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = Retention)]
pub struct RetentionSettings {
    /// How long appointments are kept after their day, and work for Google and Twilio after it was given up, 30 to 3650.
    #[schema(minimum = 30, maximum = 3650)]
    pub appointments_days: u32,
    /// How long texts are kept after they were written, 30 to 3650.
    #[schema(minimum = 30, maximum = 3650)]
    pub texts_days: u32,
    /// How long lines of the audit trail are kept, 365 to 3650.
    #[schema(minimum = 365, maximum = 3650)]
    pub audit_days: u32,
    /// How long the same request gets the same answer, and a text of a patient that comes again is known, 2 to 365.
    #[schema(minimum = 2, maximum = 365)]
    pub receipts_days: u32,
    /// How long messages of callers are kept after they were done, 30 to 3650. One that is not done is kept.
    #[schema(minimum = 30, maximum = 3650)]
    pub inbox_days: u32,
    /// How long calls are kept. Answered, and ignored when it is sent back: it is `call_log.retention_days` of `/api/assistant`.
    #[serde(deserialize_with = "ignored", skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    pub calls_days: Option<u32>,
}

/// What an org can set of one period.
struct Period {
    field: &'static str,
    limits: RangeInclusive<u32>,
    /// Why less is refused, to be read after the limits.
    why: &'static str,
}

const APPOINTMENTS: Period = Period {
    field: "appointments_days",
    limits: 30..=3650,
    why: "callers and staff still ask about a visit in the month after it",
};
const TEXTS: Period = Period {
    field: "texts_days",
    limits: 30..=3650,
    why: "a text that was forgotten before its appointment is over would be sent again",
};
const AUDIT: Period =
    Period { field: "audit_days", limits: 365..=3650, why: "who changed what has to be found for at least a year" };
const RECEIPTS: Period = Period {
    field: "receipts_days",
    limits: 2..=365,
    why: "receipts make repetitions harmless, and platforms repeat requests for a day",
};

const INBOX: Period = Period {
    field: "inbox_days",
    limits: 30..=3650,
    why: "callers and staff still ask about a message in the month after it",
};

impl Period {
    fn check(&self, days: u32) -> Result<(), DocumentError> {
        let (least, most) = (self.limits.start(), self.limits.end());
        if self.limits.contains(&days) {
            return Ok(());
        }
        Err(DocumentError::new(self.field, format!("must be from {least} to {most} days: {}", self.why)))
    }

    fn nearest(&self, days: u32) -> u32 {
        days.clamp(*self.limits.start(), *self.limits.end())
    }
}

/// Two years, one year, six years, 30 days and 90 days.
impl Default for RetentionSettings {
    fn default() -> Self {
        Self {
            appointments_days: 2 * 365,
            texts_days: 365,
            audit_days: 6 * 365,
            receipts_days: 30,
            inbox_days: 90,
            calls_days: None,
        }
    }
}

impl RetentionSettings {
    /// Checks the limits. Reports the first thing wrong.
    ///
    /// # Errors
    /// Which period is too short or too long, and why it is refused.
    pub fn check(&self) -> Result<(), DocumentError> {
        APPOINTMENTS.check(self.appointments_days)?;
        TEXTS.check(self.texts_days)?;
        AUDIT.check(self.audit_days)?;
        RECEIPTS.check(self.receipts_days)?;
        INBOX.check(self.inbox_days)
    }

    /// The nearest that [`RetentionSettings::check`] takes. SQL can store anything, and what is deleted does not come back.
    #[must_use]
    pub fn within_limits(self) -> Self {
        Self {
            appointments_days: APPOINTMENTS.nearest(self.appointments_days),
            texts_days: TEXTS.nearest(self.texts_days),
            audit_days: AUDIT.nearest(self.audit_days),
            receipts_days: RECEIPTS.nearest(self.receipts_days),
            inbox_days: INBOX.nearest(self.inbox_days),
            calls_days: None,
        }
    }

    /// The same document with how long calls are kept.
    #[must_use]
    pub fn with_calls(self, call_log: CallLogSettings) -> Self {
        Self { calls_days: Some(call_log.retention_days.into()), ..self }
    }

    /// After their day.
    pub fn appointments(&self) -> TimeDelta {
        TimeDelta::days(self.appointments_days.into())
    }

    /// After they were written.
    pub fn texts(&self) -> TimeDelta {
        TimeDelta::days(self.texts_days.into())
    }

    /// Lines of the audit trail.
    pub fn audit(&self) -> TimeDelta {
        TimeDelta::days(self.audit_days.into())
    }

    /// Receipts, and what is remembered of patients' own texts.
    pub fn receipts(&self) -> TimeDelta {
        TimeDelta::days(self.receipts_days.into())
    }

    /// Messages of callers, after they were done.
    pub fn inbox(&self) -> TimeDelta {
        TimeDelta::days(self.inbox_days.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(document: Value) -> RetentionSettings {
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn what_is_not_set_is_kept_for_as_long_as_the_documents_say() {
        let days = |settings: &RetentionSettings| {
            [settings.appointments(), settings.texts(), settings.audit(), settings.receipts(), settings.inbox()]
                .map(|kept| kept.num_days())
        };
        let defaults = read(json!({}));
        assert_eq!(defaults, RetentionSettings::default());
        assert_eq!((days(&defaults), defaults.check()), ([730, 365, 2190, 30, 90], Ok(())));
        assert_eq!(days(&read(json!({"texts_days": 90}))), [730, 90, 2190, 30, 90]);
    }

    #[test]
    fn each_period_has_limits_and_whoever_misses_them_hears_why() {
        for (field, least, most, why) in [
            ("appointments_days", 30, 3650, "ask about a visit"),
            ("texts_days", 30, 3650, "would be sent again"),
            ("audit_days", 365, 3650, "at least a year"),
            ("receipts_days", 2, 365, "make repetitions harmless"),
            ("inbox_days", 30, 3650, "ask about a message"),
        ] {
            let with = |days: u32| read(json!({field: days}));
            assert_eq!((with(least).check(), with(most).check()), (Ok(()), Ok(())), "{field}");
            for (days, nearest) in [(least - 1, least), (0, least), (most + 1, most), (u32::MAX, most)] {
                let error = with(days).check().unwrap_err();
                assert_eq!(error.field, field);
                let limits = format!("must be from {least} to {most} days: ");
                assert!(error.reason.starts_with(&limits) && error.reason.contains(why), "{error}");
                assert_eq!(with(days).within_limits(), with(nearest), "{field} of {days}");
            }
        }
    }

    #[test]
    fn calls_are_shown_and_neither_taken_nor_stored() {
        let settings = read(json!({"calls_days": {"anything": 7}, "receipts_days": 3}));
        assert_eq!(settings, read(json!({"receipts_days": 3})));
        assert_eq!(serde_json::to_value(&settings).unwrap().get("calls_days"), None);
        let call_log = CallLogSettings { retention_days: 60, keep_summaries: false };
        assert_eq!(serde_json::to_value(settings.with_calls(call_log)).unwrap()["calls_days"], 60);
    }

    #[test]
    fn a_field_of_another_name_is_refused() {
        assert!(serde_json::from_value::<RetentionSettings>(json!({"call_days": 60})).is_err());
    }
}
