//! The tools of an agent: who calls, what is heard, and that nothing is booked twice.

use std::sync::atomic::Ordering::SeqCst;

use super::*;

const CHECK: &str = "tools/calendar/check";
const BOOK: &str = "tools/calendar/book";
const FIND: &str = "tools/appointments/find";

/// The token that is handed out for a call to the clinic.
async fn token(desk: &Desk) -> String {
    let told = posted(desk, "initiation", &fixture("initiation")).await.expect(200).json();
    told["dynamic_variables"]["secret__frontdesk_call"].as_str().unwrap().to_owned()
}

/// A tool with nothing but its arguments, and these headers.
async fn with(desk: &Desk, path: &str, headers: &[(&str, &str)], arguments: &Value) -> String {
    let headers = [&[("x-frontdesk-secret", SECRET)], headers].concat();
    heard(post(desk, path, &headers, arguments.to_string()).await)
}

fn appointments(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT coalesce(group_concat(patient_name || ' ' || phone), '') FROM appointments")
}

#[tokio::test]
async fn every_shape_gets_a_sentence() {
    let desk = clinics().await;
    for (name, expected) in [
        ("tool-check", "more than nine openings"),
        ("tool-unfilled", "which number"),
        ("tool-none-values", "which number"),
        ("tool-arguments-only", "which number"),
    ] {
        let said = heard(posted(&desk, CHECK, &fixture(name)).await);
        let is_refusal = expected == "which number" && !said.contains("openings");
        assert!(said.contains(expected) || is_refusal, "{name}: {said}");
        // An org in the path is enough.
        let said = heard(posted(&desk, &format!("{ORG}/{CHECK}"), &fixture(name)).await);
        assert!(said.contains("more than nine openings"), "{name}: {said}");
    }
    assert!(heard(posted(&desk, BOOK, &fixture("tool-book")).await).contains("Ann Lee"));
}

/// An error's text would not reach the model, so what is wrong with a body is a sentence.
#[tokio::test]
async fn bad_input_is_a_sentence() {
    let desk = clinics().await;
    let large = format!("{{\"notes\":\"{}\"}}", "x".repeat(65 * 1024));
    for body in ["", "{", "[]", "7", "\"text\"", "null", "{\"date\":", "{\"date\":1e999}", "\u{FEFF}{", &large] {
        for path in [CHECK.to_owned(), format!("{ORG}/{CHECK}")] {
            let answer = post(&desk, &path, &[("x-frontdesk-secret", SECRET)], body).await;
            let said = heard(answer);
            assert!(!said.contains("openings"), "{body}: {said}");
        }
    }
    let messages = format!("{ORG}/tools/messages/take");
    let cut = post(&desk, &messages, &[("x-frontdesk-secret", SECRET)], "{\"about\":\"chest pain").await;
    assert!(heard(cut).contains("911"));
    let mut plain = Request::post(format!("{ROOT}/{CHECK}")).header("x-frontdesk-secret", SECRET);
    desk.raw(plain.body("{}".into()).unwrap()).await.problem(415, "unsupported_media_type", None);
    plain = Request::post(format!("{ROOT}/tools/pizza")).header("x-frontdesk-secret", SECRET);
    desk.raw(plain.body("{}".into()).unwrap()).await.expect(404);
}

#[tokio::test]
async fn headers_say_the_same_and_come_first() {
    let desk = clinics().await;
    let headers = [("x-called-number", NUMBER), ("x-caller-number", "+15550188"), ("x-call-id", CONVERSATION)];
    let said = with(&desk, BOOK, &headers, &json!({"start": "2026-12-03T09:30", "name": "Ann Lee"})).await;
    assert!(said.contains("Ann Lee"), "{said}");
    assert_eq!(appointments(&desk), "Ann Lee +15550188");
    // The body names another clinic and another caller, as a model might.
    let body = json!({"called_number": THEIRS, "caller_number": "+15550177"});
    assert!(with(&desk, FIND, &headers, &body).await.contains("9:30"));
    let unfilled = [("x-called-number", "{{system__called_number}}"), ("x-caller-number", "")];
    let found = with(&desk, FIND, &unfilled, &json!({"called_number": NUMBER, "caller_number": "+15550188"})).await;
    assert!(found.contains("9:30"), "{found}");
}

/// ElevenLabs gives no call of a tool an id, and its agents ask again.
#[tokio::test]
async fn a_booking_that_is_repeated_is_one_and_sounds_alike() {
    let desk = clinics().await;
    let body = fixture("tool-book");
    let first = heard(posted(&desk, BOOK, &body).await);
    assert!(first.contains("Ann Lee"), "{first}");
    desk.clock.advance(std::time::Duration::from_secs(30));
    for headers in [vec![], vec![("x-call-id", CONVERSATION)]] {
        let headers = [vec![("x-frontdesk-secret", SECRET)], headers].concat();
        assert_eq!(heard(post(&desk, BOOK, &headers, body.to_string()).await), first);
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM appointments"), "1");
    assert_eq!(desk.clinics.value(OTHER, "SELECT count(*) FROM appointments"), "0");
    let call = desk.get(&format!("/api/calls/{CONVERSATION}")).await.expect(200).json();
    assert_eq!((&call["platform"], &call["caller_verified"]), (&json!("elevenlabs"), &json!(null)), "{call}");
}

#[tokio::test]
async fn a_whole_call_needs_nothing_but_its_token() {
    let desk = clinics().await;
    let token = token(&desk).await;
    let headers = [("x-frontdesk-call", token.as_str()), ("x-call-id", CONVERSATION)];
    let start = json!({"start": "2026-12-03T09:30"});
    assert!(with(&desk, CHECK, &headers, &json!({"date": "2026-12-03"})).await.contains("openings"));
    with(&desk, "tools/calendar/reserve", &headers, &start).await;
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    assert!(with(&desk, BOOK, &headers, &order).await.contains("booked"));
    assert_eq!(appointments(&desk), "Ann Lee +15550188");
    assert!(with(&desk, FIND, &headers, &json!({})).await.contains("9:30"));
    let moved = json!({"new_start": "2026-12-03T11:00"});
    assert!(with(&desk, "tools/calendar/reschedule", &headers, &moved).await.contains("11"));
    assert!(with(&desk, "tools/calendar/cancel", &headers, &json!({})).await.contains("cancelled"));
    assert!(!desk.dump().contains(&token) && !desk.log.text().contains("fdc1."));
}

/// It proves numbers, and what the platform says of the same call may not contradict it.
#[tokio::test]
async fn a_token_of_another_call_or_org_counts_for_nothing() {
    let desk = clinics().await;
    let token = token(&desk).await;
    let order = json!({"start": "2026-12-03T09:30", "name": "Ann Lee"});
    let first = [("x-frontdesk-call", token.as_str()), ("x-call-id", CONVERSATION)];
    assert!(with(&desk, BOOK, &first, &order).await.contains("booked"));
    // In another conversation it finds nobody's appointments.
    let other = [("x-frontdesk-call", token.as_str()), ("x-call-id", "conv_another")];
    assert!(!with(&desk, FIND, &other, &json!({})).await.contains("9:30"));
    let said = with(&desk, &format!("{OTHER}/{FIND}"), &first, &json!({"called_number": THEIRS})).await;
    assert!(!said.contains("9:30"), "{said}");
    let altered = format!("{}A", &token[..token.len() - 1]);
    for token in [altered.as_str(), "fdc1.", "{{secret__frontdesk_call}}"] {
        let said = with(&desk, FIND, &[("x-frontdesk-call", token)], &json!({})).await;
        assert!(!said.contains("9:30"), "{said}");
    }
    assert!(desk.log.text().contains("call_token.refused"), "{}", desk.log.text());
    desk.clock.advance(std::time::Duration::from_hours(2));
    assert!(!with(&desk, FIND, &first, &json!({})).await.contains("9:30"));
    // Without the secret it proves nothing at all.
    refused(post(&desk, FIND, &first, "{}").await);
}

#[tokio::test]
async fn what_is_pasted_works_as_it_is_described() {
    let desk = clinics().await;
    let document = desk.get(&format!("{ROOT}/tools.json")).await.expect(200).json();
    let tools = document["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 10);
    for tool in tools {
        let schema = &tool["tool_config"]["api_schema"];
        let url = schema["url"].as_str().unwrap();
        let path = url.strip_prefix("https://frontdesk.example.com/api/elevenlabs/").unwrap();
        // ElevenLabs fills in variables, the model the rest; both at once it refuses to save.
        let mut body = json!({});
        for (name, property) in schema["request_body_schema"]["properties"].as_object().unwrap() {
            let (variable, description) = (property["dynamic_variable"].as_str(), property["description"].as_str());
            assert!(variable.is_some() != description.is_some(), "{property}");
            match variable {
                Some("system__called_number") => body[name] = json!(NUMBER),
                Some("system__caller_id") => body[name] = json!("+15550188"),
                Some("system__conversation_id") => body[name] = json!(CONVERSATION),
                _ => {}
            }
        }
        let headers = schema["request_headers"].as_object().unwrap();
        assert_eq!(headers["X-Frontdesk-Call"]["variable_name"], "secret__frontdesk_call");
        let said = heard(post(&desk, path, &[("x-frontdesk-secret", OWN)], body.to_string()).await);
        assert!(!said.contains("set up"), "{path}: {said}");
    }
    let hook = &document["conversation_initiation_client_data_webhook"]["url"];
    let path = hook.as_str().unwrap().rsplit_once("/api/elevenlabs/").unwrap().1;
    let told = post(&desk, path, &[("x-frontdesk-secret", OWN)], fixture("initiation").to_string()).await;
    let told = told.expect(200).json()["dynamic_variables"].as_object().unwrap().clone();
    let placeholders = document["dynamic_variable_placeholders"].as_object().unwrap();
    assert!(told.keys().eq(placeholders.keys()), "{document}");
    assert!(document["post_call_webhook"]["url"].as_str().unwrap().ends_with(&format!("/{ORG}/events")));
}

/// However it is said whose call it is: what a caller waits for is one hop to the clinic and one request to its calendar.
#[tokio::test]
async fn a_warm_check_is_one_hop_and_one_external_request() {
    let desk = clinics().await;
    let token = token(&desk).await;
    let org = format!("{ORG}/{CHECK}");
    let own = ("x-frontdesk-secret", OWN);
    let deployments = ("x-frontdesk-secret", SECRET);
    let with_token = ("x-frontdesk-call", token.as_str());
    let number = ("x-called-number", NUMBER);
    let ways: [(&str, &[(&str, &str)]); 6] = [
        (CHECK, &[deployments, number]),
        (CHECK, &[own, number]),
        (&org, &[deployments]),
        (&org, &[own, number]),
        (CHECK, &[deployments, with_token]),
        (&org, &[own, with_token, number]),
    ];
    for (path, headers) in ways {
        let ask = || post(&desk, path, headers, r#"{"date":"2026-12-03"}"#);
        heard(ask().await);
        desk.vendors.take();
        for counter in [&desk.kv.reads, &desk.sqlite.batches, &desk.clinics.hops] {
            counter.store(0, SeqCst);
        }
        heard(ask().await);
        assert_eq!(desk.vendors.take(), ["freeBusy"], "{headers:?}");
        let trips = [&desk.kv.reads, &desk.sqlite.batches, &desk.clinics.hops].map(|counter| counter.load(SeqCst));
        assert_eq!(trips, [0, 0, 1], "{path} {headers:?}");
    }
}

/// `tests/golden/elevenlabs.json`: all that is pasted, with the first of its tools. What is said of each tool Vapi's golden has.
#[tokio::test]
async fn what_is_pasted_changes_when_somebody_means_it_to() {
    const GOLDEN: &str = include_str!("../../golden/elevenlabs.json");
    let desk = clinics().await;
    desk.admin("POST", "/api/services", &json!({"name": "Cleaning", "minutes": 30})).await.expect(201);
    let mut document = desk.get(&format!("{ROOT}/tools.json")).await.expect(200).json();
    if std::env::var_os("PRINT_GOLDEN").is_some() {
        println!("elevenlabs {document}");
    }
    document["tools"].as_array_mut().unwrap().truncate(1);
    assert_eq!(serde_json::to_string_pretty(&document).unwrap() + "\n", GOLDEN);
}
