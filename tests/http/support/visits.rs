//! Appointments put into the clinic's object by hand, with the work that a booking would have left.

use chrono::{DateTime, TimeDelta, Utc};

use super::{CALENDAR, Desk, ORG};

/// One appointment of half an hour with ten minutes of buffer behind it.
#[derive(Clone)]
pub struct Visit {
    pub id: String,
    pub event: String,
}

impl Visit {
    /// A confirmed one, numbered to be told apart, that starts at `start` and needs its event to be written.
    pub fn booked(desk: &Desk, number: u32, start: &str) -> Self {
        let visit = Self { id: format!("0198c0de-0000-7000-8000-{number:012x}"), event: String::new() };
        let event = frontdesk::calendars::google::event_id(&visit.id, 1);
        let starts: DateTime<Utc> = start.parse().unwrap();
        let [from, to, until] = [0, 30, 40].map(|minutes| (starts + TimeDelta::minutes(minutes)).timestamp());
        desk.clinics.execute(
            ORG,
            &format!(
            "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, zone,
               patient_name, service_name, phone, email, notes, event_id)
             VALUES ('{}', '{CALENDAR}', 'confirmed', {from}, {to}, {from}, {until}, 'America/New_York',
               'Ada Canary', 'Cleaning', '+15550188', 'ada@example.com', 'Has a dog', '{event}')",
            visit.id
        ),
        );
        let visit = Self { event, ..visit };
        visit.needs(desk, "event.sync");
        visit
    }

    /// The same with its event written.
    pub async fn shown(desk: &Desk, number: u32, start: &str) -> Self {
        let visit = Self::booked(desk, number, start);
        desk.sweep().await;
        assert_eq!(visit.column(desk, "event_written"), "1");
        desk.vendors.take();
        desk.vendors.events.bodies();
        visit
    }

    /// Leaves work for it in the outbox.
    pub fn needs(&self, desk: &Desk, kind: &str) {
        enqueue(desk, kind, &self.id);
    }

    /// Leaves the work of deleting its event.
    pub fn needs_deletion(&self, desk: &Desk) {
        enqueue(desk, "event.delete", &format!("{CALENDAR}\n{}\n{}", self.event, self.id));
    }

    /// A change by the caller or the clinic, and the work that follows from it.
    pub fn change(&self, desk: &Desk, set: &str) {
        desk.clinics
            .execute(ORG, &format!("UPDATE appointments SET {set}, revision = revision + 1 WHERE id = '{}'", self.id));
        self.needs(desk, "event.sync");
    }

    /// Moves it by so many minutes, as a caller would.
    pub fn reschedule(&self, desk: &Desk, minutes: i64) {
        let shift = ["starts_at", "ends_at", "blocked_from", "blocked_until"];
        self.change(desk, &shift.map(|column| format!("{column} = {column} + {minutes} * 60")).join(", "));
    }

    /// A column of its row.
    pub fn column(&self, desk: &Desk, column: &str) -> String {
        desk.clinics.value(ORG, &format!("SELECT {column} FROM appointments WHERE id = '{}'", self.id))
    }

    /// Its event in Google's calendar.
    pub fn google(&self, desk: &Desk) -> serde_json::Value {
        desk.vendors.events.event(CALENDAR, &self.event)
    }
}

fn enqueue(desk: &Desk, kind: &str, subject: &str) {
    desk.clinics.execute(
        ORG,
        &format!(
            "INSERT INTO outbox (kind, subject, due_at) VALUES ('{kind}', '{subject}', unixepoch())
         ON CONFLICT (kind, subject) DO UPDATE SET generation = generation + 1, due_at = unixepoch()"
        ),
    );
}

/// What is left in the outbox: kind, attempts, whether it was given up, and the last error.
pub fn outbox(desk: &Desk) -> String {
    desk.clinics.value(ORG,
        "SELECT coalesce(group_concat(kind || ' ' || attempts || iif(dead_at IS NULL, '', ' dead: ' || last_error), '; '), '')
         FROM outbox",
    )
}
