//! The same request again.
//!
//! First by its key: the same arguments are answered as before, others are refused. Then by what it is about, since a model that was
//! interrupted asks again under a new id: the same person, the same start, the same words.

use super::{BookingOutcome, BookingRequest, Declined, change::ChangeRequest};
use crate::{
    calendars::Selected,
    domain::{
        appointment::{Appointment, Operation, Source},
        catalogue::CalendarResource,
        patient_name::{NameMatch, folded_name},
        route::Route,
    },
    ports::ClinicTransaction,
    store::{
        StoreError,
        clinic::{
            appointments,
            receipts::{self, Receipt},
        },
    },
};

/// What was answered before to requests like this one.
pub(super) struct EarlierAnswers {
    /// The receipt of the key.
    receipt: Option<Receipt>,
    /// The person's appointments at the start.
    twins: Vec<Appointment>,
    /// The receipts of those, latest first.
    receipts_at_start: Vec<Receipt>,
    /// The appointment about which the caller was asked whether this name is another person's, if this is the answer "no".
    asked_about: Option<String>,
}

/// What a request is that was made before.
pub(super) enum Repetition {
    Answered(Box<Result<BookingOutcome, Declined>>),
    /// It puts the name of this appointment right.
    Corrects(Box<Appointment>),
    /// Nobody knows whether it is for the person of this appointment or for somebody else as well.
    Asks(Box<Appointment>),
}

impl Repetition {
    fn answered(answer: Result<BookingOutcome, Declined>) -> Self {
        Self::Answered(Box::new(answer))
    }
}

/// How the key of a receipt begins that says that a caller was asked about a name. No call id begins with a colon.
const ASKED: &str = ":asked:";

/// The key of that receipt.
pub(super) fn question_key(request: &ChangeRequest<'_>, wanted: &BookingRequest) -> Option<String> {
    let call_id = request.requester.caller.call_id.as_deref()?;
    let name = wanted.patient.name.as_deref().map(folded_name)?;
    Some(format!("{ASKED}{call_id}:{}:{name}", wanted.start))
}

impl EarlierAnswers {
    /// Reads what was answered to requests like `request`.
    pub(super) fn read(
        transaction: &dyn ClinicTransaction,
        route: &Route,
        request: &ChangeRequest<'_>,
        wanted: &BookingRequest,
    ) -> Result<Self, StoreError> {
        let person = request.requester.person(&wanted.patient);
        let start = route.zone.resolve(wanted.start).unwrap_or_default();
        let twins = appointments::appointments(transaction.run(appointments::twins(person, start))?)?;
        let receipts_at_start = if twins.is_empty() {
            Vec::new()
        } else {
            receipts::found(transaction.run(receipts::of_appointments_at(person, start))?)?
        };
        Ok(Self {
            receipt: receipts::one(transaction.run(receipts::of_key(&request.key))?)?,
            twins,
            receipts_at_start,
            asked_about: match question_key(request, wanted).filter(|_| wanted.another_person == Some(false)) {
                Some(key) => receipts::one(transaction.run(receipts::of_key(&key))?)?.map(|asked| asked.appointment_id),
                None => None,
            },
        })
    }

    /// What this request repeats; `None` if it is new.
    pub(super) fn repetition(
        &self,
        request: &ChangeRequest<'_>,
        wanted: &BookingRequest,
        (route, selected): (&Route, &Selected),
    ) -> Option<Repetition> {
        if let Some(receipt) = &self.receipt {
            return Some(Repetition::answered(same_key(receipt, request.operation, &request.hash)));
        }
        if let Some(repetition) = self.of_call(request, wanted, (route, selected)) {
            return Some(repetition);
        }
        let requester = request.requester;
        // A number that was only said proves nothing: in another call its appointments are no different from anybody's.
        let is_said = requester.source == Source::Voice && requester.caller.number.is_none();
        let is_theirs = |twin: &Appointment| !is_said || twin.call_id == requester.caller.call_id;
        let twin = self.twins.iter().find(|twin| is_theirs(twin) && is_in_the_way(twin, selected, wanted))?;
        if request.operation == Operation::Book && is_same(twin, selected, wanted) {
            return Some(Repetition::answered(self.outcome_of(twin).map_err(Declined::from)));
        }
        Some(Repetition::answered(Err(Declined::AlreadyBooked(Box::new(twin.clone())))))
    }

    /// The same start and service in one call, under another name: the same patient, whose name is put right, or somebody else as well.
    fn of_call(
        &self,
        request: &ChangeRequest<'_>,
        wanted: &BookingRequest,
        (route, selected): (&Route, &Selected),
    ) -> Option<Repetition> {
        let call_id = request.requester.caller.call_id.as_ref()?;
        let name = wanted.patient.name.as_deref()?;
        if request.operation != Operation::Book || wanted.another_person == Some(true) {
            return None;
        }
        let of_call = |twin: &&Appointment| twin.call_id.as_ref() == Some(call_id) && is_same_service(twin, selected);
        let mut of_call: Vec<&Appointment> = self.twins.iter().filter(of_call).collect();
        let how = |twin: &Appointment| {
            let known = twin.patient_name.as_deref().unwrap_or_default();
            NameMatch::of(known, name, route.language().short_forms())
        };
        if of_call.iter().any(|twin| how(twin) == NameMatch::Same) {
            return None;
        }
        if let Some(twin) = of_call.iter().find(|twin| how(twin) == NameMatch::Compatible) {
            return Some(self.compatible(twin, name, selected));
        }
        // Models fill in what may be left out: a "no" that nobody was asked for is none.
        let is_answered = |twin: &&Appointment| self.asked_about.as_deref() == Some(twin.id.as_str());
        if let Some(twin) = of_call.iter().copied().find(is_answered) {
            return Some(Repetition::Corrects(Box::new(twin.clone())));
        }
        of_call.pop().map(|twin| Repetition::Asks(Box::new(twin.clone())))
    }

    /// The same person, most likely. With somebody whom another patient sees it may be another one after all.
    fn compatible(&self, twin: &Appointment, name: &str, selected: &Selected) -> Repetition {
        let words = |name: &str| folded_name(name).split_whitespace().count();
        if !selected.resources.iter().any(|resource| takes_time_of(twin, resource)) {
            Repetition::Asks(Box::new(twin.clone()))
        } else if words(name) < twin.patient_name.as_deref().map_or(0, words) {
            // A name that was said in full before is not made shorter.
            Repetition::answered(self.outcome_of(twin).map_err(Declined::from))
        } else {
            Repetition::Corrects(Box::new(twin.clone()))
        }
    }

    /// What was last said of an appointment, unless it was moved since by somebody who needed no telling.
    fn outcome_of(&self, twin: &Appointment) -> Result<BookingOutcome, StoreError> {
        let is_answer = |receipt: &&Receipt| receipt.appointment_id == twin.id && !receipt.key.starts_with(ASKED);
        let last = self.receipts_at_start.iter().find(is_answer);
        let last = last.map(BookingOutcome::read).transpose()?;
        Ok(last.filter(|outcome| outcome.starts_at == twin.starts_at).unwrap_or_else(|| BookingOutcome::of(twin)))
    }
}

/// The answer to a request whose key was used.
pub(super) fn same_key(receipt: &Receipt, operation: Operation, hash: &str) -> Result<BookingOutcome, Declined> {
    if receipt.operation == operation && receipt.request_hash == hash {
        Ok(BookingOutcome::read(receipt)?)
    } else {
        Err(Declined::OtherRequest)
    }
}

/// With one person nobody can be booked beside another. With anyone, two people of one number can, but none of them twice.
fn is_in_the_way(twin: &Appointment, selected: &Selected, wanted: &BookingRequest) -> bool {
    match selected.resources.as_slice() {
        [only] => takes_time_of(twin, only),
        _ => is_same_name(twin, wanted),
    }
}

fn takes_time_of(twin: &Appointment, resource: &CalendarResource) -> bool {
    resource.gives_time_to(&twin.calendar_id, twin.practitioner_id.as_deref())
}

fn is_same(twin: &Appointment, selected: &Selected, wanted: &BookingRequest) -> bool {
    is_same_name(twin, wanted) && is_same_service(twin, selected)
}

fn is_same_service(twin: &Appointment, selected: &Selected) -> bool {
    twin.service_id == selected.service.as_ref().map(|service| service.id.clone())
}

fn is_same_name(twin: &Appointment, wanted: &BookingRequest) -> bool {
    let folded = |name: &Option<String>| name.as_deref().map(folded_name);
    folded(&twin.patient_name) == folded(&wanted.patient.name)
}
