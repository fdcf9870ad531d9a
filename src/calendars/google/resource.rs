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
        if let Some(email) = self.attendee.as_ref().filter(|email| !invited(email)) {
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(at: &str) -> Draft {
        let start: DateTime<Utc> = at.parse().unwrap();
        Draft {
            id: "fd00r1".into(),
            summary: "Ada".into(),
            description: String::new(),
            time: Interval { start, end: start + chrono::TimeDelta::minutes(30) },
            zone: "America/New_York".parse().unwrap(),
            attendee: Some("ada@example.com".into()),
            appointment_id: "a-1".into(),
            revision: 2,
            words_only: false,
        }
    }

    #[test]
    fn the_hour_that_clocks_show_twice_is_told_by_its_offset() {
        for (at, expected) in [
            ("2026-11-01T05:30:00Z", "2026-11-01T01:30:00-04:00"),
            ("2026-11-01T06:30:00Z", "2026-11-01T01:30:00-05:00"),
        ] {
            assert_eq!(draft(at).to_insert()["start"], json!({"dateTime": expected, "timeZone": "America/New_York"}));
        }
    }

    /// What a patch writes below an event in which this stood.
    fn described(own: &str, found: &str) -> String {
        let found = Event::read(json!({"id": "fd00r1", "description": found})).unwrap();
        let draft = Draft { description: plain_text(own), ..draft("2026-12-03T15:00:00Z") };
        draft.to_patch(&found)["description"].as_str().unwrap().to_owned()
    }

    #[test]
    fn words_are_shown_as_they_were_said() {
        for (own, shown) in [
            ("Notes: <b>x</b> & y", "Notes: &lt;b&gt;x&lt;/b&gt; &amp; y"),
            ("Notes: &lt;script&gt;", "Notes: &amp;lt;script&amp;gt;"),
            ("Notes: 3 < 4, O'Brien \"x\"", "Notes: 3 &lt; 4, O'Brien \"x\""),
            ("Notes: Booked by Frontdesk. Bring gold.", "Notes: Booked\u{A0}by\u{A0}Frontdesk. Bring gold."),
        ] {
            assert_eq!(described(own, ""), format!("{shown}\n{LAST_LINE}"), "{own}");
        }
    }

    proptest! {
        /// Whatever a caller says and the clinic writes: the clinic's words stay, once, and nothing of the caller's becomes a tag.
        #[test]
        fn what_the_clinic_wrote_stays_whatever_was_said(
            said in "([<>&;a-z.\n]|Booked by Frontdesk\\.|</?b>|&lt;){0,12}",
            then in "([<>&;a-z.\n]|Booked by Frontdesk\\.){0,12}",
            below in "(<br>|\n)[ -~]{0,40}",
        ) {
            let first = format!("{}{below}", described(&said, ""));
            let second = described(&then, &first);
            prop_assert!(second.ends_with(&format!("{LAST_LINE}{below}")), "{}", second);
            let (own, kept) = second.split_once(LAST_LINE).unwrap();
            prop_assert_eq!(kept, below);
            prop_assert!(!own.contains(['<', '>']), "{}", own);
            let shown = own.trim_end_matches('\n').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let said = then.replace(LAST_LINE, &unmarked());
            prop_assert_eq!(shown, said.trim_end_matches('\n'));
            prop_assert_eq!(described(&then, &second), second, "once more changes nothing");
        }
    }

    #[test]
    fn a_patch_keeps_who_else_was_invited() {
        let found = |attendees: Value| Event::read(json!({"id": "fd00r1", "attendees": attendees})).unwrap();
        let patched = |attendees| draft("2026-12-03T15:00:00Z").to_patch(&found(attendees))["attendees"].clone();
        let other = json!({"email": "colleague@example.com", "responseStatus": "accepted"});
        assert_eq!(patched(json!([other])), json!([other, {"email": "ada@example.com"}]));
        assert_eq!(patched(json!([{"email": "ada@example.com", "responseStatus": "declined"}])), Value::Null);
    }

    #[test]
    fn what_google_leaves_out_is_no_failure() {
        let bare = Event::read(json!({"id": "fd00r1", "status": "cancelled"})).unwrap();
        assert!(bare.deleted && bare.time == EventTime::Unknown && bare.appointment_id.is_none());
        let day =
            Event::read(json!({"id": "x", "start": {"date": "2026-12-03"}, "end": {"date": "2026-12-04"}})).unwrap();
        assert_eq!(day.time, EventTime::AllDay);
        let weekly = Event::read(json!({"id": "x", "recurrence": ["RRULE:FREQ=WEEKLY"]})).unwrap();
        assert_eq!(weekly.time, EventTime::Repeating);
        assert!(Event::read(json!({"status": "confirmed"})).is_none());
    }
}
