//! One time is had by one: whoever asks, when, how often and from where.

use super::*;

async fn service(desk: &Desk, name: &str, minutes: u32, before: u32, after: u32) {
    let body =
        json!({"name": name, "minutes": minutes, "buffer_before_minutes": before, "buffer_after_minutes": after});
    desk.admin("POST", "/api/services", &body).await.expect(201);
}

// bug class 1
#[tokio::test]
async fn of_two_callers_at_once_one_gets_the_time() {
    for far in [false, true] {
        for pauses in [[0, 0, 0, 0], [3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [1, 1, 1, 1]] {
            let desk = Desk::with_clinic().await;
            let other = desk.beside();
            let asked = if far { &other } else { &desk };
            for isolate in [&desk, asked] {
                isolate.check(&json!({"date": "2026-12-03"})).await;
            }
            desk.network.pause(pauses);
            let order = order(NINE_THIRTY, "Ann Lee");
            let ann = desk.tool(BOOK, ("ann", "t1"), ANN, &order);
            let (ann, bob) = tokio::join!(ann, bob_books(asked, "t1", NINE_THIRTY));
            let booked = [&ann, &bob].iter().filter(|said| said.contains("is booked")).count();
            let refused =
                [&ann, &bob].iter().filter(|said| said.contains("9:30 AM on Thursday, December 3 is not free")).count();
            assert_eq!((booked, refused), (1, 1), "{far} {pauses:?}: {ann} / {bob}");
            assert_eq!(book(&desk).len(), 1);
            comes_to_rest(&desk).await;
        }
    }
}

// bug class 7
#[tokio::test]
async fn a_long_appointment_takes_every_start_that_it_covers() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("step_minutes", json!(30))]).await;
    service(&desk, "Root canal", 45, 0, 0).await;
    let order = wanted("2026-12-03T09:00", "Ann Lee", &[("service", "root canal")]);
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "It takes 45 minutes");
    says(&bob_books(&desk, "t1", NINE_THIRTY).await, "is not free");
    says(&bob_books(&desk, "t2", TEN).await, "is booked");
    // Nor does it fit before one that is there.
    let order = wanted(NINE_THIRTY, "Cy Day", &[("service", "root canal")]);
    says(&desk.tool(BOOK, ("cy", "t1"), "+15550166", &order).await, "is not free");
}

// bug class 8
#[tokio::test]
async fn an_appointment_that_has_begun_still_takes_its_time() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("step_minutes", json!(30)), ("min_notice_minutes", json!(0))]).await;
    service(&desk, "Surgery", 90, 0, 0).await;
    let order = wanted("2026-12-01T11:00", "Ann Lee", &[("service", "surgery")]);
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
    desk.clock.advance(Duration::from_mins(75));
    let listed = desk.tool("calendar/check", ("c", "t"), BOB, &wanted_on("2026-12-01", "before 2 pm")).await;
    assert!(!listed.contains("T11:30") && !listed.contains("T12:00") && listed.contains("T12:30"), "{listed}");
    says(&bob_books(&desk, "t1", "2026-12-01T12:00").await, "is not free");
    says(&bob_books(&desk, "t2", "2026-12-01T12:30").await, "is booked");
}

// bug class 34, bug class 35
#[tokio::test]
async fn the_buffers_of_both_are_kept_free() {
    // After the first ends at 9:30 come its buffer and the other's.
    for (after, before, start, may) in [
        (15, 15, "2026-12-03T10:00", true),
        (15, 20, "2026-12-03T10:00", false),
        (20, 15, "2026-12-03T10:00", false),
        (30, 0, "2026-12-03T09:45", false),
        (30, 0, "2026-12-03T10:00", true),
        (0, 30, "2026-12-03T09:45", false),
        (0, 15, "2026-12-03T09:45", true),
    ] {
        let desk = Desk::with_clinic().await;
        rules(&desk, &[("step_minutes", json!(15))]).await;
        service(&desk, "Filling", 30, 0, after).await;
        service(&desk, "Checkup", 30, before, 0).await;
        let first = wanted("2026-12-03T09:00", "Ann Lee", &[("service", "filling")]);
        says(&desk.tool(BOOK, ("ann", "t1"), ANN, &first).await, "is booked");
        let second = wanted(start, "Bob Ray", &[("service", "checkup")]);
        let said = desk.tool(BOOK, ("bob", "t1"), BOB, &second).await;
        assert_eq!(said.contains("is booked"), may, "{after} {before} {start}: {said}");
    }
}

// bug class 9
#[tokio::test]
async fn a_day_takes_no_more_than_its_cap_however_many_ask_at_once() {
    for pauses in [[0, 0, 0, 0], [3, 0, 0, 0], [0, 0, 3, 0], [2, 2, 2, 2]] {
        let desk = Desk::with_clinic().await;
        rules(&desk, &[("daily_cap", json!(1))]).await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.network.pause(pauses);
        let order = order(NINE_THIRTY, "Ann Lee");
        let ann = desk.tool(BOOK, ("ann", "t1"), ANN, &order);
        let (ann, bob) = tokio::join!(ann, bob_books(&desk, "t1", "2026-12-03T14:00"));
        let full = [&ann, &bob].iter().filter(|said| said.contains("takes no more appointments on Thursday")).count();
        assert_eq!((book(&desk).len(), full), (1, 1), "{pauses:?}: {ann} / {bob}");
        let friday = bob_books(&desk, "t2", "2026-12-04T14:00").await;
        says(&friday, "is booked");
        let moved =
            desk.tool(MOVE, ("bob", "t3"), BOB, &json!({"date": "friday", "new_start": "2026-12-03T15:00"})).await;
        assert!(moved.contains("takes no more") != moved.contains("has moved"), "{moved}");
        assert_eq!(count(&desk, "appointments WHERE date(starts_at, 'unixepoch') = '2026-12-03'"), 1);
    }
}

// bug class 34
#[tokio::test]
async fn what_is_not_listed_cannot_be_had_by_asking_for_it() {
    let desk = Desk::with_clinic().await;
    rules(&desk, &[("buffer_after_minutes", json!(15)), ("horizon_days", json!(7))]).await;
    desk.vendors.set_busy("2026-12-03T10:00:00-05:00", "2026-12-03T10:30:00-05:00");
    for (start, words) in [
        ("2026-12-01T10:30", "It is too late to book 10:30 AM"),
        ("2026-12-01T09:00", "It is past 9 AM"),
        ("2026-12-09T09:00", "is too far ahead"),
        ("2026-12-03T09:10", "can't start at 9:10 AM"),
        ("2026-12-03T17:00", "would not fit into the hours"),
        ("2026-12-05T09:00", "is closed on Saturday"),
        (NINE_THIRTY, "is not free"),
        (TEN, "is not free"),
    ] {
        for tool in [BOOK, HOLD] {
            says(&desk.tool(tool, ("ann", "t1"), ANN, &order(start, "Ann Lee")).await, words);
        }
    }
    assert_eq!(count(&desk, "appointments"), 0);
}

// bug class 10
#[tokio::test]
async fn the_clinic_and_a_caller_at_once_get_the_time_once() {
    for pauses in [[0, 0, 0, 0], [3, 0, 0, 0], [0, 0, 3, 0], [2, 2, 2, 2]] {
        let desk = Desk::with_clinic().await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.network.pause(pauses);
        let order = json!({"start": NINE_THIRTY, "patient_name": "Ann Lee", "phone": ANN});
        let clinic = desk.admin("POST", "/api/appointments", &order);
        let (clinic, bob) = tokio::join!(clinic, bob_books(&desk, "t1", NINE_THIRTY));
        let refused = clinic.status == 409 && clinic.json()["code"] == "taken";
        assert!(refused || clinic.status == 201, "{}", clinic.text);
        says(&bob, if refused { "is booked" } else { "is not free" });
        assert_eq!(book(&desk).len(), 1);
        comes_to_rest(&desk).await;
    }
}
