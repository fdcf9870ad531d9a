//! Routes: what a call needs, joined from every table that has a part of it.

use std::sync::Arc;

use serde::{Deserialize, de::DeserializeOwned};

use super::{Batch, StoreError, first, mappings, run_one, statement};
use crate::{
    domain::{
        catalogue::Catalogue,
        country::Country,
        id::OrgId,
        knowledge::Edition,
        org::OrgStatus,
        phone::PhoneNumber,
        placement::{Jurisdiction, jurisdiction_or_null},
        route::{Route, RouteKey},
        schedule::Zone,
    },
    ports::{Database, Rows, Statement},
};

/// The columns and joins of a route; every look-up is this with another condition.
macro_rules! select_route {
    ($columns:literal, $from:literal, $condition:literal) => {
        concat!(
            "SELECT o.id AS org_id, o.status, o.zone, o.jurisdiction, o.country, o.config_version, s.document AS schedule,
               (SELECT json_group_array(json_object('id', id, 'name', name, 'aliases', json(aliases), 'minutes', minutes,
                  'buffer_before_minutes', buffer_before_minutes, 'buffer_after_minutes', buffer_after_minutes))
                FROM (SELECT * FROM services WHERE org_id = o.id AND is_active = 1 ORDER BY id)) AS services,
               (SELECT json_group_array(json_object('id', id, 'name', name, 'aliases', json(aliases), 'calendar_id',
               calendar_id,
                  'weekly', json(weekly), 'overrides', json(overrides), 'service_ids', json(service_ids)))
                FROM (SELECT * FROM practitioners WHERE org_id = o.id AND is_active = 1 ORDER BY id)) AS practitioners,
               (SELECT CASE WHEN count(*) <= 100 THEN json_group_array(inbound_phone_number) END
                FROM (SELECT inbound_phone_number FROM phone_number_mapping WHERE org_id = o.id AND deleted_at IS NULL
                  AND is_active = 1 AND inbound_phone_number IS NOT NULL ORDER BY id LIMIT 101)) AS own_numbers,
               w.document AS messaging, a.document AS assistant, b.document AS budget, b.calls_over_until,
               (SELECT edition FROM knowledge WHERE org_id = o.id) AS knowledge,
               ",
            $columns,
            "
               (SELECT json_group_object(service_type, json_object('settings', json(settings), 'sealed', credentials_sealed,
                  'credential_id', credential_id, 'status', status))
                FROM integration_settings WHERE org_id = o.id) AS integrations
             FROM ",
            $from,
            " LEFT JOIN schedules s ON s.org_id = o.id
             LEFT JOIN messaging w ON w.org_id = o.id
             LEFT JOIN assistants a ON a.org_id = o.id
             LEFT JOIN budgets b ON b.org_id = o.id
             WHERE ",
            $condition
        )
    };
}

macro_rules! select_mapped {
    ($condition:literal) => {
        select_route!(
            "m.clinic_name, m.inbound_phone_number, m.sip_uri, m.vapi_phone_number_id,",
            "phone_number_mapping m JOIN orgs o ON o.id = m.org_id",
            $condition
        )
    };
}

const BY_NUMBER: &str = select_mapped!("m.is_active = 1 AND m.inbound_phone_number = :key");
const BY_SIP: &str = select_mapped!("m.is_active = 1 AND m.sip_uri = :key");
const BY_VAPI_ID: &str = select_mapped!("m.is_active = 1 AND m.vapi_phone_number_id = :key");
const BY_ORG: &str = select_route!(
    "o.name AS clinic_name, NULL AS inbound_phone_number, NULL AS sip_uri, NULL AS vapi_phone_number_id,",
    "orgs o",
    "o.id = :key"
);

#[derive(Deserialize)]
struct Row {
    org_id: OrgId,
    status: OrgStatus,
    zone: Zone,
    #[serde(deserialize_with = "jurisdiction_or_null")]
    jurisdiction: Option<Jurisdiction>,
    country: Option<Country>,
    config_version: i64,
    schedule: Option<String>,
    services: String,
    practitioners: String,
    messaging: Option<String>,
    assistant: Option<String>,
    knowledge: Option<Edition>,
    budget: Option<String>,
    calls_over_until: Option<i64>,
    clinic_name: String,
    inbound_phone_number: Option<PhoneNumber>,
    own_numbers: Option<String>,
    sip_uri: Option<String>,
    vapi_phone_number_id: Option<String>,
    integrations: String,
}

/// The look-up of `key`.
pub fn select(key: &RouteKey) -> Statement {
    match key {
        RouteKey::Number(number) => statement!(BY_NUMBER, key = number.as_str()),
        RouteKey::Sip(uri) => statement!(BY_SIP, key = uri.as_str()),
        RouteKey::VapiNumber(id) => statement!(BY_VAPI_ID, key = id.as_str()),
        RouteKey::Org(org_id) => statement!(BY_ORG, key = *org_id),
    }
}

/// Whether an org is served, has this configuration, and still owns what it was routed by: one row if it does. An org that was routed by
/// its own id owns that. An org that was deleted and added again elsewhere has another object, so it is another one. Each kind of key is
/// looked for by itself, since SQLite would read all of the org's numbers to find one of three.
pub fn is_current(route: &Route, routed_by: Option<&str>) -> Statement {
    statement!(
        "SELECT 1 AS is_current FROM orgs o WHERE o.id = :org AND o.status = 'active' AND o.config_version = :version
           AND o.jurisdiction IS :jurisdiction
           AND (:routed_by IS NULL
             OR EXISTS (SELECT 1 FROM phone_number_mapping m
               WHERE m.org_id = :org AND m.is_active = 1 AND m.inbound_phone_number = :routed_by)
             OR EXISTS (SELECT 1 FROM phone_number_mapping m
               WHERE m.org_id = :org AND m.is_active = 1 AND m.sip_uri = :routed_by)
             OR EXISTS (SELECT 1 FROM phone_number_mapping m
               WHERE m.org_id = :org AND m.is_active = 1 AND m.vapi_phone_number_id = :routed_by))",
        org = route.org_id,
        version = route.version,
        jurisdiction = route.jurisdiction.map(Jurisdiction::as_str),
        routed_by
    )
}

/// What a look-up found.
pub fn found(rows: Rows) -> Result<Option<Route>, StoreError> {
    first::<Row>(rows)?.map(Route::try_from).transpose()
}

/// The route, which names those of `numbers` that are the org's own. Most routes name all of the org's. One of an org with too many is told
/// of these by D1, for a text or a call that is about to leave.
///
/// # Errors
/// When the database was needed and did not answer.
pub async fn naming_own(
    database: &dyn Database,
    route: Arc<Route>,
    numbers: [Option<&PhoneNumber>; 3],
) -> Result<Arc<Route>, StoreError> {
    if route.own_numbers.is_some() || numbers.iter().all(Option::is_none) {
        return Ok(route);
    }
    let mapped = mappings::mapped_among(route.org_id, numbers.into_iter().flatten());
    let own = mappings::found_numbers(run_one(database, mapped).await?)?;
    Ok(Arc::new(Route { own_numbers: Some(own), ..(*route).clone() }))
}

/// An org's route under the name and number by which people know the clinic; `None` if there is no such org.
///
/// # Errors
/// When the database did not answer.
pub async fn of_org_as_called(database: &dyn Database, org_id: OrgId) -> Result<Option<Route>, StoreError> {
    let mut batch = Batch::default();
    let route = batch.add(select(&RouteKey::Org(org_id)));
    let mapping = batch.add(mappings::with_number(org_id));
    let mut results = batch.run(database).await?;
    let (route, mapping) = (found(results.take(route))?, mappings::found(results.take(mapping))?);
    Ok(route.map(|route| match mapping {
        Some(mapping) => Route { clinic_name: mapping.clinic_name, number: mapping.inbound_phone_number, ..route },
        None => route,
    }))
}

impl TryFrom<Row> for Route {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            org_id: row.org_id,
            status: row.status,
            clinic_name: row.clinic_name,
            number: row.inbound_phone_number,
            own_numbers: row.own_numbers.as_deref().map(document).transpose()?,
            sip_uri: row.sip_uri,
            vapi_phone_number_id: row.vapi_phone_number_id,
            zone: row.zone,
            jurisdiction: row.jurisdiction,
            country: row.country,
            schedule: row.schedule.as_deref().map(document).transpose()?,
            catalogue: Catalogue { services: document(&row.services)?, practitioners: document(&row.practitioners)? },
            text_settings: row.messaging.as_deref().map(document).transpose()?.unwrap_or_default(),
            assistant: row.assistant.as_deref().map(document).transpose()?.unwrap_or_default(),
            knowledge: row.knowledge,
            budget: row.budget.as_deref().map(document).transpose()?.unwrap_or_default(),
            calls_over_until: row.calls_over_until,
            integrations: document(&row.integrations)?,
            version: row.config_version,
        })
    }
}

/// A JSON column.
pub(super) fn document<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Row("a JSON column does not fit".into()))
}
