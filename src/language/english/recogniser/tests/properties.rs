//! What holds for every text.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::{monday, parse_date, parse_days, parse_start, parse_start_of, parse_time, part_of_day};
use crate::{
    domain::dates::{DaysRequest, Today, Wanted},
    language::english::sentences::date_remedy,
};

const WORDS: &str = "next this last the in a week weeks days from of to thursday mon december may \
    3 03 3rd 31st 2026 1430 99999999999 today tomorrow tonight at noon half quarter past two \
    twenty first - / : . + t z am pm est morning afternoon late after between and oclock {{ \
    America/New_York \u{202E} \u{0} é ４";

/// Texts made of the words and marks that the grammar knows, in any order.
fn wordy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.split_whitespace().collect::<Vec<_>>());
    (prop::collection::vec(word, 0..12), any::<bool>())
        .prop_map(|(words, tight)| words.join(if tight { "" } else { " " }))
}

fn refusals(text: &str, today: Today) -> Vec<String> {
    [
        parse_date(text, today).err(),
        parse_time(text).err(),
        parse_start(text, today).err(),
        part_of_day(text).err(),
        parse_days(text, today).err(),
        parse_start_of(&[(Wanted::Date, text.to_owned()), (Wanted::Time, text.to_owned())], Some(text), today).err(),
    ]
    .into_iter()
    .flatten()
    .map(|error| date_remedy(&error))
    .collect()
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..80_000)
        .prop_map(|days| NaiveDate::from_ymd_opt(1970, 1, 1).unwrap().checked_add_days(Days::new(days)).unwrap())
}

proptest! {
    #[test]
    fn refusals_are_short_single_lines(text in prop_oneof![any::<String>(), wordy()]) {
        for refusal in refusals(&text, monday()) {
            prop_assert!(refusal.chars().count() < 200, "{refusal}");
            prop_assert!(!refusal.chars().any(char::is_control), "{refusal:?}");
        }
    }

    #[test]
    fn a_parsed_day_is_never_before_today(text in wordy(), day in any_day()) {
        let today = Today { date: day, ..monday() };
        if let Ok(date) = parse_date(&text, today) {
            prop_assert!(date >= day);
        }
        if let Ok(start) = parse_start(&text, today) {
            prop_assert!(start.date() >= day);
        }
        if let Ok(DaysRequest { first, last, .. }) = parse_days(&text, today) {
            prop_assert!(day <= first && first <= last);
        }
    }

    #[test]
    fn every_way_to_write_a_day_is_the_same_day(day in any_day(), ahead in 0_u64..300) {
        let today = Today { date: day, ..monday() };
        let wanted = day.checked_add_days(Days::new(ahead)).unwrap();
        for form in ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%B %-d, %Y", "%-d %b %Y", "%A, %B %-d", "%b %d"] {
            let text = wanted.format(form).to_string();
            prop_assert_eq!(parse_date(&text, today), Ok(wanted), "{}", text);
        }
        let counted = format!("in {ahead} days");
        prop_assert_eq!(parse_date(&counted, today), Ok(wanted), "{}", counted);
    }

    #[test]
    fn figures_in_doubt_are_never_guessed(month in 1_u32..=12, day in 1_u32..=12) {
        let text = format!("{month}/{day}/2027");
        prop_assert_eq!(parse_date(&text, monday()).is_ok(), month == day);
    }

    #[test]
    fn next_weekday_lies_in_the_following_week(day in any_day(), index in 0_u8..7) {
        let weekday = chrono::Weekday::try_from(index).unwrap();
        let today = Today { date: day, ..monday() };
        let read = |text: String| parse_date(&text, today).unwrap();
        let coming = read(weekday.to_string());
        let next = read(format!("next {weekday}"));
        prop_assert!((0..7).contains(&(coming - day).num_days()));
        prop_assert_eq!(next.weekday(), weekday);
        let next_week = day.checked_add_days(Days::new(7)).unwrap().iso_week();
        prop_assert_eq!(next.iso_week(), next_week);
    }

    #[test]
    fn every_minute_reads_back_on_both_clocks(minute in 0_u32..1440) {
        let time = chrono::NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
        for form in ["%H:%M", "%H:%M:%S", "%H%M", "T%H:%M", "%I:%M %p", "%-I:%M%P", "%-I.%M %p"] {
            let text = time.format(form).to_string();
            prop_assert_eq!(parse_time(&text), Ok(time), "{}", text);
        }
    }
}
