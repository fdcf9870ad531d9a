//! The admin API: one file per resource.

pub(crate) mod appointments;
pub(crate) mod assistant;
pub(crate) mod at_clinic;
pub(crate) mod attention;
pub(crate) mod audit;
pub(crate) mod budget;
pub(crate) mod calls;
mod claims;
pub(crate) mod disputes;
pub(crate) mod export;
mod forward;
pub(crate) mod harm;
pub(crate) mod inbox;
pub(crate) mod integrations;
pub(crate) mod knowledge;
pub(crate) mod knowledge_gaps;
mod load;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod messaging;
pub(crate) mod metrics;
pub(crate) mod names;
pub(crate) mod onboarding;
pub(crate) mod org_deletion;
pub(crate) mod orgs;
pub(crate) mod outbox;
pub(crate) mod overview;
pub(crate) mod patients;
mod period;
pub(crate) mod phone_discovery;
pub(crate) mod phone_import;
pub(crate) mod phone_lookup;
pub(crate) mod phone_mappings;
pub(crate) mod phone_proof;
pub(crate) mod practitioners;
pub(crate) mod query;
mod resource;
pub(crate) mod retention;
pub(crate) mod revocations;
pub(crate) mod rewrap;
mod saved;
pub(crate) mod schedule;
pub(crate) mod services;
pub(crate) mod suggested_blocks;
pub(crate) mod template;
pub(crate) mod usage;
pub(crate) mod webhooks;

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer};

use crate::{
    app::App,
    domain::schedule::Zone,
    http::{Error, routes::routes},
    ports::{Database, Statement},
    store,
};

pub(crate) use crate::http::fields::{calendar_id, line, name, uuid};

routes! { Arc<App>;
    orgs { create, list, show, change }
    org_deletion { remove }
    template { show, copy }
    attention::clinics { list }
    export { show }
    phone_mappings { save, list, remove }
    phone_discovery { discover }
    phone_import { import, import_any }
    phone_proof { prove, approve }
    disputes { list, resolve }
    phone_lookup { show }
    schedule { show, replace }
    services { create, list, show, change, remove }
    practitioners { create, list, show, change, remove }
    members { create, list, show, change, remove }
    messaging { show, replace }
    assistant { show, replace }
    knowledge { show, replace }
    retention { show, replace }
    budget { show, replace }
    integrations { show, replace, remove, test }
    integrations::calendar_choice { list, choose, put_away }
    integrations::replies { hear }
    webhooks { create, list, show, change, rotate, remove }
    rewrap { run }
    revocations { create, list, lift }
    query { run }
    metrics { show }
}

/// Writes a document that is put only if what is there is as expected.
///
/// # Errors
/// When it is not, or the database did not answer.
async fn put_if_expected(database: &dyn Database, put: Statement) -> Result<(), Error> {
    let written = store::run_one(database, put).await?;
    if written.rows.is_empty() { Err(Error::Stale) } else { Ok(()) }
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
