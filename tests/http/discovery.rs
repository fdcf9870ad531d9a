//! Numbers that a clinic has at its vendors: what is listed, whose each is here, and what is never told.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use crate::support::{Answer, Desk, Lost, NUMBER, ORG, OTHER, Reply, mapping};

const DISCOVER: &str = "/api/inbound/phone-mappings/discover";
const MAPPINGS: &str = "/api/inbound/phone-mappings";
const VAPI: &str = "/api/integrations/vapi";
/// From which the demo clinic texts.
const SENDER: &str = "+15005550006";
const ORIGIN: &str = "https://desk.example";

/// The demo clinic with accounts at both, which are empty.
async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    desk
}

fn at_vapi(desk: &Desk, number: usize, fields: &Value) -> String {
    let id = format!("f0000000-0000-4000-8000-{number:012}");
    let mut resource = json!({"id": id, "provider": "twilio", "twilioAccountSid": "canary-sid", "twilioAuthToken": "canary-token",
        "twilioApiSecret": "canary-secret", "server": null, "assistantId": null, "status": "active"});
    resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    desk.vendors.vapi.add("/phone-number", resource);
    id
}

async fn discover(desk: &Desk) -> Value {
    let answer = desk.admin("POST", DISCOVER, &Value::Null).await.expect(200);
    quiet(desk, &answer);
    answer.json()
}

/// Nothing secret of a vendor's is told or kept.
fn quiet(desk: &Desk, answer: &Answer) {
    for text in [&answer.text, &desk.log.text(), &desk.dump()] {
        assert!(!text.contains("canary"), "{text}");
    }
}

/// The row of a number.
fn row(found: &Value, number: &str) -> Value {
    let numbers = found["numbers"].as_array().unwrap();
    numbers.iter().find(|row| row["number"] == number || row["sip_uri"] == number).cloned().unwrap_or_default()
}

fn remarks(row: &Value) -> Vec<&str> {
    let remarks = row["remarks"].as_array().unwrap();
    assert!(remarks.iter().all(|remark| remark["detail"].as_str().unwrap().ends_with('.')), "{row}");
    remarks.iter().map(|remark| remark["code"].as_str().unwrap()).collect()
}

fn vendor(found: &Value, service: &str) -> Value {
    found["vendors"].as_array().unwrap().iter().find(|vendor| vendor["service"] == service).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_number_of_both_vendors_is_one_row_with_its_id() {
    let desk = clinic().await;
    let ours = format!("{ORIGIN}/api/twilio/inbound?org={ORG}");
    desk.vendors.numbers.add("+12025550101", &json!({"friendly_name": "Main line", "sms_url": ours}));
    let id = at_vapi(&desk, 1, &json!({"number": "+12025550101", "name": "Vapi's name"}));
    let found = discover(&desk).await;
    assert_eq!(found["numbers"].as_array().unwrap().len(), 1, "{found}");
    let expected = json!({"number": "+12025550101", "sip_uri": null, "name": "Main line", "found_at": ["twilio", "vapi"],
        "vapi_phone_number_id": id, "state": "new", "can_be_mapped": true, "remarks": []});
    assert_eq!(row(&found, "+12025550101"), expected);
    assert_eq!(vendor(&found, "twilio"), json!({"service": "twilio", "state": "listed", "detail": null}));
    assert_eq!(vendor(&found, "vapi"), json!({"service": "vapi", "state": "listed", "detail": null}));

    // What is sent back as it was found is mapped, with Vapi's id, and found as such.
    let body = json!({"inbound_phone_number": "+12025550101", "vapi_phone_number_id": id, "clinic_name": "Oak"});
    desk.admin("POST", MAPPINGS, &body).await.expect(201);
    let after = row(&discover(&desk).await, "+12025550101");
    assert_eq!((&after["state"], &after["can_be_mapped"]), (&json!("mapped"), &json!(false)), "{after}");
}

#[tokio::test]
async fn each_number_says_what_is_odd_about_it() {
    let desk = clinic().await;
    let ours = format!("{ORIGIN}/api/twilio/inbound?org={ORG}");
    let twilio = |number: &str, fields: Value| desk.vendors.numbers.add(number, &fields);
    twilio("+12025550101", json!({"sms_url": ours}));
    twilio("+12025550102", json!({"sms_url": "https://sms.example/in"}));
    twilio(SENDER, json!({"sms_url": "https://user:canary-password@sms.example/in?key=canary"}));
    twilio("+12025550105", json!({"capabilities": {"voice": false, "sms": true}, "sms_url": ours}));
    twilio("+12025550106", json!({"capabilities": {"voice": true, "sms": false}, "sms_url": null}));
    at_vapi(&desk, 1, &json!({"number": "+12025550111", "assistantId": "a5000000-0000-4000-8000-000000000001"}));
    at_vapi(&desk, 2, &json!({"number": "+12025550112", "squadId": "a5"}));
    at_vapi(&desk, 3, &json!({"number": "+12025550113", "workflowId": "a5"}));
    let own = json!({"url": format!("{ORIGIN}/api/vapi/webhook/{ORG}")});
    at_vapi(&desk, 4, &json!({"number": "+12025550114", "assistantId": "a5", "server": own}));
    at_vapi(
        &desk,
        5,
        &json!({"number": "+12025550115", "server": {"url": "https://desk.example.attacker.example/api/vapi/"}}),
    );
    at_vapi(&desk, 6, &json!({"number": null, "sipUri": "sip:Front@SIP.vapi.ai"}));
    at_vapi(&desk, 7, &json!({"number": "front desk", "name": "A trunk"}));
    let found = discover(&desk).await;
    for (number, codes, can_be_mapped) in [
        ("+12025550101", vec!["not_at_vapi"], true),
        ("+12025550102", vec!["not_at_vapi"], true),
        (SENDER, vec!["sms_elsewhere", "not_at_vapi"], true),
        ("+12025550105", vec!["no_voice", "not_at_vapi"], false),
        ("+12025550106", vec!["not_at_vapi"], true),
        ("+12025550111", vec!["has_assistant"], true),
        ("+12025550112", vec!["has_assistant"], true),
        ("+12025550113", vec!["has_assistant"], true),
        ("+12025550114", vec![], true),
        ("+12025550115", vec!["server_elsewhere"], true),
        ("sip:front@sip.vapi.ai", vec![], true),
    ] {
        let row = row(&found, number);
        assert_eq!((remarks(&row), &row["can_be_mapped"]), (codes, &json!(can_be_mapped)), "{row}");
    }
    let trunk = found["numbers"].as_array().unwrap().last().unwrap();
    assert_eq!((&trunk["name"], remarks(trunk)), (&json!("A trunk"), vec!["unreadable"]), "{trunk}");
    assert_eq!(trunk["can_be_mapped"], false);
    // Only the host is told of where texts go.
    assert!(row(&found, SENDER).to_string().contains("go to sms.example,"), "{found}");
}

#[tokio::test]
async fn a_number_in_two_forms_is_one_number() {
    let desk = clinic().await;
    desk.vendors.numbers.add("+5215512345678", &json!({}));
    at_vapi(&desk, 1, &json!({"number": "+525512345678"}));
    let found = discover(&desk).await;
    assert_eq!(row(&found, "+525512345678")["found_at"], json!(["twilio", "vapi"]), "{found}");
}

#[tokio::test]
async fn of_another_clinics_number_it_says_that_it_is_taken_and_no_more() {
    let desk = clinic().await;
    let theirs = desk.token(Some(OTHER), "admin");
    let mut number = mapping("+12025550101");
    number["clinic_name"] = json!("Uptown Dental Clinic");
    desk.send("POST", MAPPINGS, &theirs, Some(&number)).await.expect(201);
    let by_id = at_vapi(&desk, 2, &json!({"number": "+12025550102", "assistantId": "a5"}));
    let id = json!({"inbound_phone_number": "+12025550199", "clinic_name": "Uptown", "vapi_phone_number_id": by_id});
    desk.send("POST", MAPPINGS, &theirs, Some(&id)).await.expect(201);
    desk.vendors.numbers.add("+12025550101", &json!({"sms_url": "https://elsewhere.example"}));
    let answer = desk.admin("POST", DISCOVER, &json!({"org_id": OTHER})).await.expect(200);
    let found = answer.json();
    for number in ["+12025550101", "+12025550102"] {
        let row = row(&found, number);
        assert_eq!(
            (&row["state"], &row["can_be_mapped"], &row["remarks"]),
            (&json!("other_org"), &json!(false), &json!([]))
        );
    }
    for secret in ["Uptown", OTHER, "+12025550199"] {
        assert!(!answer.text.contains(secret), "{}", answer.text);
    }
    // The other clinic has no accounts, and sees nothing of this one's.
    let answer = desk.send("POST", DISCOVER, &theirs, None).await.expect(200).json();
    assert_eq!(answer["numbers"], json!([]), "{answer}");
    for service in ["twilio", "vapi"] {
        assert_eq!(vendor(&answer, service)["state"], "not_connected");
    }
    let viewer = desk.token(Some(ORG), "viewer");
    desk.send("POST", DISCOVER, &viewer, None).await.problem(403, "forbidden", None);
}

#[tokio::test]
async fn what_is_ours_may_lack_something() {
    let desk = clinic().await;
    let id = at_vapi(&desk, 1, &json!({"number": NUMBER}));
    let found = row(&discover(&desk).await, NUMBER);
    assert_eq!((&found["state"], remarks(&found)), (&json!("mapped"), vec!["id_missing"]), "{found}");
    assert_eq!(found["can_be_mapped"], true);
    let mut resting = mapping(NUMBER);
    resting["vapi_phone_number_id"] = json!("f0000000-0000-4000-8000-00000000000a");
    desk.admin("POST", MAPPINGS, &resting).await.expect(200);
    assert_eq!(remarks(&row(&discover(&desk).await, NUMBER)), ["id_missing"], "it was imported again");
    resting["vapi_phone_number_id"] = json!(id);
    resting["is_active"] = json!(false);
    desk.admin("POST", MAPPINGS, &resting).await.expect(200);
    let found = row(&discover(&desk).await, NUMBER);
    assert_eq!((&found["state"], remarks(&found)), (&json!("mapped"), vec!["inactive"]), "{found}");
    // While it rests another clinic has taken it.
    let theirs = desk.token(Some(OTHER), "admin");
    desk.send("POST", MAPPINGS, &theirs, Some(&mapping(NUMBER))).await.expect(201);
    assert_eq!(row(&discover(&desk).await, NUMBER)["state"], "other_org");
}

#[tokio::test]
async fn one_vendor_that_fails_does_not_hide_the_other() {
    let down = || Reply::Raw(503, "<html>canary</html>");
    let desk = clinic().await;
    at_vapi(&desk, 1, &json!({"number": "+12025550101"}));
    desk.vendors.twilio([down(), down()]);
    let found = discover(&desk).await;
    assert_eq!(vendor(&found, "twilio")["state"], "failed");
    assert!(vendor(&found, "twilio")["detail"].as_str().unwrap().contains("not available"), "{found}");
    assert_eq!(row(&found, "+12025550101")["found_at"], json!(["vapi"]));

    desk.vendors.numbers.add(SENDER, &json!({}));
    for (reply, about) in [
        (Reply::Json(401, json!({"message": "canary"})), "refuses the API key"),
        (Reply::Json(200, json!({"canary": 1})), "could not be understood"),
        (Reply::Raw(200, "[{\"id\":"), "could not be understood"),
        (Reply::Fails(TransportError::Timeout), "in time"),
        (Reply::Fails(TransportError::TooLarge), "could not be understood"),
    ] {
        desk.vendors.vapi.fault("GET /phone-number", 0, Lost::Before(reply));
        let found = discover(&desk).await;
        let vapi = vendor(&found, "vapi");
        assert!(vapi["state"] == "failed" && vapi["detail"].as_str().unwrap().contains(about), "{about}: {vapi}");
        // Nobody knows whether Vapi has it.
        assert_eq!(remarks(&row(&found, SENDER)), ["sms_elsewhere"], "{found}");
    }
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": ["canary-own-webhook-secret"]})).await.expect(200);
    let found = discover(&desk).await;
    assert!(vendor(&found, "vapi")["detail"].as_str().unwrap().contains("API key"), "{found}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_said() {
    let desk = clinic().await;
    desk.sqlite.down.store(true, SeqCst);
    desk.admin("POST", DISCOVER, &Value::Null).await.problem(503, "unavailable", None);
}

#[tokio::test]
async fn lists_go_on_and_end_honestly() {
    let desk = clinic().await;
    for number in 0..7 {
        desk.vendors.numbers.add(&format!("+1202555{number:04}"), &json!({}));
    }
    for number in 0..250 {
        at_vapi(&desk, number, &json!({"number": format!("+1303555{number:04}")}));
    }
    desk.vendors.numbers.page.store(2, SeqCst);
    desk.vendors.take();
    let found = discover(&desk).await;
    assert_eq!(found["numbers"].as_array().unwrap().len(), 257);
    assert_eq!(
        (vendor(&found, "twilio")["state"].as_str(), vendor(&found, "vapi")["state"].as_str()),
        (Some("listed"), Some("listed"))
    );
    assert_eq!(desk.vendors.take().iter().filter(|name| *name == "twilio").count(), 4);

    for number in 7..12 {
        desk.vendors.numbers.add(&format!("+1202555{number:04}"), &json!({}));
    }
    for number in 250..600 {
        at_vapi(&desk, number, &json!({"number": format!("+1303555{number:04}")}));
    }
    desk.vendors.take();
    let found = discover(&desk).await;
    let asked = desk.vendors.take();
    assert_eq!(asked.iter().filter(|name| *name == "twilio").count(), 5, "bounded");
    assert_eq!(asked.iter().filter(|name| *name == "vapi").count(), 5, "bounded");
    for (service, shown) in [("twilio", "10 numbers"), ("vapi", "numbers that are shown")] {
        let vendor = vendor(&found, service);
        assert!(vendor["state"] == "partly" && vendor["detail"].as_str().unwrap().contains(shown), "{vendor}");
    }
    assert!(!found.to_string().contains("not_at_vapi"), "the list of Vapi is not whole");
}

/// A link that leads away would carry the credentials there.
#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    for link in [
        "https://attacker.example/2010-04-01/Accounts/x/IncomingPhoneNumbers.json",
        "//attacker.example/2010-04-01/",
        "@attacker.example/",
        ".attacker.example/2010-04-01/",
        "/2010-04-01/Accounts/AC11111111111111111111111111111111/IncomingPhoneNumbers.json?PageSize=200",
        "/Elsewhere.json",
    ] {
        let desk = clinic().await;
        desk.vendors.numbers.add("+12025550101", &json!({}));
        *desk.vendors.numbers.link.lock().unwrap() = Some(link.to_owned());
        desk.vendors.take();
        let found = discover(&desk).await;
        let twilio = vendor(&found, "twilio");
        assert_eq!(twilio["state"], "partly", "{link}: {found}");
        assert!(twilio["detail"].as_str().unwrap().contains("could not be understood"), "{twilio}");
        assert!(!row(&found, "+12025550101").is_null(), "what was read is kept");
        assert_eq!(desk.vendors.take(), ["twilio", "vapi"], "{link}");
    }
}

#[tokio::test]
async fn a_standard_api_key_lists_numbers() {
    let desk = clinic().await;
    let mut account = crate::support::twilio();
    account["api_key_sid"] = json!(format!("SK{}", "0".repeat(32)));
    account["api_key_secret"] = json!("canary-api-key-secret");
    desk.admin("PUT", "/api/integrations/twilio", &account).await.expect(200);
    desk.vendors.twilio([Reply::Json(401, json!({"code": 20003}))]);
    let found = discover(&desk).await;
    assert!(vendor(&found, "twilio")["detail"].as_str().unwrap().contains("API key"), "{found}");
}

#[tokio::test]
async fn where_the_senders_texts_go_is_said_in_words_of_its_own() {
    let application = format!("AP{}", "0".repeat(32));
    let address = |org: &str| format!("{ORIGIN}/api/twilio/inbound?org={org}");
    for (fields, about) in [
        (json!({"sms_url": address(ORG), "sms_application_sid": application}), "an application of the Twilio account"),
        (json!({"sms_url": address(ORG), "sms_method": "GET"}), "here with GET and not with POST"),
        (json!({"sms_url": address(OTHER)}), "another clinic"),
        (json!({}), "nobody"),
    ] {
        let desk = clinic().await;
        desk.vendors.numbers.add(SENDER, &fields);
        let row = row(&discover(&desk).await, SENDER);
        assert_eq!(remarks(&row), ["sms_elsewhere", "not_at_vapi"], "{row}");
        assert!(row.to_string().contains(about) && !row.to_string().contains(OTHER), "{about}: {row}");
    }
}

/// A broken vendor fills nobody's memory, and one odd number hides no other.
#[tokio::test]
async fn odd_rows_are_read_as_far_as_they_go() {
    let desk = clinic().await;
    let number = |at: usize| format!("+1202555{at:04}");
    let odd = json!({"phone_number": number(0), "sid": 7, "capabilities": "voice", "friendly_name": [], "sms_url": {}});
    let rows: Vec<Value> =
        std::iter::once(odd).chain((1..1000).map(|at| json!({"phone_number": number(at)}))).collect();
    desk.vendors.twilio([Reply::Json(200, json!({"incoming_phone_numbers": rows}))]);
    for at in 0..3 {
        at_vapi(&desk, at, &json!({"number": format!("+1303555{at:04}")}));
    }
    let found = discover(&desk).await;
    assert_eq!(row(&found, &number(0))["name"], number(0), "{found}");
    assert_eq!(
        (vendor(&found, "twilio")["state"].as_str(), found["numbers"].as_array().unwrap().len()),
        (Some("partly"), 203)
    );
}

#[tokio::test]
async fn a_later_page_that_fails_keeps_what_was_read() {
    let desk = clinic().await;
    let path = format!("/2010-04-01/Accounts/AC{}/IncomingPhoneNumbers.json?Page=1", "0".repeat(32));
    let first = json!({"incoming_phone_numbers": [{"phone_number": "+12025550101"}], "next_page_uri": path});
    let down = || Reply::Raw(503, "<html>canary</html>");
    desk.vendors.twilio([Reply::Json(200, first), down(), down()]);
    for at in 0..150 {
        at_vapi(&desk, at, &json!({"number": format!("+1303555{at:04}")}));
    }
    desk.vendors.vapi.fault("GET /phone-number", 1, Lost::Before(Reply::Fails(TransportError::Timeout)));
    let found = discover(&desk).await;
    for (service, about) in [("twilio", "not available"), ("vapi", "in time")] {
        let vendor = vendor(&found, service);
        assert!(vendor["state"] == "partly" && vendor["detail"].as_str().unwrap().contains(about), "{vendor}");
    }
    assert_eq!(found["numbers"].as_array().unwrap().len(), 101);
    assert!(!found.to_string().contains("not_at_vapi"), "the list of Vapi is not whole");
}

/// Vapi may have a number twice: either id is known.
#[tokio::test]
async fn a_number_that_is_twice_at_vapi_is_known_by_either_id() {
    let desk = clinic().await;
    let ids = [1, 2].map(|at| at_vapi(&desk, at, &json!({"number": NUMBER})));
    for id in &ids {
        let mut ours = mapping(NUMBER);
        ours["vapi_phone_number_id"] = json!(id);
        desk.admin("POST", MAPPINGS, &ours).await.expect(200);
        let found = row(&discover(&desk).await, NUMBER);
        assert_eq!((remarks(&found), &found["vapi_phone_number_id"]), (vec![], &json!(id)), "{found}");
        assert_eq!((&found["state"], &found["can_be_mapped"]), (&json!("mapped"), &json!(false)), "{found}");
    }
    let mut ours = mapping(NUMBER);
    ours["vapi_phone_number_id"] = json!("f0000000-0000-4000-8000-00000000000a");
    desk.admin("POST", MAPPINGS, &ours).await.expect(200);
    assert_eq!(remarks(&row(&discover(&desk).await, NUMBER)), ["id_missing"]);
}
