//! A caller finds every appointment of theirs, however many there are, and hears no name that is not theirs to know.

use super::*;
use crate::support::Visit;

const SEND: &str = "sms/send";

/// Ann's number has so many appointments, one each morning from December 7 on, the last one under a name of its own.
fn many(desk: &Desk, count: u32) {
    for day in 0..count {
        let start: DateTime<Utc> = "2026-12-07T14:30:00Z".parse().unwrap();
        Visit::booked(desk, day + 1, &(start + chrono::TimeDelta::days(day.into())).to_rfc3339());
    }
    desk.clinics.execute(ORG, "UPDATE appointments SET source = 'admin'");
    desk.clinics.execute(
        ORG,
        "UPDATE appointments SET patient_name = 'Zoe Last' WHERE starts_at = (SELECT max(starts_at) FROM appointments)",
    );
}

/// The last of 21, of a full page, of one more, and of many pages.
#[tokio::test]
async fn the_last_of_many_is_found_by_day_and_by_name() {
    for (count, last) in
        [(21, "2026-12-27T09:30"), (50, "2027-01-25T09:30"), (51, "2027-01-26T09:30"), (130, "2027-04-15T10:30")]
    {
        let desk = Desk::with_clinic().await;
        many(&desk, count);
        for arguments in [json!({"date": last}), json!({"date": &last[..10]}), json!({"name": "zoe"})] {
            let found = desk.tool(FIND, ("ann", "t1"), ANN, &arguments).await;
            says(&found, "one appointment: ");
            says(&found, &format!("(start {last})"));
        }
        let all = desk.tool(FIND, ("ann", "t2"), ANN, &json!({})).await;
        says(&all, &format!("{count} appointments, the next of them"));
        assert!(all.len() < 500, "{all}");
        says(&desk.tool(CANCEL, ("ann", "t3"), ANN, &json!({"name": "zoe"})).await, "is cancelled");
        assert_eq!(count_of_zoe(&desk), 0);
    }
}

fn count_of_zoe(desk: &Desk) -> u32 {
    count(desk, "appointments WHERE patient_name = 'Zoe Last' AND status = 'confirmed'")
}

/// A day is asked for in the zone in which the appointment was booked, at whichever end of the earth.
#[tokio::test]
async fn a_day_is_that_of_the_appointments_own_zone() {
    for (zone, start) in [
        ("Pacific/Kiritimati", "2026-12-08T10:30:00Z"),
        ("Pacific/Kiritimati", "2026-12-09T09:30:00Z"),
        ("Etc/GMT+12", "2026-12-09T12:30:00Z"),
        ("Etc/GMT+12", "2026-12-10T11:30:00Z"),
    ] {
        let desk = Desk::with_clinic().await;
        Visit::booked(&desk, 1, start);
        desk.clinics.execute(ORG, &format!("UPDATE appointments SET zone = '{zone}'"));
        let found = desk.tool(FIND, ("ann", "t1"), ANN, &json!({"date": "2026-12-09"})).await;
        says(&found, "one appointment: Wednesday, December 9");
    }
}

/// A request that comes again in a call under a new id is known, however much was done in between.
#[tokio::test]
async fn what_a_call_did_first_is_still_known_after_much_else() {
    let desk = Desk::with_clinic().await;
    many(&desk, 24);
    let first = json!({"date": "2026-12-07"});
    let said = desk.tool(CANCEL, ("ann", "first"), ANN, &first).await;
    says(&said, "is cancelled");
    for day in 8..31 {
        let arguments = json!({"date": format!("2026-12-{day:02}")});
        says(&desk.tool(CANCEL, ("ann", &format!("t{day}")), ANN, &arguments).await, "is cancelled");
    }
    assert_eq!(desk.tool(CANCEL, ("ann", "again"), ANN, &first).await, said);
}

/// Bob's call books for Cy and says that Ann's number is to be texted.
async fn bob_books_under_anns_number(desk: &Desk, caller: &str, id: &str, start: &str) {
    let order = wanted(start, "Cy Secret", &[("phone", ANN)]);
    says(&desk.tool(BOOK, (id, "t1"), caller, &order).await, "under the name Cy Secret");
}

#[tokio::test]
async fn a_name_that_another_number_gave_is_not_told() {
    for caller in [BOB, "anonymous"] {
        let desk = Desk::with_clinic().await;
        bob_books_under_anns_number(&desk, caller, "bob", NINE_THIRTY).await;
        bob_books_under_anns_number(&desk, caller, "bob2", TEN).await;
        let at = json!({"date": NINE_THIRTY});
        let heard = [
            desk.tool(FIND, ("ann", "t1"), ANN, &json!({})).await,
            desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await,
            desk.tool(SEND, ("ann", "t3"), ANN, &at).await,
            desk.tool(MOVE, ("ann", "t4"), ANN, &json!({"date": TEN, "new_start": TEN})).await,
            desk.tool(MOVE, ("ann", "t5"), ANN, &json!({"date": TEN, "new_start": "2026-12-03T11:00"})).await,
            desk.tool(BOOK, ("ann", "t6"), ANN, &order(NINE_THIRTY, "Ann Lee")).await,
            desk.tool(CANCEL, ("ann", "t7"), ANN, &at).await,
            desk.tool(CANCEL, ("ann", "t7"), ANN, &at).await,
            desk.tool(CANCEL, ("ann", "t8"), ANN, &at).await,
        ];
        let words = ["2 appointments", "which one to cancel", "text", "at that time already", "has moved from"];
        for (said, words) in heard.iter().zip(words) {
            says(said, words);
        }
        assert!(heard[7].contains("is cancelled") && heard[7] == heard[6] && heard[8] == heard[6], "{heard:?}");
        assert!(heard.iter().all(|said| !said.contains("Secret") && !said.contains("Cy")), "{heard:?}");
    }
}

/// Those who gave the name hear it: the number that booked, and the clinic's own bookings under the caller's number.
#[tokio::test]
async fn a_name_that_is_theirs_is_told() {
    let desk = Desk::with_clinic().await;
    bob_books_under_anns_number(&desk, BOB, "bob", NINE_THIRTY).await;
    says(&desk.tool(FIND, ("bob2", "t1"), BOB, &json!({})).await, "under the name Cy Secret");
    let at_the_desk = json!({"start": TEN, "patient_name": "Ann Lee", "phone": ANN});
    desk.admin("POST", "/api/appointments", &at_the_desk).await.expect(201);
    let found = desk.tool(FIND, ("ann", "t1"), ANN, &json!({})).await;
    assert!(found.contains("2 appointments") && found.contains("Ann Lee") && !found.contains("Cy"), "{found}");
}
