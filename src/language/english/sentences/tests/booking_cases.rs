//! The cases of the golden file around booking.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::golden::{Case, half_hours};
use super::prelude::*;
use super::{date, desk, start};
use crate::{
    domain::{
        appointment::CallerLimit,
        dates::{DateError, Wanted},
        phone::PhoneError,
        schedule::Refusal,
        texts::TextKind,
    },
    language::Recogniser,
};

/// Ann Lee's cleaning on Thursday.
pub(super) fn cleaning() -> AppointmentSummary<'static> {
    AppointmentSummary {
        start: start("2026-12-03T09:30"),
        minutes: 30,
        service: Some("cleaning"),
        practitioner: Some("Dr. Lee"),
        name: Some("Ann Lee"),
    }
}

fn plain() -> AppointmentSummary<'static> {
    AppointmentSummary { service: None, practitioner: None, name: None, ..cleaning() }
}

fn at(text: &str) -> AppointmentSummary<'static> {
    AppointmentSummary { start: start(text), ..cleaning() }
}

const SENT: TextOutcome = TextOutcome::Sent { last_digits: "34" };

pub(super) fn made() -> Vec<Case> {
    let (visit, desk) = (cleaning(), desk());
    let was = start("2026-12-03T09:30");
    vec![
        ("held", English.held(&AppointmentSummary { name: None, ..visit }, 5, &desk)),
        ("held, name known", English.held(&visit, 1, &desk)),
        ("held, one calendar", English.held(&plain(), 10, &desk)),
        ("booked", English.booked(&visit, SENT, &desk)),
        (
            "booked, one calendar, no texts",
            English.booked(&AppointmentSummary { name: Some("Ann Lee"), ..plain() }, TextOutcome::Off, &desk),
        ),
        (
            "booked, two hours in another year",
            English.booked(&AppointmentSummary { minutes: 120, ..at("2027-01-05T12:00") }, SENT, &desk),
        ),
        ("booked, no number", English.booked(&visit, TextOutcome::NoNumber, &desk)),
        ("booked, opted out", English.booked(&visit, TextOutcome::OptedOut, &desk)),
        ("booked, limit reached", English.booked(&visit, TextOutcome::LimitReached, &desk)),
        ("booked, no account", English.booked(&visit, TextOutcome::NotConnected, &desk)),
        ("booked, text refused", English.booked(&visit, TextOutcome::Failed, &desk)),
        ("rescheduled", English.rescheduled(was, &at("2026-12-04T14:00"), SENT, &desk)),
        ("only the practitioner changed", English.rescheduled(visit.start, &visit, SENT, &desk)),
        ("already there", English.already_there(&visit, &desk)),
        ("cancelled", English.cancelled(&visit, SENT, &desk)),
        ("cancelled, no texts", English.cancelled(&visit, TextOutcome::Off, &desk)),
        ("already cancelled", English.already_cancelled(&visit, &desk)),
        ("already booked", English.already_booked(&visit, &desk)),
        ("name corrected", English.name_corrected(&AppointmentSummary { name: Some("William Hart"), ..visit }, &desk)),
        ("name corrected, one calendar, name private", English.name_corrected(&plain(), &desk)),
        (
            "the same or another person",
            English.same_or_another_person(&AppointmentSummary { name: Some("Bill Hart"), ..visit }, &desk),
        ),
        ("the same or another person, one calendar", English.same_or_another_person(&plain(), &desk)),
    ]
}

pub(super) fn not_made() -> Vec<Case> {
    let desk = desk();
    vec![
        ("caller has booked enough", English.limit_reached(CallerLimit::UpcomingPerCaller, &desk)),
        ("call has booked enough", English.limit_reached(CallerLimit::BookedPerCall, &desk)),
        ("other request", English.other_request(&desk)),
        ("refused by the calendar", English.refused_by_calendar(&desk)),
        ("changed meanwhile", English.changed_meanwhile(&desk)),
        ("could not book", English.could_not_do(Operation::Book, &desk)),
        ("could not reschedule", English.could_not_do(Operation::Reschedule, &desk)),
        ("could not cancel", English.could_not_do(Operation::Cancel, &desk)),
        ("could not text", English.could_not_do(Operation::Text, &desk)),
    ]
}

pub(super) fn refused() -> Vec<Case> {
    let near = half_hours(&["2026-12-03", "2026-12-04"]);
    let said = |refusal, visit: AppointmentSummary, nearby: &[NaiveDateTime]| {
        English.not_bookable(&refusal, &visit, nearby, &desk())
    };
    let closed = |label: Option<&str>| Refusal::Closed { date: date("2026-12-03"), label: label.map(str::to_owned) };
    let too_soon = |earliest: &str| Refusal::TooSoon { earliest: earliest.parse::<DateTime<Utc>>().unwrap() };
    let too_far = Refusal::TooFar { last_date: date("2027-02-28") };
    let two = [start("2026-12-03T09:00"), start("2026-12-04T14:30")];
    vec![
        ("taken", English.not_bookable(&Refusal::Taken, &cleaning(), &near, &desk())),
        ("taken, little near", English.not_bookable(&Refusal::Taken, &plain(), &two, &desk())),
        ("taken, one near", English.not_bookable(&Refusal::Taken, &plain(), &[start("2026-12-04T14:30")], &desk())),
        ("taken, nothing near", English.not_bookable(&Refusal::Taken, &plain(), &[], &desk())),
        ("skipped by the clocks", said(Refusal::NoSuchTime, at("2027-03-14T02:30"), &[])),
        ("past", said(Refusal::Past, at("2026-11-30T09:00"), &[])),
        ("too soon", said(too_soon("2026-11-30T19:00:00Z"), at("2026-11-30T09:00"), &[])),
        ("too soon, seconds", said(too_soon("2026-11-30T19:14:01Z"), at("2026-11-30T09:00"), &near)),
        ("start too far ahead", said(too_far, at("2027-12-03T09:00"), &[])),
        ("start on a closed day", said(closed(None), plain(), &near[16..])),
        (
            "start on a holiday",
            said(
                closed(Some("Christmas Day")),
                AppointmentSummary { start: start("2026-12-25T09:30"), ..plain() },
                &[],
            ),
        ),
        ("start on a day off", said(closed(None), cleaning(), &[])),
        ("start on a labelled day off", said(closed(Some("a conference")), cleaning(), &[])),
        ("outside a practitioner's hours", said(Refusal::OutsideHours, at("2026-12-03T19:00"), &[])),
        (
            "outside hours",
            said(Refusal::OutsideHours, AppointmentSummary { start: start("2026-12-03T19:00"), ..plain() }, &[]),
        ),
        ("off the grid", said(Refusal::OffGrid, at("2026-12-03T09:10"), &near)),
        ("day full", said(Refusal::DayFull, cleaning(), &near[16..])),
    ]
}

pub(super) fn known() -> Vec<Case> {
    let desk = desk();
    let three =
        [cleaning(), AppointmentSummary { name: Some("Bob Lee"), ..at("2026-12-04T14:00") }, at("2027-01-05T10:00")];
    let twins = [cleaning(), AppointmentSummary { name: Some("Bob Lee"), practitioner: Some("Dr. Kim"), ..cleaning() }];
    vec![
        ("one appointment", English.found(&three[..1], 1, &desk)),
        ("three appointments", English.found(&three, 3, &desk)),
        ("two of seven appointments", English.found(&three[..2], 7, &desk)),
        ("one of seven appointments", English.found(&three[..1], 7, &desk)),
        ("no appointment", English.found_none(&desk, false)),
        ("no such appointment", English.found_none(&desk, true)),
        ("which one to move", English.which_one(&three[..2], Operation::Reschedule, &desk)),
        ("which one of two at once to cancel", English.which_one(&twins, Operation::Cancel, &desk)),
        ("none fits, one to cancel", English.none_fits(&three[..1], Operation::Cancel, &desk)),
        ("none fits, two to move", English.none_fits(&three[..2], Operation::Reschedule, &desk)),
        ("none fits, two found", English.none_fits(&three[..2], Operation::Find, &desk)),
        ("which one to text about", English.which_one(&three[..2], Operation::Text, &desk)),
        ("none to move", English.none_to(Operation::Reschedule, &desk)),
        ("none to cancel", English.none_to(Operation::Cancel, &desk)),
        ("none to text about", English.none_to(Operation::Text, &desk)),
        ("withheld number, find", English.no_caller_number(Operation::Find)),
        ("withheld number, move", English.no_caller_number(Operation::Reschedule)),
        ("withheld number, cancel", English.no_caller_number(Operation::Cancel)),
        ("withheld number, text", English.no_caller_number(Operation::Text)),
    ]
}

pub(super) fn chosen() -> Vec<Case> {
    let desk = desk();
    let services = ["cleaning", "whitening", "root canal", "filling", "crown", "checkup", "x-ray", "extraction"];
    vec![
        ("unknown service", English.unknown_service("teeth thing", &services, &desk)),
        ("unknown service of one", English.unknown_service("teeth thing", &services[..1], &desk)),
        ("unknown service of none", English.unknown_service("teeth thing", &[], &desk)),
        ("unknown practitioner", English.unknown_practitioner("Dr. Who", &["Dr. Lee", "Dr. Kim"], &desk)),
        ("which service", English.which_service(&services[..2], &desk)),
        ("which practitioner", English.which_practitioner(&["Dr. Ann Lee", "Dr. Bob Lee"], &desk)),
        ("not offered by one", English.not_offered("whitening", Some("Dr. Lee"), &["Dr. Kim", "Dr. Roe"], &desk)),
        ("not offered by anybody to choose", English.not_offered("whitening", None, &["Dr. Kim"], &desk)),
        ("not offered by anybody", English.not_offered("whitening", None, &[], &desk)),
    ]
}

pub(super) fn texts() -> Vec<Case> {
    let desk = desk();
    let not_sent = |texting| English.text_not_sent(texting, &desk);
    vec![
        ("confirmation sent", English.text_sent(TextKind::Confirmation, &cleaning(), "34", &desk)),
        ("reminder sent", English.text_sent(TextKind::Reminder, &cleaning(), "34", &desk)),
        ("texts are off", not_sent(TextOutcome::Off)),
        ("no number for a text", not_sent(TextOutcome::NoNumber)),
        ("number opted out", not_sent(TextOutcome::OptedOut)),
        ("limit of texts", not_sent(TextOutcome::LimitReached)),
        ("limit of texts to one number", not_sent(TextOutcome::NumberLimitReached)),
        ("number abroad", not_sent(TextOutcome::OtherCountry)),
        ("the clinic's own number", not_sent(TextOutcome::ClinicsNumber)),
        ("premium number", not_sent(TextOutcome::PremiumNumber)),
        ("no account for texts", not_sent(TextOutcome::NotConnected)),
        ("text refused", not_sent(TextOutcome::Failed)),
    ]
}

pub(super) fn asked() -> Vec<Case> {
    let desk = desk();
    vec![
        ("phone needed", English.phone_needed(&desk)),
        ("phone too short", English.bad_arguments(&ArgumentFault::Phone(PhoneError::TooShort), Some(&desk))),
        (
            "phone without country",
            English.bad_arguments(&ArgumentFault::Phone(PhoneError::CountryCodeMissing), Some(&desk)),
        ),
        ("phone twice", English.bad_arguments(&ArgumentFault::Phone(PhoneError::MoreThanOne), Some(&desk))),
        ("phone in letters", English.bad_arguments(&ArgumentFault::Phone(PhoneError::Letters), Some(&desk))),
        ("premium phone", English.bad_arguments(&ArgumentFault::Phone(PhoneError::Premium), Some(&desk))),
        ("the clinic's phone", English.bad_arguments(&ArgumentFault::Phone(PhoneError::ClinicsOwn), Some(&desk))),
        (
            "phone of no country",
            English.bad_arguments(&ArgumentFault::Phone(PhoneError::CountryCodeUnknown), Some(&desk)),
        ),
        ("phone with extension", English.bad_arguments(&ArgumentFault::Phone(PhoneError::Extension), Some(&desk))),
        ("name needed", English.bad_arguments(&ArgumentFault::NoName, Some(&desk))),
        ("names of two", English.bad_arguments(&ArgumentFault::SeveralNames, Some(&desk))),
        ("name unusable", English.bad_arguments(&ArgumentFault::UnusableName, Some(&desk))),
    ]
}

/// Why a start is refused that these texts name.
fn start_of(texts: &[(Wanted, &str)]) -> DateError {
    let texts: Vec<_> = texts.iter().map(|(wanted, text)| (*wanted, (*text).to_owned())).collect();
    English.start(&texts, None, desk().today).unwrap_err()
}

pub(super) fn starts() -> Vec<Case> {
    let said = |fault: &ArgumentFault| English.bad_arguments(fault, Some(&desk()));
    let refused = |text: &str| start_of(&[(Wanted::Start, text)]);
    let of = |text| said(&ArgumentFault::Start(refused(text)));
    let of_two =
        |date: &str, time: &str| ArgumentFault::Start(start_of(&[(Wanted::Start, date), (Wanted::Time, time)]));
    let past = refused("2023-05-04T10:00");
    vec![
        ("no start", said(&ArgumentFault::NoStart { name: "start" })),
        ("no new start", said(&ArgumentFault::NoStart { name: "new_start" })),
        ("start: date and time that disagree", said(&of_two("2026-12-03T09:00", "10:00"))),
        ("start: only a time", said(&of_two("14:00", "2 pm"))),
        ("start: a day alone", of("tomorrow")),
        ("start: a time alone", said(&ArgumentFault::Start(DateError::unclear(Wanted::Start, "2pm")))),
        ("start: at 2", of("tomorrow at 2")),
        ("start: next week", of("next week")),
        ("start: asap", of("asap")),
        ("start: 03/04/2027 2pm", of("03/04/2027 2pm")),
        ("start: 12/13/26 2pm", of("12/13/26 2pm")),
        ("start: February 30 2pm", of("February 30 2pm")),
        ("start: the wrong weekday", of("Friday, December 3 at 2pm")),
        ("start: 25:00", of("2026-12-03T25:00")),
        ("start: in the past", of("2023-05-04T10:00")),
        ("start: in the past, clinic unknown", English.bad_arguments(&ArgumentFault::Start(past), None)),
        ("start: with Z", of("2026-12-03T09:30Z")),
        ("start: template", of("{{start}}")),
    ]
}
