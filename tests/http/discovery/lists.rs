//! How vendors' lists are read: page by page, to a bound, and however odd they are.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::ports::TransportError;
use serde_json::{Value, json};

use super::{DISCOVER, SENDER, VAPI, at_vapi, clinic, discover, remarks, row, vendor};
use crate::support::{Lost, Reply};

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
async fn an_api_key_that_is_refused_is_named() {
    let desk = clinic().await;
    let mut account = crate::support::twilio();
    account["api_key_sid"] = json!(format!("SK{}", "0".repeat(32)));
    account["api_key_secret"] = json!("canary-api-key-secret");
    desk.admin("PUT", "/api/integrations/twilio", &account).await.expect(200);
    desk.vendors.twilio([Reply::Json(401, json!({"code": 20003}))]);
    let found = discover(&desk).await;
    assert!(vendor(&found, "twilio")["detail"].as_str().unwrap().contains("API key"), "{found}");
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
