//! How many texts a caller can have sent, and where to.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Desk, ORG, schedule};

const BOOK: &str = "calendar/book";
const SEND: &str = "sms/send";
const ANN: &str = "+15550188";
const ABROAD: &str = "+447700900123";
const NONE_ABROAD: &str = "No text will be sent, because that number is in another country";
const ENOUGH: &str = "No text will be sent, because that number has had enough texts today";

/// A clinic where one caller may book as much as they like.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic().await;
    let mut rules = schedule();
    rules["limits"] = json!({"upcoming_per_caller": 1000, "booked_per_call": 1000});
    desk.admin("PUT", "/api/schedule", &rules).await.expect(200);
    desk
}

/// Books the `n`th of many free times and has `phone` texted.
async fn books(desk: &Desk, n: usize, caller: &str, phone: &str) -> String {
    let day = (3..=31).filter(|day| day % 7 < 5).nth(n / 8).unwrap();
    let order = json!({"start": format!("2026-12-{day:02}T{:02}:00", 9 + n % 8), "name": "Ann Lee", "phone": phone});
    let said = desk.tool(BOOK, ("call", &format!("t{n}")), caller, &order).await;
    assert!(said.contains("is booked"), "{said}");
    said
}

fn count(desk: &Desk, of: &str) -> usize {
    desk.clinics.value(ORG, &format!("SELECT count(*) FROM {of}")).parse().unwrap()
}

async fn messaging(desk: &Desk, changes: Value) {
    desk.admin("PUT", "/api/messaging", &changes).await.expect(200);
}

#[tokio::test]
async fn one_call_texts_nobody_in_another_country() {
    let desk = clinic().await;
    for n in 0..48 {
        let said = books(&desk, n, ANN, ABROAD).await;
        assert!(said.contains(NONE_ABROAD), "{said}");
    }
    assert_eq!((count(&desk, "messages"), desk.vendors.texts.taken().len()), (0, 0));
    let log = desk.log.text();
    assert!(log.contains("text.other_country") && !log.contains(ABROAD), "{log}");
}

#[tokio::test]
async fn one_number_gets_eight_texts_a_day() {
    let desk = clinic().await;
    let mut heard = Vec::new();
    for n in 0..48 {
        heard.push(books(&desk, n, ANN, "+12025550123").await);
    }
    assert_eq!(heard.iter().filter(|said| said.contains(ENOUGH)).count(), 40, "{heard:?}");
    assert_eq!((count(&desk, "messages WHERE status = 'capped'"), desk.vendors.texts.taken().len()), (40, 8));
    let page = desk.get("/api/messages?status=capped").await.expect(200).json();
    let detail = page["items"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("number_daily_cap"), "{page}");
    // Another number has its own, and the same one has more tomorrow.
    assert!(!books(&desk, 48, ANN, "+12025550124").await.contains(ENOUGH));
    desk.clock.advance(std::time::Duration::from_hours(24));
    assert!(!books(&desk, 49, ANN, "+12025550123").await.contains(ENOUGH));
}

/// Whoever is paid for texts that arrive has numbers by the block.
#[tokio::test]
async fn ten_minutes_have_ten_texts_to_numbers_that_differ_in_their_last_four_digits() {
    let desk = clinic().await;
    let mut heard = Vec::new();
    for n in 0..12 {
        heard.push(books(&desk, n, ANN, &format!("+120255501{n:02}")).await);
    }
    let not_sent = |said: &String| said.contains("No text will be sent");
    assert_eq!(
        heard.iter().map(not_sent).collect::<Vec<_>>(),
        [[false; 10].as_slice(), &[true; 2]].concat(),
        "{heard:?}"
    );
    assert!(heard.iter().all(|said| !said.contains(ENOUGH)), "{heard:?}");
    let page = desk.get("/api/messages?status=capped").await.expect(200).json();
    assert!(page["items"][0]["detail"].as_str().unwrap().contains("begin as this one does"), "{page}");
    assert!(desk.get("/api/attention").await.expect(200).text.contains("texts_capped"));
    // Others are texted, what the clinic itself books is, and all are ten minutes later.
    assert!(!not_sent(&books(&desk, 12, ANN, "+12025560100").await));
    let body = json!({"start": "2026-12-08T09:00", "patient_name": "Ann Lee", "phone": "+12025550177"});
    desk.admin("POST", "/api/appointments", &body).await.expect(201);
    assert_eq!(count(&desk, "messages WHERE to_number = '+12025550177' AND status <> 'capped'"), 1);
    // Nor is what it cancels of what was booked by phone.
    let booked = desk.clinics.value(ORG, "SELECT id FROM appointments WHERE phone = '+12025550100'");
    desk.admin("DELETE", &format!("/api/appointments/{booked}"), &Value::Null).await.expect(200);
    assert_eq!(count(&desk, "messages WHERE kind = 'cancellation' AND status <> 'capped'"), 1);
    desk.clock.advance(std::time::Duration::from_mins(10));
    assert!(!not_sent(&books(&desk, 13, ANN, "+12025550113").await));
}

#[tokio::test]
async fn the_limit_of_a_number_holds_in_a_race() {
    let desk = clinic().await;
    let heard = join_all((0..24).map(|n| books(&desk, n, ANN, "+12025550123"))).await;
    assert_eq!(heard.iter().filter(|said| said.contains(ENOUGH)).count(), 16, "{heard:?}");
    assert_eq!((count(&desk, "messages WHERE status = 'capped'"), desk.vendors.texts.taken().len()), (16, 8));
}

/// A text that is asked for is one of the day like any other.
#[tokio::test]
async fn a_text_that_is_asked_for_counts() {
    let desk = clinic().await;
    messaging(&desk, json!({"number_daily_cap": 1})).await;
    assert!(!books(&desk, 0, ANN, ANN).await.contains("No text"));
    desk.clock.advance(std::time::Duration::from_mins(11));
    let said = desk.tool(SEND, ("call", "s1"), ANN, &json!({})).await;
    assert!(said.contains(ENOUGH) && said.contains("Offer to say the details instead."), "{said}");
}

/// By the org's country, else by that of its number, else by the caller's own.
#[tokio::test]
async fn the_country_is_that_of_the_clinic() {
    for (country, caller, phone, is_sent) in [
        ("'US'", ANN, "+12025550123", true),
        ("'US'", ANN, ABROAD, false),
        ("'US'", ABROAD, ABROAD, true),
        ("'US'", ABROAD, "+447700900124", false),
        ("'US'", "anonymous", ABROAD, false),
        ("'US'", "anonymous", "+12025550123", true),
        ("'GB'", ANN, ABROAD, true),
        ("'GB'", ANN, "+12025550123", false),
        // Of +1 the islands are abroad, and Canada is not.
        ("'US'", ANN, "+18765550123", false),
        ("'US'", ANN, "+18095550123", false),
        ("'US'", ANN, "+14165550123", true),
        ("'US'", "+18765550123", "+18765550123", true),
        ("'JM'", ANN, "+18765550123", true),
        ("'JM'", ANN, "+12025550123", false),
        ("NULL", ABROAD, "+12025550123", true),
        ("NULL", ABROAD, "+447700900124", false),
    ] {
        let desk = clinic().await;
        desk.sqlite.execute(&format!("UPDATE orgs SET country = {country} WHERE id = '{ORG}'"));
        let said = books(&desk, 0, caller, phone).await;
        assert_eq!(!said.contains(NONE_ABROAD), is_sent, "{country} {caller} {phone}: {said}");
        assert_eq!(count(&desk, "messages"), usize::from(is_sent));
    }
}

/// Whoever has the number may ask for a text to it; the call that gave it may not.
#[tokio::test]
async fn a_number_abroad_may_ask_for_its_own_text() {
    let desk = clinic().await;
    books(&desk, 0, ANN, ABROAD).await;
    assert!(desk.tool(SEND, ("ann", "s1"), ANN, &json!({})).await.contains(NONE_ABROAD));
    assert!(desk.tool(SEND, ("theirs", "s1"), ABROAD, &json!({})).await.contains("by text is on its way"));
    assert_eq!(desk.vendors.texts.taken().len(), 1);
}

#[tokio::test]
async fn the_clinic_itself_texts_whom_it_wants() {
    let desk = clinic().await;
    for n in 0..12 {
        let body = json!({"start": format!("2026-12-{:02}T{:02}:00", 3 + n / 8, 9 + n % 8), "patient_name": "Ann Lee", "phone": ABROAD});
        desk.admin("POST", "/api/appointments", &body).await.expect(201);
    }
    assert_eq!((count(&desk, "messages WHERE status = 'capped'"), desk.vendors.texts.taken().len()), (0, 12));
}

#[tokio::test]
async fn limits_are_set_with_the_texts() {
    let desk = clinic().await;
    let shown = desk.get("/api/messaging").await.expect(200).json();
    assert_eq!((&shown["number_daily_cap"], &shown["other_countries"]), (&json!(8), &json!(false)));
    for cap in [0, 1001] {
        let body = json!({"number_daily_cap": cap});
        let problem = desk.admin("PUT", "/api/messaging", &body).await.expect(422).json();
        assert_eq!(problem["field"], "number_daily_cap");
    }
    messaging(&desk, json!({"number_daily_cap": 1, "other_countries": true})).await;
    assert!(!books(&desk, 0, ANN, ABROAD).await.contains("No text"));
    assert!(books(&desk, 1, ANN, ABROAD).await.contains(ENOUGH));
}
