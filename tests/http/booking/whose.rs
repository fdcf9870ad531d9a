//! Which appointment is meant, and that it is the caller's own.

use super::*;

const FRIDAY: &str = "2026-12-04T09:30";

/// Ann has three appointments, two of them on one day.
async fn desk_of_three() -> Desk {
    let desk = Desk::with_clinic().await;
    for (id, start, name) in
        [("t1", NINE_THIRTY, "Ann Lee"), ("t2", "2026-12-03T14:00", "Tom Lee"), ("t3", FRIDAY, "Ann Lee")]
    {
        says(&desk.tool(BOOK, ("before", id), ANN, &order(start, name)).await, "is booked");
    }
    desk
}

#[tokio::test]
async fn one_of_several_is_named_by_day_name_or_start() {
    for (arguments, start) in [
        (json!({"date": "friday"}), FRIDAY),
        (json!({"date": FRIDAY}), FRIDAY),
        (json!({"date": "2026-12-03T14:00"}), "2026-12-03T14:00"),
        (json!({"start": "2026-12-03T14:00"}), "2026-12-03T14:00"),
        (json!({"name": "tom"}), "2026-12-03T14:00"),
        (json!({"name": "TOM LEE"}), "2026-12-03T14:00"),
        (json!({"date": "thursday", "name": "Ann"}), NINE_THIRTY),
        (json!({"date": "thursday 2pm"}), "2026-12-03T14:00"),
    ] {
        for (tool, words) in [(MOVE, "has moved from"), (CANCEL, "is cancelled")] {
            let desk = desk_of_three().await;
            let mut arguments = arguments.clone();
            if tool == MOVE {
                arguments["new_start"] = json!("2026-12-07T09:00");
            }
            says(&desk.tool(tool, ("ann", "t1"), ANN, &arguments).await, words);
            assert!(!book(&desk).iter().any(|line| line.starts_with(start)), "{tool} {arguments}");
            assert_eq!(book(&desk).len(), if tool == MOVE { 3 } else { 2 });
        }
    }
}

#[tokio::test]
async fn when_it_could_be_several_the_agent_asks_which() {
    for arguments in [json!({}), json!({"date": "thursday"}), json!({"name": "Lee"}), json!({"name": "Ann"})] {
        for (tool, words) in [(MOVE, "which one to move"), (CANCEL, "which one to cancel")] {
            let desk = desk_of_three().await;
            let mut arguments = arguments.clone();
            if tool == MOVE {
                arguments["new_start"] = json!("2026-12-07T09:00");
            }
            let said = desk.tool(tool, ("ann", "t1"), ANN, &arguments).await;
            says(&said, words);
            assert!(said.contains("(start 2026-12-0"), "{said}");
            assert_eq!(count(&desk, "appointments WHERE revision = 1 AND status = 'confirmed'"), 3);
        }
    }
}

/// A model that was interrupted says the same again under another id. The next one is another one by then.
#[tokio::test]
async fn the_next_one_is_the_same_one_when_it_is_asked_for_again() {
    let desk = desk_of_three().await;
    let first = desk.tool(CANCEL, ("ann", "t1"), ANN, &json!({"date": "the next one"})).await;
    says(&first, "is cancelled: Thursday, December 3 at 9:30 AM");
    assert_eq!(desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({"date": "the next one"})).await, first);
    assert_eq!(book(&desk).len(), 2);
    let in_another_call = desk.tool(CANCEL, ("ann-2", "t1"), ANN, &json!({"date": "the next one"})).await;
    says(&in_another_call, "is cancelled: Thursday, December 3 at 2 PM");
    comes_to_rest(&desk).await;
}

/// A start that is told from the appointment is the same request when it comes again, though the appointment has moved.
#[tokio::test]
async fn a_move_by_what_stays_is_one_move() {
    let desk = Desk::with_clinic().await;
    says(&ann_books(&desk, NINE_THIRTY).await, "is booked");
    for (id, arguments, at) in [
        ("t2", json!({"date": "Thursday", "new_start": "Friday at the same time"}), "2026-12-04T09:30"),
        ("t3", json!({"date": "Friday", "new_start": "2 pm"}), "2026-12-04T14:00"),
        ("t4", json!({"new_start": "the same day at 3"}), "2026-12-04T15:00"),
    ] {
        let said = desk.tool(MOVE, ("ann", id), ANN, &arguments).await;
        says(&said, "has moved from");
        assert_eq!(desk.tool(MOVE, ("ann", id), ANN, &arguments).await, said);
        assert_eq!(book(&desk), [format!("{at} confirmed Ann Lee")], "{arguments}");
    }
    says(&desk.tool(MOVE, ("ann", "t5"), ANN, &json!({"new_start": "5 pm"})).await, "The day is missing");
    comes_to_rest(&desk).await;
}

/// Half past eight is in the morning by today's hours, and either on the day of the appointment, which nobody named.
#[tokio::test]
async fn a_time_of_the_same_day_is_told_by_no_other_day() {
    let desk = Desk::with_clinic().await;
    let (short, long) = (json!([{"open": "08:00", "close": "17:00"}]), json!([{"open": "08:00", "close": "21:00"}]));
    let weekly = json!({"monday": short, "tuesday": short, "wednesday": short, "thursday": long, "friday": short});
    let schedule = json!({"slot_minutes": 30, "min_notice_minutes": 0, "weekly": weekly});
    desk.admin("PUT", "/api/schedule", &schedule).await.expect(200);
    says(&ann_books(&desk, NINE_THIRTY).await, "is booked");
    let to = |start| json!({"new_start": start});
    let open = desk.tool(MOVE, ("ann", "t2"), ANN, &to("the same day at 8:30")).await;
    says(&open, "8:30 AM or 8:30 PM");
    let named = json!({"date": "Wednesday", "new_start": "the same day at 8:30"});
    says(&desk.tool(MOVE, ("ann", "t3"), ANN, &named).await, "Thursday, December 3 at 9:30 AM");
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
    let told = desk.tool(MOVE, ("ann", "t4"), ANN, &to("the same day at 3")).await;
    says(&told, "to Thursday, December 3 at 3 PM");
    comes_to_rest(&desk).await;
}

#[tokio::test]
async fn nobody_finds_the_appointment_of_another() {
    let desk = desk_of_three().await;
    says(&bob_books(&desk, "t0", TEN).await, "is booked");
    for arguments in [
        json!({}),
        json!({"date": NINE_THIRTY}),
        json!({"name": "Ann Lee"}),
        json!({"date": FRIDAY, "name": "Ann Lee"}),
    ] {
        let found = desk.tool(FIND, ("bob", "t1"), BOB, &arguments).await;
        assert!(!found.contains("Ann") && !found.contains("Tom"), "{arguments}: {found}");
        for (tool, id) in [(CANCEL, "t2"), (MOVE, "t3")] {
            let mut arguments = arguments.clone();
            arguments["date"] = arguments.get("date").cloned().unwrap_or(json!("friday"));
            if tool == MOVE {
                arguments["new_start"] = json!("2026-12-07T09:00");
            }
            let said = desk.tool(tool, ("bob", id), BOB, &arguments).await;
            says(&said, "None of the caller's appointments matches that, so nothing was done");
            assert!(said.contains("under the name Bob") && !said.contains("Ann") && !said.contains("Tom"), "{said}");
        }
    }
    assert_eq!(count(&desk, "appointments WHERE revision = 1 AND status = 'confirmed'"), 4);
}

/// An id that the model made up, or was told by somebody, opens nothing.
#[tokio::test]
async fn an_appointments_id_is_no_key_to_it() {
    let desk = desk_of_three().await;
    let id = desk.clinics.value(ORG, "SELECT min(id) FROM appointments");
    for name in ["id", "appointment_id", "appointmentId", "event_id"] {
        let arguments = json!({"new_start": "2026-12-07T09:00", name: id});
        says(&desk.tool(MOVE, ("bob", "t1"), BOB, &arguments).await, "There is no argument called");
        says(&desk.tool(CANCEL, ("bob", "t2"), BOB, &json!({name: id})).await, "There is no argument called");
    }
}

#[tokio::test]
async fn without_a_number_there_is_nothing_to_find() {
    let desk = desk_of_three().await;
    for caller in ["", "anonymous", "+266696687"] {
        for (tool, words) in [(FIND, "look up their appointments"), (CANCEL, "to cancel"), (MOVE, "to move")] {
            let arguments = if tool == MOVE { json!({"new_start": TEN, "phone": ANN}) } else { json!({"phone": ANN}) };
            let said = desk.tool(tool, ("before", "t9"), caller, &arguments).await;
            says(&said, "number is withheld");
            says(&said, words);
        }
    }
    assert_eq!(book(&desk).len(), 3);
}

#[tokio::test]
async fn what_is_over_is_not_found() {
    let desk = desk_of_three().await;
    desk.clock.advance(Duration::from_hours(48));
    let found = desk.tool(FIND, ("ann", "t1"), ANN, &json!({})).await;
    assert!(found.contains("2 appointments") && !found.contains(NINE_THIRTY), "{found}");
    says(&desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({"name": "Ann"})).await, "Friday, December 4");
}

/// The same where somebody else is free then.
#[tokio::test]
async fn a_number_that_is_only_said_keeps_nobody_from_booking() {
    for (name, phone) in [("Ann Lee", ANN), ("Cy Day", ANN), ("Ann Lee", BOB)] {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        ann_books(&desk, TEN).await;
        let order = wanted(TEN, name, &[("phone", phone)]);
        says(&desk.tool(BOOK, ("x", "t1"), "anonymous", &order).await, "is booked");
        // In the same call it is the same booking.
        says(&desk.tool(BOOK, ("x", "t2"), "anonymous", &order).await, "is booked");
        assert_eq!(book(&desk).len(), 2);
    }
}

/// A withheld caller who says a number hears the same, whether something is under it at that time or not.
#[tokio::test]
async fn a_number_that_is_only_said_tells_nothing() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    let mut heard = BTreeSet::new();
    for (id, phone, name) in [("1", ANN, "Cy Day"), ("2", ANN, "Ann Lee"), ("3", BOB, "Cy Day"), ("4", BOB, "Ann Lee")]
    {
        let order = wanted(TEN, name, &[("phone", phone)]);
        heard.insert(desk.tool(BOOK, (id, "t1"), "anonymous", &order).await);
    }
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard.iter().all(|said| said.contains("is not free. The nearest openings are")), "{heard:?}");
    assert_eq!(book(&desk), ["2026-12-03T10:00 confirmed Ann Lee"]);
}

/// Models write midnight for a clock that nobody said.
#[tokio::test]
async fn a_clock_that_was_never_set_names_the_day() {
    let desk = Desk::with_clinic().await;
    ann_books(&desk, TEN).await;
    let day = json!({"date": "2026-12-03T00:00:00"});
    says(&desk.tool(FIND, ("ann", "t2"), ANN, &day).await, "one appointment: Thursday, December 3 at 10 AM");
    says(&desk.tool(CANCEL, ("ann", "t3"), ANN, &day).await, "is cancelled");
}
