//! What is written of an appointment, and what of an event is kept.

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
        is_erased: false,
    }
}

#[test]
fn the_hour_that_clocks_show_twice_is_told_by_its_offset() {
    for (at, expected) in
        [("2026-11-01T05:30:00Z", "2026-11-01T01:30:00-04:00"), ("2026-11-01T06:30:00Z", "2026-11-01T01:30:00-05:00")]
    {
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
    let day = Event::read(json!({"id": "x", "start": {"date": "2026-12-03"}, "end": {"date": "2026-12-04"}})).unwrap();
    assert_eq!(day.time, EventTime::AllDay);
    let weekly = Event::read(json!({"id": "x", "recurrence": ["RRULE:FREQ=WEEKLY"]})).unwrap();
    assert_eq!(weekly.time, EventTime::Repeating);
    assert!(Event::read(json!({"status": "confirmed"})).is_none());
}
