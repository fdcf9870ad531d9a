//! Whether somebody who texts a clinic wants to be texted.

/// The words that Twilio and the carriers take for a wish not to be texted, and for the contrary.
///
/// Source: <https://help.twilio.com/articles/223134027> (Twilio support for opt-out keywords).
const STOP: [&str; 8] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"];
const START: [&str; 3] = ["start", "unstop", "yes"];

/// A wish about texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// No more of them.
    Stop,
    /// Texts again.
    Start,
}

impl Consent {
    /// What a text says, if it is about that: one of the words alone, in any case and whatever stands around it. What Twilio's Advanced
    /// Opt-Out made of the text (`OptOutType`: the org may have words of its own there) comes first.
    pub fn read(body: &str, opt_out_type: Option<&str>) -> Option<Self> {
        match opt_out_type.map(str::trim).filter(|kind| !kind.is_empty()) {
            Some(kind) if kind.eq_ignore_ascii_case("stop") => return Some(Self::Stop),
            Some(kind) if kind.eq_ignore_ascii_case("start") => return Some(Self::Start),
            Some(_) => return None,
            None => {}
        }
        let word = body.trim_matches(|c: char| !c.is_alphanumeric());
        let is_one_of = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        if is_one_of(&STOP) {
            Some(Self::Stop)
        } else if is_one_of(&START) {
            Some(Self::Start)
        } else {
            None
        }
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
            assert_eq!(Consent::read(stop, None), Some(Consent::Stop), "{stop:?}");
        }
        for start in ["START", "unstop", "Yes", "yes!"] {
            assert_eq!(Consent::read(start, None), Some(Consent::Start), "{start:?}");
        }
        for other in ["", "STOP it", "please stop", "yes please", "HELP", "endo", "c a n c e l", "no"] {
            assert_eq!(Consent::read(other, None), None, "{other:?}");
        }
    }

    #[test]
    fn what_twilio_made_of_a_text_comes_first() {
        for (body, kind, consent) in [
            ("basta", "STOP", Some(Consent::Stop)),
            ("vale", "START", Some(Consent::Start)),
            ("STOP", "HELP", None),
            ("STOP", "", Some(Consent::Stop)),
        ] {
            assert_eq!(Consent::read(body, Some(kind)), consent, "{body} {kind}");
        }
    }
}
