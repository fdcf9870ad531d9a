//! What a client's model is told of the clinic and of the tools before it calls any.

use chrono::{DateTime, Timelike, Utc};

use crate::{domain::route::Route, language::variables::variables};

const HOW: &str = "Ask check_availability before you offer or book a time, and offer no start that it has not named. Read a start aloud as \
                   the answer says it, and send it back exactly as it stands there in parentheses. Before you book, move or cancel, \
                   read back what it is about and hear a yes. Say that it is done only when a tool has said so. The answer of a tool \
                   says what to tell or to ask next: do that. Never invent times, prices, names or anything else about the clinic: \
                   answer_question has what it has written down. What may be an emergency goes first, as the answers say.";

/// An hour.
const LONGEST_SECONDS: u32 = 3600;
const DAY_SECONDS: u32 = 86_400;

/// The instructions, of the clinic if it is known which.
pub(super) fn instructions(clinic: Option<(&Route, DateTime<Utc>)>) -> String {
    let Some((route, now)) = clinic else {
        return format!("These tools are a clinic's front desk. Times are the clinic's own. {HOW}");
    };
    let variables = variables(route, now);
    let of = |name: &str| variables.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let (clinic, weekday, today, zone) = (of("clinic_name"), of("weekday"), of("today"), of("timezone"));
    format!(
        "These tools are the front desk of {clinic}. Today is {weekday}, {today}. All times are the clinic's own ({zone}). {HOW}"
    )
}

/// For how many milliseconds they hold: an hour, or until the clinic's day is over.
pub(super) fn milliseconds(clinic: Option<(&Route, DateTime<Utc>)>) -> u32 {
    let left = clinic.map(|(route, now)| DAY_SECONDS - route.zone.local(now).time().num_seconds_from_midnight());
    left.unwrap_or(LONGEST_SECONDS).min(LONGEST_SECONDS) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assistant::tests::{at, clinic};

    #[test]
    fn the_day_is_the_clinics_and_holds_until_it_is_over() {
        let mut route = clinic();
        for (zone, now, today, millis) in [
            ("America/New_York", "2026-12-01T15:00:00Z", "Tuesday, 2026-12-01", 3_600_000),
            ("America/New_York", "2026-12-01T04:59:30Z", "Monday, 2026-11-30", 30_000),
            ("Asia/Tokyo", "2026-12-01T15:00:00Z", "Wednesday, 2026-12-02", 3_600_000),
        ] {
            route.zone = zone.parse().unwrap();
            let clinic = Some((&route, at(now)));
            let told = instructions(clinic);
            let expected =
                format!("the front desk of Oak Dental. Today is {today}. All times are the clinic's own ({zone}).");
            assert!(told.contains(&expected), "{told}");
            assert_eq!(milliseconds(clinic), millis, "{now}");
        }
        assert_eq!(milliseconds(None), 3_600_000);
        assert!(!instructions(None).contains("Today"));
    }
}
