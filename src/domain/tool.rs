//! The tools that an agent can call, by name.

/// A tool of the front desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `check_availability`: what is free.
    CheckAvailability,
    /// A tool that this deployment knows by name but that has a path of its own.
    Other,
}

impl Tool {
    /// The tool that a model's function name means; legacy names are accepted. `None` for a name that is not ours.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "check_availability" | "checkAvailability" => Some(Self::CheckAvailability),
            "reserve_slot"
            | "book_appointment"
            | "bookClinicAppointment"
            | "reschedule_appointment"
            | "cancel_appointment"
            | "find_appointments"
            | "lookupCaller"
            | "send_sms"
            | "send_sms_reminder"
            | "sendConfirmation"
            | "transfer_call"
            | "transferCall" => Some(Self::Other),
            _ => None,
        }
    }

    /// The name under which answers are given.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CheckAvailability => "check_availability",
            Self::Other => "tool",
        }
    }
}
