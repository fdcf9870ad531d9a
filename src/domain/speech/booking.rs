//! Answers around holding, booking, moving and cancelling one appointment.

use chrono::NaiveDateTime;

use super::line::{answer, fitted};
use super::openings::{clinic, today};
use super::visit::{Visit, day_and_time, length};
use super::{Deed, Desk, Texting};

/// The time is held for `minutes`, and nothing is booked.
pub fn held(visit: &Visit, minutes: i64, desk: &Desk) -> String {
    let time = length(minutes).unwrap_or_else(|| "a moment".to_owned());
    let wanted = if visit.name.is_some() { "says yes" } else { "says yes and gives a name" };
    fitted(|names| {
        format!(
            "{} is held for the caller for {time}. Nothing is booked yet: read it back, and once the caller {wanted}, \
             call book_appointment with that start. {}",
            visit.said(names, desk),
            today(desk)
        )
    })
}

/// The appointment is booked.
pub fn booked(visit: &Visit, texting: Texting, desk: &Desk) -> String {
    fitted(|names| {
        format!(
            "{} has booked {}.{}{} {}",
            clinic(desk),
            visit.said(names, desk),
            takes(visit),
            texting.clause(),
            today(desk)
        )
    })
}

/// The appointment has moved from `was`, a local start.
pub fn rescheduled(was: NaiveDateTime, visit: &Visit, texting: Texting, desk: &Desk) -> String {
    fitted(|names| {
        format!(
            "The appointment has moved from {} to {}.{} {}",
            day_and_time(was, desk),
            visit.said(names, desk),
            texting.clause(),
            today(desk)
        )
    })
}

/// The appointment was to be moved to where it is.
pub fn already_there(visit: &Visit, desk: &Desk) -> String {
    fitted(|names| {
        format!("The appointment is on {} already, so nothing was changed. {}", visit.said(names, desk), today(desk))
    })
}

/// The appointment is cancelled.
pub fn cancelled(visit: &Visit, texting: Texting, desk: &Desk) -> String {
    fitted(|names| {
        format!("The appointment on {} is cancelled.{} {}", visit.said(names, desk), texting.clause(), today(desk))
    })
}

/// The appointment was cancelled before.
pub fn already_cancelled(visit: &Visit, desk: &Desk) -> String {
    fitted(|names| {
        format!(
            "The appointment on {} was cancelled before, so there is nothing left to cancel. {}",
            visit.said(names, desk),
            today(desk)
        )
    })
}

/// The caller has this very time, under another name or for another service.
pub fn already_booked(visit: &Visit, desk: &Desk) -> String {
    fitted(|names| {
        format!(
            "The caller already has an appointment at that time: {}. Nothing new was booked. Ask whether to keep it; \
             for anybody else, offer another time. {}",
            visit.said(names, desk),
            today(desk)
        )
    })
}

/// The same tool call came before with other arguments.
pub fn other_request(desk: &Desk) -> String {
    answer(&format!(
        "This request came before with other details, so nothing was done now. Ask the caller what they would like, \
         then call the tool anew. {}",
        today(desk)
    ))
}

/// The calendar refused the appointment for good.
pub fn refused_by_calendar(desk: &Desk) -> String {
    answer(&format!(
        "The calendar of {} did not take the appointment, so nothing is booked. Apologize, and offer to have someone \
         from the clinic call back. {}",
        clinic(desk),
        today(desk)
    ))
}

/// The appointment changed between reading and writing it.
pub fn changed_meanwhile(desk: &Desk) -> String {
    answer(&format!(
        "The appointment has just been changed by someone else, so nothing was done now. Call find_appointments to see \
         how it stands, then ask the caller again. {}",
        today(desk)
    ))
}

/// It is not known whether the appointment was booked.
pub fn could_not_book(desk: &Desk) -> String {
    unsure("booked", desk)
}

/// It is not known whether the appointment was changed, or the text ordered.
pub fn could_not_change(deed: Deed, desk: &Desk) -> String {
    unsure(deed.done(), desk)
}

fn unsure(done: &str, desk: &Desk) -> String {
    answer(&format!(
        "I can't confirm that this was {done}. Tell the caller that it is not certain yet, and call the tool once more \
         with the same arguments. If that fails too, offer to have someone from the clinic call back. {}",
        today(desk)
    ))
}

/// ` It takes 30 minutes.`
pub(super) fn takes(visit: &Visit) -> String {
    length(visit.minutes).map(|length| format!(" It takes {length}.")).unwrap_or_default()
}
