//! Parts of a day, by the clock on the wall.

use chrono::{NaiveTime, Timelike};

const DAY_END: u32 = 24 * 60;

/// A part of a local day, from a time up to but not including another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOfDay {
    /// Minutes since local midnight by the clock on the wall, inclusive.
    from: u32,
    /// The same, exclusive; 1440 for the end of the day.
    until: u32,
}

impl PartOfDay {
    /// From midnight up to noon.
    pub const MORNING: Self = Self::hours(0, 12);
    /// From noon up to 5 PM.
    pub const AFTERNOON: Self = Self::hours(12, 17);
    /// From 5 PM to the end of the day.
    pub const EVENING: Self = Self::hours(17, 24);

    /// From one full hour up to another, 24 being the end of the day.
    pub(crate) const fn hours(from: u32, until: u32) -> Self {
        Self { from: from * 60, until: until * 60 }
    }

    /// From one minute of the day up to another, 1440 being the end of the day. `None` for a part that ends before it begins.
    pub(crate) fn minutes(from: u32, until: u32) -> Option<Self> {
        (from < until && until <= DAY_END).then_some(Self { from, until })
    }

    /// About a time: from an hour before it up to an hour after it.
    pub(crate) fn about(time: NaiveTime) -> Self {
        let minute = of_day(time);
        Self { from: minute.saturating_sub(60), until: (minute + 60).min(DAY_END) }
    }

    /// What two parts have in common; `None` for nothing.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::minutes(self.from.max(other.from), self.until.min(other.until))
    }

    /// Whether an appointment that starts at `time` lies in this part.
    pub fn contains(self, time: NaiveTime) -> bool {
        (self.from..self.until).contains(&of_day(time))
    }

    /// First time of the part.
    pub fn start(self) -> NaiveTime {
        wall(self.from).unwrap_or(NaiveTime::MIN)
    }

    /// First time after the part, `None` when it lasts to the end of the day.
    pub fn end(self) -> Option<NaiveTime> {
        wall(self.until)
    }

    /// Whether the whole part lies before noon.
    pub(crate) fn ends_by_noon(self) -> bool {
        self.until <= DAY_END / 2
    }

    /// Whether the whole part lies after noon.
    pub(crate) fn begins_after_noon(self) -> bool {
        self.from >= DAY_END / 2
    }
}

/// Minutes since midnight.
fn of_day(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

fn wall(minutes: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}
