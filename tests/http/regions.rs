//! Regions of the vendors: an org says in which one its account is, by a word, and everything about it goes there and nowhere else.

use serde_json::{Value, json};

use crate::{
    support::{Desk, Fate, NUMBER, ORG, Reply, mapping, twilio},
    texting,
};

const TWILIO: &str = "/api/integrations/twilio";
const VAPI: &str = "/api/integrations/vapi";
const ASSISTANT: &str = "a5000000-0000-4000-8000-000000000001";
const ORIGIN: &str = "https://desk.example";

fn in_ireland() -> Value {
    let mut account = twilio();
    account["region"] = json!("ie1");
    account["auth_token"] = json!("canary-twilio-ie1-token");
    account
}

fn in_europe() -> Value {
    json!({"region": "eu", "api_key": "canary-vapi-eu-key", "webhook_secrets": ["canary-own-webhook-secret"]})
}

async fn test(desk: &Desk, path: &str) -> Value {
    desk.admin("POST", &format!("{path}/test"), &json!({})).await.expect(200).json()
}

#[tokio::test]
async fn a_region_is_one_of_those_that_there_are() {
    let desk = Desk::with_clinic().await;
    for (path, mut body) in [(TWILIO, in_ireland()), (VAPI, in_europe())] {
        let stored = desk.admin("PUT", path, &body).await.expect(200).json();
        assert_eq!(stored["settings"]["region"], body["region"], "{stored}");
        for region in [
            json!("https://attacker.example"),
            json!("attacker.example/"),
            json!(""),
            json!(null),
            json!(1),
            json!("EU"),
        ] {
            body["region"] = region;
            desk.admin("PUT", path, &body).await.problem(422, "invalid", Some("region"));
        }
        for field in ["api_base", "host", "url"] {
            let mut body = body.clone();
            body.as_object_mut().unwrap().remove("region");
            body[field] = json!("https://attacker.example");
            desk.admin("PUT", path, &body).await.problem(422, "invalid", Some(field));
        }
    }
}

#[tokio::test]
async fn an_account_that_says_nothing_is_where_it_always_was() {
    let desk = Desk::with_clinic().await;
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    for path in [TWILIO, VAPI] {
        assert_eq!(desk.get(path).await.json()["settings"].get("region"), None);
        assert_eq!(test(&desk, path).await["ok"], true);
    }
    assert_eq!(desk.vendors.hosts(), ["api.twilio.com", "api.vapi.ai"]);
}

/// Another token or key is stored by whoever does not know of regions: the account stays where it is.
#[tokio::test]
async fn an_account_stays_in_its_region_unless_another_is_given() {
    let desk = Desk::with_clinic().await;
    let without = |mut body: Value| {
        body.as_object_mut().unwrap().remove("region");
        body
    };
    for (path, body, back) in [(TWILIO, in_ireland(), "us1"), (VAPI, in_europe(), "us")] {
        desk.admin("PUT", path, &body).await.expect(200);
        let stored = desk.admin("PUT", path, &without(body.clone())).await.expect(200).json();
        assert_eq!(stored["settings"]["region"], body["region"], "{stored}");
        let mut moved = body.clone();
        moved["region"] = json!(back);
        desk.admin("PUT", path, &moved).await.expect(200);
        assert_eq!(desk.get(path).await.json()["settings"].get("region"), None);
        desk.admin("PUT", path, &body).await.expect(200);
        let theirs = desk.token(Some(crate::support::OTHER), "admin");
        let other = desk.send("PUT", path, &theirs, Some(&without(body.clone()))).await.expect(200).json();
        assert_eq!(other["settings"].get("region"), None, "another clinic's region is its own: {other}");
    }
    // Another account at Twilio is where accounts are that say nothing.
    let mut other = without(in_ireland());
    other["account_sid"] = json!(format!("AC{}", "2".repeat(32)));
    let stored = desk.admin("PUT", TWILIO, &other).await.expect(200).json();
    assert_eq!(stored["settings"].get("region"), None, "{stored}");
}

#[tokio::test]
async fn all_that_is_asked_of_twilio_is_asked_in_the_region() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", TWILIO, &in_ireland()).await.expect(200);
    desk.vendors.hosts();
    assert_eq!(test(&desk, TWILIO).await["ok"], true);
    desk.vendors.numbers.add("+15005550006", &json!({}));
    let found = desk.admin("POST", "/api/inbound/phone-mappings/discover", &json!({})).await.expect(200).json();
    assert_eq!(found["numbers"][0]["number"], "+15005550006", "{found}");
    let replies = desk.admin("POST", &format!("{TWILIO}/replies"), &json!({"dry_run": false})).await.expect(200).json();
    assert_eq!(replies["ok"], true, "{replies}");
    // A text, which is lost, and looked up.
    desk.vendors.texts.next([Fate::Taken(Reply::Raw(500, "<html>"))]);
    texting::appointment(&desk, texting::APPOINTMENT, ORG, texting::START);
    texting::confirmation(&desk).await;
    desk.sweep().await;
    texting::minutes(&desk, 2).await;
    let asked = desk.vendors.take();
    for name in ["texts.send", "texts.list", "twilio"] {
        assert!(asked.iter().any(|known| known == name), "{name} is not in {asked:?}");
    }
    let hosts = desk.vendors.hosts();
    assert!(hosts.iter().all(|host| !host.ends_with("twilio.com") || host == "api.dublin.ie1.twilio.com"), "{hosts:?}");

    let mut with_service = in_ireland();
    with_service.as_object_mut().unwrap().remove("from_number");
    with_service["messaging_service_sid"] = json!(format!("MG{}", "1".repeat(32)));
    desk.admin("PUT", TWILIO, &with_service).await.expect(200);
    assert_eq!(test(&desk, TWILIO).await["ok"], true);
    assert!(desk.vendors.hosts().contains(&"messaging.dublin.ie1.twilio.com".to_owned()));
}

#[tokio::test]
async fn all_that_is_asked_of_vapi_is_asked_in_the_region() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", VAPI, &in_europe()).await.expect(200);
    let phone = "f0000000-0000-4000-8000-000000000001";
    desk.vendors.vapi_eu.add("/assistant", json!({"id": ASSISTANT, "model": {"provider": "openai", "messages": []}}));
    desk.vendors.vapi_eu.add("/phone-number", json!({"id": phone, "provider": "twilio", "number": NUMBER}));
    let mut number = mapping(NUMBER);
    number["vapi_phone_number_id"] = json!(phone);
    desk.admin("POST", "/api/inbound/phone-mappings", &number).await.expect(200);
    desk.vendors.hosts();
    assert_eq!(test(&desk, VAPI).await["ok"], true);
    let found = desk.admin("POST", "/api/inbound/phone-mappings/discover", &json!({})).await.expect(200).json();
    let number = found["numbers"].as_array().unwrap().iter().find(|row| row["number"] == NUMBER).unwrap();
    assert_eq!(number["state"], "mapped", "{found}");
    let body = json!({"dry_run": false, "assistant_id": ASSISTANT});
    let outcome = desk.admin("POST", "/api/vapi/provision", &body).await.expect(200).json();
    assert_eq!(outcome["ok"], true, "{outcome}");
    let hosts = desk.vendors.hosts();
    assert!(hosts.iter().all(|host| !host.ends_with("vapi.ai") || host == "api.eu.vapi.ai"), "{hosts:?}");
    assert!(desk.vendors.vapi.take().is_empty() && desk.vendors.vapi.all("/tool").is_empty());
}

#[tokio::test]
async fn a_test_says_when_the_credentials_are_those_of_the_other_region() {
    let desk = Desk::with_clinic().await;
    let with = |mut body: Value, region: &str| {
        body["region"] = json!(region);
        body
    };
    let unauthorised = || Reply::Json(401, json!({"code": 20003}));
    for (path, body, about) in [
        (VAPI, with(in_europe(), "us"), "region eu"),
        (VAPI, json!({"api_key": "canary-vapi-api-key", "region": "eu"}), "region us"),
        (VAPI, json!({"api_key": "canary-other-key"}), "refuses the API key"),
        (TWILIO, with(in_ireland(), "us1"), "region ie1"),
        (TWILIO, with(twilio(), "ie1"), "region us1"),
    ] {
        desk.admin("PUT", path, &body).await.expect(200);
        if about == "region ie1" {
            desk.vendors.twilio([unauthorised()]);
        }
        let outcome = test(&desk, path).await;
        assert!(outcome["ok"] == false && outcome["detail"].as_str().unwrap().contains(about), "{about}: {outcome}");
        let shown = desk.get(path).await.json();
        assert_eq!((&shown["status"], &shown["status_detail"]), (&json!("needs_reconnect"), &outcome["detail"]));
    }
}

/// SQL may have written anything: what is no region leads nowhere.
#[tokio::test]
async fn a_stored_region_that_there_is_not_opens_nothing() {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("PUT", VAPI, &in_europe()).await.expect(200);
    desk.sqlite.execute(
        "UPDATE integration_settings SET settings = json_set(settings, '$.region', 'attacker.example/') WHERE service_type <> 'google'",
    );
    desk.vendors.hosts();
    for path in [TWILIO, VAPI] {
        let outcome = test(&desk, path).await;
        assert!(
            outcome["ok"] == false && outcome["detail"].as_str().unwrap().contains("cannot be opened"),
            "{outcome}"
        );
    }
    let body = json!({"dry_run": false, "assistant_id": ASSISTANT});
    desk.admin("POST", "/api/vapi/provision", &body).await.problem(409, "credentials_unreadable", None);
    let found = desk.admin("POST", "/api/inbound/phone-mappings/discover", &json!({})).await.expect(200).json();
    assert!(found["vendors"].as_array().unwrap().iter().all(|vendor| vendor["state"] == "failed"), "{found}");
    assert_eq!(desk.vendors.hosts(), [""; 0]);
}
