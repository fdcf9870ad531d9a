//! What went wrong at Twilio, by what can be done about it. The texts are constants and fit for the org to read.
//!
//! Codes: <https://www.twilio.com/docs/api/errors>. Twilio splits and adds codes from time to time, so a code that is not known here is
//! judged by the HTTP status.

use crate::{
    ports::TransportError,
    texts::{SendError, TextRefusal},
};

/// What Twilio answers a wrong token, and one of another region.
pub(super) const WRONG: &str =
    "Twilio refuses the credentials. Check the account SID, the auth token, and the region that they are of.";
/// The token is right, and stored for the wrong region.
pub(super) const OF_IE1: &str =
    "The auth token is that of Twilio's region ie1 (Ireland). Store it again with the region ie1.";
pub(super) const OF_US1: &str =
    "The auth token is that of Twilio's region us1 (United States). Store it again with the region us1.";
const FORBIDDEN: &str = "Twilio does not allow these credentials to be used.";
const NO_ACCOUNT: &str = "Twilio knows no account with this SID.";
const LATE: &str = "Twilio did not answer in time.";
const BROKEN: &str = "Twilio could not be reached.";
const DOWN: &str = "Twilio is not available.";
const LIMITED: &str = "Twilio limits the rate of requests at the moment.";

/// Why Twilio did not say what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TwilioError {
    /// The credentials are wrong (error 20003), or the account is gone.
    #[error("{0}")]
    Refused(&'static str),
    /// Not now.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The credentials work, and what texts are sent from is not the account's.
    #[error("{0}")]
    Sender(&'static str),
    /// An answer that makes no sense.
    #[error("Twilio's answer could not be understood.")]
    Unexpected,
}

impl TwilioError {
    /// What a status other than 200 means.
    pub(super) fn of(status: u16) -> Self {
        match status {
            401 => Self::Refused(WRONG),
            403 => Self::Refused(FORBIDDEN),
            404 => Self::Refused(NO_ACCOUNT),
            429 => Self::Unavailable(LIMITED),
            500.. => Self::Unavailable(DOWN),
            _ => Self::Unexpected,
        }
    }
}

impl From<TransportError> for TwilioError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::Unavailable(LATE),
            TransportError::Connection => Self::Unavailable(BROKEN),
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

/// What an answer other than 2xx to a request to send means.
pub(super) fn send_error(status: u16, code: Option<i64>) -> SendError {
    let refusal = |detail| TextRefusal { code, detail };
    if !(400..500).contains(&status) || status == 408 {
        return SendError::Ambiguous(DOWN);
    }
    match (status, code.unwrap_or_default()) {
        (429, _) | (_, 20429 | 21611 | 63038) => SendError::TooMany(LIMITED),
        (_, 21610) => SendError::OptedOut(refusal("The recipient asked not to be texted.")),
        (_, 21201 | 21604) => SendError::Recipient(refusal("There is no number to text.")),
        (_, 21211 | 21217) => SendError::Recipient(refusal("Twilio says that this is not a valid phone number.")),
        (_, 21612) => {
            SendError::Recipient(refusal("Twilio cannot reach this number from the number that texts come from."))
        }
        (_, 21614) => SendError::Recipient(refusal("This is not a mobile number.")),
        (_, 21635) => SendError::Recipient(refusal("This is a landline.")),
        (_, 21266) => SendError::Recipient(refusal("This is the number that texts come from.")),
        (_, 21408) => {
            SendError::Setup(refusal("The Twilio account may not text this country. Allow it in its geo permissions."))
        }
        (_, 21608) => {
            SendError::Setup(refusal("A Twilio trial account texts only numbers that were verified with it."))
        }
        (_, 21601 | 21603 | 21606 | 21212 | 21659 | 21660 | 21661) => SendError::Setup(refusal(
            "The number that texts come from is not one that this Twilio account can text from.",
        )),
        (_, 21701 | 21703 | 21704 | 21705) => {
            SendError::Setup(refusal("The messaging service does not exist in this Twilio account or has no number."))
        }
        (_, 21609) => SendError::Other(refusal("Twilio does not take this deployment's address for reports.")),
        (_, 21602 | 21617 | 21619) => SendError::Other(refusal("The text is empty or too long.")),
        (401, _) | (_, 20003) => SendError::Credentials(WRONG),
        (403, _) | (_, 20403 | 70051) => SendError::Credentials(FORBIDDEN),
        (404, _) | (_, 20404) => SendError::Credentials(NO_ACCOUNT),
        _ => SendError::Other(refusal("Twilio refused the text.")),
    }
}

/// Without an answer nobody knows: the connection may have broken before or after Twilio took the text.
pub(super) fn unanswered(error: TransportError) -> SendError {
    match error {
        TransportError::Timeout => SendError::Ambiguous(LATE),
        TransportError::Connection => SendError::Ambiguous(BROKEN),
        TransportError::TooLarge => UNREADABLE,
    }
}

/// Twilio said yes, in words that cannot be read.
pub(super) const UNREADABLE: SendError = SendError::Ambiguous("Twilio's answer could not be understood.");

/// Whether an error code means that the recipient asked not to be texted.
pub const fn is_opt_out(code: i64) -> bool {
    code == 21610
}

/// What an error code means that Twilio reports of a text which it had taken.
pub const fn delivery_error(code: i64) -> &'static str {
    match code {
        30003 | 30005 => "The phone cannot be reached: it is off, has no signal, or does not exist.",
        30004 => "The recipient or the carrier blocks texts.",
        30006 => "This is a landline, or its carrier takes no texts.",
        30007 => "The carrier filtered the text out as unwanted.",
        30034 | 30032 => "The number that texts come from is not registered for texts to this country.",
        30036 => "The appointment began before the text could be delivered.",
        21610 => "The recipient asked not to be texted.",
        _ => "Twilio could not deliver the text.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Bug class 15: whatever leaves doubt is not a refusal.
    #[test]
    fn only_a_refusal_is_taken_for_one() {
        for status in [100, 200, 302, 408, 500, 502, 503, 504, 599] {
            for code in [None, Some(20003), Some(20429), Some(21211), Some(21610)] {
                assert!(matches!(send_error(status, code), SendError::Ambiguous(_)), "{status} {code:?}");
            }
        }
    }

    #[test]
    fn an_unknown_code_is_judged_by_the_status() {
        for (status, code, class) in [
            (400, Some(99_999), "Other"),
            (400, None, "Other"),
            (401, None, "Credentials"),
            (403, None, "Credentials"),
            (403, Some(21408), "Setup"),
            (404, Some(20404), "Credentials"),
            (429, Some(99_999), "TooMany"),
            (400, Some(20429), "TooMany"),
        ] {
            assert!(format!("{:?}", send_error(status, code)).starts_with(class), "{status} {code:?}");
        }
    }
}
