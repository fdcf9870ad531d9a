//! Finding appointments by whose they are.

use chrono::{DateTime, Utc};

use super::listing::AppointmentPosition;
use crate::{
    domain::{appointment::Appointment, phone::PhoneNumber},
    ports::{ClinicTransaction, Statement},
    store::{StoreError, read, statement},
};

/// After every moment.
const NEVER: i64 = 1 << 53;

/// Whose appointments are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Of patients in whose folded names each of these begins a word.
    Name(Vec<String>),
    /// Of whoever called from this number, or left it.
    Number(PhoneNumber),
    /// The same of all numbers that end so.
    LastDigits(String),
}

/// From one instant until before another, either of which may be left open.
pub type OpenPeriod = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The appointments that are sought and start in `period`, after `cursor`, latest start first, at most `limit`. Holds whose time is over
/// are left out.
///
/// # Errors
/// When the object's database failed.
pub fn find(
    transaction: &dyn ClinicTransaction,
    sought: &Sought,
    (from, until): OpenPeriod,
    cursor: Option<&AppointmentPosition>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>, StoreError> {
    // No id sorts before the empty one, so a list without a cursor begins with the last of its range.
    let end = (until.map_or(NEVER, |until| until.timestamp()), "");
    let before = cursor.map_or(end, |(start, id)| end.min((*start, id.as_str())));
    let range = Range { from: from.map_or(-NEVER, |from| from.timestamp()), before, limit, now };
    let select = match sought {
        Sought::Name(words) => of_name(words, &range)?,
        Sought::Number(number) => of_number(number, &range),
        Sought::LastDigits(digits) => of_digits(digits, &range),
    };
    read(transaction.run(select)?)
}

struct Range<'a> {
    from: i64,
    before: (i64, &'a str),
    limit: i64,
    now: DateTime<Utc>,
}

/// A select of what fits `$condition` in a range, from `$from`.
macro_rules! select {
    ($from:literal, $condition:literal, $range:expr, $($name:ident = $value:expr),+) => {
        statement!(
            concat!(
                "SELECT * FROM ",
                $from,
                " WHERE (starts_at, id) < (:before, :id) AND starts_at >= :from AND coalesce(hold_expires_at > :now, 1)",
                $condition,
                " ORDER BY starts_at DESC, id DESC LIMIT :limit"
            ),
            before = $range.before.0,
            id = $range.before.1,
            from = $range.from,
            now = $range.now,
            limit = $range.limit,
            $($name = $value),+
        )
    };
}

/// Names have no index: they are looked through in the order of the list, until the page is full.
fn of_name(words: &[String], range: &Range<'_>) -> Result<Statement, StoreError> {
    let words = serde_json::to_string(words).map_err(|_| StoreError::Document("a list of words"))?;
    Ok(select!(
        "appointments",
        " AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE coalesce(instr(' ' || folded_name, ' ' || value), 0) = 0)",
        range,
        words = words
    ))
}

fn of_digits(digits: &str, range: &Range<'_>) -> Statement {
    select!(
        "appointments",
        " AND :digits IN (substr(phone, -length(:digits)), substr(caller_number, -length(:digits)))",
        range,
        digits = digits
    )
}

fn of_number(number: &PhoneNumber, range: &Range<'_>) -> Statement {
    select!(
        "(SELECT * FROM appointments WHERE caller_number = :number
          UNION ALL SELECT * FROM appointments WHERE phone = :number AND phone IS NOT caller_number)",
        "",
        range,
        number = number.as_str()
    )
}
