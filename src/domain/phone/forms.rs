//! Countries where one number is written in two ways: which of them is canonical.
//!
//! - **Mexico.** `+52 1` and ten digits was a mobile number from abroad until August 2019. The 1 is gone: Twilio sends to `+52` and ten
//!   digits, and calls with the 1 fail. Carriers still send the 1 as the sender of a text.
//! - **Argentina.** A 9 after `+54` says that a number is dialled as a mobile one. The ten digits after it are unique without it, and
//!   carriers send a caller or sender with and without. Which of the two works depends on what is done with it:
//!   [`super::PhoneNumber::texted_as`], [`super::DialNumber`].
//! - **Brazil.** Mobile numbers got a ninth digit, a 9 after the area code, between 2012 and 2016. Some senders still leave it out. Fixed
//!   lines begin with 2 to 5, and 7 is left to radio services, which have eight digits to this day.
//!
//! Elsewhere older forms have ceased to work (Benin, Ivory Coast, Colombia), so nobody sends them.

use std::borrow::Cow;

/// The one form of international digits.
pub(super) fn canonical(digits: &str) -> Cow<'_, str> {
    let without = |prefix: &str| digits.strip_prefix(prefix).filter(|rest| rest.len() == 10);
    if let Some(rest) = without("521") {
        return format!("52{rest}").into();
    }
    if let Some(rest) = without("549") {
        return format!("54{rest}").into();
    }
    match without("55").and_then(|rest| rest.split_at_checked(2)) {
        Some((area, number)) if number.starts_with(['6', '8', '9']) => format!("55{area}9{number}").into(),
        _ => digits.into(),
    }
}

/// Whether digits are the beginning of every number in an older form, and of no others.
pub(super) fn is_old_form(digits: &str) -> bool {
    matches!(digits, "521" | "549")
}

/// The beginning that canonical numbers have, of digits that numbers in either form begin with. No area code begins with the digit that
/// goes.
pub(super) fn canonical_beginning(digits: &str) -> Cow<'_, str> {
    for (old, new) in [("521", "52"), ("549", "54")] {
        if let Some(rest) = digits.strip_prefix(old) {
            return format!("{new}{rest}").into();
        }
    }
    digits.into()
}

/// The form of an Argentine number that reaches a mobile phone from abroad; `None` for other numbers.
pub(super) fn argentine_mobile(digits: &str) -> Option<String> {
    let rest = digits.strip_prefix("54").filter(|rest| rest.len() == 10)?;
    Some(format!("549{rest}"))
}
