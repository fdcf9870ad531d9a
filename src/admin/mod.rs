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

use crate::{
    app::App,
    context::RequestContext,
    directory,
    domain::{id::OrgId, route::RouteKey, schedule::Zone},
};

pub(crate) use crate::http::fields::{calendar_id, line, name, uuid};

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
