//! Practitioners as admins see them. Deleted ones stay, inactive: appointments refer to them.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::Deserialize;

use super::{Expected, StoreError, documents::text, first, nested, read, run_one, statement};
use crate::{
    domain::{
        catalogue::Practitioner,
        id::OrgId,
        schedule::{DateOverride, WeeklyHours},
    },
    ports::{Database, Rows, Statement},
};

/// The most practitioners that an org may have.
pub const MOST: i64 = 200;
/// The most characters that the JSON columns of an org's practitioners may have together: a route carries them all, and D1
/// answers no text of more than 2 MB.
pub const MOST_CHARS: i64 = 400_000;

/// One active practitioner of an org.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub name: String,
    /// Other names for them.
    #[serde(deserialize_with = "nested")]
    pub aliases: Vec<String>,
    /// Google's id of their calendar.
    pub calendar_id: String,
    /// Their own weekly hours.
    #[serde(deserialize_with = "nested")]
    pub weekly: Option<WeeklyHours>,
    /// Their own dates.
    #[serde(deserialize_with = "nested")]
    pub overrides: Vec<DateOverride>,
    /// The services that they do.
    #[serde(deserialize_with = "nested")]
    pub service_ids: Option<Vec<String>>,
    #[serde(with = "ts_seconds")]
    pub created_at: DateTime<Utc>,
    #[serde(with = "ts_seconds")]
    pub updated_at: DateTime<Utc>,
}

/// What a change of a practitioner sets; `None` leaves a field as it is, `Some(None)` removes it.
#[derive(Default)]
pub struct Changes {
    pub name: Option<String>,
    /// Other names for them.
    pub aliases: Option<Vec<String>>,
    /// Google's id of their calendar.
    pub calendar_id: Option<String>,
    /// Their own weekly hours.
    pub weekly: Option<Option<WeeklyHours>>,
    /// Their own dates.
    pub overrides: Option<Vec<DateOverride>>,
    /// The services that they do.
    pub service_ids: Option<Option<Vec<String>>>,
}

impl Changes {
    /// Sets the hours of a practitioner as far as they change.
    pub fn set_hours(&self, practitioner: &mut Practitioner) {
        if let Some(weekly) = &self.weekly {
            practitioner.weekly.clone_from(weekly);
        }
        if let Some(overrides) = &self.overrides {
            practitioner.overrides.clone_from(overrides);
        }
    }
}

/// The org's practitioners after `cursor` in order of id, at most `limit`.
pub async fn list(
    database: &dyn Database,
    org_id: OrgId,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let select = statement!(
        "SELECT * FROM practitioners WHERE org_id = :org AND id > coalesce(:cursor, '')
           AND is_active = 1 ORDER BY id LIMIT :limit",
        org = org_id,
        cursor,
        limit
    );
    read(run_one(database, select).await?)
}

/// A practitioner by name.
#[derive(Clone, Debug, Deserialize)]
pub struct NamedPractitioner {
    pub id: String,
    pub name: String,
}

/// All of the org's practitioners in order of id; [`found_names`] reads them.
pub fn names(org_id: OrgId) -> Statement {
    statement!("SELECT id, name FROM practitioners WHERE org_id = :org AND is_active = 1 ORDER BY id", org = org_id)
}

/// What [`names`] found.
///
/// # Errors
/// When a row is not what this version writes.
pub fn found_names(rows: Rows) -> Result<Vec<NamedPractitioner>, StoreError> {
    read(rows)
}

/// One of the org's practitioners.
pub async fn get(database: &dyn Database, org_id: OrgId, id: &str) -> Result<Option<Row>, StoreError> {
    let select =
        statement!("SELECT * FROM practitioners WHERE org_id = :org AND id = :id AND is_active = 1", org = org_id, id);
    first(run_one(database, select).await?)
}

/// How many characters the JSON columns of the org's practitioners other than `:id` have.
macro_rules! chars_of_others {
    () => {
        "(SELECT coalesce(sum(length(aliases) + ifnull(length(weekly),
           0) + length(overrides) + ifnull(length(service_ids), 0)), 0)
          FROM practitioners WHERE org_id = :org AND id <> :id AND is_active = 1)"
    };
}

/// Inserts a practitioner; `None` if the org has [`MOST`] of them, or they would have more than [`MOST_CHARS`].
pub async fn insert(
    database: &dyn Database,
    org_id: OrgId,
    practitioner: &Practitioner,
    now: DateTime<Utc>,
) -> Result<Option<Row>, StoreError> {
    first(run_one(database, inserting(org_id, practitioner, now)?).await?)
}

/// Whether a new org has room for all of these.
pub fn has_room(practitioners: &[Practitioner]) -> bool {
    let length = |text: Result<String, StoreError>| text.map_or(usize::MAX, |text| text.chars().count());
    let chars = |one: &Practitioner| {
        let lists = [text(&one.aliases), text(&one.overrides)].map(length);
        let weekly = one.weekly.as_ref().map_or(0, |weekly| length(text(weekly)));
        let services = one.service_ids.as_ref().map_or(0, |ids| length(text(ids)));
        lists.into_iter().chain([weekly, services]).fold(0, usize::saturating_add)
    };
    let all = practitioners.iter().map(chars).fold(0, usize::saturating_add);
    let fits = |many: usize, most: i64| i64::try_from(many).is_ok_and(|many| many <= most);
    fits(practitioners.len(), MOST) && fits(all, MOST_CHARS)
}

/// What [`insert`] runs: one row, or none.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn inserting(org_id: OrgId, practitioner: &Practitioner, now: DateTime<Utc>) -> Result<Statement, StoreError> {
    Ok(statement!(
        concat!(
            "INSERT INTO practitioners
               (org_id, id, name, aliases, calendar_id, weekly, overrides, service_ids, created_at, updated_at)
             SELECT :org, :id, :name, :aliases, :calendar_id, :weekly, :overrides, :service_ids, :now, :now
             WHERE (SELECT count(*) FROM practitioners WHERE org_id = :org AND is_active = 1) < :most
               AND length(:aliases) + ifnull(length(:weekly), 0) + length(:overrides) + ifnull(length(:service_ids), 0) + ",
            chars_of_others!(),
            " <= :most_chars RETURNING *"
        ),
        org = org_id,
        id = practitioner.id.as_str(),
        name = practitioner.name.as_str(),
        aliases = text(&practitioner.aliases)?,
        calendar_id = practitioner.calendar_id.as_str(),
        weekly = practitioner.weekly.as_ref().map(text).transpose()?,
        overrides = text(&practitioner.overrides)?,
        service_ids = practitioner.service_ids.as_ref().map(text).transpose()?,
        now,
        most = MOST,
        most_chars = MOST_CHARS
    ))
}

/// Changes one of the org's practitioners and gives them back; `None` if it has no such practitioner, or they all would have more
/// than [`MOST_CHARS`].
pub async fn update(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    changes: &Changes,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<Option<Row>, StoreError> {
    let update = statement!(
        concat!(
            "UPDATE practitioners SET name = coalesce(:name, name), aliases = coalesce(:aliases, aliases),
               calendar_id = coalesce(:calendar_id, calendar_id),
               weekly = CASE WHEN :sets_weekly THEN :weekly ELSE weekly END,
               overrides = coalesce(:overrides, overrides),
               service_ids = CASE WHEN :sets_service_ids THEN :service_ids ELSE service_ids END, updated_at = max(:now, updated_at + 1)
             WHERE org_id = :org AND id = :id AND is_active = 1 AND (:is_anything OR updated_at = :changed_at)
               AND length(coalesce(:aliases, aliases))
                 + ifnull(length(CASE WHEN :sets_weekly THEN :weekly ELSE weekly END), 0)
                 + length(coalesce(:overrides, overrides))
                 + ifnull(length(CASE WHEN :sets_service_ids THEN :service_ids ELSE service_ids END), 0) + ",
            chars_of_others!(),
            " <= :most_chars RETURNING *"
        ),
        org = org_id,
        id,
        name = changes.name.as_deref(),
        aliases = changes.aliases.as_ref().map(text).transpose()?,
        calendar_id = changes.calendar_id.as_deref(),
        sets_weekly = changes.weekly.is_some(),
        weekly = changes.weekly.as_ref().and_then(Option::as_ref).map(text).transpose()?,
        overrides = changes.overrides.as_ref().map(text).transpose()?,
        sets_service_ids = changes.service_ids.is_some(),
        service_ids = changes.service_ids.as_ref().and_then(Option::as_ref).map(text).transpose()?,
        now,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at(),
        most_chars = MOST_CHARS
    );
    first(run_one(database, update).await?)
}

/// Deletes one of the org's practitioners; `false` if it has no such practitioner (any more).
pub async fn delete(
    database: &dyn Database,
    org_id: OrgId,
    id: &str,
    now: DateTime<Utc>,
    expected: Expected,
) -> Result<bool, StoreError> {
    let deactivate = statement!(
        "UPDATE practitioners SET is_active = 0, updated_at = max(:now, updated_at + 1)
         WHERE org_id = :org AND id = :id AND is_active = 1 AND (:is_anything OR updated_at = :changed_at) RETURNING id",
        org = org_id,
        id,
        now,
        is_anything = expected.is_anything(),
        changed_at = expected.changed_at()
    );
    Ok(!run_one(database, deactivate).await?.rows.is_empty())
}

/// Those of `service_ids` that are no services of the org.
pub async fn foreign_services(
    database: &dyn Database,
    org_id: OrgId,
    service_ids: &[String],
) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Foreign {
        value: String,
    }
    let select = statement!(
        "SELECT value FROM json_each(:service_ids)
         WHERE value NOT IN (SELECT id FROM services WHERE org_id = :org AND is_active = 1)",
        org = org_id,
        service_ids = text(&service_ids)?
    );
    Ok(read::<Foreign>(run_one(database, select).await?)?.into_iter().map(|row| row.value).collect())
}
