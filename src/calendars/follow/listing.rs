//! What changed in a calendar.

use chrono::TimeDelta;

use super::{Comparison, Progress};
use crate::{
    calendars::{
        connection::ask,
        google::{Calendar, Event, GoogleError, Listed, Since},
    },
    log::{self, Level},
};

/// How far Google's clock may differ from ours.
const OVERLAP: TimeDelta = TimeDelta::seconds(120);
/// Pages of changes in one run; with more the next run goes on where this one ended.
const PAGES: usize = 3;
/// Pages when everything to come is listed, which has to be one run.
const ALL_PAGES: usize = 10;

impl Comparison<'_> {
    /// What changed since the calendar was last compared, the oldest change first, and how far that reaches.
    pub(super) async fn changes(&self) -> Result<(Vec<Event>, Progress), GoogleError> {
        let now = self.app.ports.clock.now();
        let done = Progress { seen_until: now - OVERLAP, cut: false };
        let mut since = Since::Updated(self.followed.seen_until);
        let (mut events, mut page, mut pages) = (Vec::<Event>::new(), None, PAGES);
        while pages > 0 {
            match self.list(since, page.as_deref()).await? {
                Listed::Page(more, next) => {
                    events.extend(more);
                    (page, pages) = (next, pages - 1);
                    if page.is_none() {
                        return Ok((events, done));
                    }
                }
                // Asked so long after the last time, Google no longer knows: all that is to come is compared.
                Listed::TooLongAgo if matches!(since, Since::Updated(_)) => {
                    (since, page, pages) = (Since::Ending(now), None, ALL_PAGES);
                }
                Listed::TooLongAgo => return Err(GoogleError::Unexpected),
            }
        }
        if let Since::Ending(_) = since {
            let org_id = self.followed.org_id.to_string();
            log::write(self.app.ports.log.as_ref(), Level::Warn, "calendar.too_full", &[("org_id", &org_id)]);
            return Ok((events, done));
        }
        let last = events.last().and_then(|event| event.updated).unwrap_or(self.followed.seen_until);
        Ok((events, Progress { seen_until: last, cut: true }))
    }

    async fn list(&self, since: Since, page: Option<&str>) -> Result<Listed, GoogleError> {
        let (app, deadline) = (self.app, self.context.deadline);
        let (base, id) = (app.config.vendors.google_api_base.as_str(), self.followed.calendar_id.as_str());
        ask(app, self.context, self.account, |token| async move {
            Calendar::new(&app.ports, base, &token, id, deadline).list(since, page).await
        })
        .await
    }
}
