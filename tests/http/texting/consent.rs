//! STOP and START, as a clinic's number hears them.

use frontdesk::domain::texts::{TextKind, TextStatus};

use super::{AUTH_TOKEN, MESSAGE, PATIENT, clinic, column, confirmation, minutes, post, signature, signed, write};
use crate::support::{Answer, Desk, ORG, OTHER};

/// Somebody texts the clinic.
async fn says(desk: &Desk, words: &str, opt_out_type: Option<&str>) -> Answer {
    let mut fields = vec![("From", PATIENT), ("To", "+15005550006"), ("Body", words), ("MessageSid", "SM0")];
    fields.extend(opt_out_type.map(|kind| ("OptOutType", kind)));
    signed(desk, &format!("/api/twilio/inbound?org={ORG}"), &fields).await.expect(200)
}

fn opt_outs(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT group_concat(number || source) FROM opt_outs")
}

fn audit(desk: &Desk) -> String {
    desk.clinics.value(ORG, "SELECT group_concat(action || actor) FROM (SELECT * FROM audit ORDER BY id)")
}

#[tokio::test]
async fn who_says_stop_is_not_texted_until_they_say_start() {
    let desk = clinic().await;
    confirmation(&desk).await;
    says(&desk, " Stop.", None).await;
    assert_eq!(opt_outs(&desk), format!("{PATIENT}inbound"));
    desk.sweep().await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("suppressed".into(), 0));
    let second = MESSAGE.replace("b1", "b2");
    assert_eq!(write(&desk, &second, TextKind::Change, "Moved.").await, Some(TextStatus::Suppressed));
    says(&desk, "START", None).await;
    assert_eq!(opt_outs(&desk), "null");
    let third = MESSAGE.replace("b1", "b3");
    assert_eq!(write(&desk, &third, TextKind::Change, "Moved.").await, Some(TextStatus::Queued));
    minutes(&desk, 3).await;
    assert_eq!(desk.vendors.texts.taken().len(), 1, "what was suppressed stays so");
}

#[tokio::test]
async fn the_laws_words_are_heeded_as_people_write_them_and_others_are_not() {
    for words in ["opt out", "OPT-OUT", "STOP ALL", "Stop, thank you", "please stop", "unsubscribe me", "revoke"] {
        let desk = clinic().await;
        says(&desk, words, None).await;
        assert_eq!(opt_outs(&desk), format!("{PATIENT}inbound"), "{words}");
    }
    let desk = clinic().await;
    for words in ["don't stop", "stop by at 3?", "can I cancel my appointment?"] {
        says(&desk, words, None).await;
        assert_eq!(opt_outs(&desk), "null", "{words}");
    }
}

#[tokio::test]
async fn the_answer_sends_nothing_back() {
    let desk = clinic().await;
    for words in ["STOP", "Is there parking?", ""] {
        let answer = says(&desk, words, None).await;
        assert_eq!(answer.headers["content-type"], "text/xml");
        assert_eq!(answer.text, r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#, "{words}");
    }
}

/// Twilio repeats a webhook that it got no answer to, perhaps when the sender has long thought otherwise.
#[tokio::test]
async fn a_wish_that_is_delivered_again_is_of_the_past() {
    let desk = clinic().await;
    let path = format!("/api/twilio/inbound?org={ORG}");
    let sids = [1, 2].map(|n| format!("SM{n:032}"));
    let text = |words, sid| [("From", PATIENT), ("Body", words), ("MessageSid", sid)];
    let wishes = [("STOP", 0, "inbound"), ("START", 1, ""), ("STOP", 0, ""), ("STOP", 0, ""), ("START", 1, "")];
    for (words, sid, left) in wishes {
        signed(&desk, &path, &text(words, sids[sid].as_str())).await.expect(200);
        assert_eq!(opt_outs(&desk).trim_start_matches(PATIENT).replace("null", ""), left);
    }
    assert_eq!(audit(&desk), "text.opted_outrecipient,text.opted_inrecipient");
    // What was heeded is forgotten one day, when Twilio no longer repeats it.
    for days in [29, 2] {
        let kept = desk.clinics.value(ORG, "SELECT count(*) FROM heeded_texts");
        assert_eq!(kept, "2", "before {days} more days");
        desk.clock.advance(std::time::Duration::from_hours(24 * days));
        desk.sweep().await;
    }
    assert_eq!(desk.clinics.value(ORG, "SELECT count(*) FROM heeded_texts"), "0");
}

/// Twilio repeats a webhook that it got no answer to.
#[tokio::test]
async fn each_change_is_one_line_for_the_org_with_the_number_masked() {
    let desk = clinic().await;
    for words in ["yes", "STOP", "stop", "UNSUBSCRIBE", "start", "YES", "hello", "END"] {
        says(&desk, words, None).await;
    }
    assert_eq!(audit(&desk), "text.opted_outrecipient,text.opted_inrecipient,text.opted_outrecipient");
    assert_eq!(desk.clinics.value(ORG, "SELECT DISTINCT detail FROM audit"), r#"{"number":"+1*****23"}"#);
    assert!(!desk.log.text().contains(PATIENT));
}

#[tokio::test]
async fn what_twilio_made_of_a_text_comes_first() {
    let desk = clinic().await;
    says(&desk, "basta", Some("STOP")).await;
    assert_eq!(opt_outs(&desk), format!("{PATIENT}inbound"));
    says(&desk, "STOP", Some("HELP")).await;
    says(&desk, "vale", Some("START")).await;
    assert_eq!(opt_outs(&desk), "null");
}

/// An opt-out of one clinic says nothing about another, and only the clinic's own account can change it.
#[tokio::test]
async fn a_wish_is_the_orgs_that_it_was_said_to() {
    let desk = clinic().await;
    let path = format!("/api/twilio/inbound?org={OTHER}");
    let fields = [("From", PATIENT), ("Body", "STOP")];
    let proof = signature(AUTH_TOKEN, &path, &fields);
    post(&desk, &path, Some(&proof), &fields).await.problem(403, "forbidden", None);
    let path = format!("/api/twilio/inbound?org={ORG}");
    post(&desk, &path, Some(&proof), &fields).await.problem(403, "forbidden", None);
    assert_eq!(opt_outs(&desk), "null");
    let opt_out = format!("INSERT INTO opt_outs (number, source) VALUES ('{PATIENT}', 'inbound')");
    desk.clinics.execute(OTHER, &opt_out);
    confirmation(&desk).await;
    says(&desk, "START", None).await;
    desk.sweep().await;
    assert_eq!(column(&desk, "status"), "accepted");
    assert_eq!(desk.clinics.value(OTHER, "SELECT number FROM opt_outs"), PATIENT);
}

#[tokio::test]
async fn a_sender_without_a_number_changes_nothing() {
    let desk = clinic().await;
    for from in ["", "anonymous", "12345"] {
        signed(&desk, &format!("/api/twilio/inbound?org={ORG}"), &[("From", from), ("Body", "STOP")]).await.expect(200);
    }
    assert_eq!((opt_outs(&desk), audit(&desk)), ("null".into(), "null".into()));
}
