//! Times of day, in figures and in words.

use chrono::NaiveTime;

use super::grammar::Match;
use super::lexicon::Meridiem;
use super::token::{Figure, Token, skip_word};
use crate::domain::dates::DateError;

const HALF_DAY: u32 = 12 * 60;
/// Words that may follow a time on the 24-hour clock.
const HOURS: &[&str] = &["hours", "hrs"];

/// A clock time as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Minutes since midnight.
    Exact(u32),
    /// Minutes on a twelve-hour dial (0 to 719): the half of the day was not said.
    Dial(u32),
    /// Figures that no clock shows.
    Impossible,
}

impl Reading {
    /// The time meant, `half` being the half of the day that other words give.
    pub(super) fn resolve(self, half: Option<Meridiem>) -> Result<NaiveTime, DateError> {
        match (self, half) {
            (Self::Exact(minutes), _) | (Self::Dial(minutes), Some(Meridiem::Am)) => time_at(minutes),
            (Self::Dial(minutes), Some(Meridiem::Pm)) => time_at(minutes + HALF_DAY),
            (Self::Dial(minutes), None) => {
                Err(DateError::HalfOfDay { am: time_at(minutes)?, pm: time_at(minutes + HALF_DAY)? })
            }
            (Self::Impossible, _) => Err(DateError::NoSuchTime),
        }
    }
}

impl Reading {
    /// The time of two texts that say the same; the more exact of them where one left the half of the day open.
    pub(super) fn agreed(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Dial(dial), exact @ Self::Exact(minutes)) | (exact @ Self::Exact(minutes), Self::Dial(dial)) => {
                (minutes % HALF_DAY == dial).then_some(exact)
            }
            (one, same) => (one == same).then_some(one),
        }
    }
}

fn time_at(minutes: u32) -> Result<NaiveTime, DateError> {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).ok_or(DateError::NoSuchTime)
}

/// An hour and minute as they stand in the text.
#[derive(Clone, Copy)]
struct Face {
    hour: u32,
    minute: u32,
    /// The way it is written belongs to the 24-hour clock.
    full_day: bool,
}

/// Reads a time of day at the beginning of `tokens`.
pub(super) fn time<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Reading> {
    if let Some(named) = named(tokens) {
        return Some(named);
    }
    let (face, rest) = relative_to_hour(tokens)
        .or_else(|| figures(tokens))
        .or_else(|| spoken_full_day(tokens))
        .or_else(|| spoken(tokens))
        .or_else(|| hour_alone(tokens))?;
    Some(match rest {
        [Token::Meridiem(half), rest @ ..] => (face.in_half(*half), rest),
        [Token::Word("a"), rest @ ..] if rest.is_empty() => (face.in_half(Meridiem::Am), rest),
        [Token::Word("p"), rest @ ..] if rest.is_empty() => (face.in_half(Meridiem::Pm), rest),
        rest => (face.unmarked(), rest),
    })
}

impl Face {
    fn in_half(self, half: Meridiem) -> Reading {
        let half_agrees = match half {
            Meridiem::Am => self.hour == 0,
            Meridiem::Pm => self.hour > 12,
        };
        match self.dial() {
            Some(minutes) if half == Meridiem::Am => Reading::Exact(minutes),
            Some(minutes) => Reading::Exact(minutes + HALF_DAY),
            None if half_agrees => self.on_full_day(),
            None => Reading::Impossible,
        }
    }

    fn unmarked(self) -> Reading {
        match self.dial() {
            Some(minutes) if !self.full_day => Reading::Dial(minutes),
            _ => self.on_full_day(),
        }
    }

    fn dial(self) -> Option<u32> {
        let on_dial = (1..=12).contains(&self.hour) && self.minute < 60;
        on_dial.then_some(self.hour % 12 * 60 + self.minute)
    }

    fn on_full_day(self) -> Reading {
        if self.hour < 24 && self.minute < 60 {
            Reading::Exact(self.hour * 60 + self.minute)
        } else {
            Reading::Impossible
        }
    }
}

/// Whether a time begins here that is told from a full hour: `ten to two`, `half past nine`.
pub(super) fn is_relative(tokens: &[Token]) -> bool {
    relative_to_hour(tokens).is_some()
}

fn named<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Reading> {
    use Token::{Number, Word};
    let tokens = match tokens {
        [Number(n), named @ ..] if n.value == 12 => named,
        named => named,
    };
    match tokens {
        [Word("noon"), Number(n), rest @ ..] if n.value == 30 => Some((Reading::Exact(HALF_DAY + 30), rest)),
        [Word("noon" | "midday"), rest @ ..] => Some((Reading::Exact(HALF_DAY), rest)),
        [Word("half"), Word("past"), Word("noon" | "midday"), rest @ ..] => Some((Reading::Exact(HALF_DAY + 30), rest)),
        [Word("midnight"), rest @ ..] => Some((Reading::Exact(0), rest)),
        _ => None,
    }
}

/// `half past two`, `quarter to 3`, `ten minutes past 4`.
fn relative_to_hour<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Face> {
    use Token::{Number, Word};
    let (minutes, rest) = match tokens {
        [Word("half"), rest @ ..] => (30, rest),
        [Word("a"), Word("quarter"), rest @ ..] | [Word("quarter"), rest @ ..] => (15, rest),
        [Number(n), Word("minutes"), rest @ ..] | [Number(n), rest @ ..] => (n.value, rest),
        _ => return None,
    };
    let (after, rest) = match rest {
        [Word("past" | "after"), rest @ ..] => (true, rest),
        // `half two` is half past two, as the British say it.
        [Number(n), ..] if minutes == 30 && n.digits == 0 => (true, rest),
        [Word("to" | "til" | "till" | "before" | "of"), rest @ ..] if minutes != 30 => (false, rest),
        _ => return None,
    };
    let (hour, rest) = match rest {
        // `9 to 9:30` is no time, but two.
        [Number(_), Token::Mark(':' | '.'), ..] => return None,
        [Number(n), rest @ ..] => (n.value, skip_word(rest, &["oclock"])),
        _ => return None,
    };
    if !(1..=12).contains(&hour) || !(1..60).contains(&minutes) {
        return None;
    }
    let (hour, minute) = match (after, hour) {
        (true, hour) => (hour, minutes),
        (false, 1) => (12, 60 - minutes),
        (false, hour) => (hour - 1, 60 - minutes),
    };
    let full_day = false;
    Some((Face { hour, minute, full_day }, rest))
}

/// `14:00`, `9:30:00.000`, `T09:30`, `1430`.
fn figures<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Face> {
    use Token::{Mark, Number, Word};
    let (marked, tokens) = match tokens {
        // The T of ISO 8601, whose hours are always on the 24-hour clock.
        [Word("t"), rest @ ..] => (true, rest),
        tokens => (false, tokens),
    };
    match tokens {
        [Number(h), Mark(':' | '.'), Number(m), rest @ ..] if is_hour(*h) && m.digits == 2 => {
            // A dot at the end is that of a sentence.
            let rest = match rest {
                [Mark('.'), rest @ ..] | rest => rest,
            };
            let full_day = marked || h.digits == 2;
            let (hour, minute) = (h.value, m.value);
            // The end of a day is often written as its last second.
            let rest = if (hour, minute) == (23, 59) { last_second(rest) } else { zero_seconds(rest) };
            Some((Face { hour, minute, full_day }, skip_word(rest, HOURS)))
        }
        // 14h30 and 14h, as French speakers write the 24-hour clock
        [Number(h), Word("h"), Number(m), rest @ ..] if is_hour(*h) && m.digits == 2 => {
            Some((Face { hour: h.value, minute: m.value, full_day: true }, rest))
        }
        [Number(h), Word("h"), rest @ ..] if is_hour(*h) => {
            Some((Face { hour: h.value, minute: 0, full_day: true }, rest))
        }
        [Number(n), rest @ ..] if matches!(n.digits, 3 | 4) => {
            let full_day = n.digits == 4;
            let (hour, minute) = (n.value / 100, n.value % 100);
            Some((Face { hour, minute, full_day }, skip_word(rest, HOURS)))
        }
        [Number(h), rest @ ..] if marked && h.digits == 2 => {
            Some((Face { hour: h.value, minute: 0, full_day: true }, rest))
        }
        [Number(n), rest @ ..] if marked && n.digits == 6 && n.value % 100 == 0 => {
            let (hour, minute) = (n.value / 10_000, n.value / 100 % 100);
            let full_day = true;
            Some((Face { hour, minute, full_day }, rest))
        }
        _ => None,
    }
}

/// Skips seconds and fractions of zero. Others stay in the text and make it unclear, since no
/// appointment starts there.
fn zero_seconds<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    use Token::{Mark, Number};
    let is_zero = |figure: &Figure| figure.value == 0;
    match tokens {
        [Mark(':'), Number(s), Mark('.'), Number(f), rest @ ..] if is_zero(s) && is_zero(f) => rest,
        [Mark(':'), Number(s), rest @ ..] if is_zero(s) => rest,
        rest => rest,
    }
}

fn last_second<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    match tokens {
        [Token::Mark(':'), Token::Number(Figure { value: 59, .. }), rest @ ..] => rest,
        rest => zero_seconds(rest),
    }
}

/// `nine thirty`, `9 30`, `nine oh five`.
fn spoken<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Face> {
    use Token::{Mark, Number, Word};
    let (hour, minute, rest) = match tokens {
        [Number(h), Word("oh" | "o"), Number(m), rest @ ..] if m.value < 10 => (h, m, rest),
        [Number(h), Number(m), rest @ ..] if m.value >= 10 && matches!(m.digits, 0 | 2) => (h, m, rest),
        // `three-thirty`; in figures a dash stands between two times.
        [Number(h), Mark('-'), Number(m), rest @ ..] if m.value >= 10 && (h.digits, m.digits) == (0, 0) => (h, m, rest),
        _ => return None,
    };
    let face = Face { hour: hour.value, minute: minute.value, full_day: false };
    is_hour(*hour).then_some((face, rest))
}

/// `oh nine hundred`, `fourteen hundred hours`, `zero nine thirty`: the 24-hour clock in words.
fn spoken_full_day<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Face> {
    use Token::{Number, Word};
    let (is_early, tokens) = match tokens {
        [Word("oh" | "o") | Number(Figure { value: 0, digits: 0 }), rest @ ..] => (true, rest),
        tokens => (false, tokens),
    };
    let (hour, minute, rest) = match tokens {
        [Number(hour), Word("hundred"), rest @ ..] => (hour, 0, rest),
        [Number(hour), Number(minute), rest @ ..] if is_early && minute.value >= 10 => (hour, minute.value, rest),
        _ => return None,
    };
    let is_spoken = hour.digits == 0 && (!is_early || hour.value < 10);
    is_spoken.then_some((Face { hour: hour.value, minute, full_day: true }, skip_word(rest, HOURS)))
}

/// `2`, `9 o'clock`, `14`.
fn hour_alone<'t, 'a>(tokens: &'t [Token<'a>]) -> Match<'t, 'a, Face> {
    let [Token::Number(figure), rest @ ..] = tokens else {
        return None;
    };
    let rest = skip_word(rest, &["oclock"]);
    let face = Face { hour: figure.value, minute: 0, full_day: figure.digits == 2 && figure.value < 10 };
    is_hour(*figure).then_some((face, rest))
}

fn is_hour(figure: Figure) -> bool {
    figure.digits <= 2
}
