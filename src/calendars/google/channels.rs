//! Push notifications of Calendar v3: `events.watch` and `channels.stop`.
//!
//! Source: "Push notifications" of Google's Calendar guides. A channel cannot be renewed, only followed by another one; what comes through
//! it has no body; and some of it never comes, so whoever listens looks by themselves as well.

use chrono::{DateTime, Utc};
use http::Method;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use serde_json::json;

use super::{GoogleError, account::GoogleAccount, credential::GOOGLE, errors, notifications::NOTIFICATIONS_PATH};
use crate::{
    calendars::provider::{NewChannel, OpenChannel},
    outbound::SEGMENT,
};

/// What Google answers of a channel. Times are milliseconds since 1970, as text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    resource_id: String,
    expiration: Option<String>,
}

impl GoogleAccount {
    /// Opens a channel for the events of a calendar.
    pub(super) async fn watch(&self, calendar: &str, channel: &NewChannel) -> Result<OpenChannel, GoogleError> {
        let origin = self.google.public_url.as_deref().filter(|origin| origin.starts_with("https://"));
        let Some(origin) = origin else {
            return Err(GoogleError::Denied("Google tells only an address with https. Set PUBLIC_URL."));
        };
        let vault = self.google.accounts.vault();
        let token = vault.seal_channel(self.org_id(), &GOOGLE, &channel.id);
        let token = token.map_err(|_| GoogleError::Unavailable("No token could be made for the channel."))?;
        let body = json!({
            "id": channel.id,
            "type": "web_hook",
            "address": format!("{origin}{NOTIFICATIONS_PATH}?org={}", self.org_id()),
            "token": token,
            "expiration": channel.ends_at.timestamp_millis().to_string(),
        })
        .to_string();
        let path = format!("calendars/{}/events/watch", utf8_percent_encode(calendar, SEGMENT));
        let (path, body) = (path.as_str(), body.as_str());
        let response =
            self.ask(|token| async move { self.api(&token).send(Method::POST, path, None, Some(body)).await });
        let response = response.await?;
        match response.status {
            200 => read(&response.body, channel.ends_at),
            status => Err(errors::of_watch(status, &response.body)),
        }
    }

    /// Closes a channel.
    pub(super) async fn stop(&self, channel_id: &str, resource_id: &str) -> Result<(), GoogleError> {
        let body = json!({"id": channel_id, "resourceId": resource_id}).to_string();
        let body = body.as_str();
        let response = self
            .ask(|token| async move { self.api(&token).send(Method::POST, "channels/stop", None, Some(body)).await });
        let response = response.await?;
        match response.status {
            // One that is not there, or that another account opened, is not ours to close.
            200 | 204 | 400 | 403 | 404 => Ok(()),
            status => Err(errors::of_api(status, &response.body)),
        }
    }
}

fn read(body: &[u8], asked: DateTime<Utc>) -> Result<OpenChannel, GoogleError> {
    let Channel { resource_id, expiration } = serde_json::from_slice(body).map_err(|_| GoogleError::Unexpected)?;
    let millis = expiration.and_then(|text| text.parse().ok());
    let ends_at = millis.and_then(DateTime::from_timestamp_millis).map_or(asked, |ends_at| ends_at.min(asked));
    Ok(OpenChannel { resource_id, ends_at })
}
