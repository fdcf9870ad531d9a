//! The tools, one file each: arguments in, a sentence out.

pub(crate) mod arguments;
mod book_appointment;
mod cancel_appointment;
mod check_availability;
mod find_appointments;
mod outcome;
mod reading;
mod reschedule_appointment;
mod reserve_slot;
mod send_sms;
mod transfer_call;

use std::sync::Arc;

use self::arguments::{Arguments, Fault};
pub(crate) use self::arguments::{is_garbled, is_template};
pub(crate) use self::reading::reading;
use super::vapi::Spoken;
use crate::{
    app::App,
    booking::Requester,
    context::RequestContext,
    directory::Routed,
    domain::{caller::Caller, route::Route, tool::Tool},
    language::english::{
        recogniser::Today,
        sentences::{self, Desk},
    },
};

/// One call of a tool.
pub(crate) struct Turn<'a> {
    pub(crate) app: &'a Arc<App>,
    pub(crate) context: &'a RequestContext,
    /// The clinic that was called.
    pub(crate) routed: &'a mut Routed,
    /// Who is on the line.
    pub(crate) caller: &'a Caller,
    /// Vapi's id of this call of the tool.
    pub(crate) tool_call_id: &'a str,
    pub(crate) arguments: &'a Arguments,
}

/// Runs a tool.
pub(crate) async fn run(tool: Tool, turn: Turn<'_>) -> Spoken {
    match tool {
        Tool::CheckAvailability => check_availability::run(turn).await,
        Tool::ReserveSlot => reserve_slot::run(turn).await,
        Tool::BookAppointment => book_appointment::run(turn).await,
        Tool::RescheduleAppointment => reschedule_appointment::run(turn).await,
        Tool::CancelAppointment => cancel_appointment::run(turn).await,
        Tool::FindAppointments => find_appointments::run(turn).await,
        Tool::SendSms => send_sms::run(turn).await,
        Tool::TransferCall => transfer_call::run(&turn),
    }
}

impl Turn<'_> {
    /// The clinic's name, date and zone.
    fn desk(&self) -> Desk<'_> {
        Desk { clinic: &self.routed.route.clinic_name, today: self.today() }
    }

    fn today(&self) -> Today {
        let Route { zone, country, .. } = *self.routed.route;
        Today::at(self.app.ports.clock.now(), zone).in_country(country)
    }

    fn requester(&self) -> Requester {
        Requester::caller(self.caller.clone(), self.tool_call_id)
    }

    /// What is wrong with the arguments, as something to act on.
    pub(crate) fn fault(&self, fault: &Fault) -> Spoken {
        Spoken::declined(sentences::bad_arguments(fault, Some(&self.desk())))
    }
}
