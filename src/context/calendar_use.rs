//! How calendars answered one tool, for the call log.

use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;

/// What is noted while a tool is run.
#[derive(Debug, Default)]
pub struct CalendarUse(Mutex<CalendarAnswer>);

/// From where it was known what is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalendarAnswer {
    /// How old the copy of the busy times was, if that answered and the provider was not asked.
    pub copy_age: Option<TimeDelta>,
    /// Whether the copy offered what the provider says is taken.
    pub is_behind: bool,
}

impl CalendarUse {
    /// The copy answered.
    pub fn copied(&self, age: TimeDelta) {
        self.note(|answer| answer.copy_age = Some(age));
    }

    /// The copy was behind.
    pub fn behind(&self) {
        self.note(|answer| answer.is_behind = true);
    }

    /// What was noted since the last time.
    pub fn take(&self) -> CalendarAnswer {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, change: impl FnOnce(&mut CalendarAnswer)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
