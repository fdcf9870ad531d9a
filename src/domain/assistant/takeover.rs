//! Who takes over from the assistant, and when.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::Transfer;
use crate::domain::{phone::DialNumber, route::Route, schedule::Rules};

/// Who can take over a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeover<'a> {
    /// Somebody at this number.
    By {
        /// What is dialled.
        number: &'a DialNumber,
        /// Dialled after it answers.
        extension: Option<&'a str>,
        /// What the clinic has set of it.
        transfer: &'a Transfer,
    },
    /// Nobody now.
    Closed {
        /// When the clinic opens next, on its own clock, if that is in the coming months.
        opens: Option<NaiveDateTime>,
    },
    /// Nobody at any time.
    NotSetUp,
    /// Nobody, since the number that is to take over is one of the org's that are called. Only SQL can have set such a one.
    ComesBack,
}

impl Route {
    /// The opening hours in their zone; `None` until the org has set some.
    pub fn rules(&self) -> Option<Rules<'_>> {
        self.schedule.as_ref().map(|schedule| Rules { schedule, zone: self.zone })
    }

    /// Who takes over at an instant: in opening hours the staff, and outside them whoever the clinic has named for that. A clinic that has
    /// set no hours has its staff called at any time. A number of the org that is called takes nothing over: the call would come back.
    pub fn takeover(&self, now: DateTime<Utc>) -> Takeover<'_> {
        let Some(transfer) = &self.assistant.transfer else { return Takeover::NotSetUp };
        let Transfer { number, extension, after_hours_number, .. } = transfer;
        let closed = self.rules().filter(|rules| !rules.is_open(now));
        let takeover = match (closed, after_hours_number) {
            (None, _) => Takeover::By { number, extension: extension.as_deref(), transfer },
            (Some(_), Some(number)) => Takeover::By { number, extension: None, transfer },
            (Some(rules), None) => Takeover::Closed { opens: rules.opens_next(now) },
        };
        match takeover {
            Takeover::By { number, .. } if self.is_mapped(number.number()) => Takeover::ComesBack,
            takeover => takeover,
        }
    }

    /// Where calls go while the org is not served, if anywhere else.
    pub fn forwarded_to(&self) -> Option<&DialNumber> {
        self.assistant.forwarding_number.as_ref().filter(|number| !self.is_mapped(number.number()))
    }
}
