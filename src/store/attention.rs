//! What D1 has of clinics that may need a person.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{StoreError, documents::text, first, flag, nested, read_sound, run_one, statement};
use crate::{
    domain::{
        attention::{AttentionCode, ClinicFacts, ReportedFacts, SettingFault, Severity},
        clinic_summary::OVERDUE,
        id::OrgId,
        org::OrgStatus,
        schedule::Zone,
    },
    ports::{Database, Rows, Statement},
};

/// What is amiss in what the org `o` has set and connected, a row for each. `s`, `a` and `t` are its documents.
/// D1 takes no more than five terms in one compound select, so they stand in groups.
macro_rules! faults {
    () => {
        "SELECT * FROM (SELECT 'suspended' AS code, NULL AS since, 1 AS count, NULL AS vendor WHERE o.status = 'suspended'
         UNION ALL SELECT 'no_number', NULL, 1, NULL
           WHERE NOT EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = o.id AND m.is_active = 1)
         UNION ALL SELECT 'number_without_assistant', NULL, 1, NULL
           WHERE coalesce(a.document ->> '$.assistant_id', a.document ->> '$.squad_id') IS NULL
             AND EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = o.id AND m.is_active = 1)
         UNION ALL SELECT 'nobody_takes_over', NULL, 1, NULL WHERE a.document ->> '$.transfer' IS NULL
         UNION ALL SELECT 'nobody_is_told_of_messages', NULL, 1, NULL
           WHERE coalesce(json_array_length(t.document, '$.staff'), 0) = 0
         ) UNION ALL SELECT * FROM (SELECT 'no_hours' AS code, NULL AS since, 1 AS count, NULL AS vendor WHERE s.document IS NULL
         UNION ALL SELECT 'never_open', NULL, 1, NULL WHERE s.document IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM json_each(s.document, '$.weekly') WHERE json_array_length(value) > 0)
           AND NOT EXISTS (SELECT 1 FROM practitioners p, json_each(p.weekly)
             WHERE p.org_id = o.id AND p.is_active = 1 AND json_array_length(value) > 0)
         UNION ALL SELECT 'service_without_practitioner', NULL, count(*), NULL FROM services v
           WHERE v.org_id = o.id AND v.is_active = 1
             AND EXISTS (SELECT 1 FROM practitioners p WHERE p.org_id = o.id AND p.is_active = 1)
             AND NOT EXISTS (SELECT 1 FROM practitioners p WHERE p.org_id = o.id AND p.is_active = 1
               AND (p.service_ids IS NULL OR v.id IN (SELECT value FROM json_each(p.service_ids)))) HAVING count(*) > 0
         UNION ALL SELECT 'practitioner_without_service', NULL, count(*), NULL FROM practitioners p
           WHERE p.org_id = o.id AND p.is_active = 1 AND p.service_ids IS NOT NULL
             AND EXISTS (SELECT 1 FROM services v WHERE v.org_id = o.id AND v.is_active = 1)
             AND NOT EXISTS (SELECT 1 FROM services v WHERE v.org_id = o.id AND v.is_active = 1
               AND v.id IN (SELECT value FROM json_each(p.service_ids))) HAVING count(*) > 0
         UNION ALL SELECT 'calendar_not_connected', NULL, 1, NULL
           WHERE NOT EXISTS (SELECT 1 FROM integration_settings i WHERE i.org_id = o.id AND i.purpose = 'calendar')
         ) UNION ALL SELECT * FROM (SELECT 'texts_not_connected' AS code, NULL AS since, 1 AS count, NULL AS vendor
           WHERE NOT EXISTS (SELECT 1 FROM integration_settings i WHERE i.org_id = o.id AND i.purpose = 'texts')
         UNION ALL SELECT CASE i.purpose WHEN 'texts' THEN 'texts_need_reconnect' ELSE i.purpose || '_needs_reconnect' END,
             i.updated_at, 1, i.service_type
           FROM integration_settings i WHERE i.org_id = o.id AND i.status = 'needs_reconnect' AND i.purpose IS NOT NULL
         UNION ALL SELECT 'webhook_disabled', min(w.disabled_at), count(*), NULL FROM webhooks w
           WHERE w.org_id = o.id AND w.disabled_reason IN ('gone', 'failing') HAVING count(*) > 0
         UNION ALL SELECT 'calendar_unreadable', min(f.since), count(*), i.service_type
           FROM integration_settings i CROSS JOIN calendar_faults f ON f.org_id = i.org_id AND f.credential_id = i.credential_id
           WHERE i.org_id = o.id AND i.status = 'connected' GROUP BY i.service_type
         UNION ALL SELECT 'number_disputed', min(d.first_seen_at), count(*), NULL FROM claim_disputes d
           WHERE d.holder_id = o.id AND d.status = 'open'
             AND EXISTS (SELECT 1 FROM claim_proofs p
               WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = d.org_id AND p.missing_since IS NULL)
             AND NOT EXISTS (SELECT 1 FROM claim_proofs p
               WHERE p.kind = d.kind AND p.value = d.value AND p.org_id = o.id AND p.missing_since IS NULL)
           HAVING count(*) > 0)"
    };
}

/// The facts of the orgs that `$condition` names.
macro_rules! select_facts {
    ($condition:literal) => {
        concat!(
            "SELECT * FROM (
               SELECT o.id AS org_id, o.name, o.zone, o.status,
                 EXISTS (SELECT 1 FROM phone_number_mapping m WHERE m.org_id = o.id AND m.is_active = 1) AS has_number,
                 (SELECT json_group_array(json_object('code', code, 'since', since, 'count', count, 'vendor', vendor)) FROM (",
            faults!(),
            ")) AS faults,
                 (SELECT json_object('at', c.updated_at, 'next_due', c.next_due,
                    'alarm_failed_at', CASE WHEN c.last_error IS NOT NULL THEN c.last_alarm_at END,
                    'troubles', json(c.troubles), 'counted_on', c.counted_on,
                    'today', json_object('calls', c.calls_today, 'booked', c.booked_today, 'texts', c.texts_today,
                      'cost_micros', c.cost_micros_today),
                    'month', json_object('calls', c.calls_month, 'booked', c.booked_month, 'texts', c.texts_month,
                      'cost_micros', c.cost_micros_month))
                  FROM clinic_summaries c WHERE c.org_id = o.id) AS reported
               FROM orgs o
               LEFT JOIN schedules s ON s.org_id = o.id
               LEFT JOIN assistants a ON a.org_id = o.id
               LEFT JOIN messaging t ON t.org_id = o.id) WHERE ",
            $condition
        )
    };
}

#[derive(Deserialize)]
struct Row {
    org_id: OrgId,
    name: String,
    zone: Zone,
    status: OrgStatus,
    #[serde(deserialize_with = "flag")]
    has_number: bool,
    #[serde(deserialize_with = "nested")]
    faults: Vec<SettingFault>,
    #[serde(deserialize_with = "nested")]
    reported: Option<ReportedFacts>,
}

impl From<Row> for ClinicFacts {
    fn from(row: Row) -> Self {
        let Row { org_id, name, zone, status, has_number, faults, reported } = row;
        Self { org_id, name, zone, status, has_number, faults, reported }
    }
}

/// The facts of one org; [`found`] reads them.
pub fn of_org(org_id: OrgId) -> Statement {
    statement!(select_facts!("org_id = :org"), org = org_id)
}

/// What [`of_org`] found; `None` if there is no such org.
///
/// # Errors
/// When a row is not what this version writes.
pub fn found(rows: Rows) -> Result<Option<ClinicFacts>, StoreError> {
    Ok(first::<Row>(rows)?.map(ClinicFacts::from))
}

/// All orgs after `cursor` in order of id, at most `limit`, rows that cannot be read left out; of these, if `pressing_only`, those at which
/// something is worse than a notice. For the operator only.
///
/// # Errors
/// When the database did not answer.
pub async fn list_all(
    database: &dyn Database,
    pressing_only: bool,
    cursor: Option<&str>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<ClinicFacts>, StoreError> {
    let notices: Vec<AttentionCode> =
        AttentionCode::ALL.into_iter().filter(|code| code.severity() == Severity::Notice).collect();
    let select = statement!(
        select_facts!(
            "org_id > coalesce(:cursor, '') AND (NOT :pressing_only OR (status <> 'closed' AND (
               (has_number AND EXISTS (SELECT 1 FROM json_each(faults)
                 WHERE json_each.value ->> '$.code' NOT IN (SELECT n.value FROM json_each(:notices) n)))
               OR (has_number AND EXISTS (SELECT 1 FROM json_each(reported, '$.troubles')
                 WHERE coalesce(value ->> '$.until' > :now, 1)))
               OR reported ->> '$.alarm_failed_at' IS NOT NULL OR reported ->> '$.next_due' < :overdue)))
             ORDER BY org_id LIMIT :limit"
        ),
        cursor,
        pressing_only,
        notices = text(&notices)?,
        now,
        overdue = now - OVERDUE,
        limit
    );
    let (rows, _) = read_sound::<Row>(run_one(database, select).await?);
    Ok(rows.into_iter().map(ClinicFacts::from).collect())
}
