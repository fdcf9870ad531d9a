//! Appointments as somebody with SQL writes them.

use std::fmt::Display;

use super::{CALENDAR, Desk, ORG};

/// One row. Times are Unix seconds.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    /// In whose object it is.
    pub org: &'static str,
    pub calendar: String,
    pub practitioner: Option<String>,
    pub status: &'static str,
    /// What the patient hears.
    pub span: (i64, i64),
    /// Seconds before and after that are blocked too.
    pub buffers: (i64, i64),
    pub hold_expires_at: Option<i64>,
    /// Other columns and their values in SQL.
    pub more: Vec<(&'static str, String)>,
}

/// An id that ends in a number, so that ids of greater numbers sort later.
pub fn id(number: u32) -> String {
    format!("0198c0de-0000-7000-8000-{number:012x}")
}

impl Row {
    /// A confirmed appointment of half an hour in the first clinic's calendar.
    pub fn new(number: u32, start: i64) -> Self {
        Self {
            id: id(number),
            org: ORG,
            calendar: CALENDAR.into(),
            practitioner: None,
            status: "confirmed",
            span: (start, start + 1800),
            buffers: (0, 0),
            hold_expires_at: None,
            more: Vec::new(),
        }
    }

    /// Held until a moment.
    pub fn held(self, until: i64) -> Self {
        Self { status: "held", hold_expires_at: Some(until), ..self }
    }

    pub fn cancelled(self) -> Self {
        Self { status: "cancelled", hold_expires_at: None, ..self }
    }

    pub fn with(mut self, column: &'static str, value: &str) -> Self {
        self.more.push((column, text(value)));
        self
    }

    pub fn blocked(&self) -> (i64, i64) {
        (self.span.0 - self.buffers.0, self.span.1 + self.buffers.1)
    }

    /// The row as an `INSERT`, or as `INSERT OR REPLACE`.
    pub fn sql(&self, verb: &str) -> String {
        let (columns, values): (Vec<_>, Vec<_>) = self.columns().into_iter().unzip();
        format!("{verb} INTO appointments ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }

    /// What all columns are set to, for an `UPDATE`.
    pub fn assignments(&self) -> String {
        let assign = |(column, value): (&str, String)| format!("{column} = {value}");
        self.columns().into_iter().map(assign).collect::<Vec<_>>().join(", ")
    }

    fn columns(&self) -> Vec<(&'static str, String)> {
        let (from, until) = self.blocked();
        let mut columns = vec![
            ("id", text(&self.id)),
            ("calendar_id", text(&self.calendar)),
            ("practitioner_id", self.practitioner.as_deref().map_or_else(null, text)),
            ("status", text(self.status)),
            ("starts_at", self.span.0.to_string()),
            ("ends_at", self.span.1.to_string()),
            ("blocked_from", from.to_string()),
            ("blocked_until", until.to_string()),
            ("hold_expires_at", self.hold_expires_at.map_or_else(null, |time| time.to_string())),
        ];
        columns.extend(self.more.iter().cloned());
        columns
    }
}

impl Desk {
    /// Puts a row into the object of its org.
    #[track_caller]
    pub fn insert(&self, row: &Row) {
        self.clinics.execute(row.org, &row.sql("INSERT"));
    }
}

fn text(value: impl Display) -> String {
    format!("'{value}'")
}

fn null() -> String {
    "NULL".into()
}
