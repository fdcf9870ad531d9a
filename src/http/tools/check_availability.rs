//! `check_availability`: what is free.

use chrono::{NaiveDate, NaiveDateTime};

use super::{
    Turn,
    arguments::{Arguments, Fault, flag, selection, text},
    outcome::Asked,
};
use crate::{
    calendar::{LONGEST_RANGE_DAYS, Openings, Wish, find_openings},
    domain::{
        speech::{self, ArgumentFault, Days, Desk, Question, iso_start},
        when::{self, Today},
    },
    http::vapi::{Spoken, explain},
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let today = turn.today();
    let wish = match wish(turn.arguments, today) {
        Ok(wish) => wish,
        Err(fault) => return turn.fault(&fault),
    };
    let outcome = find_openings(turn.app, turn.call, turn.routed, &wish, turn.caller).await;
    let desk = Desk { clinic: &turn.routed.route.clinic_name, today };
    match outcome {
        Ok(openings) => {
            let asked = Asked::time(&turn, None, NaiveDateTime::default(), &wish.selection);
            let (service, practitioner) = (asked.service.as_deref(), asked.practitioner.as_deref());
            say(&openings, &Question { days: wish.days, part: wish.part, service, practitioner }, &desk)
        }
        Err(error) => explain(turn.app, turn.routed, &error),
    }
}

/// What the model asks for: a day, a range, or the earliest.
fn wish(arguments: &Arguments, today: Today) -> Result<Wish, Fault> {
    let selection = selection(arguments)?;
    let said_part = text(arguments, "part_of_day")?.map(when::part_of_day).transpose().map_err(ArgumentFault::When)?;
    let said_part = said_part.flatten();
    let range = (text(arguments, "from")?, text(arguments, "to")?);
    if flag(arguments, "earliest")? {
        return Ok(Wish { selection, days: Days::Earliest, part: said_part });
    }
    if let Some(date) = text(arguments, "date")? {
        let day = when::parse_day(date, today).map_err(ArgumentFault::When)?;
        return Ok(Wish { selection, days: Days::One(day.date), part: said_part.or(day.part) });
    }
    let days = match range {
        (None, None) => return Err(ArgumentFault::NoDays),
        (from, to) => self::range(from, to, today)?,
    };
    Ok(Wish { selection, days, part: said_part })
}

/// `from` alone is a week; `to` alone begins today.
fn range(from: Option<&str>, to: Option<&str>, today: Today) -> Result<Days, Fault> {
    let date = |text| when::parse_date(text, today).map_err(ArgumentFault::When);
    let from = from.map(date).transpose()?.unwrap_or(today.date);
    let to = to.map(date).transpose()?.unwrap_or_else(|| week_from(from));
    if to < from {
        return Err(ArgumentFault::RangeBackwards { from, to });
    }
    if (to - from).num_days() >= i64::from(LONGEST_RANGE_DAYS) {
        return Err(ArgumentFault::RangeTooLong { limit: LONGEST_RANGE_DAYS });
    }
    Ok(if from == to { Days::One(from) } else { Days::Range(from, to) })
}

fn week_from(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(chrono::Days::new(6)).unwrap_or(date)
}

fn say(openings: &Openings, question: &Question<'_>, desk: &Desk<'_>) -> Spoken {
    match openings {
        Openings::Free(slots) => {
            let text = speech::openings(question, slots, slots.len(), desk);
            let chosen = chosen(question.days, slots).into_iter().map(iso_start).collect();
            Spoken { slots: chosen, total: slots.len(), ..Spoken::result(text) }
        }
        Openings::Nothing(nearby) => Spoken::result(speech::nothing_free(question, nearby, desk)),
        Openings::Closed { label, nearby } => Spoken::result(speech::closed(question, label.as_deref(), nearby, desk)),
        Openings::TooFar(last) => Spoken::result(speech::too_far(first_day(question.days, desk.today), *last, desk)),
    }
}

/// The starts that the sentence names: of the earliest the first, else spread over all.
fn chosen(days: Days, slots: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
    match days {
        Days::Earliest => slots.iter().take(speech::MAX_SLOTS_SPOKEN).copied().collect(),
        Days::One(_) | Days::Range(..) => speech::spread(slots, speech::MAX_SLOTS_SPOKEN),
    }
}

fn first_day(days: Days, today: Today) -> NaiveDate {
    match days {
        Days::One(date) | Days::Range(date, _) => date,
        Days::Earliest => today.date,
    }
}
