//! Who takes an appointment when several could.

use super::*;

const KIM: &str = "kim@clinic.example";
const ROE: &str = "roe@clinic.example";

async fn desk_of_two() -> Desk {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    desk
}

/// Something else that a person has in a calendar at that time.
fn busy(desk: &Desk, calendar: &str) {
    desk.vendors.events.move_to(calendar, "lunch", "2026-12-03T09:45:00-05:00", "2026-12-03T10:15:00-05:00");
}

async fn with(desk: &Desk, id: &str, practitioner: &str) -> String {
    let mut order = order(NINE_THIRTY, "Bob Ray");
    order["practitioner"] = json!(practitioner);
    desk.tool(BOOK, ("bob", id), BOB, &order).await
}

// bug class 6
#[tokio::test]
async fn anyone_is_the_first_who_is_free() {
    for (in_google, in_table, who) in [
        (vec![], vec![], Some("Dr. Kim")),
        (vec![KIM], vec![], Some("Dr. Roe")),
        (vec![], vec!["Dr. Kim"], Some("Dr. Roe")),
        (vec![ROE], vec![], Some("Dr. Kim")),
        (vec![KIM], vec!["Dr. Roe"], None),
        (vec![KIM, ROE], vec![], None),
        (vec![], vec!["Dr. Kim", "Dr. Roe"], None),
    ] {
        let desk = desk_of_two().await;
        for calendar in &in_google {
            busy(&desk, calendar);
        }
        for (number, name) in (1..).zip(&in_table) {
            let select = format!("SELECT id || ' ' || calendar_id FROM practitioners WHERE name = '{name}'");
            let practitioner = desk.sqlite.value(&select);
            let (id, calendar) = practitioner.split_once(' ').unwrap();
            let row = Row {
                calendar: calendar.into(),
                practitioner: Some(id.into()),
                ..Row::new(number, seconds(NINE_THIRTY))
            };
            desk.insert(&row);
        }
        let said = with(&desk, "t1", "anyone").await;
        let outcome = who.map_or("is not free".to_owned(), |name| format!("(start 2026-12-03T09:30) with {name}"));
        assert!(said.contains(&outcome), "{in_google:?} {in_table:?}: {said}");
    }
}

fn seconds(start: &str) -> i64 {
    let local: chrono::NaiveDateTime = format!("{start}:00").parse().unwrap();
    local.and_utc().timestamp() + 5 * 3600
}

// bug class 6
#[tokio::test]
async fn who_is_named_takes_it_or_nobody_does() {
    let desk = desk_of_two().await;
    assert!(with(&desk, "t1", "Dr. Roe").await.contains("with Dr. Roe"));
    let said = desk
        .tool(BOOK, ("ann", "t1"), ANN, &json!({"start": NINE_THIRTY, "name": "Ann Lee", "practitioner": "roe"}))
        .await;
    assert!(said.contains("is not free with Dr. Roe") && said.contains("T10:00"), "{said}");
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Bob Ray"]);
}

/// Somebody who is asked for by two at once, once by name, is had by one.
#[tokio::test]
async fn two_at_once_get_two_practitioners_and_a_third_gets_none() {
    for pauses in [[0; 6], [4, 0, 0, 0, 0, 0], [0, 0, 4, 0, 0, 0], [1, 2, 3, 1, 2, 3]] {
        let desk = desk_of_two().await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.network.pause(pauses);
        let ann = order(NINE_THIRTY, "Ann Lee");
        let cy = order(NINE_THIRTY, "Cy Day");
        let (one, two, three) = tokio::join!(
            desk.tool(BOOK, ("ann", "t1"), ANN, &ann),
            bob_books(&desk, "t1", NINE_THIRTY),
            desk.tool(BOOK, ("cy", "t1"), "+15550166", &cy),
        );
        let heard = |words: &str| [&one, &two, &three].iter().filter(|said| said.contains(words)).count();
        let outcome = (heard("is booked"), heard("with Dr. Kim"), heard("with Dr. Roe"), heard("is not free"));
        assert_eq!(outcome, (2, 1, 1, 1), "{pauses:?}: {one} / {two} / {three}");
        comes_to_rest(&desk).await;
    }
}

/// The time of a person is taken, on whatever calendar it was booked.
// bug class 6
#[tokio::test]
async fn a_practitioner_with_a_new_calendar_is_still_booked() {
    let desk = desk_of_two().await;
    assert!(with(&desk, "t1", "Dr. Kim").await.contains("is booked"));
    let id = desk.sqlite.value("SELECT id FROM practitioners WHERE name = 'Dr. Kim'");
    let moved = json!({"calendar_id": "kim-2@clinic.example"});
    desk.admin("PATCH", &format!("/api/practitioners/{id}"), &moved).await.expect(200);
    let mut order = order(NINE_THIRTY, "Ann Lee");
    order["practitioner"] = json!("Dr. Kim");
    let said = desk.tool(BOOK, ("ann", "t1"), ANN, &order).await;
    assert!(said.contains("is not free"), "{said}");
    order["practitioner"] = json!("anyone");
    let said = desk.tool(BOOK, ("ann", "t2"), ANN, &order).await;
    assert!(said.contains("with Dr. Roe"), "{said}");
    let listed = json!({"date": "2026-12-03", "part_of_day": "morning", "practitioner": "Dr. Kim"});
    assert!(desk.check(&listed).await.contains("has 5 openings"));
    comes_to_rest(&desk).await;
}

/// The same person is not in two places at once, whoever would do it.
#[tokio::test]
async fn somebody_who_has_an_appointment_then_is_told_so() {
    let desk = desk_of_two().await;
    let cleaning = json!({"name": "Cleaning", "minutes": 30});
    let cleaning = desk.admin("POST", "/api/services", &cleaning).await.expect(201).json()["id"].clone();
    for name in ["Sue", "Tom"] {
        let body = json!({"name": name, "calendar_id": format!("{name}@clinic.example"), "service_ids": [cleaning]});
        desk.admin("POST", "/api/practitioners", &body).await.expect(201);
    }
    desk.sqlite.execute("UPDATE practitioners SET service_ids = '[]' WHERE name LIKE 'Dr.%'");
    desk.clock.advance(Duration::from_mins(2));
    assert!(ann_books(&desk, NINE_THIRTY).await.contains("with Dr. Kim"));
    for id in ["t2", "t3"] {
        let mut order = order(NINE_THIRTY, "ANN LEE");
        order["service"] = json!("cleaning");
        let said = desk.tool(BOOK, ("ann", id), ANN, &order).await;
        assert!(said.contains("already has an appointment at that time") && said.contains("with Dr. Kim"), "{said}");
        // Now it is remembered who is booked.
        desk.check(&json!({"date": "2026-12-03"})).await;
    }
    assert_eq!(book(&desk), ["2026-12-03T09:30 confirmed Ann Lee"]);
}

/// With several calendars the trigger alone would let the second one in.
// bug class 12
#[tokio::test]
async fn a_retry_does_not_get_a_second_practitioner() {
    for (id, pauses) in [("t1", [0, 0]), ("t2", [0, 0]), ("t1", [4, 0]), ("t2", [4, 0])] {
        let desk = Desk::with_clinic().await;
        hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
        desk.check(&json!({"date": "2026-12-03"})).await;
        desk.network.pause(pauses);
        let order = order(NINE_THIRTY, "Ann Lee");
        let second = desk.tool(BOOK, ("ann", id), ANN, &order);
        let (first, second) = tokio::join!(ann_books(&desk, NINE_THIRTY), second);
        let third = desk.tool(BOOK, ("ann", "t3"), ANN, &order).await;
        assert_eq!([&second, &third], [&first, &first], "{id} {pauses:?}");
        assert_eq!(book(&desk).len(), 1);
        comes_to_rest(&desk).await;
    }
}

#[tokio::test]
async fn another_of_the_family_gets_another_practitioner() {
    let desk = Desk::with_clinic().await;
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    ann_books(&desk, NINE_THIRTY).await;
    // Another name for the same time in one call may be the same person's, put right.
    let said = desk.tool(BOOK, ("ann", "t2"), ANN, &order(NINE_THIRTY, "Tom Lee")).await;
    says(&said, "for the same person, or for somebody else");
    let also = |name: &str| {
        let mut order = order(NINE_THIRTY, name);
        order["another_person"] = json!(true);
        order
    };
    let said = desk.tool(BOOK, ("ann", "t3"), ANN, &also("Tom Lee")).await;
    assert!(said.contains("is booked") && said.contains("Dr. Roe"), "{said}");
    says(&desk.tool(BOOK, ("ann", "t4"), ANN, &also("Una Lee")).await, "is not free");
}

/// One person under one number, however their name is spelled. With two practitioners the second spelling used to be booked too.
#[tokio::test]
async fn another_spelling_of_a_name_is_the_same_person() {
    for (first, second) in [
        ("José García", "Jose Garcia"),
        ("José García", "JOSE\u{301} GARCI\u{301}A"),
        ("Pat O'Brien", "Pat O’Brien"),
        ("Pat O'Brien", "Pat OBrien"),
        ("Ann Lee", "Ms. Ann Lee"),
        ("Dr Ann Lee", "ann lee"),
        ("Élodie Roy", "élodie roy"),
    ] {
        for pauses in [[0, 0], [4, 0]] {
            let desk = desk_of_two().await;
            desk.check(&json!({"date": "2026-12-03"})).await;
            desk.network.pause(pauses);
            let (one, two) = (order(NINE_THIRTY, first), order(NINE_THIRTY, second));
            let (one, two) =
                tokio::join!(desk.tool(BOOK, ("ann", "t1"), ANN, &one), desk.tool(BOOK, ("ann", "t2"), ANN, &two));
            says(&one, "is booked");
            assert_eq!(one, two, "{first} / {second}");
            // In another call, and by what is stored alone.
            let later = desk.beside();
            assert_eq!(later.tool(BOOK, ("later", "t1"), ANN, &order(NINE_THIRTY, second)).await, one);
            assert_eq!(book(&desk).len(), 1, "{first} / {second}");
            let found = desk.tool(FIND, ("ann", "t3"), ANN, &json!({"name": second})).await;
            says(&found, "one appointment");
            comes_to_rest(&desk).await;
        }
    }
}
