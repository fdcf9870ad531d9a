//! What is sent and shown of webhooks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    admin::{line, present, utc},
    app::App,
    domain::{
        id::OrgId,
        webhook::{DisabledReason, WebhookEventType, host_of},
    },
    http::Error,
    store::webhooks::Row,
};

/// The longest description.
const DESCRIPTION: usize = 200;

/// A new webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Where: https, a host on the internet by its name, no port, at most 500 characters.
    #[schema(example = "https://crm.example.com/frontdesk", max_length = 500)]
    url: String,
    /// Of what it is told, at least one.
    #[schema(min_items = 1)]
    events: Vec<WebhookEventType>,
    /// Whether the patient's name, number and notes are sent too. Without it there are ids, times, the practitioner and the service.
    #[serde(default)]
    full: bool,
    /// With `full`, the host of `url` once more: by that you confirm that patients' data may leave to it.
    #[serde(default)]
    #[schema(example = "crm.example.com")]
    patients_data_goes_to: Option<String>,
    /// What it is for, 1 to 200 characters on one line.
    #[serde(default)]
    #[schema(max_length = 200)]
    description: Option<String>,
}

/// What changes of a webhook; absent fields stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChanges {
    /// Where, as of a new one.
    #[schema(max_length = 500)]
    url: Option<String>,
    /// Of what it is told, in place of all that there was.
    #[schema(min_items = 1)]
    events: Option<Vec<WebhookEventType>>,
    /// Whether the patient's name, number and notes are sent too.
    full: Option<bool>,
    /// The host once more, if patients' data begins to leave to it by this change.
    patients_data_goes_to: Option<String>,
    /// What it is for; `null` for nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 200)]
    description: Option<Option<String>>,
    /// Whether it is turned off. `false` turns on again what was turned off, by whomever.
    disabled: Option<bool>,
}

/// A webhook.
#[derive(Serialize, ToSchema)]
pub struct WebhookView {
    id: String,
    url: String,
    /// Of what it is told.
    events: Vec<WebhookEventType>,
    /// Whether the patient's name, number and notes are sent too.
    full: bool,
    description: Option<String>,
    disabled: bool,
    /// Why it is off: an admin did it, it has answered 410 (`gone`), or for five days everything failed (`failing`).
    disabled_reason: Option<DisabledReason>,
    /// Since when: RFC 3339, UTC.
    disabled_at: Option<String>,
    /// Until when the secret before this one signs too: RFC 3339, UTC. `null` if the secret was never rotated.
    previous_secret_until: Option<String>,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

/// A webhook with its secret, which is not shown again.
#[derive(Serialize, ToSchema)]
pub struct WebhookWithSecret {
    #[serde(flatten)]
    pub(super) webhook: WebhookView,
    /// What deliveries are signed with.
    #[schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub(super) secret: String,
}

impl From<Row> for WebhookView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            url: row.url,
            events: row.events.iter().filter_map(|word| WebhookEventType::named(word)).collect(),
            full: row.is_full,
            description: row.description,
            disabled: row.disabled_at.is_some(),
            disabled_reason: row.disabled_reason,
            disabled_at: row.disabled_at.map(utc),
            previous_secret_until: row.previous_secret_until.map(utc),
            created_at: utc(row.created_at),
            updated_at: utc(row.updated_at),
        }
    }
}

impl NewWebhook {
    /// The row, whose secrets are sealed by whoever asked.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn checked(self, app: &App, org_id: OrgId, (id, save_id): (String, String)) -> Result<Row, Error> {
        let now = app.ports.clock.now();
        let row = Row {
            org_id,
            id,
            url: url(app, self.url)?,
            events: events(self.events)?,
            is_full: self.full,
            description: self.description.as_deref().map(description).transpose()?,
            secrets_sealed: String::new(),
            save_id,
            previous_secret_until: None,
            disabled_at: None,
            disabled_reason: None,
            created_at: now,
            updated_at: now,
        };
        confirm(None, &row, self.patients_data_goes_to.as_deref())?;
        Ok(row)
    }
}

impl WebhookChanges {
    /// The row with these changes.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn applied(self, app: &App, was: &Row, now: DateTime<Utc>) -> Result<Row, Error> {
        let mut row = was.clone();
        if let Some(new) = self.url {
            row.url = url(app, new)?;
        }
        if let Some(new) = self.events {
            row.events = events(new)?;
        }
        if let Some(new) = self.description {
            row.description = new.as_deref().map(description).transpose()?;
        }
        row.is_full = self.full.unwrap_or(row.is_full);
        confirm(Some(was), &row, self.patients_data_goes_to.as_deref())?;
        match self.disabled {
            Some(true) if row.disabled_at.is_none() => {
                (row.disabled_at, row.disabled_reason) = (Some(now), Some(DisabledReason::Admin));
            }
            Some(false) => (row.disabled_at, row.disabled_reason) = (None, None),
            _ => {}
        }
        Ok(row)
    }
}

fn url(app: &App, text: String) -> Result<String, Error> {
    app.webhooks.check_target(&text).map_err(|fault| Error::invalid("url", fault.detail()))?;
    Ok(text)
}

fn events(mut chosen: Vec<WebhookEventType>) -> Result<Vec<String>, Error> {
    if chosen.is_empty() {
        return Err(Error::invalid(
            "events",
            "Choose at least one event. To send nothing for now, turn the webhook off.",
        ));
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen.into_iter().map(|event| event.as_str().to_owned()).collect())
}

fn description(text: &str) -> Result<String, Error> {
    line("description", text, DESCRIPTION)
}

/// That patients' data begins to leave to a host is said by naming it.
fn confirm(was: Option<&Row>, new: &Row, named: Option<&str>) -> Result<(), Error> {
    let host = host_of(&new.url).unwrap_or_default();
    let left_before = was.is_some_and(|was| was.is_full && host_of(&was.url).as_deref() == Some(&host));
    if !new.is_full || left_before || named.is_some_and(|named| named.eq_ignore_ascii_case(&host)) {
        return Ok(());
    }
    let detail = format!(
        "With full, patients' names, numbers and notes leave to {host}. Your contract with whoever runs it has to allow that. Confirm it by \
         sending {host} here."
    );
    Err(Error::invalid("patients_data_goes_to", detail))
}
