//! The sentences that the agent hears: one line each, fewer than 500 characters, made to be spoken.
//!
//! What stands in parentheses is for the model, not for the caller: the local starts that it sends
//! back (`(start 2026-12-03T09:30)`) and the clinic's zone. A start that was refused is said and not
//! given in that form. Sentences about the calendar and about appointments, which are those that
//! take a [`Desk`], end with today's date, because models do not know it. None carries an id, a
//! whole phone number or a word of our insides. Where names leave no room, they are shortened, then
//! fewer things are named: nothing that matters is cut off.

mod booking;
mod choices;
mod details;
mod faults;
mod finding;
mod hours;
mod line;
mod not_bookable;
mod openings;
mod refusals;
mod spoken;
mod spread;
mod takeover;
mod texting;
mod visit;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::recogniser::{PartOfDay, Today};

pub use booking::{
    already_booked, already_cancelled, already_there, booked, cancelled, cannot_hold, changed_meanwhile, could_not_do,
    held, hold_ended, move_refused_by_calendar, other_request, out_of_time, refused_by_calendar, rescheduled,
};
pub use choices::{not_offered, unknown_practitioner, unknown_service, which_practitioner, which_service};
pub use details::{bad_phone, name_needed, name_unusable, phone_needed};
pub use faults::{
    ArgumentFault, bad_arguments, calendar_unreadable, cannot_look_up, clinic_suspended, no_calendar_connected,
    no_called_number, no_opening_hours, unknown_number, unknown_tool,
};
pub use finding::{found, found_none, no_caller_number, none_to, which_one};
pub use hours::{hours_said, listed_up_to, week_said};
pub use line::{MAX_ANSWER_CHARS, single_line_limited};
pub use not_bookable::{not_bookable, slot_taken};
pub use openings::{MAX_SLOTS_SPOKEN, openings};
pub use refusals::{closed, day_in_past, nothing_free, too_far};
pub use spoken::{clock, iso_start, list, weekday_date, weekday_date_year};
pub use spread::spread;
pub use takeover::{can_take_over, nobody_takes_over, nobody_there, not_answered, number_not_set_up};
pub use texting::{Texted, Texting, text_not_sent, text_sent};
pub use visit::{day_and_time, length};

pub(crate) use line::single_line;
pub(crate) use spoken::{day_name, month_day, month_name};

/// Where and when the sentence is said.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The clinic's name as callers know it.
    pub clinic: &'a str,
    /// The clinic's local date and zone.
    pub today: Today,
}

/// The days that were asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// One day.
    One(NaiveDate),
    /// From the first to the last, both included.
    Range(NaiveDate, NaiveDate),
    /// The first opening, whenever it is.
    Earliest,
}

/// What the caller wants to know about the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The days asked about.
    pub days: Days,
    /// The part of the day asked about.
    pub part: Option<PartOfDay>,
    /// The service's name, when one was chosen.
    pub service: Option<&'a str>,
    /// The practitioner's name, when one was chosen.
    pub practitioner: Option<&'a str>,
}

impl Question<'_> {
    /// A question about days alone.
    pub fn about(days: Days) -> Self {
        Self { days, part: None, service: None, practitioner: None }
    }
}
