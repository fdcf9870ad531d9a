//! Asking for a service or practitioner that exists and go together.

use super::English;
use super::openings::{clinic, clinic_or, today};
use super::spoken::list;
use crate::{
    domain::line::single_line_limited,
    language::{
        answer::{NAME_CHARS, first_fitting, quotable},
        sentences::{ChoiceSentences, SpeechContext},
    },
};

/// Most names in one answer.
const MAX_NAMES_SPOKEN: usize = 6;
/// The catalogue has no longer names.
const LONGEST_NAME: usize = 80;

impl ChoiceSentences for English {
    fn unknown_service(&self, said: &str, known: &[&str], desk: &SpeechContext) -> String {
        unknown(said, "service", known, desk)
    }

    fn unknown_practitioner(&self, said: &str, known: &[&str], desk: &SpeechContext) -> String {
        unknown(said, "practitioner", known, desk)
    }

    fn which_service(&self, candidates: &[&str], desk: &SpeechContext) -> String {
        which("service", candidates, desk)
    }

    fn which_practitioner(&self, candidates: &[&str], desk: &SpeechContext) -> String {
        which("practitioner", candidates, desk)
    }

    fn not_offered(&self, service: &str, practitioner: Option<&str>, by: &[&str], desk: &SpeechContext) -> String {
        let service = single_line_limited(service, NAME_CHARS);
        let refusal = match single_line_limited(practitioner.unwrap_or_default(), NAME_CHARS) {
            who if who.is_empty() && by.is_empty() => {
                format!("Nobody at {} offers {service}.", clinic_or(desk.clinic, "the clinic"))
            }
            who if who.is_empty() => format!("Not everybody offers {service}."),
            who => format!("{who} does not offer {service}."),
        };
        listing(by, |by| {
            let advice = match by {
                "" => "Ask the caller for another service.".to_owned(),
                by => format!(
                    "It is offered by {by}. Ask the caller whom they would like, then send that name as practitioner."
                ),
            };
            format!("{refusal} {advice} {}", today(desk))
        })
    }
}

fn unknown(said: &str, noun: &str, known: &[&str], desk: &SpeechContext) -> String {
    let clinic = clinic(desk);
    let said = match quotable(said, NAME_CHARS) {
        said if said.is_empty() => "of that name".to_owned(),
        said => format!("called \"{said}\""),
    };
    let (has, ask) = match known {
        [_] => (format!("The only {noun} is"), "whether that suits them"),
        _ => (format!("The {noun}s are"), "which one they would like"),
    };
    listing(known, |known| {
        let advice = match known {
            "" => format!("Call the tool again without {noun}."),
            known => format!("{has} {known}. Ask the caller {ask}, then send that name as {noun}."),
        };
        format!("{clinic} has no {noun} {said}. {advice} {}", today(desk))
    })
}

fn which(noun: &str, candidates: &[&str], desk: &SpeechContext) -> String {
    listing(candidates, |candidates| {
        let meant = match candidates {
            "" => String::new(),
            candidates => format!(": {candidates}"),
        };
        format!(
            "More than one {noun} could be meant{meant}. Ask the caller which one, then send the full name as {noun}. {}",
            today(desk)
        )
    })
}

/// A sentence with as many of the names as fit. They are sent back, so they are left out before they are shortened.
fn listing(all: &[&str], sentence: impl Fn(&str) -> String) -> String {
    let counts = (1..=all.len().min(MAX_NAMES_SPOKEN)).rev().map(|count| (count, LONGEST_NAME));
    first_fitting(counts.chain([(1, NAME_CHARS)]).map(|(count, limit)| sentence(&some_of(all, count, limit))))
}

/// `cleaning, whitening and 4 more`.
fn some_of(all: &[&str], count: usize, limit: usize) -> String {
    let more = all.len().saturating_sub(count);
    let named = all.iter().take(count).map(|name| single_line_limited(name, limit));
    list(&named.chain((more > 0).then(|| format!("{more} more"))).collect::<Vec<_>>())
}
