//! What a column of phone numbers may hold.

/// A `CHECK` that lets a column hold canonical phone numbers alone, as [`crate::domain::phone::PhoneNumber`] has them: whoever writes
/// another form would never find it again.
macro_rules! canonical_number {
    ($column:literal) => {
        concat!(
            "CHECK (",
            $column,
            " GLOB '+[1-9]*' AND length(",
            $column,
            ") BETWEEN 9 AND 16
               AND substr(",
            $column,
            ", 2) NOT GLOB '*[^0-9]*'
               AND NOT (substr(",
            $column,
            ", 1, 4) IN ('+521', '+549') AND length(",
            $column,
            ") = 14)
               AND NOT (",
            $column,
            " GLOB '+55??[689]*' AND length(",
            $column,
            ") = 13)
               AND substr(",
            $column,
            ", 2) NOT IN ('266696687', '1266696687', '12562533', '17748283', '7378742833', '17378742833',
                 '86282452253', '186282452253', '18656696', '94844353', '194844353')
               AND NOT (",
            $column,
            " GLOB '+1[01]*' AND length(",
            $column,
            ") = 12)
               AND substr(",
            $column,
            ", 2) NOT IN ('1234567890', '12222222222', '13333333333', '14444444444', '15555555555', '16666666666',
                 '17777777777', '18888888888', '19999999999'))"
        )
    };
}

pub(super) use canonical_number;
