//! What is said when a person is wanted, and when nobody here answers.

use chrono::NaiveDateTime;

use super::English;
use super::inbox::TAKE_A_MESSAGE;
use super::openings::{clinic, clinic_or, today};
use super::visit::day_and_time;
use crate::language::{
    answer::answer,
    sentences::{SpeechContext, TakeoverSentences},
};

impl TakeoverSentences for English {
    fn caller_is_waiting(&self, clinic_name: &str) -> String {
        answer(&format!("A caller of {} would like to speak with somebody.", clinic_or(clinic_name, "the clinic")))
    }

    fn call_not_taken(&self, clinic_name: &str) -> String {
        answer(&format!("{} doesn't take calls from this number. Goodbye.", clinic_or(clinic_name, "The clinic")))
    }

    fn number_withheld(&self, clinic_name: &str) -> String {
        answer(&format!(
            "{} doesn't take calls from hidden numbers. Please call again with your number shown.",
            clinic_or(clinic_name, "The clinic")
        ))
    }

    fn caller_blocked(&self, clinic_name: &str) -> String {
        answer(&format!(
            "{} doesn't take calls from this number, so nothing was done. Tell the caller so, and end the call. If they speak of an \
             emergency, tell them to call the emergency services.",
            clinic_or(clinic_name, "The clinic")
        ))
    }

    fn nobody_is_free(&self) -> String {
        answer("I'm sorry, nobody is free to take your call right now. Shall I take a message?")
    }

    fn can_take_over(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "Somebody at {} can take over now, but the call has not been transferred yet. Tell the caller, then use the transferCall \
             tool. If you have no other tool that transfers calls, offer to {TAKE_A_MESSAGE}. {}",
            clinic_or(desk.clinic, "the clinic"),
            today(desk)
        ))
    }

    fn nobody_there(&self, opens: Option<NaiveDateTime>, desk: &SpeechContext) -> String {
        let opens = opens.map(|opens| format!(" and opens next on {}", day_and_time(opens, desk))).unwrap_or_default();
        answer(&format!(
            "Nobody can take over now: {} is closed{opens}. Offer to book an appointment instead, or to {TAKE_A_MESSAGE}. {}",
            clinic_or(desk.clinic, "the clinic"),
            today(desk)
        ))
    }

    fn nobody_takes_over(&self, desk: &SpeechContext) -> String {
        answer(&format!(
            "{} has not said who takes over calls, so this one can't be transferred. Offer to book an appointment, or to \
             {TAKE_A_MESSAGE}. {}",
            clinic(desk),
            today(desk)
        ))
    }

    fn not_answered(&self, clinic_name: &str) -> String {
        answer(&format!(
            "{} can't take calls at this number right now. Please try again later.",
            clinic_or(clinic_name, "The clinic")
        ))
    }

    fn putting_through(&self) -> String {
        answer("One moment, please. I'm putting you through.")
    }

    fn number_not_set_up(&self) -> String {
        answer("This number is not set up yet. Please contact the clinic another way.")
    }
}
