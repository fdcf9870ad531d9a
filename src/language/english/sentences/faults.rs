//! Answers for calls that cannot be served, and for arguments that cannot be used.

use super::English;
use super::date_faults::{date_remedy, start_remedy};
use super::inbox::{ASK_FOR_A_MESSAGE, TAKE_A_MESSAGE};
use super::openings::{clinic_or, today};
use super::phone_faults::{self, WantedNumber, phone_remedy};
use super::refusals::{day_in_past, start_in_past};
use super::spoken::weekday_date_year;
use crate::{
    domain::{dates::DateError, line::single_line_limited},
    language::{
        answer::{answer, quotable},
        sentences::{ArgumentFault, Expected, FaultSentences, SpeechContext},
    },
};

const MAX_NAME_CHARS: usize = 40;
const NOT_AGREED: &str = "The caller has not agreed yet, so nothing was done. Read it back to them, and once they say yes call the tool \
    again without that argument.";
const SEVERAL_NAMES: &str = "That is more than one person, and each patient has an appointment of their own. Ask the caller whom this one \
    is for, send that person's first and last name as name, and call the tool once more for the other.";
const UNUSABLE_NAME: &str = "The name could not be read. Ask the caller for their first and last name, then send it as name, and nothing \
    else with it.";

impl FaultSentences for English {
    fn calendar_unreadable(&self) -> String {
        answer(&format!(
            "I can't check the calendar right now. Apologize, and offer to try again in a moment or to {TAKE_A_MESSAGE}."
        ))
    }

    fn cannot_look_up(&self) -> String {
        answer(&format!(
            "I can't look that up right now. Apologize, and offer to try again in a moment or to {TAKE_A_MESSAGE}."
        ))
    }

    fn unknown_number(&self) -> String {
        answer(
            "The number that was called is not set up for bookings. Apologize, and tell the caller that nothing can be looked up, booked \
             or written down on this line.",
        )
    }

    fn no_called_number(&self) -> String {
        answer(
            "I can't tell which clinic this call is for, because the number that was called did not \
             come with it. Apologize, and tell the caller that nothing can be looked up, booked or written down in this call.",
        )
    }

    fn clinic_suspended(&self, clinic_name: &str) -> String {
        answer(&format!(
            "Phone bookings for {} are paused at the moment. Apologize, and tell the caller that nothing can be looked up, booked or \
             written down on this line for now.",
            clinic_or(clinic_name, "this clinic")
        ))
    }

    fn no_calendar_connected(&self, clinic_name: &str) -> String {
        answer(&format!(
            "The calendar of {} is not connected yet, so I can't look up or book times. Apologize, and \
             offer to {TAKE_A_MESSAGE}.",
            clinic_or(clinic_name, "this clinic")
        ))
    }

    fn no_opening_hours(&self, clinic_name: &str) -> String {
        answer(&format!(
            "The opening hours of {} are not set up yet, so I can't look up or book times. Apologize, and offer to \
             {TAKE_A_MESSAGE}.",
            clinic_or(clinic_name, "this clinic")
        ))
    }

    fn unknown_tool(&self, name: &str, known: &[&str]) -> String {
        let named = match single_line_limited(name, MAX_NAME_CHARS) {
            name if name.is_empty() => "without a name".to_owned(),
            name => format!("called {}", name.replace('"', "'")),
        };
        answer(&format!("There is no tool {named}. Use one of these: {}.", known.join(", ")))
    }

    fn too_many_tools(&self) -> String {
        answer("Too many tools were called at once. Call one at a time.")
    }

    fn asked_too_often(&self) -> String {
        answer(
            "Tools were called too often, so nothing was looked up or done just now. Ask the caller to hold on, and call the tool again \
             in a minute.",
        )
    }

    fn bad_arguments(&self, fault: &ArgumentFault, desk: Option<&SpeechContext>) -> String {
        let Some(desk) = desk else {
            return answer(&remedy(fault));
        };
        match fault {
            // Say today's date once and not twice.
            ArgumentFault::When(DateError::Past { date, .. }) => day_in_past(*date, desk),
            ArgumentFault::Start(DateError::Past { date, .. }) => start_in_past(*date, desk),
            fault => answer(&format!("{} {}", remedy(fault), today(desk))),
        }
    }

    fn phone_needed(&self, desk: &SpeechContext) -> String {
        phone_faults::phone_needed(desk)
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
            let wanted = expected(*wanted);
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
        ArgumentFault::UnknownName { said } => unknown_name(said),
        ArgumentFault::Differing { name } => format!(
            "The arguments say different things of {name}. Ask the caller which is right, then call the tool again with one of them as \
             {name}."
        ),
        ArgumentFault::NotAgreed => NOT_AGREED.to_owned(),
        ArgumentFault::OtherNumber => other_number(),
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
        ArgumentFault::When(error) => date_remedy(error),
        ArgumentFault::Start(error) => start_remedy(error),
        ArgumentFault::NoStart { name } => format!(
            "The start time is missing. Ask the caller which day and time they would like, then send it as {name}, in the form \
             YYYY-MM-DDTHH:MM."
        ),
        ArgumentFault::Phone(error) => phone_remedy(*error, WantedNumber::ToText),
        ArgumentFault::CallbackNumber(error) => phone_remedy(*error, WantedNumber::ToCallBack),
        ArgumentFault::NoName => {
            "Ask the caller for their first and last name, then call the tool again with it as name.".to_owned()
        }
        ArgumentFault::SeveralNames => SEVERAL_NAMES.to_owned(),
        ArgumentFault::UnusableName => UNUSABLE_NAME.to_owned(),
        ArgumentFault::NoMessage => ASK_FOR_A_MESSAGE.to_owned(),
    }
}

/// It may have said which appointment is meant.
fn unknown_name(said: &str) -> String {
    let named = match quotable(said, MAX_NAME_CHARS) {
        said if said.is_empty() => "without a name".to_owned(),
        said => format!("called \"{said}\""),
    };
    format!(
        "There is no argument {named}, so nothing was done. Say which appointment is meant with date (its day or start), name, service \
         or practitioner, and call the tool again."
    )
}

fn expected(wanted: Expected) -> &'static str {
    match wanted {
        Expected::Text => "a string",
        Expected::YesOrNo => "true or false",
        Expected::TextKind => "confirmation or reminder",
    }
}

fn other_number() -> String {
    format!(
        "Appointments are found by the number that the caller is calling from, and by no other. Call the tool again without the phone \
         number for those. For an appointment under another number, offer to {TAKE_A_MESSAGE}."
    )
}
