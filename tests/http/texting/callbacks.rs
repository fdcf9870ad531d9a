//! Reports of Twilio: believed when they are signed, and a text only moves forward.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use http::Request;
use sha2::Sha256;

use super::{
    AUTH_TOKEN, MESSAGE, PATIENT, PUBLIC_URL, clinic, clinic_with, column, confirmation, post, reported, signature,
    signed, status_path,
};
use crate::support::{Desk, ORG, OTHER};

/// A clinic whose text Twilio has taken, and the text's sid.
async fn accepted() -> (Desk, String) {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.sweep().await;
    let sid = column(&desk, "sid");
    (desk, sid)
}

#[tokio::test]
async fn reports_in_any_order_end_where_the_text_has_come_to() {
    let orders = [
        ["queued", "sent", "delivered"],
        ["delivered", "sent", "queued"],
        ["sent", "delivered", "sending"],
        ["delivered", "delivered", "undelivered"],
        ["sent", "read", "failed"],
        ["delivered", "unheard-of", "receiving"],
    ];
    for order in orders {
        let (desk, sid) = accepted().await;
        for status in order {
            reported(&desk, &sid, status, None).await;
        }
        assert_eq!(column(&desk, "status"), "delivered", "{order:?}");
        assert_eq!((column(&desk, "sid"), column(&desk, "error_code")), (sid, "null".into()));
    }
}

#[tokio::test]
async fn every_step_is_taken_over_and_a_repetition_is_none() {
    let (desk, sid) = accepted().await;
    for (status, stored) in
        [("sending", "accepted"), ("sent", "sent"), ("sent", "sent"), ("undelivered", "undelivered")]
    {
        reported(&desk, &sid, status, (status == "undelivered").then_some("30003")).await;
        assert_eq!(column(&desk, "status"), stored);
    }
    assert_eq!(column(&desk, "error_code"), "30003");
    assert!(column(&desk, "detail").contains("cannot be reached"), "{}", column(&desk, "detail"));
    reported(&desk, &sid, "delivered", None).await;
    assert_eq!(column(&desk, "error_code"), "30003", "the end is the end");
}

/// Twilio can report before its answer is recorded here.
#[tokio::test]
async fn a_report_may_come_before_we_know_the_sid() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.hold(true);
    let early = async {
        while desk.vendors.held() == 0 {
            tokio::task::yield_now().await;
        }
        let sid = desk.vendors.texts.taken()[0].sid.clone();
        desk.tasks.hold(true);
        reported(&desk, &sid, "sent", None).await;
        desk.tasks.hold(false);
        assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("sent".into(), sid));
        desk.vendors.hold(false);
    };
    futures_util::future::join(super::send_now(&desk, MESSAGE), early).await;
    assert_eq!(column(&desk, "status"), "sent", "the answer was older than the report");
}

/// Rows written are what a text costs, and naming a column writes its index, changed or not.
#[tokio::test]
async fn only_the_first_report_writes_the_index_of_sids() {
    let (desk, sid) = accepted().await;
    desk.clinics.execute(
        ORG,
        "CREATE TRIGGER named BEFORE UPDATE OF sid ON messages BEGIN SELECT RAISE(ABORT, 'an index was written'); END",
    );
    for status in ["sent", "delivered"] {
        reported(&desk, &sid, status, None).await;
        assert_eq!(column(&desk, "status"), status);
    }
}

#[tokio::test]
async fn a_report_under_another_sid_changes_nothing_and_is_noticed() {
    let (desk, sid) = accepted().await;
    reported(&desk, &format!("SM{}", "e".repeat(32)), "delivered", None).await;
    assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("accepted".into(), sid));
    assert!(desk.log.text().contains("text.sent_twice"), "{}", desk.log.text());
}

#[tokio::test]
async fn a_sid_belongs_to_one_text() {
    let (desk, sid) = accepted().await;
    let second = MESSAGE.replace("b1", "b2");
    super::write(&desk, &second, frontdesk::domain::texts::TextKind::Change, "Moved.").await;
    let fields = [("MessageSid", sid.as_str()), ("MessageStatus", "delivered")];
    signed(&desk, &status_path(&second), &fields).await.expect(204);
    assert_eq!(
        (super::of(&desk, &second, "sid"), super::of(&desk, &second, "status")),
        ("null".into(), "queued".into())
    );
}

#[tokio::test]
async fn what_is_nothing_that_we_know_is_taken_and_changes_nothing() {
    let (desk, sid) = accepted().await;
    let sid = sid.as_str();
    for (path, fields) in [
        (
            status_path("0198c0de-0000-7000-8000-0000000000ff"),
            vec![("MessageSid", sid), ("MessageStatus", "delivered")],
        ),
        (format!("/api/twilio/status?org={ORG}"), vec![("MessageSid", sid), ("MessageStatus", "delivered")]),
        (status_path(MESSAGE), vec![("MessageStatus", "delivered")]),
        (status_path(MESSAGE), vec![("MessageSid", "SM1"), ("MessageStatus", "delivered")]),
        (status_path(MESSAGE), vec![("MessageSid", sid)]),
        (status_path(MESSAGE), vec![]),
    ] {
        signed(&desk, &path, &fields).await.expect(204);
        assert_eq!(column(&desk, "status"), "accepted", "{path} {fields:?}");
    }
}

/// A messaging service hears of an opt-out only after it has taken the text.
#[tokio::test]
async fn an_opt_out_that_is_reported_later_is_kept() {
    let (desk, sid) = accepted().await;
    reported(&desk, &sid, "failed", Some("21610")).await;
    assert_eq!((column(&desk, "status"), column(&desk, "error_code")), ("failed".into(), "21610".into()));
    assert_eq!(desk.clinics.value(ORG, "SELECT number || source FROM opt_outs"), format!("{PATIENT}twilio"));
}

// I19, I12: whoever is not proven to be the org's Twilio account hears the same and changes nothing.
#[tokio::test]
async fn nothing_unproven_is_believed() {
    let (desk, sid) = accepted().await;
    let other = serde_json::json!({"account_sid": format!("AC{}", "1".repeat(32)), "auth_token": "canary-other-auth-token",
        "from_number": "+15005550006"});
    let fields = [("MessageSid", sid.as_str()), ("MessageStatus", "delivered"), ("To", PATIENT)];
    let altered = [("MessageSid", sid.as_str()), ("MessageStatus", "delivered"), ("To", "+12025550199")];
    let path = status_path(MESSAGE);
    let of = |org: &str| format!("/api/twilio/status?org={org}&message={MESSAGE}");
    let nobody = "0198c0de-0000-7000-8000-0000000000ff";
    let right = signature(AUTH_TOKEN, &path, &fields);
    let attempts = [
        ("no signature", path.clone(), None, fields),
        ("an empty one", path.clone(), Some(String::new()), fields),
        ("another key", path.clone(), Some(signature("canary-other-auth-token", &path, &fields)), fields),
        ("an altered form", path.clone(), Some(right.clone()), altered),
        ("an altered address", format!("{path}&x=1"), Some(right.clone()), fields),
        ("another path", path.replace("status", "inbound"), Some(right.clone()), fields),
        ("another org", of(OTHER), Some(right), fields),
        ("an org without Twilio", of(OTHER), Some(signature(AUTH_TOKEN, &of(OTHER), &fields)), fields),
        ("an unknown org", of(nobody), Some(signature(AUTH_TOKEN, &of(nobody), &fields)), fields),
        ("an org that is none", of("x"), Some(signature(AUTH_TOKEN, &of("x"), &fields)), fields),
        ("no org", "/api/twilio/status".into(), Some(signature(AUTH_TOKEN, "/api/twilio/status", &fields)), fields),
    ];
    let mut answers = Vec::new();
    for (what, path, signature, fields) in attempts {
        let answer = post(&desk, &path, signature.as_deref(), &fields).await.problem(403, "forbidden", None);
        assert_eq!(column(&desk, "status"), "accepted", "{what} was believed");
        answers.push(answer.text);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "the answers differ: {answers:?}");
    // Another clinic's account proves itself, and still reaches only its own texts.
    desk.send("PUT", "/api/integrations/twilio", &desk.token(Some(OTHER), "admin"), Some(&other)).await.expect(200);
    let proof = signature("canary-other-auth-token", &of(OTHER), &fields);
    post(&desk, &of(OTHER), Some(&proof), &fields).await.expect(204);
    assert_eq!(column(&desk, "status"), "accepted", "another org's text was changed");
}

#[tokio::test]
async fn the_port_may_be_part_of_what_was_signed() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.sweep().await;
    let fields = [("MessageSid", "SM00000000000000000000000000000000"), ("MessageStatus", "sent")];
    let path = status_path(MESSAGE);
    // The helper signs the public URL, so the port is put in front of the path.
    let with_port = signature(AUTH_TOKEN, &format!(":443{path}"), &fields);
    post(&desk, &path, Some(&with_port), &fields).await.expect(204);
    assert_eq!(column(&desk, "status"), "sent");
}

#[tokio::test]
async fn without_a_public_url_nothing_can_be_proven_and_the_answer_says_so() {
    let desk = clinic_with(&[]).await;
    let fields = [("MessageSid", "SM0"), ("MessageStatus", "sent")];
    for path in [status_path(MESSAGE), format!("/api/twilio/inbound?org={ORG}")] {
        let answer = signed(&desk, &path, &fields).await.problem(403, "forbidden", None);
        assert!(answer.text.contains("PUBLIC_URL") && !answer.text.contains(PUBLIC_URL), "{}", answer.text);
    }
}

#[tokio::test]
async fn other_methods_and_bodies_too_large_to_be_proven_are_refused() {
    let desk = clinic().await;
    desk.get(&status_path(MESSAGE)).await.problem(405, "method_not_allowed", None);
    let large = "x".repeat(65 * 1024);
    signed(&desk, &status_path(MESSAGE), &[("Body", &large)]).await.problem(403, "forbidden", None);
}

const SHARED_KEY: &str = "canary-twilio-shared-key-of-a-rule";

/// A report on the text, signed by HMAC-SHA256 with `key`, with what Twilio says of the signature.
async fn reported_under(desk: &Desk, key: &str, settings: Option<&str>, sid: &str) -> crate::support::Answer {
    let (path, fields) = (status_path(MESSAGE), [("MessageSid", sid), ("MessageStatus", "sent")]);
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let text = sorted.iter().fold(format!("{PUBLIC_URL}{path}"), |text, (name, value)| text + name + value);
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(text);
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let mut request = Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
    request = request.header("x-twilio-signature", signature);
    if let Some(settings) = settings {
        request = request.header("x-twilio-webhooks-signature-settings", settings);
    }
    desk.raw(request.body(Body::from(serde_urlencoded::to_string(fields).unwrap())).unwrap()).await
}

// A webhook rule of the account may have its callbacks signed with a shared key instead of the auth token.
#[tokio::test]
async fn a_report_that_is_signed_with_a_shared_key_is_believed() {
    let (desk, sid) = accepted().await;
    let settings = Some("key=webhooks_sharedkey_01,algorithm=HMAC_SHA256");
    reported_under(&desk, SHARED_KEY, settings, &sid).await.problem(403, "forbidden", None);
    let mut body = crate::support::twilio();
    body["shared_keys"] = serde_json::json!(["canary-twilio-shared-key-before", SHARED_KEY]);
    let stored = desk.admin("PUT", "/api/integrations/twilio", &body).await.expect(200);
    assert_eq!(stored.json()["settings"]["shared_keys"], 2);
    assert!(!stored.text.contains("canary"), "{}", stored.text);
    for (key, settings) in [
        (SHARED_KEY, None),
        (SHARED_KEY, Some("")),
        (SHARED_KEY, Some("key=webhooks_sharedkey_01")),
        (SHARED_KEY, Some("key=webhooks_sharedkey_01,algorithm=HMAC_SHA512")),
        ("canary-twilio-shared-key-of-nobody", settings),
        (AUTH_TOKEN, settings),
    ] {
        reported_under(&desk, key, settings, &sid).await.problem(403, "forbidden", None);
        assert_eq!(column(&desk, "status"), "accepted", "{key} {settings:?}");
    }
    reported_under(&desk, SHARED_KEY, settings, &sid).await.expect(204);
    assert_eq!(column(&desk, "status"), "sent");
    // What no rule covers is signed as ever.
    reported(&desk, &sid, "delivered", None).await;
    assert_eq!(column(&desk, "status"), "delivered");
}
