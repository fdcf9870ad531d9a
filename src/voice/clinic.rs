//! From what the signalling says to the clinic, or to the sentence that says why not.

use std::sync::Arc;

use super::{message::CallSignals, reply::ToolReply};
use crate::{
    app::App,
    calendars::{AvailabilityError, CalendarError, Choice},
    context::RequestContext,
    directory::{DirectoryError, Resolution, Routed, RoutingRefusal},
    domain::{
        dates::Today,
        org::OrgStatus,
        route::RouteKey,
        signals::{self, Unrouted},
    },
    language::{Language, sentences::SpeechContext},
    log::{self, Level},
};

/// Finds the clinic, or what to say. `routed` is what was found before, to prove the request.
pub(crate) async fn clinic(
    app: &Arc<App>,
    context: &RequestContext,
    signals: &CallSignals,
    routed: Option<Result<Routed, Unrouted>>,
) -> Result<Routed, ToolReply> {
    let routed = match routed {
        Some(routed) => Ok(routed),
        None => look_up(app, context, signals).await.map(chosen),
    };
    match routed {
        Ok(Ok(routed)) if routed.route.status == OrgStatus::Active => Ok(routed),
        Ok(Ok(routed)) => Err(not_served(&routed)),
        // It rings no alarm.
        Ok(Err(unrouted)) if context.rehearsal => Err(refusal(unrouted)),
        Ok(Err(unrouted)) => Err(refuse(app, &signals.keys(), unrouted)),
        Err(error) => {
            log::write(app.ports.log.as_ref(), Level::Error, "route.unavailable", &[("detail", &error.to_string())]);
            Err(ToolReply::failed(Language::default().sentences().cannot_look_up()))
        }
    }
}

/// Memory and KV first. D1 is asked here only when they know nothing of what was called; what they leave open is settled together with what
/// the tool reads.
pub(crate) async fn look_up(
    app: &App,
    context: &RequestContext,
    signals: &CallSignals,
) -> Result<Resolution, DirectoryError> {
    let keys = signals.keys();
    let mut resolution = app.directory.look_up(&keys, &context.tiers, &context.background).await;
    complete_if_unknown(app, context, &mut resolution).await?;
    Ok(resolution)
}

/// Asks D1 if nothing is known yet of what was called.
pub(crate) async fn complete_if_unknown(
    app: &App,
    context: &RequestContext,
    resolution: &mut Resolution,
) -> Result<(), DirectoryError> {
    // An org that the address names is no answer to the question whose number was called.
    let routes = resolution.routes();
    let is_open = |(key, route): (&RouteKey, &Option<_>)| route.is_none() || matches!(key, RouteKey::Org(_));
    if resolution.keys().iter().zip(&routes).all(is_open) && !resolution.is_complete() {
        app.directory.complete(resolution, &context.tiers, &context.background).await?;
    }
    Ok(())
}

/// The clinic that what was found means.
pub(crate) fn chosen(resolution: Resolution) -> Result<Routed, Unrouted> {
    signals::choose(resolution.keys(), &resolution.routes()).map(|route| Routed {
        route,
        resolution,
        proven_for: None,
        answered_by: None,
    })
}

/// What the agent hears when the calendar was not read. It is neither free nor full, and the log says why.
pub(crate) fn explain(app: &App, routed: &Routed, error: &AvailabilityError) -> ToolReply {
    let clinic = &routed.route.clinic_name;
    let sentences = routed.route.language().sentences();
    let sentence = match error {
        AvailabilityError::Choice(choice) => return ToolReply::declined(choose(app, routed, choice)),
        AvailabilityError::Routing(RoutingRefusal::Rerouted(unrouted)) => {
            return refuse(app, routed.resolution.keys(), *unrouted);
        }
        AvailabilityError::Routing(RoutingRefusal::NotServed) => return not_served(routed),
        // Heard only if that clinic's object is not asked instead.
        AvailabilityError::Routing(RoutingRefusal::Moved) => return refusal(Unrouted::Unknown),
        AvailabilityError::Calendar(CalendarError::NotConnected) => sentences.no_calendar_connected(clinic),
        AvailabilityError::Calendar(CalendarError::NoSchedule) => sentences.no_opening_hours(clinic),
        AvailabilityError::Calendar(CalendarError::NeedsReconnect | CalendarError::Provider(_))
        | AvailabilityError::Store(_) => sentences.calendar_unreadable(),
    };
    let org_id = routed.route.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
    log::write(app.ports.log.as_ref(), Level::Warn, "calendar.unreadable", &fields);
    ToolReply::failed(sentence)
}

/// What to ask when a service or practitioner is not known.
fn choose(app: &App, routed: &Routed, choice: &Choice) -> String {
    let today = Today::at(app.ports.clock.now(), routed.route.zone);
    let desk = SpeechContext { clinic: &routed.route.clinic_name, today };
    let sentences = routed.route.language().sentences();
    match choice {
        Choice::UnknownService { said, known } => sentences.unknown_service(said, &names(known), &desk),
        Choice::WhichService(candidates) => sentences.which_service(&names(candidates), &desk),
        Choice::UnknownPractitioner { said, known } => sentences.unknown_practitioner(said, &names(known), &desk),
        Choice::WhichPractitioner(candidates) => sentences.which_practitioner(&names(candidates), &desk),
        Choice::NotOffered { service, practitioner, by } => {
            let service = service.as_deref().unwrap_or("that");
            sentences.not_offered(service, practitioner.as_deref(), &names(by), &desk)
        }
    }
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn not_served(routed: &Routed) -> ToolReply {
    ToolReply::failed(routed.route.language().sentences().clinic_suspended(&routed.route.clinic_name))
}

/// No clinic was chosen. It is recorded with the number masked.
fn refuse(app: &App, keys: &[RouteKey], unrouted: Unrouted) -> ToolReply {
    record(app, keys, unrouted);
    refusal(unrouted)
}

fn refusal(unrouted: Unrouted) -> ToolReply {
    let sentences = Language::default().sentences();
    ToolReply::failed(match unrouted {
        Unrouted::NoCalledNumber => sentences.no_called_number(),
        Unrouted::Unknown | Unrouted::Conflict => sentences.unknown_number(),
    })
}

pub(crate) fn record(app: &App, keys: &[RouteKey], unrouted: Unrouted) {
    let (level, event) = match unrouted {
        Unrouted::NoCalledNumber => (Level::Info, "route.no_called_number"),
        Unrouted::Unknown => (Level::Warn, "route.unknown_number"),
        Unrouted::Conflict => (Level::Error, "route.signals_disagree"),
    };
    let called = keys.iter().find_map(|key| match key {
        RouteKey::Number(number) => Some(number.masked()),
        RouteKey::Sip(_) | RouteKey::VapiNumber(_) | RouteKey::Org(_) => None,
    });
    log::write(app.ports.log.as_ref(), level, event, &[("called", called.as_deref().unwrap_or("none"))]);
}
