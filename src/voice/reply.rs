//! What a tool has to say, before a platform puts it into words of its own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    context::RequestContext,
    domain::{appointment::AppointmentSummary, call::ToolOutcome, dates::iso_start},
};

/// The answer to one call of a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToolReply {
    /// The sentence that the model hears.
    pub(crate) text: String,
    /// What came of the call. A declined call is a result as well, for the model to act on. A platform may speak an operator's fixed message
    /// in place of a failed one's text.
    pub(crate) outcome: ToolOutcome,
    /// The appointment that the answer is about.
    pub(crate) appointment_id: Option<String>,
    /// ISO local starts, at most five of them.
    pub(crate) slots: Vec<String>,
    /// How many starts there are in all.
    pub(crate) total: usize,
    /// In a rehearsal, what would be made, moved or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit: Option<ReplyVisit>,
}

/// An appointment that a rehearsal comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplyVisit {
    /// On the clinic's clock.
    #[schema(example = "2026-12-03T09:30")]
    start_local: String,
    minutes: i64,
    service: Option<String>,
    practitioner: Option<String>,
    patient_name: Option<String>,
}

impl From<&AppointmentSummary<'_>> for ReplyVisit {
    fn from(summary: &AppointmentSummary<'_>) -> Self {
        Self {
            start_local: iso_start(summary.start),
            minutes: summary.minutes,
            service: summary.service.map(str::to_owned),
            practitioner: summary.practitioner.map(str::to_owned),
            patient_name: summary.name.map(str::to_owned),
        }
    }
}

impl ToolReply {
    /// What was asked for was done or told.
    pub(crate) fn done(text: String) -> Self {
        Self { text, outcome: ToolOutcome::Done, appointment_id: None, slots: Vec::new(), total: 0, visit: None }
    }

    /// What the model has to ask or to say, since it could not be done as asked.
    pub(crate) fn declined(text: String) -> Self {
        Self { outcome: ToolOutcome::Declined, ..Self::done(text) }
    }

    /// Something did not work.
    pub(crate) fn failed(text: String) -> Self {
        Self { outcome: ToolOutcome::Failed, ..Self::done(text) }
    }

    /// The same answer, about an appointment.
    pub(crate) fn about(self, appointment_id: &str) -> Self {
        Self { appointment_id: Some(appointment_id.to_owned()), ..self }
    }

    /// The same answer, with the one start that it names.
    pub(crate) fn at(self, iso_start: String) -> Self {
        Self { slots: vec![iso_start], total: 1, ..self }
    }

    /// The same answer, with the appointment that it is about if it is a rehearsal. In a call the sentence says all of it.
    pub(crate) fn rehearsing(self, context: &RequestContext, visit: &AppointmentSummary<'_>) -> Self {
        Self { visit: context.rehearsal.then(|| visit.into()), ..self }
    }

    /// Whether something did not work.
    pub(crate) fn is_failure(&self) -> bool {
        self.outcome == ToolOutcome::Failed
    }
}
