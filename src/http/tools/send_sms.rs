//! `send_sms`: texts the caller about an appointment.

use super::Turn;
use crate::http::vapi::Spoken;

/// Runs the tool for a clinic.
pub(super) async fn run(turn: Turn<'_>) -> Spoken {
    let _ = turn;
    Spoken::error("not yet".into())
}
