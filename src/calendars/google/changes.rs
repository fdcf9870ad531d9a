//! What changed in a calendar: a list by Google's time of the change, whose cursor is that time.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::{
    GoogleError,
    account::GoogleAccount,
    events::{Bound, Listed},
    resource::Event,
};
use crate::calendars::provider::{ChangedEvent, Changes, Cursor, Since};

/// How far Google's clock may differ from ours.
const OVERLAP: TimeDelta = TimeDelta::seconds(120);
/// How long the cursor stays where it is while nothing changes: each new place is written down. Google knows what changed in some weeks.
const STAYS: TimeDelta = TimeDelta::days(1);
/// Pages of changes in one listing; with more the next one goes on where this one ended.
const PAGES: usize = 3;
/// Pages when everything to come is listed, which has to be one listing.
const ALL_PAGES: usize = 10;

impl GoogleAccount {
    /// The events that changed since then, the oldest change first.
    pub(super) async fn list_changes(&self, calendar: &str, since: &Since) -> Result<Changes, GoogleError> {
        let now = self.google.ports.clock.now();
        // All that changed before this moment is listed by now, whatever Google's clock says.
        let settled = now - OVERLAP;
        // A cursor that is not ours is another provider's, from before the clinic changed over.
        let Some(from) = moment_of(since) else { return self.list_all(calendar, now).await };
        let (mut events, mut page) = (Vec::<Event>::new(), None);
        for _ in 0..PAGES {
            match self.list(calendar, Bound::Updated(from), page.as_deref()).await? {
                Listed::Page(more, next) => {
                    events.extend(more);
                    page = next;
                }
                Listed::TooLongAgo => return self.list_all(calendar, now).await,
            }
            if page.is_none() {
                let next = if events.is_empty() && settled - from < STAYS { from } else { settled };
                return Ok(changes(events, from, settled, next, false));
            }
        }
        let last = events.last().and_then(|event| event.updated).unwrap_or(from);
        Ok(changes(events, from, settled, last, true))
    }

    /// Asked so long after the last time, Google no longer knows what changed: everything to come is listed.
    async fn list_all(&self, calendar: &str, now: DateTime<Utc>) -> Result<Changes, GoogleError> {
        let (mut events, mut page, settled) = (Vec::<Event>::new(), None, now - OVERLAP);
        for _ in 0..ALL_PAGES {
            match self.list(calendar, Bound::Ending(now), page.as_deref()).await? {
                Listed::Page(more, next) => {
                    events.extend(more);
                    page = next;
                }
                Listed::TooLongAgo => return Err(GoogleError::Unexpected),
            }
            if page.is_none() {
                return Ok(changes(events, settled, settled, settled, false));
            }
        }
        self.warn("calendar.too_full", "Some events of this calendar were not compared.");
        Ok(changes(events, settled, settled, settled, false))
    }

    async fn list(&self, calendar: &str, bound: Bound, page: Option<&str>) -> Result<Listed, GoogleError> {
        self.ask(|token| async move { self.calendar(calendar, &token).list(bound, page).await }).await
    }
}

/// What a listing gave. An event comes again if the next listing begins at the event's own change, but never later than at `settled`.
fn changes(
    events: Vec<Event>,
    from: DateTime<Utc>,
    settled: DateTime<Utc>,
    next: DateTime<Utc>,
    more: bool,
) -> Changes {
    let changed = |event: Event| {
        let before = cursor(event.updated.unwrap_or(from).min(settled));
        ChangedEvent { event: event.into(), before }
    };
    Changes { events: events.into_iter().map(changed).collect(), next: cursor(next), more }
}

fn cursor(moment: DateTime<Utc>) -> Cursor {
    Cursor(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn moment_of(since: &Since) -> Option<DateTime<Utc>> {
    match since {
        Since::Moment(moment) => Some(*moment),
        Since::Cursor(Cursor(text)) => text.parse().ok(),
    }
}
