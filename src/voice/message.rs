//! What is true of a message of every platform: what it is about, which number was called, who calls.

use serde_json::{Map, Value};

use super::{call_token::UnboundCall, raw_arguments::Unreadable};
use crate::{
    calls::CallEvent,
    domain::{
        caller::SignalledCaller,
        id::OrgId,
        phone::{PhoneError, PhoneNumber},
        route::RouteKey,
    },
};

/// More calls than this in one message are answered without being run.
pub(crate) const MOST_CALLS: usize = 16;

/// A message of a platform.
pub(crate) struct Inbound {
    pub(crate) kind: MessageKind,
    pub(crate) signals: CallSignals,
    pub(crate) caller: SignalledCaller,
    /// Whether the caller has their number withheld. One who calls by SIP has none.
    pub(crate) is_withheld: bool,
    /// Whether the platform names the call and says nothing of who calls, so that the log of that call may know.
    pub(crate) is_caller_unsaid: bool,
    /// Whether the carrier vouches for the caller's number; none where the platform does not say.
    pub(crate) caller_verified: Option<bool>,
    /// The platform's word for the kind of call, such as `inboundPhoneCall`.
    pub(crate) call_kind: Option<String>,
    /// What the platform's answer needs to know of the message, such as its shape. Only the platform's own folder reads it.
    pub(crate) reply_note: Value,
    /// A token of ours that came back with the message, not verified yet. No model can have seen it.
    pub(crate) call_token: Option<String>,
    /// The call of a token that counts, before it is known whether the platform's own id is that call's.
    pub(crate) unbound_call: Option<UnboundCall>,
}

/// What a message is about.
pub(crate) enum MessageKind {
    ToolCalls(Vec<ToolCall>),
    /// A phone rings: who answers?
    WhoAnswers,
    /// The caller wants a person: who takes over?
    WhoTakesOver,
    /// A caller has said this: what is written down about it? The platform asks with every turn of a caller.
    WhatIsKnown(String),
    /// Which tools are there, and of which clinic?
    WhatIsOffered,
    /// Something to be recorded of a call.
    Event(CallEvent),
    /// Nothing that is of use here.
    Other,
}

/// One call of a tool.
#[derive(Debug)]
pub(crate) struct ToolCall {
    /// The platform's id of this call of the tool, which its answer repeats; empty if there is none.
    pub(crate) id: String,
    /// As the model named the tool; may be empty.
    pub(crate) name: String,
    pub(crate) arguments: Result<Map<String, Value>, Unreadable>,
}

/// What a message says of the number that was called.
#[derive(Clone, Default)]
pub(crate) struct CallSignals {
    /// What the signalling says, most trusted first.
    signalled: Vec<CallSignal>,
    /// Which clinic the model names. Read only where a deployment allows it.
    named_by_model: Vec<CallSignal>,
}

/// One thing that says which number was called.
#[derive(Clone)]
pub(crate) struct CallSignal {
    /// Where it stands in the message.
    pub(crate) place: &'static str,
    /// What it comes to; `None` if it cannot be read.
    pub(crate) key: Option<RouteKey>,
}

impl CallSignals {
    /// With what the signalling says at `place`, if anything; less trusted than what is there already.
    pub(crate) fn with(mut self, place: &'static str, said: Option<&str>, read: fn(&str) -> Option<RouteKey>) -> Self {
        self.signalled.extend(said.map(|said| CallSignal { place, key: read(said) }));
        self
    }

    /// The same, of what the model says.
    pub(crate) fn or_by_model(
        mut self,
        place: &'static str,
        said: Option<&str>,
        read: fn(&str) -> Option<RouteKey>,
    ) -> Self {
        self.named_by_model.extend(said.map(|said| CallSignal { place, key: read(said) }));
        self
    }

    /// The org that the address names. It is a signal like the others: what was called must belong to that org.
    pub(crate) fn at_address_of(&mut self, org_id: Option<OrgId>) {
        self.signalled.extend(org_id.map(|id| CallSignal { place: "the address", key: Some(RouteKey::Org(id)) }));
    }

    /// What a token proves: whose call it is, and what was called. It is trusted most.
    pub(crate) fn proven_by_token(&mut self, org_id: OrgId, called: Option<RouteKey>) {
        let keys = called.into_iter().chain([RouteKey::Org(org_id)]);
        let proven = keys.map(|key| CallSignal { place: "the call token", key: Some(key) });
        self.signalled.splice(0..0, proven);
    }

    /// Whether the signalling says nothing of what was called.
    pub(crate) fn is_silent(&self) -> bool {
        self.signalled.is_empty()
    }

    /// All that counts. The model is heard only when the signalling says nothing at all: a number that cannot be read does not make the
    /// model trustworthy.
    pub(crate) fn effective(&self) -> &[CallSignal] {
        if self.is_silent() { &self.named_by_model } else { &self.signalled }
    }

    /// What to look up, most trusted first, without repetition.
    pub(crate) fn keys(&self) -> Vec<RouteKey> {
        let mut distinct: Vec<RouteKey> = Vec::new();
        for key in self.effective().iter().filter_map(|signal| signal.key.as_ref()) {
            if !distinct.contains(key) {
                distinct.push(key.clone());
            }
        }
        distinct
    }
}

/// Whether what stands for the caller's number is a word for one that is withheld, or nothing. A SIP address is neither.
pub(crate) fn is_withheld(said: Option<&str>) -> bool {
    let said = said.filter(|said| !said.trim().is_empty());
    said.is_none_or(|said| PhoneNumber::parse(said) == Err(PhoneError::Withheld))
}

/// What was called: a number, or a SIP address where the clinic has no telephone number there.
pub(crate) fn called_at(place: &'static str, said: Option<&str>) -> CallSignals {
    let sip = said.filter(|said| said.to_ascii_lowercase().contains("sip:"));
    CallSignals::default().with(place, said, number_key).with(place, sip, RouteKey::sip)
}

/// A called number, also when it comes wrapped as `sip:+1555…@host`.
pub(crate) fn number_key(said: &str) -> Option<RouteKey> {
    PhoneNumber::parse(said).ok().map(RouteKey::Number)
}

/// The id of an org.
pub(crate) fn org_key(said: &str) -> Option<RouteKey> {
    said.trim().parse().ok().map(RouteKey::Org)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "0198c0de-0000-7000-8000-00000000000b";

    fn by_model(signals: CallSignals) -> CallSignals {
        signals.or_by_model("number", Some("+1-555-0199"), number_key).or_by_model("org", Some(ORG), org_key)
    }

    #[test]
    fn the_model_is_heard_only_without_signalling() {
        let signalled = CallSignals::default().with("number", Some("+15550100"), number_key);
        assert!(by_model(signalled.clone()).keys() == signalled.keys());
        let unreadable = CallSignals::default().with("number", Some("anonymous"), number_key);
        assert!(by_model(unreadable).keys().is_empty());
        assert_eq!(by_model(CallSignals::default()).keys().len(), 2);
    }

    #[test]
    fn a_word_for_a_withheld_number_or_nothing_is_no_number() {
        for said in [None, Some(""), Some(" "), Some("anonymous"), Some("+266696687")] {
            assert!(is_withheld(said), "{said:?}");
        }
        for said in ["+15550188", "sip:ann@phone.example", "front desk"] {
            assert!(!is_withheld(Some(said)), "{said}");
        }
    }

    #[test]
    fn a_sip_address_is_something_that_can_be_called() {
        let at = |said| called_at("called_number", said);
        assert_eq!(at(Some("SIP:Front@clinic.example")).keys().len(), 1);
        assert_eq!(at(Some("sip:+15550100@clinic.example")).keys().len(), 2);
        assert!(at(None).is_silent() && at(Some("anonymous")).keys().is_empty());
    }

    #[test]
    fn what_is_said_twice_is_looked_up_once() {
        let twice = CallSignals::default().with("a", Some("+15550100"), number_key);
        let mut twice = twice.with("b", Some("+1 555 0100"), number_key).with("c", None, number_key);
        twice.at_address_of(ORG.parse().ok());
        assert_eq!((twice.effective().len(), twice.keys().len()), (3, 2));
    }
}
