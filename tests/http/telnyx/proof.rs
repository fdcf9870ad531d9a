//! Who may call as Telnyx.

use super::*;

const CHECK: &str = "tools/calendar/check";

fn check(number: &str) -> Vec<u8> {
    json!({"date": "2026-12-03", "called_number": number, "caller_number": "+15550188"}).to_string().into_bytes()
}

#[tokio::test]
async fn a_signature_over_the_bytes_proves_a_request() {
    let desk = clinics().await;
    for ago in [-300, 0, 300] {
        let (timestamp, signature) = signature(&desk, KEY, &check(NUMBER), ago);
        let headers = [("telnyx-timestamp", timestamp.as_str()), ("telnyx-signature-ed25519", signature.as_str())];
        assert!(heard(post(&desk, CHECK, &headers, check(NUMBER)).await).contains("more than nine openings"));
    }
    heard(signed(&desk, KEY, CHECK, check(THEIRS)).await);
    // Also over what is no text.
    assert!(!heard(signed(&desk, KEY, CHECK, b"{\"date\":\"\xff\"}".to_vec()).await).contains("openings"));
}

#[tokio::test]
async fn what_is_not_signed_here_and_now_is_refused() {
    let desk = clinics().await;
    let body = check(NUMBER);
    let (now, good) = signature(&desk, KEY, &body, 0);
    let ((old, aged), (future, early)) = (signature(&desk, KEY, &body, 301), signature(&desk, KEY, &body, -301));
    let (_, unknown) = signature(&desk, NOBODYS, &body, 0);
    let (timestamp, tag) = ("telnyx-timestamp", "telnyx-signature-ed25519");
    let table: [(&[(&str, &str)], &str); 12] = [
        (&[], "nothing"),
        (&[(timestamp, &now)], "no signature"),
        (&[(tag, &good)], "no timestamp"),
        (&[(timestamp, &now), (tag, "")], "an empty signature"),
        (&[(timestamp, &now), (tag, &good[..64])], "half a signature"),
        (&[(timestamp, &now), (tag, &unknown)], "another key"),
        (&[(timestamp, &old), (tag, &aged)], "an old one"),
        (&[(timestamp, &future), (tag, &early)], "one of the future"),
        (&[(timestamp, &now), (tag, &aged)], "an old one under a new time"),
        (&[(timestamp, &now), (timestamp, &now), (tag, &good)], "two timestamps"),
        (&[(timestamp, &now), (tag, &good), (tag, &good)], "two signatures"),
        (&[("authorization", "Bearer 6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=")], "the public key"),
    ];
    for (headers, why) in table {
        for path in [CHECK.to_owned(), "variables".to_owned(), format!("{ORG}/{CHECK}"), format!("{ORG}/variables")] {
            let answer = post(&desk, &path, headers, body.clone()).await;
            assert_eq!(answer.status, 401, "{why} at {path}");
            refused(answer);
        }
    }
    let headers = [(timestamp, now.as_str()), (tag, good.as_str())];
    for tampered in [[&body[..], b" "].concat(), body[1..].to_vec(), check(THEIRS), vec![b'x'; 129 * 1024]] {
        refused(post(&desk, CHECK, &headers, tampered).await);
    }
}

#[tokio::test]
async fn an_orgs_own_key_proves_what_is_for_its_numbers() {
    let desk = clinics().await;
    heard(signed(&desk, OWN, CHECK, check(NUMBER)).await);
    for path in [ORG.to_owned() + "/" + CHECK, format!("{ORG}/variables")] {
        signed(&desk, OWN, &path, r#"{"date":"2026-12-03"}"#).await.expect(200);
    }
    for (path, number) in [
        (CHECK.to_owned(), THEIRS),
        (CHECK.to_owned(), "+15550199"),
        (CHECK.to_owned(), "none"),
        (format!("{OTHER}/{CHECK}"), THEIRS),
        (format!("{OTHER}/{CHECK}"), "none"),
        (format!("{OTHER}/variables"), "none"),
    ] {
        refused(signed(&desk, OWN, &path, check(number)).await);
    }
    refused(signed(&desk, NOBODYS, CHECK, check(NUMBER)).await);
    for (path, number) in [(ORG, THEIRS), (OTHER, NUMBER)] {
        let path = format!("{path}/{CHECK}");
        let said = heard(signed(&desk, KEY, &path, check(number)).await);
        assert!(said.contains("not set up for bookings"), "{said}");
        let answer = signed(&desk, OWN, &path, check(number)).await;
        assert!(answer.status == 401 || heard(answer).contains("not set up for bookings"));
    }
}

#[tokio::test]
async fn keys_are_rotated_and_withdrawn_by_the_org() {
    let desk = clinics().await;
    desk.admin("PUT", ACCOUNT, &json!({"signing_secrets": [public(OWN), public(10)]})).await.expect(200);
    for seed in [OWN, 10] {
        heard(signed(&desk, seed, CHECK, check(NUMBER)).await);
    }
    desk.admin("PUT", ACCOUNT, &json!({"signing_secrets": [public(10)]})).await.expect(200);
    refused(signed(&desk, OWN, CHECK, check(NUMBER)).await);
    desk.admin("DELETE", ACCOUNT, &Value::Null).await.expect(204);
    refused(signed(&desk, 10, CHECK, check(NUMBER)).await);
    // A key that this deployment has is still good.
    heard(signed(&desk, KEY, CHECK, check(NUMBER)).await);
}

#[tokio::test]
async fn an_account_is_its_public_keys() {
    let desk = clinics().await;
    let shown = desk.get(ACCOUNT).await.expect(200);
    assert_eq!(shown.json()["settings"], json!({"webhook_secrets": 0, "signing_secrets": 1}));
    assert!(!shown.text.contains(&public(OWN)), "{}", shown.text);
    let keys = |keys: Value| json!({ "signing_secrets": keys });
    let zeros = BASE64.encode([0; 32]);
    for (body, field) in [
        (json!({}), "signing_secrets"),
        (json!({"webhook_secrets": ["canary-secret-of-the-clinic"]}), "webhook_secrets"),
        (json!({"api_key": "canary-api-key-of-the-clinic"}), "api_key"),
        (keys(json!(["canary-that-is-no-public-key"])), "signing_secrets"),
        (keys(json!([zeros])), "signing_secrets"),
        (keys(json!([public(OWN), "6kpsY+KcUgq+9VB7Ey7F"])), "signing_secrets"),
        (keys(json!(vec![public(OWN); 5])), "signing_secrets"),
    ] {
        let answer = desk.admin("PUT", ACCOUNT, &body).await.problem(422, "invalid", Some(field));
        assert!(!answer.text.contains("canary"), "{}", answer.text);
    }
}
