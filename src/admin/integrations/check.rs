//! A real, cheap call with stored credentials, and what it means.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use crate::{
    app::App,
    calendars::google::{self, GoogleError},
    context::RequestContext,
    domain::{
        credential::{
            GoogleCredential, GoogleSettings, Service, TwilioCredential, TwilioSettings, VapiCredential, VapiSettings,
        },
        schedule::Interval,
    },
    log::{self, Level},
    store::integrations::Integration,
    texts::twilio::{self, TwilioError},
    vault::{self, Kind},
    voice::vapi::client::{Account, VapiError},
};

/// What a test found.
#[derive(Serialize, ToSchema)]
pub struct TestOutcome {
    /// Whether the credentials work.
    pub ok: bool,
    /// What was tried, or what is wrong and what to do.
    pub detail: String,
    /// Whether a person has to connect again.
    #[serde(skip)]
    pub(super) reconnect: bool,
}

impl TestOutcome {
    fn works(detail: &str) -> Self {
        Self { ok: true, detail: detail.to_owned(), reconnect: false }
    }

    fn fails(detail: &impl ToString, reconnect: bool) -> Self {
        Self { ok: false, detail: detail.to_string(), reconnect }
    }
}

/// Tests the stored credentials of one integration.
pub(super) async fn run(app: &Arc<App>, context: &RequestContext, row: &Integration) -> TestOutcome {
    match row.service_type {
        Service::Google => google(app, context, row).await,
        Service::Twilio => twilio(app, context, row).await,
        Service::Vapi => vapi(app, context, row).await,
    }
}

/// A new token and a day of busy times: everything that a call needs, past every cache.
async fn google(app: &App, context: &RequestContext, row: &Integration) -> TestOutcome {
    let Some((settings, credential)) = opened::<GoogleSettings, GoogleCredential>(app, row) else {
        return unreadable();
    };
    match read_calendar(app, context, &settings, &credential).await {
        Ok(()) => TestOutcome::works("The calendar can be read."),
        Err(error @ (GoogleError::Reconnect(_) | GoogleError::TokenRefused)) => TestOutcome::fails(&error, true),
        Err(error) => TestOutcome::fails(&error, false),
    }
}

async fn read_calendar(
    app: &App,
    context: &RequestContext,
    settings: &GoogleSettings,
    credential: &GoogleCredential,
) -> Result<(), GoogleError> {
    let (ports, vendors, now) = (&app.ports, &app.config.vendors, app.ports.clock.now());
    let token = google::exchange(ports, vendors, credential, context.deadline).await?;
    let day = Interval { start: now, end: now + TimeDelta::days(1) };
    let base = &vendors.google_api_base;
    google::free_busy(ports, base, &token.token, &[&settings.calendar_id], day, context.deadline).await.map(|_| ())
}

async fn twilio(app: &App, context: &RequestContext, row: &Integration) -> TestOutcome {
    let Some((settings, credential)) = opened::<TwilioSettings, TwilioCredential>(app, row) else {
        return unreadable();
    };
    let api_base = &app.config.vendors.twilio_api_base;
    let account = twilio::Account { api_base, settings: &settings, credential: &credential };
    match twilio::check_account(&app.ports, &account, context.deadline).await {
        Ok(()) => TestOutcome::works("The account answers and is active."),
        Err(error @ TwilioError::Refused(_)) => TestOutcome::fails(&error, true),
        Err(error) => TestOutcome::fails(&error, false),
    }
}

/// Without an API key there is nothing to ask Vapi.
async fn vapi(app: &App, context: &RequestContext, row: &Integration) -> TestOutcome {
    let Some((_, credential)) = opened::<VapiSettings, VapiCredential>(app, row) else { return unreadable() };
    let Some(api_key) = &credential.api_key else { return TestOutcome::works("The secrets can be opened.") };
    let api_base = &app.config.vendors.vapi_api_base;
    let account = Account { ports: &app.ports, api_base, api_key, deadline: context.deadline };
    match account.check().await {
        Ok(()) => TestOutcome::works("The account answers, and the secrets can be opened."),
        Err(error @ VapiError::Refused(_)) => TestOutcome::fails(&error, true),
        Err(error) => TestOutcome::fails(&error, false),
    }
}

fn opened<S: DeserializeOwned, C: DeserializeOwned>(app: &App, row: &Integration) -> Option<(S, C)> {
    let settings = serde_json::from_str(&row.settings).ok()?;
    let place = vault::place(row.org_id, row.service_type, Kind::Credentials);
    match vault::open(&app.config.vault, place, &row.credentials_sealed) {
        Ok(credential) => Some((settings, credential)),
        Err(error) => {
            let org_id = row.org_id.to_string();
            let fields = [("org_id", org_id.as_str()), ("detail", &error.to_string())];
            log::write(app.ports.log.as_ref(), Level::Error, "vault.credential_unreadable", &fields);
            None
        }
    }
}

fn unreadable() -> TestOutcome {
    TestOutcome::fails(&"The stored credentials cannot be opened. Store them again with PUT.", false)
}
