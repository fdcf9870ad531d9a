//! What the clinic has written down, in answer to what a caller says: the same for a tool that asks and for a platform that asks with
//! every turn of a caller.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use futures_util::future::{Either, select};

use super::{clinic, emergency::EmergencyWords, message::Inbound, platform::KnowledgeDocument};
use crate::{
    app::App,
    context::RequestContext,
    directory::{Routed, RoutingError},
    domain::{
        knowledge::{KnowledgeAnswer, KnowledgeBase, KnownFact, PlanAnswer, Topic},
        route::Route,
        signals::Unrouted,
    },
    log::{self, Level},
};

/// With every turn the caller waits for this in silence, and without it the agent still has its tool.
const BUDGET: TimeDelta = TimeDelta::milliseconds(1_000);

/// What the agent hears of an answer.
pub(super) fn sentence(answer: &KnowledgeAnswer<'_>, base: &KnowledgeBase, route: &Route) -> String {
    let sentences = route.language().sentences();
    match answer {
        KnowledgeAnswer::Facts(facts) => {
            let says: Vec<&str> = facts.iter().map(|known| known.fact.say.as_str()).collect();
            sentences.facts(&says, facts.iter().any(|known| known.fact.topic == Topic::Insurance))
        }
        KnowledgeAnswer::Insurance(plans) => sentences.plans(plans, &route.clinic_name),
        KnowledgeAnswer::Refused => sentences.question_refused(),
        KnowledgeAnswer::NotKnown => sentences.not_known(base.knowledge().unknown),
    }
}

/// The documents for the model beside what a caller said. Most turns ask for nothing that is written down, and get none. One that speaks of
/// an emergency gets the words for it first, whatever else hangs: the model may call no tool at all.
pub(super) async fn documents(
    app: &Arc<App>,
    context: &RequestContext,
    inbound: &Inbound,
    said: &str,
    routed: Option<Result<Routed, Unrouted>>,
) -> Vec<KnowledgeDocument> {
    let started_at = app.ports.clock.now();
    let budget = context.deadline.remaining(started_at).min(BUDGET.to_std().unwrap_or_default());
    let deadline = pin!(app.ports.clock.sleep(budget));
    let emergency = Mutex::new(EmergencyWords::of_no_clinic());
    let work = pin!(async {
        let Ok(routed) = clinic::clinic(app, context, &inbound.signals, routed).await else { return Vec::new() };
        *emergency.lock().unwrap_or_else(PoisonError::into_inner) = EmergencyWords::of(&routed.route);
        found(app, context, said, routed).await
    });
    let found = match select(work, deadline).await {
        Either::Left((documents, _)) => documents,
        Either::Right(_) => {
            log::write(app.ports.log.as_ref(), Level::Warn, "knowledge.not_answered", &[]);
            Vec::new()
        }
    };
    let emergency = emergency.lock().unwrap_or_else(PoisonError::into_inner);
    emergency.document(said).into_iter().chain(found).collect()
}

async fn found(app: &Arc<App>, context: &RequestContext, said: &str, mut routed: Routed) -> Vec<KnowledgeDocument> {
    // Number and id of two clinics are answered for neither.
    if let Err(error) = app.directory.confirm(context, &mut routed).await {
        return none(app, &error);
    }
    app.directory.verify_behind(&mut routed.resolution, &context.background);
    let route = &routed.route;
    match app.directory.knowledge(context, route, route.language().question_words()).await {
        Ok(base) => documents_of(&base.answer(said, &route.clinic_name), &base, route),
        Err(error) => none(app, &error.into()),
    }
}

fn none(app: &App, error: &RoutingError) -> Vec<KnowledgeDocument> {
    log::write(app.ports.log.as_ref(), Level::Warn, "knowledge.unavailable", &[("detail", &error.to_string())]);
    Vec::new()
}

/// Facts one by one, each under its id; anything else in the words of the tool.
fn documents_of(answer: &KnowledgeAnswer<'_>, base: &KnowledgeBase, route: &Route) -> Vec<KnowledgeDocument> {
    let sentences = route.language().sentences();
    let whole = |id: &str| {
        vec![KnowledgeDocument { id: id.to_owned(), content: sentence(answer, base, route), similarity: answer.fit() }]
    };
    match answer {
        KnowledgeAnswer::Facts(facts) => {
            let document = |known: &KnownFact<'_>| KnowledgeDocument {
                id: known.fact.id.clone(),
                content: sentences.facts(&[&known.fact.say], known.fact.topic == Topic::Insurance),
                similarity: known.similarity,
            };
            facts.iter().map(document).collect()
        }
        KnowledgeAnswer::Insurance(plans) => whole(plan_id(plans)),
        KnowledgeAnswer::Refused => whole("refused"),
        KnowledgeAnswer::NotKnown => Vec::new(),
    }
}

/// By which the platform's own log tells what was looked up.
fn plan_id(plans: &PlanAnswer) -> &'static str {
    match plans {
        PlanAnswer::Verdicts(_) => "insurance-plan",
        PlanAnswer::Which(_) => "insurance-which-plan",
        PlanAnswer::Plans { .. } => "insurance-plans",
        PlanAnswer::AskStaff => "insurance-ask-staff",
    }
}
