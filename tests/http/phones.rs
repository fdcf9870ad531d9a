//! One number is one, however it is written; a patient's number is one that can be texted, and is never the clinic's.

use frontdesk::domain::{phone::PhoneNumber, route::RouteKey};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    booking::{ANN, BOOK, FIND, MOVE, NINE_THIRTY, count, order, says},
    support::{Desk, NUMBER, ORG, mapping},
    texting::{clinic, signed},
};

/// What was booked here: the clinic has an appointment already.
const BOOKED: &str = "appointments WHERE id NOT LIKE '%a1'";

/// A clinic whose texts leave, in a country.
async fn clinic_in(country: &str) -> Desk {
    let desk = clinic().await;
    desk.operator("PATCH", "/api/org", &json!({ "country": country })).await.expect(200);
    desk
}

fn with_phone(phone: impl Into<Value>) -> Value {
    let mut order = order(NINE_THIRTY, "Ann Lee");
    order["phone"] = phone.into();
    order
}

async fn says_stop(desk: &Desk, from: &str) {
    let fields = [("From", from), ("To", "+15005550006"), ("Body", "STOP"), ("MessageSid", "SM0")];
    signed(desk, &format!("/api/twilio/inbound?org={ORG}"), &fields).await.expect(200);
}

/// To whom texts went.
fn texted(desk: &Desk) -> Vec<String> {
    desk.vendors.texts.taken().iter().map(|text| text.field("To").to_owned()).collect()
}

#[tokio::test]
async fn a_stop_from_the_other_form_of_a_number_is_heeded() {
    for (country, spoken, sender, texted_at) in [
        ("MX", "55 1234 5678", "+5215512345678", "+525512345678"),
        ("AR", "011 2345-6789", "+5491123456789", "+5491123456789"),
        ("AR", "+54 9 11 2345 6789", "+541123456789", "+5491123456789"),
        ("BR", "11 96123 4567", "+551161234567", "+5511961234567"),
    ] {
        let desk = clinic_in(country).await;
        says(&desk.tool(BOOK, ("c", "t1"), ANN, &with_phone(spoken)).await, "A text to confirm");
        desk.tasks.run().await;
        desk.sweep().await;
        assert_eq!(texted(&desk), [texted_at], "{country}");
        says_stop(&desk, sender).await;
        let moved = desk.tool(MOVE, ("c", "t2"), ANN, &json!({"new_start": "2026-12-03T11:00"})).await;
        says(&moved, "opted out");
        desk.sweep().await;
        assert_eq!(texted(&desk).len(), 1, "{country}");
    }
}

#[tokio::test]
async fn a_caller_of_either_form_is_one_person() {
    for (first, second) in [
        ("+525512345678", "+5215512345678"),
        ("+5491123456789", "sip:+541123456789@sip.example.com"),
        ("+551161234567", "+5511961234567"),
    ] {
        let desk = Desk::with_clinic().await;
        says(&desk.tool(BOOK, ("c1", "t1"), first, &order(NINE_THIRTY, "Ann Lee")).await, "is booked");
        says(&desk.tool(FIND, ("c2", "t1"), second, &json!({})).await, "one appointment: Thursday, December 3");
    }
}

#[tokio::test]
async fn a_number_is_mapped_and_called_in_either_form() {
    let desk = Desk::with_clinic().await;
    let saved =
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+52 1 55 1234 5678")).await.expect(201).json();
    assert_eq!(saved["inbound_phone_number"], "+525512345678");
    desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+525512345678")).await.expect(200);
    let mut body = crate::support::vapi("+5215512345678", &json!({"date": "2026-12-03"}));
    body["message"]["customer"] = json!({ "number": ANN });
    let answer = desk.webhook(&body).await.expect(200).json();
    assert!(answer["results"][0]["result"].as_str().unwrap().contains("openings"), "{answer}");
}

#[tokio::test]
async fn withheld_callers_with_a_one_are_nobody() {
    for withheld in ["+17378742833", "+12562533", "+18656696", "+1266696687", "+186282452253", "+17748283"] {
        let desk = Desk::with_clinic().await;
        let said = desk.tool(BOOK, ("c1", "t1"), withheld, &order(NINE_THIRTY, "Ann Lee")).await;
        says(&said, "The caller's number is not shown");
        desk.tool(BOOK, ("c1", "t2"), withheld, &with_phone("2125550188")).await;
        let found = desk.tool(FIND, ("c2", "t1"), withheld, &json!({})).await;
        assert!(!found.contains("December 3 at"), "{withheld}: {found}");
        assert_eq!(count(&desk, "appointments WHERE caller_number IS NOT NULL"), 0);
    }
}

#[tokio::test]
async fn a_number_is_taken_with_words_around_it_and_two_are_asked_about() {
    let cases = [
        (json!("my work number, 212-555-0188"), "number ending in 88"),
        (json!("2125550188, that's my cell"), "number ending in 88"),
        (json!("2125550188 or 2125550199"), "That is more than one phone number. Ask the caller which one to use"),
        (json!("my number is 2125550188, 2125550199"), "That is more than one phone number"),
        (json!("my work number"), "The phone number has letters in it. Ask the caller"),
        (json!("+1 900 555 1234"), "That is a premium number, to which no texts go. Ask the caller for another number"),
        (json!("+44 9098 790000"), "That is a premium number"),
        (json!("+44 870 123 4567"), "That is a premium number"),
        (json!("+1415555012"), "The phone number is not complete."),
        (json!("415 555 012"), "The phone number is not complete."),
        (json!("+999 123 456 789"), "No country has that country code."),
        (json!(NUMBER), "That is the clinic's own number. Ask the caller for theirs"),
        (json!("+1 212 555 0101"), "That is the clinic's own number."),
        (json!("212 555 0102"), "That is the clinic's own number."),
    ];
    for (phone, expected) in cases {
        let desk = clinic_in("US").await;
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+12125550101")).await.expect(201);
        desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": "+12125550102"}})).await.expect(200);
        says(&desk.tool(BOOK, ("c", "t1"), ANN, &with_phone(phone.clone())).await, expected);
        let booked = u32::from(expected.starts_with("number"));
        assert_eq!(count(&desk, BOOKED), booked, "{phone}");
        // Nobody who has no other number is turned away.
        if booked == 0 {
            says(&desk.tool(BOOK, ("c", "t2"), ANN, &order(NINE_THIRTY, "Ann Lee")).await, "is booked");
        }
    }
}

#[tokio::test]
async fn a_phone_stands_beside_a_nested_name_whatever_both_are_called() {
    for (holder, phone) in [("patient", "phone"), ("customer_name", "phoneNumber"), ("name", "mobile")] {
        let desk = clinic_in("US").await;
        let said = json!({"start": NINE_THIRTY, holder: {"name": "Ann Lee", phone: "2125550199"}});
        says(&desk.tool(BOOK, ("c", "t1"), ANN, &said).await, "number ending in 99");
    }
}

#[tokio::test]
async fn a_caller_who_cannot_be_texted_is_booked_and_told() {
    let desk = clinic_in("US").await;
    let said = desk.tool(BOOK, ("c", "t1"), "+19005551234", &order(NINE_THIRTY, "Ann Lee")).await;
    says(&said, "is booked");
    says(&said, "No text will be sent, because that is a premium number.");
    desk.sweep().await;
    assert_eq!(texted(&desk), [""; 0]);
}

/// A call that the clinic's own switchboard hands on shows the clinic's number, whoever calls.
#[tokio::test]
async fn a_caller_behind_the_clinics_own_number_is_asked_for_theirs() {
    for caller in [NUMBER, "+12125550102"] {
        let desk = clinic_in("US").await;
        desk.admin("PUT", "/api/assistant", &json!({"transfer": {"number": "+12125550102"}})).await.expect(200);
        says(&desk.tool(BOOK, ("c", "t1"), caller, &order(NINE_THIRTY, "Ann Lee")).await, "number is not shown");
        let said = desk.tool(BOOK, ("c", "t2"), caller, &with_phone("212 555 0199")).await;
        says(&said, "number ending in 99");
        desk.sweep().await;
        assert_eq!(texted(&desk), ["+12125550199"]);
    }
}

#[tokio::test]
async fn the_clinic_itself_books_with_a_patients_number_alone() {
    let desk = clinic_in("US").await;
    for (phone, words) in [
        ("+1415555012", "not a complete number"),
        ("415 555 012", "not a complete number"),
        ("+1 900 555 1234", "premium"),
        (NUMBER, "a number of the clinic"),
    ] {
        let body = json!({"start": "2026-12-03T10:00", "patient_name": "Bo Li", "phone": phone});
        let problem = desk.admin("POST", "/api/appointments", &body).await.expect(422).json();
        assert_eq!(problem["field"], "phone");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
    assert_eq!(count(&desk, BOOKED), 0);
}

/// What raw SQL may write is what a look-up can find, and nothing else.
fn agrees(desk: &Desk, text: &str) {
    let is_canonical = PhoneNumber::try_from(text.to_owned()).is_ok();
    let id = "0198c0de-0000-7000-8000-0000000000ff";
    let mapped = desk.sqlite.try_execute(&format!(
        "INSERT INTO phone_number_mapping (id, org_id, inbound_phone_number, clinic_name) VALUES ('{id}', '{ORG}', '{text}', 'x')"
    ));
    desk.sqlite.execute(&format!("DELETE FROM phone_number_mapping WHERE id = '{id}'"));
    let opted_out =
        desk.clinics.try_execute(ORG, &format!("INSERT INTO opt_outs (number, source) VALUES ('{text}', 'inbound')"));
    desk.clinics.execute(ORG, "DELETE FROM opt_outs");
    let called = desk.clinics.try_execute(
        ORG,
        &format!(
            "INSERT INTO calls (call_id, caller_number, called_number, status, first_seen, last_seen)
             VALUES ('x', '{text}', '{text}', 'ended', 0, 0)"
        ),
    );
    desk.clinics.execute(ORG, "DELETE FROM calls");
    for written in [mapped, opted_out, called] {
        assert_eq!(written.is_ok(), is_canonical, "{text}: {written:?}");
    }
}

#[tokio::test]
async fn raw_sql_stores_canonical_numbers_alone() {
    let desk = Desk::with_clinic().await;
    for text in [
        "+525512345678",
        "+5215512345678",
        "+541123456789",
        "+5491123456789",
        "+5511961234567",
        "+551161234567",
        "+551132345678",
        "+551178901234",
        "+12125550188",
        "+15550188",
        "+17378742833",
        "+7378742833",
        "+12562533",
        "+186282452253",
        "+17748283",
        "+94844353",
        "+1266696687",
        "+10000000000",
        "+11111111111",
        "+12222222222",
        "+15555555555",
        "+19999999999",
        "+1234567890",
        "+11234567890",
        "+1222222222",
        "+0123456789",
        "12125550188",
        "+1212555",
        "+1234567890123456",
        "+1 2125550188",
    ] {
        agrees(&desk, text);
    }
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    runner
        .run(&"\\+(52|54|55|1|[0-9])[0-9]{6,14}", |text| {
            agrees(&desk, &text);
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn raw_sql_stores_sip_addresses_in_the_form_that_is_looked_up() {
    let desk = Desk::with_clinic().await;
    for (user, number) in [
        ("+5215512345678", 1),
        ("+525512345678", 2),
        ("+5491123456789", 3),
        ("+551161234567", 4),
        ("+5511961234567", 5),
        ("front", 6),
    ] {
        let uri = format!("sip:{user}@sip.example.com");
        let Some(RouteKey::Sip(canonical)) = RouteKey::sip(&uri) else { panic!("{uri}") };
        let written = desk.sqlite.try_execute(&format!(
            "INSERT INTO phone_number_mapping (id, org_id, sip_uri, clinic_name)
             VALUES ('0198c0de-0000-7000-8000-00000000010{number}', '{ORG}', '{uri}', 'x')"
        ));
        assert_eq!(written.is_ok(), canonical == uri, "{uri}");
    }
}
