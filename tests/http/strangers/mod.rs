//! What somebody can cause who proves nothing: hardly anything. And what that must not cost those who do.

mod bodies;
mod recognised;
mod twilio;

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use http::Request;
use serde_json::{Value, json};

use crate::{
    support::{Answer, Desk, NUMBER, ORG, OTHER, vapi},
    vapi_auth::{OWN, SHARED, VAPI, asked, heard, own_secrets, post, refused},
};

const WEBHOOK: &str = "/api/vapi/webhook";
const JUNK: [(&str, &str); 1] = [("x-vapi-secret", "canary-junk-secret-of-nobody")];
/// A number that nobody here has.
const NOBODYS: &str = "+15550177";

/// What was asked of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cost {
    kv: u32,
    d1: u32,
    hops: u32,
    external: usize,
}

const NOTHING: Cost = Cost { kv: 0, d1: 0, hops: 0, external: 0 };

/// All that was asked since the last time.
fn cost(desk: &Desk) -> Cost {
    Cost {
        kv: desk.kv.reads.swap(0, SeqCst),
        d1: desk.sqlite.batches.swap(0, SeqCst),
        hops: desk.clinics.hops.swap(0, SeqCst),
        external: desk.vendors.take().len(),
    }
}

/// What it costs before the answer, and behind it.
async fn cost_of(desk: &Desk, asked: impl Future<Output = Answer>) -> (Answer, Cost, Cost) {
    cost(desk);
    desk.tasks.hold(true);
    let answer = asked.await;
    let before = cost(desk);
    desk.tasks.hold(false);
    desk.tasks.run().await;
    (answer, before, cost(desk))
}

/// A webhook that says `message` of what was called.
async fn webhook(desk: &Desk, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    let mut request = Request::post(path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.raw(request.body(body.into().into()).unwrap()).await
}

/// A check by a call that `phone` describes as Vapi would.
fn called(phone: &Value) -> String {
    let mut body = vapi(NUMBER, &json!({"date": "2026-12-03"}));
    body["message"]["phoneNumber"] = phone.clone();
    body.to_string()
}

/// The clinic with secrets of its own, in an isolate that has just started.
async fn cold() -> Desk {
    let mut desk = own_secrets(&json!({"webhook_secrets": [OWN]})).await;
    desk.another_isolate(&SHARED);
    desk
}

#[tokio::test]
async fn a_junk_secret_costs_no_d1_and_at_most_one_kv_read() {
    let of_org = &format!("{WEBHOOK}/{ORG}");
    for (path, phone) in [
        (WEBHOOK, json!({"number": NUMBER})),
        (WEBHOOK, json!({"number": NUMBER, "id": "num-1"})),
        (of_org, json!({"number": NUMBER})),
        (WEBHOOK, json!({"number": NOBODYS})),
        (WEBHOOK, json!({"number": NOBODYS, "id": "num-of-nobody", "sipUri": "sip:nobody@sip.vapi.ai"})),
        (WEBHOOK, json!({"number": "none"})),
        (WEBHOOK, json!({})),
    ] {
        for junk in [JUNK[0], ("x-signature", "0000"), ("authorization", "Bearer canary-junk-secret-of-nobody")] {
            let desk = cold().await;
            let (answer, before, behind) = cost_of(&desk, webhook(&desk, path, &[junk], called(&phone))).await;
            refused(answer);
            assert!(before.kv <= 1 && Cost { kv: 0, ..before } == NOTHING, "{phone}: {before:?}");
            assert!(behind.d1 <= 1 && Cost { d1: 0, ..behind } == NOTHING, "{phone}: {behind:?}");
        }
    }
}

/// Who repeats themselves is refused out of memory.
#[tokio::test]
async fn the_same_junk_again_costs_nothing() {
    let desk = cold().await;
    for number in [NUMBER, NOBODYS] {
        refused(post(&desk, &JUNK, asked(number)).await);
        cost(&desk);
        for _ in 0..100 {
            refused(post(&desk, &JUNK, asked(number)).await);
        }
        assert_eq!(cost(&desk), NOTHING, "{number}");
    }
    // Nor is what memory knows read again because a stranger asks for it.
    desk.clock.advance(Duration::from_secs(20));
    refused(post(&desk, &JUNK, asked(NUMBER)).await);
    assert_eq!(cost(&desk), NOTHING);
}

/// The n-th of many strangers, each with a number, ids, an address and a secret that nobody has seen before.
async fn stranger(desk: &Desk, n: usize) -> Answer {
    let (number, id) = (format!("+1212{:07}", 5_550_000 + n), format!("num-{n}"));
    let org = format!("0198c0de-0000-7000-8000-{n:012x}");
    let (path, phone) = match n % 4 {
        0 => (WEBHOOK.to_owned(), json!({"number": number})),
        1 => (WEBHOOK.to_owned(), json!({"number": number, "id": id})),
        2 => (WEBHOOK.to_owned(), json!({"id": id})),
        _ => (format!("{WEBHOOK}/{org}"), json!({"number": number})),
    };
    let secret = format!("canary-junk-secret-{n}");
    webhook(desk, &path, &[("x-vapi-secret", &secret)], called(&phone)).await
}

/// The most that one isolate asks D1 for strangers: 8 before answers and 8 behind them, and one more of each every half second.
fn most_reads(seconds: u32) -> u32 {
    16 + 4 * seconds
}

#[tokio::test]
async fn a_flood_of_strangers_costs_d1_no_more_than_a_trickle() {
    let desk = cold().await;
    cost(&desk);
    for n in 0..2_000 {
        refused(stranger(&desk, n).await);
    }
    let at_once = cost(&desk);
    assert!(at_once.d1 <= most_reads(0) && at_once.kv <= 2_000 && at_once.hops == 0, "{at_once:?}");
    for n in 2_000..4_000 {
        desk.clock.advance(Duration::from_millis(5));
        refused(stranger(&desk, n).await);
    }
    let in_ten_seconds = cost(&desk);
    assert!(in_ten_seconds.d1 <= most_reads(10) && in_ten_seconds.hops == 0, "{in_ten_seconds:?}");
}

/// However many numbers are made up: those that are called stay in memory.
#[tokio::test]
async fn a_flood_of_strangers_pushes_no_clinic_out_of_memory() {
    let desk = cold().await;
    let own = [("x-vapi-secret", OWN)];
    heard(post(&desk, &own, asked(NUMBER)).await);
    for n in 0..2_000 {
        refused(stranger(&desk, n).await);
    }
    let (answer, before, behind) = cost_of(&desk, post(&desk, &own, asked(NUMBER))).await;
    heard(answer);
    assert_eq!((before, behind), (Cost { hops: 1, external: 1, ..NOTHING }, NOTHING));
}

/// What is broken is told, and not as often as somebody likes.
#[tokio::test]
async fn strangers_do_not_fill_the_log() {
    let lines = |desk: &Desk, event: &str| desk.log.text().matches(event).count();
    let flood = async |desk: &Desk| {
        for n in 0..500 {
            refused(post(desk, &JUNK, asked(NUMBER)).await);
            refused(stranger(desk, n).await);
        }
    };
    let desk = cold().await;
    desk.sqlite.execute(&format!(
        "UPDATE integration_settings SET credentials_sealed = 'v1.k1.broken' WHERE org_id = '{ORG}'"
    ));
    desk.sweep().await;
    flood(&desk).await;
    assert!((1..=10).contains(&lines(&desk, "vault.credential_unreadable")), "{}", desk.log.text());

    let desk = cold().await;
    desk.kv.down.store(true, SeqCst);
    flood(&desk).await;
    assert!((1..=10).contains(&lines(&desk, "route.kv_unavailable")), "{}", desk.log.text());
    // Nothing else is told of people who prove nothing.
    assert!(desk.log.text().lines().count() <= 10, "{}", desk.log.text());
    assert_eq!(lines(&desk, "+1212"), 0, "a number in full");
}

/// An address that names an org lets nobody ask its object.
#[tokio::test]
async fn no_stranger_reaches_a_clinics_object() {
    let desk = cold().await;
    cost(&desk);
    for org in [ORG, OTHER] {
        for headers in [&JUNK[..], &[("x-vapi-secret", OWN)][..]] {
            let body = called(&json!({"number": "+15550122"}));
            let answer = webhook(&desk, &format!("{WEBHOOK}/{org}"), headers, body).await;
            assert!(answer.status == 401 || answer.text.contains("not set up for bookings"), "{}", answer.text);
        }
    }
    assert_eq!(cost(&desk).hops, 0);
}
