//! How long a clinic keeps what happens at it: what it sets, and what is deleted when.

mod deleting;
mod settings;

use std::time::Duration;

use serde_json::Value;

use crate::support::{Desk, ORG};

const RETENTION: &str = "/api/retention";
const DAY: i64 = 86_400;

/// What is kept for a time that a clinic sets: the field, a row of the table with everything in it that is at least needed, and for how
/// many days it is kept unless the clinic says otherwise.
struct Kept {
    table: &'static str,
    field: &'static str,
    days: i64,
    /// Inserts row `{n}`, from the moment `{at}`.
    insert: &'static str,
}

const KEPT: [Kept; 7] = [
    Kept {
        table: "appointments",
        field: "appointments_days",
        days: 730,
        insert: "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, created_at)
                 SELECT printf('0198c0de-0000-7000-8000-%012x', {n}), 'c', 'cancelled', {at}, {at} + 1800, {at}, {at} + 1800, 0",
    },
    Kept {
        table: "outbox",
        field: "appointments_days",
        days: 730,
        insert: "INSERT INTO outbox (kind, subject, attempts, due_at, dead_at) SELECT 'event.sync', 'a' || {n}, 12, 0, {at}",
    },
    Kept {
        table: "messages",
        field: "texts_days",
        days: 365,
        insert: "INSERT INTO messages (id, kind, occasion, to_number, body, encoding, segments, status, created_at)
                 SELECT printf('0198c0de-0000-7000-8000-%012x', {n}), 'confirmation', printf('%036d:o', {n}), '+15550188', 'x', 'gsm7', 1, 'sent', {at}",
    },
    Kept {
        table: "audit",
        field: "audit_days",
        days: 2190,
        insert: "INSERT INTO audit (id, at, actor, action)
                 SELECT printf('0198c0de-0000-7000-8000-%012x', {n}), {at}, 'caller', 'appointment.booked'",
    },
    Kept {
        table: "inbox",
        field: "inbox_days",
        days: 90,
        insert: "INSERT INTO inbox (id, callback_number, about, urgency, status, created_at, done_at)
                 SELECT printf('0198c0de-0000-7000-8000-%012x', {n}), '+15550188', 'x', 'routine', 'done', 0, {at}",
    },
    Kept {
        table: "receipts",
        field: "receipts_days",
        days: 30,
        insert: "INSERT INTO receipts (key, operation, request_hash, appointment_id, outcome, created_at)
                 SELECT 'k' || {n}, 'book', printf('%064d', 0), 'x', '{}', {at}",
    },
    Kept {
        table: "heeded_texts",
        field: "receipts_days",
        days: 30,
        insert: "INSERT INTO heeded_texts (sid, created_at) SELECT 'SM' || {n}, {at}",
    },
];

impl Kept {
    /// Puts a row from so many seconds ago into the object of an org.
    fn put(&self, desk: &Desk, org: &str, seconds_ago: i64) {
        let at = desk.clock.seconds() - seconds_ago;
        desk.clinics.execute(org, &self.row(&seconds_ago.to_string(), at));
    }

    /// Puts rows into the object of the first clinic, which are as old as can be.
    fn put_many(&self, desk: &Desk, rows: u32) {
        let all = format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {rows}) {} FROM n",
            self.row("n", 1_000_000)
        );
        desk.clinics.execute(ORG, &all);
    }

    fn row(&self, number: &str, at: i64) -> String {
        self.insert.replace("{n}", number).replace("{at}", &at.to_string())
    }

    /// How many rows there are in the object of an org.
    fn count(&self, desk: &Desk, org: &str) -> u32 {
        desk.clinics.value(org, &format!("SELECT count(*) FROM {}", self.table)).parse().unwrap()
    }
}

/// The object of an org looks at what it keeps, whenever it would have looked.
async fn look(desk: &Desk, org: &str) {
    desk.clinics.execute(org, "UPDATE due SET at = unixepoch()");
    desk.ring(org).await;
}

/// Time goes by, and the alarms that are due ring.
async fn wait(desk: &Desk, seconds: i64) {
    desk.clock.advance(Duration::from_secs(seconds.try_into().unwrap()));
    desk.clinics.ring_due().await;
    desk.tasks.run().await;
}

/// The clinic says how long it keeps what.
async fn set(desk: &Desk, settings: &Value) -> Value {
    desk.admin("PUT", RETENTION, settings).await.expect(200).json()
}
