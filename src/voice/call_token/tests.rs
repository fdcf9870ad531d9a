use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use serde_json::Value;

use super::*;
use crate::{
    crypto::seal::{KeyId, KeyRing},
    ports::EntropyError,
    voice::message::{CallSignals, MessageKind, number_key},
};

const ORG: &str = "0198c0de-0000-7000-8000-00000000000b";
const OTHER: &str = "d5bc3d69-996a-445b-a234-494040dff620";

struct Counter(AtomicU8);

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}

fn vault(keys: &[&str]) -> Vault {
    let key = |id: &&str| (KeyId::parse(id).unwrap(), [id.len().try_into().unwrap(); 32]);
    Vault::new(KeyRing::new(keys.iter().map(key).collect()).unwrap(), Arc::new(Counter(AtomicU8::new(0))))
}

fn org(id: &str) -> OrgId {
    id.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn token(call_id: Option<&str>) -> CallToken {
    let caller = SignalledCaller::read(Some("+15550188"), call_id);
    CallToken::new(&Counter(AtomicU8::new(7)), number_key("+15550100"), &caller, now()).unwrap()
}

#[test]
fn what_was_handed_out_is_read_again_until_two_hours_are_over() {
    let (vault, token) = (vault(&["k1"]), token(Some("call_1")));
    let text = token.text(&vault, org(ORG)).unwrap();
    assert!(text.starts_with("fdc1.") && !text.contains("5550188"));
    let read = |after: i64| CallToken::read(&vault, &text, now() + TimeDelta::seconds(after));
    assert!(read(0).is_ok_and(|read| read == (org(ORG), token.clone())));
    assert!(read(7_199).is_ok());
    assert_eq!(read(7_200).err(), Some(TokenRefusal::Expired));
}

#[test]
fn what_is_altered_or_of_another_org_is_no_token() {
    let vault = vault(&["k1"]);
    let text = token(None).text(&vault, org(ORG)).unwrap();
    let flipped = |at: usize| {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    };
    // The last character holds bits that are not part of the sealed bytes.
    for at in 0..text.len() - 1 {
        assert_eq!(CallToken::read(&vault, &flipped(at), now()).err(), Some(TokenRefusal::Unreadable), "{at}");
    }
    for other in [text.replace(ORG, OTHER), String::new(), "fdc1.".into(), format!("fdc1.{ORG}."), "x".repeat(3_000)] {
        assert_eq!(CallToken::read(&vault, &other, now()).err(), Some(TokenRefusal::Unreadable));
    }
}

#[test]
fn a_key_that_is_replaced_opens_what_it_sealed() {
    let text = token(None).text(&vault(&["old"]), org(ORG)).unwrap();
    assert!(CallToken::read(&vault(&["newer", "old"]), &text, now()).is_ok());
    assert_eq!(CallToken::read(&vault(&["newer"]), &text, now()).err(), Some(TokenRefusal::Unreadable));
}

fn inbound(called: Option<&str>, call_id: Option<&str>) -> Inbound {
    Inbound {
        kind: MessageKind::Other,
        signals: CallSignals::default().with("number", called, number_key),
        caller: SignalledCaller::read(None, call_id),
        is_withheld: true,
        is_caller_unsaid: false,
        caller_verified: None,
        call_kind: None,
        reply_note: Value::Null,
        call_token: None,
        unbound_call: None,
    }
}

#[test]
fn a_token_is_of_its_own_call_alone() {
    let token = token(Some("call_1"));
    let fits = |called, call_id, address: Option<&str>| {
        super::fits(&inbound(called, call_id), address.map(org), org(ORG), &token)
    };
    assert!(fits(None, None, None) && fits(Some("+15550100"), Some("call_1"), Some(ORG)));
    for (called, call_id, address) in
        [(Some("+15550199"), None, None), (None, Some("call_2"), None), (None, None, Some(OTHER))]
    {
        assert!(!fits(called, call_id, address), "{called:?} {call_id:?} {address:?}");
    }
}

#[test]
fn a_token_says_who_calls_and_leaves_the_platforms_id_to_be_bound() {
    let mut one = inbound(None, Some("conv_9"));
    take_over(&mut one, org(ORG), token(None));
    assert_eq!((one.caller.number().unwrap().as_str(), one.caller.call_id()), ("+15550188", Some("conv_9")));
    assert!(!one.is_withheld && one.signals.keys().len() == 2);
    let unbound = one.unbound_call.unwrap();
    assert_eq!((unbound.call_id.len(), unbound.caller_without.number()), (22, None));
    // Without an id of the platform's the token's own is the call's.
    let mut one = inbound(None, None);
    take_over(&mut one, org(ORG), token(None));
    assert_eq!((one.caller.call_id(), one.unbound_call), (Some(unbound.call_id.as_str()), None));
}
