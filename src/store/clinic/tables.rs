//! The tables of a clinic's object by their names, whichever there are: what an operator asks for, and an export.

use serde_json::Value;

use crate::ports::{ClinicTransaction, Param, QueryRefused, QueryRows, ReadLimit};

/// No object has so many tables, or a table so many columns.
const ALL: ReadLimit = ReadLimit { rows: 1000, bytes: usize::MAX };

/// A table, and the columns by which its rows are told apart.
#[derive(Clone, Debug)]
pub struct ClinicTable {
    pub name: String,
    key: Vec<String>,
}

/// The tables in the order of their names. The runtime's own are not the clinic's.
///
/// # Errors
/// When the object's database failed.
pub fn all(transaction: &dyn ClinicTransaction) -> Result<Vec<ClinicTable>, QueryRefused> {
    let found = transaction.query(
        "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'
           AND name NOT LIKE '\\_\\_miniflare%' ESCAPE '\\' ORDER BY name",
        Vec::new(),
        ALL,
    )?;
    let table = |row: Vec<Value>| match row.as_slice() {
        [Value::String(name), without_rowid] => {
            let key =
                if without_rowid.as_i64() == Some(1) { primary_key(transaction, name)? } else { vec!["rowid".into()] };
            Ok(Some(ClinicTable { name: name.clone(), key }))
        }
        _ => Ok(None),
    };
    found.rows.into_iter().map(table).filter_map(Result::transpose).collect()
}

/// How many rows the longest table has.
///
/// # Errors
/// When the object's database failed.
pub fn longest(transaction: &dyn ClinicTransaction) -> Result<u64, QueryRefused> {
    let mut longest = 0;
    for table in all(transaction)? {
        let counted = transaction.query(&format!("SELECT count(*) FROM {}", quoted(&table.name)), Vec::new(), ALL)?;
        let rows = counted.rows.first().and_then(|row| row.first()?.as_u64());
        longest = longest.max(rows.unwrap_or_default());
    }
    Ok(longest)
}

/// Rows of a table behind the one with the key `after`, in order of their keys. Each has its key in front, of which
/// [`ClinicTable::key_width`] says how many columns it has.
///
/// # Errors
/// When the object's database failed.
pub fn page(
    transaction: &dyn ClinicTransaction,
    table: &ClinicTable,
    after: &[Param],
    limit: ReadLimit,
) -> Result<QueryRows, QueryRefused> {
    let key = table.key.join(", ");
    let places: Vec<String> = (1..=after.len()).map(|place| format!("?{place}")).collect();
    let behind = if after.is_empty() { String::new() } else { format!("WHERE ({key}) > ({})", places.join(", ")) };
    let sql = format!("SELECT {key}, * FROM {} {behind} ORDER BY {key}", quoted(&table.name));
    transaction.query(&sql, after.to_vec(), limit)
}

impl ClinicTable {
    /// How many columns of a page's row are its key.
    pub fn key_width(&self) -> usize {
        self.key.len()
    }
}

fn primary_key(transaction: &dyn ClinicTransaction, table: &str) -> Result<Vec<String>, QueryRefused> {
    let columns = transaction.query(&format!("PRAGMA table_info({})", quoted(table)), Vec::new(), ALL)?;
    let place = |name: &str| columns.columns.iter().position(|column| column == name);
    let (Some(name), Some(pk)) = (place("name"), place("pk")) else { return Ok(Vec::new()) };
    let of_key = |row: &Vec<Value>| {
        let place = row.get(pk)?.as_i64().filter(|place| *place > 0)?;
        Some((place, quoted(row.get(name)?.as_str()?)))
    };
    let mut key: Vec<(i64, String)> = columns.rows.iter().filter_map(of_key).collect();
    key.sort_unstable();
    Ok(key.into_iter().map(|(_, name)| name).collect())
}

/// A name as SQL takes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
