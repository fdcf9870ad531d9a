//! Whether somebody who texts a clinic wants to be texted.

use serde::{Deserialize, Serialize};

/// A wish about texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// No more of them.
    Stop,
    /// Texts again.
    Start,
}

impl Consent {
    /// What a text says, if it is about that. What Twilio's Advanced Opt-Out made of the text (`OptOutType`: the org may have words of
    /// its own there) comes first; `words` are what the text itself means.
    pub fn read(opt_out_type: Option<&str>, words: impl FnOnce() -> Option<Self>) -> Option<Self> {
        match opt_out_type.map(str::trim).filter(|kind| !kind.is_empty()) {
            Some(kind) if kind.eq_ignore_ascii_case("stop") => Some(Self::Stop),
            Some(kind) if kind.eq_ignore_ascii_case("start") => Some(Self::Start),
            Some(_) => None,
            None => words(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_twilio_made_of_a_text_comes_first() {
        for (words, kind, consent) in [
            (None, "STOP", Some(Consent::Stop)),
            (None, "START", Some(Consent::Start)),
            (Some(Consent::Stop), "HELP", None),
            (Some(Consent::Stop), "", Some(Consent::Stop)),
        ] {
            assert_eq!(Consent::read(Some(kind), || words), consent, "{words:?} {kind}");
        }
    }
}
