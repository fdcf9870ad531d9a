//! A platform that can prove itself by an org's own secrets is believed, however little is in memory and whoever else knocks.

use super::*;

const OWN_SECRET: [(&str, &str); 1] = [("x-vapi-secret", OWN)];
const NEXT_SECRET: &str = "canary-own-next-secret";
const NEW_NUMBER: &str = "+15550144";

/// How long a route can be stale in an isolate's memory; KV adds its own delay.
const ROUTE_TTL: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_cold_isolate_believes_an_org_out_of_kv() {
    let desk = cold().await;
    let (answer, before, _) = cost_of(&desk, post(&desk, &OWN_SECRET, asked(NUMBER))).await;
    heard(answer);
    assert_eq!((before.kv, before.hops), (1, 1));
}

/// KV has no documents of Vapi's ids and of orgs, so D1 has to say whose secrets they are.
#[tokio::test]
async fn an_org_is_believed_by_what_kv_has_no_documents_of() {
    let mut mapped = crate::support::mapping(NEW_NUMBER);
    mapped["vapi_phone_number_id"] = json!("num-new");
    for (path, phone) in
        [(WEBHOOK.to_owned(), json!({"id": "num-new"})), (format!("{WEBHOOK}/{ORG}"), json!({"number": NEW_NUMBER}))]
    {
        let mut desk = cold().await;
        desk.kv.freeze();
        desk.admin("POST", "/api/inbound/phone-mappings", &mapped).await.expect(201);
        desk.another_isolate(&SHARED);
        heard(webhook(&desk, &path, &OWN_SECRET, called(&phone)).await);
    }
}

/// Whoever proves themselves takes nothing from what strangers may cause, and what they use is kept fresh.
#[tokio::test]
async fn those_who_prove_themselves_are_no_strangers() {
    let desk = cold().await;
    for n in 0..100 {
        desk.sqlite.execute(&format!(
            "INSERT INTO phone_number_mapping (id, org_id, clinic_name, inbound_phone_number, vapi_phone_number_id)
             VALUES ('0198c0de-0000-7000-8000-{n:012x}', '{ORG}', 'Downtown Dental Clinic', '+1212{:07}', 'own-{n}')",
            5_550_000 + n
        ));
        heard(webhook(&desk, WEBHOOK, &OWN_SECRET, called(&json!({"id": format!("own-{n}")}))).await);
    }
    heard(post(&desk, &OWN_SECRET, asked(NUMBER)).await);
    // In the second half of its time a route that is in use is read again, behind an answer.
    desk.clock.advance(ROUTE_TTL / 2);
    let (answer, before, behind) = cost_of(&desk, post(&desk, &OWN_SECRET, asked(NUMBER))).await;
    heard(answer);
    assert_eq!((before.kv, before.d1, behind.kv, behind.d1), (0, 0, 0, 1));
}

/// A secret that replaces another without an overlap is refused where the old one is remembered, and no longer than a route may be stale.
#[tokio::test]
async fn a_new_secret_is_believed_within_the_time_of_a_route() {
    let desk = cold().await;
    let elsewhere = desk.beside_with(&SHARED);
    heard(post(&elsewhere, &OWN_SECRET, asked(NUMBER)).await);
    desk.admin("PUT", VAPI, &json!({"webhook_secrets": [NEXT_SECRET]})).await.expect(200);
    let next = [("x-vapi-secret", NEXT_SECRET)];
    heard(post(&desk, &next, asked(NUMBER)).await);
    refused(post(&elsewhere, &next, asked(NUMBER)).await);
    // Strangers who call the same number meanwhile keep nothing alive.
    for _ in 0..30 {
        elsewhere.clock.advance(ROUTE_TTL / 30);
        refused(post(&elsewhere, &JUNK, asked(NUMBER)).await);
    }
    heard(post(&elsewhere, &next, asked(NUMBER)).await);
}

/// Somebody has asked for a number before it was anybody's.
#[tokio::test]
async fn a_new_number_is_served_within_seconds_though_strangers_asked_for_it() {
    let desk = cold().await;
    let elsewhere = desk.beside_with(&SHARED);
    refused(post(&elsewhere, &JUNK, asked(NEW_NUMBER)).await);
    desk.admin("POST", "/api/inbound/phone-mappings", &crate::support::mapping(NEW_NUMBER)).await.expect(201);
    elsewhere.clock.advance(Duration::from_secs(5));
    heard(post(&elsewhere, &OWN_SECRET, asked(NEW_NUMBER)).await);
}

/// KV has lost a document or shows an old one, and the platform has no secret but the org's.
#[tokio::test]
async fn what_kv_has_wrong_is_mended_by_the_first_who_is_refused_for_it() {
    let key = format!("route:v2:{NUMBER}");
    for is_lost in [true, false] {
        let mut desk = cold().await;
        let old = desk.kv.value(&key).unwrap();
        desk.admin("PUT", VAPI, &json!({"webhook_secrets": [NEXT_SECRET]})).await.expect(200);
        if is_lost {
            desk.kv.lose(&key);
        } else {
            desk.kv.plant(&key, &old);
        }
        desk.another_isolate(&SHARED);
        let next = [("x-vapi-secret", NEXT_SECRET)];
        refused(post(&desk, &next, asked(NUMBER)).await);
        heard(post(&desk, &next, asked(NUMBER)).await);
        desk.cron().await;
        assert!(desk.kv.value(&key).is_some_and(|text| text != old), "it was published again");
        desk.another_isolate(&SHARED);
        heard(post(&desk, &next, asked(NUMBER)).await);
    }
}

#[tokio::test]
async fn while_kv_is_down_an_org_is_believed_out_of_d1() {
    let desk = cold().await;
    desk.kv.down.store(true, SeqCst);
    heard(post(&desk, &OWN_SECRET, asked(NUMBER)).await);
}

/// The platform's own secret needs no look-up, so no flood touches it.
#[tokio::test]
async fn the_platforms_own_secret_is_believed_in_the_middle_of_a_flood() {
    let desk = cold().await;
    for n in 0..1_000 {
        refused(stranger(&desk, n).await);
    }
    for phone in [json!({"number": NUMBER}), json!({"id": "num-2"})] {
        heard(webhook(&desk, WEBHOOK, &[("x-vapi-secret", "canary-shared-secret")], called(&phone)).await);
    }
    // Nor those of orgs, as long as KV answers.
    heard(post(&desk, &OWN_SECRET, asked(NUMBER)).await);
}
