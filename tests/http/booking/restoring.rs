//! A cancelled appointment that the caller wants back.

use super::*;

async fn desk_of_two() -> Desk {
    let desk = Desk::with_clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Root canal", "minutes": 60})).await.expect(201);
    hire(&desk, &["Dr. Kim", "Dr. Roe"]).await;
    let order =
        wanted(TEN, "Ann Lee", &[("service", "root canal"), ("practitioner", "Dr. Roe"), ("notes", "Needs a ramp")]);
    says(&desk.tool(BOOK, ("ann", "t1"), ANN, &order).await, "is booked");
    says(&desk.tool(CANCEL, ("ann", "t2"), ANN, &json!({})).await, "is cancelled");
    desk
}

fn shown(desk: &Desk) -> String {
    let columns = "service_name || ' ' || practitioner_name || ' ' || ((ends_at - starts_at) / 60) || ' ' || coalesce(notes, '-')";
    desk.clinics.value(ORG, &format!("SELECT {columns} FROM appointments WHERE status = 'confirmed'"))
}

#[tokio::test]
async fn it_comes_back_as_it_was_in_the_same_call_and_in_another() {
    for call in ["ann", "ann-2"] {
        let desk = desk_of_two().await;
        let again = desk.tool(BOOK, (call, "t3"), ANN, &order(TEN, "Ann Lee")).await;
        says(&again, "for Root canal with Dr. Roe");
        assert_eq!(shown(&desk), "Root canal Dr. Roe 60 Needs a ramp");
        assert_eq!(desk.tool(BOOK, (call, "t3"), ANN, &order(TEN, "Ann Lee")).await, again);
        assert_eq!(desk.tool(BOOK, (call, "t4"), ANN, &order(TEN, "Ann Lee")).await, again);
        comes_to_rest(&desk).await;
    }
}

/// Another person, another caller, another time, and whoever says what they come for, ask for something new.
#[tokio::test]
async fn what_is_asked_for_anew_is_new() {
    for (caller, start, name, more) in [
        (ANN, TEN, "Tom Fox", None),
        (BOB, TEN, "Ann Lee", None),
        (ANN, "2026-12-03T09:00", "Ann Lee", None),
        (ANN, TEN, "Ann Lee", Some(("practitioner", "Dr. Kim"))),
    ] {
        let desk = desk_of_two().await;
        let order = wanted(start, name, more.as_slice());
        says(&desk.tool(BOOK, ("later", "t3"), caller, &order).await, "with Dr. Kim");
        let services =
            desk.clinics.value(ORG, "SELECT count(service_name) FROM appointments WHERE status = 'confirmed'");
        assert_eq!(services, "0", "{caller} {start} {name}");
    }
}
