//! A browser sends its cookie with every request to this host, whichever page makes it. So a cookie is heeded only for what changes
//! nothing, and for what a page of this host sends.

use http::{HeaderName, Method, header, request::Parts};

use crate::http::{
    Error,
    headers::{self, SEC_FETCH_SITE},
};

const ANOTHER_SITE: Error = Error::Denied {
    code: "cross_site",
    detail: "This request came from another page than the console. Open the console and do it there.",
};

/// Refuses a change that a page of another site may have sent (Fetch Metadata, or the origin from browsers without it).
pub(super) fn require(parts: &Parts, public_url: Option<&str>) -> Result<(), Error> {
    let text = |name: &HeaderName| headers::text(&parts.headers, name);
    let is_sound = matches!(parts.method, Method::GET | Method::HEAD)
        || match text(&SEC_FETCH_SITE) {
            Some(site) => site == "same-origin",
            None => public_url.is_some() && text(&header::ORIGIN) == public_url,
        };
    if is_sound { Ok(()) } else { Err(ANOTHER_SITE) }
}
