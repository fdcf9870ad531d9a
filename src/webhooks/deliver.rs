//! Telling an endpoint of an event: one request, and what follows from its answer.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Webhooks, message, verdict::Verdict};
use crate::{
    crypto::standard_webhook::headers,
    domain::webhook::{DeliveryState, DisabledReason, GIVES_UP_AFTER, next_attempt, pause_after},
    log::{self, Level},
    outbox::{WorkHandler, WorkOutcome},
    ports::{AnswerPart, OutboundRequest},
    store::{
        self, StoreError,
        audit::{Action, Actor, AuditEntry},
        clinic::{
            ClinicContext,
            outbox::{Work, WorkKind},
            webhooks::{self, Attempt, Delivery, EndpointHealth, PatientFacts},
        },
        webhooks::Row,
    },
};

/// How long an endpoint has for its answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What is read of an answer. Nothing of it is kept.
const MOST_READ: usize = 64 * 1024;
/// When it is tried again if D1 did not answer.
const NO_DATABASE: TimeDelta = TimeDelta::minutes(1);
const DISABLED: Action = Action::named("webhook.disabled");

/// What is to be sent, to whom.
struct Errand {
    delivery: Delivery,
    row: Row,
    health: EndpointHealth,
    /// Whom it is about, if the endpoint is to know.
    patient: Option<PatientFacts>,
}

#[async_trait]
impl WorkHandler for Webhooks {
    fn kinds(&self) -> &'static [WorkKind] {
        &[WorkKind::DeliverWebhook]
    }

    async fn perform(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        // It keeps its own account of attempts, so nothing is a failure of the outbox.
        self.deliver(context, work).await.or_else(|error| {
            let (org_id, detail) = (context.org_id.to_string(), error.to_string());
            let fields = [("org_id", org_id.as_str()), ("detail", &detail)];
            log::write(self.ports.log.as_ref(), Level::Warn, "webhook.not_tried", &fields);
            Ok(WorkOutcome::At(self.ports.clock.now() + NO_DATABASE))
        })
    }
}

impl Webhooks {
    async fn deliver(&self, context: &ClinicContext, work: &Work) -> Result<WorkOutcome, StoreError> {
        let found = context.clinic.read(|transaction| webhooks::delivery(transaction, &work.subject))?;
        let Some(delivery) = found.filter(|delivery| delivery.state == DeliveryState::Waiting) else {
            return Ok(WorkOutcome::Done);
        };
        let row = store::webhooks::get(self.ports.database.as_ref(), context.org_id, &delivery.endpoint_id).await?;
        let Some(row) = row.filter(|row| row.disabled_at.is_none()) else {
            let closed = webhooks::close(&delivery, "The webhook is turned off or deleted.");
            context.clinic.transact(|transaction| Ok(transaction.run(closed.clone()).map(drop)?))?;
            return Ok(WorkOutcome::Done);
        };
        let (health, patient) = context.clinic.read(|transaction| {
            let patient = if row.is_full { webhooks::facts(transaction, &delivery)? } else { None };
            Ok((webhooks::health(transaction, &delivery.endpoint_id)?, patient))
        })?;
        let now = self.ports.clock.now();
        if let Some(until) = health.paused_until.filter(|until| *until > now) {
            return Ok(WorkOutcome::At(until + TimeDelta::milliseconds(i64::from(self.random()) * 20)));
        }
        let errand = Errand { delivery, row, health, patient };
        let verdict = self.send(&errand).await;
        self.settle(context, &errand, &verdict).await
    }

    /// Sends it. What keeps it from being sent is a failure like another, since a person can mend it.
    async fn send(&self, errand: &Errand) -> Verdict {
        let Errand { delivery, row, patient, .. } = errand;
        if let Err(fault) = self.check_target(&row.url) {
            return Verdict::not_sent(fault.detail());
        }
        let Ok(secrets) = self.open(row) else {
            return Verdict::not_sent("The secret cannot be opened. Delete this webhook and make a new one.");
        };
        let now = self.ports.clock.now();
        let body = message::body(row.org_id, delivery, patient.as_ref());
        let headers = headers(secrets.live(now), &delivery.event_id, now, &body);
        let request = OutboundRequest {
            method: http::Method::POST,
            url: row.url.clone(),
            headers,
            body: Some(body),
            timeout: TIMEOUT,
            answer: AnswerPart::First(MOST_READ),
        };
        Verdict::of(&self.ports.http.send(request).await)
    }

    /// Records what came of it, and says when it is tried again.
    async fn settle(
        &self,
        context: &ClinicContext,
        errand: &Errand,
        verdict: &Verdict,
    ) -> Result<WorkOutcome, StoreError> {
        let Errand { delivery, row, health, .. } = errand;
        let now = self.ports.clock.now();
        let turned_off = verdict.is_gone.then_some(DisabledReason::Gone).or_else(|| gives_up(verdict, *health, now));
        if let Some(reason) = turned_off {
            self.turn_off(context, row, reason).await?;
        }
        let paused_until = pause_after(verdict.pause, now);
        let tried_again =
            || next_attempt(delivery.tried_since, delivery.attempts + 1, self.random(), paused_until, now);
        let next = if verdict.is_taken || turned_off.is_some() { None } else { tried_again() };
        let state = match next {
            Some(_) => DeliveryState::Waiting,
            None if verdict.is_taken => DeliveryState::Delivered,
            None => DeliveryState::Failed,
        };
        let (status_code, reason) = (verdict.status, verdict.reason.as_deref());
        let attempt = Attempt { state, status_code, reason, paused_until, at: now };
        context.clinic.transact(|transaction| webhooks::record(transaction, delivery, &attempt))?;
        Ok(next.map_or(WorkOutcome::Done, WorkOutcome::At))
    }

    /// Turns an endpoint off in D1, which has its clinic's object told and shows it to whoever looks after the clinic.
    async fn turn_off(&self, context: &ClinicContext, row: &Row, reason: DisabledReason) -> Result<(), StoreError> {
        let (line, now) = (self.ports.new_id()?.to_string(), self.ports.clock.now());
        let detail = json!({"id": row.id, "reason": reason.as_str()});
        let entry = AuditEntry { id: &line, at: now, actor: Actor::System, principal: None, action: DISABLED, detail };
        let statements = vec![
            store::webhooks::disable(context.org_id, &row.id, reason, now),
            store::audit::record_if_changed(context.org_id, &entry),
        ];
        store::run(self.ports.database.as_ref(), statements).await?;
        let (org_id, id) = (context.org_id.to_string(), row.id.as_str());
        let fields = [("org_id", org_id.as_str()), ("webhook", id), ("reason", reason.as_str())];
        log::write(self.ports.log.as_ref(), Level::Warn, "webhook.disabled", &fields);
        Ok(())
    }

    /// Without randomness attempts are only less spread.
    fn random(&self) -> u8 {
        let mut random = [0; 1];
        let _ = self.ports.entropy.fill(&mut random);
        random[0]
    }
}

/// Whether an endpoint that has failed once more is given up.
fn gives_up(verdict: &Verdict, health: EndpointHealth, now: DateTime<Utc>) -> Option<DisabledReason> {
    let failing_for = health.failing_since.map(|since| now - since);
    let is_over = !verdict.is_taken && failing_for.is_some_and(|time| time >= GIVES_UP_AFTER);
    is_over.then_some(DisabledReason::Failing)
}
