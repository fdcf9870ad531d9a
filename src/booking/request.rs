//! Who asks for what, and how the same request is recognised when it comes again.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::Target;
use crate::{
    calendars::Selection,
    domain::{
        appointment::{Operation, Source},
        caller::Caller,
        patient_name::folded_name,
        phone::PhoneNumber,
        principal::Principal,
        request_key,
        schedule::RuleOverrides,
    },
    store::{audit::Actor, clinic::appointments::Patient},
};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Requester {
    /// Who is on the line; nobody for an admin.
    pub caller: Caller,
    /// Voice or admin.
    pub source: Source,
    /// What makes the request the same when it comes again: the ids of call and tool call, or an `Idempotency-Key`. `None` when the
    /// request brought none.
    pub key: Option<String>,
    /// Which admin it is.
    pub admin: Option<Principal>,
}

/// A time to be held or booked.
#[derive(Clone, Debug)]
pub struct BookingRequest {
    /// What and with whom, as it was said.
    pub selection: Selection,
    /// The local start.
    pub start: NaiveDateTime,
    /// For whom.
    pub patient: Patient,
    /// Whether they are another person than the one for whom this time was booked in the same call; `None` when nobody said.
    pub another_person: Option<bool>,
    /// Rules that it need not keep. Only the clinic itself sets any.
    pub overrides: RuleOverrides,
}

/// Where an appointment is to be moved.
#[derive(Clone, Debug)]
pub struct RescheduleRequest {
    /// Which appointment.
    pub target: Target,
    /// The new local start; where it is, when absent.
    pub start: Option<NewStart>,
    /// Another service or practitioner, as it was said; whatever was not said stays.
    pub selection: Selection,
    /// Rules that it need not keep. Only the clinic itself sets any.
    pub overrides: RuleOverrides,
}

/// A new local start, as it was said of the one before. It is told from the appointment as late as it is changed, so that a request which
/// comes again is the same request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewStart {
    At(NaiveDateTime),
    /// Another time of the same day.
    SameDay(NaiveTime),
    /// The same time of another day.
    SameTime(NaiveDate),
}

impl NewStart {
    /// The start that is meant for an appointment that starts at `was`.
    pub fn of(self, was: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::At(start) => start,
            Self::SameDay(time) => was.date().and_time(time),
            Self::SameTime(date) => date.and_time(was.time()),
        }
    }
}

impl Requester {
    /// Somebody on the phone, with the id of the tool call.
    pub fn caller(caller: Caller, tool_call_id: &str) -> Self {
        let key = request_key::of_tool_call(&caller, tool_call_id);
        Self { caller, source: Source::Voice, key, admin: None }
    }

    /// The clinic itself, with the `Idempotency-Key` that it may have sent and the admin who asks.
    pub fn admin(key: Option<&str>, admin: Option<Principal>) -> Self {
        // No call id begins with a colon.
        let key = key.map(|key| format!(":admin:{}", request_key::short(key)));
        Self { caller: Caller::default(), source: Source::Admin, key, admin }
    }

    /// As the audit trail names them.
    pub fn actor(&self) -> Actor {
        match self.source {
            Source::Voice => Actor::Caller,
            Source::Admin => Actor::Admin,
        }
    }

    /// As `cancelled_by` names them.
    pub fn cancels_as(&self) -> &'static str {
        match self.source {
            Source::Voice => "caller",
            Source::Admin => "admin",
        }
    }

    /// By which number their appointments are told from others'.
    pub fn person<'a>(&'a self, patient: &'a Patient) -> Option<&'a PhoneNumber> {
        self.caller.number.as_ref().or(patient.phone.as_ref())
    }
}

/// The hash of what is asked about an appointment.
pub(super) fn request_hash(operation: Operation, parts: &[Option<&str>]) -> String {
    request_key::hash(operation.as_str(), parts)
}

impl BookingRequest {
    /// See [`request_hash`].
    pub(super) fn hash(&self, operation: Operation) -> String {
        let Patient { name, phone, email, notes } = &self.patient;
        let said = |text: &Option<String>| text.as_deref().map(str::to_lowercase);
        let (service, practitioner) = (said(&self.selection.service), said(&self.selection.practitioner));
        let overrides = self.overrides.names().join(" ");
        request_hash(
            operation,
            &[
                Some(&self.start.to_string()),
                service.as_deref(),
                practitioner.as_deref(),
                name.as_deref().map(folded_name).as_deref(),
                phone.as_ref().map(PhoneNumber::as_str),
                email.as_deref(),
                notes.as_deref(),
                Some(&overrides),
            ],
        )
    }
}

impl RescheduleRequest {
    /// See [`request_hash`].
    pub(super) fn hash(&self) -> String {
        let Selection { service, practitioner } = &self.selection;
        let lower = |said: &Option<String>| said.as_deref().map(str::to_lowercase);
        let start = self.start.map(|start| match start {
            NewStart::At(start) => start.to_string(),
            NewStart::SameDay(time) => time.to_string(),
            NewStart::SameTime(date) => date.to_string(),
        });
        let more = [start, lower(service), lower(practitioner), Some(self.overrides.names().join(" "))];
        self.target.hash(Operation::Reschedule, &more.each_ref().map(Option::as_deref))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_needs_both_ids_and_admins_have_their_own() {
        let caller = Caller { number: None, call_id: Some("c1".into()) };
        assert_eq!(Requester::caller(caller.clone(), "t1").key.as_deref(), Some("c1:t1"));
        assert_eq!(Requester::caller(caller, "").key, None);
        assert_eq!(Requester::caller(Caller::default(), "t1").key, None);
        assert_eq!(Requester::admin(Some("k"), None).key.as_deref(), Some(":admin:k"));
        assert!(Requester::admin(Some(&"k".repeat(5000)), None).key.unwrap().len() < 100);
    }

    #[test]
    fn hashes_tell_parts_apart() {
        let hash = |parts: &[Option<&str>]| request_hash(Operation::Book, parts);
        assert_eq!(hash(&[Some("a"), None]).len(), 64);
        assert_ne!(hash(&[Some("a"), None]), hash(&[None, Some("a")]));
        assert_ne!(hash(&[Some("ab"), Some("c")]), hash(&[Some("a"), Some("bc")]));
        assert_ne!(hash(&[Some("")]), hash(&[None]));
        assert_ne!(request_hash(Operation::Book, &[None]), request_hash(Operation::Hold, &[None]));
    }
}
