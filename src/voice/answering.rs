//! Who answers a call, and who takes it over.

use std::sync::Arc;

use super::{
    call_briefing::TRANSFER_NUMBER,
    call_token::CallToken,
    clinic,
    message::{CallSignals, Inbound},
    platform::{CallAnswer, TransferPlan, Unanswered},
};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Routed, RoutingError, RoutingRefusal},
    domain::{
        assistant::{Takeover, Transfer, WithheldCalls},
        caller::SignalledCaller,
        clinic_address::ClinicAddress,
        dates::Today,
        org::OrgStatus,
        phone::{DialNumber, PhoneNumber},
        route::{Route, RouteKey},
        signals::Unrouted,
    },
    language::{Language, sentences::SpeechContext, variables::variables},
    log::{self, Level},
    store,
};

/// What stands for a call token in a rehearsal.
const REHEARSED_TOKEN: &str = "a-token-of-the-call";

/// Who answers while the phone still rings: the org's assistant with what it has to know of the clinic, or where else the call goes, or
/// what the caller hears. `routed` is what was found before, to prove the request. `is_briefed` is whether the assistant is told
/// now what it cannot ask for later.
pub(super) async fn who_answers(
    app: &App,
    context: &RequestContext,
    inbound: &Inbound,
    routed: Option<Result<Routed, Unrouted>>,
    is_briefed: bool,
) -> CallAnswer {
    match found(app, context, &inbound.signals, routed).await {
        Ok(Ok(route)) if route.is_answered(context.now) => {
            let tells_transfer = is_briefed && route.assistant.transfer.is_some();
            let needs_own = inbound.is_withheld || tells_transfer;
            let route = if needs_own { naming_own(app, route).await } else { route };
            if let Some(turned_away) = turned_away(app, context, &route, inbound) {
                return turned_away;
            }
            wake(app, context, route.clinic_address());
            let mut variables: Vec<_> = variables(&route, context.now).into();
            if is_briefed {
                variables.push((TRANSFER_NUMBER, transfer_number(&route, context)));
            }
            let call_token = if is_briefed { call_token(app, context, &route, inbound) } else { None };
            CallAnswer::Assistant { route, variables, call_token }
        }
        Ok(Ok(route)) => {
            let route = naming_own(app, route).await;
            not_served(app, &route)
        }
        Ok(Err(_)) => nobody(Language::default().sentences().number_not_set_up(), Unanswered::Unknown),
        Err(unavailable) => unavailable,
    }
}

fn nobody(sentence: String, because: Unanswered) -> CallAnswer {
    CallAnswer::Nobody { sentence, because }
}

/// The number of whoever takes over at this time; nothing if nobody does.
fn transfer_number(route: &Route, context: &RequestContext) -> String {
    match route.takeover(context.now) {
        Takeover::By { number, .. } => number.dialled().clone(),
        Takeover::Closed { .. } | Takeover::NotSetUp | Takeover::ComesBack => String::new(),
    }
}

/// What the platform is to send back with everything that is asked in this call. Without one the call goes on with what the platform says.
fn call_token(app: &App, context: &RequestContext, route: &Route, inbound: &Inbound) -> Option<String> {
    // A rehearsal is shown to people, and what they copy is to open nothing.
    if context.rehearsal {
        return Some(REHEARSED_TOKEN.to_owned());
    }
    let called = inbound.signals.keys().into_iter().find(|key| matches!(key, RouteKey::Number(_) | RouteKey::Sip(_)));
    let token = CallToken::new(app.ports.entropy.as_ref(), called, &inbound.caller, context.now)?;
    token.text(app.accounts.vault(), route.org_id)
}

/// What a caller hears, or who gets the call, whom the clinic does not have its assistant answer.
fn turned_away(app: &App, context: &RequestContext, route: &Route, inbound: &Inbound) -> Option<CallAnswer> {
    let sentences = route.language().sentences();
    if is_blocked(app, route, &inbound.caller) {
        return Some(nobody(sentences.call_not_taken(&route.clinic_name), Unanswered::Refused));
    }
    let forward = |number: &DialNumber, extension: Option<&str>, message: Option<&String>| CallAnswer::Forward {
        number: number.clone(),
        extension: extension.map(str::to_owned),
        message: message.cloned(),
        plan: None,
    };
    match route.assistant.callers.withheld {
        _ if !inbound.is_withheld => None,
        WithheldCalls::Answer => None,
        WithheldCalls::Message => Some(nobody(sentences.number_withheld(&route.clinic_name), Unanswered::Told)),
        WithheldCalls::Forward => match route.takeover(context.now) {
            Takeover::By { number, extension, transfer } => Some(forward(number, extension, transfer.message.as_ref())),
            // With nobody there the assistant is better than nothing.
            _ => route.forwarded_to().map(|number| forward(number, None, None)),
        },
    }
}

/// Whether the clinic has blocked the caller, which is logged.
pub(super) fn is_blocked(app: &App, route: &Route, caller: &SignalledCaller) -> bool {
    let caller = caller.number_at(route);
    let is_blocked = route.assistant.callers.blocks(caller);
    if is_blocked {
        let (org_id, number) = (route.org_id.to_string(), caller.map(PhoneNumber::masked).unwrap_or_default());
        let fields = [("org_id", org_id.as_str()), ("number", &number)];
        log::write(app.ports.log.as_ref(), Level::Info, "caller.blocked", &fields);
    }
    is_blocked
}

/// An object that has slept is slow to answer its first question, which this is not to be the caller's.
fn wake(app: &App, context: &RequestContext, address: ClinicAddress) {
    let clinics = app.clinics.clone();
    // Should it fail, the first question wakes it.
    context.background.spawn(Box::pin(async move { drop(clinics.wake(address).await) }));
}

/// Who takes over at this time, or what the model is told instead.
pub(super) async fn who_takes_over(
    app: &App,
    context: &RequestContext,
    inbound: &Inbound,
    routed: Option<Result<Routed, Unrouted>>,
) -> CallAnswer {
    let route = match found(app, context, &inbound.signals, routed).await {
        Ok(Ok(route)) => naming_own(app, route).await,
        Ok(Err(_)) => return nobody(Language::default().sentences().unknown_number(), Unanswered::Unknown),
        Err(unavailable) => return unavailable,
    };
    if route.status != OrgStatus::Active {
        return not_served(app, &route);
    }
    if is_blocked(app, &route, &inbound.caller) {
        return nobody(route.language().sentences().caller_blocked(&route.clinic_name), Unanswered::Refused);
    }
    let desk = SpeechContext { clinic: &route.clinic_name, today: Today::at(context.now, route.zone) };
    match route.takeover(context.now) {
        Takeover::By { number, extension, transfer } => CallAnswer::Forward {
            number: number.clone(),
            extension: extension.map(str::to_owned),
            message: transfer.message.clone(),
            plan: Some(transfer_plan(&route, transfer)),
        },
        Takeover::Closed { opens } => nobody(route.language().sentences().nobody_there(opens, &desk), Unanswered::Told),
        missing @ (Takeover::NotSetUp | Takeover::ComesBack) => {
            let event = if missing == Takeover::ComesBack { "transfer.comes_back" } else { "transfer.not_configured" };
            let fields = [("org_id", &*route.org_id.to_string())];
            log::write(app.ports.log.as_ref(), Level::Warn, event, &fields);
            nobody(route.language().sentences().nobody_takes_over(&desk), Unanswered::Told)
        }
    }
}

/// The route, which names those of the org's own numbers that its calls would be handed to. If D1 would not say, a caller who is handed over
/// is worth more than a number that only SQL can have set.
pub(super) async fn naming_own(app: &App, route: Arc<Route>) -> Arc<Route> {
    let named = Arc::clone(&route);
    let named = store::routes::naming_own(app.ports.database.as_ref(), named, route.assistant.handed_to()).await;
    named.unwrap_or_else(|error| {
        let (org_id, detail) = (route.org_id.to_string(), error.to_string());
        let fields = [("org_id", org_id.as_str()), ("detail", &detail)];
        log::write(app.ports.log.as_ref(), Level::Warn, "transfer.not_checked", &fields);
        route
    })
}

/// The clinic whose tools are asked for; none if nothing says which, or it is not served.
pub(super) async fn offered(
    app: &App,
    context: &RequestContext,
    inbound: &Inbound,
    routed: Option<Result<Routed, Unrouted>>,
) -> Option<Arc<Route>> {
    if routed.is_none() && inbound.signals.keys().is_empty() {
        return None;
    }
    let route = found(app, context, &inbound.signals, routed).await.ok()?.ok()?;
    Some(route).filter(|route| route.status == OrgStatus::Active)
}

fn transfer_plan(route: &Route, transfer: &Transfer) -> TransferPlan {
    let sentences = route.language().sentences();
    TransferPlan {
        mode: transfer.mode,
        summary: transfer.summary,
        to_staff: sentences.caller_is_waiting(&route.clinic_name),
        nobody_free: sentences.nobody_is_free(),
    }
}

/// The clinic that was called, or why none is known; what to say if that cannot be found out is an error.
async fn found(
    app: &App,
    context: &RequestContext,
    signals: &CallSignals,
    routed: Option<Result<Routed, Unrouted>>,
) -> Result<Result<Arc<Route>, Unrouted>, CallAnswer> {
    let route = confirmed(app, context, signals, routed).await.map_err(|cause| {
        log::write(app.ports.log.as_ref(), Level::Error, "route.unavailable", &[("detail", &*cause.to_string())]);
        nobody(Language::default().sentences().not_answered(""), Unanswered::Unknown)
    })?;
    if let Err(unrouted) = &route
        && !context.rehearsal
    {
        clinic::record(app, &signals.keys(), *unrouted);
    }
    Ok(route)
}

/// The clinic, of which number and id are both.
async fn confirmed(
    app: &App,
    context: &RequestContext,
    signals: &CallSignals,
    routed: Option<Result<Routed, Unrouted>>,
) -> Result<Result<Arc<Route>, Unrouted>, RoutingError> {
    let chosen = match routed {
        Some(routed) => Ok(routed),
        None => clinic::look_up(app, context, signals).await.map(clinic::chosen),
    };
    let mut routed = match chosen? {
        Ok(routed) => routed,
        Err(unrouted) => return Ok(Err(unrouted)),
    };
    match app.directory.confirm(context, &mut routed).await {
        Ok(()) | Err(RoutingError::Refused(RoutingRefusal::NotServed)) => {
            app.directory.verify_behind(&mut routed.resolution, &context.background);
            Ok(Ok(routed.route))
        }
        Err(RoutingError::Refused(RoutingRefusal::Rerouted(unrouted))) => Ok(Err(unrouted)),
        // A question that no object answers is nobody's to hand on.
        Err(RoutingError::Refused(RoutingRefusal::Moved)) => Ok(Err(Unrouted::Conflict)),
        Err(error) => Err(error),
    }
}

/// An org that is suspended or closed: its calls go where it wants them, or its callers hear so.
fn not_served(app: &App, route: &Route) -> CallAnswer {
    if route.forwarded_to().is_none() && route.assistant.forwarding_number.is_some() {
        let fields = [("org_id", &*route.org_id.to_string())];
        log::write(app.ports.log.as_ref(), Level::Warn, "forwarding.comes_back", &fields);
    }
    match (route.forwarded_to(), &route.assistant.unavailable_message) {
        (Some(number), _) => CallAnswer::Forward { number: number.clone(), extension: None, message: None, plan: None },
        (None, Some(message)) => nobody(message.clone(), Unanswered::Told),
        (None, None) => nobody(route.language().sentences().not_answered(&route.clinic_name), Unanswered::Refused),
    }
}
