//! Rows whose columns are known at run time only.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a member of a row has at least, in bytes of JSON.
const LEAST_BYTES: usize = 8;

/// What the database said of SQL that was put together at run time. It can quote the SQL, so it goes to whoever wrote that, and never
/// into a log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct QueryRefused(pub String);

/// How much of a query's rows is read.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimit {
    /// So many rows at most.
    pub rows: usize,
    /// No further row once there are so many bytes of JSON.
    pub bytes: usize,
}

/// Rows with their columns, in the order in which the query names them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryRows {
    pub columns: Vec<String>,
    /// Each row has a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more rows than the limit lets through.
    pub has_more: bool,
}

impl QueryRows {
    /// Reads rows until there are no more or the limit is reached.
    ///
    /// # Errors
    /// The first one that reading a row gives.
    pub fn read<E>(
        columns: Vec<String>,
        rows: impl Iterator<Item = Result<Vec<Value>, E>>,
        limit: ReadLimit,
    ) -> Result<Self, E> {
        let mut table = Self { columns, ..Self::default() };
        let mut bytes = 0;
        for row in rows {
            if table.rows.len() >= limit.rows || bytes >= limit.bytes {
                table.has_more = true;
                break;
            }
            let row = row?;
            bytes += row.iter().map(|value| value.as_str().map_or(0, str::len) + LEAST_BYTES).sum::<usize>();
            table.rows.push(row);
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], rows: usize, bytes: usize) -> (usize, bool) {
        let rows_of = texts.iter().map(|text| Ok::<_, ()>(vec![Value::from(*text)]));
        let table = QueryRows::read(vec!["a".into()], rows_of, ReadLimit { rows, bytes }).unwrap();
        (table.rows.len(), table.has_more)
    }

    #[test]
    fn reading_ends_at_either_limit_and_says_whether_it_left_something() {
        let texts = ["0123456789"; 3];
        assert_eq!(read(&texts, 3, 1000), (3, false));
        assert_eq!(read(&texts, 2, 1000), (2, true));
        assert_eq!(read(&texts, 9, 19), (2, true));
        assert_eq!(read(&texts, 9, 1), (1, true));
        assert_eq!(read(&texts, 9, 37), (3, false));
        assert_eq!(read(&[], 9, 1), (0, false));
    }
}
