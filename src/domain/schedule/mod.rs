//! When a clinic can be booked: opening hours, the rules around them, and the one function that decides.
//!
//! [`admit`] alone says whether an appointment may start at an instant. [`DayWalk`] lists what it lets through, on one calendar or on any
//! of many, and the commit of a booking asks it again, so a listed start is bookable and an unlisted one is not. The clinic itself may
//! book against some rules ([`RuleOverrides`]); the same function decides then.
//!
//! What the words mean here:
//!
//! * **Hours** belong to the local date on which they open. Hours past midnight run on into the next date, unless an
//!   override names that date: an overridden date follows its override alone, whose own hours may run past midnight too.
//! * **The grid** is wall time. Starts lie every step after the opening time, whatever the clocks do in between. A start
//!   that the clocks skip does not exist; one that they show twice exists once, the first time.
//! * **Length** is elapsed time. The end must not lie after the closing instant: the first moment at which a wall clock
//!   shows the closing time, or a later one when the clocks skip it.
//! * **Buffers** keep the time around an appointment free. They may reach outside the opening hours, not into busy time.
//! * **Notice** is elapsed time from now. **Horizon** and **daily cap** count local dates; the horizon includes its last.

mod admit;
mod busy;
mod check;
mod day_walk;
mod hours;
mod open_day;
mod open_hours;
mod opening;
mod overrides;
mod settings;
mod slots;
#[cfg(test)]
pub(crate) mod tests;
mod zone;
mod zone_data;

pub use admit::{Refusal, Rules, Slot, admit, admit_local, admit_overriding};
pub use busy::{BusyTimes, Interval};
pub use check::ScheduleError;
pub(in crate::domain) use check::WEEK;
pub use day_walk::{CalendarTimes, DaySearch, DayWalk};
pub use hours::{DateOverride, InvalidTimeOfDay, TimeOfDay, TimeRange, WeeklyHours};
pub use overrides::RuleOverrides;
pub use settings::{CallerLimits, Schedule};
pub use slots::slots_between;
pub use zone::{UnknownZone, Zone};
