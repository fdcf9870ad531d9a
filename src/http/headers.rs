//! Which headers of a request reach a handler, and which stand on every answer.
//!
//! On workerd each header is one crossing into JavaScript, so the edge carries only those of [`READ`]. The host tests apply the same
//! list: a handler that reads a header which is not on it finds nothing there, in the tests as in production.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Request};

/// A client's own word for one change, so that a repeated request is answered as the first was.
pub(crate) static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// What Twilio signs its callbacks with.
pub(crate) static TWILIO_SIGNATURE: HeaderName = HeaderName::from_static("x-twilio-signature");
/// How Twilio signed a callback whose address has a shared key.
pub(crate) static TWILIO_SIGNATURE_SETTINGS: HeaderName =
    HeaderName::from_static("x-twilio-webhooks-signature-settings");

/// Which channel of Google something comes through, ours for it.
pub(crate) static GOOGLE_CHANNEL_ID: HeaderName = HeaderName::from_static("x-goog-channel-id");
/// What was to be sent back with it.
pub(crate) static GOOGLE_CHANNEL_TOKEN: HeaderName = HeaderName::from_static("x-goog-channel-token");
/// Google's word for what the channel watches.
pub(crate) static GOOGLE_RESOURCE_ID: HeaderName = HeaderName::from_static("x-goog-resource-id");
/// `sync` when the channel is open, else what became of something.
pub(crate) static GOOGLE_RESOURCE_STATE: HeaderName = HeaderName::from_static("x-goog-resource-state");

/// Where a browser's request comes from, as the browser says (Fetch Metadata).
pub(crate) static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What Cloudflare Access says of whoever it has let through.
pub(crate) static ACCESS_ASSERTION: HeaderName = HeaderName::from_static("cf-access-jwt-assertion");

/// A header that some handler reads.
struct ReadHeader {
    name: &'static HeaderName,
    /// The start of the paths of the handlers that read it.
    below: &'static str,
    /// Whether it says something of a body or a change, and a GET does without it.
    with_body: bool,
}

/// The IP address that a request came from. Cloudflare sets it, and nobody else can
/// (<https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-connecting-ip>).
pub(crate) static CONNECTING_IP: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// What tells of a browser's session. A token wins over it, so with one it is not read. Vendors have none.
static READ_OF_SESSIONS: [ReadHeader; 4] = [
    ReadHeader { name: &header::COOKIE, below: "/", with_body: false },
    ReadHeader { name: &header::ORIGIN, below: "/", with_body: true },
    ReadHeader { name: &SEC_FETCH_SITE, below: "/", with_body: true },
    // A cookie is looked up, whoever made it up.
    ReadHeader { name: &CONNECTING_IP, below: "/", with_body: false },
];

/// Every other header that a handler reads by a fixed name. Add yours here, or the handler does not get it.
static READ: [ReadHeader; 20] = [
    ReadHeader { name: &header::AUTHORIZATION, below: "/", with_body: false },
    ReadHeader { name: &header::CONTENT_TYPE, below: "/", with_body: true },
    ReadHeader { name: &ACCESS_ASSERTION, below: "/auth/", with_body: true },
    ReadHeader { name: &IDEMPOTENCY_KEY, below: "/api/appointments", with_body: true },
    ReadHeader { name: &IDEMPOTENCY_KEY, below: "/api/inbound/phone-mappings/import", with_body: true },
    ReadHeader { name: &IDEMPOTENCY_KEY, below: "/api/admin/phone-mappings/import", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/schedule", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/services/", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/practitioners/", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/members/", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/webhooks/", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/messaging", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/assistant", with_body: true },
    ReadHeader { name: &header::IF_MATCH, below: "/api/knowledge", with_body: true },
    ReadHeader { name: &TWILIO_SIGNATURE, below: "/api/twilio/", with_body: true },
    ReadHeader { name: &TWILIO_SIGNATURE_SETTINGS, below: "/api/twilio/", with_body: true },
    ReadHeader { name: &GOOGLE_CHANNEL_ID, below: "/api/google/", with_body: true },
    ReadHeader { name: &GOOGLE_CHANNEL_TOKEN, below: "/api/google/", with_body: true },
    ReadHeader { name: &GOOGLE_RESOURCE_ID, below: "/api/google/", with_body: true },
    ReadHeader { name: &GOOGLE_RESOURCE_STATE, below: "/api/google/", with_body: true },
];

/// The headers of a request as the runtime holds them.
pub trait HeaderSource {
    /// One header; repeated ones joined by `, `, as the Fetch standard has it.
    fn get(&self, name: &HeaderName) -> Option<HeaderValue>;

    /// All of them.
    fn all(&self) -> HeaderMap;
}

/// The headers that the handler of `method` and `path` gets out of `source`: all of them if it needs every one.
pub fn carried(method: &Method, path: &str, needs_every: bool, source: &impl HeaderSource) -> HeaderMap {
    if needs_every {
        return source.all();
    }
    let has_body = !is_bodiless(method);
    let wanted = |header: &&ReadHeader| path.starts_with(header.below) && (has_body || !header.with_body);
    let given = |header: &ReadHeader| Some((header.name.clone(), source.get(header.name)?));
    let mut carried: HeaderMap = READ.iter().filter(wanted).filter_map(given).collect();
    // Whoever signs in with a token leaves the session that the browser shows.
    if knows_sessions(path) && (path.starts_with("/auth/") || !carried.contains_key(header::AUTHORIZATION)) {
        carried.extend(READ_OF_SESSIONS.iter().filter(wanted).filter_map(given));
    }
    carried
}

/// Whether somebody can be signed in where this path leads. Nobody is where vendors post: Twilio, Google, and any voice platform with
/// its messages and its calls of a tool.
fn knows_sessions(path: &str) -> bool {
    let Some(below) = path.strip_prefix("/api/") else { return path.starts_with("/auth/") };
    let mut words = below.split('/');
    let is_of_vendor = matches!(
        (words.next(), words.next(), words.next()),
        (Some("twilio" | "google"), ..) | (_, Some("webhook"), _) | (_, Some("tools"), Some(_))
    );
    !is_of_vendor
}

/// Whether a request of this method is read without a body.
pub fn is_bodiless(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The value of a header as text; `None` if it was not sent, and an empty text if it is no text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// What stands on every answer of the API: it is kept nowhere, and is nothing but what it says it is.
pub(crate) static PROTECTION: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// Whether answers to this request carry [`PROTECTION`].
pub(crate) fn is_of_api<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    ["/api/", "/auth/", "/mcp/"].iter().any(|below| path.starts_with(below)) || path == "/mcp"
}

/// Puts [`PROTECTION`] on an answer.
pub(crate) fn protect(headers: &mut HeaderMap) {
    headers.extend(PROTECTION.iter().cloned());
}
