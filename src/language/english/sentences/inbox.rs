//! What is said of messages for the staff.

use super::English;
use super::openings::{clinic_or, today};
use super::visit::day_and_time;
use crate::domain::caller_message::MessageLimit;
use crate::language::{
    answer::{NAME_CHARS, answer, quotable},
    sentences::{Callback, InboxSentences, SpeechContext, TakenSummary},
};

/// What every sentence offers, or asks the agent to offer, where nothing else helps.
pub(super) const TAKE_A_MESSAGE: &str = "take a message (take_message)";

/// What is asked where a message says nothing.
pub(super) const ASK_FOR_A_MESSAGE: &str =
    "Ask the caller what the message is about, then call take_message again with it as about.";

impl InboxSentences for English {
    fn message_taken(&self, taken: &TakenSummary, desk: &SpeechContext) -> String {
        let whom = match quotable(taken.practitioner.unwrap_or_default(), NAME_CHARS) {
            name if name.is_empty() => name,
            name => format!(" for {name}"),
        };
        let Some(ending) = taken.ending else {
            return answer(&format!(
                "The message{whom} is taken down, but nobody can call back, because the caller's number is not shown and none was \
                 given. Tell the caller so. If they give a number after all, call take_message again with the same arguments and \
                 with it as callback_number. {}",
                today(desk)
            ));
        };
        let when = match taken.callback {
            Callback::Today => "usually today while the clinic is open".to_owned(),
            Callback::AtOpening(opens) => format!("usually when the clinic opens, {}", day_and_time(opens, desk)),
            Callback::Unknown => "as soon as they can".to_owned(),
        };
        answer(&format!(
            "The message{whom} is taken down. Tell the caller that someone from {} calls back at the number ending {}, {when}. {}",
            clinic_or(desk.clinic, "the clinic"),
            ending,
            today(desk)
        ))
    }

    fn callback_number_needed(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "The message is not taken down yet, because the caller's number is not shown. Ask for a phone number to call back, with \
             its area code, then call take_message again with it as callback_number. If they give none, call it again without one. {}",
            today(desk)
        ))
    }

    fn message_limit_reached(&self, limit: MessageLimit, desk: &SpeechContext) -> String {
        let clinic = clinic_or(desk.clinic, "the clinic");
        let why = match limit {
            MessageLimit::OfCaller => format!(
                "the caller has left as many messages today as {clinic} takes from one caller. Those are with the staff. Tell the \
                 caller that someone calls back about them."
            ),
            MessageLimit::OfWithheld => format!(
                "{clinic} has taken as many messages today as it takes from callers whose number is not shown. Tell the caller so, \
                 and ask them to call again from a phone that shows its number, or tomorrow."
            ),
        };
        answer(&format!("This message was not taken down: {why} {}", today(desk)))
    }

    fn message_not_confirmed(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "I can't confirm that the message was taken down. Call take_message once more with the same arguments. If that fails too, \
             apologize and ask the caller to call again later. {}",
            today(desk)
        ))
    }
}
