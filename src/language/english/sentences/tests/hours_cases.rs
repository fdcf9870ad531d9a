//! The cases of the golden file around opening hours and people who take over.

use chrono::{NaiveTime, Weekday};

use super::super::hours::{listed_up_to, spoken_hours, spoken_week};
use super::golden::Case;
use super::prelude::*;
use super::{desk, start};

fn hours(text: &str) -> String {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    let stretch = |text: &str| text.split_once('-').map(|(open, close)| (time(open), time(close))).unwrap();
    spoken_hours(&text.split_whitespace().map(stretch).collect::<Vec<_>>())
}

pub(super) fn hours_told() -> Vec<Case> {
    let usual = |weekday| match weekday {
        Weekday::Fri => hours("09:00-12:00"),
        Weekday::Sat | Weekday::Sun => hours(""),
        _ => hours("09:00-12:00 13:00-17:00"),
    };
    let varied = |weekday: Weekday| match weekday {
        Weekday::Wed => hours("22:00-02:00"),
        Weekday::Mon | Weekday::Fri | Weekday::Sun => hours(""),
        _ => hours("07:30-19:15"),
    };
    vec![
        ("hours with a break", hours("09:00-12:00 13:00-17:00")),
        ("hours past midnight", hours("22:00-02:00")),
        ("hours until midnight", hours("18:30-00:00")),
        ("hours of a whole day", hours("00:00-00:00")),
        ("hours round the clock from another time", hours("07:00-07:00")),
        ("hours of a closed day", hours("")),
        ("a usual week", spoken_week(&usual)),
        ("a week of which no two days are alike", spoken_week(&varied)),
        ("a week without a pause", spoken_week(&|_| hours("00:00-00:00"))),
    ]
}

pub(super) fn people() -> Vec<Case> {
    let desk = desk();
    vec![
        ("somebody can take over", English.can_take_over(&desk)),
        ("a caller is waiting", English.caller_is_waiting("Oak Dental")),
        ("a caller is blocked", English.call_not_taken("Oak Dental")),
        ("a caller is blocked, to the model", English.caller_blocked("Oak Dental")),
        ("a number is withheld", English.number_withheld("Oak Dental")),
        ("nobody is free", English.nobody_is_free()),
        ("nobody is there", English.nobody_there(Some(start("2026-12-01T09:00")), &desk)),
        ("nobody is there for months", English.nobody_there(None, &desk)),
        ("nobody takes calls over", English.nobody_takes_over(&desk)),
        ("a call that nobody answers", English.not_answered("Oak Dental")),
        ("a call that nobody answers, clinic without a name", English.not_answered("")),
        ("a call that goes elsewhere", English.putting_through()),
        ("a call to a number of nobody", English.number_not_set_up()),
    ]
}

#[test]
fn a_list_says_how_many_it_leaves_out() {
    let items: Vec<String> = ["Cleaning", "Check-up", "Filling"].map(str::to_owned).to_vec();
    for (most, said) in [
        (100, "Cleaning, Check-up and Filling"),
        (29, "Cleaning, Check-up and Filling"),
        (28, "Cleaning, Check-up and 1 more"),
        (10, "Cleaning and 2 more"),
        (0, "Cleaning and 2 more"),
    ] {
        assert_eq!(listed_up_to(most, &items), said, "{most}");
    }
    assert_eq!(listed_up_to(100, &items[..1]), "Cleaning");
    assert_eq!(listed_up_to(100, &[]), "");
}
