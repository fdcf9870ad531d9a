//! The port to the calendars that clinics keep somewhere else.
//!
//! A vendor's folder implements [`CalendarService`] once and [`CalendarProvider`] for one clinic's account. Calendar ids, event ids and
//! cursors are the provider's own: everybody else stores them and hands them back, and reads nothing out of them.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    context::RequestContext,
    domain::{
        event_ref::EventRef,
        id::OrgId,
        integration::{SealedCredential, Vendor},
        schedule::{Interval, Zone},
    },
    store::tokens::SealedToken,
};

/// A vendor of calendars. There is one for the whole deployment, with whatever its accounts share.
pub trait CalendarService: Send + Sync {
    /// Which vendor.
    fn vendor(&self) -> Vendor;

    /// The calendars of an org's account, for one request; `None` if its settings are not of this vendor's form.
    fn open(
        self: Arc<Self>,
        context: &RequestContext,
        org_id: OrgId,
        account: &SealedCredential,
    ) -> Option<Arc<dyn CalendarProvider>>;

    /// What the event is called that an appointment needs from `revision` on, before it is written. It is the same for whoever asks, so
    /// that an event that was written and not recorded is found again. A provider whose clients choose event ids gives the event's id; any
    /// other gives a name by which it finds the event until [`CalendarProvider::put`] has answered with the id.
    fn event_id(&self, appointment_id: &str, revision: i64) -> String;
}

/// What the settings of an account say at every vendor of calendars.
#[derive(Deserialize)]
pub(super) struct CalendarSettings {
    /// The clinic's own calendar, for whoever has none to themselves.
    pub(super) calendar_id: String,
}

/// The calendars of one clinic, until the end of one request.
#[async_trait]
pub trait CalendarProvider: Send + Sync {
    /// When each of `calendars` is busy within `window`, in the order asked. It fails closed, calendar by calendar: what is not clearly
    /// known of a calendar is that calendar's error, and never "free".
    ///
    /// # Errors
    /// When nothing is known of any of them.
    async fn busy(&self, calendars: &[&str], window: Interval) -> Result<Vec<BusyCalendar>, ProviderError>;

    /// Makes the calendar show `event`, whatever it shows now, and answers with the event's id. It can be cut off anywhere and be done
    /// again: an appointment has one event, and an earlier revision never replaces a later one.
    ///
    /// # Errors
    /// [`ProviderError::is_permanent`] says whether trying again is of use. The event may have been written all the same.
    async fn put(&self, event: &EventDraft, shown: Shown) -> Result<String, ProviderError>;

    /// Removes an event, and says whether the provider knows of it at all.
    ///
    /// # Errors
    /// As [`Self::put`].
    async fn remove(&self, event: &EventRef) -> Result<Removal, ProviderError>;

    /// What `calendar` has of `event`: the event itself, deleted or not, or what became of it when a person moved it to that calendar;
    /// `None` if it was never there.
    ///
    /// # Errors
    /// When the calendar cannot be read.
    async fn find(&self, calendar: &str, event: &EventRef) -> Result<Option<CalendarEvent>, ProviderError>;

    /// The events that changed since then, deleted ones included, the oldest change first. A provider that no longer knows what changed
    /// gives everything that is to come.
    ///
    /// # Errors
    /// When the calendar cannot be read.
    async fn changes(&self, calendar: &str, since: &Since) -> Result<Changes, ProviderError>;

    /// Has the provider say through a channel when `calendar` may have changed. A provider that cannot is only asked again and again.
    ///
    /// # Errors
    /// [`ProviderError::is_permanent`] says whether it ever will. The channel may have been opened all the same.
    async fn open_channel(&self, _calendar: &str, _channel: &NewChannel) -> Result<OpenChannel, ProviderError> {
        Err(ProviderError::Refused("This provider does not tell of changes."))
    }

    /// Closes a channel; one that is not open is closed.
    ///
    /// # Errors
    /// When it may still be open.
    async fn close_channel(&self, _channel_id: &str, _resource_id: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    /// Writes a private event into `calendar` that takes nobody's time, and removes it: who may read a calendar need not be allowed to
    /// write it.
    ///
    /// # Errors
    /// Why it cannot be written, or not be removed.
    async fn try_writing(&self, calendar: &str) -> Result<(), ProviderError>;

    /// Whether a question needs nothing else first, such as an access token.
    fn is_warm(&self) -> bool {
        true
    }

    /// Takes over an access token that another isolate left in D1.
    fn adopt(&self, _token: &SealedToken) {}
}

/// Why a provider did not do it, by what the caller can do next. The texts are constants for logs and admins, so nothing of a vendor's
/// answer gets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// A person has to connect the account again; nothing works before that.
    #[error("{0}")]
    Reconnect(&'static str),
    /// A person has to correct the calendar's id or share the calendar; the account's other calendars may work.
    #[error("{0}")]
    UnknownCalendar(&'static str),
    /// A person has to change something else at the provider; trying again is of no use before that.
    #[error("{0}")]
    Refused(&'static str),
    /// Not now; the same may work later.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The answer made no sense. It may have been done, and may work later.
    #[error("{0}")]
    Unexpected(&'static str),
}

impl ProviderError {
    /// The word under which it is counted.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reconnect(_) => "reconnect",
            Self::UnknownCalendar(_) => "unknown_calendar",
            Self::Refused(_) => "refused",
            Self::Unavailable(_) => "unavailable",
            Self::Unexpected(_) => "unexpected",
        }
    }

    /// Whether asking again later is of no use: a person has to do something first. What is left may pass by itself.
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Reconnect(_) | Self::UnknownCalendar(_) | Self::Refused(_) => true,
            Self::Unavailable(_) | Self::Unexpected(_) => false,
        }
    }
}

/// When one calendar is busy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyCalendar {
    /// The calendar.
    pub calendar: String,
    /// Half-open intervals, or why they are not known.
    pub busy: Result<Vec<Interval>, ProviderError>,
}

/// An event as an appointment wants it.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// Where it is to be.
    pub at: EventRef,
    /// The title.
    pub summary: String,
    /// The text below the title.
    pub description: String,
    /// When it is.
    pub time: Interval,
    /// The zone whose clocks the clinic goes by.
    pub zone: Zone,
    /// Whom to invite, where the account may invite anybody.
    pub guest: Option<String>,
    /// The appointment that it shows.
    pub appointment_id: String,
    /// The appointment's revision.
    pub revision: i64,
    /// Whether its patient was erased: nobody stays invited, nobody is told, and nothing of what stood in it stays.
    pub is_erased: bool,
}

/// What a calendar is known to show of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing, as far as anybody recorded.
    Nothing,
    /// An event at an earlier time.
    EarlierTime,
    /// An event at the right time; only words are new. What a person did to it meanwhile stays as it is, to be followed.
    CurrentTime,
}

/// What became of an event that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone, or was before.
    Removed,
    /// The provider knows no such event. Of a calendar that it does not show to the account it says the same.
    NotFound,
}

/// An event as a calendar has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// Its id.
    pub id: String,
    /// The appointment that it was made for; `None` for events of other people.
    pub appointment_id: Option<String>,
    /// Whether it is deleted.
    pub deleted: bool,
    /// When it is.
    pub time: EventTime,
}

/// When an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTime {
    /// From instant to instant.
    At(Interval),
    /// Whole days.
    AllDay,
    /// Again and again.
    Repeating,
    /// The provider did not say; deleted events need not have one.
    Unknown,
}

/// From where changes of a calendar are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// What changed at this moment or later: nothing was listed yet.
    Moment(DateTime<Utc>),
    /// What a listing left.
    Cursor(Cursor),
}

/// A place in a provider's list of changes, as text that only the provider reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

/// What changed in a calendar.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The events, the oldest change first.
    pub events: Vec<ChangedEvent>,
    /// Where the next listing goes on.
    pub next: Cursor,
    /// Whether the next listing has something already.
    pub more: bool,
}

/// An event that changed.
#[derive(Clone, Debug)]
pub struct ChangedEvent {
    /// The event as it is now.
    pub event: CalendarEvent,
    /// A place in the list before which nothing is lost, and after which this change comes again.
    pub before: Cursor,
}

/// A channel that is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannel {
    /// Ours, a UUID.
    pub id: String,
    /// When it is to end. The provider may end it earlier.
    pub ends_at: DateTime<Utc>,
}

/// A channel that the provider has opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChannel {
    /// The provider's word for what it watches, which it repeats with whatever it sends.
    pub resource_id: String,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}
