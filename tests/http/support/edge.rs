//! What the edge does to a request before the application sees it, by the application's own list of headers.

use axum::body::Body;
use frontdesk::{
    config::Config,
    http::headers::{HeaderSource, carried},
    voice::needs_every_header,
};
use http::{HeaderMap, HeaderName, HeaderValue, Request};

/// Headers as workerd gives them: of one name there is one value.
struct Joined(HeaderMap);

impl HeaderSource for Joined {
    fn get(&self, name: &HeaderName) -> Option<HeaderValue> {
        let values: Vec<_> = self.0.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        (!values.is_empty()).then(|| HeaderValue::from_bytes(&values.join(&b", "[..])).unwrap())
    }

    fn all(&self) -> HeaderMap {
        self.0.keys().map(|name| (name.clone(), self.get(name).unwrap())).collect()
    }
}

/// Takes from `request` every header that the edge does not carry.
pub fn carry(request: &mut Request<Body>, config: &Config) {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let sent = Joined(std::mem::take(request.headers_mut()));
    *request.headers_mut() = carried(&method, &path, needs_every_header(config, &path), &sent);
}
