//! Answers for one start that cannot be had.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::line::fitted_list;
use super::openings::{by_day, clinic, day_said, today};
use super::spoken::{clock, weekday_date_year};
use super::{Desk, Visit, single_line_limited};
use crate::domain::schedule::Refusal;

const MAX_LABEL_CHARS: usize = 60;
const MAX_SUGGESTIONS: usize = 3;

/// Somebody has the time. `nearby` are local starts that are free, in ascending order; the first few are named.
pub fn slot_taken(visit: &Visit, nearby: &[NaiveDateTime], desk: &Desk) -> String {
    not_bookable(&Refusal::Taken, visit, nearby, desk)
}

/// The schedule does not let the appointment start there. `nearby` as for [`slot_taken`]. The refused start is said and
/// not repeated in the form that the model sends back.
pub fn not_bookable(refusal: &Refusal, visit: &Visit, nearby: &[NaiveDateTime], desk: &Desk) -> String {
    fitted_list(nearby.len().min(MAX_SUGGESTIONS), |count, names| {
        let free: Vec<NaiveDateTime> = nearby.iter().take(count).copied().collect();
        let advice = match by_day(&free, desk) {
            days if days.is_empty() => "Ask the caller for another time.".to_owned(),
            days => format!("The nearest openings are {}.", days.join("; ")),
        };
        format!("{} {advice} {}", reason(refusal, visit, names, desk), today(desk))
    })
}

fn reason(refusal: &Refusal, visit: &Visit, names: usize, desk: &Desk) -> String {
    let (subject, clinic) = (visit.subject(names), clinic(desk));
    let (time, day) = (clock(visit.start.time()), day_said(visit.start.date(), desk));
    match refusal {
        Refusal::NoSuchTime => format!("There is no {time} on {day}, because the clocks go forward then."),
        Refusal::Past => format!("{time} on {day} has passed."),
        Refusal::TooSoon { earliest } => format!(
            "It is too late to book {time} on {day}. {clinic} takes bookings no earlier than {}.",
            moment(minute_from(*earliest, desk), desk)
        ),
        Refusal::TooFar { last_date } => {
            format!("{day} is too far ahead: {clinic} takes bookings up to {}.", weekday_date_year(*last_date))
        }
        Refusal::Closed { label, .. } => {
            match single_line_limited(label.as_deref().unwrap_or_default(), MAX_LABEL_CHARS) {
                label if label.is_empty() => format!("{clinic} has no appointments{subject} on {day}."),
                label => format!("{clinic} has no appointments{subject} on {day} because of {label}."),
            }
        }
        Refusal::OutsideHours => {
            format!("An appointment{subject} at {time} on {day} does not fit into the hours of {clinic}.")
        }
        Refusal::OffGrid => format!("No appointment{subject} starts at {time} on {day}."),
        Refusal::DayFull => format!("{clinic} takes no more appointments{subject} on {day}."),
        Refusal::Taken => format!("{time} on {day} is not free{subject}."),
    }
}

fn moment(start: NaiveDateTime, desk: &Desk) -> String {
    format!("{} on {}", clock(start.time()), day_said(start.date(), desk))
}

/// The first full minute from `instant` on, on the clinic's clock.
fn minute_from(instant: DateTime<Utc>, desk: &Desk) -> NaiveDateTime {
    let into_minute = instant.timestamp().rem_euclid(60);
    let missing = if into_minute == 0 { 0 } else { 60 - into_minute };
    let minute = instant.checked_add_signed(TimeDelta::seconds(missing)).unwrap_or(instant);
    desk.today.zone.local(minute)
}
