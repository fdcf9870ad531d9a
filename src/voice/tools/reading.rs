//! How the arguments of a call are understood, in words, for whoever wonders why a tool answered as it did.

use super::{ToolContext, arguments, arguments::Fault};
use crate::{
    booking::AppointmentRef,
    calendars::Selection,
    domain::dates::{Days, iso_start},
};

/// What a tool takes out of its arguments, one `name value` each. Numbers are masked.
#[derive(Default)]
pub(crate) struct ArgumentReading(Vec<String>);

impl ArgumentReading {
    /// With an argument, if it was sent.
    pub(super) fn with(mut self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        self.0.extend(value.map(|value| format!("{name} {}", value.as_ref())));
        self
    }

    /// With which of the caller's appointments is meant.
    pub(super) fn with_lookup(self, AppointmentRef { date, start, name }: AppointmentRef) -> Self {
        self.with("date", date.map(|date| date.to_string())).with("start", start.map(iso_start)).with("name", name)
    }

    /// With what is wanted, and with whom.
    pub(super) fn with_selection(self, Selection { service, practitioner }: Selection) -> Self {
        self.with("service", service).with("practitioner", practitioner)
    }

    /// All of it in one line.
    pub(crate) fn line(&self) -> String {
        self.0.join("; ")
    }
}

/// What a tool understands that takes nothing but which of the caller's appointments is meant.
pub(super) fn which_appointment(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    let which = arguments::which(context.arguments, context.language(), context.today())?;
    Ok(ArgumentReading::default().with_lookup(which))
}

/// Days in words.
pub(super) fn days(days: Days) -> String {
    match days {
        Days::One(day) => day.to_string(),
        Days::Range(from, to) => format!("{from} to {to}"),
        Days::Earliest => "the earliest".to_owned(),
    }
}
