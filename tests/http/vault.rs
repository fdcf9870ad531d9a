//! The vault at work: envelopes that do not belong, and key rotation.

use serde_json::{Value, json};

use crate::{
    support::{Desk, ORG, OTHER, google},
    webhooks,
};

const ROTATED: (&str, &str) =
    ("VAULT_KEYS", "k2:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=,k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
const RETIRED: (&str, &str) = ("VAULT_KEYS", "k2:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=");

async fn rewrap(desk: &Desk) -> Value {
    desk.send("POST", "/api/admin/rewrap", &desk.token(None, "platform"), None).await.expect(200).json()
}

async fn check(desk: &Desk) -> String {
    desk.check(&json!({"date": "2026-12-03"})).await
}

/// Each way in which a stored envelope can be wrong.
#[tokio::test]
async fn an_envelope_that_does_not_belong_is_neither_free_nor_full() {
    for sql in [
        "UPDATE integration_settings SET credentials_sealed = (SELECT credentials_sealed FROM integration_settings WHERE service_type = 'twilio') WHERE service_type = 'google'",
        "UPDATE integration_settings SET credentials_sealed = substr(credentials_sealed, 1, length(credentials_sealed) - 3) || 'AAA' WHERE service_type = 'google'",
        "UPDATE integration_settings SET credentials_sealed = replace(credentials_sealed, 'v2.k1.', 'v2.k9.') WHERE service_type = 'google'",
        "UPDATE integration_settings SET credentials_sealed = 'v2.k1.x' WHERE service_type = 'google'",
        "UPDATE integration_settings SET org_id = 'other' WHERE service_type = 'google'",
    ] {
        let desk = Desk::with_clinic().await;
        desk.send("PUT", "/api/integrations/google", &desk.token(Some(OTHER), "admin"), Some(&google()))
            .await
            .expect(200);
        let sql = if sql.contains("'other'") {
            format!(
                "UPDATE integration_settings SET credentials_sealed = (SELECT credentials_sealed FROM integration_settings WHERE org_id = '{OTHER}') WHERE org_id = '{ORG}' AND service_type = 'google'"
            )
        } else {
            sql.to_owned()
        };
        desk.sqlite.execute(&sql);
        desk.sweep().await;
        desk.clock.advance(std::time::Duration::from_secs(31));
        let heard = check(&desk).await;
        assert!(heard.contains("can't check the calendar"), "{sql}: {heard}");
        assert!(desk.log.text().contains("vault.credential_unreadable"), "{sql}: {}", desk.log.text());
        let test = desk.admin("POST", "/api/integrations/google/test", &Value::Null).await.expect(200).json();
        assert!(test["detail"].as_str().unwrap().contains("Store them again"), "{test}");
    }
}

#[tokio::test]
async fn keys_rotate_and_an_old_one_is_retired_at_zero() {
    let mut desk = Desk::with_clinic().await;
    check(&desk).await;
    assert_eq!(rewrap(&desk).await["keys"], json!([{"key_id": "k1", "count": 3, "configured": true}]));

    desk.another_isolate(&[ROTATED]);
    let report = rewrap(&desk).await;
    assert_eq!((&report["primary"], &report["rewrapped"]), (&json!("k2"), &json!(2)));
    let counts =
        json!([{"key_id": "k2", "count": 2, "configured": true}, {"key_id": "k1", "count": 0, "configured": true}]);
    assert_eq!(report["keys"], counts);
    assert_eq!((&report["unpublished"], &report["done"]), (&json!(1), &json!(false)), "KV still has the old envelope");
    desk.sweep().await;
    assert_eq!(rewrap(&desk).await["done"], true);

    desk.another_isolate(&[RETIRED]);
    desk.sweep().await;
    assert!(check(&desk).await.contains("more than nine openings"));
    assert_eq!(rewrap(&desk).await["rewrapped"], 0);
}

#[tokio::test]
async fn secrets_of_webhooks_move_too_and_sign_as_before() {
    let mut desk = Desk::with_clinic().await;
    let new = webhooks::added(&desk, &webhooks::webhook(&["call.ended"])).await;
    desk.another_isolate(&[ROTATED]);
    let report = rewrap(&desk).await;
    assert_eq!((&report["rewrapped"], &report["unreadable"]), (&json!(3), &json!(0)), "{report}");
    assert!(desk.sqlite.value("SELECT secrets_sealed FROM webhooks").starts_with("v2.k2."));
    desk.another_isolate(&[RETIRED]);
    desk.admin("POST", &webhooks::path(&new, "/rotate"), &Value::Null).await.expect(200);
}

/// Also vendors of which this deployment has no folder any more: what is stored of them is moved all the same.
#[tokio::test]
async fn rewrapping_ends_whatever_vendors_an_org_has_accounts_at() {
    let mut desk = Desk::with_clinic().await;
    let secrets = json!({"webhook_secrets": ["canary-webhook-secret"]});
    desk.admin("PUT", "/api/integrations/vapi", &secrets).await.expect(200);
    desk.another_isolate(&[ROTATED]);
    assert_eq!(rewrap(&desk).await["rewrapped"], 3);
    desk.sweep().await;
    let report = rewrap(&desk).await;
    assert_eq!((&report["rewrapped"], &report["done"]), (&json!(0), &json!(true)), "{report}");
}

#[tokio::test]
async fn a_row_that_does_not_open_keeps_its_key_from_being_retired() {
    for (envelope, unreadable, left) in [
        ("v1.k0.AAAA", 0, json!({"key_id": "k0", "count": 1, "configured": false})),
        ("v1.k1.AAAA", 1, json!({"key_id": "k1", "count": 1, "configured": true})),
        ("v2.k1.AAAA", 1, json!({"key_id": "k1", "count": 1, "configured": true})),
    ] {
        let mut desk = Desk::with_clinic().await;
        desk.sqlite.execute(&format!(
            "UPDATE integration_settings SET credentials_sealed = '{envelope}' WHERE service_type = 'twilio'"
        ));
        desk.another_isolate(&[ROTATED]);
        rewrap(&desk).await;
        desk.sweep().await;
        let report = rewrap(&desk).await;
        assert_eq!((&report["unreadable"], &report["done"]), (&json!(unreadable), &json!(false)));
        assert!(report["keys"].as_array().unwrap().contains(&left), "{report}");
    }
}

#[tokio::test]
async fn many_orgs_are_rewrapped_in_one_run() {
    let mut desk = Desk::with_clinic().await;
    for org in 1..=90 {
        let id = format!("0198c0de-0000-7000-8000-{org:012}");
        desk.sqlite.execute(&format!(
            "INSERT INTO orgs (id, name, zone) VALUES ('{id}', 'Clinic {org}', 'UTC') ON CONFLICT DO NOTHING"
        ));
        desk.send("PUT", "/api/integrations/google", &desk.token(Some(&id), "admin"), Some(&google()))
            .await
            .expect(200);
    }
    desk.another_isolate(&[ROTATED]);
    let report = rewrap(&desk).await;
    assert_eq!(report["rewrapped"], 92);
}
