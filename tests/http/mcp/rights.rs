//! Who may call: whoever has a secret of the deployment, or one of the org whose address or number it is.

use super::*;

/// The tools, as whoever may call gets them.
async fn lists(desk: &Desk, path: &str, headers: Headers<'_>) -> Answer {
    post(desk, path, headers, &asks("tools/list", json!({}))).await
}

#[track_caller]
fn refused(answer: Answer) {
    let answer = answer.problem(401, "unauthorized", None);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    for word in ["Downtown", "Uptown", "canary", "check_availability"] {
        assert!(!answer.text.contains(word), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_deployments_secret_opens_every_address() {
    let desk = two_clinics().await;
    for scheme in ["Bearer", "bearer"] {
        let secret = format!("{scheme} {SHARED}");
        for path in [MCP.to_owned(), of(ORG), of(OTHER)] {
            result(lists(&desk, &path, &[("authorization", &secret)]).await);
        }
    }
    let nobodys = [String::new(), bearer("wrong"), bearer(""), format!("Basic {SHARED}"), SHARED.to_owned()];
    for secret in &nobodys {
        for path in [MCP.to_owned(), of(ORG)] {
            refused(lists(&desk, &path, &[("authorization", secret)]).await);
        }
    }
    let secret = bearer(SHARED);
    refused(lists(&desk, MCP, &[("authorization", &secret), ("authorization", &secret)]).await);
    for elsewhere in ["x-vapi-secret", "x-api-key"] {
        refused(lists(&desk, MCP, &[(elsewhere, SHARED)]).await);
    }
}

#[tokio::test]
async fn an_orgs_secret_opens_its_own_address_and_numbers() {
    let desk = two_clinics().await;
    let own = bearer(OWN);
    let with = |called| [("authorization", own.as_str()), ("x-called-number", called)];
    result(lists(&desk, &of(ORG), &with("")).await);
    for path in [MCP.to_owned(), of(ORG)] {
        let told = result(post(&desk, &path, &with(NUMBER), &asks("initialize", json!({}))).await);
        assert!(told["instructions"].as_str().unwrap().contains("Downtown Dental Clinic"), "{told}");
    }
    // Without a number nothing says whose secret it is to be.
    refused(lists(&desk, MCP, &with("")).await);
    refused(lists(&desk, MCP, &with("{{called}}")).await);
    refused(lists(&desk, MCP, &with("+15550199")).await);
    // The other org's address and number are closed to it.
    refused(lists(&desk, &of(OTHER), &with("")).await);
    refused(lists(&desk, MCP, &with(THEIR_NUMBER)).await);
    refused(lists(&desk, &of("0198c0de-0000-7000-8000-0000000000ff"), &with("")).await);
}

/// Number and address are of two clinics: nobody answers for either.
#[tokio::test]
async fn a_number_of_one_clinic_at_the_address_of_another_is_nobodys() {
    let desk = two_clinics().await;
    let own = bearer(OWN);
    for (path, called) in [(of(ORG), THEIR_NUMBER), (of(OTHER), NUMBER)] {
        let headers = [("authorization", own.as_str()), ("x-called-number", called)];
        let check = calls("check_availability", json!({"date": "2026-12-03"}));
        let heard = said(post(&desk, &path, &headers, &check).await);
        assert!(!heard.contains("opening") && !heard.contains("town"), "{heard}");
        let told = result(post(&desk, &path, &headers, &asks("initialize", json!({}))).await);
        assert!(!told.to_string().contains("town"), "{told}");
    }
}

#[tokio::test]
async fn whoever_proves_nothing_learns_nothing_of_what_is_wrong() {
    let desk = two_clinics().await;
    for secret in [bearer("wrong"), bearer(THEIRS)] {
        let headers = [("authorization", secret.as_str())];
        for body in ["{", "[]", "5", "[1,2]"] {
            refused(post_bytes(&desk, &of(ORG), &headers, body).await);
        }
        refused(post_bytes(&desk, &of(ORG), &headers, "x".repeat(1024 * 1024 + 1)).await);
        let foreign = [headers[0], ("origin", "https://evil.example")];
        refused(post_bytes(&desk, &of(ORG), &foreign, "{").await);
    }
    let own = bearer(OWN);
    fault(post_bytes(&desk, &of(ORG), &[("authorization", &own)], "{").await, (400, -32700), &Value::Null);
}

#[tokio::test]
async fn secrets_are_replaced_while_both_are_taken() {
    let desk = two_clinics().await;
    let both = json!({"webhook_secrets": [OWN, "canary-next-secret-of-mcp"]});
    let stored = desk.admin("PUT", ACCOUNT, &both).await.expect(200);
    assert!(!stored.text.contains("canary"), "{}", stored.text);
    let open = |secret: &str| bearer(secret);
    for secret in [OWN, "canary-next-secret-of-mcp"] {
        result(lists(&desk, &of(ORG), &[("authorization", &open(secret))]).await);
    }
    desk.admin("PUT", ACCOUNT, &json!({"webhook_secrets": ["canary-next-secret-of-mcp"]})).await.expect(200);
    desk.cron().await;
    refused(lists(&desk, &of(ORG), &[("authorization", &open(OWN))]).await);
    for (body, field) in [
        (json!({"webhook_secrets": ["short"]}), "webhook_secrets"),
        (json!({"api_key": "canary-key-of-no-use"}), "api_key"),
        (json!({}), "webhook_secrets"),
    ] {
        desk.admin("PUT", ACCOUNT, &body).await.problem(422, "invalid", Some(field));
    }
    let tested = desk.admin("POST", &format!("{ACCOUNT}/test"), &Value::Null).await.expect(200).json();
    assert_eq!(tested["ok"], true, "{tested}");
}

/// A deployment that says nothing of MCP takes the orgs' secrets, and no other.
#[tokio::test]
async fn without_a_word_of_it_a_deployment_is_closed() {
    let desk = Desk::with_clinic().await;
    refused(lists(&desk, MCP, &[("authorization", &bearer(""))]).await);
    refused(lists(&desk, &of(ORG), &[]).await);
    desk.admin("PUT", ACCOUNT, &json!({"webhook_secrets": [OWN]})).await.expect(200);
    result(lists(&desk, &of(ORG), &[("authorization", &bearer(OWN))]).await);
}

#[tokio::test]
async fn nothing_that_is_secret_or_a_patients_is_written_down() {
    let desk = two_clinics().await;
    let own = bearer(OWN);
    let headers = [("authorization", own.as_str()), ("x-caller-number", ANN), ("x-call-id", "c1")];
    let book =
        calls("book_appointment", json!({"start": "2026-12-03T09:30", "name": "Ann Canary", "notes": "canary words"}));
    said(post(&desk, &of(ORG), &headers, &book).await);
    let wrong =
        [("authorization", "Bearer canary-guess"), ("x-caller-number", ANN), ("x-frontdesk-call", "canary-token")];
    refused(post(&desk, &of(ORG), &wrong, &book).await);
    let forged = [headers[0], headers[1], ("x-frontdesk-call", "fdc1.canary.token")];
    said(post(&desk, &of(ORG), &forged, &calls("find_appointments", json!({}))).await);
    post_bytes(&desk, &of(ORG), &headers, "{\"canary\": ").await;
    let log = desk.log.text();
    assert!(log.contains("call_token.refused"), "{log}");
    for word in ["canary", "Canary", ANN] {
        assert!(!log.contains(word), "{word}: {log}");
    }
    let kept = desk.dump();
    for word in [OWN, THEIRS, SHARED, "canary-guess", "canary-token"] {
        assert!(!kept.contains(word), "{word}");
    }
}
