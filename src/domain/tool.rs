//! The tools that an agent can call, by name.

/// A tool of the front desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// What is free.
    CheckAvailability,
    /// Holds a time for a few minutes.
    ReserveSlot,
    /// Books a time.
    BookAppointment,
    /// Moves one of the caller's appointments.
    RescheduleAppointment,
    /// Cancels one of the caller's appointments.
    CancelAppointment,
    /// Lists the caller's appointments.
    FindAppointments,
    /// Texts the caller about an appointment.
    SendSms,
    /// Whether a person can take over the call. A tool of Vapi's own hands it over.
    TransferCall,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::CheckAvailability,
        Self::ReserveSlot,
        Self::BookAppointment,
        Self::RescheduleAppointment,
        Self::CancelAppointment,
        Self::FindAppointments,
        Self::SendSms,
        Self::TransferCall,
    ];

    /// The tool that a model's function name means; legacy names are accepted. `None` for a name that is not ours.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "check_availability" | "checkAvailability" => Self::CheckAvailability,
            "reserve_slot" => Self::ReserveSlot,
            "book_appointment" | "bookClinicAppointment" => Self::BookAppointment,
            "reschedule_appointment" => Self::RescheduleAppointment,
            "cancel_appointment" => Self::CancelAppointment,
            "find_appointments" | "lookupCaller" => Self::FindAppointments,
            "send_sms" | "send_sms_reminder" | "sendConfirmation" => Self::SendSms,
            "transfer_call" | "transferCall" => Self::TransferCall,
            _ => return None,
        })
    }

    /// The name under which answers are given.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CheckAvailability => "check_availability",
            Self::ReserveSlot => "reserve_slot",
            Self::BookAppointment => "book_appointment",
            Self::RescheduleAppointment => "reschedule_appointment",
            Self::CancelAppointment => "cancel_appointment",
            Self::FindAppointments => "find_appointments",
            Self::SendSms => "send_sms",
            Self::TransferCall => "transfer_call",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_answers_to_its_own_name() {
        for tool in Tool::ALL {
            assert_eq!(Tool::named(tool.name()), Some(tool));
        }
        assert_eq!(Tool::named("delete_everything"), None);
    }
}
