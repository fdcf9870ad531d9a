//! The account at Retell: its test, and its numbers beside those of other vendors.

use super::*;
use crate::support::{Lost, NUMBER, Reply};

pub const KEY: &str = "canary-retell-api-key-0001";
const DISCOVER: &str = "/api/inbound/phone-mappings/discover";
const ORIGIN: &str = "https://desk.example";

async fn clinic() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", ACCOUNT, &json!({"api_key": KEY})).await.expect(200);
    desk
}

async fn discover(desk: &Desk) -> Value {
    let answer = desk.admin("POST", DISCOVER, &Value::Null).await.expect(200);
    assert!(!answer.text.contains("canary"), "{}", answer.text);
    answer.json()
}

fn row(found: &Value, number: &str) -> Value {
    found["numbers"].as_array().unwrap().iter().find(|row| row["number"] == number).cloned().unwrap_or_default()
}

fn codes(row: &Value) -> Vec<&str> {
    row["remarks"].as_array().unwrap().iter().map(|remark| remark["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_test_asks_retell_for_something_cheap() {
    let desk = clinic().await;
    let test = format!("{ACCOUNT}/test");
    let tried = async || desk.admin("POST", &test, &Value::Null).await.expect(200).json();
    desk.vendors.retell.take();
    assert_eq!(
        (&tried().await["ok"], desk.vendors.retell.take()),
        (&json!(true), vec!["LIST phone-numbers".to_owned()])
    );
    desk.vendors.retell.fault("LIST phone-numbers", 0, Lost::Before(Reply::Raw(200, "[]")));
    assert!(tried().await["detail"].as_str().unwrap().contains("could not be understood"));
    desk.admin("PUT", ACCOUNT, &json!({"api_key": "canary-another-key-of-retell"})).await.expect(200);
    assert!(tried().await["detail"].as_str().unwrap().contains("refuses the API key"));
    let shown = desk.get(ACCOUNT).await.expect(200);
    assert!(shown.json()["status"] == "needs_reconnect" && !shown.text.contains("canary"), "{}", shown.text);
    desk.admin("PUT", ACCOUNT, &json!({"signing_secrets": ["key_of_another_account_1"]})).await.expect(200);
    desk.vendors.retell.take();
    assert_eq!((&tried().await["ok"], desk.vendors.retell.take()), (&json!(true), Vec::new()));
}

#[tokio::test]
async fn its_numbers_are_found_with_the_others() {
    let desk = clinic().await;
    let retell = &desk.vendors.retell;
    let ours = format!("{ORIGIN}/api/retell/{ORG}/inbound");
    for (number, webhook) in
        [(NUMBER, json!(ours)), ("+12025550101", json!(null)), ("+12025550102", json!("https://else.example/hook"))]
    {
        let fields = json!({"phone_number": number, "nickname": "Main", "inbound_webhook_url": webhook,
            "sip_outbound_trunk_config": {"auth_username": "canary-user"}});
        retell.put("phone-number", number, &fields);
    }
    let found = discover(&desk).await;
    let services: Vec<&str> =
        found["vendors"].as_array().unwrap().iter().map(|one| one["service"].as_str().unwrap()).collect();
    assert_eq!(services, ["twilio", "retell"], "a platform that is not connected is not named beside one that is");
    assert_eq!((&row(&found, NUMBER)["state"], codes(&row(&found, NUMBER)).len()), (&json!("mapped"), 0), "{found}");
    assert_eq!(codes(&row(&found, "+12025550101")), ["has_assistant"]);
    assert_eq!(codes(&row(&found, "+12025550102")), ["server_elsewhere"]);
    let of_twilio = row(&found, "+15005550006");
    assert_eq!(codes(&of_twilio), ["sms_elsewhere", "not_at_vapi"], "{of_twilio}");
    assert!(of_twilio["remarks"][1]["detail"].as_str().unwrap().starts_with("Retell does not have"), "{of_twilio}");
}

#[tokio::test]
async fn numbers_are_read_page_by_page_to_a_bound() {
    let desk = clinic().await;
    desk.vendors.retell.take();
    for number in 0..600 {
        let number = format!("+1202555{number:04}");
        desk.vendors.retell.put("phone-number", &number, &json!({"phone_number": number}));
    }
    let found = discover(&desk).await;
    assert_eq!(desk.vendors.retell.take().len(), 5);
    let retell = found["vendors"].as_array().unwrap().iter().find(|one| one["service"] == "retell").unwrap().clone();
    assert_eq!(retell["state"], "partly", "{retell}");
    desk.vendors.retell.fault("LIST phone-numbers", 0, Lost::Before(Reply::Raw(200, "canary")));
    let found = discover(&desk).await;
    let retell = found["vendors"].as_array().unwrap().iter().find(|one| one["service"] == "retell").unwrap().clone();
    assert_eq!(retell["state"], "failed", "{retell}");
}
