//! Telling D1 how the object is and what has happened there.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        clinic_summary::{AlarmOutcome, ClinicSummary, SummaryNeed, WrittenSummary, promise},
        id::OrgId,
        schedule::Zone,
    },
    log::{self, Level},
    ports::{ClinicTransaction, Ports},
    store::{
        self, StoreError,
        clinic::{ClinicDatabase, budget, due, metrics, seen, summary, troubles},
    },
};

/// Writes the clinic's row in D1 when there is something new to say.
#[derive(Clone)]
pub(super) struct SummaryWriter {
    pub(super) clinic: Arc<ClinicDatabase>,
    pub(super) ports: Arc<Ports>,
    pub(super) org_id: OrgId,
}

impl SummaryWriter {
    /// Behind an answer. What fails is left to the alarm.
    pub(super) async fn write_behind(self) {
        // The failure is in the log.
        let _ = self.write(None).await;
    }

    /// At the end of an alarm, or behind an answer if that is none.
    ///
    /// # Errors
    /// When D1 or the object's database did not answer. It is in the log.
    pub(super) async fn write(&self, alarm: Option<AlarmOutcome<'_>>) -> Result<(), StoreError> {
        self.write_if_needed(alarm).await.inspect_err(|error| {
            let (org_id, detail) = (self.org_id.to_string(), error.to_string());
            let fields = [("org_id", org_id.as_str()), ("detail", &detail)];
            log::write(self.ports.log.as_ref(), Level::Warn, "clinic.summary_not_written", &fields);
        })
    }

    async fn write_if_needed(&self, alarm: Option<AlarmOutcome<'_>>) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        let (last, need) = self.clinic.read(|transaction| {
            let last = summary::last(transaction)?;
            // Behind most answers the last one is that new, and nothing else has to be read.
            if last.as_ref().is_some_and(|last| last.is_too_new(now)) {
                return Ok((last, SummaryNeed::No));
            }
            let due = due::next_work(transaction)?;
            let (troubles, backlog) = (troubles::all(transaction, now)?, summary::backlog(transaction, now)?);
            let need = |last: &WrittenSummary| last.need(due, &troubles, backlog, alarm, now);
            let need = last.as_ref().map_or(SummaryNeed::Yes, need);
            Ok((last, need))
        })?;
        if need == SummaryNeed::No {
            return Ok(());
        }
        // An org that is gone has no summary.
        let Some(zone) = self.zone().await? else { return Ok(()) };
        let (new, days, forwards) = self.clinic.read(|transaction| {
            let new = summarize(transaction, zone, last.as_ref(), alarm, now)?;
            Ok((new, metrics::changed(transaction, now)?, budget::forwards_until(transaction, now)?))
        })?;
        let is_usage_known =
            last.is_some_and(|last| last.summary.today == new.today && last.summary.counted_on == new.counted_on);
        if need == SummaryNeed::IfUsageChanged && is_usage_known && days.is_empty() {
            return Ok(());
        }
        let mut statements = vec![store::summaries::put(self.org_id, &new, now)?];
        statements.extend(forwards.map(|until| store::budgets::forward_until(self.org_id, until)));
        for day in &days {
            statements.extend(store::metrics::tell(self.org_id, day)?);
        }
        store::run(self.ports.database.as_ref(), statements).await?;
        self.clinic.transact(|transaction| {
            metrics::settle(transaction, &days, now)?;
            summary::replace(transaction, &new, now)
        })
    }

    /// The clinic's zone, as it was last seen. A change of it pokes the object.
    async fn zone(&self) -> Result<Option<Zone>, StoreError> {
        let seen = self.clinic.read(|transaction| seen::last(transaction, seen::ZONE))?;
        if let Some(zone) = seen.and_then(|name| name.parse().ok()) {
            return Ok(Some(zone));
        }
        let Some(org) = store::orgs::get(self.ports.database.as_ref(), self.org_id).await? else { return Ok(None) };
        self.clinic.transact(|transaction| seen::replace(transaction, seen::ZONE, org.zone.name()))?;
        Ok(Some(org.zone))
    }
}

fn summarize(
    transaction: &dyn ClinicTransaction,
    zone: Zone,
    last: Option<&WrittenSummary>,
    alarm: Option<AlarmOutcome<'_>>,
    now: DateTime<Utc>,
) -> Result<ClinicSummary, StoreError> {
    let (counted_on, today) = (zone.date(now), zone.day_of(now));
    let last = last.map(|last| &last.summary);
    let (last_alarm_at, last_error) = match alarm {
        Some(alarm) => (Some(alarm.rang_at), alarm.error.map(str::to_owned)),
        None => last.map_or((None, None), |last| (last.last_alarm_at, last.last_error.clone())),
    };
    Ok(ClinicSummary {
        next_due: promise(due::next_work(transaction)?, now),
        last_alarm_at,
        last_error,
        counted_on,
        today: summary::between(transaction, today)?,
        earlier: summary::earlier(transaction, zone, last, now)?,
        troubles: troubles::all(transaction, now)?,
        backlog: summary::backlog(transaction, now)?,
    })
}
