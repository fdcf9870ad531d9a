//! What people do in Google's calendar happens to the appointments too, and what we did ourselves is not taken for it.

mod ours;
mod people;
mod sweeps;
mod undecided;

use std::time::Duration;

use serde_json::Value;

use crate::support::{Desk, ORG, Visit};

const TEN: &str = "2026-12-03T15:00:00Z";
const ELEVEN: &str = "2026-12-03T16:00:00Z";

/// Lets the calendar become due, and compares it.
async fn later(desk: &Desk) {
    desk.clock.advance(Duration::from_mins(4));
    desk.sweep().await;
}

/// The audit lines, oldest first.
fn audit(desk: &Desk) -> Vec<Value> {
    let text = desk.clinics.value(ORG,
        "SELECT json_group_array(json_object('actor', actor, 'action', action, 'detail', json(detail)) ORDER BY id) FROM audit
         WHERE action LIKE 'appointment.%'",
    );
    serde_json::from_str(&text).unwrap()
}

/// Start, end, and what is blocked, as `HH:MM` in UTC.
fn times(desk: &Desk, visit: &Visit) -> String {
    let columns = ["starts_at", "ends_at", "blocked_from", "blocked_until"];
    columns.map(|column| visit.column(desk, &format!("strftime('%H:%M', {column}, 'unixepoch')"))).join(" ")
}

fn texts(desk: &Desk) -> String {
    desk.clinics
        .value(ORG, "SELECT coalesce(group_concat(kind || ' ' || status || ' ' || body, '; '), '') FROM messages")
}
