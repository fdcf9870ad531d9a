//! The clinic's own calendar becomes another one, and what was booked before keeps its time.

use frontdesk::{
    domain::{caller::Caller, schedule::Interval},
    store::clinic::appointments::{CalendarDay, is_full},
};

use super::*;
use crate::support::{OTHER, Reply};

/// The clinic's calendar from then on.
const CHAIR: &str = "chair@clinic.example";
const CY: &str = "+15550166";

/// How the clinic gets another calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is chosen from the list.
    Chosen,
    /// The integration is stored again with it.
    Stored,
    /// Another account is connected, which does not see the former calendar.
    OtherAccount,
}

const WAYS: [Way; 3] = [Way::Chosen, Way::Stored, Way::OtherAccount];

async fn change(desk: &Desk, way: Way) {
    if way == Way::Chosen {
        let page = Reply::Json(200, json!({"items": [{"id": CHAIR, "summary": "Chair"}]}));
        desk.vendors.calendar_lists.lock().unwrap().push_back(page);
        let chosen = json!({"calendar_id": CHAIR});
        desk.admin("PUT", "/api/integrations/google/calendar", &chosen).await.expect(200);
        return;
    }
    let mut token = "canary-refresh-token";
    if way == Way::OtherAccount {
        desk.vendors.events.hidden.lock().unwrap().push(CALENDAR.into());
        token = "canary-refresh-token-of-another";
    }
    let account = json!({"calendar_id": CHAIR, "refresh_token": token});
    desk.admin("PUT", "/api/integrations/google", &account).await.expect(200);
}

/// One in which Ann has booked half past nine.
async fn clinic(changes: &[(&str, Value)]) -> Desk {
    let desk = Desk::with_clinic().await;
    rules(&desk, changes).await;
    ann_books(&desk, NINE_THIRTY).await;
    desk
}

fn calendar_of(desk: &Desk, name: &str) -> String {
    let select = format!("SELECT calendar_id FROM appointments WHERE status = 'confirmed' AND patient_name = '{name}'");
    desk.clinics.value(ORG, &select)
}

/// Which starts from 9 to 11 Bob hears, and which he can hold. One hold takes the place of the other.
async fn openings(desk: &Desk) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut found = (Vec::new(), Vec::new());
    let listed =
        desk.tool("calendar/check", ("bob", "c"), BOB, &wanted_on("2026-12-03", "between 09:00 and 11:00")).await;
    for start in ["2026-12-03T09:00", NINE_THIRTY, TEN, "2026-12-03T10:30"] {
        if listed.contains(start) {
            found.0.push(start);
        }
        let held = desk.tool(HOLD, ("bob", start), BOB, &json!({ "start": start })).await;
        if held.contains("Held for the caller") {
            found.1.push(start);
        }
    }
    found
}

// bug class 1, bug class 3, I4
#[tokio::test]
async fn a_time_that_was_booked_or_held_before_is_neither_offered_nor_had() {
    for way in WAYS {
        let desk = clinic(&[]).await;
        says(&desk.tool(HOLD, ("cy", "t1"), CY, &json!({"start": TEN})).await, "Held for the caller");
        change(&desk, way).await;
        let free = vec!["2026-12-03T09:00", "2026-12-03T10:30"];
        assert_eq!(openings(&desk).await, (free.clone(), free), "{way:?}");
        for (id, start) in [("t1", NINE_THIRTY), ("t2", TEN)] {
            says(&bob_books(&desk, id, start).await, "is not free");
        }
        let of_staff = json!({"start": NINE_THIRTY, "patient_name": "Dee Fox", "phone": BOB});
        desk.admin("POST", "/api/appointments", &of_staff).await.expect(409);
        says(&bob_books(&desk, "t3", "2026-12-03T10:30").await, "is booked");
        assert_eq!(calendar_of(&desk, "Bob Ray"), CHAIR, "{way:?}");
        // Whoever holds a time has it, and what ends frees it.
        says(&desk.tool(BOOK, ("cy", "t2"), CY, &order(TEN, "Cy Day")).await, "is booked");
        says(&desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await, "is cancelled");
        says(&bob_books(&desk, "t4", NINE_THIRTY).await, "is booked");
        if way != Way::OtherAccount {
            comes_to_rest(&desk).await;
        }
    }
}

// bug class 9
#[tokio::test]
async fn what_was_booked_before_counts_towards_the_cap() {
    for way in WAYS {
        let desk = clinic(&[("daily_cap", json!(1))]).await;
        change(&desk, way).await;
        assert_eq!(openings(&desk).await, (vec![], vec![]), "{way:?}");
        says(&bob_books(&desk, "t1", TEN).await, "takes no more appointments on Thursday");
    }
}

/// The transaction that writes counts as the list does, though nothing comes between the two at present.
#[tokio::test]
async fn the_write_counts_what_was_booked_before() {
    let desk = clinic(&[]).await;
    let day = Interval { start: "2026-12-03T05:00:00Z".parse().unwrap(), end: "2026-12-04T05:00:00Z".parse().unwrap() };
    for (calendar_id, practitioner_id, expected) in
        [(CHAIR, None, true), (CALENDAR, Some("somebody"), true), (CHAIR, Some("somebody"), false)]
    {
        let on = CalendarDay { calendar_id, practitioner_id, day, cap: Some(1) };
        let (nobody, now) = (Caller::default(), day.start);
        let is_full = desk.clinics.transact(ORG, |transaction| is_full(transaction, on, &nobody, None, now)).unwrap();
        assert_eq!(is_full, expected, "{calendar_id} {practitioner_id:?}");
    }
}

/// The cap of a practitioner counts by practitioner too.
#[tokio::test]
async fn a_practitioners_day_stays_full_in_another_calendar() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("daily_cap", json!(1))]).await;
    hire(&desk, &["Dr. Kim"]).await;
    ann_books(&desk, NINE_THIRTY).await;
    let id = desk.sqlite.value("SELECT id FROM practitioners");
    desk.admin("PATCH", &format!("/api/practitioners/{id}"), &json!({"calendar_id": CHAIR})).await.expect(200);
    assert_eq!(openings(&desk).await, (vec![], vec![]));
    says(&bob_books(&desk, "t1", TEN).await, "takes no more appointments on Thursday");
}

// bug class 11, I2
#[tokio::test]
async fn whoever_asks_again_hears_what_they_would_have_heard_before() {
    let requests = [
        (("ann", "t1"), order(NINE_THIRTY, "Ann Lee")),
        (("ann", "t2"), order(NINE_THIRTY, "Ann Lee")),
        (("ann", "t3"), order(NINE_THIRTY, "Annie Lee")),
        (("ann", "t4"), order(NINE_THIRTY, "Tom Lee")),
        (("later", "t1"), order(NINE_THIRTY, "Annie Lee")),
        (("later", "t2"), order(NINE_THIRTY, "Tom Lee")),
    ];
    let hears = async |way: Option<Way>| {
        let desk = clinic(&[]).await;
        if let Some(way) = way {
            change(&desk, way).await;
        }
        let mut heard = Vec::new();
        for (id, order) in &requests {
            heard.push(desk.tool(BOOK, *id, ANN, order).await);
        }
        (heard, book(&desk))
    };
    let unchanged = hears(None).await;
    for way in [Way::Chosen, Way::Stored] {
        assert_eq!(hears(Some(way)).await, unchanged, "{way:?}");
    }
}

// bug class 17, bug class 19
#[tokio::test]
async fn a_move_brings_it_to_the_new_calendar_and_meets_what_is_there() {
    for way in [Way::Chosen, Way::Stored] {
        let desk = clinic(&[("step_minutes", json!(15))]).await;
        change(&desk, way).await;
        says(&bob_books(&desk, "t1", TEN).await, "is booked");
        says(&desk.tool(MOVE, ("ann", "t2"), ANN, &json!({"new_start": "2026-12-03T09:45"})).await, "is not free");
        // A little earlier, over its own time in the former calendar.
        says(&desk.tool(MOVE, ("ann", "t3"), ANN, &json!({"new_start": "2026-12-03T09:15"})).await, "has moved");
        assert_eq!(calendar_of(&desk, "Ann Lee"), CHAIR);
        comes_to_rest(&desk).await;
        assert_eq!((desk.vendors.events.live(CALENDAR).len(), desk.vendors.events.live(CHAIR).len()), (0, 2));
    }
}

/// A person drags the event in the former calendar, which is still followed.
#[tokio::test]
async fn a_move_in_the_former_calendar_meets_what_is_in_the_new_one() {
    let desk = clinic(&[]).await;
    change(&desk, Way::Chosen).await;
    says(&bob_books(&desk, "t1", TEN).await, "is booked");
    let event = desk.vendors.events.live(CALENDAR).pop().unwrap();
    let drag = async |from: &str, to: &str| {
        let time = |time: &str| format!("2026-12-03T{time}:00-05:00");
        desk.vendors.events.move_to(CALENDAR, &event, &time(from), &time(to));
        desk.clock.advance(Duration::from_mins(4));
        desk.sweep().await;
    };
    drag("10:00", "10:30").await;
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee", "2026-12-03T10:00 confirmed Bob Ray"]);
    assert_eq!(count(&desk, "audit WHERE action = 'appointment.move_refused'"), 1);
    drag("11:00", "11:30").await;
    assert_eq!(book(&desk), ["2026-12-03T10:00 confirmed Bob Ray", "2026-12-03T11:00 confirmed Ann Lee"]);
}

#[tokio::test]
async fn a_clinic_with_practitioners_notices_nothing() {
    let hears = async |way: Option<Way>| {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        ann_books(&desk, NINE_THIRTY).await;
        if let Some(way) = way {
            change(&desk, way).await;
        }
        let mut heard = vec![openings(&desk).await.0.join(" ")];
        for (id, start) in [("t1", NINE_THIRTY), ("t2", TEN)] {
            heard.push(bob_books(&desk, id, start).await);
        }
        says(&heard[1], "with Dr. Roe");
        says(&desk.tool(BOOK, ("cy", "t1"), CY, &order(NINE_THIRTY, "Cy Day")).await, "is not free");
        comes_to_rest(&desk).await;
        heard
    };
    let unchanged = hears(None).await;
    for way in WAYS {
        assert_eq!(hears(Some(way)).await, unchanged, "{way:?}");
    }
}

#[tokio::test]
async fn another_clinic_is_not_in_the_way() {
    let desk = clinic(&[]).await;
    // At ten.
    desk.insert(&Row { org: OTHER, calendar: CHAIR.into(), ..Row::new(1, 1_796_310_000) });
    change(&desk, Way::Chosen).await;
    assert_eq!(openings(&desk).await.0, ["2026-12-03T09:00", TEN, "2026-12-03T10:30"]);
}

// bug class 18, I9
#[tokio::test]
async fn an_event_that_the_new_account_does_not_see_is_not_taken_for_deleted() {
    let desk = clinic(&[]).await;
    change(&desk, Way::OtherAccount).await;
    says(&desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await, "is cancelled");
    assert_eq!(desk.vendors.events.live(CALENDAR).len(), 1, "nobody deletes it in a calendar that is not shared");
    says(&outbox(&desk), "event.sync 1 dead: Google knows no such calendar for this account.");
    let attention = desk.get("/api/attention").await.expect(200).json();
    assert!(attention["items"].to_string().contains("work_given_up"), "{attention}");
    // Shared with the account, and the account connected again.
    desk.vendors.events.hidden.lock().unwrap().clear();
    let account = json!({"calendar_id": CHAIR, "refresh_token": "canary-refresh-token-of-another"});
    desk.admin("PUT", "/api/integrations/google", &account).await.expect(200);
    comes_to_rest(&desk).await;
    assert_eq!(desk.vendors.events.live(CALENDAR), [""; 0]);
}

/// So is one that a move has left behind.
#[tokio::test]
async fn an_event_that_was_left_behind_out_of_sight_is_not_taken_for_deleted() {
    let desk = clinic(&[]).await;
    change(&desk, Way::OtherAccount).await;
    says(&desk.tool(MOVE, ("ann", "t2"), ANN, &json!({"new_start": TEN})).await, "has moved");
    desk.sweep().await;
    says(&outbox(&desk), "event.delete 1 dead: Google knows no such calendar for this account.");
    assert_eq!((desk.vendors.events.live(CALENDAR).len(), desk.vendors.events.live(CHAIR).len()), (1, 1));
}
