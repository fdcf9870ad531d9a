//! Events of one calendar: `events.insert`, `.get`, `.patch`, `.delete` and `.list` of Calendar v3.
//!
//! Ids are chosen by us, so that an insert can be repeated: the second is refused as a duplicate. Patches are conditional on the
//! version that was read, so that a request that Google got late never undoes a later one. Whether guests get mail is the org's choice.

use chrono::{DateTime, SecondsFormat, Utc};
use http::Method;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use serde_json::Value;

use super::{
    GoogleError,
    api::Api,
    credential::GuestUpdates,
    errors,
    resource::{Draft, Event, FIELDS},
};
use crate::{calendars::provider::Removal, outbound::SEGMENT, ports::OutboundResponse};

/// Events of one page.
const PAGE: &str = "250";

/// One calendar with a token, until a deadline.
#[derive(Clone, Copy)]
pub(super) struct Calendar<'a> {
    api: Api<'a>,
    id: &'a str,
    guest_updates: GuestUpdates,
}

/// What became of an insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inserted {
    /// The event is there.
    Done,
    /// An event with this id was there before, or was once; nothing changed.
    Taken,
    /// Google answered with another event, or with none: nothing is known of ours.
    Misnamed,
}

/// What became of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patched {
    /// The event says so.
    Done,
    /// It changed since it was read; nothing was done.
    Changed,
    /// There is no such event.
    Gone,
}

/// Which events to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Those that changed at this moment or later, deleted ones included.
    Updated(DateTime<Utc>),
    /// Those that end after this moment, deleted ones included as far as Google still has them.
    Ending(DateTime<Utc>),
}

/// What a list request gave.
#[derive(Debug)]
pub(super) enum Listed {
    /// One page, the event that changed longest ago first, and the token of the next page.
    Page(Vec<Event>, Option<String>),
    /// The moment of [`Bound::Updated`] lies too far in the past for Google.
    TooLongAgo,
}

/// All that is asked of an event that was written.
#[derive(Deserialize)]
struct Named {
    id: String,
}

impl<'a> Calendar<'a> {
    /// The calendar `id`, whose guests hear of changes as `guest_updates` says.
    pub(super) const fn new(api: Api<'a>, id: &'a str, guest_updates: GuestUpdates) -> Self {
        Self { api, id, guest_updates }
    }

    /// Creates an event.
    pub(super) async fn insert(&self, draft: &Draft) -> Result<Inserted, GoogleError> {
        let path = self.path(&format!("?sendUpdates={}&fields=id", self.guest_updates.as_parameter()));
        let body = draft.to_insert().to_string();
        let response = self.api.send(Method::POST, &path, None, Some(&body)).await?;
        match response.status {
            200 if read::<Named>(&response).is_ok_and(|event| event.id == draft.id) => Ok(Inserted::Done),
            200 => Ok(Inserted::Misnamed),
            409 => Ok(Inserted::Taken),
            _ => Err(refused(&response)),
        }
    }

    /// Creates an event that is no appointment's.
    pub(super) async fn insert_test(&self, event: &Value) -> Result<(), GoogleError> {
        let (path, body) = (self.path("?sendUpdates=none&fields=id"), event.to_string());
        let response = self.api.send(Method::POST, &path, None, Some(&body)).await?;
        // A repeated insert finds the first one.
        if matches!(response.status, 200 | 409) { Ok(()) } else { Err(refused(&response)) }
    }

    /// The event, deleted or not; `None` if there never was one.
    pub(super) async fn get(&self, event_id: &str) -> Result<Option<Event>, GoogleError> {
        let path = self.path(&format!("/{event_id}?fields={FIELDS},description"));
        let response = self.api.send(Method::GET, &path, None, None).await?;
        match response.status {
            200 => read::<Value>(&response).and_then(|it| Event::read(it).ok_or(GoogleError::Unexpected)).map(Some),
            404 | 410 => Ok(None),
            _ => Err(refused(&response)),
        }
    }

    /// Makes `found` say what `draft` says, if it is still as it was found.
    pub(super) async fn patch(&self, draft: &Draft, found: &Event) -> Result<Patched, GoogleError> {
        let told = if draft.is_erased { GuestUpdates::None } else { self.guest_updates };
        let path = self.path(&format!("/{}?sendUpdates={}&fields=id", found.id, told.as_parameter()));
        let body = draft.to_patch(found).to_string();
        let response = self.api.send(Method::PATCH, &path, Some(&found.etag), Some(&body)).await?;
        match response.status {
            200 => Ok(Patched::Done),
            404 | 410 => Ok(Patched::Gone),
            412 => Ok(Patched::Changed),
            _ => Err(refused(&response)),
        }
    }

    /// Deletes the event.
    pub(super) async fn delete(&self, event_id: &str) -> Result<Removal, GoogleError> {
        let path = self.path(&format!("/{event_id}?sendUpdates={}", self.guest_updates.as_parameter()));
        let response = self.api.send(Method::DELETE, &path, None, None).await?;
        match response.status {
            200 | 204 | 410 => Ok(Removal::Removed),
            404 => Ok(Removal::NotFound),
            _ => Err(refused(&response)),
        }
    }

    /// One page of events. Recurring ones come as one each: expanded, an event that recurs for ever would be hundreds that changed at
    /// the same moment, and ours never recur.
    pub(super) async fn list(&self, bound: Bound, page: Option<&str>) -> Result<Listed, GoogleError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer {
            #[serde(default)]
            items: Vec<Value>,
            next_page_token: Option<String>,
        }
        let response = self.api.send(Method::GET, &self.list_path(bound, page), None, None).await?;
        match response.status {
            200 => {
                let Answer { items, next_page_token } = read(&response)?;
                // What is no event in our eyes is not one of ours either.
                Ok(Listed::Page(items.into_iter().filter_map(Event::read).collect(), next_page_token))
            }
            410 => Ok(Listed::TooLongAgo),
            _ => Err(refused(&response)),
        }
    }

    fn list_path(&self, bound: Bound, page: Option<&str>) -> String {
        let (parameter, moment) = match bound {
            Bound::Updated(moment) => ("updatedMin", moment),
            Bound::Ending(moment) => ("timeMin", moment),
        };
        let moment = moment.to_rfc3339_opts(SecondsFormat::Secs, true);
        let page = page.map(|token| format!("&pageToken={}", utf8_percent_encode(token, SEGMENT))).unwrap_or_default();
        self.path(&format!(
            "?showDeleted=true&orderBy=updated&maxResults={PAGE}&{parameter}={moment}&fields=nextPageToken,items({FIELDS}){page}"
        ))
    }

    /// The path of the calendar's events, and what comes behind it.
    fn path(&self, rest: &str) -> String {
        format!("calendars/{}/events{rest}", utf8_percent_encode(self.id, SEGMENT))
    }
}

fn read<T: for<'de> Deserialize<'de>>(response: &OutboundResponse) -> Result<T, GoogleError> {
    serde_json::from_slice(&response.body).map_err(|_| GoogleError::Unexpected)
}

fn refused(response: &OutboundResponse) -> GoogleError {
    errors::of_api(response.status, &response.body)
}
