//! The event resource: what we write of an appointment, and what we read of it.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::event_id::appointment_of;
use crate::{
    calendars::provider::{CalendarEvent, EventDraft, EventTime, Shown},
    domain::schedule::{Interval, Zone},
};

/// The private properties by which an event is known to be ours. They stay when a person moves it.
const APPOINTMENT: &str = "frontdeskAppointment";
const REVISION: &str = "frontdeskRevision";

/// An event as an appointment wants it.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The id, chosen by us: base32hex characters.
    pub(super) id: String,
    /// The title.
    pub(super) summary: String,
    /// The text below it, as HTML; our last line is added.
    pub(super) description: String,
    /// When it is.
    pub(super) time: Interval,
    /// The zone whose clocks the clinic goes by.
    pub(super) zone: Zone,
    /// Whom to invite.
    pub(super) attendee: Option<String>,
    /// The appointment's id.
    pub(super) appointment_id: String,
    /// The appointment's revision.
    pub(super) revision: i64,
    /// Whether only words changed since the revision that Google shows: a patch leaves time and status as they are.
    pub(super) words_only: bool,
    /// Whether nothing of the patient is to be left in it.
    pub(super) is_erased: bool,
}

/// An event as Google has it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Its id.
    pub(super) id: String,
    /// Whether it is a tombstone, which keeps the id taken.
    pub(super) deleted: bool,
    /// Its version, for conditional requests.
    pub(super) etag: String,
    /// When it last changed.
    pub(super) updated: Option<DateTime<Utc>>,
    /// When it is.
    pub(super) time: EventTime,
    /// Whose appointment it shows.
    pub(super) appointment_id: Option<String>,
    /// Which revision of the appointment was last written into it.
    pub(super) revision: i64,
    /// Who is invited, as Google has it.
    attendees: Vec<Value>,
    /// What stands in it, where that was asked for.
    description: String,
}

impl Draft {
    /// What Google is to be told of `event`.
    pub(super) fn new(event: &EventDraft, shown: Shown, may_invite: bool) -> Self {
        Self {
            id: event.at.event.clone(),
            summary: event.summary.clone(),
            description: plain_text(&event.description),
            time: event.time,
            zone: event.zone,
            attendee: event.guest.clone().filter(|_| may_invite),
            appointment_id: event.appointment_id.clone(),
            revision: event.revision,
            words_only: shown == Shown::CurrentTime,
            is_erased: event.is_erased,
        }
    }

    /// The body of an insert.
    pub(super) fn to_insert(&self) -> Value {
        let mut body = self.common();
        body.insert("id".into(), self.id.as_str().into());
        if let Some(email) = &self.attendee {
            body.insert("attendees".into(), json!([{ "email": email }]));
        }
        Value::Object(body)
    }

    /// The body of a patch that makes `found` say the same, a tombstone too. Who else was invited stays invited.
    pub(super) fn to_patch(&self, found: &Event) -> Value {
        let mut body = self.common();
        body.insert("description".into(), self.describe(&found.description).into());
        let invited = |email: &String| found.attendees.iter().any(|each| each["email"].as_str() == Some(email));
        if self.is_erased {
            body.insert("description".into(), self.describe("").into());
            body.insert("attendees".into(), json!([]));
        } else if let Some(email) = self.attendee.as_ref().filter(|email| !invited(email)) {
            let attendees = found.attendees.iter().cloned().chain([json!({ "email": email })]);
            body.insert("attendees".into(), attendees.collect());
        }
        if self.words_only {
            body.remove("start");
            body.remove("end");
            return Value::Object(body);
        }
        body.insert("status".into(), "confirmed".into());
        // A person may have made it a whole day, and the two forms must not stand together.
        for side in ["start", "end"] {
            if let Some(Value::Object(time)) = body.get_mut(side) {
                time.insert("date".into(), Value::Null);
            }
        }
        Value::Object(body)
    }

    /// Our lines, and below them what the clinic wrote into `found`.
    fn describe(&self, found: &str) -> String {
        let (own, last_line) = (self.description.as_str(), LAST_LINE);
        let kept = match found.split_once(last_line) {
            Some((_, below)) => below.to_owned(),
            None if found.is_empty() => String::new(),
            None => format!("\n{found}"),
        };
        let gap = if own.is_empty() { "" } else { "\n" };
        format!("{own}{gap}{last_line}{kept}")
    }

    fn common(&self) -> Map<String, Value> {
        // Offset and zone together leave no doubt about the hour that clocks show twice.
        let time = |instant| json!({"dateTime": self.zone.zoned(instant).to_rfc3339(), "timeZone": self.zone.name()});
        let members = [
            ("summary", self.summary.as_str().into()),
            ("description", self.describe("").into()),
            ("start", time(self.time.start)),
            ("end", time(self.time.end)),
            (
                "extendedProperties",
                json!({"private": {APPOINTMENT: self.appointment_id, REVISION: self.revision.to_string()}}),
            ),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// A private event of a minute that takes nobody's time, under an id that no appointment has.
pub(super) fn test_event(id: Uuid, now: DateTime<Utc>) -> Value {
    let time =
        |at: DateTime<Utc>| json!({"dateTime": at.to_rfc3339_opts(SecondsFormat::Secs, true), "timeZone": "UTC"});
    json!({
        "id": format!("fdtest{}", id.simple()), "summary": "Frontdesk test", "visibility": "private", "transparency": "transparent",
        "description": "Frontdesk tests whether it may write into this calendar, and deletes this event at once.",
        "start": time(now), "end": time(now + TimeDelta::minutes(1)),
    })
}

/// The members that [`Event`] reads, as a `fields` parameter.
pub(super) const FIELDS: &str = "id,status,etag,updated,start,end,recurrence,attendees,extendedProperties/private";

/// The last line of what we write; whatever the clinic writes below it, or in place of it, is its own.
const LAST_LINE: &str = "Booked by Frontdesk.";

/// Text as Google's HTML, which shows it as it is. A caller's words can't be taken for our last line, behind which the clinic's own
/// begin: where they say it, its blanks are such as do not break a line.
fn plain_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace(LAST_LINE, &unmarked())
}

/// Our last line as callers may say it. It looks the same and is another text.
fn unmarked() -> String {
    LAST_LINE.replace(' ', "\u{A0}")
}

#[derive(Deserialize)]
struct Resource {
    id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    etag: String,
    updated: Option<DateTime<Utc>>,
    #[serde(default)]
    start: Time,
    #[serde(default)]
    end: Time,
    #[serde(default)]
    recurrence: Vec<Value>,
    #[serde(default)]
    attendees: Vec<Value>,
    #[serde(default)]
    description: String,
    #[serde(default, rename = "extendedProperties")]
    properties: Properties,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Time {
    date: Option<String>,
    #[serde(rename = "dateTime")]
    date_time: Option<DateTime<Utc>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Properties {
    private: Map<String, Value>,
}

impl From<Event> for CalendarEvent {
    /// Google need not say of a tombstone whose it was, so the id tells.
    fn from(event: Event) -> Self {
        Self { appointment_id: appointment_of(&event.id), id: event.id, deleted: event.deleted, time: event.time }
    }
}

impl Event {
    /// Reads a resource; `None` if it is none.
    pub(super) fn read(resource: Value) -> Option<Self> {
        let resource: Resource = serde_json::from_value(resource).ok()?;
        let property = |name| resource.properties.private.get(name).and_then(Value::as_str);
        Some(Self {
            deleted: resource.status == "cancelled",
            time: match (resource.start.date_time, resource.end.date_time) {
                _ if !resource.recurrence.is_empty() => EventTime::Repeating,
                (Some(start), Some(end)) => EventTime::At(Interval { start, end }),
                _ if resource.start.date.is_some() => EventTime::AllDay,
                _ => EventTime::Unknown,
            },
            appointment_id: property(APPOINTMENT).map(str::to_owned),
            revision: property(REVISION).and_then(|text| text.parse().ok()).unwrap_or_default(),
            id: resource.id,
            etag: resource.etag,
            updated: resource.updated,
            attendees: resource.attendees,
            description: resource.description,
        })
    }
}

#[cfg(test)]
mod tests;
