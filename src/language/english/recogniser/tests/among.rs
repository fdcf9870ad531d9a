//! Days among other words, on Monday, November 30, 2026 in New York.

use super::{Row, check, monday, parse_date};

/// Every word counts: what is known to say nothing of which day, and nothing else, is passed over.
const AMONG_OTHER_WORDS: &[Row] = &[
    ("Thursday please", "2026-12-03"),
    ("Thursday, if possible", "2026-12-03"),
    ("any availability on Thursday", "2026-12-03"),
    ("do you have anything on Thursday", "2026-12-03"),
    ("available Saturday", "2026-12-05"),
    ("is there something available on Friday?", "2026-12-04"),
    ("the earliest on Thursday", "2026-12-03"),
    ("a week on Thursday", "2026-12-10"),
    ("Thursday week", "2026-12-10"),
    ("a week from this Friday", "2026-12-11"),
    ("wendsday", "2026-12-02"),
    ("Christmas Eve", "2026-12-24"),
    ("New Year's Eve", "2026-12-31"),
    ("not the day before Christmas", "! could not read"),
    ("first thing Monday", "2026-11-30"),
    ("maybe Thursday", "2026-12-03"),
    ("December third twenty twenty-seven", "2027-12-03"),
    ("the third of December twenty twenty-six", "2026-12-03"),
    ("asap", "! find the first opening"),
    ("the first available", "! find the first opening"),
    ("whatever is first", "! find the first opening"),
    ("as soon as possible please", "! find the first opening"),
    ("not available Thursday", "! could not read"),
    ("not Thursday", "! could not read"),
    ("anything but Thursday", "! could not read"),
    ("unavailable Thursday", "! could not read"),
    ("the second one", "! could not read"),
    ("the second one in the afternoon", "! could not read"),
    ("the earliest you have in January", "! more than one day"),
    ("3.12.", "2026-12-03"),
    ("13.30.", "! could not read"),
    ("slot 3", "! could not read"),
];

#[test]
fn words_that_say_nothing_of_the_day_are_passed_over_and_no_others() {
    check(AMONG_OTHER_WORDS, |text| parse_date(text, monday()));
}
