//! Texts: what becomes of one as it is written, and what the clinic sees of it.

use chrono::{DateTime, Utc};
use frontdesk::{
    domain::{
        phone::PhoneNumber,
        schedule::Interval,
        texts::{TemplateFields, TextContent, TextKind, TextSettings},
    },
    language::Language,
    store::clinic::{
        appointments,
        texts::{self, NewText, WrittenText},
    },
};
use serde_json::json;

use crate::support::{Desk, ORG, OTHER};

const MESSAGES: &str = "/api/messages";
const PATIENT: &str = "+15550188";
const APPOINTMENT: &str = "0198c0de-0000-7000-8000-0000000000a1";
const THEIRS: &str = "0198c0de-0000-7000-8000-0000000000b1";

/// An appointment of an org, as booking leaves it.
fn book(desk: &Desk, org: &str, id: &str) {
    desk.clinics.execute(
        org,
        &format!(
        "INSERT INTO appointments (id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, change_id)
         VALUES ('{id}', 'front', 'confirmed', 1796221800, 1796223600, 1796221800, 1796223600, 'change-1')"
    ),
    );
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A text that is written now, for the first clinic's appointment.
struct Draft<'a> {
    org: &'a str,
    appointment: &'a str,
    to: &'a str,
    cap: u32,
}

const DRAFT: Draft<'static> = Draft { org: ORG, appointment: APPOINTMENT, to: PATIENT, cap: 200 };

/// Writes a text for an occasion.
fn write(desk: &Desk, draft: &Draft<'_>, occasion: u32) -> Option<WrittenText> {
    let text = TextSettings::default()
        .text(TextKind::Confirmation, &TemplateFields::sample("Oak"), Language::English.text_wording())
        .unwrap();
    let appointment = desk.clinics.query(draft.org, &appointments::by_id(draft.appointment));
    let appointment = appointments::one(appointment).unwrap().unwrap();
    let (id, to) = (format!("01a2321e-a980-7000-8000-{occasion:012}"), PhoneNumber::parse(draft.to).unwrap());
    let message = NewText {
        id: &id,
        kind: TextKind::Confirmation.into(),
        occasion: &format!("{}:{occasion}", appointment.id),
        starts_at: Some(appointment.starts_at),
        to: &to,
        text: &TextContent { body: format!("Text {occasion}"), ..text },
        day: Interval { start: instant("2026-12-01T05:00:00Z"), end: instant("2026-12-02T05:00:00Z") },
        daily_cap: Some(draft.cap),
        number_cap: None,
        month_segments: None,
        prefix_cap: None,
        now: DateTime::from_timestamp(desk.clock.seconds(), 0).unwrap(),
    };
    desk.clinics.transact(draft.org, |transaction| texts::insert(transaction, &message)).unwrap()
}

fn status(desk: &Desk, draft: &Draft<'_>, occasion: u32) -> String {
    write(desk, draft, occasion).unwrap().status.as_str().to_owned()
}

async fn bodies(desk: &Desk, query: &str) -> Vec<String> {
    let page = desk.get(&format!("{MESSAGES}{query}")).await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["body"].as_str().unwrap().to_owned()).collect()
}

/// A clinic and its neighbour with one appointment each.
async fn two_clinics() -> Desk {
    let desk = Desk::with_clinic().await;
    book(&desk, ORG, APPOINTMENT);
    book(&desk, OTHER, THEIRS);
    desk
}

#[tokio::test]
async fn a_number_that_opted_out_of_one_clinics_texts_is_not_texted_by_it() {
    let desk = two_clinics().await;
    for (org, number, source) in [(ORG, PATIENT, "inbound"), (OTHER, "+15550199", "twilio")] {
        let opt_out = format!("INSERT INTO opt_outs (number, source) VALUES ('{number}', '{source}')");
        desk.clinics.execute(org, &opt_out);
    }
    assert_eq!(status(&desk, &DRAFT, 1), "suppressed");
    assert_eq!(status(&desk, &Draft { to: "+15550199", ..DRAFT }, 2), "queued");
    let theirs = Draft { org: OTHER, appointment: THEIRS, ..DRAFT };
    assert_eq!(status(&desk, &theirs, 3), "queued");
}

#[tokio::test]
async fn a_day_has_so_many_texts_and_those_that_do_not_leave_do_not_count() {
    let desk = two_clinics().await;
    let draft = Draft { cap: 2, ..DRAFT };
    let theirs = Draft { org: OTHER, appointment: THEIRS, ..draft };
    assert_eq!(status(&desk, &theirs, 11), "queued");
    assert_eq!(status(&desk, &theirs, 12), "queued");
    assert_eq!(status(&desk, &theirs, 13), "capped");
    assert_eq!(status(&desk, &draft, 1), "queued");
    assert_eq!(status(&desk, &draft, 2), "queued");
    assert_eq!(status(&desk, &draft, 3), "capped");
    assert_eq!(status(&desk, &Draft { cap: 3, ..DRAFT }, 4), "queued", "a capped text takes nothing from the day");
    desk.clinics.execute(ORG, "UPDATE messages SET status = 'cancelled' WHERE status = 'queued'");
    assert_eq!(status(&desk, &draft, 5), "queued");
    for gone in ["sending", "unknown", "accepted", "delivered", "undelivered", "failed"] {
        desk.clinics.execute(ORG, &format!("UPDATE messages SET status = '{gone}' WHERE occasion LIKE '%:5'"));
        assert_eq!(status(&desk, &Draft { cap: 1, ..DRAFT }, 6), "capped", "{gone}");
        desk.clinics.execute(ORG, "DELETE FROM messages WHERE occasion LIKE '%:6'");
    }
    // The local day is half-open: its first second counts, the first of the next does not.
    for (second, expected) in
        [("2026-12-01T05:00:00Z", "capped"), ("2026-12-02T05:00:00Z", "queued"), ("2026-12-01T04:59:59Z", "queued")]
    {
        let at = instant(second).timestamp();
        desk.clinics.execute(ORG, &format!("UPDATE messages SET created_at = {at}"));
        assert_eq!(status(&desk, &Draft { cap: 1, ..DRAFT }, 7), expected, "{second}");
        desk.clinics.execute(ORG, "DELETE FROM messages WHERE occasion LIKE '%:7'");
    }
    assert_eq!(status(&desk, &Draft { cap: 0, ..DRAFT }, 8), "capped");
}

// bug class 15
#[tokio::test]
async fn an_occasion_has_one_text() {
    let desk = two_clinics().await;
    assert!(write(&desk, &DRAFT, 1).is_some());
    assert_eq!(write(&desk, &DRAFT, 1), None, "a second text for the occasion");
    let theirs = Draft { org: OTHER, appointment: THEIRS, ..DRAFT };
    assert!(write(&desk, &theirs, 1).is_some(), "another clinic has occasions of its own");
    assert_eq!(bodies(&desk, "").await, ["Text 1"]);
}

#[tokio::test]
async fn an_admin_sees_every_text_in_full_and_no_other_clinics() {
    let desk = two_clinics().await;
    status(&desk, &DRAFT, 1);
    desk.clinics.execute(ORG, "UPDATE messages SET status = 'failed', sid = 'SM1', error_code = 30006, detail = 'A landline.', attempted_at = created_at");
    let viewer = desk.token(Some(ORG), "viewer");
    let page = desk.send("GET", MESSAGES, &viewer, None).await.expect(200).json();
    let expected = json!({
        "id": "01a2321e-a980-7000-8000-000000000001", "appointment_id": APPOINTMENT, "inbox_id": null, "kind": "confirmation", "to": PATIENT,
        "body": "Text 1", "encoding": "gsm7", "segments": 1, "status": "failed", "sid": "SM1", "error_code": 30006,
        "detail": "A landline.", "attempted_at": "2026-12-01T15:00:00Z", "created_at": "2026-12-01T15:00:00Z",
        "created_at_local": "2026-12-01T10:00:00-05:00", "updated_at": "2026-12-01T15:00:00Z"});
    assert_eq!(page, json!({"items": [expected], "next_cursor": null}));
    let theirs = desk.send("GET", MESSAGES, &desk.token(Some(OTHER), "admin"), None).await.expect(200).json();
    assert_eq!(theirs["items"], json!([]));
    let theirs = format!("{MESSAGES}?appointment_id={APPOINTMENT}");
    let theirs = desk.send("GET", &theirs, &desk.token(Some(OTHER), "admin"), None).await.expect(200).json();
    assert_eq!(theirs["items"], json!([]));
}

#[tokio::test]
async fn texts_are_listed_by_status_and_appointment_in_pages() {
    let desk = two_clinics().await;
    let second = "0198c0de-0000-7000-8000-0000000000a2";
    desk.clinics.execute(ORG, "UPDATE appointments SET status = 'cancelled'");
    book(&desk, ORG, second);
    for occasion in 1..=5 {
        let appointment = if occasion % 2 == 0 { second } else { APPOINTMENT };
        status(&desk, &Draft { appointment, cap: 3, ..DRAFT }, occasion);
    }
    assert_eq!(bodies(&desk, "").await, ["Text 5", "Text 4", "Text 3", "Text 2", "Text 1"]);
    assert_eq!(bodies(&desk, "?status=capped").await, ["Text 5", "Text 4"]);
    assert_eq!(bodies(&desk, &format!("?appointment_id={}", second.to_uppercase())).await, ["Text 4", "Text 2"]);
    assert_eq!(bodies(&desk, &format!("?appointment_id={second}&status=queued")).await, ["Text 2"]);
    let first = desk.get(&format!("{MESSAGES}?limit=3")).await.expect(200);
    let next = first.json()["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(bodies(&desk, &format!("?limit=3&cursor={next}")).await, ["Text 2", "Text 1"]);
    for (query, field) in [
        ("status=lost", "status"),
        ("status=", "status"),
        ("appointment_id=5", "appointment_id"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("kind=poem", "kind"),
        ("from=tomorrow", "from"),
        ("from=2026-12-02&to=2026-12-01", "to"),
        ("caller=1", "caller"),
    ] {
        desk.get(&format!("{MESSAGES}?{query}")).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn texts_are_listed_by_kind_and_by_when_they_were_written() {
    let desk = two_clinics().await;
    for occasion in 1..=4 {
        status(&desk, &DRAFT, occasion);
    }
    desk.clinics.execute(
        ORG,
        "UPDATE messages SET kind = 'change' WHERE occasion LIKE '%:2';
         UPDATE messages SET created_at = created_at + 30 WHERE occasion LIKE '%:3'",
    );
    assert_eq!(bodies(&desk, "?kind=change").await, ["Text 2"]);
    assert_eq!(bodies(&desk, "?kind=staff").await, [""; 0]);
    assert_eq!(bodies(&desk, "?from=2026-12-01&to=2026-12-01").await.len(), 4);
    assert_eq!(bodies(&desk, "?from=2026-12-01T15:00:30Z").await, ["Text 3"]);
    assert_eq!(bodies(&desk, "?to=2026-12-01T15:00:30Z&limit=2").await, ["Text 4", "Text 2"]);
    let of_one = format!("?appointment_id={APPOINTMENT}&from=2026-12-01T15:00:30Z&kind=confirmation");
    assert_eq!(bodies(&desk, &of_one).await, ["Text 3"]);
    assert_eq!(bodies(&desk, "?from=2026-12-02").await, [""; 0]);
    assert_eq!(bodies(&desk, "?to=9999-12-30").await.len(), 4);
}
