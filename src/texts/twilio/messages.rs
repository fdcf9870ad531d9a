//! Texts: sending one, and finding one again whose sending was not answered.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::{
    TwilioAccount, TwilioError,
    errors::{UNREADABLE, delivery_error, is_opt_out, send_error, unanswered},
    get, own_page,
};
use crate::{
    domain::texts::TextStatus,
    outbound::{Deadline, once, repeatable},
    ports::{AnswerPart, OutboundRequest, Ports},
    texts::{FoundText, LostText, OutgoingText, SendError, TextReport},
};

/// How long Twilio may keep a text before it delivers it: its own longest.
const LONGEST_VALIDITY_SECONDS: i64 = 36_000;
/// Texts per page when one is looked for.
const PAGE: usize = 100;
/// Digits of a number that Twilio redacts.
const REDACTED_DIGITS: usize = 4;
/// Pages that are read. There are more only if one number got hundreds of texts in minutes.
const MOST_PAGES: usize = 5;

/// A message resource, of which only the id is always there.
#[derive(Deserialize)]
struct Resource {
    sid: String,
    status: Option<String>,
    to: Option<String>,
    from: Option<String>,
    messaging_service_sid: Option<String>,
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

/// Asks Twilio to send a text, once, and to report at `status_callback` what becomes of it. Twilio has no key by which it would know
/// the same request again.
pub async fn send(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    text: &OutgoingText<'_>,
    status_callback: Option<&str>,
    deadline: Deadline,
) -> Result<TextReport, SendError> {
    let url = format!("{}{}/Messages.json", account.hosts.api, account.path());
    let body = form(account, text, status_callback);
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
        answer: AnswerPart::Whole,
    };
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await.map_err(unanswered)?;
    if !(200..300).contains(&response.status) {
        let problem: Problem = serde_json::from_slice(&response.body).unwrap_or_default();
        return Err(send_error(response.status, problem.code));
    }
    let resource: Resource = serde_json::from_slice(&response.body).map_err(|_| UNREADABLE)?;
    resource.report().ok_or(UNREADABLE)
}

fn form(account: &TwilioAccount<'_>, text: &OutgoingText<'_>, status_callback: Option<&str>) -> String {
    let validity = text.valid_for.clamp(1, LONGEST_VALIDITY_SECONDS).to_string();
    let to = text.to.texted_as();
    let mut fields = vec![("To", to.as_ref()), ("Body", text.body), ("ValidityPeriod", &validity)];
    fields.extend(match (&account.settings.messaging_service_sid, &account.settings.from_number) {
        (Some(service), _) => Some(("MessagingServiceSid", service.as_str())),
        (None, from) => from.as_ref().map(|from| ("From", from.as_str())),
    });
    fields.extend(status_callback.map(|url| ("StatusCallback", url)));
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

/// The texts that Twilio took which may be the lost one, oldest first.
///
/// Twilio filters by recipient only: what `DateSent` makes of a text that is not sent yet is nowhere said, and a text that is not found
/// would be sent again. The newest come first, so as a rule one page is read.
///
/// # Errors
/// Whenever not all of them could be looked at.
pub async fn find(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    lost: &LostText<'_>,
    deadline: Deadline,
) -> Result<Vec<FoundText>, TwilioError> {
    // An API key that may send need not be one that may list.
    let authorization = account.as_owner();
    let to = lost.to.texted_as().replace('+', "%2B");
    let mut next = Some(format!("{}/Messages.json?To={to}&PageSize={PAGE}", account.path()));
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let Some(path) = next.take() else { break };
        let body = get(ports, account, &path, &authorization, deadline).await?;
        let page: Page = serde_json::from_slice(&body).map_err(|_| TwilioError::Unexpected)?;
        found
            .extend(page.messages.iter().filter(|resource| resource.may_be(account, lost)).filter_map(Resource::found));
        let all_earlier = page.messages.iter().all(|resource| resource.is_before(lost.since));
        next = if all_earlier { None } else { page.next_page_uri.map(|uri| own_page(account, uri)).transpose()? };
    }
    found.reverse();
    if next.is_none() { Ok(found) } else { Err(TwilioError::Unexpected) }
}

/// Deletes a text with its words and its recipient, and says whether the account had it
/// (<https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource>). Twilio deletes none that is not delivered yet.
///
/// # Errors
/// Whenever it may still be there.
pub async fn erase(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    sid: &str,
    deadline: Deadline,
) -> Result<bool, TwilioError> {
    if !is_sid(sid) {
        return Ok(false);
    }
    let url = format!("{}{}/Messages/{sid}.json", account.hosts.api, account.path());
    // An API key that may send need not be one that may delete.
    let authorization = account.as_owner();
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::DELETE,
        url: url.clone(),
        headers: vec![("authorization", authorization.clone())],
        body: None,
        timeout,
        answer: AnswerPart::Whole,
    };
    match repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?.status {
        200..300 => Ok(true),
        404 => Ok(false),
        400 | 409 => Err(TwilioError::Unavailable("Twilio does not delete a text before it knows what became of it.")),
        status => Err(TwilioError::of(status)),
    }
}

impl Resource {
    /// What we keep of it. A status that we do not know is that of a text that was taken.
    fn report(&self) -> Option<TextReport> {
        let status = self.status.as_deref().and_then(status_of).unwrap_or(TextStatus::Accepted);
        report(&self.sid, status, self.error_code.as_i64())
    }

    fn found(&self) -> Option<FoundText> {
        Some(FoundText { report: self.report()?, words_shown: self.words().is_some() })
    }

    /// Twilio gives nothing back that we could mark a text with, so it is known by what is said of it.
    fn may_be(&self, account: &TwilioAccount<'_>, lost: &LostText<'_>) -> bool {
        self.to.as_deref().is_some_and(|to| is_shown_as(&lost.to.texted_as(), to))
            // A trial account puts a sentence of Twilio's in front.
            && self.words().is_none_or(|words| words.ends_with(lost.body))
            && self.direction.as_deref() != Some("inbound")
            && self.may_come_from(account)
            && !self.is_before(lost.since)
    }

    /// The words; `None` in a project that has Twilio redact them.
    fn words(&self) -> Option<&str> {
        self.body.as_deref().filter(|body| !body.is_empty())
    }

    /// Whether the clinic's sender is that of this text. A messaging service chooses its number only when the text leaves.
    fn may_come_from(&self, account: &TwilioAccount<'_>) -> bool {
        let is = |own: &Option<String>, shown: &Option<String>| own.is_none() || shown.is_none() || own == shown;
        match &account.settings.messaging_service_sid {
            Some(_) => is(&account.settings.messaging_service_sid, &self.messaging_service_sid),
            None => is(&account.settings.from_number, &self.from),
        }
    }

    fn is_before(&self, moment: DateTime<Utc>) -> bool {
        let created = self.date_created.as_deref().and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        created.is_some_and(|created| created < moment)
    }
}

/// Whether `shown` is how Twilio shows a number: whole, or with `X` for its last digits in a project that has numbers redacted.
fn is_shown_as(number: &str, shown: &str) -> bool {
    let digits = shown.trim_end_matches('X');
    shown.len() == number.len() && number.starts_with(digits) && shown.len() - digits.len() <= REDACTED_DIGITS
}

/// What Twilio says of the text that has this id; `None` if that is no id of Twilio's.
pub(super) fn report(sid: &str, status: TextStatus, error_code: Option<i64>) -> Option<TextReport> {
    let failed = matches!(status, TextStatus::Undelivered | TextStatus::Failed);
    is_sid(sid).then(|| TextReport {
        sid: sid.to_owned(),
        status,
        error_code,
        detail: failed.then(|| delivery_error(error_code.unwrap_or_default())),
        opted_out: error_code.is_some_and(is_opt_out),
    })
}

/// Whether a text can be Twilio's id of a message.
pub fn is_sid(text: &str) -> bool {
    (text.starts_with("SM") || text.starts_with("MM"))
        && text.len() == 34
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// How far a text has come by Twilio's word for it; `None` for a word that says nothing about a text of ours.
pub fn status_of(word: &str) -> Option<TextStatus> {
    match word {
        "queued" | "accepted" | "scheduled" | "sending" => Some(TextStatus::Accepted),
        "sent" => Some(TextStatus::Sent),
        "delivered" | "read" => Some(TextStatus::Delivered),
        "undelivered" => Some(TextStatus::Undelivered),
        "failed" | "canceled" => Some(TextStatus::Failed),
        _ => None,
    }
}
