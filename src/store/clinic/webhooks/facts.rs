//! What an endpoint that is to get patients' data is told besides, read when it is told: it is in no row of a delivery.

use serde::{Deserialize, Serialize};

use super::Delivery;
use crate::{
    ports::ClinicTransaction,
    store::{StoreError, first, statement},
};

/// Whom an event is about, as far as that is known and still kept.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct PatientFacts {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub notes: Option<String>,
}

/// Whom an event is about.
///
/// # Errors
/// When the object's database failed.
pub fn facts(transaction: &dyn ClinicTransaction, of: &Delivery) -> Result<Option<PatientFacts>, StoreError> {
    let select = if let Some(id) = of.message_id.as_deref() {
        statement!(
            "SELECT a.patient_name AS name, m.to_number AS phone, a.notes FROM messages m
             LEFT JOIN appointments a ON a.id = m.appointment_id WHERE m.id = :id AND m.kind <> 'staff'",
            id
        )
    } else if let Some(id) = of.call_id.as_deref() {
        statement!("SELECT NULL AS name, caller_number AS phone, NULL AS notes FROM calls WHERE call_id = :id", id)
    } else if let Some(id) = of.appointment_id.as_deref() {
        statement!("SELECT patient_name AS name, phone, notes FROM appointments WHERE id = :id", id)
    } else {
        return Ok(None);
    };
    first(transaction.run(select)?)
}
