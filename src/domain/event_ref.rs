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

    /// The text that work for this event is stored under.
    pub fn to_subject(&self) -> String {
        format!("{}\n{}", self.calendar, self.event)
    }

    /// Reads that text.
    pub fn from_subject(subject: &str) -> Option<Self> {
        let (calendar, event) = subject.split_once('\n')?;
        Some(Self { calendar: calendar.to_owned(), event: event.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_leads_back_to_its_event() {
        let event = EventRef { calendar: "front@clinic.example".into(), event: "fd00r1".into() };
        assert_eq!(event.to_subject(), "front@clinic.example\nfd00r1", "work that is stored already stays readable");
        assert_eq!(EventRef::from_subject(&event.to_subject()), Some(event));
        assert_eq!(EventRef::from_subject("front@clinic.example"), None);
    }
}
