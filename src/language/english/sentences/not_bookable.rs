//! Answers for one start that cannot be had.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::openings::{clinic, clinic_or, for_and_with, spoken_day, today};
use super::refusals::{MAX_SUGGESTIONS, closed_reason, offer, too_far_reason};
use super::spoken::clock;
use crate::{
    domain::{appointment::AppointmentSummary, line::single_line_limited, schedule::Refusal},
    language::{answer::fitted_list, sentences::SpeechContext},
};

/// The appointment may not start when it was to. `nearby` are local starts that are free, in ascending order; those
/// nearest to the start are offered. The refused start is said, and not in the form that the model sends back.
pub(super) fn not_bookable(
    refusal: &Refusal,
    visit: &AppointmentSummary,
    nearby: &[NaiveDateTime],
    desk: &SpeechContext,
) -> String {
    fitted_list(MAX_SUGGESTIONS, |count, names| {
        let nearest = nearest(visit.start, nearby, count);
        let advice = offer("nearest", &nearest, desk)
            .unwrap_or_else(|| format!("Ask the caller for {}.", wanted_instead(refusal)));
        format!("{} {advice} {}", reason(refusal, visit, names, desk), today(desk))
    })
}

/// The `count` other starts nearest to `start`, in order.
fn nearest(start: NaiveDateTime, nearby: &[NaiveDateTime], count: usize) -> Vec<NaiveDateTime> {
    let mut chosen: Vec<NaiveDateTime> = nearby.iter().copied().filter(|other| *other != start).collect();
    chosen.sort_by_key(|other| (*other - start).abs());
    chosen.truncate(count);
    chosen.sort_unstable();
    chosen
}

fn reason(refusal: &Refusal, visit: &AppointmentSummary, names: usize, desk: &SpeechContext) -> String {
    let (subject, clinic) = (for_and_with(visit.service, visit.practitioner, names), clinic(desk));
    let (time, day) = (clock(visit.start.time()), spoken_day(visit.start.date(), desk));
    match refusal {
        Refusal::NoSuchTime => format!("There is no {time} on {day}, because the clocks are set forward then."),
        Refusal::Past => format!("It is past {time} on {day}."),
        Refusal::TooSoon { earliest } => format!(
            "It is too late to book {time} on {day}. {clinic} takes bookings no earlier than {}.",
            first_minute(*earliest, desk)
        ),
        Refusal::TooFar { last_date } => too_far_reason(visit.start.date(), *last_date, desk),
        Refusal::Closed { label, .. } => closed_reason(&subject, &format!(" on {day}"), label.as_deref(), desk),
        Refusal::OutsideHours => {
            let subject = for_and_with(visit.service, None, names);
            format!(
                "An appointment{subject} at {time} on {day} would not fit into the hours of {}.",
                whose(visit, names, desk)
            )
        }
        Refusal::OffGrid => format!("Appointments{subject} can't start at {time} on {day}."),
        Refusal::DayFull => format!("{clinic} takes no more appointments{subject} on {day}."),
        Refusal::Taken => format!("{time} on {day} is not free{subject}."),
    }
}

/// Whose hours they are: practitioners may have their own.
fn whose(visit: &AppointmentSummary, names: usize, desk: &SpeechContext) -> String {
    match single_line_limited(visit.practitioner.unwrap_or_default(), names) {
        name if name.is_empty() => clinic_or(desk.clinic, "the clinic"),
        name => name,
    }
}

fn wanted_instead(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Past | Refusal::TooSoon { .. } => "a later time",
        Refusal::TooFar { .. } => "an earlier day",
        Refusal::Closed { .. } | Refusal::DayFull => "another day",
        Refusal::NoSuchTime | Refusal::OutsideHours | Refusal::OffGrid | Refusal::Taken => "another time",
    }
}

/// `2:15 PM on Monday, November 30`: the first full minute from an instant on.
fn first_minute(instant: DateTime<Utc>, desk: &SpeechContext) -> String {
    let seconds = instant.timestamp() + i64::from(instant.timestamp_subsec_nanos() > 0);
    let minute = DateTime::from_timestamp(seconds + (-seconds).rem_euclid(60), 0);
    let local = desk.today.zone.local(minute.unwrap_or(instant));
    format!("{} on {}", clock(local.time()), spoken_day(local.date(), desk))
}
