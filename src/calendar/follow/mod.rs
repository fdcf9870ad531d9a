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

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use self::{
    adopt::adopt,
    compare::{Finding, appointment_of, compare},
};
use super::{
    account::Account,
    connection::{account, load},
};
use crate::{
    app::{App, Call},
    clients::google::{Event, GoogleError},
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
/// Second looks of one run; the next run takes the others. With all that a comparison needs besides, this stays below the 50
/// subrequests of the free plan.
const MOST_LOOKS: usize = 8;
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
    call: &'a Call,
    route: &'a Route,
    account: &'a Account,
    followed: &'a Followed,
}

/// How far a comparison came.
struct Progress {
    /// Older changes were taken over.
    seen_until: DateTime<Utc>,
    /// Whether there is more to do at once.
    cut: bool,
}

/// Compares up to `most` calendars that are due, and says how many that were.
pub async fn follow_due(app: &Arc<App>, call: &Call, most: i64) -> Result<usize, StoreError> {
    let now = app.ports.clock.now();
    let due = store::follow::claim(app.ports.database.as_ref(), now, now + LEASE, most).await?;
    let mut compared = 0;
    for followed in &due {
        if call.deadline.remaining(app.ports.clock.now()) < NEEDED.to_std().unwrap_or_default() {
            break;
        }
        run(app, call, followed).await?;
        compared += 1;
    }
    Ok(compared)
}

/// Compares one calendar, and notes when to do so again.
async fn run(app: &Arc<App>, call: &Call, followed: &Followed) -> Result<(), StoreError> {
    let now = app.ports.clock.now();
    let (route, mut results) = load(app, followed.org_id, vec![store::mappings::with_number(followed.org_id)]).await?;
    let route = route.map(|route| as_called(route, results.pop().unwrap_or_default())).transpose()?;
    let open = route.as_ref().filter(|route| route.status == OrgStatus::Active);
    let noted = match open.and_then(|route| Some((account(route).ok()?, route))) {
        None => store::follow::postpone(followed, now + CLOSED),
        Some((account, route)) => match (Comparison { app, call, route, account: &account, followed }).run().await {
            Ok(Progress { seen_until, cut }) => {
                store::follow::advance(followed, seen_until, if cut { now } else { now + INTERVAL })
            }
            Err(failure) => store::follow::postpone(followed, now + delay(app, followed, &failure)),
        },
    };
    let statements = vec![noted, store::follow::drop_idle(followed, now)];
    store::run(app.ports.database.as_ref(), statements).await.map(|_| ())
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
    let org_id = followed.org_id.to_string();
    let fields = [("org_id", org_id.as_str()), ("detail", &failure.to_string())];
    log::write(app.ports.log.as_ref(), Level::Warn, "calendar.not_followed", &fields);
    match failure {
        Failure::Google(error) if error.is_permanent() => CLOSED,
        _ => TimeDelta::minutes(1 << followed.failures.clamp(0, 4)),
    }
}

impl Comparison<'_> {
    /// Takes over what people changed.
    async fn run(&self) -> Result<Progress, Failure> {
        let (events, mut progress) = self.changes().await?;
        let standings = self.standings(&events).await?;
        let now = self.app.ports.clock.now();
        let (mut leftovers, mut disagreements, mut looks) = (Vec::new(), Vec::new(), 0);
        for event in &events {
            let Some(standing) = appointment_of(&event.id).and_then(|id| standings.get(&id)) else { continue };
            match compare(event, &self.followed.calendar_id, standing, now) {
                Finding::Agreed => {}
                Finding::Leftover => {
                    let subject = format!("{}\n{}", self.followed.calendar_id, event.id);
                    leftovers.push(store::outbox::enqueue(self.followed.org_id, Kind::DeleteEvent, &subject, now));
                }
                Finding::Changed(_) if looks < MOST_LOOKS => {
                    disagreements.extend(self.look_again(event, standing, &mut looks).await?);
                }
                later => {
                    progress.cut |= later != Finding::Pending;
                    let changed = event.updated.unwrap_or(self.followed.seen_until);
                    progress.seen_until = progress.seen_until.min(changed);
                }
            }
        }
        store::run(self.app.ports.database.as_ref(), leftovers).await?;
        adopt(self.app, self.route, disagreements).await?;
        Ok(progress)
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
