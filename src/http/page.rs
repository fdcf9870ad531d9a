//! Lists in pages: `limit` and an opaque `cursor`, answered as `{"items": […], "next_cursor": …}`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use super::Error;

const DEFAULT: i64 = 50;
const MOST: i64 = 100;

/// One page of a list in order of id.
#[derive(Serialize)]
pub(super) struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// What a request says of the page it wants.
pub(super) struct Window {
    limit: i64,
    /// The id after which the page begins.
    pub(super) after: Option<String>,
}

impl Window {
    /// Reads `limit` (1 to 100, 50 if absent) and `cursor`.
    pub(super) fn new(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, Error> {
        let limit = match limit {
            None => DEFAULT,
            Some(text) => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
                Error::invalid("limit", format!("The limit must be a whole number from 1 to {MOST}."))
            })?,
        };
        let after = cursor.map(decode).transpose()?;
        Ok(Self { limit, after })
    }

    /// How many rows to ask for: one more than the page has, to know whether another page follows.
    pub(super) fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// The page of `rows`, whose ids `id` gives.
    pub(super) fn page<R, T>(&self, rows: Vec<R>, id: impl Fn(&R) -> String, view: impl Fn(R) -> T) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = rows.len() > limit;
        let next_cursor = rows.iter().take(limit).last().filter(|_| more).map(|row| URL_SAFE_NO_PAD.encode(id(row)));
        Page { items: rows.into_iter().take(limit).map(view).collect(), next_cursor }
    }
}

fn decode(cursor: &str) -> Result<String, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok().filter(|bytes| bytes.len() == 36);
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(|| {
        Error::invalid("cursor", "This is not a cursor of this list. Take next_cursor from the page before.")
    })
}
