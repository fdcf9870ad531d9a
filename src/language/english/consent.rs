//! Words with which somebody asks for no more texts, or for texts again.
//!
//! Every word of a text is accounted for. A wish that is missed breaks the law, and one that is only imagined keeps confirmations from a
//! patient; so the words that the law and the carriers name count, alone and with what people put around them, and nothing else does.

use crate::domain::consent::Consent;

/// The words that 47 CFR 64.1200(a)(10) and Twilio name, as they are left once other words are taken away.
///
/// Sources: <https://www.ecfr.gov/current/title-47/section-64.1200> (a)(10), and <https://help.twilio.com/articles/223134027>.
const STOP: [&[&str]; 10] = [
    &["stop"],
    &["stopall"],
    &["stop", "all"],
    &["unsubscribe"],
    &["cancel"],
    &["end"],
    &["quit"],
    &["revoke"],
    &["optout"],
    &["opt", "out"],
];
/// What else says so, if it is about texts.
const STOP_TEXTS: [&[&str]; 7] =
    [&["cancel"], &["end"], &["no", "more"], &["dont"], &["do", "not"], &["remove"], &["take", "off"]];
/// What is about an appointment unless texts are named.
const OF_VISITS: [&str; 2] = ["cancel", "end"];
const START: [&str; 3] = ["start", "unstop", "yes"];

/// Words that change nothing.
const POLITE: [&str; 19] = [
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "you",
    "thx",
    "ty",
    "hi",
    "hello",
    "hey",
    "ok",
    "okay",
    "yes",
    "kindly",
    "now",
    "immediately",
    "sir",
    "maam",
];
/// Words that name texts.
const TEXTS: [&str; 14] = [
    "text",
    "texts",
    "texting",
    "txt",
    "txts",
    "message",
    "messages",
    "messaging",
    "sms",
    "send",
    "sending",
    "contacting",
    "list",
    "reminders",
];
/// Words that stand between the others.
const BETWEEN: [&str; 25] = [
    "me", "it", "this", "that", "these", "those", "all", "the", "your", "my", "any", "further", "again", "anymore",
    "from", "to", "of", "i", "id", "im", "want", "would", "like", "wish", "consent",
];
/// Longer texts are about something else.
const MOST_WORDS: usize = 12;

/// What a text asks for, in any case and punctuation.
pub(super) fn read(body: &str) -> Option<Consent> {
    let words = words(body)?;
    if let [word] = words.as_slice()
        && START.contains(&word.as_str())
    {
        return Some(Consent::Start);
    }
    is_stop(&words.iter().map(String::as_str).collect::<Vec<_>>()).then_some(Consent::Stop)
}

/// The words in lower case, `don't` in one; `None` for more of them than a wish has.
fn words(body: &str) -> Option<Vec<String>> {
    let lower = body.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(MOST_WORDS + 1)
        .map(str::to_owned)
        .collect();
    (words.len() <= MOST_WORDS).then_some(words)
}

fn is_stop(words: &[&str]) -> bool {
    let mut said: Vec<&str> = words.iter().copied().filter(|word| !POLITE.contains(word)).collect();
    // STOP STOP STOP.
    said.dedup();
    if STOP.contains(&said.as_slice()) {
        return true;
    }
    let names_texts = said.iter().any(|word| TEXTS.contains(word));
    // `remove me` and `take me off` are said of lists alone.
    let is_about_texts = names_texts || said.contains(&"me") && (said.contains(&"remove") || said.contains(&"off"));
    said.retain(|word| !TEXTS.contains(word) && !BETWEEN.contains(word));
    let is_wish = STOP.contains(&said.as_slice()) && !said.iter().any(|word| OF_VISITS.contains(word));
    is_wish || is_about_texts && STOP_TEXTS.contains(&said.as_slice())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_of_the_law_and_of_the_carriers_are_heeded() {
        for stop in [
            "STOP",
            "stop",
            " Stop. ",
            "\"STOPALL\"",
            "STOP ALL",
            "unsubscribe",
            "CANCEL",
            "End!",
            "quit",
            "REVOKE",
            "optout\n",
            "Opt out",
            "OPT-OUT",
            "opt  out.",
            "stop?",
            "STOP STOP STOP",
        ] {
            assert_eq!(read(stop), Some(Consent::Stop), "{stop:?}");
        }
        for start in ["START", "unstop", "Yes", "yes!"] {
            assert_eq!(read(start), Some(Consent::Start), "{start:?}");
        }
    }

    #[test]
    fn what_people_put_around_them_changes_nothing() {
        for stop in [
            "Stop, thank you",
            "please stop",
            "Please STOP!!",
            "ok stop",
            "Yes, stop",
            "unsubscribe me",
            "Opt me out please",
            "I want to opt out",
            "I'd like to unsubscribe from these messages",
            "stop texting me",
            "Stop sending me texts",
            "STOP it",
            "stop all messages",
            "stop these texts now",
            "I revoke my consent",
            "cancel these texts",
            "end messages",
            "No more texts please",
            "Don\u{2019}t text me anymore",
            "do not message me again",
            "Remove me from your list",
            "take me off your list",
            "remove me",
        ] {
            assert_eq!(read(stop), Some(Consent::Stop), "{stop:?}");
        }
    }

    #[test]
    fn anything_else_is_no_wish() {
        for other in [
            "",
            "HELP",
            "endo",
            "c a n c e l",
            "no",
            "no thanks",
            "yes please",
            "start please",
            "don't stop",
            "Don't stop texting me",
            "do not stop",
            "stop by at 3?",
            "can I stop by tomorrow",
            "can I cancel my appointment?",
            "cancel my appointment",
            "I want to cancel",
            "please cancel it",
            "cancel this",
            "I need to cancel Thursday",
            "can you send me a text",
            "text me",
            "do you text?",
            "end of the month please",
            "the end",
            "when does it end",
            "not yet",
            "bus stop",
            "whistlestop",
            "remove the filling",
            "take off",
            "no more appointments",
            "don't opt out",
            "don't call me",
            "unsubscribed?",
            "Is there a stop all the messages button somewhere on the phone or so?",
        ] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }

    proptest! {
        /// A word that is known neither as polite nor as about texts makes it another text.
        #[test]
        fn a_word_that_is_not_accounted_for_is_no_wish(at in 0_usize..3, other in "[a-z]{9,12}") {
            let mut words = vec!["please", "stop"];
            words.insert(at, &other);
            let known = STOP.concat().contains(&other.as_str()) || POLITE.contains(&other.as_str());
            prop_assume!(!known && !TEXTS.contains(&other.as_str()) && !BETWEEN.contains(&other.as_str()));
            prop_assert_eq!(read(&words.join(" ")), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
