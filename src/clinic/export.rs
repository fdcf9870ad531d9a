//! Everything that a clinic's object has, in pages: the object reads its tables in order of their names, whichever there are, and each
//! table in order of its keys, so that no page takes more memory than one answer.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    client::{ClinicClient, ClinicError},
    object::ClinicObject,
    question::{Question, Reply},
};
use crate::{
    domain::clinic_address::ClinicAddress,
    ports::{ClinicTransaction, DatabaseError, Param, QueryRefused, ReadLimit},
    store::{
        StoreError,
        clinic::tables::{self, ClinicTable},
    },
};

/// One page: so many rows, and no further one once they have so many bytes of JSON.
const PAGE: ReadLimit = ReadLimit { rows: 500, bytes: 512 * 1024 };

/// Where a page ended: behind the row of a table with this key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportPosition {
    table: String,
    key: Vec<Value>,
}

/// One page of an export.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ClinicExport {
    /// Rows with the names of their tables.
    pub rows: Vec<(String, Map<String, Value>)>,
    /// Where the next page begins; `None` behind the last one.
    pub next: Option<ExportPosition>,
}

impl ClinicClient {
    /// The page of everything that the object has, after a position.
    ///
    /// # Errors
    /// When the object could not be read.
    pub async fn export(
        &self,
        address: ClinicAddress,
        after: Option<ExportPosition>,
    ) -> Result<ClinicExport, ClinicError> {
        self.ask_value(address, Question::Export { after }).await
    }
}

impl ClinicObject {
    pub(super) fn export(&self, after: Option<&ExportPosition>) -> Result<Reply, StoreError> {
        // What the database says of its own tables holds no data.
        let failed = |QueryRefused(reason)| StoreError::Database(DatabaseError::Unavailable(reason));
        self.clinic.read(|transaction| page(transaction, after).map(|page| Reply::value(&page)).map_err(failed))
    }
}

fn page(transaction: &dyn ClinicTransaction, after: Option<&ExportPosition>) -> Result<ClinicExport, QueryRefused> {
    let mut page = ClinicExport::default();
    let mut left = PAGE;
    // A table that is gone since has no rows; those behind it follow.
    let is_left = |table: &ClinicTable| after.is_none_or(|after| table.name >= after.table);
    for table in tables::all(transaction)?.into_iter().filter(is_left) {
        let within = after.filter(|after| after.table == table.name);
        let mut key = within.map(|after| after.key.clone()).unwrap_or_default();
        let read = tables::page(transaction, &table, &params(&key)?, left)?;
        let columns = read.columns.get(table.key_width()..).unwrap_or_default();
        for mut values in read.rows {
            let row = values.split_off(table.key_width().min(values.len()));
            let row: Map<String, Value> = columns.iter().cloned().zip(row).collect();
            key = values;
            left.rows = left.rows.saturating_sub(1);
            left.bytes = left.bytes.saturating_sub(length(&row));
            page.rows.push((table.name.clone(), row));
        }
        if read.has_more {
            page.next = Some(ExportPosition { table: table.name, key });
            break;
        }
    }
    Ok(page)
}

/// A row's length as JSON, roughly.
fn length(row: &Map<String, Value>) -> usize {
    row.iter().map(|(name, value)| name.len() + value.as_str().map_or(8, str::len)).sum()
}

/// Values that were read of a row, to be bound. A column makes numbers whole that it declares INTEGER.
fn params(key: &[Value]) -> Result<Vec<Param>, QueryRefused> {
    let param = |value: &Value| match value {
        Value::String(text) => Some(Param::Text(text.clone())),
        value => value.as_i64().map(Param::Int),
    };
    // Anything else would end the table in silence.
    let params: Option<Vec<Param>> = key.iter().map(param).collect();
    params.ok_or_else(|| QueryRefused("a key of a table is neither a text nor a whole number".into()))
}
