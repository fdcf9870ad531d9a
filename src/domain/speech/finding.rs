//! Answers about the appointments that a caller has.

use super::booking::takes;
use super::line::{answer, fitted_list};
use super::openings::today;
use super::{Desk, Visit};

/// Most appointments named in one answer.
const MAX_VISITS_SPOKEN: usize = 5;

/// What is to be done about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Finding it.
    Find,
    /// Moving it.
    Reschedule,
    /// Cancelling it.
    Cancel,
    /// Sending a text about it.
    Text,
}

impl Deed {
    fn verb(self) -> &'static str {
        match self {
            Self::Find => "look up",
            Self::Reschedule => "move",
            Self::Cancel => "cancel",
            Self::Text => "send a text about",
        }
    }

    /// The verb after `was`.
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Find => "found",
            Self::Reschedule => "moved",
            Self::Cancel => "cancelled",
            Self::Text => "sent",
        }
    }

    fn tool(self) -> &'static str {
        match self {
            Self::Find => "find_appointments",
            Self::Reschedule => "reschedule_appointment",
            Self::Cancel => "cancel_appointment",
            Self::Text => "send_sms",
        }
    }
}

/// The caller's coming appointments, the next first; `total` is how many there are in all. Fewer are named when there
/// is no room for more.
pub fn found(visits: &[Visit], total: usize, desk: &Desk) -> String {
    if visits.is_empty() {
        return found_none(desk, false);
    }
    fitted_list(visits.len().min(MAX_VISITS_SPOKEN), |count, names| {
        let length = match visits {
            [only] if total <= 1 => takes(only),
            _ => String::new(),
        };
        format!("{}{length} {}", listed(visits, total, count, names, desk), today(desk))
    })
}

/// The caller has no appointment; `narrowed` when only some were looked for, by day or name.
pub fn found_none(desk: &Desk, narrowed: bool) -> String {
    let text = if narrowed {
        "No coming appointment under the caller's number is like that. Ask for another day or name, or call \
         find_appointments without date and name to see them all."
    } else {
        "No coming appointment was found under the number that the caller is calling from. It may be under another \
         number. Offer to book one, or to have someone from the clinic call back."
    };
    answer(&format!("{text} {}", today(desk)))
}

/// Several appointments could be meant.
pub fn which_one(visits: &[Visit], deed: Deed, desk: &Desk) -> String {
    if visits.is_empty() {
        return none_to(deed, desk);
    }
    fitted_list(visits.len().min(MAX_VISITS_SPOKEN), |count, names| {
        format!(
            "{} Ask the caller which one to {}, then call {} with that start as date, and with the name if it is not \
             clear from that. {}",
            listed(visits, visits.len(), count, names, desk),
            deed.verb(),
            deed.tool(),
            today(desk)
        )
    })
}

/// The caller has no appointment that this could be done about.
pub fn none_to(deed: Deed, desk: &Desk) -> String {
    answer(&format!(
        "There is no coming appointment under the caller's number to {}. It may be under another number. Offer to book \
         one, or to have someone from the clinic call back. {}",
        deed.verb(),
        today(desk)
    ))
}

/// The caller's number is withheld, so that none of their appointments can be found.
pub fn no_caller_number(deed: Deed) -> String {
    answer(&format!(
        "The caller's number is withheld, so there is no appointment that I may {}. Ask them to call from the number \
         that the appointment is under, or offer to have someone from the clinic call back.",
        deed.verb()
    ))
}

/// `The caller has 2 appointments: Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30); Friday, …`.
fn listed(visits: &[Visit], total: usize, count: usize, names: usize, desk: &Desk) -> String {
    let total = total.max(visits.len());
    let said: Vec<String> = visits.iter().take(count).map(|visit| visit.said(names, desk)).collect();
    let number = if total == 1 { "one appointment".to_owned() } else { format!("{total} appointments") };
    let introduction = match said.len() {
        shown if shown == total => "",
        1 => ", the next",
        _ => ", the next of them",
    };
    format!("The caller has {number}{introduction}: {}.", said.join("; "))
}
