//! Parts of the day, shown as `from-until`.

use super::{Row, check, part_of_day};
use crate::domain::dates::PartOfDay;

const TABLE: &[Row] = &[
    ("morning", "00:00-12:00"),
    ("Morning", "00:00-12:00"),
    ("mornings", "00:00-12:00"),
    ("in the morning", "00:00-12:00"),
    ("before lunch", "00:00-12:00"),
    ("early morning", "00:00-10:00"),
    ("late morning", "10:00-12:00"),
    ("afternoon", "12:00-17:00"),
    ("in the afternoon", "12:00-17:00"),
    ("after lunch", "13:00-17:00"),
    ("early afternoon", "12:00-15:00"),
    ("late afternoon", "15:00-18:00"),
    ("end of the day", "15:00-18:00"),
    ("lunchtime", "11:00-14:00"),
    ("lunch time", "11:00-14:00"),
    ("evening", "17:00-24:00"),
    ("night", "17:00-24:00"),
    ("after work", "17:00-24:00"),
    ("after 3pm", "15:00-24:00"),
    ("after 15:00", "15:00-24:00"),
    ("before noon", "00:00-12:00"),
    ("before 10 am", "00:00-10:00"),
    ("between 2pm and 4pm", "14:00-16:00"),
    ("from 14:00 to 16:00", "14:00-16:00"),
    ("any", "any"),
    ("any time", "any"),
    ("all day", "any"),
    ("either", "any"),
    ("no preference", "any"),
    ("doesn't matter", "any"),
    ("AM", "00:00-12:00"),
    ("p.m.", "12:00-24:00"),
    ("noon", "11:00-14:00"),
    ("from 3 pm on", "15:00-24:00"),
    ("from 3 pm", "15:00-24:00"),
    ("2-4 pm", "14:00-16:00"),
    ("2 to 4 pm", "14:00-16:00"),
    ("from 2 to 4 pm", "14:00-16:00"),
    ("between 10 and 2 pm", "10:00-14:00"),
    ("between 9 and 11 am", "09:00-11:00"),
    ("from 9 am to 5", "09:00-17:00"),
    ("between 12 and 2 pm", "12:00-14:00"),
    ("9:30-11:30 am", "09:30-11:30"),
    ("before quarter to 3 pm", "00:00-14:45"),
    ("from 9 am to 10", "! whether they mean 10 AM or 10 PM"),
    ("between 2 and 4", "! whether they mean 4 AM or 4 PM"),
    ("ten to two", "! whether they mean 2 AM or 2 PM"),
    ("from", "! could not read"),
    ("to 4 pm", "! more than one part of the day"),
    ("after 3", "! whether they mean 3 AM or 3 PM"),
    ("between 4pm and 2pm", "! could not read"),
    ("tomorrow morning", "! could not read"),
    ("mid-morning", "09:00-11:00"),
    ("around noon", "11:00-14:00"),
    ("around 3 pm", "14:00-16:00"),
    ("3 pm-ish", "14:00-16:00"),
    ("not before 10 am", "10:00-24:00"),
    ("no earlier than 10 am", "10:00-24:00"),
    ("at the latest by 4 pm", "00:00-16:00"),
    ("by 4 pm at the latest", "00:00-16:00"),
    ("any time after lunch", "13:00-17:00"),
    ("afternoons only", "12:00-17:00"),
    ("afternoon please", "12:00-17:00"),
    ("not in the morning", "! could not read"),
    ("only", "! could not read"),
    ("around", "! could not read"),
    ("brunch", "! Ask the caller, then send morning, afternoon or evening"),
    ("morning or evening", "! more than one part of the day"),
    ("", "! The part of the day is missing"),
    ("{{part}}", "! template"),
];

#[test]
fn parts_of_the_day() {
    check(TABLE, |text| part_of_day(text).map(|part| part.map_or_else(|| "any".to_owned(), shown)));
}

fn shown(part: PartOfDay) -> String {
    let end = part.end().map_or_else(|| "24:00".to_owned(), |end| end.format("%H:%M").to_string());
    format!("{}-{end}", part.start().format("%H:%M"))
}

#[test]
fn a_part_ends_before_its_last_minute() {
    let contains = |text: &str| PartOfDay::AFTERNOON.contains(text.parse().unwrap());
    assert!(!contains("11:59:00"));
    assert!(contains("12:00:00"));
    assert!(contains("16:59:00"));
    assert!(!contains("17:00:00"));
    assert!(PartOfDay::EVENING.contains("23:59:59".parse().unwrap()));
}
