//! Who may call as ElevenLabs.

use super::*;

const CHECK: &str = "tools/calendar/check";

fn check(number: &str) -> String {
    json!({"date": "2026-12-03", "called_number": number, "caller_number": "+15550188"}).to_string()
}

#[tokio::test]
async fn a_secret_in_a_header_proves_tools_and_the_question_who_is_called() {
    let desk = clinics().await;
    for headers in [[("x-frontdesk-secret", SECRET)], [("authorization", "Bearer canary-secret-of-deployment")]] {
        for number in [NUMBER, THEIRS] {
            let said = heard(post(&desk, CHECK, &headers, check(number)).await);
            assert!(said.contains("more than nine openings"), "{said}");
        }
        let told = post(&desk, "initiation", &headers, fixture("initiation").to_string()).await.expect(200).json();
        assert_eq!(told["dynamic_variables"]["clinic_name"], "Downtown Dental Clinic");
    }
    // A report is proven by its signature alone: the secret stands in every tool's settings.
    let report = fixture("post-call-transcription").to_string();
    refused(post(&desk, "events", &[("x-frontdesk-secret", SECRET)], report.clone()).await);
    let signed = signature(&desk, KEY, &check(NUMBER), 0);
    refused(post(&desk, CHECK, &[("elevenlabs-signature", &signed)], check(NUMBER)).await);
}

#[tokio::test]
async fn whoever_proves_nothing_learns_nothing() {
    let desk = clinics().await;
    let large = "x".repeat(4 * 1024 * 1024 + 1);
    for path in [CHECK, "initiation", "events", &format!("{ORG}/{CHECK}"), &format!("{ORG}/events")] {
        for headers in [
            &[][..],
            &[("x-frontdesk-secret", "canary-wrong-secret-of-none")],
            &[("x-frontdesk-secret", "")],
            &[("x-frontdesk-secret", SECRET), ("x-frontdesk-secret", SECRET)],
            &[("authorization", "Basic canary-secret-of-deployment")],
            &[("elevenlabs-signature", "t=1,v0=00")],
        ] {
            for body in [check(NUMBER), large.clone(), "{".to_owned(), String::new()] {
                refused(post(&desk, path, headers, body).await);
            }
        }
    }
    assert!(!desk.log.text().contains("canary"), "{}", desk.log.text());
}

#[tokio::test]
async fn a_report_is_signed_here_and_now() {
    let desk = clinics().await;
    let body = fixture("post-call-transcription").to_string();
    for ago in [-1800, 0, 1800] {
        let header = signature(&desk, KEY, &body, ago);
        post(&desk, "events", &[("elevenlabs-signature", &header)], body.clone()).await.expect(200);
    }
    let good = signature(&desk, KEY, &body, 0);
    let (old, early) = (signature(&desk, KEY, &body, 1801), signature(&desk, KEY, &body, -1801));
    let other = signature(&desk, "wsec_canary-key-of-nobody", &body, 0);
    for header in ["", &old, &early, &other, &good.replace("v0=", "v1="), &good[..40]] {
        refused(post(&desk, "events", &[("elevenlabs-signature", header)], body.clone()).await);
    }
    let twice = [("elevenlabs-signature", good.as_str()), ("elevenlabs-signature", good.as_str())];
    refused(post(&desk, "events", &twice, body.clone()).await);
    let headers = [("elevenlabs-signature", good.as_str())];
    refused(post(&desk, "events", &headers, format!("{body} ")).await);
    refused(post(&desk, CHECK, &headers, body).await);
}

#[tokio::test]
async fn an_orgs_own_secrets_prove_what_is_for_its_numbers() {
    let desk = clinics().await;
    let own = [("x-frontdesk-secret", OWN)];
    heard(post(&desk, CHECK, &own, check(NUMBER)).await);
    heard(post(&desk, &format!("{ORG}/{CHECK}"), &own, check(NUMBER)).await);
    heard(post(&desk, &format!("{ORG}/{CHECK}"), &own, r#"{"date":"2026-12-03"}"#).await);
    for (path, number) in [
        (CHECK.to_owned(), THEIRS),
        (CHECK.to_owned(), "+15550199"),
        (CHECK.to_owned(), "none"),
        (format!("{OTHER}/{CHECK}"), THEIRS),
        (format!("{OTHER}/{CHECK}"), "none"),
    ] {
        refused(post(&desk, &path, &own, check(number)).await);
    }
    let report = fixture("post-call-transcription");
    reported(&desk, "events", OWN_KEY, &report).await.expect(200);
    reported(&desk, &format!("{ORG}/events"), OWN_KEY, &report).await.expect(200);
    // Another org's address and a number of this one: nobody's call.
    reported(&desk, &format!("{OTHER}/events"), OWN_KEY, &report).await.expect(200);
    assert_eq!(desk.clinics.value(OTHER, "SELECT count(*) FROM calls"), "0");
    refused(reported(&desk, &format!("{OTHER}/events"), OWN_KEY, &fixture("post-call-web")).await);
    let mut theirs = report;
    theirs["data"]["metadata"]["phone_call"]["agent_number"] = json!(THEIRS);
    refused(reported(&desk, "events", OWN_KEY, &theirs).await);
    // The path names one org, and the number is another's: nobody's clinic is asked.
    for (path, number) in [(ORG, THEIRS), (OTHER, NUMBER)] {
        let path = format!("{path}/{CHECK}");
        let said = heard(post(&desk, &path, &[("x-frontdesk-secret", SECRET)], check(number)).await);
        assert!(said.contains("not set up for bookings"), "{said}");
        let answer = post(&desk, &path, &own, check(number)).await;
        assert!(answer.status == 401 || heard(answer).contains("not set up for bookings"));
    }
    let wrong = post(&desk, &format!("no-org/{CHECK}"), &own, check(NUMBER)).await;
    wrong.problem(404, "not_found", None);
}

#[tokio::test]
async fn secrets_are_rotated_and_withdrawn_by_the_org() {
    let desk = clinics().await;
    let (next, next_key) = ("canary-next-secret-of-clinic", "wsec_canary-next-key-of-clinic");
    let report = fixture("post-call-transcription");
    let both = json!({"webhook_secrets": [OWN, next], "signing_secrets": [OWN_KEY, next_key]});
    desk.admin("PUT", ACCOUNT, &both).await.expect(200);
    for (secret, key) in [(OWN, OWN_KEY), (next, next_key)] {
        heard(post(&desk, CHECK, &[("x-frontdesk-secret", secret)], check(NUMBER)).await);
        reported(&desk, "events", key, &report).await.expect(200);
    }
    let one = json!({"webhook_secrets": [next], "signing_secrets": [next_key]});
    desk.admin("PUT", ACCOUNT, &one).await.expect(200);
    refused(post(&desk, CHECK, &[("x-frontdesk-secret", OWN)], check(NUMBER)).await);
    refused(reported(&desk, "events", OWN_KEY, &report).await);
    desk.admin("DELETE", ACCOUNT, &Value::Null).await.expect(204);
    refused(post(&desk, CHECK, &[("x-frontdesk-secret", next)], check(NUMBER)).await);
    refused(reported(&desk, "events", next_key, &report).await);
}

#[tokio::test]
async fn an_account_is_its_secrets_and_shows_none_of_them() {
    let desk = clinics().await;
    let shown = desk.get(ACCOUNT).await.expect(200);
    assert_eq!(shown.json()["settings"], json!({"webhook_secrets": 1, "signing_secrets": 1}));
    let tested = desk.admin("POST", &format!("{ACCOUNT}/test"), &json!({})).await.expect(200);
    assert_eq!(tested.json()["ok"], true, "{}", tested.text);
    for (body, field) in [
        (json!({}), "webhook_secrets"),
        (json!({"api_key": "canary-api-key-of-clinic"}), "api_key"),
        (json!({"webhook_secrets": ["canary-short"]}), "webhook_secrets"),
        (json!({"signing_secrets": vec!["wsec_canary-key-of-clinic"; 5]}), "signing_secrets"),
        (json!({"webhook_secrets": [OWN], "canary": 1}), "canary"),
    ] {
        desk.admin("PUT", ACCOUNT, &body).await.problem(422, "invalid", Some(field));
    }
    for text in [shown.text, tested.text, desk.dump(), desk.kv.contents(), desk.log.text()] {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn nothing_has_to_be_proven_where_that_is_switched_off() {
    let desk = Desk::with_clinic_and(&[("ELEVENLABS_AUTH", "off")]).await;
    heard(post(&desk, CHECK, &[], check(NUMBER)).await);
    post(&desk, "events", &[], fixture("post-call-transcription").to_string()).await.expect(200);
}
