//! What headers of a platform's request say, read in one way for every platform.

use http::{HeaderMap, header};

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
