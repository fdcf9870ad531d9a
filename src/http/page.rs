//! Lists in pages: `limit` and an opaque `cursor`, answered as `{"items": […], "next_cursor": …}`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Error;

const DEFAULT: i64 = 50;
const MOST: i64 = 100;
/// Whole numbers beyond this are not exact where SQL parameters are doubles.
const LARGEST: i64 = 1 << 53;

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    items: Vec<T>,
    /// Ask for the next page with it as `cursor`; `null` on the last page.
    next_cursor: Option<String>,
}

/// What every list takes, as the API's description says it. [`Window`] reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the description alone is made of it")]
pub(crate) struct Paging {
    /// How many items a page has.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The query string of a list that is not searched.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    pub(crate) limit: Option<String>,
    pub(crate) cursor: Option<String>,
}

/// What a list is ordered by, and so where in it a page ends.
pub(crate) trait Position: Sized {
    /// As text that [`Self::read`] reads.
    fn write(&self) -> String;

    /// Reads exactly what [`Self::write`] writes.
    fn read(text: &str) -> Option<Self>;
}

/// A UUID.
impl Position for String {
    fn write(&self) -> String {
        self.clone()
    }

    fn read(text: &str) -> Option<Self> {
        (text.len() == 36).then(|| text.to_owned())
    }
}

/// A row's number, or Unix seconds.
impl Position for i64 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &Self| (-LARGEST..=LARGEST).contains(number) && number.to_string() == text)
    }
}

/// By the first, and where that is equal by the second.
impl<A: Position, B: Position> Position for (A, B) {
    fn write(&self) -> String {
        format!("{} {}", self.0.write(), self.1.write())
    }

    fn read(text: &str) -> Option<Self> {
        let (first, second) = text.split_once(' ')?;
        Some((A::read(first)?, B::read(second)?))
    }
}

/// What a request says of the page it wants.
pub(crate) struct Window<P = String> {
    limit: i64,
    /// The position after which the page begins.
    pub(crate) after: Option<P>,
}

impl Window {
    /// A window on a list in order of ids.
    pub(crate) fn new(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, Error> {
        Self::by(limit, cursor)
    }
}

impl<P: Position> Window<P> {
    /// A window on a list that is ordered by `P`. Reads `limit` (1 to 100, 50 if absent) and `cursor`.
    pub(crate) fn by(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, Error> {
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
    pub(crate) fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// The page of `rows`, whose positions `position` gives.
    pub(crate) fn page<R, T>(&self, rows: Vec<R>, position: impl Fn(&R) -> P, view: impl Fn(R) -> T) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = rows.len() > limit;
        let last = rows.iter().take(limit).last().filter(|_| more);
        let next_cursor = last.map(|row| URL_SAFE_NO_PAD.encode(position(row).write()));
        Page { items: rows.into_iter().take(limit).map(view).collect(), next_cursor }
    }
}

fn decode<P: Position>(cursor: &str) -> Result<P, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.as_deref().and_then(P::read).ok_or_else(|| {
        Error::invalid("cursor", "This is not a cursor of this list. Take next_cursor from the page before.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_was_written_and_in_no_other_form() {
        let id = "0198c0de-0000-7000-8000-00000000000b".to_owned();
        assert_eq!(String::read(&id.write()), Some(id.clone()));
        assert_eq!(<(i64, String)>::read(&(-7, id.clone()).write()), Some((-7, id.clone())));
        for number in [0, 1, -1, LARGEST, -LARGEST] {
            assert_eq!(i64::read(&number.write()), Some(number));
        }
        for text in ["", "+1", "01", "-0", " 1", "1 ", "1.0", "1e3", "9007199254740993", "99999999999999999999", "a"] {
            assert_eq!(i64::read(text), None, "{text:?}");
        }
        for text in [id.as_str(), "1", "1 ", &format!("{id} 1"), &format!("1  {id}"), &format!("01 {id}")] {
            assert_eq!(<(i64, String)>::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_cursor_of_one_list_is_none_of_another() {
        let id = URL_SAFE_NO_PAD.encode("0198c0de-0000-7000-8000-00000000000b");
        assert!(Window::new(None, Some(&id)).is_ok());
        assert!(Window::<i64>::by(None, Some(&id)).is_err());
        assert!(Window::<(i64, String)>::by(None, Some(&id)).is_err());
        let number = URL_SAFE_NO_PAD.encode("12");
        assert!(Window::<i64>::by(None, Some(&number)).is_ok());
        assert!(Window::new(None, Some(&number)).is_err());
    }
}
