//! Telling the operator what has begun to need a person, at any clinic: a Standard Webhook from the cron.
//!
//! What is new is told once, and what comes and goes at most once an hour for each clinic and code. What could not be told is told with the
//! next look.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};

use crate::{
    crypto::standard_webhook::headers,
    domain::{
        attention::{Attention, ClinicFacts, Severity},
        webhook::AlertTarget,
    },
    log::{self, Level},
    ports::{AnswerPart, OutboundRequest, Ports},
    store::{self, StoreError, alerts::Alert},
};

/// A look every so many minutes: it reads all clinics.
const EVERY_MINUTES: u32 = 5;
/// What was not there for two looks is new when it comes again.
const FORGOTTEN: TimeDelta = TimeDelta::minutes(12);
/// Clinics of one reading, and readings of one look.
const PAGE: i64 = 200;
const PAGES: usize = 50;
/// What one request tells at most, which keeps it below 20 KB.
const MOST_TOLD: i64 = 50;
/// The requests of one look that finds something: what it reads, notes and tells.
pub const ALERTS_COST: i64 = 5;
const TIMEOUT: Duration = Duration::from_secs(10);

/// Tells what is new, if it is time for a look. Says how many requests it made.
///
/// # Errors
/// When D1 did not answer.
pub async fn tell(ports: &Arc<Ports>, target: &AlertTarget) -> Result<i64, StoreError> {
    let now = ports.clock.now();
    if !now.minute().is_multiple_of(EVERY_MINUTES) {
        return Ok(0);
    }
    let (found, mut requests) = pressing(ports, now).await?;
    let present: Vec<Alert> =
        found.iter().flat_map(|(facts, items)| items.iter().map(|item| alert(facts, item))).collect();
    let untold = store::alerts::note(ports.database.as_ref(), &present, now, now - FORGOTTEN, MOST_TOLD).await?;
    requests += 1;
    if untold.is_empty() {
        return Ok(requests);
    }
    let items: Vec<Value> = found
        .iter()
        .flat_map(|(facts, items)| items.iter().map(move |item| (facts, item)))
        .filter(|(facts, item)| untold.contains(&alert(facts, item)))
        .map(|(facts, item)| shown(facts, item))
        .collect();
    if send(ports, target, &items, now).await {
        store::run_one(ports.database.as_ref(), store::alerts::told(&untold, now)?).await?;
    }
    Ok(requests + 2)
}

/// What is worse than a notice, clinic by clinic, and in how many requests that was read.
async fn pressing(ports: &Ports, now: DateTime<Utc>) -> Result<(Vec<(ClinicFacts, Vec<Attention>)>, i64), StoreError> {
    let (mut found, mut after, mut requests) = (Vec::new(), None::<String>, 0);
    for _ in 0..PAGES {
        let page = store::attention::list_all(ports.database.as_ref(), true, after.as_deref(), PAGE, now).await?;
        requests += 1;
        let is_full = i64::try_from(page.len()).is_ok_and(|rows| rows >= PAGE);
        after = page.last().map(|facts| facts.org_id.to_string());
        for facts in page {
            let mut items = facts.attention_of_operator(now);
            items.retain(|item| item.severity != Severity::Notice);
            found.push((facts, items));
        }
        if !is_full {
            break;
        }
    }
    Ok((found, requests))
}

fn alert(facts: &ClinicFacts, item: &Attention) -> Alert {
    Alert { org_id: facts.org_id, code: item.code }
}

fn shown(facts: &ClinicFacts, item: &Attention) -> Value {
    let since = item.since.map(|since| since.to_rfc3339_opts(SecondsFormat::Secs, true));
    json!({"org_id": facts.org_id.to_string(), "clinic": facts.name, "code": item.code, "severity": item.severity,
        "since": since, "count": item.count})
}

/// Sends one message. Says whether it was taken.
async fn send(ports: &Ports, target: &AlertTarget, items: &[Value], now: DateTime<Utc>) -> bool {
    let Ok(id) = ports.new_id().map(|id| id.to_string()) else { return false };
    let timestamp = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let body =
        json!({"type": "attention.new", "timestamp": timestamp, "data": {"items": items}}).to_string().into_bytes();
    let headers = headers([&target.secret], &id, now, &body);
    let request = OutboundRequest {
        method: http::Method::POST,
        url: target.url.clone(),
        headers,
        body: Some(body),
        timeout: TIMEOUT,
        answer: AnswerPart::First(0),
    };
    let why = match ports.http.send(request).await {
        Ok(response) if (200..300).contains(&response.status) => return true,
        Ok(response) => format!("it answered {}", response.status),
        Err(error) => error.to_string(),
    };
    log::write(ports.log.as_ref(), Level::Error, "alerts.not_told", &[("detail", &why)]);
    false
}
