//! Texts of which nobody knows whether Twilio took them. Bug class 15, I10: never two, and one if it can be had.

use std::{pin::pin, sync::atomic::Ordering::SeqCst, time::Duration};

use frontdesk::{domain::texts::TextKind, ports::TransportError};
use futures_util::future::{Either, select};
use serde_json::json;

use super::{AUTH_TOKEN, MESSAGE, PATIENT, call, clinic, column, confirmation, minutes, of, reported, waiting, write};
use crate::support::{Desk, Fate, ORG, Reply, twilio};

/// Every answer that leaves doubt.
fn doubtful() -> Vec<Reply> {
    vec![
        Reply::Fails(TransportError::Timeout),
        Reply::Fails(TransportError::Connection),
        Reply::Fails(TransportError::TooLarge),
        Reply::Json(500, json!({"code": 20500, "status": 500})),
        Reply::Raw(502, "<html>"),
        Reply::Raw(503, ""),
        Reply::Json(503, json!({"code": 20003})),
        Reply::Raw(408, ""),
        Reply::Raw(302, ""),
        Reply::Raw(201, r#"{"sid": "SM0"#),
        Reply::Raw(201, "{}"),
        Reply::Json(201, json!({"sid": "", "status": "queued"})),
        Reply::Raw(204, ""),
    ]
}

#[tokio::test]
async fn a_text_that_was_taken_without_an_answer_is_found_again() {
    for reply in doubtful() {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::Taken(reply.clone())]);
        desk.sweep().await;
        assert_eq!(column(&desk, "status"), "unknown", "{reply:?}");
        desk.vendors.take();
        desk.clock.advance(Duration::from_secs(59));
        desk.sweep().await;
        assert!(desk.vendors.take().is_empty(), "asked before the minute was over");
        desk.clock.advance(Duration::from_secs(1));
        desk.sweep().await;
        assert_eq!(desk.vendors.take(), ["texts.list"], "{reply:?}");
        let sid = desk.vendors.texts.taken()[0].sid.clone();
        assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("accepted".into(), sid), "{reply:?}");
        minutes(&desk, 10).await;
        assert_eq!((desk.vendors.texts.requests(), waiting(&desk)), (1, "0".into()), "{reply:?}");
    }
}

#[tokio::test]
async fn a_text_that_was_not_taken_is_sent_once_more_after_two_looks() {
    for reply in doubtful() {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::NotTaken(reply.clone())]);
        desk.sweep().await;
        minutes(&desk, 1).await;
        assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("unknown".into(), 1), "{reply:?}");
        minutes(&desk, 5).await;
        assert_eq!((column(&desk, "status"), waiting(&desk)), ("accepted".into(), "0".into()), "{reply:?}");
        assert_eq!((desk.vendors.texts.requests(), desk.vendors.texts.taken().len()), (2, 1), "{reply:?}");
    }
}

#[tokio::test]
async fn a_text_that_never_arrives_is_given_up_and_says_so() {
    let desk = clinic().await;
    confirmation(&desk).await;
    let silence = || Fate::NotTaken(Reply::Fails(TransportError::Timeout));
    desk.vendors.texts.next([silence(), silence(), silence()]);
    desk.sweep().await;
    minutes(&desk, 30).await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("failed".into(), 2));
    assert!(column(&desk, "detail").contains("did not confirm"), "{}", column(&desk, "detail"));
    assert_eq!(waiting(&desk), "0");
}

/// What one account, region or number took is not found at another: that it is not there says nothing.
#[tokio::test]
async fn a_text_that_another_account_may_have_taken_is_not_sent_again() {
    let changed = [
        ("region", "ie1".to_owned()),
        ("account_sid", format!("AC{}", "1".repeat(32))),
        ("from_number", "+15005550009".to_owned()),
    ];
    for (field, value) in changed {
        for looks_before in [0, 1] {
            let desk = clinic().await;
            confirmation(&desk).await;
            desk.vendors.texts.next([Fate::NotTaken(Reply::Fails(TransportError::Timeout))]);
            desk.sweep().await;
            minutes(&desk, looks_before).await;
            let mut account = twilio();
            account[field] = json!(value);
            if looks_before == 1 {
                assert_eq!(column(&desk, "status"), "unknown");
            }
            desk.admin("PUT", "/api/integrations/twilio", &account).await.expect(200);
            minutes(&desk, 10).await;
            assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("failed".into(), 1), "{field}");
            assert!(column(&desk, "detail").contains("not sent again"), "{}", column(&desk, "detail"));
            assert_eq!(waiting(&desk), "0");
        }
    }
}

/// Another token of the same account finds what it took. Of a text from before accounts were kept nobody knows.
#[tokio::test]
async fn a_text_of_the_same_account_is_sent_once_more_and_one_of_nobody_knows_which_is_not() {
    for (is_kept, requests, status) in [(true, 2, "accepted"), (false, 1, "failed")] {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::NotTaken(Reply::Fails(TransportError::Timeout))]);
        desk.sweep().await;
        let mut account = twilio();
        account["auth_token"] = json!(format!("{AUTH_TOKEN}-2"));
        desk.admin("PUT", "/api/integrations/twilio", &account).await.expect(200);
        if !is_kept {
            desk.clinics.execute(ORG, "UPDATE messages SET asked_account = NULL");
        }
        minutes(&desk, 10).await;
        assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), (status.into(), requests));
    }
}

/// A slow Twilio lists the text only after the first look.
#[tokio::test]
async fn the_second_look_finds_what_the_first_did_not() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::Taken(Reply::Fails(TransportError::Timeout))]);
    desk.sweep().await;
    desk.vendors.texts.list([Reply::Json(200, json!({"messages": []}))]);
    minutes(&desk, 4).await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("accepted".into(), 1));
}

/// Cuts sending off while Twilio holds the request: the isolate goes away.
async fn cut_off(desk: &Desk) {
    desk.vendors.hold(true);
    let (app, call) = (desk.clinics.app(), call(desk));
    {
        let sending = pin!(app.texts.send_now(&call, MESSAGE));
        let held = pin!(async {
            while desk.vendors.held() == 0 {
                tokio::task::yield_now().await;
            }
        });
        assert!(matches!(select(sending, held).await, Either::Right(_)));
    }
    desk.vendors.hold(false);
}

#[tokio::test]
async fn a_run_that_was_cut_off_after_the_mark_sends_nothing_twice() {
    for (fate, requests) in [
        (Fate::Taken(Reply::Fails(TransportError::Connection)), 1),
        (Fate::NotTaken(Reply::Fails(TransportError::Connection)), 2),
    ] {
        let mut desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([fate]);
        cut_off(&desk).await;
        assert_eq!(column(&desk, "status"), "sending");
        desk.another_isolate(&[("PUBLIC_URL", super::PUBLIC_URL)]);
        desk.sweep().await;
        minutes(&desk, 10).await;
        assert_eq!((column(&desk, "status"), waiting(&desk)), ("accepted".into(), "0".into()));
        assert_eq!((desk.vendors.texts.requests(), desk.vendors.texts.taken().len()), (requests, 1));
    }
}

#[tokio::test]
async fn while_twilio_cannot_be_read_nothing_is_sent_again() {
    for reply in
        [Reply::Raw(503, ""), Reply::Raw(200, "<html>"), Reply::Raw(400, "{}"), Reply::Fails(TransportError::Timeout)]
    {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::Taken(Reply::Fails(TransportError::Timeout))]);
        desk.vendors.texts.list(vec![reply.clone(); 8]);
        desk.sweep().await;
        minutes(&desk, 3).await;
        assert_eq!(column(&desk, "status"), "unknown", "{reply:?}");
        assert_eq!(desk.clinics.value(ORG, "SELECT attempts > 0 FROM outbox WHERE kind = 'sms.send'"), "1");
        minutes(&desk, 60).await;
        assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("accepted".into(), 1), "{reply:?}");
    }
}

#[tokio::test]
async fn a_text_of_the_same_words_is_not_taken_for_another() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.sweep().await;
    let second = MESSAGE.replace("b1", "b2");
    write(&desk, &second, TextKind::Confirmation, "Your appointment is confirmed.").await;
    desk.vendors.texts.next([Fate::NotTaken(Reply::Fails(TransportError::Timeout))]);
    desk.sweep().await;
    minutes(&desk, 6).await;
    let [one, two] = [column(&desk, "sid"), of(&desk, &second, "sid")];
    assert!(one != two && two.starts_with("SM"), "{one} {two}");
    assert_eq!(desk.vendors.texts.taken().len(), 2);
}

/// Something else at Twilio, about as old: not ours, not our words, or not sent by anybody.
#[tokio::test]
async fn texts_that_cannot_be_it_are_not_taken_for_it() {
    for what in ["words", "direction", "age"] {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.sweep().await;
        desk.vendors.texts.change(|taken| match what {
            "words" => drop(taken[0].form.insert("Body".into(), "Your appointment is cancelled.".into())),
            "direction" => taken[0].direction = "inbound",
            _ => taken[0].created -= 61,
        });
        desk.clinics.execute(ORG, "DELETE FROM messages");
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::NotTaken(Reply::Fails(TransportError::Timeout))]);
        desk.sweep().await;
        minutes(&desk, 6).await;
        let taken = desk.vendors.texts.taken();
        assert_eq!((taken.len(), column(&desk, "sid")), (2, taken[1].sid.clone()), "{what}");
    }
}

/// A trial account puts a sentence of Twilio's in front.
#[tokio::test]
async fn a_trial_accounts_text_is_found_again() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::Taken(Reply::Raw(504, ""))]);
    desk.sweep().await;
    desk.vendors.texts.change(|taken| {
        let body = taken[0].form.get_mut("Body").unwrap();
        *body = format!("Sent from your Twilio trial account - {body}");
    });
    minutes(&desk, 3).await;
    assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("accepted".into(), 1));
}

#[tokio::test]
async fn the_text_is_found_on_a_later_page_and_links_stay_with_twilio() {
    for elsewhere in
        ["https://attacker.example/2010-04-01/x", "//attacker.example/x", "/2010-04-01/Accounts/ACother/Messages.json"]
    {
        let desk = clinic().await;
        confirmation(&desk).await;
        desk.vendors.texts.next([Fate::Taken(Reply::Raw(504, ""))]);
        desk.sweep().await;
        let later: Vec<String> = (2..6).map(|number| MESSAGE.replace("b1", &format!("b{number}"))).collect();
        for id in &later {
            write(&desk, id, TextKind::Change, "Moved.").await;
        }
        desk.sweep().await;
        desk.vendors.texts.page.store(2, SeqCst);
        let recent = json!({"sid": format!("SM{}", "f".repeat(32)), "to": PATIENT, "body": "Other"});
        desk.vendors.texts.list([Reply::Json(200, json!({"messages": [recent], "next_page_uri": elsewhere}))]);
        desk.vendors.take();
        minutes(&desk, 1).await;
        assert_eq!(desk.vendors.take(), ["texts.list"], "{elsewhere} was followed");
        assert_eq!(column(&desk, "status"), "unknown");
        minutes(&desk, 5).await;
        assert_eq!((column(&desk, "status"), desk.vendors.texts.requests()), ("accepted".into(), 5));
    }
}

#[tokio::test]
async fn a_report_that_comes_meanwhile_settles_it() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.vendors.texts.next([Fate::Taken(Reply::Fails(TransportError::Timeout))]);
    desk.sweep().await;
    let sid = desk.vendors.texts.taken()[0].sid.clone();
    reported(&desk, &sid, "delivered", None).await;
    desk.vendors.take();
    minutes(&desk, 5).await;
    assert_eq!((column(&desk, "status"), column(&desk, "sid")), ("delivered".into(), sid));
    assert!(!desk.vendors.take().iter().any(|request| request.starts_with("texts.")));
}

// I24: rows of a database that was restored say "queued" of texts that went out long ago.
#[tokio::test]
async fn a_restored_database_sends_no_text_again() {
    let desk = clinic().await;
    confirmation(&desk).await;
    desk.sweep().await;
    desk.clock.advance(Duration::from_mins(30));
    desk.clinics.execute(ORG, "UPDATE messages SET status = 'queued', sid = NULL, attempted_at = NULL");
    desk.clinics.execute(ORG, &format!("INSERT INTO outbox (kind, subject) VALUES ('sms.send', '{MESSAGE}')"));
    minutes(&desk, 5).await;
    assert_eq!(
        (column(&desk, "status"), desk.vendors.texts.requests(), waiting(&desk)),
        ("accepted".into(), 1, "0".into())
    );
}
