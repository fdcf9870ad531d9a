//! `transfer_call`: whether a person can take over. The answer to a function tool hands no call over: Vapi's own `transferCall` does, and
//! asks for the destination with a `transfer-destination-request`. Why the caller wants a person (`reason`) changes nothing.

use super::Turn;
use crate::{domain::assistant::Takeover, language::english::sentences, voice::vapi::Spoken};

/// Runs the tool for a clinic.
pub(super) fn run(turn: &Turn<'_>) -> Spoken {
    let desk = turn.desk();
    Spoken::result(match turn.routed.route.takeover(turn.app.ports.clock.now()) {
        Takeover::By { .. } => sentences::can_take_over(&desk),
        Takeover::Closed { opens } => sentences::nobody_there(opens, &desk),
        Takeover::NotSetUp => sentences::nobody_takes_over(&desk),
    })
}
