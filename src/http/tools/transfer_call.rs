//! `transfer_call`: whether a person can take over. The answer to a function tool hands no call over: Vapi's own `transferCall` does, and
//! asks for the destination with a `transfer-destination-request`. Why the caller wants a person (`reason`) changes nothing.

use super::Turn;
use crate::{
    domain::{assistant::Takeover, speech},
    http::vapi::Spoken,
};

/// Runs the tool for a clinic.
pub(super) fn run(turn: &Turn<'_>) -> Spoken {
    let desk = turn.desk();
    Spoken::result(match turn.routed.route.takeover(turn.app.ports.clock.now()) {
        Takeover::By { .. } => speech::can_take_over(&desk),
        Takeover::Closed { opens } => speech::nobody_there(opens, &desk),
        Takeover::NotSetUp => speech::nobody_takes_over(&desk),
    })
}
