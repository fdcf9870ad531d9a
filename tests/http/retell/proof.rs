//! Who may call as Retell: who signs with a key of the deployment, or with an org's own for that org.

use super::*;
use crate::support::{NUMBER, OTHER, mapping};

const KEY: &str = "canary-retell-key-of-deployment-1";
const NEXT: &str = "canary-retell-key-of-deployment-2";
const OWN: &str = "key_canary_of_the_first_org_0001";
const OWN_NEXT: &str = "key_canary_of_the_first_org_0002";
const THEIRS: &str = "key_canary_of_the_second_org_001";
const THEIR_NUMBER: &str = "+15550122";

#[track_caller]
fn heard(answer: Answer) {
    let said = answer.expect(200).spoken();
    assert!(said.contains("more than nine openings"), "{said}");
}

#[track_caller]
fn refused(answer: Answer) {
    let answer = answer.problem(401, "unauthorized", None);
    assert!(!answer.text.contains("Clinic") && !answer.text.contains("canary"), "{}", answer.text);
}

/// Two clinics, each with an account at Retell, in a deployment with keys of its own.
async fn two() -> Desk {
    let keys = format!("{KEY} {NEXT}");
    let desk = Desk::with_clinic_and(&[("RETELL_SIGNING_SECRETS", &keys)]).await;
    let token = desk.open_uptown().await;
    desk.send("POST", "/api/inbound/phone-mappings", &token, Some(&mapping(THEIR_NUMBER))).await.expect(201);
    desk.send("PUT", ACCOUNT, &token, Some(&json!({"api_key": THEIRS}))).await.expect(200);
    desk.admin("PUT", ACCOUNT, &json!({"api_key": OWN, "signing_secrets": [OWN_NEXT]})).await.expect(200);
    desk
}

fn to(number: &str) -> Value {
    let mut body = fixture("tool-inbound");
    body["call"]["to_number"] = json!(number);
    body
}

#[tokio::test]
async fn the_deployments_keys_prove_everything_and_take_turns() {
    let desk = two().await;
    for key in [KEY, NEXT] {
        heard(signed(&desk, TOOLS, key, &to(NUMBER)).await);
        heard(signed(&desk, TOOLS, key, &to(THEIR_NUMBER)).await);
        heard(signed(&desk, &of_org(CHECK, ORG), key, &fixture("tool-web-call")).await);
    }
    assert_eq!(signed(&desk, EVENTS, KEY, &fixture("call-started")).await.status, 204);
    assert_eq!(signed(&desk, INBOUND, KEY, &fixture("call-inbound")).await.status, 200);
}

#[tokio::test]
async fn an_orgs_keys_prove_its_own_numbers_and_its_own_address_only() {
    let desk = two().await;
    for key in [OWN, OWN_NEXT] {
        heard(signed(&desk, TOOLS, key, &to(NUMBER)).await);
        heard(signed(&desk, &of_org(TOOLS, ORG), key, &to(NUMBER)).await);
        heard(signed(&desk, &of_org(CHECK, ORG), key, &fixture("tool-web-call")).await);
        for number in [THEIR_NUMBER, "+15550199", "none"] {
            refused(signed(&desk, TOOLS, key, &to(number)).await);
        }
        refused(signed(&desk, &of_org(TOOLS, OTHER), key, &to(THEIR_NUMBER)).await);
        refused(signed(&desk, &of_org(CHECK, OTHER), key, &fixture("tool-web-call")).await);
        // Without an org in the address a number has to say whose keys count.
        refused(signed(&desk, CHECK, key, &fixture("tool-web-call")).await);
        refused(signed(&desk, INBOUND, key, &fixture("chat-inbound")).await);
    }
    heard(signed(&desk, TOOLS, THEIRS, &to(THEIR_NUMBER)).await);
    refused(signed(&desk, TOOLS, THEIRS, &to(NUMBER)).await);
    // One's own address and another's number: nothing of the other is learnt.
    let mixed = signed(&desk, &of_org(TOOLS, ORG), OWN, &to(THEIR_NUMBER)).await;
    assert!(mixed.status == 401 || mixed.spoken().contains("not set up for bookings"), "{}", mixed.text);
}

#[tokio::test]
async fn keys_are_replaced_and_withdrawn_by_their_org() {
    let desk = two().await;
    desk.admin("PUT", ACCOUNT, &json!({"api_key": OWN_NEXT})).await.expect(200);
    heard(signed(&desk, TOOLS, OWN_NEXT, &to(NUMBER)).await);
    refused(signed(&desk, TOOLS, OWN, &to(NUMBER)).await);
    desk.admin("DELETE", ACCOUNT, &Value::Null).await.expect(204);
    refused(signed(&desk, TOOLS, OWN_NEXT, &to(NUMBER)).await);
}

#[tokio::test]
async fn what_is_not_signed_here_and_now_is_refused() {
    let desk = two().await;
    let body = to(NUMBER).to_string().into_bytes();
    let now = desk.clock.seconds() * 1000;
    let good = at(now, KEY, &body);
    let (v, d) = good.split_once(',').unwrap();
    for (header, why) in [
        (String::new(), "empty"),
        (v.to_owned(), "without a digest"),
        (d.to_owned(), "without a time"),
        (good[..40].to_owned(), "cut off"),
        (at(now - 300_001, KEY, &body), "old"),
        (at(now + 300_001, KEY, &body), "of the future"),
        (format!("v={},{d}", now + 1), "under another time"),
        (format!("v={},{d}", now / 1000), "in seconds"),
        (at(now, "canary-retell-key-of-nobody", &body), "by another key"),
        (at(now, "", &body), "by the empty key"),
        (KEY.to_owned(), "the key itself"),
    ] {
        let answer = raw(&desk, TOOLS, &[("x-retell-signature", &header)], body.clone()).await;
        assert_eq!(answer.status, 401, "{why}");
        refused(answer);
    }
    let twice = [("x-retell-signature", good.as_str()), ("x-retell-signature", good.as_str())];
    refused(raw(&desk, TOOLS, &twice, body.clone()).await);
    refused(raw(&desk, TOOLS, &[("authorization", "Bearer canary-retell-key-of-deployment-1")], body.clone()).await);
    refused(raw(&desk, TOOLS, &[], body.clone()).await);
    let signed = [("x-retell-signature", good.as_str())];
    for tampered in [[&body[..], b" "].concat(), body[1..].to_vec(), Vec::new(), vec![b'x'; 4 * 1024 * 1024 + 1]] {
        refused(raw(&desk, TOOLS, &signed, tampered).await);
    }
    heard(raw(&desk, TOOLS, &[("x-retell-signature", &at(now - 300_000, KEY, &body))], body.clone()).await);
    heard(raw(&desk, TOOLS, &signed, body).await);
}

/// A deployment that forgot its keys takes nothing, least of all what is signed with nothing.
#[tokio::test]
async fn no_key_and_an_empty_one_fail_closed() {
    for vars in [[("RETELL_SIGNING_SECRETS", "")], [("RETELL_SIGNING_SECRETS", "  ")], [("RETELL_AUTH", "secret")]] {
        let desk = Desk::with_clinic_and(&vars).await;
        for key in ["", " ", KEY] {
            refused(signed(&desk, TOOLS, key, &to(NUMBER)).await);
        }
    }
    let desk = Desk::with_clinic().await;
    for account in [json!({}), json!({"api_key": ""}), json!({"api_key": " "}), json!({"signing_secrets": [""]})] {
        desk.admin("PUT", ACCOUNT, &account).await.expect(422);
    }
    desk.admin("PUT", ACCOUNT, &json!({"webhook_secrets": ["canary-webhook-secret-1"]})).await.expect(422);
}

#[tokio::test]
async fn what_is_wrong_with_an_unproven_body_is_not_told() {
    let desk = two().await;
    for body in ["{", "[]", "", "{\"call\":{}}"] {
        let answer = raw(&desk, TOOLS, &[("x-retell-signature", "v=1,d=2")], body.into()).await;
        refused(answer);
    }
    refused(post(&desk, EVENTS, &fixture("call-ended")).await);
    refused(post(&desk, INBOUND, &fixture("call-inbound")).await);
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM calls"), "0");
}
