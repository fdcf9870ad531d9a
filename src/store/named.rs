//! SQL with named parameters. D1 knows only `?1`, `?2`, …, so the compiler puts the numbers in: a statement costs nothing at run time,
//! and one whose names do not match its parameters does not compile.

/// `statement!("… WHERE org_id = :org AND id = :id", org = org_id, id)`: a statement and its parameters. A name alone is the variable of
/// that name. The SQL has to be constant: a literal, a `const`, or a `concat!` of them.
macro_rules! statement {
    ($sql:expr $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        const NUMBERED: [u8; $crate::store::named::length($sql, NAMES)] = $crate::store::named::numbered($sql, NAMES);
        const SQL: &str = $crate::store::named::text(&NUMBERED);
        $crate::ports::Statement { sql: SQL, params: vec![$($crate::store::named::param!($name $(, $value)?)),*] }
    }};
}

/// The value of one parameter.
macro_rules! param {
    ($name:ident) => {
        $crate::ports::Param::from($name)
    };
    ($name:ident, $value:expr) => {
        $crate::ports::Param::from($value)
    };
}
pub(crate) use {param, statement};

/// What SQL begins with.
enum Piece {
    /// A byte that stays as it is.
    Byte(u8),
    /// A parameter, by the place of its name: 1 for the first, and 0 for a name that is not among them.
    Parameter(u8),
}

/// How many bytes `sql` has once its names are numbers.
pub(crate) const fn length(sql: &str, names: &[&str]) -> usize {
    let (mut rest, mut quoted, mut length) = (sql.as_bytes(), false, 0);
    while let Some((piece, after)) = next(rest, quoted, names) {
        length += match piece {
            Piece::Byte(_) => 1,
            Piece::Parameter(number) if number < 10 => 2,
            Piece::Parameter(_) => 3,
        };
        quoted = quoted != matches!(piece, Piece::Byte(b'\''));
        rest = after;
    }
    length
}

/// `sql` with the place of each name instead of the name. Stops the compiler at a name without a parameter, and at a parameter that
/// `sql` does not name.
pub(crate) const fn numbered<const LENGTH: usize>(sql: &str, names: &[&str]) -> [u8; LENGTH] {
    assert!(names.len() < 100, "D1 takes at most 100 parameters");
    let mut numbered = [0; LENGTH];
    let mut out: &mut [u8] = &mut numbered;
    let (mut rest, mut quoted, mut used) = (sql.as_bytes(), false, 0_u128);
    while let Some((piece, after)) = next(rest, quoted, names) {
        out = match piece {
            Piece::Byte(byte) => write(out, byte),
            Piece::Parameter(number) => {
                assert!(number > 0, "the statement names a parameter that it is not given");
                used |= 1 << (number - 1);
                let out = write(out, b'?');
                let out = if number < 10 { out } else { write(out, b'0' + number / 10) };
                write(out, b'0' + number % 10)
            }
        };
        quoted = quoted != matches!(piece, Piece::Byte(b'\''));
        rest = after;
    }
    assert!(used == (1 << names.len()) - 1, "the statement is given a parameter that it does not name");
    numbered
}

/// Names are ASCII, so what was UTF-8 still is.
pub(crate) const fn text(numbered: &[u8]) -> &str {
    match str::from_utf8(numbered) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// What `sql` begins with, and what comes after. A colon within quotes is text.
const fn next<'a>(sql: &'a [u8], quoted: bool, names: &[&str]) -> Option<(Piece, &'a [u8])> {
    match sql {
        [b':', after @ ..] if !quoted => {
            let (name, after) = after.split_at(word(after));
            Some((Piece::Parameter(place(name, names)), after))
        }
        [byte, after @ ..] => Some((Piece::Byte(*byte), after)),
        [] => None,
    }
}

/// How many bytes the word has that `text` begins with.
const fn word(mut text: &[u8]) -> usize {
    let mut length = 0;
    while let [b'a'..=b'z' | b'0'..=b'9' | b'_', after @ ..] = text {
        text = after;
        length += 1;
    }
    length
}

/// 1 for the first of `names`, 0 for none of them.
const fn place(name: &[u8], mut names: &[&str]) -> u8 {
    let mut place = 1;
    while let [first, after @ ..] = names {
        if is_same(name, first.as_bytes()) {
            return place;
        }
        names = after;
        place += 1;
    }
    0
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, one_after @ ..], [b, other_after @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_after, other_after);
    }
    one.is_empty() && other.is_empty()
}

/// Writes a byte, and gives what is left to write to.
const fn write(out: &mut [u8], byte: u8) -> &mut [u8] {
    match out.split_first_mut() {
        Some((first, after)) => {
            *first = byte;
            after
        }
        None => &mut [],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Param;

    #[test]
    fn names_become_their_places() {
        let (name, id) = ("Ann", 7);
        let statement =
            statement!("SELECT ':id ''' || :name WHERE id = :id AND :name <> 'it''s :name'", id, name = name);
        assert_eq!(statement.sql, "SELECT ':id ''' || ?2 WHERE id = ?1 AND ?2 <> 'it''s :name'");
        assert_eq!(statement.params, [Param::Int(7), Param::Text("Ann".into())]);
        assert_eq!(statement!("SELECT '…'").sql, "SELECT '…'");
    }

    #[test]
    fn a_name_is_a_whole_word_and_numbers_may_have_two_digits() {
        let statement = statement!(
            "SELECT :a, :ab, :c, :d, :e, :f, :g, :h, :i, :j, :k||:a",
            a = 1,
            ab = 2,
            c = 3,
            d = 4,
            e = 5,
            f = 6,
            g = 7,
            h = 8,
            i = 9,
            j = 10,
            k = 11,
        );
        assert_eq!(statement.sql, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11||?1");
    }

    #[test]
    #[should_panic(expected = "names a parameter that it is not given")]
    fn a_wrong_name_is_refused() {
        numbered::<8>("SELECT :a", &["b"]);
    }

    #[test]
    #[should_panic(expected = "is given a parameter that it does not name")]
    fn a_parameter_that_is_not_named_is_refused() {
        numbered::<9>("SELECT :a", &["a", "b"]);
    }
}
