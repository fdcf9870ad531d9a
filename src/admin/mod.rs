//! The admin API: one file per resource.

pub(crate) mod appointments;
pub(crate) mod assistant;
pub(crate) mod audit;
pub(crate) mod calls;
pub(crate) mod integrations;
pub(crate) mod messages;
pub(crate) mod messaging;
pub(crate) mod names;
pub(crate) mod orgs;
pub(crate) mod outbox;
pub(crate) mod phone_lookup;
pub(crate) mod phone_mappings;
pub(crate) mod practitioners;
pub(crate) mod rewrap;
pub(crate) mod schedule;
pub(crate) mod services;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, post},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::{
    app::App,
    context::RequestContext,
    directory,
    domain::{id::OrgId, route::RouteKey, schedule::Zone},
};

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/orgs", post(orgs::create).get(orgs::list))
        .route("/api/org", get(orgs::show).patch(orgs::change))
        .route("/api/inbound/phone-mappings", post(phone_mappings::save).get(phone_mappings::list))
        .route("/api/inbound/phone-mappings/{id}", delete(phone_mappings::remove))
        .route("/api/inbound/phone-lookup/{phone}", get(phone_lookup::show))
        .route("/api/services", post(services::create).get(services::list))
        .route("/api/services/{id}", get(services::show).patch(services::change).delete(services::remove))
        .route("/api/practitioners", post(practitioners::create).get(practitioners::list))
        .route(
            "/api/practitioners/{id}",
            get(practitioners::show).patch(practitioners::change).delete(practitioners::remove),
        )
        .route("/api/messages", get(messages::list))
        .route("/api/messaging", get(messaging::show).put(messaging::replace))
        .route("/api/assistant", get(assistant::show).put(assistant::replace))
        .route("/api/schedule", get(schedule::show).put(schedule::replace))
        .route(
            "/api/integrations/{service}",
            get(integrations::show).put(integrations::replace).delete(integrations::remove),
        )
        .route("/api/integrations/{service}/test", post(integrations::test))
        .route("/api/audit", get(audit::list))
        .route("/api/calls", get(calls::list))
        .route("/api/calls/{id}", get(calls::show).delete(calls::remove))
        .route("/api/outbox", get(outbox::list))
        .route("/api/outbox/{id}/retry", post(outbox::retry))
        .route("/api/admin/rewrap", post(rewrap::run))
        .merge(appointments::router())
}

/// After a change that calls depend on: this isolate forgets at once, and the documents are published behind the answer.
fn changed(app: &App, context: &RequestContext, org_id: OrgId, keys: impl IntoIterator<Item = RouteKey>) {
    app.directory.forget(org_id, keys);
    context.background.spawn(Box::pin(directory::publish_of_org(Arc::clone(&app.ports), org_id)));
}

/// Tells `null` from absent: the outer option is presence, the inner one the value.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// RFC 3339 in UTC.
fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// RFC 3339 with the org's offset, for a person.
fn local(zone: Zone, time: DateTime<Utc>) -> String {
    zone.zoned(time).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One line of visible characters, without the space around it.
fn line(field: &'static str, text: &str, most: usize) -> Result<String, super::http::Error> {
    let text = text.trim();
    let visible = !text.is_empty() && text.chars().all(|c| !c.is_control());
    if visible && text.chars().count() <= most {
        Ok(text.to_owned())
    } else {
        Err(super::http::Error::invalid(field, format!("This must have 1 to {most} characters on one line.")))
    }
}

/// Google's id of a calendar. Its `primary` means another calendar to everybody who asks.
fn calendar_id(text: &str) -> Result<String, super::http::Error> {
    let id = line("calendar_id", text, 255)?;
    if id == "primary" || id.contains(char::is_whitespace) {
        let detail = "Give the calendar's own id; for an account's main calendar that is its e-mail address.";
        return Err(super::http::Error::invalid("calendar_id", detail));
    }
    Ok(id)
}

/// A UUID, in the form in which ids are stored.
pub(crate) fn uuid(field: &'static str, text: &str) -> Result<String, super::http::Error> {
    let id = Uuid::try_parse(text).map_err(|_| super::http::Error::invalid(field, "This must be an id, a UUID."))?;
    Ok(id.to_string())
}

/// A name of 1 to 200 characters, without the space around it.
fn name(field: &'static str, text: &str) -> Result<String, super::http::Error> {
    let text = text.trim();
    let printable = text.chars().all(|c| !c.is_control());
    if (1..=200).contains(&text.chars().count()) && printable {
        Ok(text.to_owned())
    } else {
        Err(super::http::Error::invalid(field, "This must have 1 to 200 characters, none of them a control character."))
    }
}
