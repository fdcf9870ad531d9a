//! Texts to patients: sent once, and known to have been.
//!
//! Twilio has no key by which it would know a request again, so a text is marked as being sent before Twilio is asked, and one whose
//! fate is not known is looked up at Twilio and not simply sent again:
//!
//! * a refusal, or too many requests, means that Twilio has not taken it;
//! * no answer, a 5xx or an answer that cannot be read may mean either. A minute later, and after another one, Twilio is asked for its
//!   texts to that number: it is there and is adopted, or it is not and is sent once more;
//! * so is a text that a run left behind as being sent, whatever cut the run off.

mod account;
mod compose;
mod deliver;
mod on_request;
mod reconcile;
mod remind;
mod report;
pub mod twilio;

pub use account::auth_token;
pub use compose::{NoText, compose};
pub use deliver::{send, send_now};
pub use on_request::{AskError, ask};
pub use remind::{remind, reminder_due, reschedule_reminders};
pub use report::{heed, report};
