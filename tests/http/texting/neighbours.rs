//! Texts in doubt of which the account took others as well: of another clinic on the same account, or without their words.

use std::sync::atomic::Ordering::SeqCst;

use frontdesk::{domain::texts::TextKind, ports::TransportError};
use serde_json::json;

use super::{
    APPOINTMENT, MESSAGE, PATIENT, START, appointment, clinic, column, confirmation, minutes, of, of_org, reported,
    waiting, write, write_of,
};
use crate::support::{Desk, Fate, ORG, OTHER, Reply, twilio};

const THEIR_APPOINTMENT: &str = "0198c0de-0000-7000-8000-0000000000c1";
/// Behind ours, so that ours is offered first of two that were written at once.
const THEIR_TEXT: &str = "01a2321e-a980-7000-8000-0000000000d1";
/// Ours and theirs.
const TEXTS: [(&str, &str); 2] = [(ORG, MESSAGE), (OTHER, THEIR_TEXT)];
const WORDS: &str = "Your appointment is confirmed.";

fn lost() -> Reply {
    Reply::Fails(TransportError::Timeout)
}

/// Two clinics on one account, each with a text to the same number in the same words, of which Twilio answers neither.
async fn two_clinics(their_number: &str, fates: [Fate; 2]) -> Desk {
    let desk = clinic().await;
    let mut theirs = twilio();
    theirs["from_number"] = json!(their_number);
    desk.send("PUT", "/api/integrations/twilio", &desk.token(Some(OTHER), "admin"), Some(&theirs)).await.expect(200);
    appointment(&desk, THEIR_APPOINTMENT, OTHER, START);
    confirmation(&desk).await;
    write_of(&desk, (OTHER, THEIR_APPOINTMENT), THEIR_TEXT, TextKind::Confirmation, WORDS, PATIENT, 200).await;
    desk.vendors.texts.next(fates);
    for org in [ORG, OTHER] {
        desk.ring(org).await;
    }
    assert_eq!(TEXTS.map(|(org, id)| of_org(&desk, org, id, "status")), ["unknown", "unknown"]);
    desk
}

fn sids(desk: &Desk) -> [String; 2] {
    TEXTS.map(|(org, id)| of_org(desk, org, id, "sid"))
}

// Bug class 15, I10: what one clinic's sender sent is not taken for another's.
#[tokio::test]
async fn a_text_from_another_clinics_number_is_not_taken_for_ours() {
    let desk = two_clinics("+15005550007", [Fate::NotTaken(lost()), Fate::Taken(lost())]).await;
    minutes(&desk, 6).await;
    let taken = desk.vendors.texts.taken();
    let senders: Vec<&str> = taken.iter().map(|text| text.field("From")).collect();
    assert_eq!(senders, ["+15005550007", "+15005550006"], "theirs was sent once, and ours once more");
    assert_eq!(sids(&desk), [taken[1].sid.clone(), taken[0].sid.clone()]);
    assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (3, "0".into()));
}

#[tokio::test]
async fn two_clinics_with_one_sender_take_each_its_own() {
    let desk = two_clinics("+15005550006", [Fate::Taken(lost()), Fate::Taken(lost())]).await;
    minutes(&desk, 6).await;
    let taken: Vec<String> = desk.vendors.texts.taken().into_iter().map(|text| text.sid).collect();
    assert_eq!(sids(&desk).as_slice(), taken);
    assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (2, "0".into()));
}

#[tokio::test]
async fn where_one_was_taken_and_nobody_can_tell_whose_a_report_settles_both() {
    let desk = two_clinics("+15005550006", [Fate::Taken(lost()), Fate::NotTaken(lost())]).await;
    minutes(&desk, 3).await;
    assert_eq!(sids(&desk), ["null", "null"], "it was taken for one of them by guessing");
    let sid = desk.vendors.texts.taken()[0].sid.clone();
    reported(&desk, &sid, "sent", None).await;
    minutes(&desk, 6).await;
    let taken = desk.vendors.texts.taken();
    assert_eq!(sids(&desk), [sid, taken[1].sid.clone()], "ours is the first, and theirs was sent once more");
    assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (3, "0".into()));
}

#[tokio::test]
async fn where_no_report_comes_either_nothing_is_sent_twice_and_both_say_so() {
    let desk = two_clinics("+15005550006", [Fate::Taken(lost()), Fate::NotTaken(lost())]).await;
    minutes(&desk, 20).await;
    assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (2, "0".into()));
    for (org, id) in TEXTS {
        let [status, sid, detail] = ["status", "sid", "detail"].map(|name| of_org(&desk, org, id, name));
        assert_eq!((status.as_str(), sid.as_str()), ("failed", "null"));
        assert!(detail.contains("may be this one or another"), "{detail}");
    }
}

/// Twilio keeps neither words nor whole numbers for a project that has them redacted.
#[tokio::test]
async fn a_text_whose_words_were_redacted_is_found_again() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.redacted.store(true, SeqCst);
    desk.vendors.texts.next([Fate::Taken(lost())]);
    desk.sweep().await;
    minutes(&desk, 6).await;
    let taken = desk.vendors.texts.taken();
    assert_eq!((taken.len(), column(&desk, "sid"), waiting(&desk)), (1, taken[0].sid.clone(), "0".into()));
}

/// Without words two texts of one clinic look alike: they are told apart by their order if both are there, else by reports alone.
#[tokio::test]
async fn two_texts_without_words_are_not_mixed_up() {
    for (fates, sent) in [
        ([Fate::Taken(lost()), Fate::Taken(lost())], [true, true]),
        ([Fate::NotTaken(lost()), Fate::Taken(lost())], [false, false]),
    ] {
        let desk = clinic().await;
        let second = MESSAGE.replace("b1", "b2");
        confirmation(&desk).await;
        write(&desk, &second, TextKind::Change, "Your appointment was moved.").await;
        desk.vendors.texts.redacted.store(true, SeqCst);
        desk.vendors.texts.next(fates);
        desk.sweep().await;
        minutes(&desk, 4).await;
        let taken = desk.vendors.texts.taken();
        let found = [MESSAGE, &second].map(|id| of(&desk, id, "sid"));
        assert_eq!(found.each_ref().map(|sid| sid != "null"), sent, "{found:?}");
        assert_eq!(desk.vendors.texts.requests(), 2, "{APPOINTMENT} was texted about twice");
        for (sid, body) in found.iter().zip([WORDS, "Your appointment was moved."]).filter(|(sid, _)| *sid != "null") {
            assert_eq!(taken.iter().find(|text| text.sid == *sid).unwrap().field("Body"), body);
        }
    }
}
