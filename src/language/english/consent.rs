//! Words with which somebody asks for no more texts, or for texts again.

use crate::domain::consent::Consent;

/// The words that Twilio and the carriers take for a wish not to be texted, and for the contrary.
///
/// Source: <https://help.twilio.com/articles/223134027> (Twilio support for opt-out keywords).
const STOP: [&str; 8] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"];
const START: [&str; 3] = ["start", "unstop", "yes"];

/// One of the words alone, in any case and whatever stands around it.
pub(super) fn read(body: &str) -> Option<Consent> {
    let word = body.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one_of = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is_one_of(&STOP) {
        Some(Consent::Stop)
    } else if is_one_of(&START) {
        Some(Consent::Start)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_alone_count() {
        for stop in
            ["STOP", "stop", " Stop. ", "\"STOPALL\"", "unsubscribe", "CANCEL", "End!", "quit", "REVOKE", "optout\n"]
        {
            assert_eq!(read(stop), Some(Consent::Stop), "{stop:?}");
        }
        for start in ["START", "unstop", "Yes", "yes!"] {
            assert_eq!(read(start), Some(Consent::Start), "{start:?}");
        }
        for other in ["", "STOP it", "please stop", "yes please", "HELP", "endo", "c a n c e l", "no"] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
