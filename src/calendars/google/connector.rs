//! A clinic's account at Google, as the admin API stores and tests it.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, de::IntoDeserializer};

use super::{
    GoogleError,
    api::Api,
    calendar_list,
    credential::{GOOGLE, GoogleCredential, GoogleSettings, GuestUpdates},
    credential_input::GoogleInput,
    exchange,
};
use crate::{
    config::Vendors,
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
    },
    http::{Error, body::parse},
    integrations::{CalendarList, Connector, NewAccount, StoredAccount, TestOutcome, UNREADABLE},
    ports::Ports,
    store::integrations::Integration,
};

/// Google, as far as the admin API is concerned.
pub struct GoogleConnector {
    ports: Arc<Ports>,
    vendors: Vendors,
}

impl GoogleConnector {
    /// Google at the addresses in `vendors`.
    pub fn new(ports: Arc<Ports>, vendors: Vendors) -> Self {
        Self { ports, vendors }
    }
}

#[async_trait]
impl Connector for GoogleConnector {
    fn vendor(&self) -> Vendor {
        GOOGLE
    }

    fn purpose(&self) -> Purpose {
        Purpose::Calendar
    }

    fn read(&self, _: &Org, body: &[u8], _: Option<&Integration>) -> Result<NewAccount, Error> {
        let (settings, credential) = parse::<GoogleInput>(body)?.checked(&self.vendors)?;
        NewAccount::of(&settings, &credential)
    }

    /// A new token, past every cache. What the token is good for shows at the calendars.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome {
        let Some((_, credential)) = account.read::<GoogleSettings, GoogleCredential>() else {
            return TestOutcome::unreadable();
        };
        match exchange(&self.ports, &self.vendors, &credential, context.deadline).await {
            Ok(_) => TestOutcome::works("The credentials are accepted."),
            Err(error) => TestOutcome::fails(&error, matches!(error, GoogleError::Reconnect(_))),
        }
    }

    async fn calendars(&self, context: &RequestContext, account: &StoredAccount<'_>) -> Result<CalendarList, Error> {
        let (_, credential): (GoogleSettings, _) = account.read().ok_or(UNREADABLE)?;
        if matches!(credential, GoogleCredential::ServiceAccount { .. }) {
            return Err(BY_SERVICE_ACCOUNT);
        }
        let listed = async {
            let token = exchange(&self.ports, &self.vendors, &credential, context.deadline).await?.token;
            let base = &self.vendors.google_api_base;
            let api = Api { ports: &self.ports, base, token: &token, deadline: context.deadline };
            // A token that was made by hand for what is needed most can book and not list.
            calendar_list::writable(api).await.map_err(|error| match error {
                GoogleError::Reconnect(_) => GoogleError::Denied(
                    "This connection may not list calendars. Give the calendar's id, or connect again and allow all that is asked.",
                ),
                error => error,
            })
        };
        listed.await.map_err(not_listed)
    }

    fn with_calendar(&self, settings: &str, calendar_id: &str, guest_updates: Option<&str>) -> Result<String, Error> {
        let mut settings: GoogleSettings = serde_json::from_str(settings).map_err(|_| UNREADABLE)?;
        calendar_id.clone_into(&mut settings.calendar_id);
        if let Some(word) = guest_updates {
            settings.guest_updates = GuestUpdates::deserialize(word.into_deserializer()).map_err(wrong_word)?;
        }
        serde_json::to_string(&settings).map_err(|_| Error::Internal("settings could not be written".into()))
    }

    fn account(&self, settings: &str) -> Option<String> {
        serde_json::from_str::<GoogleSettings>(settings).ok()?.account
    }
}

fn wrong_word(_: serde::de::value::Error) -> Error {
    Error::invalid("guest_updates", "This must be none, external_only or all.")
}

/// A service account subscribes to no calendar, so its list says nothing of those that are shared with it.
const BY_SERVICE_ACCOUNT: Error = Error::Conflict {
    code: "calendars_not_listed",
    field: "",
    detail: "A service account has no list of the calendars that are shared with it. Give the calendar's id instead.",
};

fn not_listed(error: GoogleError) -> Error {
    let declined = |code, detail: &str| Error::Declined { code, field: None, detail: detail.to_owned() };
    match error {
        GoogleError::Reconnect(reason) => declined("needs_reconnect", reason),
        GoogleError::Denied(reason) => declined("calendars_not_listed", reason),
        error => Error::Unavailable(error.to_string()),
    }
}
