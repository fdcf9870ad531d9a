//! Appointments follow what people do in Google's calendar: an event that is moved moves its appointment, one that is deleted cancels
//! it, and an event without an appointment goes.
//!
//! Google is asked for what changed, which as a rule is nothing or what we wrote ourselves. Where event and appointment differ, the
//! event is read again after the appointment, and the appointment changes only if it is then still as it was read: in between nothing
//! of ours was written, so the difference is a person's.

mod adopt;
mod compare;
mod listing;
mod second_look;

use std::{cell::Cell, collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use self::{
    adopt::{adopt, note_restored},
    compare::{Finding, appointment_of, compare},
    second_look::Look,
};
use super::{
    account::Account,
    connection::{account, load},
};
use crate::{
    app::App,
    calendars::google::{Event, GoogleError},
    context::RequestContext,
    domain::{org::OrgStatus, route::Route},
    log::{self, Level},
    ports::Rows,
    store::{
        self, StoreError,
        follow::{Followed, Standing},
        outbox::Kind,
    },
};

/// How often a calendar is compared.
const INTERVAL: TimeDelta = TimeDelta::minutes(3);
/// How long a calendar is kept from others: longer than a sweep.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Requests to Google for second looks that all comparisons of one sweep may need together; later sweeps take the others. With all that
/// comparisons need besides, this stays below the 50 subrequests of the free plan.
const MOST_LOOKS: usize = 16;
/// What one calendar may need; with less the next sweep sees to it.
const NEEDED: TimeDelta = TimeDelta::seconds(8);
/// How long a calendar is left alone that only a person can open again.
const CLOSED: TimeDelta = TimeDelta::minutes(15);

/// Why a calendar could not be compared.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Google(#[from] GoogleError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A calendar that is being compared.
struct Comparison<'a> {
    app: &'a Arc<App>,
    context: &'a RequestContext,
    route: &'a Route,
    account: &'a Account,
    followed: &'a Followed,
    /// Requests for second looks that are left.
    looks: &'a Cell<usize>,
}

/// How far a comparison came.
struct Progress {
    /// Older changes were taken over.
    seen_until: DateTime<Utc>,
    /// Whether there is more to do at once.
    cut: bool,
}

/// Compares up to `most` calendars that are due, and says how many that were. What goes wrong with one does not concern the others.
pub async fn follow_due(app: &Arc<App>, context: &RequestContext, most: i64) -> Result<usize, StoreError> {
    let now = app.ports.clock.now();
    let (due, unreadable) = store::follow::claim(app.ports.database.as_ref(), now, now + LEASE, most).await?;
    if unreadable > 0 {
        let fields = [("rows", unreadable.to_string())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        log::write(app.ports.log.as_ref(), Level::Error, "calendar.row_unreadable", &fields);
    }
    let (mut compared, looks) = (0, Cell::new(MOST_LOOKS));
    for followed in &due {
        if context.deadline.remaining(app.ports.clock.now()) < NEEDED.to_std().unwrap_or_default() {
            break;
        }
        run(app, context, followed, &looks).await;
        compared += 1;
    }
    Ok(compared)
}

/// Compares one calendar, and notes when to do so again. If even that cannot be noted, it is due again when its lease ends.
async fn run(app: &Arc<App>, context: &RequestContext, followed: &Followed, looks: &Cell<usize>) {
    let now = app.ports.clock.now();
    let noted = match compared(app, context, followed, looks).await {
        Ok(None) => store::follow::postpone(followed, now + CLOSED),
        Ok(Some(Progress { seen_until, cut })) => {
            store::follow::advance(followed, seen_until, if cut { now } else { now + INTERVAL })
        }
        Err(failure) => store::follow::postpone(followed, now + delay(app, followed, &failure)),
    };
    let statements = vec![noted, store::follow::drop_idle(followed, now)];
    if let Err(error) = store::run(app.ports.database.as_ref(), statements).await {
        warn(app, followed, "calendar.not_noted", &error.to_string());
    }
}

/// How far the comparison came; `None` for an org that is closed or has no calendar to ask.
async fn compared(
    app: &Arc<App>,
    context: &RequestContext,
    followed: &Followed,
    looks: &Cell<usize>,
) -> Result<Option<Progress>, Failure> {
    let (route, mut results) = load(app, followed.org_id, vec![store::mappings::with_number(followed.org_id)]).await?;
    let route = route.map(|route| as_called(route, results.pop().unwrap_or_default())).transpose()?;
    let open = route.as_ref().filter(|route| route.status == OrgStatus::Active);
    let Some((account, route)) = open.and_then(|route| Some((account(route).ok()?, route))) else { return Ok(None) };
    Comparison { app, context, route, account: &account, followed, looks }.run().await.map(Some)
}

/// The route with the name and the number by which the org's patients know it.
fn as_called(mut route: Route, rows: Rows) -> Result<Route, StoreError> {
    if let Some(mapping) = store::mappings::found(rows)? {
        route.clinic_name = mapping.clinic_name;
        route.number = mapping.inbound_phone_number;
    }
    Ok(route)
}

fn delay(app: &App, followed: &Followed, failure: &Failure) -> TimeDelta {
    warn(app, followed, "calendar.not_followed", &failure.to_string());
    match failure {
        Failure::Google(error) if error.is_permanent() => CLOSED,
        _ => TimeDelta::minutes(1 << followed.failures.clamp(0, 4)),
    }
}

fn warn(app: &App, followed: &Followed, what: &'static str, detail: &str) {
    let org_id = followed.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", detail)];
    log::write(app.ports.log.as_ref(), Level::Warn, what, &fields);
}

impl Progress {
    /// What changed at `moment` is not taken over yet.
    fn hold(&mut self, moment: DateTime<Utc>) {
        self.seen_until = self.seen_until.min(moment);
    }
}

impl Comparison<'_> {
    /// Takes over what people changed. What is left for later is listed again: no later moment counts as seen.
    async fn run(&self) -> Result<Progress, Failure> {
        let (events, mut progress) = self.changes().await?;
        let standings = self.standings(&events).await?;
        let now = self.app.ports.clock.now();
        let (mut leftovers, mut changed) = (Vec::new(), Vec::new());
        for event in &events {
            let Some(standing) = appointment_of(&event.id).and_then(|id| standings.get(&id)) else { continue };
            let look = match compare(event, &self.followed.calendar_id, standing, now) {
                Finding::Agreed => Look::Nothing,
                Finding::Leftover => {
                    let subject = format!("{}\n{}", self.followed.calendar_id, event.id);
                    leftovers.push(store::outbox::enqueue(self.followed.org_id, Kind::DeleteEvent, &subject, now));
                    Look::Nothing
                }
                Finding::Pending => Look::Undecided,
                Finding::Changed(_) | Finding::Restored => self.look_again(event, standing).await?,
            };
            match look {
                Look::Nothing => {}
                Look::Changed(disagreement) => changed.push(*disagreement),
                Look::Restored => note_restored(self.app, &standing.appointment).await?,
                Look::Undecided => progress.hold(self.moment(event)),
                Look::NoneLeft => {
                    progress.hold(self.moment(event));
                    progress.cut = true;
                }
            }
        }
        store::run(self.app.ports.database.as_ref(), leftovers).await?;
        for missed in adopt(self.app, self.route, changed).await? {
            progress.hold(missed);
        }
        Ok(progress)
    }

    /// When an event changed.
    fn moment(&self, event: &Event) -> DateTime<Utc> {
        event.updated.unwrap_or(self.followed.seen_until)
    }

    /// The appointments that events were made for, by their ids.
    async fn standings(&self, events: &[Event]) -> Result<HashMap<String, Standing>, StoreError> {
        let ids: Vec<String> = events.iter().filter_map(|event| appointment_of(&event.id)).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let select = store::follow::standings(self.followed.org_id, &ids)?;
        let found = store::follow::found(store::run_one(self.app.ports.database.as_ref(), select).await?)?;
        Ok(found.into_iter().map(|standing| (standing.appointment.id.clone(), standing)).collect())
    }
}
