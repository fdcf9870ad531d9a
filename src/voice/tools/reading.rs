//! How the arguments of a call are understood, in words, for whoever wonders why a tool answered as it did.

use super::{Fault, Turn, arguments};
use crate::{
    booking::AppointmentRef,
    domain::tool::Tool,
    language::english::{
        recogniser::PartOfDay,
        sentences::{Days, iso_start},
    },
};

/// What a tool takes out of its arguments, one `name value` each. Numbers are masked.
///
/// # Errors
/// What the tool says instead of doing anything.
pub(crate) fn reading(tool: Tool, turn: &Turn<'_>) -> Result<Vec<String>, Fault> {
    let (said, today) = (turn.arguments, turn.today());
    let mut read = Vec::new();
    let mut add = |name: &str, value: Option<String>| read.extend(value.map(|value| format!("{name} {value}")));
    match tool {
        Tool::CheckAvailability => {
            let wish = arguments::wish(said, today)?;
            add("days", Some(days(wish.days)));
            add("from", wish.part.map(|part| part.start().to_string()));
            add("until", wish.part.and_then(PartOfDay::end).map(|end| end.to_string()));
        }
        Tool::ReserveSlot | Tool::BookAppointment => {
            add("start", Some(iso_start(arguments::start(said, today)?)));
            add("name", arguments::name(said)?);
            if tool == Tool::BookAppointment {
                let phone = arguments::phone(said, turn.routed.route.country)?;
                add("phone", phone.map(|phone| phone.masked()));
                add("notes", arguments::notes(said));
            }
        }
        Tool::RescheduleAppointment | Tool::CancelAppointment | Tool::FindAppointments | Tool::SendSms => {
            let AppointmentRef { date, start, name } = arguments::which(said, today)?;
            add("date", date.map(|date| date.to_string()));
            add("start", start.map(iso_start));
            add("name", name);
            if tool == Tool::RescheduleAppointment {
                add("new_start", Some(iso_start(arguments::new_start(said, today)?)));
            }
        }
        Tool::TransferCall => {}
    }
    let selection = arguments::selection(said)?;
    add("service", selection.service);
    add("practitioner", selection.practitioner);
    Ok(read)
}

fn days(days: Days) -> String {
    match days {
        Days::One(day) => day.to_string(),
        Days::Range(from, to) => format!("{from} to {to}"),
        Days::Earliest => "the earliest".to_owned(),
    }
}
