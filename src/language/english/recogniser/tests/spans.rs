//! Days that follow each other, shown as `first..last` with the time from which they are wanted.

use super::{Row, check, monday, parse_days, today_is};
use crate::domain::dates::DaysRequest;

const SEVERAL: &[Row] = &[
    ("Thursday", "2026-12-03..2026-12-03"),
    ("tomorrow morning", "2026-12-01..2026-12-01 00:00"),
    ("this week", "2026-11-30..2026-12-06"),
    ("next week", "2026-12-07..2026-12-13"),
    ("mornings next week", "2026-12-07..2026-12-13 00:00"),
    ("next week in the afternoon", "2026-12-07..2026-12-13 12:00"),
    ("this weekend", "2026-12-05..2026-12-06"),
    ("the weekend", "2026-12-05..2026-12-06"),
    ("next weekend", "2026-12-12..2026-12-13"),
    ("Monday to Wednesday", "2026-11-30..2026-12-02"),
    ("Friday to Monday", "2026-12-04..2026-12-07"),
    ("next Monday through Friday", "2026-12-07..2026-12-11"),
    ("from December 3 until December 7", "2026-12-03..2026-12-07"),
    ("between 2026-12-03 and 2026-12-04", "2026-12-03..2026-12-04"),
    ("2026-12-03 - 2026-12-05", "2026-12-03..2026-12-05"),
    ("2026-12-03/2026-12-05", "2026-12-03..2026-12-05"),
    ("this Thursday or Friday", "2026-12-03..2026-12-04"),
    ("sometime next week", "2026-12-07..2026-12-13"),
    ("the earliest next week", "2026-12-07..2026-12-13"),
    ("beginning of next week", "2026-12-07..2026-12-09"),
    ("early next week", "2026-12-07..2026-12-09"),
    ("the middle of next week", "2026-12-08..2026-12-10"),
    ("the end of next week", "2026-12-10..2026-12-13"),
    ("later this week", "2026-12-01..2026-12-06"),
    ("the rest of the week", "2026-11-30..2026-12-06"),
    ("later today", "2026-11-30..2026-11-30"),
    ("first thing Thursday", "2026-12-03..2026-12-03 00:00"),
    ("first thing Monday morning", "2026-11-30..2026-11-30 00:00"),
    ("first available Friday afternoon", "2026-12-04..2026-12-04 12:00"),
    ("not next week", "! could not read"),
    ("next week or the week after", "! more than one day"),
    ("December 30 to January 2", "2026-12-30..2027-01-02"),
    ("today or tomorrow", "2026-11-30..2026-12-01"),
    ("Thursday or Friday afternoon", "! more than one day"),
    ("Thursday or Saturday", "! more than one day"),
    ("Friday or Thursday", "! more than one day"),
    ("Thursday to whenever", "! more than one day"),
    ("yesterday to tomorrow", "! more than one day"),
    ("between Monday and", "! more than one day"),
    ("next month", "2026-12-01..2026-12-31"),
    ("December 2026", "2026-12-01..2026-12-31"),
    ("in January", "2027-01-01..2027-01-31"),
    ("the earliest you have in January", "2027-01-01..2027-01-31"),
    ("this month", "2026-11-30..2026-11-30"),
    ("end of the month", "2026-11-30..2026-11-30"),
    ("the end of January", "2027-01-22..2027-01-31"),
    ("early January", "2027-01-01..2027-01-10"),
    ("mid-January", "2027-01-11..2027-01-20"),
    ("mornings in January", "2027-01-01..2027-01-31 00:00"),
    ("the first week of January", "2027-01-01..2027-01-07"),
    ("the last week of December", "2026-12-25..2026-12-31"),
    ("the week of December 14", "2026-12-14..2026-12-20"),
    ("the week of December 16", "2026-12-14..2026-12-20"),
    ("the week after next", "2026-12-14..2026-12-20"),
    ("any day next week", "2026-12-07..2026-12-13"),
    ("in the next few days", "2026-11-30..2026-12-03"),
    ("within the next two weeks", "2026-11-30..2026-12-13"),
    ("next week after 3 pm", "2026-12-07..2026-12-13 15:00"),
    ("after 3 pm next week", "2026-12-07..2026-12-13 15:00"),
    ("Monday to Wednesday mornings", "2026-11-30..2026-12-02 00:00"),
    ("Friday after 3 pm", "2026-12-04..2026-12-04 15:00"),
    ("Friday before noon", "2026-12-04..2026-12-04 00:00"),
    ("Friday between 2 and 4 pm", "2026-12-04..2026-12-04 14:00"),
    ("Friday around 2 pm", "2026-12-04..2026-12-04 13:00"),
    ("Friday at 2 pm", "2026-12-04..2026-12-04 13:00"),
    ("after 3 pm on Friday", "2026-12-04..2026-12-04 15:00"),
    ("Friday afternoon after 3", "2026-12-04..2026-12-04 15:00"),
    ("Friday morning after 3 pm", "! name different days or times"),
    ("2026-12-03T14:00", "2026-12-03..2026-12-03 13:00"),
    ("2026-12-03T00:00:00Z", "2026-12-03..2026-12-03"),
    ("12/13/26", "! no four-digit year"),
    ("2023-05-04", "! is in the past"),
];

#[test]
fn days_that_follow_each_other() {
    check(SEVERAL, |text| {
        parse_days(text, monday()).map(|DaysRequest { first, last, part }| {
            let part = part.map_or_else(String::new, |part| part.start().format(" %H:%M").to_string());
            format!("{first}..{last}{part}")
        })
    });
}

/// On a Saturday, this week's Friday is over.
#[test]
fn a_pair_of_weekdays_is_the_next_one() {
    let read = |text| parse_days(text, today_is("2026-12-05")).map(|days| format!("{}..{}", days.first, days.last));
    assert_eq!(read("Friday to Monday").unwrap(), "2026-12-11..2026-12-14");
    assert_eq!(read("Saturday to Sunday").unwrap(), "2026-12-05..2026-12-06");
    assert!(read("early this week").is_err(), "it is over");
}

#[test]
fn what_is_left_of_a_week_begins_today() {
    for (today, week, weekend) in [
        ("2026-12-05", "2026-12-05..2026-12-06", "2026-12-05..2026-12-06"),
        ("2026-12-06", "2026-12-06..2026-12-06", "2026-12-06..2026-12-06"),
    ] {
        let read = |text| parse_days(text, today_is(today)).map(|days| format!("{}..{}", days.first, days.last));
        assert_eq!((read("this week").unwrap(), read("this weekend").unwrap()), (week.to_owned(), weekend.to_owned()));
        assert_eq!(read("next week").unwrap(), "2026-12-07..2026-12-13");
    }
}
