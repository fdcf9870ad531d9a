//! Which event of which calendar shows an appointment.

use super::appointment::Appointment;

/// An event in a calendar. Both ids are the calendar provider's own, and only the provider reads anything out of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRef {
    /// The calendar's id.
    pub calendar: String,
    /// The event's id.
    pub event: String,
}

impl EventRef {
    /// The event that shows `appointment`; `None` if it needs none, as a hold does.
    pub fn of(appointment: &Appointment) -> Option<Self> {
        let event = appointment.event_id.clone()?;
        Some(Self { calendar: appointment.calendar_id.clone(), event })
    }
}

/// An event that an appointment no longer needs where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLeftBehind {
    pub event: EventRef,
    /// The appointment that left it. It may take the event back by moving there again.
    pub appointment_id: String,
}

impl EventLeftBehind {
    /// The event of an appointment that is about to need another one.
    pub fn by(appointment: &Appointment) -> Option<Self> {
        Some(Self { event: EventRef::of(appointment)?, appointment_id: appointment.id.clone() })
    }

    /// The text that the work of deleting it is stored under.
    pub fn to_subject(&self) -> String {
        let EventRef { calendar, event } = &self.event;
        format!("{calendar}\n{event}\n{}", self.appointment_id)
    }

    /// Reads that text.
    pub fn from_subject(subject: &str) -> Option<Self> {
        let mut lines = subject.split('\n').map(str::to_owned);
        let event = EventRef { calendar: lines.next()?, event: lines.next()? };
        Some(Self { event, appointment_id: lines.next()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_leads_back_to_its_event() {
        let event = EventRef { calendar: "front@clinic.example".into(), event: "fd00r1".into() };
        let left = EventLeftBehind { event, appointment_id: "00".into() };
        assert_eq!(left.to_subject(), "front@clinic.example\nfd00r1\n00");
        assert_eq!(EventLeftBehind::from_subject(&left.to_subject()), Some(left));
        assert_eq!(EventLeftBehind::from_subject("front@clinic.example\nfd00r1"), None);
    }
}
