//! Handing a call over.

use chrono::NaiveDateTime;

use super::SpeechContext;

/// What is said when a person is wanted, and when nobody here answers.
pub trait TakeoverSentences {
    /// Said to whoever is to take a call over, before the caller is put through.
    fn caller_is_waiting(&self, clinic_name: &str) -> String;

    /// Said to a caller whom the clinic has blocked, before the call ends.
    fn call_not_taken(&self, clinic_name: &str) -> String;

    /// Said to a caller whose number is withheld, where the clinic takes no such calls, before the call ends.
    fn number_withheld(&self, clinic_name: &str) -> String;

    /// What the model hears whose caller the clinic has blocked. No tool is run.
    fn caller_blocked(&self, clinic_name: &str) -> String;

    /// Said to the caller when nobody took the call over. Offers to take a message.
    fn nobody_is_free(&self) -> String;

    /// Somebody can take over. Only a tool of Vapi's own can hand the call over.
    fn can_take_over(&self, desk: &SpeechContext) -> String;

    /// Nobody takes over now; `opens` is when the clinic opens next, on its own clock, if that is known.
    fn nobody_there(&self, opens: Option<NaiveDateTime>, desk: &SpeechContext) -> String;

    /// The clinic has named nobody who takes over.
    fn nobody_takes_over(&self, desk: &SpeechContext) -> String;

    /// Said to a caller whose clinic answers no calls here.
    fn not_answered(&self, clinic_name: &str) -> String;

    /// Said to a caller whose call goes to somebody else at once, where the clinic has set no words for it.
    fn putting_through(&self) -> String;

    /// Said to a caller whose number belongs to nobody.
    fn number_not_set_up(&self) -> String;
}
