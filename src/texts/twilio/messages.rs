//! Texts: sending one, and finding one again whose sending was not answered.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::{Account, SendError, TwilioError};
use crate::{
    domain::{phone::PhoneNumber, texts::MessageStatus},
    outbound::{Deadline, once, repeatable},
    ports::{OutboundRequest, Ports},
};

/// How long Twilio may keep a text before it delivers it: its own longest.
const LONGEST_VALIDITY_SECONDS: i64 = 36_000;
/// Texts per page when one is looked for.
const PAGE: usize = 100;
/// Pages that are read. There are more only if one number got hundreds of texts in minutes.
const MOST_PAGES: usize = 5;

/// A text to send.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    /// Whom to.
    pub to: &'a PhoneNumber,
    /// What it says.
    pub body: &'a str,
    /// Where Twilio reports what becomes of it, an absolute URL.
    pub status_callback: Option<&'a str>,
    /// For how many seconds it is worth delivering.
    pub valid_for: i64,
}

/// A text that Twilio has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Twilio's id of it.
    pub sid: String,
    /// How far it has come.
    pub status: MessageStatus,
    /// Why no further.
    pub error_code: Option<i64>,
}

/// A text that Twilio may have taken.
#[derive(Clone, Copy)]
pub struct Sought<'a> {
    /// Whom it went to.
    pub to: &'a PhoneNumber,
    /// What it said.
    pub body: &'a str,
    /// Not taken before this.
    pub since: DateTime<Utc>,
}

/// A message resource, of which only the id is always there.
#[derive(Deserialize)]
struct Resource {
    sid: String,
    status: Option<String>,
    to: Option<String>,
    body: Option<String>,
    direction: Option<String>,
    date_created: Option<String>,
    #[serde(default)]
    error_code: Value,
}

#[derive(Deserialize)]
struct Page {
    messages: Vec<Resource>,
    next_page_uri: Option<String>,
}

#[derive(Default, Deserialize)]
struct Problem {
    code: Option<i64>,
}

/// Asks Twilio to send a text, once. Twilio has no key by which it would know the same request again.
pub async fn send(
    ports: &Ports,
    account: &Account<'_>,
    text: &Outgoing<'_>,
    deadline: Deadline,
) -> Result<Taken, SendError> {
    let url = format!("{}{}/Messages.json", account.api_base, account.path());
    let body = form(account, text);
    let authorization = account.authorization();
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::POST,
        url: url.clone(),
        headers: vec![
            ("authorization", authorization.clone()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: Some(body.clone().into_bytes()),
        timeout,
    };
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    if !(200..300).contains(&response.status) {
        let problem: Problem = serde_json::from_slice(&response.body).unwrap_or_default();
        return Err(SendError::of(response.status, problem.code));
    }
    let resource: Resource = serde_json::from_slice(&response.body).map_err(|_| SendError::UNREADABLE)?;
    resource.taken().ok_or(SendError::UNREADABLE)
}

fn form(account: &Account<'_>, text: &Outgoing<'_>) -> String {
    let validity = text.valid_for.clamp(1, LONGEST_VALIDITY_SECONDS).to_string();
    let mut fields = vec![("To", text.to.as_str()), ("Body", text.body), ("ValidityPeriod", &validity)];
    fields.extend(match (&account.settings.messaging_service_sid, &account.settings.from_number) {
        (Some(service), _) => Some(("MessagingServiceSid", service.as_str())),
        (None, from) => from.as_ref().map(|from| ("From", from.as_str())),
    });
    fields.extend(text.status_callback.map(|url| ("StatusCallback", url)));
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

/// The texts that Twilio took which may be the one sought, oldest first.
///
/// Twilio filters by recipient only: what `DateSent` makes of a text that is not sent yet is nowhere said, and a text that is not found
/// would be sent again. The newest come first, so as a rule one page is read.
///
/// # Errors
/// Whenever not all of them could be looked at.
pub async fn find(
    ports: &Ports,
    account: &Account<'_>,
    sought: &Sought<'_>,
    deadline: Deadline,
) -> Result<Vec<Taken>, TwilioError> {
    // An API key that may send need not be one that may list.
    let authorization = account.as_owner();
    let to = sought.to.as_str().replace('+', "%2B");
    let mut next = Some(format!("{}/Messages.json?To={to}&PageSize={PAGE}", account.path()));
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(path) = next.take() else { break };
        let body = get(ports, account, &path, &authorization, deadline).await?;
        let page: Page = serde_json::from_slice(&body).map_err(|_| TwilioError::Unexpected)?;
        found.extend(page.messages.iter().filter(|resource| resource.may_be(sought)).filter_map(Resource::taken));
        let all_earlier = page.messages.iter().all(|resource| resource.is_before(sought.since));
        next = if all_earlier { None } else { page.next_page_uri.map(|uri| own_page(account, uri)).transpose()? };
    }
    found.reverse();
    if next.is_none() { Ok(found) } else { Err(TwilioError::Unexpected) }
}

/// Links between pages are paths of the same account. Anything else would carry the credentials elsewhere.
fn own_page(account: &Account<'_>, uri: String) -> Result<String, TwilioError> {
    if uri.starts_with(&format!("{}/", account.path())) { Ok(uri) } else { Err(TwilioError::Unexpected) }
}

/// Reads one resource at a path of Twilio's.
pub(super) async fn get(
    ports: &Ports,
    account: &Account<'_>,
    path: &str,
    authorization: &str,
    deadline: Deadline,
) -> Result<Vec<u8>, TwilioError> {
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::GET,
        url: format!("{}{path}", account.api_base),
        headers: vec![("authorization", authorization.to_owned())],
        body: None,
        timeout,
    };
    let response = repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    if response.status == 200 { Ok(response.body) } else { Err(TwilioError::of(response.status)) }
}

impl Resource {
    /// What we keep of it. A status that we do not know is that of a text that was taken.
    fn taken(&self) -> Option<Taken> {
        let status = self.status.as_deref().and_then(status_of).unwrap_or(MessageStatus::Accepted);
        let sid = Some(self.sid.clone()).filter(|sid| is_sid(sid))?;
        Some(Taken { sid, status, error_code: self.error_code.as_i64() })
    }

    /// A trial account puts a sentence of Twilio's in front of the body.
    fn may_be(&self, sought: &Sought<'_>) -> bool {
        self.to.as_deref() == Some(sought.to.as_str())
            && self.body.as_deref().is_some_and(|body| body.ends_with(sought.body))
            && self.direction.as_deref() != Some("inbound")
            && !self.is_before(sought.since)
    }

    fn is_before(&self, moment: DateTime<Utc>) -> bool {
        let created = self.date_created.as_deref().and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        created.is_some_and(|created| created < moment)
    }
}

/// Whether a text can be Twilio's id of a message.
pub fn is_sid(text: &str) -> bool {
    (text.starts_with("SM") || text.starts_with("MM"))
        && text.len() == 34
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// How far a text has come by Twilio's word for it; `None` for a word that says nothing about a text of ours.
pub fn status_of(word: &str) -> Option<MessageStatus> {
    match word {
        "queued" | "accepted" | "scheduled" | "sending" => Some(MessageStatus::Accepted),
        "sent" => Some(MessageStatus::Sent),
        "delivered" | "read" => Some(MessageStatus::Delivered),
        "undelivered" => Some(MessageStatus::Undelivered),
        "failed" | "canceled" => Some(MessageStatus::Failed),
        _ => None,
    }
}
