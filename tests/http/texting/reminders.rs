//! Reminders: written when they are due by the settings and the appointment of that moment, and once for each start.

use chrono::TimeDelta;
use frontdesk::{
    domain::{id::OrgId, texts::TextSettings},
    ports::Clock as _,
    store::{
        self, Expected,
        clinic::outbox::{WorkKind, enqueue},
    },
};
use serde_json::json;

use super::{APPOINTMENT, START, appointment, at, clinic, go_to, minutes};
use crate::support::{Desk, Fate, ORG, OTHER, twilio};

const HOUR: i64 = 3600;

/// How long before an appointment the first clinic's reminder goes out that is set to so many hours.
fn lead(hours: i64) -> i64 {
    hours * HOUR - i64::from(org().spread(60))
}

fn org() -> OrgId {
    ORG.parse().unwrap()
}

const SECOND: &str = "0198c0de-0000-7000-8000-0000000000a2";

fn messaging(hours: Option<u16>) -> TextSettings {
    TextSettings { reminder_hours: hours, ..TextSettings::default() }
}

/// The org's admin sets the messaging document.
async fn set(desk: &Desk, messaging: &TextSettings) {
    desk.admin("PUT", "/api/messaging", &json!(messaging)).await.expect(200);
}

/// A clinic that reminds a day before.
async fn reminding() -> Desk {
    let desk = clinic().await;
    set(&desk, &messaging(Some(24))).await;
    desk
}

fn due(desk: &Desk, id: &str) -> String {
    desk.clinics.value(ORG, &format!("SELECT min(due_at) FROM outbox WHERE kind = 'sms.remind' AND subject = '{id}'"))
}

/// What was texted, in order.
fn bodies(desk: &Desk) -> Vec<String> {
    desk.vendors.texts.taken().iter().map(|text| text.field("Body").to_owned()).collect()
}

#[tokio::test]
async fn a_reminder_goes_out_when_it_is_due_and_once() {
    let desk = reminding().await;
    assert_eq!(due(&desk, APPOINTMENT), (START - lead(24)).to_string());
    go_to(&desk, START - lead(24) - 1);
    desk.sweep().await;
    assert!(bodies(&desk).is_empty(), "before its time");
    go_to(&desk, START - lead(24));
    desk.sweep().await;
    assert_eq!(bodies(&desk).len(), 1, "written and sent in one sweep");
    minutes(&desk, 2).await;
    let [text] = &bodies(&desk)[..] else { panic!("{:?}", bodies(&desk)) };
    for words in ["Downtown Dental Clinic", "Thursday, December 3", "10 AM", "+15550100"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    // Asked for again, by whatever way: the occasion is there already.
    for _ in 0..3 {
        desk.clinics.query(ORG, &enqueue(WorkKind::Remind, APPOINTMENT, desk.clock.now()));
        minutes(&desk, 2).await;
    }
    assert_eq!(bodies(&desk).len(), 1);
    assert_eq!(desk.clinics.value(ORG, "SELECT group_concat(status) FROM messages"), "accepted");
}

/// The work is there from an earlier state of things; what it does depends on how they are now.
#[tokio::test]
async fn what_is_not_to_be_reminded_of_is_not() {
    let off = TextSettings {
        reminder: frontdesk::domain::texts::TextKindSettings { enabled: false, ..Default::default() },
        ..messaging(Some(24))
    };
    let cancel = format!("UPDATE appointments SET status = 'cancelled' WHERE id = '{APPOINTMENT}'");
    let without = format!("UPDATE appointments SET phone = NULL WHERE id = '{APPOINTMENT}'");
    let gone = format!("DELETE FROM appointments WHERE id = '{APPOINTMENT}'");
    for what in ["cancelled", "no number", "no appointment", "switched off", "no hours"] {
        let desk = reminding().await;
        match what {
            "cancelled" => desk.clinics.execute(ORG, &cancel),
            "no number" => desk.clinics.execute(ORG, &without),
            "no appointment" => desk.clinics.execute(ORG, &gone),
            "switched off" => set(&desk, &off).await,
            _ => set(&desk, &messaging(None)).await,
        }
        go_to(&desk, START - lead(24));
        minutes(&desk, 3).await;
        assert!(bodies(&desk).is_empty(), "{what}");
        assert_eq!(due(&desk, APPOINTMENT), "null", "{what}");
    }
}

/// A clinic that is suspended may be served again in time, and its patients are reminded then. Of one that is closed nobody is.
#[tokio::test]
async fn reminders_wait_while_a_clinic_is_suspended() {
    for (status, again, sent) in [("suspended", true, 1), ("suspended", false, 0), ("closed", true, 0)] {
        let desk = reminding().await;
        desk.sqlite.execute(&format!("UPDATE orgs SET status = '{status}' WHERE id = '{ORG}'"));
        go_to(&desk, START - lead(24));
        minutes(&desk, 20).await;
        assert!(bodies(&desk).is_empty(), "{status}");
        if again {
            desk.sqlite.execute("UPDATE orgs SET status = 'active'");
        }
        go_to(&desk, START - 3600);
        minutes(&desk, 20).await;
        assert_eq!(bodies(&desk).len(), sent, "{status}");
        assert_eq!(desk.log.text().contains("reminder.not_sent"), status == "closed");
    }
}

/// The clinic sees that a patient was not reminded, and why.
#[tokio::test]
async fn a_reminder_is_sent_late_and_reported_once_the_appointment_has_begun() {
    for (moment, sent) in [(START - 60, 1), (START, 0), (START + 60, 0)] {
        let desk = reminding().await;
        go_to(&desk, moment);
        desk.sweep().await;
        desk.sweep().await;
        assert_eq!(bodies(&desk).len(), sent, "{}", moment - START);
        let listed = desk.get("/api/messages").await.expect(200).json();
        let [text] = &listed["items"].as_array().unwrap()[..] else { panic!("{listed}") };
        let status = if sent == 1 { "accepted" } else { "failed" };
        assert_eq!((&text["kind"], &text["status"]), (&json!("reminder"), &json!(status)), "{}", moment - START);
        assert_eq!(text["detail"].as_str().is_some_and(|detail| detail.contains("had begun")), sent == 0, "{text}");
        assert_eq!(desk.log.text().contains("text.too_late"), sent == 0, "{}", moment - START);
        assert_eq!(due(&desk, APPOINTMENT), "null", "nothing is left to do");
    }
}

/// Appointments begin at full hours, and no two clinics need remind in the same second.
#[tokio::test]
async fn reminders_of_the_full_hour_are_spread_over_the_clinics() {
    let (start, now) = (at(START), at(START - 48 * HOUR));
    let late = |org: &str| {
        let due = messaging(Some(24)).reminder_due(org.parse().unwrap(), start, now).unwrap();
        (due - start).num_seconds() + 24 * HOUR
    };
    assert_eq!((late(ORG), late(OTHER)), (12, 55));
    // What is stored at booking, what another setting makes of it and when it is looked at again are one moment.
    let desk = reminding().await;
    assert_eq!(due(&desk, APPOINTMENT), (START - 24 * HOUR + 12).to_string());
    desk.clinics.execute(ORG, &format!("UPDATE outbox SET due_at = {START} - 24 * 3600 WHERE kind = 'sms.remind'"));
    go_to(&desk, START - 24 * HOUR);
    desk.sweep().await;
    assert_eq!((due(&desk, APPOINTMENT), bodies(&desk).len()), ((START - 24 * HOUR + 12).to_string(), 0));
}

#[tokio::test]
async fn a_reminder_waits_for_credentials_that_work() {
    let desk = reminding().await;
    desk.sqlite.execute("UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'twilio'");
    go_to(&desk, START - lead(24));
    minutes(&desk, 3).await;
    assert_eq!(desk.clinics.value(ORG, "SELECT attempts > 0 FROM outbox WHERE kind = 'sms.remind'"), "1");
    desk.admin("PUT", "/api/integrations/twilio", &twilio()).await.expect(200);
    minutes(&desk, 10).await;
    assert_eq!(bodies(&desk).len(), 1);
    let without = reminding().await;
    without.admin("DELETE", "/api/integrations/twilio", &json!(null)).await.expect(204);
    go_to(&without, START - lead(24));
    minutes(&without, 2).await;
    assert_eq!((due(&without, APPOINTMENT), bodies(&without).len()), ("null".into(), 0));
}

/// Written in time, and held up until the appointment has begun: never sent, and reported.
#[tokio::test]
async fn a_reminder_that_waits_too_long_has_failed() {
    let desk = reminding().await;
    go_to(&desk, START - 30);
    desk.vendors.texts.next([Fate::refused(429, 20429)]);
    desk.sweep().await;
    assert_eq!(desk.clinics.value(ORG, "SELECT status FROM messages"), "queued");
    minutes(&desk, 2).await;
    assert_eq!((desk.clinics.value(ORG, "SELECT status FROM messages"), bodies(&desk).len()), ("failed".into(), 0));
    assert!(desk.log.text().contains("text.too_late"), "{}", desk.log.text());
}

#[tokio::test]
async fn an_appointment_that_moves_is_reminded_of_anew_and_each_start_once() {
    let desk = reminding().await;
    go_to(&desk, START - lead(24));
    minutes(&desk, 2).await;
    let moved = START + 48 * HOUR;
    for start in [moved, START, moved] {
        let end = start + 1800;
        desk.clinics.execute(ORG, &format!(
            "UPDATE appointments SET starts_at = {start}, ends_at = {end}, blocked_from = {start}, blocked_until = {end}"
        ));
        let due = messaging(Some(24)).reminder_due(org(), at(start), desk.clock.now());
        assert_eq!(due.is_some(), start == moved, "the old start's moment is over");
        if let Some(due) = due {
            desk.clinics.query(ORG, &enqueue(WorkKind::Remind, APPOINTMENT, due));
        }
        desk.sweep().await;
    }
    assert_eq!(bodies(&desk).len(), 1);
    go_to(&desk, moved - lead(24));
    minutes(&desk, 3).await;
    let bodies = bodies(&desk);
    assert_eq!(bodies.len(), 2);
    assert!(bodies[1].contains("Saturday, December 5"), "{bodies:?}");
}

/// On 14 March 2027 clocks in New York go forward: 24 hours before ten o'clock is nine o'clock the day before.
#[tokio::test]
async fn hours_are_elapsed_time_and_the_text_says_what_clocks_will_show() {
    let desk = clinic().await;
    let start = at(1_805_032_800); // 2027-03-14T14:00:00Z
    appointment(&desk, SECOND, ORG, start.timestamp());
    set(&desk, &messaging(Some(24))).await;
    desk.clinics.execute(ORG, &format!("DELETE FROM outbox WHERE subject = '{APPOINTMENT}'"));
    assert_eq!(due(&desk, SECOND), (start.timestamp() - lead(24)).to_string());
    assert_eq!((start - TimeDelta::hours(24)).to_rfc3339(), "2027-03-13T14:00:00+00:00");
    go_to(&desk, start.timestamp() - lead(24));
    minutes(&desk, 2).await;
    assert!(bodies(&desk)[0].contains("Sunday, March 14 at 10 AM"), "{:?}", bodies(&desk));
}

#[tokio::test]
async fn a_changed_setting_moves_the_reminders_that_are_to_come() {
    let desk = reminding().await;
    appointment(&desk, SECOND, ORG, START + 100 * HOUR);
    appointment(&desk, "0198c0de-0000-7000-8000-0000000000c1", OTHER, START + 100 * HOUR);
    for (hours, first, second) in [(2, START - lead(2), 2), (49, START - lead(2), 49), (24, START - lead(24), 24)] {
        // 49 hours before the start are over: the reminder keeps its moment instead of going out at once.
        set(&desk, &messaging(Some(hours))).await;
        assert_eq!(due(&desk, APPOINTMENT), first.to_string(), "{hours}");
        assert_eq!(due(&desk, SECOND), (START + 100 * HOUR - lead(second)).to_string(), "{hours}");
    }
    assert_eq!(
        desk.clinics.value(ORG, "SELECT count(*) FROM outbox WHERE kind = 'sms.remind'"),
        "2",
        "another org's is left alone"
    );
}

/// The moment that is stored counts less than the settings of the moment when it comes.
#[tokio::test]
async fn a_reminder_that_is_early_by_present_settings_waits() {
    let desk = reminding().await;
    let earlier =
        store::text_settings::put(ORG.parse().unwrap(), &messaging(Some(2)), desk.clock.now(), Expected::Anything)
            .unwrap();
    store::run_one(desk.sqlite.as_ref(), earlier).await.unwrap();
    go_to(&desk, START - lead(24));
    desk.sweep().await;
    assert_eq!((due(&desk, APPOINTMENT), bodies(&desk).len()), ((START - lead(2)).to_string(), 0));
}

#[tokio::test]
async fn what_was_reminded_of_is_not_scheduled_again() {
    let desk = reminding().await;
    go_to(&desk, START - lead(24));
    minutes(&desk, 2).await;
    set(&desk, &messaging(Some(2))).await;
    assert_eq!(due(&desk, APPOINTMENT), "null");
}

/// Somebody who asks for a reminder on the phone gets the automatic one besides.
#[tokio::test]
async fn a_reminder_that_was_asked_for_does_not_take_the_place_of_the_automatic_one() {
    let desk = reminding().await;
    desk.tool("sms/send", ("call", "t1"), super::PATIENT, &json!({"kind": "reminder"})).await;
    assert_eq!(bodies(&desk).len(), 1);
    set(&desk, &messaging(Some(2))).await;
    assert_eq!(due(&desk, APPOINTMENT), (START - lead(2)).to_string());
    go_to(&desk, START - lead(2));
    desk.sweep().await;
    assert_eq!(bodies(&desk).len(), 2);
}

#[test]
fn the_moment_of_a_reminder() {
    let (start, now) = (at(START), at(START - lead(10)));
    assert_eq!(messaging(Some(2)).reminder_due(org(), start, now), Some(at(START - lead(2))));
    for (hours, why) in [(Some(24), "over"), (Some(10), "now"), (None, "switched off")] {
        assert_eq!(messaging(hours).reminder_due(org(), start, now), None, "{why}");
    }
    let mut off = messaging(Some(2));
    off.reminder.enabled = false;
    assert_eq!(off.reminder_due(org(), start, now), None);
}

#[tokio::test]
async fn a_clinic_without_a_number_reminds_without_one() {
    let desk = reminding().await;
    desk.sqlite.execute("UPDATE phone_number_mapping SET is_active = 0");
    go_to(&desk, START - lead(24));
    minutes(&desk, 2).await;
    assert!(bodies(&desk)[0].ends_with("call us."), "{:?}", bodies(&desk));
}
