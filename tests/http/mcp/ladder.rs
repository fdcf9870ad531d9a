//! Whose call it is: a token of ours, the call log, headers, or nobody's. Each counts as far as it is proven.

use frontdesk::domain::call::CallStatus;

use super::*;
use crate::calls as log;

const BOB: &str = "+15550177";
const FIND: &str = "find_appointments";

/// A token as routing hands it out.
fn token(
    desk: &Desk,
    org: &str,
    called: Option<&str>,
    from: Option<&str>,
    (call_id, is_platforms_id): (&str, bool),
) -> String {
    let call = json!({"called": called.map(|number| json!({"Number": number})), "caller": from, "call_id": call_id,
        "is_platforms_id": is_platforms_id, "expires_at": desk.clock.seconds() + 7200});
    let sealed = desk.frontdesk.app().accounts.vault().seal_call(org.parse().unwrap(), &call).unwrap();
    format!("fdc1.{org}.{sealed}")
}

fn book(start: &str, name: &str) -> Value {
    calls("book_appointment", json!({"start": start, "name": name, "phone": "+12125550123"}))
}

async fn find(desk: &Desk, path: &str, headers: Headers<'_>) -> String {
    said(post(desk, path, headers, &calls(FIND, json!({}))).await)
}

/// Who booked, in which call.
fn booked(desk: &Desk) -> String {
    stored(desk, "SELECT group_concat(coalesce(caller_number, '-') || ' ' || coalesce(call_id, '-')) FROM appointments")
}

/// Ann has an appointment, booked in a call of another day.
async fn with_ann() -> (Desk, String) {
    let desk = two_clinics().await;
    let own = bearer(OWN);
    let headers = [("authorization", own.as_str()), ("x-caller-number", ANN), ("x-call-id", "anns")];
    assert!(said(post(&desk, &of(ORG), &headers, &book("2026-12-03T09:30", "Ann Lee")).await).contains("is booked"));
    (desk, own)
}

#[track_caller]
fn is_ann(heard: &str) {
    assert!(heard.contains("one appointment: Thursday, December 3 at 9:30 AM"), "{heard}");
}

#[track_caller]
fn is_nobody(heard: &str) {
    assert!(heard.contains("number is withheld") && !heard.contains("9:30"), "{heard}");
}

#[tokio::test]
async fn a_token_says_who_calls_whom_in_a_header_or_in_meta() {
    let (desk, own) = with_ann().await;
    let token = token(&desk, ORG, Some(NUMBER), Some(ANN), ("c1", true));
    is_ann(&find(&desk, &of(ORG), &[("authorization", &own), ("x-frontdesk-call", &token)]).await);
    let mut body = calls(FIND, json!({}));
    body["params"]["_meta"] = json!({"frontdesk/call": token});
    is_ann(&said(post(&desk, &of(ORG), &[("authorization", &own)], &body).await));
    // With the deployment's secret, and with the org's, it names the clinic too; and nobody's word beside it counts.
    for secret in [SHARED, OWN] {
        let secret = bearer(secret);
        let headers = [("authorization", secret.as_str()), ("x-frontdesk-call", &token), ("x-caller-number", BOB)];
        is_ann(&find(&desk, MCP, &headers).await);
    }
}

#[tokio::test]
async fn a_token_that_does_not_count_is_as_none_and_is_recorded() {
    let (desk, own) = with_ann().await;
    let good = token(&desk, ORG, Some(NUMBER), Some(ANN), ("c1", true));
    let of_other = token(&desk, OTHER, Some(THEIR_NUMBER), Some(ANN), ("c1", true));
    let mut altered = good.clone();
    altered.pop();
    let moved = good.replace(ORG, OTHER);
    for (token, headers) in [
        (altered.as_str(), &[][..]),
        (&moved, &[]),
        (&of_other, &[]),
        ("fdc1", &[]),
        (&good, &[("x-call-id", "of-another-call")]),
        (&good, &[("x-called-number", "+15550101")]),
    ] {
        desk.admin("POST", "/api/inbound/phone-mappings", &mapping("+15550101")).await;
        let sent: Vec<_> = [("authorization", own.as_str()), ("x-frontdesk-call", token)]
            .into_iter()
            .chain(headers.to_vec())
            .collect();
        let before = desk.log.text().matches("call_token.refused").count();
        is_nobody(&find(&desk, &of(ORG), &sent).await);
        assert_eq!(desk.log.text().matches("call_token.refused").count(), before + 1, "{token}");
    }
    desk.clock.advance(std::time::Duration::from_hours(2));
    is_nobody(&find(&desk, &of(ORG), &[("authorization", &own), ("x-frontdesk-call", &good)]).await);
    // A token proves no sender, and opens no other org's address.
    for secret in [bearer("wrong"), bearer(THEIRS)] {
        let headers = [("authorization", secret.as_str()), ("x-frontdesk-call", &good)];
        post(&desk, &of(ORG), &headers, &calls(FIND, json!({}))).await.expect(401);
        post(&desk, MCP, &headers, &calls(FIND, json!({}))).await.expect(401);
    }
}

/// Before a platform has named the call, the first call that a token comes from is its own.
#[tokio::test]
async fn a_token_is_of_one_call() {
    let (desk, own) = with_ann().await;
    let token = token(&desk, ORG, Some(NUMBER), Some(ANN), ("of-ours", false));
    let in_call = |id| [("authorization", own.as_str()), ("x-frontdesk-call", token.as_str()), ("x-call-id", id)];
    is_ann(&find(&desk, &of(ORG), &in_call("first")).await);
    is_nobody(&find(&desk, &of(ORG), &in_call("second")).await);
    is_ann(&find(&desk, &of(ORG), &in_call("first")).await);
    let mut two = json!([calls(FIND, json!({})), calls(FIND, json!({}))]);
    for (n, token) in [(0, "fdc1.a"), (1, "fdc1.b")] {
        two[n]["params"]["_meta"] = json!({"frontdesk/call": token});
    }
    fault(post(&desk, &of(ORG), &[("authorization", &own)], &two).await, (400, -32600), &Value::Null);
}

/// Vapi names the call and no number. What it said of the same call before is in the clinic's own log.
#[tokio::test]
async fn the_call_log_knows_who_calls() {
    let (desk, own) = with_ann().await;
    log::hear(&desk, log::CALL, log::at("15:00:00"), log::status(CallStatus::InProgress, "15:00:00")).await;
    let in_call = |id| [("authorization", own.as_str()), ("x-call-id", id)];
    is_ann(&find(&desk, &of(ORG), &in_call(log::CALL)).await);
    assert!(
        said(post(&desk, &of(ORG), &in_call(log::CALL), &book("2026-12-03T11:00", "Ann Lee")).await)
            .contains("is booked")
    );
    assert_eq!(booked(&desk), format!("{ANN} anns,{ANN} {}", log::CALL));
    is_nobody(&find(&desk, &of(ORG), &in_call("0c0e0000-0000-4000-8000-000000000002")).await);
    // What the message says itself goes first: another number, or that there is none.
    for (caller, is_withheld) in [(BOB, false), ("anonymous", true)] {
        let headers = [("authorization", own.as_str()), ("x-call-id", log::CALL), ("x-caller-number", caller)];
        let heard = find(&desk, &of(ORG), &headers).await;
        assert!(!heard.contains("9:30") && heard.contains("withheld") == is_withheld, "{heard}");
    }
    desk.admin("DELETE", &format!("/api/calls/{}", log::CALL), &Value::Null).await.expect(204);
    let heard = find(&desk, &of(ORG), &in_call(log::CALL)).await;
    assert!(!heard.contains("9:30"), "{heard}");
}

/// An id that is used again later, such as a room's name, does not bring the caller of then.
#[tokio::test]
async fn a_call_that_is_over_names_nobody() {
    let (desk, own) = with_ann().await;
    let in_call = [("authorization", own.as_str()), ("x-call-id", log::CALL)];
    log::hear(&desk, log::CALL, log::at("15:00:00"), log::status(CallStatus::InProgress, "15:00:00")).await;
    is_ann(&find(&desk, &of(ORG), &in_call).await);
    desk.clock.advance(std::time::Duration::from_hours(3));
    is_nobody(&find(&desk, &of(ORG), &in_call).await);
    let (desk, own) = with_ann().await;
    let in_call = [("authorization", own.as_str()), ("x-call-id", log::CALL)];
    for status in [CallStatus::InProgress, CallStatus::Ended] {
        log::hear(&desk, log::CALL, log::at("15:00:00"), log::status(status, "15:00:00")).await;
    }
    is_nobody(&find(&desk, &of(ORG), &in_call).await);
}

#[tokio::test]
async fn the_call_log_of_one_clinic_is_of_no_use_at_another() {
    let (desk, _) = with_ann().await;
    log::hear(&desk, log::CALL, log::at("15:00:00"), log::status(CallStatus::InProgress, "15:00:00")).await;
    let theirs = bearer(THEIRS);
    is_nobody(&find(&desk, &of(OTHER), &[("authorization", &theirs), ("x-call-id", log::CALL)]).await);
}

#[tokio::test]
async fn whom_the_clinic_has_blocked_is_turned_away_by_the_log_too() {
    let (desk, own) = with_ann().await;
    log::hear(&desk, log::CALL, log::at("15:00:00"), log::status(CallStatus::InProgress, "15:00:00")).await;
    desk.admin("PUT", "/api/assistant", &json!({"callers": {"block": [ANN]}})).await.expect(200);
    desk.cron().await;
    let headers = [("authorization", own.as_str()), ("x-call-id", log::CALL)];
    let by_log = find(&desk, &of(ORG), &headers).await;
    let by_header = find(&desk, &of(ORG), &[headers[0], ("x-caller-number", ANN)]).await;
    assert!(by_log == by_header && !by_log.contains("9:30"), "{by_log} / {by_header}");
    said(post(&desk, &of(ORG), &headers, &book("2026-12-03T11:00", "Ann Lee")).await);
    assert_eq!(stored(&desk, "SELECT count(*) FROM appointments"), "1");
}

#[tokio::test]
async fn headers_are_believed_of_whoever_has_the_secret() {
    let (desk, own) = with_ann().await;
    second_number(&desk, "+15550101").await;
    let shared = bearer(SHARED);
    for (secret, path, called) in
        [(&own, of(ORG), ""), (&own, MCP.to_owned(), "+15550101"), (&shared, MCP.to_owned(), NUMBER)]
    {
        for number in [ANN, "(555) 555-0188", " +1 555-0188 "] {
            let headers =
                [("authorization", secret.as_str()), ("x-called-number", called), ("x-caller-number", number)];
            let heard = find(&desk, &path, &headers).await;
            assert_eq!(heard.contains("9:30"), !number.starts_with('('), "{number}: {heard}");
        }
    }
    // A clinic's own number is that of whatever forwards calls.
    let headers = [("authorization", own.as_str()), ("x-caller-number", NUMBER)];
    is_nobody(&find(&desk, &of(ORG), &headers).await);
    // With the deployment's secret and no number nobody knows which clinic is meant.
    let heard = find(&desk, MCP, &[("authorization", &shared), ("x-caller-number", ANN)]).await;
    assert!(heard.contains("which clinic"), "{heard}");
}

/// May ask and book, in a call also hold; finds and cancels what was booked in the same call, and nothing else.
#[tokio::test]
async fn whoever_is_not_known_is_a_withheld_caller() {
    let (desk, own) = with_ann().await;
    let nobody = [("authorization", own.as_str())];
    let at = |body: Value| {
        let desk = &desk;
        async move { said(post(desk, &of(ORG), &nobody, &body).await) }
    };
    assert!(at(calls("check_availability", json!({"date": "2026-12-03"}))).await.contains("openings"));
    // Nobody could give back a hold of nobody's, so without even a call there is none.
    let hold = calls("reserve_slot", json!({"start": "2026-12-03T11:00", "name": "Cy Brook"}));
    assert!(!at(hold.clone()).await.contains("Held"));
    assert!(at(book("2026-12-03T14:00", "Cy Brook")).await.contains("is booked"));
    for tool in [FIND, "cancel_appointment"] {
        is_nobody(&at(calls(tool, json!({}))).await);
        is_nobody(&at(calls(tool, json!({"name": "Ann Lee", "date": "2026-12-03"}))).await);
    }
    let in_call = [nobody[0], ("x-call-id", "withheld")];
    let here = |body: Value| {
        let desk = &desk;
        async move { said(post(desk, &of(ORG), &in_call, &body).await) }
    };
    assert!(here(hold).await.contains("Held"));
    assert!(here(book("2026-12-03T15:00", "Dee Fox")).await.contains("is booked"));
    let found = here(calls(FIND, json!({}))).await;
    assert!(found.contains("one appointment: Thursday, December 3 at 3 PM"), "{found}");
    assert!(here(calls("cancel_appointment", json!({}))).await.contains("is cancelled"));
}
