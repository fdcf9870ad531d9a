//! What Twilio refuses: kept where it is final, repeated where Twilio has not looked at it.

use frontdesk::domain::texts::{TextKind, TextStatus};
use serde_json::json;

use super::{MESSAGE, PATIENT, clinic, column, confirmation, minutes, of, waiting, write};
use crate::support::{Fate, ORG, twilio};

const TWILIO: &str = "/api/integrations/twilio";

#[tokio::test]
async fn a_refusal_is_kept_with_its_code_and_words_for_the_org() {
    for (status, code, detail) in [
        (400, 21211, "not a valid phone number"),
        (400, 21201, "no number"),
        (400, 21604, "no number"),
        (400, 21612, "cannot reach this number"),
        (400, 21614, "not a mobile number"),
        (400, 21635, "a landline"),
        (400, 21606, "number that texts come from"),
        (400, 21212, "number that texts come from"),
        (400, 21603, "number that texts come from"),
        (400, 21608, "trial account"),
        (400, 21408, "geo permissions"),
        (403, 21408, "geo permissions"),
        (400, 21705, "messaging service"),
        (400, 21617, "too long"),
        (400, 99_999, "refused the text"),
    ] {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::refused(status, code)]);
        desk.sweep().await;
        minutes(&desk, 20).await;
        assert_eq!(desk.vendors.texts.requests(), 1, "{code} was sent again");
        assert_eq!((column(&desk, "status"), column(&desk, "error_code")), ("failed".into(), code.to_string()));
        let words = column(&desk, "detail");
        assert!(words.contains(detail) && !words.contains("canary"), "{code}: {words}");
        assert_eq!(waiting(&desk), "0", "{code}");
    }
}

#[tokio::test]
async fn a_refusal_without_a_code_is_one_all_the_same() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::NotTaken(crate::support::Reply::Raw(400, "<html>"))]);
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), column(&desk, "error_code")), ("failed".into(), "null".into()));
}

// Too many requests are never processed: they can be repeated, and only they.
#[tokio::test]
async fn too_many_requests_are_repeated_until_one_is_taken() {
    let desk = clinic().await;
    confirmation(&desk).await;
    let limited = [Fate::refused(429, 20429), Fate::refused(429, 99_999), Fate::refused(400, 21611)];
    desk.vendors.texts.next(limited);
    desk.sweep().await;
    assert_eq!(column(&desk, "status"), "queued");
    assert_eq!(desk.clinics.value(ORG, "SELECT attempts FROM outbox WHERE kind = 'sms.send'"), "1");
    minutes(&desk, 10).await;
    assert_eq!((desk.vendors.texts.requests(), desk.vendors.texts.taken().len()), (4, 1));
    assert_eq!((column(&desk, "status"), waiting(&desk)), ("accepted".into(), "0".into()));
}

#[tokio::test]
async fn refused_credentials_wait_for_others() {
    for (status, code) in [(401, 20003), (403, 70051), (403, 20403), (404, 20404)] {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::refused(status, code)]);
        desk.sweep().await;
        let integration = desk.get(TWILIO).await.expect(200).json();
        assert_eq!(integration["status"], "needs_reconnect", "{code}");
        assert!(integration["status_detail"].as_str().unwrap().starts_with("Twilio "), "{integration}");
        minutes(&desk, 3).await;
        assert_eq!(desk.vendors.texts.requests(), 1, "dead credentials were used again: {code}");
        assert_eq!(column(&desk, "status"), "queued");
        desk.admin("PUT", TWILIO, &twilio()).await.expect(200);
        minutes(&desk, 10).await;
        assert_eq!((column(&desk, "status"), desk.vendors.texts.taken().len()), ("accepted".into(), 1), "{code}");
    }
}

#[tokio::test]
async fn without_an_account_a_text_fails_and_says_so() {
    let desk = clinic().await;
    desk.admin("DELETE", TWILIO, &json!(null)).await.expect(204);
    confirmation(&desk).await;
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), waiting(&desk)), ("failed".into(), "0".into()));
    assert!(column(&desk, "detail").contains("No Twilio account is connected"));
}

#[tokio::test]
async fn who_opted_out_at_twilio_is_never_texted_again() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::refused(400, 21610)]);
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), column(&desk, "error_code")), ("suppressed".into(), "21610".into()));
    assert_eq!(desk.clinics.value(ORG, "SELECT number || source FROM opt_outs"), format!("{PATIENT}twilio"));
    let line = desk.clinics.value(ORG, "SELECT actor || action || detail FROM audit");
    assert_eq!(line, r#"recipienttext.opted_out{"number":"+1*****23"}"#);
    let second = MESSAGE.replace("b1", "b2");
    assert_eq!(write(&desk, &second, TextKind::Change, "Moved.").await, Some(TextStatus::Suppressed));
    minutes(&desk, 3).await;
    assert_eq!(desk.vendors.texts.requests(), 1);
}

/// The wish may come between the writing and the sending of a text.
#[tokio::test]
async fn an_opt_out_holds_for_texts_that_are_waiting() {
    let desk = clinic().await;
    confirmation(&desk).await;
    let opt_out = format!("INSERT INTO opt_outs (number, source) VALUES ('{PATIENT}', 'inbound')");
    desk.clinics.execute(ORG, &opt_out);
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("suppressed".into(), 0));
    assert_eq!((of(&desk, MESSAGE, "sid"), waiting(&desk)), ("null".into(), "0".into()));
}
