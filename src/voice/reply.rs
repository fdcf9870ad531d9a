//! What a tool has to say, before a platform puts it into words of its own.

use serde::{Deserialize, Serialize};

use crate::domain::call::ToolOutcome;

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
}

impl ToolReply {
    /// What was asked for was done or told.
    pub(crate) fn done(text: String) -> Self {
        Self { text, outcome: ToolOutcome::Done, appointment_id: None, slots: Vec::new(), total: 0 }
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

    /// Whether something did not work.
    pub(crate) fn is_failure(&self) -> bool {
        self.outcome == ToolOutcome::Failed
    }
}
