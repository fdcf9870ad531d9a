//! The cases of the golden file around booking.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::super::*;
use super::golden::{Case, half_hours};
use super::{date, desk, start};
use crate::{
    domain::{
        appointment::{AppointmentSummary, Operation},
        phone::PhoneError,
        schedule::Refusal,
    },
    language::english::recogniser::{Wanted, WhenError, parse_local_start, parse_start_of},
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

const SENT: Texting = Texting::Sent { last_digits: "34" };

pub(super) fn made() -> Vec<Case> {
    let (visit, desk) = (cleaning(), desk());
    let was = start("2026-12-03T09:30");
    vec![
        ("held", held(&AppointmentSummary { name: None, ..visit }, 5, &desk)),
        ("held, name known", held(&visit, 1, &desk)),
        ("held, one calendar", held(&plain(), 10, &desk)),
        ("booked", booked(&visit, SENT, &desk)),
        (
            "booked, one calendar, no texts",
            booked(&AppointmentSummary { name: Some("Ann Lee"), ..plain() }, Texting::Off, &desk),
        ),
        (
            "booked, two hours in another year",
            booked(&AppointmentSummary { minutes: 120, ..at("2027-01-05T12:00") }, SENT, &desk),
        ),
        ("booked, no number", booked(&visit, Texting::NoNumber, &desk)),
        ("booked, opted out", booked(&visit, Texting::OptedOut, &desk)),
        ("booked, limit reached", booked(&visit, Texting::LimitReached, &desk)),
        ("booked, no account", booked(&visit, Texting::NotConnected, &desk)),
        ("booked, text refused", booked(&visit, Texting::Failed, &desk)),
        ("rescheduled", rescheduled(was, &at("2026-12-04T14:00"), SENT, &desk)),
        ("already there", already_there(&visit, &desk)),
        ("cancelled", cancelled(&visit, SENT, &desk)),
        ("cancelled, no texts", cancelled(&visit, Texting::Off, &desk)),
        ("already cancelled", already_cancelled(&visit, &desk)),
        ("already booked", already_booked(&visit, &desk)),
    ]
}

pub(super) fn not_made() -> Vec<Case> {
    let desk = desk();
    vec![
        ("other request", other_request(&desk)),
        ("refused by the calendar", refused_by_calendar(&desk)),
        ("changed meanwhile", changed_meanwhile(&desk)),
        ("could not book", could_not_do(Operation::Book, &desk)),
        ("could not reschedule", could_not_do(Operation::Reschedule, &desk)),
        ("could not cancel", could_not_do(Operation::Cancel, &desk)),
        ("could not text", could_not_do(Operation::Text, &desk)),
    ]
}

pub(super) fn refused() -> Vec<Case> {
    let near = half_hours(&["2026-12-03", "2026-12-04"]);
    let said =
        |refusal, visit: AppointmentSummary, nearby: &[NaiveDateTime]| not_bookable(&refusal, &visit, nearby, &desk());
    let closed = |label: Option<&str>| Refusal::Closed { date: date("2026-12-03"), label: label.map(str::to_owned) };
    let too_soon = |earliest: &str| Refusal::TooSoon { earliest: earliest.parse::<DateTime<Utc>>().unwrap() };
    let too_far = Refusal::TooFar { last_date: date("2027-02-28") };
    let two = [start("2026-12-03T09:00"), start("2026-12-04T14:30")];
    vec![
        ("taken", slot_taken(&cleaning(), &near, &desk())),
        ("taken, little near", slot_taken(&plain(), &two, &desk())),
        ("taken, one near", slot_taken(&plain(), &[start("2026-12-04T14:30")], &desk())),
        ("taken, nothing near", slot_taken(&plain(), &[], &desk())),
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
        ("one appointment", found(&three[..1], 1, &desk)),
        ("three appointments", found(&three, 3, &desk)),
        ("two of seven appointments", found(&three[..2], 7, &desk)),
        ("one of seven appointments", found(&three[..1], 7, &desk)),
        ("no appointment", found_none(&desk, false)),
        ("no such appointment", found_none(&desk, true)),
        ("which one to move", which_one(&three[..2], Operation::Reschedule, &desk)),
        ("which one of two at once to cancel", which_one(&twins, Operation::Cancel, &desk)),
        ("which one to text about", which_one(&three[..2], Operation::Text, &desk)),
        ("none to move", none_to(Operation::Reschedule, &desk)),
        ("none to cancel", none_to(Operation::Cancel, &desk)),
        ("none to text about", none_to(Operation::Text, &desk)),
        ("withheld number, find", no_caller_number(Operation::Find)),
        ("withheld number, move", no_caller_number(Operation::Reschedule)),
        ("withheld number, cancel", no_caller_number(Operation::Cancel)),
        ("withheld number, text", no_caller_number(Operation::Text)),
    ]
}

pub(super) fn chosen() -> Vec<Case> {
    let desk = desk();
    let services = ["cleaning", "whitening", "root canal", "filling", "crown", "checkup", "x-ray", "extraction"];
    vec![
        ("unknown service", unknown_service("teeth thing", &services, &desk)),
        ("unknown service of one", unknown_service("teeth thing", &services[..1], &desk)),
        ("unknown service of none", unknown_service("teeth thing", &[], &desk)),
        ("unknown practitioner", unknown_practitioner("Dr. Who", &["Dr. Lee", "Dr. Kim"], &desk)),
        ("which service", which_service(&services[..2], &desk)),
        ("which practitioner", which_practitioner(&["Dr. Ann Lee", "Dr. Bob Lee"], &desk)),
        ("not offered by one", not_offered("whitening", Some("Dr. Lee"), &["Dr. Kim", "Dr. Roe"], &desk)),
        ("not offered by anybody to choose", not_offered("whitening", None, &["Dr. Kim"], &desk)),
        ("not offered by anybody", not_offered("whitening", None, &[], &desk)),
    ]
}

pub(super) fn texts() -> Vec<Case> {
    let desk = desk();
    let not_sent = |texting| text_not_sent(texting, &desk);
    vec![
        ("confirmation sent", text_sent(Texted::Confirmation, &cleaning(), "34", &desk)),
        ("reminder sent", text_sent(Texted::Reminder, &cleaning(), "34", &desk)),
        ("texts are off", not_sent(Texting::Off)),
        ("no number for a text", not_sent(Texting::NoNumber)),
        ("number opted out", not_sent(Texting::OptedOut)),
        ("limit of texts", not_sent(Texting::LimitReached)),
        ("no account for texts", not_sent(Texting::NotConnected)),
        ("text refused", not_sent(Texting::Failed)),
    ]
}

pub(super) fn asked() -> Vec<Case> {
    let desk = desk();
    vec![
        ("phone needed", phone_needed(&desk)),
        ("phone too short", bad_phone(&PhoneError::TooShort, &desk)),
        ("phone without country", bad_phone(&PhoneError::CountryCodeMissing, &desk)),
        ("phone twice", bad_phone(&PhoneError::MoreThanOne, &desk)),
        ("phone in letters", bad_phone(&PhoneError::Letters, &desk)),
        ("phone with extension", bad_phone(&PhoneError::Extension, &desk)),
        ("name needed", name_needed(&desk)),
        ("name unusable", name_unusable(&desk)),
    ]
}

pub(super) fn starts() -> Vec<Case> {
    let said = |fault: &ArgumentFault| bad_arguments(fault, Some(&desk()));
    let of = |text| said(&ArgumentFault::Start(parse_local_start(text, desk().today).unwrap_err()));
    let of_two = |date: &str, time: &str| {
        let texts = [(Wanted::Start, date.to_owned()), (Wanted::Time, time.to_owned())];
        ArgumentFault::Start(parse_start_of(&texts, None, desk().today).unwrap_err())
    };
    let past: WhenError = parse_local_start("2023-05-04T10:00", desk().today).unwrap_err();
    vec![
        ("no start", said(&ArgumentFault::NoStart { name: "start" })),
        ("no new start", said(&ArgumentFault::NoStart { name: "new_start" })),
        ("start: date and time that disagree", said(&of_two("2026-12-03T09:00", "10:00"))),
        ("start: only a time", said(&of_two("14:00", "2 pm"))),
        ("start: a day alone", of("tomorrow")),
        ("start: a time alone", of("2pm")),
        ("start: at 2", of("tomorrow at 2")),
        ("start: next week", of("next week")),
        ("start: asap", of("asap")),
        ("start: 03/04/2027 2pm", of("03/04/2027 2pm")),
        ("start: 12/13/26 2pm", of("12/13/26 2pm")),
        ("start: February 30 2pm", of("February 30 2pm")),
        ("start: the wrong weekday", of("Friday, December 3 at 2pm")),
        ("start: 25:00", of("2026-12-03T25:00")),
        ("start: in the past", of("2023-05-04T10:00")),
        ("start: in the past, clinic unknown", bad_arguments(&ArgumentFault::Start(past), None)),
        ("start: with Z", of("2026-12-03T09:30Z")),
        ("start: template", of("{{start}}")),
    ]
}
