//! By what a value is proven, for whom, and what becomes of it.

use serde_json::{Value, json};

use super::{APPROVE, MAPPINGS, PROVE, VAPI, WANTED, approve, clinic, operator, other, shown, states};
use crate::support::{Desk, NUMBER, ORG, OTHER, mapping};

fn at_vapi(desk: &Desk, id: &str, fields: &Value) {
    let mut resource = json!({"id": id, "provider": "twilio", "status": "active"});
    resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    desk.vendors.vapi.add("/phone-number", resource);
}

fn state(field: &str, how: &str) -> (String, String) {
    (field.into(), how.into())
}

#[tokio::test]
async fn a_connected_account_proves_what_it_has_and_nothing_else() {
    let desk = clinic("25").await;
    assert_eq!(states(&shown(&desk, NUMBER).await), [state("inbound_phone_number", "none")]);
    let told = shown(&desk, NUMBER).await;
    assert!(told["to_prove"].as_str().unwrap().contains("Connect the Twilio, Vapi or Retell account"), "{told}");
    desk.vendors.numbers.add(NUMBER, &json!({}));
    let report = desk.admin("POST", PROVE, &Value::Null).await.expect(200).json();
    assert_eq!((&report["unproven"], &report["most_unproven"]), (&json!(0), &json!(25)), "{report}");
    let proven = shown(&desk, NUMBER).await;
    assert_eq!((&proven["is_proven"], &proven["to_prove"]), (&json!(true), &Value::Null), "{proven}");
    assert_eq!(states(&proven), [state("inbound_phone_number", "twilio")]);
    // An id beside it is one more claim.
    let mut with_id = mapping(NUMBER);
    with_id["vapi_phone_number_id"] = json!("num-9");
    let saved = desk.admin("POST", MAPPINGS, &with_id).await.expect(200).json();
    assert_eq!(states(&saved), [state("inbound_phone_number", "twilio"), state("vapi_phone_number_id", "none")]);
    assert_eq!(saved["is_proven"], false);
    assert_eq!(desk.admin("POST", PROVE, &Value::Null).await.json()["unproven"], 1);
}

#[tokio::test]
async fn proof_is_there_once_an_account_is_connected_and_when_its_numbers_are_looked_at() {
    let desk = clinic("25").await;
    at_vapi(&desk, "num-1", &json!({"number": NUMBER}));
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    assert_eq!(states(&shown(&desk, NUMBER).await), [state("inbound_phone_number", "vapi")]);
    at_vapi(&desk, "num-2", &json!({"number": WANTED}));
    desk.admin("POST", "/api/inbound/phone-mappings/discover", &Value::Null).await.expect(200);
    let mut found = mapping(WANTED);
    found["vapi_phone_number_id"] = json!("num-2");
    let saved = desk.admin("POST", MAPPINGS, &found).await.expect(201).json();
    assert_eq!(saved["is_proven"], true, "{saved}");
}

#[tokio::test]
async fn what_somebody_typed_into_their_account_proves_its_id_alone() {
    let desk = clinic("25").await;
    at_vapi(&desk, "num-1", &json!({"number": NUMBER, "provider": "byo-phone-number"}));
    desk.admin("PUT", VAPI, &json!({"api_key": "canary-vapi-api-key"})).await.expect(200);
    let mut with_id = mapping(NUMBER);
    with_id["vapi_phone_number_id"] = json!("num-1");
    let saved = desk.admin("POST", MAPPINGS, &with_id).await.expect(200).json();
    assert_eq!(states(&saved), [state("inbound_phone_number", "none"), state("vapi_phone_number_id", "vapi")]);
    for (number, kind, how) in [(WANTED, "custom", "none"), ("+12125550112", "retell-twilio", "retell")] {
        desk.vendors.retell.put("phone-number", number, &json!({"phone_number": number, "phone_number_type": kind}));
        desk.admin("PUT", "/api/integrations/retell", &json!({"api_key": "canary-retell-api-key-0001"}))
            .await
            .expect(200);
        let saved = desk.admin("POST", MAPPINGS, &mapping(number)).await.expect(201).json();
        assert_eq!(states(&saved), [state("inbound_phone_number", how)], "{kind}");
    }
}

/// The guard is `org_id` in the key of a proof.
#[tokio::test]
async fn the_proof_of_one_clinic_is_none_of_another() {
    let desk = clinic("25").await;
    approve(&desk, OTHER, WANTED).await;
    let saved = desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(201).json();
    assert_eq!((states(&saved), &saved["is_proven"]), (vec![state("inbound_phone_number", "none")], &json!(false)));
    let stored = format!("SELECT is_proven FROM phone_number_mapping WHERE inbound_phone_number = '{WANTED}'");
    assert_eq!(desk.sqlite.value(&stored), "0");
    // Whoever is quicker takes no proof from who has one: that one is heard first.
    other(&desk, "POST", MAPPINGS, &mapping(WANTED)).await.expect(409);
    assert_eq!(super::disputes(&desk).await[0]["urgency"], "pressing");
}

#[tokio::test]
async fn a_number_that_comes_back_from_who_had_proof_has_to_be_proven_again_and_from_who_had_none_it_has_not() {
    for is_theirs in [true, false] {
        let desk = clinic("25").await;
        desk.vendors.numbers.add(NUMBER, &json!({}));
        desk.admin("POST", PROVE, &Value::Null).await.expect(200);
        let id = shown(&desk, NUMBER).await["id"].as_str().unwrap().to_owned();
        desk.admin("DELETE", &format!("{MAPPINGS}/{id}"), &Value::Null).await.expect(204);
        if is_theirs {
            approve(&desk, OTHER, NUMBER).await;
        }
        let theirs = other(&desk, "POST", MAPPINGS, &mapping(NUMBER)).await.expect(201).json();
        assert_eq!(theirs["is_proven"], is_theirs);
        let path = format!("{MAPPINGS}/{}", theirs["id"].as_str().unwrap());
        other(&desk, "DELETE", &path, &Value::Null).await.expect(204);
        let back = desk.admin("POST", MAPPINGS, &mapping(NUMBER)).await.expect(201).json();
        assert_eq!(back["is_proven"], !is_theirs);
    }
}

#[tokio::test]
async fn a_proof_outlives_its_account_and_says_that_it_is_missing_there() {
    let desk = clinic("25").await;
    desk.vendors.numbers.add(NUMBER, &json!({}));
    desk.admin("POST", PROVE, &Value::Null).await.expect(200);
    desk.admin("DELETE", "/api/integrations/twilio", &Value::Null).await.expect(204);
    assert_eq!(shown(&desk, NUMBER).await["proofs"][0]["missing_since"], Value::Null);
    desk.admin("POST", PROVE, &Value::Null).await.expect(200);
    let after = shown(&desk, NUMBER).await;
    assert_eq!(after["is_proven"], true, "{after}");
    assert!(after["proofs"][0]["missing_since"].is_string(), "{after}");
    desk.admin("PUT", "/api/integrations/twilio", &crate::support::twilio()).await.expect(200);
    assert_eq!(shown(&desk, NUMBER).await["proofs"][0]["missing_since"], Value::Null);
}

#[tokio::test]
async fn the_operator_approves_one_and_many_with_a_reason_that_the_clinic_reads() {
    let desk = clinic("25").await;
    let body = json!({"org_id": ORG, "inbound_phone_numbers": [NUMBER, "(212) 555-0111"], "sip_uris": ["sip:oak@sip.example"],
        "vapi_phone_number_ids": ["num-1"], "reason": "On the carrier's bill."});
    assert_eq!(operator(&desk, "POST", APPROVE, &body).await.expect(200).json(), json!({"approved": 4}));
    assert_eq!(states(&shown(&desk, NUMBER).await), [state("inbound_phone_number", "operator")]);
    assert_eq!(desk.admin("POST", MAPPINGS, &mapping(WANTED)).await.expect(201).json()["is_proven"], true);
    let trail = desk.get("/api/audit?action=phone_mapping.approved").await.json();
    assert_eq!(trail["items"][0]["detail"], json!({"approved": 4, "reason": "On the carrier's bill."}), "{trail}");
    for (body, field) in [
        (json!({"org_id": ORG, "reason": "x"}), "inbound_phone_numbers"),
        (json!({"org_id": ORG, "inbound_phone_numbers": ["12"], "reason": "x"}), "inbound_phone_numbers"),
        (json!({"org_id": ORG, "inbound_phone_numbers": [NUMBER], "reason": " "}), "reason"),
    ] {
        operator(&desk, "POST", APPROVE, &body).await.problem(422, "invalid", Some(field));
    }
}

#[tokio::test]
async fn what_the_operator_maps_for_a_clinic_is_approved() {
    let desk = clinic("1").await;
    let saved = desk.operator("POST", MAPPINGS, &mapping(WANTED)).await.expect(201).json();
    assert_eq!(states(&saved), [state("inbound_phone_number", "operator")]);
    // A request that fails approves nothing.
    desk.operator(
        "POST",
        MAPPINGS,
        &json!({"clinic_name": "Oak", "inbound_phone_number": NUMBER, "sip_uri": "nonsense"}),
    )
    .await
    .expect(422);
    assert_eq!(states(&shown(&desk, NUMBER).await), [state("inbound_phone_number", "none")]);
}
