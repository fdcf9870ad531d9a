//! Answers for calls that cannot be served, and for arguments that cannot be used.

use chrono::NaiveDate;

use super::details::phone_remedy;
use super::line::{answer, single_line_limited};
use super::openings::{clinic_or, today};
use super::refusals::start_in_past;
use super::spoken::weekday_date_year;
use super::{Desk, day_in_past};
use crate::domain::phone::PhoneError;
use crate::language::english::recogniser::WhenError;

const MAX_NAME_CHARS: usize = 40;

/// The calendar gave no answer. Says neither that the day has room nor that it has none.
pub fn calendar_unreadable() -> String {
    answer(
        "I can't check the calendar right now. Apologize, and offer to try again in a moment or to \
         have someone from the clinic call back.",
    )
}

/// Something else that is needed to answer could not be reached.
pub fn cannot_look_up() -> String {
    answer(
        "I can't look that up right now. Apologize, and offer to try again in a moment or to have \
         someone from the clinic call back.",
    )
}

/// The number that was called belongs to no clinic.
pub fn unknown_number() -> String {
    answer(
        "The number that was called is not set up for bookings. Apologize, and ask the caller to \
         contact the clinic directly.",
    )
}

/// The call came without the number that was called, as dashboard tests and web calls do.
pub fn no_called_number() -> String {
    answer(
        "I can't tell which clinic this call is for, because the number that was called did not \
         come with it. Apologize, and ask the caller to contact the clinic directly.",
    )
}

/// The clinic's service is suspended.
pub fn clinic_suspended(clinic_name: &str) -> String {
    answer(&format!(
        "Phone bookings for {} are paused at the moment. Apologize, and ask the caller to contact \
         the clinic directly.",
        clinic_or(clinic_name, "this clinic")
    ))
}

/// The clinic has not connected a calendar.
pub fn no_calendar_connected(clinic_name: &str) -> String {
    answer(&format!(
        "The calendar of {} is not connected yet, so I can't look up or book times. Apologize, and \
         offer to have someone from the clinic call back.",
        clinic_or(clinic_name, "this clinic")
    ))
}

/// The clinic has not said when it is open.
pub fn no_opening_hours(clinic_name: &str) -> String {
    answer(&format!(
        "The opening hours of {} are not set up yet, so I can't look up or book times. Apologize, and offer to have \
         someone from the clinic call back.",
        clinic_or(clinic_name, "this clinic")
    ))
}

/// The model called a tool that does not exist.
pub fn unknown_tool(name: &str, known: &[&str]) -> String {
    let named = match single_line_limited(name, MAX_NAME_CHARS) {
        name if name.is_empty() => "without a name".to_owned(),
        name => format!("called {}", name.replace('"', "'")),
    };
    answer(&format!("There is no tool {named}. Use one of these: {}.", known.join(", ")))
}

/// What is wrong with the arguments of a tool call. `name` is always one of our own argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentFault<'a> {
    /// The arguments are no JSON, often cut off at the model's token limit.
    NotJson,
    /// The arguments are JSON, and no object.
    NotAnObject,
    /// A needed argument was not sent.
    Missing {
        /// The argument.
        name: &'a str,
    },
    /// An argument of the wrong JSON type.
    WrongType {
        /// The argument.
        name: &'a str,
        /// What it has to be, with its article: `a string`, `true or false`.
        wanted: &'a str,
    },
    /// An argument that still holds `{{`.
    Unfilled {
        /// The argument.
        name: &'a str,
    },
    /// An argument that is no text that anybody could have said, such as an encrypted one.
    Garbled {
        /// The argument.
        name: &'a str,
    },
    /// A text argument beyond its limit.
    TooLong {
        /// The argument.
        name: &'a str,
        /// Most characters that it may have.
        limit: usize,
    },
    /// Neither a day nor a range nor `earliest`.
    NoDays,
    /// A range that ends before it begins.
    RangeBackwards {
        /// `from` as read.
        from: NaiveDate,
        /// `to` as read.
        to: NaiveDate,
    },
    /// A range of too many days.
    RangeTooLong {
        /// Most days that one check covers.
        limit: u32,
    },
    /// A date or time that was refused.
    When(WhenError),
    /// A start that was refused.
    Start(WhenError),
    /// No start.
    NoStart {
        /// The argument that holds it.
        name: &'a str,
    },
    /// A phone number that was refused.
    Phone(PhoneError),
    /// No name.
    NoName,
    /// A name that is none: too long, a template, or not to be spoken.
    UnusableName,
}

/// Tells the model what to ask or send, and today's date where the clinic is known.
pub fn bad_arguments(fault: &ArgumentFault, desk: Option<&Desk>) -> String {
    let Some(desk) = desk else {
        return answer(&remedy(fault));
    };
    match fault {
        // Say today's date once and not twice.
        ArgumentFault::When(WhenError::Past { date, .. }) => day_in_past(*date, desk),
        ArgumentFault::Start(WhenError::Past { date, .. }) => start_in_past(*date, desk),
        fault => answer(&format!("{} {}", remedy(fault), today(desk))),
    }
}

fn remedy(fault: &ArgumentFault) -> String {
    match fault {
        ArgumentFault::NotJson => {
            "The arguments could not be read. Call the tool again with complete JSON, and keep the \
             values short."
                .to_owned()
        }
        ArgumentFault::NotAnObject => {
            "The arguments have to be one JSON object with named values. Call the tool again with it.".to_owned()
        }
        ArgumentFault::Missing { name } => {
            format!("The argument {name} is missing. Ask the caller for it and call the tool again.")
        }
        ArgumentFault::WrongType { name, wanted } => {
            format!("The argument {name} has to be {wanted}. Call the tool again with it.")
        }
        ArgumentFault::Unfilled { name } => format!(
            "The argument {name} is a template that was not filled in. Ask the caller for it and \
             call the tool again."
        ),
        ArgumentFault::Garbled { name } => format!(
            "The argument {name} is encrypted or garbled. Ask the caller for it again and call the tool again with plain words."
        ),
        ArgumentFault::TooLong { name, limit } => {
            format!("The argument {name} is too long. Call the tool again with at most {limit} characters.")
        }
        ArgumentFault::NoDays => "Ask the caller which day they would like, then send it as date in \
             the form YYYY-MM-DD; or send from and to, or earliest set to true."
            .to_owned(),
        ArgumentFault::RangeBackwards { from, to } => format!(
            "The range from {} to {} ends before it begins. Send the earlier day as from and the \
             later one as to.",
            weekday_date_year(*from),
            weekday_date_year(*to)
        ),
        ArgumentFault::RangeTooLong { limit } => {
            format!("One check covers at most {limit} days. Ask for a shorter range.")
        }
        ArgumentFault::When(error) => error.to_string(),
        ArgumentFault::Start(error) => start_remedy(error),
        ArgumentFault::NoStart { name } => format!(
            "The start time is missing. Ask the caller which day and time they would like, then send it as {name}, in the form \
             YYYY-MM-DDTHH:MM."
        ),
        ArgumentFault::Phone(error) => phone_remedy(*error),
        ArgumentFault::NoName => {
            "Ask the caller for their first and last name, then call the tool again with it as name.".to_owned()
        }
        ArgumentFault::UnusableName => {
            "The name could not be read. Ask the caller for their first and last name, then \
             send it as name, and nothing else with it."
                .to_owned()
        }
    }
}

/// What a refused date or time says speaks of the day or the time alone; a start is sent as both.
fn start_remedy(error: &WhenError) -> String {
    match error {
        WhenError::Missing(_)
        | WhenError::Unfilled(_)
        | WhenError::TooLong(_)
        | WhenError::Unclear { .. }
        | WhenError::Several(_)
        | WhenError::Earliest
        | WhenError::NoTime(_)
        | WhenError::NoDay
        | WhenError::Contradiction
        | WhenError::OtherZone(_) => error.to_string(),
        WhenError::Ambiguous { .. }
        | WhenError::ShortYear
        | WhenError::NoSuchDate(_)
        | WhenError::WrongWeekday { .. }
        | WhenError::Past { .. }
        | WhenError::SeveralDays
        | WhenError::HalfOfDay { .. }
        | WhenError::NoSuchTime => format!("{error} Send day and time together, as YYYY-MM-DDTHH:MM."),
    }
}
