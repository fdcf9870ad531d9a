//! Day and time together, on Monday, November 30, 2026 in New York unless said otherwise.

use super::{Row, check, date, monday, parse_start, parse_start_of, today_is, zone};
use crate::domain::dates::{Today, Wanted};

const READ: &[Row] = &[
    ("2026-12-03T09:30/2026-12-03T10:00", "2026-12-03 09:30:00"),
    ("Thursday, December 3 at 9:30 AM (start 2026-12-03T09:30)", "2026-12-03 09:30:00"),
    ("Thursday 2 PM to 2:30 PM", "2026-12-03 14:00:00"),
    ("Thursday at three-thirty in the afternoon", "2026-12-03 15:30:00"),
    ("in an hour", "2026-11-30 11:00:00"),
    ("in an hour and a half", "2026-11-30 11:30:00"),
    ("in two hours", "2026-11-30 12:00:00"),
    ("in half an hour", "2026-11-30 10:30:00"),
    ("tomorrow at half past noon", "2026-12-01 12:30:00"),
    ("tomorrow afternoon at half two", "2026-12-01 14:30:00"),
    ("the first Monday in January at 9 AM", "2027-01-04 09:00:00"),
    ("Friday night at 12", "! whether they mean midnight or noon"),
    ("Friday at 1 in the evening", "! whether they mean 1 AM or 1 PM"),
    ("tomorrow at 12 in the morning", "! whether they mean midnight or noon"),
    ("tomorrow in an hour", "! could not read"),
    ("2026-12-03T09:30", "2026-12-03 09:30:00"),
    ("2026-12-03t09:30", "2026-12-03 09:30:00"),
    ("2026-12-03T9:30", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30:00", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30:00.000", "2026-12-03 09:30:00"),
    ("20261203T093000", "2026-12-03 09:30:00"),
    ("20261203T0930", "2026-12-03 09:30:00"),
    ("2026-12-03 09:30", "2026-12-03 09:30:00"),
    ("2026-12-03 9:30 am", "2026-12-03 09:30:00"),
    ("2026-12-03, 2pm", "2026-12-03 14:00:00"),
    ("2026-12-03 at noon", "2026-12-03 12:00:00"),
    ("tomorrow at 2pm", "2026-12-01 14:00:00"),
    ("2pm tomorrow", "2026-12-01 14:00:00"),
    ("2:30 p.m. on Thursday", "2026-12-03 14:30:00"),
    ("Thursday at 2", "! whether they mean 2 AM or 2 PM"),
    ("Thursday afternoon at 2", "2026-12-03 14:00:00"),
    ("tomorrow morning at nine thirty", "2026-12-01 09:30:00"),
    ("tonight at 7", "2026-11-30 19:00:00"),
    ("this afternoon at 3", "2026-11-30 15:00:00"),
    ("Thursday, December 3 at 9:30 AM", "2026-12-03 09:30:00"),
    ("Thursday, December 3rd, 2026, 9:30 AM", "2026-12-03 09:30:00"),
    ("9:30 AM on the 3rd of December", "2026-12-03 09:30:00"),
    ("December 3 1430", "2026-12-03 14:30:00"),
    ("December 3 - 2 pm", "2026-12-03 14:00:00"),
    ("next Thursday at half past two in the afternoon", "2026-12-10 14:30:00"),
    ("in two weeks at 10:30", "2026-12-14 10:30:00"),
];

const WITH_ZONE: &[Row] = &[
    ("2026-12-03T09:30-05:00", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30:00-0500", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30-05", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30 UTC-5", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30[America/New_York]", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30-05:00[America/New_York]", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30-06:00[America/New_York]", "! clinic's clock"),
    ("2026-12-03 09:30 America/New_York", "2026-12-03 09:30:00"),
    ("2026-12-03 09:30 america/new_york", "2026-12-03 09:30:00"),
    ("2026-12-03 09:30 America/Toronto", "2026-12-03 09:30:00"),
    ("tomorrow at 2pm EST", "2026-12-01 14:00:00"),
    ("tomorrow at 2pm EDT", "2026-12-01 14:00:00"),
    ("tomorrow at 2pm ET", "2026-12-01 14:00:00"),
    ("tomorrow at 2pm Eastern Standard Time", "2026-12-01 14:00:00"),
    ("2pm Eastern time tomorrow", "2026-12-01 14:00:00"),
    ("2pm local time tomorrow", "2026-12-01 14:00:00"),
    ("Thu Dec 03 2026 09:30:00 GMT-0500 (Eastern Standard Time)", "2026-12-03 09:30:00"),
    ("2026-12-03T09:30Z", "! clinic's clock, New York time"),
    ("2026-12-03T09:30:00.000Z", "! without Z, zone or offset"),
    ("2026-12-03T09:30+00:00", "! clinic's clock, New York time"),
    ("2026-12-03T09:30-04:00", "! clinic's clock, New York time"),
    ("2026-07-03T09:30-05:00", "! in the past"),
    ("2027-07-02T09:30-04:00", "2027-07-02 09:30:00"),
    ("2027-07-02T09:30-05:00", "! clinic's clock"),
    ("2026-12-03T09:30+99:00", "! clinic's clock"),
    ("2026-12-03 09:30 GMT", "! clinic's clock"),
    ("2026-12-03 09:30 Europe/Berlin", "! clinic's clock"),
    ("tomorrow at 2pm PST", "! clinic's clock"),
    ("tomorrow at 2pm Pacific", "! clinic's clock"),
    ("tomorrow at 2pm CET", "! clinic's clock"),
    // Skipped and repeated by the clock changes of 2027.
    ("2027-03-14T02:30-05:00", "! clinic's clock"),
    ("2027-11-07T01:30-04:00", "! clinic's clock"),
    ("2027-03-14T02:30", "2027-03-14 02:30:00"),
];

const REFUSED: &[Row] = &[
    ("2026-12-03", "! what time on Thursday, December 3, 2026"),
    ("tomorrow", "! what time on Tuesday, December 1, 2026"),
    ("tomorrow morning", "! what time on Tuesday, December 1, 2026"),
    ("2pm", "! The day is missing"),
    ("2026-12-03 9:30", "! whether they mean 9:30 AM or 9:30 PM"),
    ("2026-12-03T25:00", "! no such time"),
    ("2026-02-30T10:00", "! in the calendar"),
    ("2025-12-03T10:00", "! Wednesday, December 3, 2025 is in the past"),
    ("03/04/2027 2pm", "! could be March 4 or April 3"),
    ("2026-12-03T09:30/2026-12-03T15:00", "! could not read"),
    ("2026-12-03T09:30/2026-12-04T10:00", "! could not read"),
    ("tomorrow 2pm to 4pm", "! more than one start time"),
    ("tomorrow around 2pm", "! The time is missing"),
    ("tomorrow 2pm or Thursday 3pm", "! more than one start time"),
    ("tomorrow, this afternoon at 2", "! could not read"),
    ("", "! The start time is missing"),
    ("{{start}}", "! The start time is a template"),
    ("first available", "! earliest set to true"),
    ("2026-12-03 09:30 Mars/Olympus", "! could not read"),
    ("slot 3", "! could not read \"slot 3\" as a start time"),
];

#[test]
fn starts_in_figures_and_words() {
    check(READ, |text| parse_start(text, monday()));
}

#[test]
fn a_zone_is_accepted_only_where_it_changes_nothing() {
    check(WITH_ZONE, |text| parse_start(text, monday()));
}

#[test]
fn what_is_no_start_is_refused() {
    check(REFUSED, |text| parse_start(text, monday()));
}

/// Texts of one start, `|` between them, and a zone after `@`; the first is the whole start, the second its date, the third its time.
const IN_PIECES: &[Row] = &[
    ("2026-12-03T14:00", "2026-12-03 14:00:00"),
    ("|Thursday|2pm", "2026-12-03 14:00:00"),
    ("|Thursday afternoon|at 2", "2026-12-03 14:00:00"),
    ("2pm|Thursday", "2026-12-03 14:00:00"),
    ("2|Thursday|in the afternoon at 2", "2026-12-03 14:00:00"),
    ("2|Thursday|2 pm", "2026-12-03 14:00:00"),
    ("2 pm|Thursday|2:00", "2026-12-03 14:00:00"),
    ("2|Thursday|2", "! 2 AM or 2 PM"),
    ("2|Thursday|3 pm", "! different days or times"),
    ("2026-12-03|2026-12-03|14:00", "2026-12-03 14:00:00"),
    ("2026-12-03T14:00|Thursday|2 pm", "2026-12-03 14:00:00"),
    ("2026-12-03T14:00||junk", "! could not read"),
    ("|2026-12-03T00:00:00Z|14:00", "2026-12-03 14:00:00"),
    ("2026-12-03T14:00|2026-12-03T00:00:00Z", "2026-12-03 14:00:00"),
    ("|2026-12-03|2026-12-03T14:00-05:00", "2026-12-03 14:00:00"),
    ("|2026-12-03|14:00@America/New_York", "2026-12-03 14:00:00"),
    ("|2026-12-03|14:00@US/Eastern", "2026-12-03 14:00:00"),
    ("|2026-12-03|14:00@EST", "2026-12-03 14:00:00"),
    ("|2026-12-03|14:00@-05:00", "2026-12-03 14:00:00"),
    ("|2026-12-03|14:00@UTC", "! clinic's clock"),
    ("|2026-12-03|14:00@Europe/Berlin", "! clinic's clock"),
    ("|2026-12-03|14:00@somewhere", "! clinic's clock"),
    ("|2026-12-03|14:00Z", "! clinic's clock"),
    ("|2026-12-03T14:00:00Z|14:00", "! clinic's clock"),
    ("2026-12-03T14:00|2026-12-04", "! different days or times"),
    ("2026-12-03T14:00|Friday", "! December 3 is a Thursday, not a Friday"),
    ("2026-12-10T14:00|Thursday", "2026-12-10 14:00:00"),
    ("Thursday at 2 pm|December 10", "2026-12-10 14:00:00"),
    ("Thursday at 2 pm|Friday", "! different days or times"),
    ("2026-12-03T14:00||15:00", "! different days or times"),
    ("|2026-12-03T09:00|10:00", "! different days or times"),
    ("|Thursday morning|14:00", "! different days or times"),
    ("|2026-12-03|2026-12-04T14:00", "! different days or times"),
    ("||14:00", "! The day is missing"),
    ("|Thursday|2", "! 2 AM or 2 PM"),
    ("|Thursday|soon", "! could not read \"soon\" as a time"),
    ("|soon|2 pm", "! could not read \"soon\" as a date"),
    ("|2026-12-03T14:00||", "2026-12-03 14:00:00"),
    ("|2026-12-03", "! The time is missing"),
    ("", "! The start time is missing"),
];

#[test]
fn a_start_in_pieces_is_one_start_or_none() {
    check(IN_PIECES, |text| {
        let (texts, zone) = text.split_once('@').map_or((text, None), |(texts, zone)| (texts, Some(zone)));
        let wanted = [Wanted::Start, Wanted::Date, Wanted::Time].into_iter().zip(texts.split('|'));
        let texts: Vec<_> =
            wanted.filter(|(_, text)| !text.is_empty()).map(|(wanted, text)| (wanted, text.to_owned())).collect();
        parse_start_of(&texts, zone, monday())
    });
}

#[test]
fn utc_is_the_clock_of_a_clinic_in_that_zone() {
    let read = |name, text| {
        let date = date("2026-11-30");
        parse_start(text, Today::midnight(date, zone(name)))
    };
    assert!(read("UTC", "2026-12-03T09:30Z").is_ok());
    assert!(read("Europe/London", "2026-12-03T09:30Z").is_ok());
    assert!(read("Europe/London", "2027-07-02T09:30Z").is_err());
    assert!(read("Asia/Kathmandu", "2026-12-03T09:30+05:45").is_ok());
    // Arizona keeps standard time: "Mountain" is its own in winter, and could mean Denver's clock in summer.
    for text in ["2026-12-03 10 am Mountain Standard Time", "2026-12-03 10 am Mountain time", "2026-12-03 10 am MT"] {
        assert!(read("America/Phoenix", text).is_ok(), "{text}");
    }
    assert!(read("America/Phoenix", "2027-07-02 10 am Mountain Standard Time").is_ok());
    assert!(read("America/Phoenix", "2027-07-02 10 am Mountain Daylight Time").is_err());
    assert!(read("America/Phoenix", "2027-07-02 10 am Arizona time").is_ok());
    assert!(read("America/Regina", "2026-12-03 10 am Central time").is_ok());
    assert!(read("Asia/Shanghai", "2026-12-03 10 am Central time").is_err(), "another CST");
    assert!(read("America/Halifax", "2026-12-03 10 am Atlantic time").is_ok());
    assert!(read("Pacific/Honolulu", "2026-12-03 10 am Hawaii time").is_ok());
    assert!(read("America/New_York", "2026-12-03 10 am New York time").is_ok());
    assert!(read("America/Toronto", "2026-12-03 10 am New York time").is_ok(), "the same clock");
    assert!(read("America/New_York", "2026-12-03 10 am Chicago time").is_err());
    assert!(read("Europe/Paris", "2026-12-03 10 am Paris time").is_ok());
    assert!(read("America/Phoenix", "2027-07-02 9:30 am MST").is_ok());
    assert!(read("America/Phoenix", "2027-07-02 9:30 am MDT").is_err());
    assert!(read("America/Phoenix", "2027-07-02 9:30 am Mountain time").is_err());
}

/// Vancouver goes by PST and PDT in 2026 until November, by MST all year from then on. People call it Pacific time all the same.
#[test]
fn a_clock_renamed_within_the_year_goes_by_each_of_its_names() {
    let read = |text| parse_start(text, Today { zone: zone("America/Vancouver"), ..monday() });
    for text in [
        "2026-12-03 2 pm MST",
        "2026-12-03 2 pm Pacific time",
        "2027-02-03 2 pm MST",
        "2027-01-12 10 am Pacific",
        "2027-02-03 2 pm Pacific time",
        "2027-07-02 2 pm PT",
        "2027-02-03T14:00-07:00",
    ] {
        assert!(read(text).is_ok(), "{text}");
    }
    for text in ["2027-02-03 2 pm PST", "2027-02-03 2 pm Pacific Standard Time", "2026-12-03T14:00-08:00"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn the_last_day_of_the_calendar_is_no_trap() {
    let end = Today::midnight(chrono::NaiveDate::MAX, zone("UTC"));
    for text in ["tomorrow at 2pm", "next Monday 14:00", "the 3rd at noon", "June 3 at noon"] {
        assert!(parse_start(text, end).is_err(), "{text}");
    }
    assert!(parse_start("9999-12-31T10:00", today_is("2026-11-30")).is_ok());
}
