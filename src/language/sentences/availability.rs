//! Days and times.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{Question, SpeechContext};
use crate::domain::{appointment::AppointmentSummary, schedule::Refusal};

/// How many openings there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningCount {
    /// How many were found.
    pub known: usize,
    /// Whether there may be more that nobody looked for.
    pub may_be_more: bool,
}

impl OpeningCount {
    /// This many and no more.
    pub const fn exactly(known: usize) -> Self {
        Self { known, may_be_more: false }
    }
}

/// What is said of days and times that can be had, and of those that cannot.
pub trait AvailabilitySentences {
    /// Says what is free. `slots` are local starts in ascending order; `total` is how many there are
    /// in all, at least as many as `slots`; of more than were looked for, nine are said and that it is at least that many. Of a day or a range, up to five are spread over the whole;
    /// of the earliest, the first five are named. Fewer are named when long names leave no room, so
    /// that no start is ever cut off.
    fn openings(
        &self,
        question: &Question,
        slots: &[NaiveDateTime],
        total: OpeningCount,
        desk: &SpeechContext,
    ) -> String;

    /// The search was given up before it found an opening: the clinic has too many practitioners and times. Asks for less: a day, a
    /// practitioner.
    fn too_many_to_look_through(&self, question: &Question, desk: &SpeechContext) -> String;

    /// The days asked about are worked, and have no opening left. `later` are the local starts of the
    /// next day that has some, in ascending order; those of days beyond it are left out.
    fn nothing_free(&self, question: &Question, later: &[NaiveDateTime], desk: &SpeechContext) -> String;

    /// Nobody who could be seen works on the days asked about; `label` says why, as the clinic put it
    /// (`Thanksgiving`). `later` as for [`nothing_free`].
    fn closed(&self, question: &Question, label: Option<&str>, later: &[NaiveDateTime], desk: &SpeechContext)
    -> String;

    /// Nobody ever works in the part of the day that was asked for; on those days work begins and ends within `hours`. `others` are local
    /// starts at other times, in ascending order.
    fn never_then(
        &self,
        question: &Question,
        hours: (NaiveTime, NaiveTime),
        others: &[NaiveDateTime],
        desk: &SpeechContext,
    ) -> String;

    /// A day after the last that can be booked.
    fn too_far(&self, date: NaiveDate, last_bookable: NaiveDate, desk: &SpeechContext) -> String;

    /// The appointment may not start when it was to. `nearby` are local starts that are free, in ascending order; those
    /// nearest to the start are offered. The refused start is said, and not in the form that the model sends back.
    fn not_bookable(
        &self,
        refusal: &Refusal,
        visit: &AppointmentSummary,
        nearby: &[NaiveDateTime],
        desk: &SpeechContext,
    ) -> String;
}
