//! How the deployment is now, as metrics.

use chrono::{DateTime, Utc};

use super::exposition::{Exposition, Kind, Number};
use crate::store::gauges::{Counted, Gauges};

/// Writes all of them, as they are at `now` in this version.
pub(super) fn write(text: &mut Exposition, gauges: &Gauges, version: &str, now: DateTime<Utc>) {
    text.begin("frontdesk_build_info", Kind::Gauge, "Which version answers; always 1.");
    text.sample("frontdesk_build_info", &[("version", version)], Number::Whole(1));
    let since = gauges.totals.as_ref().map_or(now, |totals| totals.since);
    let name = "frontdesk_counting_since_timestamp_seconds";
    one(text, name, "When the counters began.", since.timestamp());
    by(text, "frontdesk_orgs", "Orgs by their status.", ["status", ""], &gauges.orgs);
    clinics(text, gauges, now);
    work(text, gauges, now);
    sweeps(text, gauges);
}

fn clinics(text: &mut Exposition, gauges: &Gauges, now: DateTime<Utc>) {
    let told = &gauges.told;
    one(text, "frontdesk_clinics_told", "Clinics whose objects have told of themselves.", told.clinics);
    let help = "Clinics whose objects have not woken up when they said they would.";
    one(text, "frontdesk_clinics_overdue", help, told.overdue);
    let help = "How long the first of them has been overdue.";
    one(text, "frontdesk_clinics_overdue_oldest_seconds", help, age(told.overdue_since, now));
    let help = "Clinics at which something that happened needs a person, by the code of GET /api/attention.";
    by(text, "frontdesk_clinics_in_trouble", help, ["code", ""], &gauges.troubles);
    let (name, labels) = ("frontdesk_integrations_need_reconnect", ["vendor", "purpose"]);
    by(text, name, "Accounts of orgs that a person has to connect again.", labels, &gauges.reconnects);
    let oldest = gauges.reconnects.iter().filter_map(|counted| counted.since).min();
    let help = "How long the first of them has waited for it.";
    one(text, "frontdesk_integrations_need_reconnect_oldest_seconds", help, age(oldest, now));
}

fn work(text: &mut Exposition, gauges: &Gauges, now: DateTime<Utc>) {
    let help = "Work for vendors that was due when the clinics' objects last told of it.";
    one(text, "frontdesk_outbox_waiting", help, gauges.told.work_waiting);
    let help = "How long the oldest of it had been due then.";
    one(text, "frontdesk_outbox_oldest_due_seconds", help, gauges.told.work_oldest_seconds);
    let is_dead = |counted: &&Counted| counted.first == DEAD;
    let dead = gauges.troubles.iter().find(is_dead).map_or(0, |counted| counted.things);
    one(text, "frontdesk_outbox_dead", "Work for vendors that was given up and waits for a person.", dead);
    let help = "Route documents that are due to be published.";
    one(text, "frontdesk_routes_unpublished", help, gauges.unpublished.count);
    let help = "How long the oldest of them has waited.";
    one(text, "frontdesk_routes_unpublished_oldest_seconds", help, age(gauges.unpublished.since, now));
}

/// As [`AttentionCode::WorkGivenUp`] is written.
const DEAD: &str = "work_given_up";

fn sweeps(text: &mut Exposition, gauges: &Gauges) {
    let name = "frontdesk_sweeps_total";
    text.begin(name, Kind::Counter, "Sweeps that cron ran, by whether a part of one failed.");
    let runs = gauges.sweeps.as_ref();
    let counts = runs.map_or((0, 0), |runs| (runs.succeeded, runs.failed));
    text.sample(name, &[("result", "succeeded")], Number::Whole(counts.0));
    text.sample(name, &[("result", "failed")], Number::Whole(counts.1));
    let succeeded_at = runs.and_then(|runs| runs.succeeded_at).map_or(0, |at| at.timestamp());
    let name = "frontdesk_sweep_last_success_timestamp_seconds";
    one(text, name, "When the last sweep ended in which nothing failed; 0 if there was none.", succeeded_at);
    let name = "frontdesk_sweep_last_duration_seconds";
    text.begin(name, Kind::Gauge, "How long the last sweep took.");
    text.sample(name, &[], Number::Thousandths(runs.map_or(0, |runs| runs.millis)));
}

fn one(text: &mut Exposition, name: &str, help: &str, value: i64) {
    text.begin(name, Kind::Gauge, help);
    text.sample(name, &[], Number::Whole(value));
}

/// One value for each that there is of something. A label without a name is not written.
fn by(text: &mut Exposition, name: &str, help: &str, labels: [&str; 2], counted: &[Counted]) {
    text.begin(name, Kind::Gauge, help);
    for Counted { first, second, count, .. } in counted {
        let values = [first.as_str(), second.as_deref().unwrap_or("none")];
        let pairs: Vec<_> = labels.into_iter().zip(values).filter(|(label, _)| !label.is_empty()).collect();
        text.sample(name, &pairs, Number::Whole(*count));
    }
}

/// Seconds since something began; 0 if nothing did.
fn age(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> i64 {
    since.map_or(0, |since| (now - since).num_seconds().max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attention::AttentionCode;

    #[test]
    fn what_was_given_up_is_called_as_attention_calls_it() {
        assert_eq!(serde_json::to_value(AttentionCode::WorkGivenUp).unwrap(), DEAD);
    }
}
