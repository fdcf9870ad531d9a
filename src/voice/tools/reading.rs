//! How the arguments of a call are understood, in words, for whoever wonders why a tool answered as it did.

use super::{Purpose, ToolContext, arguments::Fault};
use crate::{
    booking::AppointmentRef,
    calendars::Selection,
    domain::dates::{Choice, Days, PartOfDay},
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
    pub(super) fn with_lookup(
        self,
        context: &ToolContext<'_>,
        AppointmentRef { when, name, selection, phone }: AppointmentRef,
    ) -> Self {
        let days = when
            .days
            .map(|(first, last)| days(if first == last { Days::One(first) } else { Days::Range(first, last) }));
        let times: Vec<String> = when.times.iter().map(ToString::to_string).collect();
        let choice = when.choice.map(|choice| match choice {
            Choice::Next => "the next one",
            Choice::Several => "more than one",
        });
        self.with("days", days)
            .with("time", Some(times.join(" or ")).filter(|times| !times.is_empty()))
            .with_part(when.part)
            .with("choice", choice)
            .with("name", name)
            .with("phone", phone.map(|phone| phone.masked()))
            .with_selection(context, &selection)
    }

    /// With a part of the day.
    pub(super) fn with_part(self, part: Option<PartOfDay>) -> Self {
        let until = part.and_then(PartOfDay::end);
        self.with("from", part.map(|part| part.start().to_string())).with("until", until.map(|end| end.to_string()))
    }

    /// With what is wanted, and with whom.
    pub(super) fn with_selection(self, context: &ToolContext<'_>, selection: &Selection) -> Self {
        let named = selection.named_at(&context.routed.route).ok();
        let anyone = "any";
        let [service, practitioner] = match &named {
            Some(named) => {
                [named.service.map(|one| one.name.as_str()), named.practitioner.map(|one| one.name.as_str())]
            }
            // Nothing there is called so: the words themselves.
            None => [selection.service.as_deref(), selection.practitioner.as_deref()],
        };
        self.with("service", selection.service.as_ref().map(|_| service.unwrap_or(anyone)))
            .with("practitioner", selection.practitioner.as_ref().map(|_| practitioner.unwrap_or(anyone)))
    }

    /// One `name value` each.
    pub(crate) fn items(&self) -> &[String] {
        &self.0
    }

    /// All of it in one line.
    pub(crate) fn line(&self) -> String {
        self.0.join("; ")
    }
}

/// What a tool understands that takes nothing but which of the caller's appointments is meant.
pub(super) fn which_appointment(context: &ToolContext<'_>) -> Result<ArgumentReading, Fault> {
    Ok(ArgumentReading::default().with_lookup(context, context.which(Purpose::Act)?))
}

/// Days in words.
pub(super) fn days(days: Days) -> String {
    match days {
        Days::One(day) => day.to_string(),
        Days::Range(from, to) => format!("{from} to {to}"),
        Days::Earliest => "the earliest".to_owned(),
    }
}
