//! What one number is texted by all clinics together.

use frontdesk::domain::texts::TextKind;
use std::time::Duration;

use super::{APPOINTMENT, PATIENT, START, appointment, clinic_with, minutes, write_of};
use crate::support::{Desk, Fate, ORG, OTHER, twilio};

const THEIRS: &str = "0198c0de-0000-7000-8000-0000000000a2";
const ON: [(&str, &str); 2] = [("PUBLIC_URL", super::PUBLIC_URL), ("RATE_LIMITS", "on")];

fn id(number: u32) -> String {
    format!("01a2321e-a980-7000-8000-{number:012x}")
}

/// Two clinics, each with an appointment of the same patient.
async fn two_clinics(changes: &[(&str, &str)]) -> Desk {
    let desk = clinic_with(changes).await;
    desk.send("PUT", "/api/integrations/twilio", &desk.token(Some(OTHER), "admin"), Some(&twilio())).await.expect(200);
    appointment(&desk, THEIRS, OTHER, START);
    desk
}

/// Has the number texted so often by both in turn.
async fn text(desk: &Desk, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let by = if number % 2 == 0 { (ORG, APPOINTMENT) } else { (OTHER, THEIRS) };
        write_of(desk, by, &id(number), TextKind::Change, "It has moved.", PATIENT, 200).await;
    }
    // So many pieces of work are done by one alarm.
    minutes(desk, 4).await;
}

/// Why texts of both were capped.
fn capped(desk: &Desk) -> Vec<String> {
    let select = "SELECT group_concat(detail, ';') FROM messages WHERE status = 'capped'";
    let all = [ORG, OTHER].map(|org| desk.clinics.value(org, select));
    all.iter().filter(|details| *details != "null").flat_map(|details| details.split(';')).map(str::to_owned).collect()
}

#[tokio::test]
async fn twenty_texts_a_day_to_one_number_leave_whichever_clinics_send_them() {
    let desk = two_clinics(&ON).await;
    text(&desk, 0..22).await;
    assert_eq!(desk.vendors.texts.taken().len(), 20);
    let sentence = "This number has had as many texts today as one number gets.";
    assert_eq!(capped(&desk), [sentence, sentence]);
    let counted = desk.sqlite.value("SELECT group_concat(recipient || ' ' || texts) FROM text_recipients");
    assert!(counted.ends_with(" 20") && !counted.contains(&PATIENT[1..]), "a hash is counted: {counted}");
    desk.clock.advance(Duration::from_hours(24));
    appointment(&desk, "0198c0de-0000-7000-8000-0000000000a3", ORG, START + 86_400);
    write_of(
        &desk,
        (ORG, "0198c0de-0000-7000-8000-0000000000a3"),
        &id(30),
        TextKind::Change,
        "It has moved.",
        PATIENT,
        200,
    )
    .await;
    minutes(&desk, 1).await;
    assert_eq!(desk.vendors.texts.taken().len(), 21, "another day");
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM text_recipients"), "1", "and the day before is forgotten");
}

#[tokio::test]
async fn what_twilio_refuses_is_not_counted_and_a_count_that_fails_keeps_no_text() {
    let desk = two_clinics(&ON).await;
    desk.vendors.texts.next([Fate::refused(400, 30006)]);
    text(&desk, 0..1).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM text_recipients"), "0");
    desk.sqlite
        .execute("CREATE TRIGGER refused BEFORE INSERT ON text_recipients BEGIN SELECT RAISE(ABORT, 'not now'); END");
    text(&desk, 2..3).await;
    assert_eq!(desk.vendors.texts.taken().len(), 1);
    assert_eq!(desk.clinics.value(ORG, "SELECT group_concat(status) FROM messages ORDER BY id"), "failed,accepted");
    assert!(desk.log.text().contains("text.not_counted"));
}

#[tokio::test]
async fn where_nothing_is_limited_nothing_is_counted() {
    let desk = two_clinics(&ON[..1]).await;
    text(&desk, 0..22).await;
    assert_eq!(desk.vendors.texts.taken().len(), 22);
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM text_recipients"), "0");
}
