use proptest::prelude::*;

use super::*;

mod kinds;

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
fn a_wish_may_name_a_number_or_a_list_and_have_several_sentences() {
    for stop in [
        "Please stop texting this number",
        "stop texting (202) 555-0188",
        "Stop messaging my phone",
        "Remove my number from your list",
        "Remove 202-555-0188 from your list",
        "take this number off your list",
        "please remove my number",
        "Delete my number from your system",
        "Lose my number",
        "get me off this list",
        "don't text this number again",
        "do not contact me",
        "unsubscribe this number",
        "Wrong number, stop texting me",
        "Wrong number. Please remove me from your list",
        "wrong number",
        "You have the wrong number",
        "Who is this? Stop texting me!",
        "No, stop",
        "Stop! Remove me from your list.",
        "Please stop texting me and remove my number from your list. Thank you",
        "STOP TEXTING ME!!! LOSE MY NUMBER",
    ] {
        assert_eq!(read(stop), Some(Consent::Stop), "{stop:?}");
    }
}

#[test]
fn the_law_takes_any_reasonable_means() {
    for stop in [
        "never text me again",
        "Leave me alone",
        "stop contacting me",
        "stop bothering me",
        "stop spamming me",
        "quit texting me",
        "stop calling and texting me",
        "I no longer want these texts",
        "I don't want to receive text messages",
        "I want to stop getting texts",
        "don't text me any more",
        "No texts please",
        "discontinue text reminders",
        "cease and desist",
        "I withdraw my consent",
        "I revoke permission",
        "I'm opting out",
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
        "yes yes",
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
    ] {
        assert_eq!(read(other), None, "{other:?}");
    }
}

#[test]
fn what_only_has_the_words_of_a_wish_is_none() {
    for other in [
        "can you stop at 5",
        "stop at 5?",
        "I'll stop by. Thanks",
        "Cancel. My appointment",
        "Please, cancel it",
        "I can't make it. Cancel.",
        "change my number",
        "my number is 202 555 0188",
        "this is my new number",
        "take my number",
        "is this the right number?",
        "wrong number, it should be 202 555 0144",
        "remove the crown",
        "delete the appointment",
        "I lose my crown",
        "contact me",
        "call my phone",
        "no message",
        "I got no texts",
        "no longer",
        "I withdraw",
        "never",
        "Stop, don't stop",
        "did you stop texting me",
        "who is this?",
        "no",
        "not interested",
        "discontinue the antibiotic",
        "leave me a message",
        "leave it alone?",
        "my phone is off",
        "don't send my records",
        "remove the records",
        "cancel and call me",
        "Is there a stop all the messages button somewhere on the phone or so?",
    ] {
        assert_eq!(read(other), None, "{other:?}");
    }
}

proptest! {
    /// A word that is not accounted for makes it another text.
    #[test]
    fn a_word_that_is_not_accounted_for_is_no_wish(at in 0_usize..3, other in "x[a-z]{8,11}") {
        let mut words = vec!["please", "stop"];
        words.insert(at, &other);
        prop_assert_eq!(read(&words.join(" ")), None);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = read(&text);
    }
}
