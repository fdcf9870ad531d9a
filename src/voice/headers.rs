//! What headers of a platform's request say, read in one way for every platform.

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header};

use super::flat;
use crate::{crypto::compare::is_one_of, domain::secret::Secret};

/// The value of a header that was sent once: of two, nobody knows which was meant.
pub(crate) fn sent_once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// The token behind `Bearer`.
pub(crate) fn bearer(text: &str) -> Option<&str> {
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The bearer token of a request.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    sent_once(headers, header::AUTHORIZATION.as_str()).and_then(bearer)
}

/// The header that carries a shared secret, unless it is the bearer token.
pub(crate) const SECRET: &str = "X-Frontdesk-Secret";
/// Headers that an operator has a platform send where it says nothing of the call by itself.
pub(crate) const CALLED: &str = "x-called-number";
pub(crate) const CALLER: &str = "x-caller-number";
pub(crate) const CALL_ID: &str = "x-call-id";

/// The shared secrets that were sent.
pub(crate) fn shared_secrets(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    [sent_once(headers, SECRET), bearer_token(headers)].into_iter().flatten()
}

/// Whether one of these secrets was sent. They are compared in constant time.
pub(crate) fn shows_one_of(headers: &HeaderMap, secrets: &[Secret]) -> bool {
    shared_secrets(headers).any(|sent| is_one_of(sent, secrets))
}

/// The value of a header that an operator has set. A template that was not filled in says nothing.
pub(crate) fn filled_in(headers: &HeaderMap, name: &str) -> Option<String> {
    sent_once(headers, name).and_then(flat::filled_in)
}

/// Whether a number of Unix seconds is about now, before or behind. Digits only: whatever else a number may have could be a piece of what
/// is signed beside it.
pub(crate) fn is_timely(seconds: &str, tolerance: TimeDelta, now: DateTime<Utc>) -> bool {
    let is_number = seconds.bytes().all(|byte| byte.is_ascii_digit());
    let signed = seconds.parse().ok().filter(|_| is_number).and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    signed.is_some_and(|signed| (now - signed).abs() <= tolerance)
}

/// The value of one key of a header such as `v=1790000000000,d=03a2…`; `None` if the key stands there twice.
pub(crate) fn keyed<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let mut values = header.split(',').filter_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        (name == key).then_some(value)
    });
    let value = values.next()?;
    if values.next().is_some() { None } else { Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values_none_is_taken() {
        let mut headers = HeaderMap::new();
        headers.append("x-one", "a".parse().unwrap());
        assert_eq!(sent_once(&headers, "x-one"), Some("a"));
        headers.append("x-one", "b".parse().unwrap());
        assert_eq!(sent_once(&headers, "x-one"), None);
        assert_eq!((keyed("v=1, d=ab=", "d"), keyed("v=1,d=a,v=2", "v"), keyed("v", "v")), (Some("ab="), None, None));
        assert_eq!((bearer("bearer x "), bearer("Basic x"), bearer("x")), (Some("x"), None, None));
    }
}
