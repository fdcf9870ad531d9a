//! `check_availability`: what is free.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Turn, arguments, outcome::Asked};
use crate::{
    calendars::Openings,
    domain::appointment::Operation,
    language::english::{
        recogniser::Today,
        sentences::{self, Days, Desk, Question, iso_start},
    },
    voice::vapi::{Spoken, explain},
};

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let today = turn.today();
    let wish = match arguments::wish(turn.arguments, today) {
        Ok(wish) => wish,
        Err(fault) => return turn.fault(&fault),
    };
    let outcome = turn.app.calendars.find_openings(turn.context, turn.routed, &wish, turn.caller).await;
    let desk = Desk { clinic: &turn.routed.route.clinic_name, today };
    match outcome {
        Ok(openings) => {
            let asked = Asked::time(&turn, Operation::Find, NaiveDateTime::default(), &wish.selection);
            let (service, practitioner) = (asked.service.as_deref(), asked.practitioner.as_deref());
            say(&openings, &Question { days: wish.days, part: wish.part, service, practitioner }, &desk)
        }
        Err(error) => explain(turn.app, turn.routed, &error),
    }
}

fn say(openings: &Openings, question: &Question<'_>, desk: &Desk<'_>) -> Spoken {
    match openings {
        Openings::Free(slots) => {
            let text = sentences::openings(question, slots, slots.len(), desk);
            let chosen = chosen(question.days, slots).into_iter().map(iso_start).collect();
            Spoken { slots: chosen, total: slots.len(), ..Spoken::result(text) }
        }
        Openings::Nothing(nearby) => Spoken::result(sentences::nothing_free(question, nearby, desk)),
        Openings::Closed { label, nearby } => {
            Spoken::result(sentences::closed(question, label.as_deref(), nearby, desk))
        }
        Openings::TooFar(last) => Spoken::result(sentences::too_far(first_day(question.days, desk.today), *last, desk)),
    }
}

/// The starts that the sentence names: of the earliest the first, else spread over all.
fn chosen(days: Days, slots: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
    match days {
        Days::Earliest => slots.iter().take(sentences::MAX_SLOTS_SPOKEN).copied().collect(),
        Days::One(_) | Days::Range(..) => sentences::spread(slots, sentences::MAX_SLOTS_SPOKEN),
    }
}

fn first_day(days: Days, today: Today) -> NaiveDate {
    match days {
        Days::One(date) | Days::Range(date, _) => date,
        Days::Earliest => today.date,
    }
}
