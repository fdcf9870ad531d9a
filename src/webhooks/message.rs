//! The body of a delivery.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::{
    domain::id::OrgId,
    store::clinic::webhooks::{Delivery, PatientFacts},
};

/// `{"type", "timestamp", "data"}`. The longest that can be in it, names and notes, are a few kilobytes.
pub(super) fn body(org_id: OrgId, delivery: &Delivery, patient: Option<&PatientFacts>) -> Vec<u8> {
    let mut data = delivery.data.clone();
    data.insert("org_id".to_owned(), Value::from(org_id.to_string()));
    if let Some(patient) = patient {
        data.insert("patient".to_owned(), json!(patient));
    }
    let timestamp = delivery.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({"type": delivery.event_type, "timestamp": timestamp, "data": data}).to_string().into_bytes()
}
