//! Times of day on their own.

use super::{Row, check};
use crate::domain::when::parse_time;

const READ: &[Row] = &[
    ("14:00", "14:00:00"),
    ("09:30", "09:30:00"),
    ("00:00", "00:00:00"),
    ("23:59", "23:59:00"),
    ("10:30", "10:30:00"),
    ("12:00", "12:00:00"),
    ("14:00:00", "14:00:00"),
    ("14:00:00.000", "14:00:00"),
    ("T14:00", "14:00:00"),
    ("T9:30", "09:30:00"),
    ("14.30", "14:30:00"),
    ("1430", "14:30:00"),
    ("0930", "09:30:00"),
    ("2pm", "14:00:00"),
    ("2 PM", "14:00:00"),
    ("2 p.m.", "14:00:00"),
    ("2 p. m.", "14:00:00"),
    ("2P", "14:00:00"),
    ("2:30 p.m.", "14:30:00"),
    ("2:30\u{202F}PM", "14:30:00"),
    ("02:30 PM", "14:30:00"),
    ("2.30pm", "14:30:00"),
    ("230pm", "14:30:00"),
    ("9:05 am", "09:05:00"),
    ("12 am", "00:00:00"),
    ("12:15 am", "00:15:00"),
    ("12 pm", "12:00:00"),
    ("12:30pm", "12:30:00"),
    ("14:30 PM", "14:30:00"),
    ("00:30 AM", "00:30:00"),
    ("noon", "12:00:00"),
    ("12 noon", "12:00:00"),
    ("midday", "12:00:00"),
    ("at noon", "12:00:00"),
    ("midnight", "00:00:00"),
    ("twelve midnight", "00:00:00"),
    ("9 o'clock am", "09:00:00"),
    ("nine o\u{2019}clock in the morning", "09:00:00"),
    ("2 in the afternoon", "14:00:00"),
    ("two in the afternoon", "14:00:00"),
    ("7 in the evening", "19:00:00"),
    ("half past two in the afternoon", "14:30:00"),
    ("half past 9 am", "09:30:00"),
    ("quarter past three pm", "15:15:00"),
    ("a quarter to 4 p.m.", "15:45:00"),
    ("quarter to 1 pm", "12:45:00"),
    ("ten past ten am", "10:10:00"),
    ("20 to 3 pm", "14:40:00"),
    ("two thirty pm", "14:30:00"),
    ("nine oh five am", "09:05:00"),
    ("ten forty-five am", "10:45:00"),
    ("2 pm local time", "14:00:00"),
    ("17", "17:00:00"),
];

const REFUSED: &[Row] = &[
    ("9 o'clock", "! whether they mean 9 AM or 9 PM"),
    ("nine", "! whether they mean 9 AM or 9 PM"),
    ("2:30", "! whether they mean 2:30 AM or 2:30 PM"),
    ("2", "! whether they mean 2 AM or 2 PM"),
    ("930", "! whether they mean 9:30 AM or 9:30 PM"),
    ("half past two", "! whether they mean 2:30 AM or 2:30 PM"),
    ("quarter to one", "! whether they mean 12:45 AM or 12:45 PM"),
    ("12 o'clock", "! whether they mean midnight or noon"),
    ("25:00", "! no such time"),
    ("24:00", "! no such time"),
    ("14:60", "! no such time"),
    ("2:75 pm", "! no such time"),
    ("14:00 am", "! no such time"),
    ("0:30 pm", "! no such time"),
    ("13 am", "! no such time"),
    ("9 pm in the morning", "! no such time"),
    ("14:00 in the morning", "! no such time"),
    ("14:00:30", "! could not read"),
    ("2pm EST", "! could not read"),
    ("14:00Z", "! could not read"),
    ("2-4 pm", "! could not read"),
    ("2pm to 4pm", "! more than one time"),
    ("2pm or 3pm", "! more than one time"),
    ("tomorrow at 2pm", "! as a time"),
    ("morning", "! could not read \"morning\" as a time"),
    ("", "! The time is missing"),
    ("HH:MM", "! The time is missing"),
    ("{{time}}", "! The time is a template"),
    ("soon", "! could not read \"soon\" as a time"),
    ("2 pm 3 pm", "! could not read"),
    ("minus 3", "! could not read"),
];

#[test]
fn times_that_have_one_reading() {
    check(READ, parse_time);
}

#[test]
fn times_that_are_refused() {
    check(REFUSED, parse_time);
}
