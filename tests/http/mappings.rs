//! Phone number mappings and look-ups.

use http::HeaderMap;
use serde_json::{Value, json};

use crate::support::{Desk, NUMBER, ORG, OTHER, mapping};

const MAPPINGS: &str = "/api/inbound/phone-mappings";

#[tokio::test]
async fn saving_a_number_again_updates_the_orgs_own_mapping() {
    let desk = Desk::with_clinic().await;
    let before = desk.get(MAPPINGS).await.expect(200).json()["items"][0].clone();
    let body =
        json!({"inbound_phone_number": "1-555-0100", "clinic_name": "New name", "vapi_phone_number_id": "NUM-1"});
    let refused = desk.admin("POST", MAPPINGS, &body).await;
    refused.problem(422, "invalid", Some("inbound_phone_number"));
    let body =
        json!({"inbound_phone_number": "+1 (555) 0100", "clinic_name": "New name", "vapi_phone_number_id": "NUM-1"});
    let after = desk.admin("POST", MAPPINGS, &body).await.expect(200).json();
    assert_eq!(after["id"], before["id"]);
    assert_eq!((&after["clinic_name"], &after["vapi_phone_number_id"]), (&json!("New name"), &json!("num-1")));
    assert_eq!(desk.get(MAPPINGS).await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_number_of_another_org_is_a_conflict_that_names_nobody() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    let answer = desk.send("POST", MAPPINGS, &other, Some(&mapping("+1.555.0100"))).await;
    let answer = answer.problem(409, "number_taken", Some("inbound_phone_number"));
    assert!(!answer.text.contains(ORG) && !answer.text.contains("Downtown"), "{}", answer.text);
}

#[tokio::test]
async fn an_inactive_mapping_frees_its_number_and_cannot_come_back_while_it_is_taken() {
    let desk = Desk::with_clinic().await;
    let mut off = mapping(NUMBER);
    off["is_active"] = json!(false);
    desk.admin("POST", MAPPINGS, &off).await.expect(200);
    desk.get("/api/inbound/phone-lookup/+15550100").await.problem(404, "not_found", None);
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", MAPPINGS, &other, Some(&mapping(NUMBER))).await.expect(201);
    off["is_active"] = json!(true);
    desk.admin("POST", MAPPINGS, &off).await.problem(409, "number_taken", Some("inbound_phone_number"));
}

#[tokio::test]
async fn deleting_is_soft_and_final() {
    let desk = Desk::with_clinic().await;
    let id = desk.get(MAPPINGS).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("{MAPPINGS}/{id}");
    desk.admin("DELETE", &path, &Value::Null).await.expect(204);
    desk.admin("DELETE", &path, &Value::Null).await.problem(404, "not_found", None);
    assert_eq!(desk.get(MAPPINGS).await.json()["items"], json!([]));
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM phone_number_mapping WHERE deleted_at IS NOT NULL"), "1");
    desk.admin("POST", MAPPINGS, &mapping(NUMBER)).await.expect(201);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let desk = Desk::with_clinic().await;
    for last in 101..=106 {
        desk.admin("POST", MAPPINGS, &mapping(&format!("+15550{last}"))).await.expect(201);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.get(&format!("{MAPPINGS}?limit=3{cursor}")).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 3);
        seen.extend(items.iter().map(|item| item["inbound_phone_number"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<String> = (100..=106).map(|last| format!("+15550{last}")).collect();
    assert_eq!(seen, expected);
    let one = desk.get(&format!("{MAPPINGS}?number=%2B15550103")).await.expect(200).json();
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bad_pages_are_refused_by_field() {
    let desk = Desk::with_clinic().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("cursor=nonsense", "cursor"),
        ("number=abc", "number"),
        ("page=2", "page"),
    ] {
        desk.get(&format!("{MAPPINGS}?{query}")).await.problem(422, "invalid", Some(field));
    }
}

/// What people and carriers write, on the way in and in a look-up's path.
#[tokio::test]
async fn every_form_of_a_number_is_one_number() {
    let desk = Desk::with_clinic().await;
    let forms = [
        "+15550100",
        "+1-555-0100",
        "+1%20555%200100",
        "%2B15550100",
        "%2b1-555-0100",
        "0015550100",
        "15550100",
        "tel:+1-555-0100",
        "+1.555.0100",
        "+1(555)0100",
        "%201-555-0100",
        "sip:+15550100@sip.example.com",
        "%EF%BC%8B%EF%BC%91%EF%BC%95%EF%BC%95%EF%BC%95%EF%BC%90%EF%BC%91%EF%BC%90%EF%BC%90",
    ];
    for form in forms {
        let found = desk.get(&format!("/api/inbound/phone-lookup/{form}")).await;
        assert_eq!(found.status, 200, "{form}: {}", found.text);
        assert_eq!(found.json()["inbound_phone_number"], NUMBER, "{form}");
    }
    for form in ["abc", "+", "123", "+1555010012345678901", "+1555%200100%20x5", "anonymous"] {
        desk.get(&format!("/api/inbound/phone-lookup/{form}")).await.problem(422, "invalid", Some("phone"));
    }
}

#[tokio::test]
async fn national_forms_need_the_orgs_country() {
    let desk = Desk::with_clinic().await;
    let saved = desk.admin("POST", MAPPINGS, &mapping("(415) 555-0123")).await.expect(201).json();
    assert_eq!(saved["inbound_phone_number"], "+14155550123");
    desk.admin("PATCH", "/api/org", &json!({"country": null})).await.expect(200);
    let refused = desk.admin("POST", MAPPINGS, &mapping("(415) 555-0124")).await;
    refused.problem(422, "invalid", Some("inbound_phone_number"));
}

#[tokio::test]
async fn a_look_up_of_what_is_unknown_and_of_what_is_anothers_is_the_same() {
    let desk = Desk::with_clinic().await;
    let other = desk.token(Some(OTHER), "admin");
    let theirs = desk.send("GET", "/api/inbound/phone-lookup/+15550100", &other, None).await;
    let nobodys = desk.send("GET", "/api/inbound/phone-lookup/+15550177", &other, None).await;
    assert_eq!(theirs.text, nobodys.text);
    theirs.problem(404, "not_found", None);
    let operator = desk.token(None, "platform");
    desk.send("GET", "/api/inbound/phone-lookup/+15550100", &operator, None).await.expect(200);
}

/// What is remembered is answered past the router: nobody may see a difference.
#[tokio::test]
async fn a_look_up_is_answered_from_memory_as_it_was_the_first_time() {
    let desk = Desk::with_clinic().await;
    let tokens = [desk.token(Some(ORG), "viewer"), desk.token(Some(OTHER), "admin"), desk.token(None, "platform")];
    let forms = ["+15550100", "+15550177", "abc", "+1555%2f0100", "+15550100/", "+15550100?a=b", "%ff"];
    let path = |form: &str| format!("/api/inbound/phone-lookup/{form}");
    let mut first = Vec::new();
    for (token, form) in tokens.iter().flat_map(|token| forms.iter().map(move |form| (token, form))) {
        first.push((token, form, desk.send("GET", &path(form), token, None).await));
    }
    for (token, form, answer) in first {
        let again = desk.send("GET", &path(form), token, None).await;
        assert_eq!((answer.status, &answer.text), (again.status, &again.text), "{form}");
        // The tier differs, and the runtime sets the length itself.
        let comparable = |mut headers: HeaderMap| {
            headers.remove("server-timing");
            headers.remove("content-length");
            headers
        };
        assert_eq!(comparable(answer.headers), comparable(again.headers), "{form}");
    }
    desk.send("GET", &path(NUMBER), "", None).await.expect(401);
    // The router alone decoded this first.
    let desk = Desk::with_clinic().await;
    let [routed, remembered] = [desk.get(&path("%2b1-555-0100")).await, desk.get(&path("%2b1-555-0100")).await];
    assert_eq!((routed.status, routed.text), (remembered.status, remembered.text));
}

#[tokio::test]
async fn a_mapping_can_be_by_sip_alone() {
    let desk = Desk::with_clinic().await;
    let body = json!({"sip_uri": "SIP:Clinic-A@sip.vapi.ai", "clinic_name": "By SIP"});
    let saved = desk.admin("POST", MAPPINGS, &body).await.expect(201).json();
    assert_eq!((&saved["sip_uri"], &saved["inbound_phone_number"]), (&json!("sip:clinic-a@sip.vapi.ai"), &Value::Null));
    let other = desk.token(Some(OTHER), "admin");
    desk.send("POST", MAPPINGS, &other, Some(&body)).await.problem(409, "sip_uri_taken", Some("sip_uri"));
    let neither = json!({"clinic_name": "Nothing"});
    desk.admin("POST", MAPPINGS, &neither).await.problem(422, "invalid", Some("inbound_phone_number"));
}
