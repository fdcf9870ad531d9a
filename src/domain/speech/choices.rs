//! Asking for a service or practitioner that exists and that go together.

use super::line::{answer, fitted_list};
use super::openings::{clinic, today};
use super::spoken::list;
use super::{Desk, single_line_limited};

/// Most names in one answer.
const MAX_NAMES_SPOKEN: usize = 6;

/// No service is called that; `known` are those that there are.
pub fn unknown_service(said: &str, known: &[&str], desk: &Desk) -> String {
    unknown(said, "service", known, desk)
}

/// No practitioner is called that; `known` are those that there are.
pub fn unknown_practitioner(said: &str, known: &[&str], desk: &Desk) -> String {
    unknown(said, "practitioner", known, desk)
}

/// Several services could be meant.
pub fn which_service(candidates: &[&str], desk: &Desk) -> String {
    which("service", candidates, desk)
}

/// Several practitioners could be meant.
pub fn which_practitioner(candidates: &[&str], desk: &Desk) -> String {
    which("practitioner", candidates, desk)
}

/// The practitioner does not do the service, or nobody does; `by` are those who do.
pub fn not_offered(service: &str, practitioner: Option<&str>, by: &[&str], desk: &Desk) -> String {
    fitted_list(by.len().min(MAX_NAMES_SPOKEN), |count, names| {
        let service = single_line_limited(service, names);
        let who = match single_line_limited(practitioner.unwrap_or_default(), names) {
            who if who.is_empty() => format!("Nobody at {}", clinic(desk)),
            who => who,
        };
        let advice = if by.is_empty() {
            "Ask the caller for another service.".to_owned()
        } else {
            format!(
                "For that, there is {}. Ask the caller whom they would like, then send the name as practitioner.",
                some_of(by, count, names)
            )
        };
        format!("{who} does not offer {service}. {advice} {}", today(desk))
    })
}

fn unknown(said: &str, noun: &str, known: &[&str], desk: &Desk) -> String {
    if known.is_empty() {
        let clinic = clinic(desk);
        return answer(&format!(
            "{clinic} has no {noun} to choose. Call the tool again without {noun}. {}",
            today(desk)
        ));
    }
    fitted_list(known.len().min(MAX_NAMES_SPOKEN), |count, names| {
        format!(
            "{} has no {noun} called \"{}\". It has {}. Ask the caller which they would like, then send it as {noun}. {}",
            clinic(desk),
            single_line_limited(said, names).replace('"', "'"),
            some_of(known, count, names),
            today(desk)
        )
    })
}

fn which(noun: &str, candidates: &[&str], desk: &Desk) -> String {
    fitted_list(candidates.len().min(MAX_NAMES_SPOKEN), |count, names| {
        format!(
            "More than one {noun} could be meant: {}. Ask the caller which one, then send its name as {noun}. {}",
            some_of(candidates, count, names),
            today(desk)
        )
    })
}

/// `cleaning, whitening and 4 more`.
fn some_of(all: &[&str], count: usize, names: usize) -> String {
    let mut said: Vec<String> = all.iter().take(count).map(|name| single_line_limited(name, names)).collect();
    match all.len().saturating_sub(count) {
        0 => {}
        more => said.push(format!("{more} more")),
    }
    list(&said)
}
