//! The same for callbacks of Twilio, which only an org's own key proves.

use super::*;
use crate::texting::{self, MESSAGE, PATIENT, status_path};

/// As `READS_AT_ONCE` of the provider: reads of D1 for callbacks.
const READS_AT_ONCE: u32 = 50;
const FIELDS: [(&str, &str); 3] =
    [("MessageSid", "SM00000000000000000000000000000000"), ("MessageStatus", "sent"), ("To", PATIENT)];

/// What could be a signature and is none.
fn forged(n: usize) -> String {
    texting::signature(&format!("canary-key-of-nobody-{n}"), "/", &[])
}

#[tokio::test]
async fn what_cannot_be_a_signature_costs_nothing() {
    let desk = texting::clinic().await;
    cost(&desk);
    for signature in ["", "x", "AAAA", &"A".repeat(44)] {
        texting::post(&desk, &status_path(MESSAGE), Some(signature), &FIELDS).await.problem(403, "forbidden", None);
    }
    assert_eq!(cost(&desk), NOTHING);
}

#[tokio::test]
async fn a_flood_of_forged_signatures_costs_d1_so_much_and_no_more() {
    let desk = texting::clinic().await;
    cost(&desk);
    let flood = async |count: usize| {
        for n in 0..count {
            let path = format!("/api/twilio/inbound?org=0198c0de-0000-7000-8000-{n:012x}");
            let answer = texting::post(&desk, &path, Some(&forged(n)), &FIELDS).await;
            assert!([403, 503].contains(&answer.status.as_u16()), "{}", answer.text);
        }
    };
    flood(1_000).await;
    assert_eq!(cost(&desk), Cost { d1: READS_AT_ONCE, ..NOTHING });
    assert_eq!(desk.log.text(), "", "nothing is told of it");
    // Whoever is refused for others is told to come again, and is served soon.
    let refused = texting::signed(&desk, &status_path(MESSAGE), &FIELDS).await;
    refused.problem(503, "unavailable", None);
    desk.clock.advance(Duration::from_millis(20));
    texting::signed(&desk, &status_path(MESSAGE), &FIELDS).await.expect(204);
}

/// Twilio itself may call as often as it likes.
#[tokio::test]
async fn callbacks_of_twilio_take_nothing_from_what_strangers_may_cause() {
    let desk = texting::clinic().await;
    for _ in 0..4 * READS_AT_ONCE {
        texting::signed(&desk, &status_path(MESSAGE), &FIELDS).await.expect(204);
    }
}
