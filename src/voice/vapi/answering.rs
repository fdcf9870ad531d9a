//! Who answers a call, and who takes it over: the answers to `assistant-request` and `transfer-destination-request`.
//!
//! Their shapes are `ServerMessageResponseAssistantRequest` and `ServerMessageResponseTransferDestinationRequest` of Vapi's SDK 2.0.1; a
//! destination is `TransferDestinationNumber` with `type: "number"`. `error` outranks `destination`, which outranks an assistant, so one of
//! them is sent and never two.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::resolve;
use crate::{
    app::App,
    context::RequestContext,
    directory::{Routed, RoutingError},
    domain::{
        assistant::Takeover,
        org::OrgStatus,
        phone::PhoneNumber,
        route::Route,
        signals::{Signals, Unrouted},
    },
    language::english::{
        recogniser::Today,
        sentences::{self, Desk},
    },
    log::{self, Level},
};

/// The answer to either message: who takes over if a person is wanted, otherwise who answers. `routed` is what was found before, to prove
/// the request.
pub(super) async fn answer(
    app: &App,
    call: &RequestContext,
    signals: &Signals,
    routed: Option<Result<Routed, Unrouted>>,
    wants_a_person: bool,
) -> Value {
    let route = match clinic(app, call, signals, routed).await {
        Ok(route) => route,
        Err(cause) => {
            log::write(app.ports.log.as_ref(), Level::Error, "route.unavailable", &[("detail", &cause.to_string())]);
            return error(&sentences::not_answered(""));
        }
    };
    if let Err(unrouted) = &route
        && !call.rehearsal
    {
        resolve::record(app, &signals.keys(app.config.vapi_legacy), *unrouted);
    }
    match (wants_a_person, route.as_deref()) {
        (true, Ok(route)) => transfer_destination(app, route, call.now),
        (true, Err(_)) => error(&sentences::unknown_number()),
        (false, route) => assistant_request(app, route.map_err(|unrouted| *unrouted), call.now),
    }
}

/// The clinic, of which number and id are both.
async fn clinic(
    app: &App,
    call: &RequestContext,
    signals: &Signals,
    routed: Option<Result<Routed, Unrouted>>,
) -> Result<Result<Arc<Route>, Unrouted>, RoutingError> {
    let routed = match routed {
        Some(routed) => routed,
        None => resolve::chosen(resolve::look_up(app, call, signals).await?),
    };
    let mut routed = match routed {
        Ok(routed) => routed,
        Err(unrouted) => return Ok(Err(unrouted)),
    };
    match app.directory.confirm(call, &mut routed).await {
        Ok(()) | Err(RoutingError::NotServed) => {
            app.directory.verify_behind(&mut routed.resolution, &call.background);
            Ok(Ok(routed.route))
        }
        Err(RoutingError::Rerouted(unrouted)) => Ok(Err(unrouted)),
        Err(error) => Err(error),
    }
}

/// The answer to `assistant-request`, which Vapi sends while the phone still rings: the org's assistant or squad with what it has to know
/// of the clinic, or where else the call goes, or what the caller hears.
///
/// `assistantOverrides` and `squadOverrides` are both `AssistantOverrides`; those of a squad apply to all its members.
pub(super) fn assistant_request(app: &App, route: Result<&Route, Unrouted>, now: DateTime<Utc>) -> Value {
    let Ok(route) = route else { return error(&sentences::number_not_set_up()) };
    if route.status != OrgStatus::Active {
        return not_served(route);
    }
    let (id, who, overrides) = match (&route.assistant.assistant_id, &route.assistant.squad_id) {
        (Some(id), _) => (id, "assistantId", "assistantOverrides"),
        (None, Some(id)) => (id, "squadId", "squadOverrides"),
        (None, None) => {
            warn(app, "assistant.not_configured", route);
            return error(&sentences::not_answered(&route.clinic_name));
        }
    };
    let variables = object(route.variables(now).map(|(name, value)| (name, value.into())).into());
    object(vec![(who, id.as_str().into()), (overrides, object(vec![("variableValues", variables)]))])
}

/// The answer to `transfer-destination-request`, which Vapi sends when its `transferCall` tool has no destination of its own: who takes
/// over at this time, or what the model is told instead. No `callerId` is sent, so the staff sees the caller's number.
pub(super) fn transfer_destination(app: &App, route: &Route, now: DateTime<Utc>) -> Value {
    if route.status != OrgStatus::Active {
        return not_served(route);
    }
    let desk = Desk { clinic: &route.clinic_name, today: Today::at(now, route.zone) };
    match route.takeover(now) {
        Takeover::By { number, extension, message } => destination(number, extension, message),
        Takeover::Closed { opens } => error(&sentences::nobody_there(opens, &desk)),
        Takeover::NotSetUp => {
            warn(app, "transfer.not_configured", route);
            error(&sentences::nobody_takes_over(&desk))
        }
    }
}

/// An org that is suspended or closed: its calls go where it wants them, or its callers hear so.
fn not_served(route: &Route) -> Value {
    match (route.forwarded_to(), &route.assistant.unavailable_message) {
        (Some(number), _) => destination(number, None, None),
        (None, Some(message)) => error(message),
        (None, None) => error(&sentences::not_answered(&route.clinic_name)),
    }
}

fn destination(number: &PhoneNumber, extension: Option<&str>, message: Option<&str>) -> Value {
    let number = vec![
        ("type", "number".into()),
        ("number", number.as_str().into()),
        ("extension", extension.into()),
        ("message", message.into()),
    ];
    object(vec![("destination", object(number))])
}

fn error(sentence: &str) -> Value {
    object(vec![("error", sentence.into())])
}

/// An object of the members that have a value.
fn object(members: Vec<(&'static str, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        if !value.is_null() {
            object.insert(name.to_owned(), value);
        }
    }
    Value::Object(object)
}

fn warn(app: &App, event: &'static str, route: &Route) {
    log::write(app.ports.log.as_ref(), Level::Warn, event, &[("org_id", &route.org_id.to_string())]);
}
