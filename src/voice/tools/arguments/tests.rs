//! What holds whatever is sent: nothing panics, nothing takes long, and what is refused is refused in one line.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    booking::AppointmentRef,
    domain::{
        caller::Caller,
        dates::{StartHint, Today},
        phone::PhoneNumber,
    },
    language::sentences::SpeechContext,
};

const LANGUAGE: Language = Language::English;

fn today() -> Today {
    let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    Today {
        month_first: true,
        time: chrono::NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
        ..Today::midnight(date, "America/New_York".parse().unwrap())
    }
}

const KEYS: [&str; 25] = [
    "start",
    "start_time",
    "date",
    "time",
    "day",
    "from",
    "to",
    "earliest",
    "part_of_day",
    "new_start",
    "timezone",
    "name",
    "patient",
    "first_name",
    "last_name",
    "phone",
    "mobile",
    "notes",
    "reason",
    "service",
    "practitioner",
    "kind",
    "value",
    "date_time",
    "another_person",
];

const WORDS: [&str; 30] = [
    "2026-12-03",
    "T14:00",
    "Z",
    "+99:00",
    "next",
    "Thursday",
    "Friday",
    "2",
    "pm",
    "to",
    "and",
    "-",
    "/",
    "noon",
    "week",
    "morning",
    "asap",
    "{{x}}",
    "four one five",
    "double",
    "triple",
    "my number",
    "+1 415 555 0123",
    "ext",
    "Ann",
    "@",
    "😀",
    "\u{202E}",
    "America/New_York",
    "99999999999999999999",
];

fn said() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..8).prop_map(|words| words.join(" "));
    prop_oneof![3 => words, 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => said().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop::sample::select(KEYS.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn arguments() -> impl Strategy<Value = Arguments> {
    let key = prop::sample::select(KEYS.to_vec()).prop_map(str::to_owned);
    prop::collection::btree_map(key, value(), 0..8).prop_map(|map| map.into_iter().collect())
}

fn american_clinic() -> crate::domain::route::Route {
    let country = crate::domain::country::Country::parse("US").ok();
    crate::domain::route::Route { country, ..crate::domain::assistant::tests::clinic() }
}

/// Runs every reader, and gives the refusals.
fn faults(arguments: &Arguments) -> Vec<Fault> {
    let today = today();
    let route = american_clinic();
    let caller = Caller { number: PhoneNumber::parse("+12125550188").ok(), call_id: Some("c1".into()) };
    let speaker = Speaker { caller: &caller, language: LANGUAGE, today, route: &route };
    let on_that_day = AppointmentRef { when: StartHint::day(today.date), ..AppointmentRef::default() };
    notes(arguments);
    [
        wish(arguments, LANGUAGE, today).err(),
        start(arguments, LANGUAGE, today).err(),
        new_start(arguments, &AppointmentRef::default(), LANGUAGE, today).err(),
        new_start(arguments, &on_that_day, LANGUAGE, today).err(),
        which(arguments, Purpose::Act, speaker).err(),
        which(arguments, Purpose::Move, speaker).err(),
        name(arguments, LANGUAGE).err(),
        phone(arguments, &route, None).err(),
        another_person(arguments, LANGUAGE).err(),
        selection(arguments).err(),
        text(arguments, "kind").err(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

proptest! {
    #[test]
    fn every_refusal_is_one_line_that_says_what_to_do(arguments in arguments()) {
        let desk = SpeechContext { clinic: "Oak Dental", today: today() };
        for fault in faults(&arguments) {
            let said = LANGUAGE.sentences().bad_arguments(&fault, Some(&desk));
            prop_assert!(said.chars().count() < 500 && !said.chars().any(char::is_control), "{}", said);
            let words = ["Ask", "Call", "call", "Send", "send", "check availability"];
            prop_assert!(words.iter().any(|word| said.contains(word)), "{}", said);
        }
    }

    /// What a name keeps can be spoken, and what a start says is not over.
    #[test]
    fn what_is_read_can_be_used(arguments in arguments()) {
        if let Ok(Some(name)) = name(&arguments, LANGUAGE) {
            prop_assert!(name.chars().count() <= 100 && name.contains(char::is_alphabetic) && !name.contains('@'), "{}", name);
        }
        if let Ok(start) = start(&arguments, LANGUAGE, today()) {
            prop_assert!(start.date() >= today().date);
        }
    }

    /// A start means the same whole, in pieces, in an object and said twice; another time beside it is refused.
    #[test]
    fn a_start_is_the_same_however_it_is_divided(days in 0_u64..300, minutes in 1_u32..1440, other in 1_u32..1440) {
        let date = today().date + chrono::Days::new(days);
        let at = |minutes: u32| date.and_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
        let (iso, day) = (at(minutes).format("%Y-%m-%dT%H:%M").to_string(), date.to_string());
        let clock = at(minutes).format("%-I:%M %p").to_string();
        for sent in [
            json!({"start": iso}),
            json!({"date": day, "time": clock}),
            json!({"date": format!("{day}T00:00:00Z"), "time": clock}),
            json!({"start": iso, "date": day, "time": clock}),
            json!({"start": {"date": day, "time": clock}}),
            json!({"date": day, "start_time": [clock]}),
        ] {
            let arguments = sent.as_object().unwrap();
            prop_assert_eq!(start(arguments, LANGUAGE, today()), Ok(at(minutes)), "{}", sent);
        }
        let twice = json!({"start": iso, "time": at(other).format("%H:%M").to_string()});
        prop_assert_eq!(start(twice.as_object().unwrap(), LANGUAGE, today()).is_ok(), minutes == other);
    }
}

/// A body may have a megabyte, and a request ten milliseconds of a processor that is much faster than a test.
#[test]
fn large_values_take_no_longer_than_reading_them() {
    let million = 1 << 20;
    let nested = (0..100).fold(json!("x"), |inner, _| json!({ "name": [inner] }));
    for huge in [
        json!("9".repeat(million)),
        json!("next ".repeat(million / 5)),
        json!("four one five ".repeat(million / 14)),
        json!(vec!["Ann"; million / 6]),
        json!({"first": "A".repeat(million)}),
        nested,
    ] {
        let arguments: Arguments = KEYS.iter().map(|key| ((*key).to_owned(), huge.clone())).collect();
        let begun = Instant::now();
        faults(&arguments);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}

/// A transcript writes some digits in words and some as figures.
#[test]
fn what_is_said_twice_is_doubled_however_it_is_written() {
    let clinic = american_clinic();
    let read = |said: &str| phone(json!({"phone": said}).as_object().unwrap(), &clinic, None).unwrap();
    for (said, number) in [
        ("2 1 2 double 5 nine zero one double four", "+12125590144"),
        ("two one two double five nine zero one double 4", "+12125590144"),
        ("2 1 2 triple 5 zero 1 double 4", "+12125550144"),
    ] {
        assert_eq!(read(said).unwrap().as_str(), number, "{said}");
    }
    for cut_off in ["2 1 2 5 5 5 0 1 4 double", "2 1 2 double double 5 0 1 4 4"] {
        assert!(phone(json!({"phone": cut_off}).as_object().unwrap(), &clinic, None).is_err(), "{cut_off}");
    }
}

#[test]
fn a_name_in_parts_keeps_every_part() {
    let read = |parts: serde_json::Value| name(parts.as_object().unwrap(), LANGUAGE).unwrap().unwrap();
    assert_eq!(read(json!({"first_name": "Martinez", "last_name": "Martin"})), "Martinez Martin");
    assert_eq!(read(json!({"name": "Ann Lee", "first_name": "Ann", "last_name": "Lee"})), "Ann Lee");
}

/// Whether somebody else is meant is heard or asked, and never taken for granted.
#[test]
fn another_person_is_said_denied_or_left_open() {
    let read = |said: serde_json::Value| another_person(said.as_object().unwrap(), LANGUAGE);
    for (said, expected) in [
        (json!({}), None),
        (json!({"another_person": "unknown"}), None),
        (json!({"another_person": ""}), None),
        (json!({"another_person": []}), None),
        (json!({"another_person": true}), Some(true)),
        (json!({"another_person": " Yes "}), Some(true)),
        (json!({"another_person": [1]}), Some(true)),
        (json!({"someone_else": "true"}), Some(true)),
        (json!({"another_person": false}), Some(false)),
        (json!({"another_person": "No"}), Some(false)),
        (json!({"another_person": 0}), Some(false)),
        (json!({"another_person": false, "someone_else": true}), Some(false)),
    ] {
        assert_eq!(read(said.clone()), Ok(expected), "{said}");
    }
    for said in
        [json!("maybe"), json!("asap"), json!("Ann Lee"), json!(2), json!({}), json!([true, false]), json!("{{x}}")]
    {
        let wrong = ArgumentFault::WrongType { name: "another_person", wanted: Expected::YesOrNo };
        assert_eq!(read(json!({"another_person": said})), Err(wrong), "{said}");
    }
}
