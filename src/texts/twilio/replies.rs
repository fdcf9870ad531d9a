//! Where texts to the clinic's number go, and having them sent here: Twilio's own words of STOP block a number there, and here it is
//! heard only by the webhook of the number.

use std::time::Duration;

use super::{
    TwilioAccount, TwilioError,
    accounts::{read, refused},
    numbers::{self, NumberResource},
};
use crate::{
    domain::id::OrgId,
    http::Error,
    integrations::{RepliesAction, RepliesInput, RepliesOutcome, RepliesTarget},
    outbound::{Deadline, once},
    ports::{AnswerPart, OutboundRequest, Ports},
};

const FOREIGN: TwilioError =
    TwilioError::Sender("The number that texts come from is not one of this account. Store one that is.");
const NOT_TAKEN: TwilioError = TwilioError::Sender(
    "Twilio does not take this address. Its operator has to set PUBLIC_URL to one that Twilio can reach.",
);

const NOT_FREED: TwilioError = TwilioError::Sender(
    "Twilio does not take the application off the number. Take it off in Twilio's console, and do this again.",
);

const OTHER_CLINICS: &str = "Replies to this number come to Frontdesk already, for another clinic that texts from the same number. A number's replies can \
     come to one clinic alone. Nothing was changed. Text from a number of your own.";
const CHANGED_MEANWHILE: Error = Error::Conflict {
    code: "changed_meanwhile",
    field: "instead_of",
    detail: "Replies go elsewhere now than what instead_of says. Nothing was changed. Do the dry run again, and send its before as \
             instead_of if that may be given up.",
};

/// Where an org's replies are taken.
pub(super) fn inbound_url(public_url: &str, org_id: OrgId) -> String {
    format!("{public_url}/api/twilio/inbound?org={org_id}")
}

impl RepliesTarget {
    /// Whether replies are sent to `url`, as we take them.
    pub(super) fn is(&self, url: &str) -> bool {
        self.application.is_none() && self.url == url && self.method.eq_ignore_ascii_case("POST")
    }

    /// Whether replies come to this deployment for another org than that of `url`.
    pub(super) fn is_of_another(&self, url: &str) -> bool {
        let (Some((path, _)), Some((own_path, own_query))) = (self.url.split_once('?'), url.split_once('?')) else {
            return false;
        };
        let query = self.url.get(path.len() + 1..).unwrap_or_default();
        path.eq_ignore_ascii_case(own_path) && org_in(query).is_some_and(|org| Some(org) != org_in(own_query))
    }

    /// Whither, behind a verb.
    fn in_words(&self, url: &str) -> String {
        match (&self.application, self.url.as_str()) {
            (Some(application), _) => format!("to the application {application}"),
            (None, "") => "nowhere".to_owned(),
            (None, here) if here == url => format!("here with {}, of which nothing is taken", self.method),
            (None, url) => format!("to {url} ({})", self.method),
        }
    }

    /// What giving it up means, if somebody may read texts there.
    fn loss(&self, url: &str, gets: &str) -> String {
        let is_read = self.application.is_some() || !(self.url.is_empty() || self.url == url);
        let lost = format!(
            " Whoever reads texts there {gets} none any more: Frontdesk heeds STOP and START and drops the rest."
        );
        if is_read { lost } else { " Frontdesk heeds STOP and START and drops the rest.".to_owned() }
    }

    /// Whether it is what somebody has seen. Where nobody gets anything nothing has to be seen.
    fn was_seen(&self, seen: Option<&Self>) -> bool {
        seen.map_or(self.is_nowhere(), |seen| seen == self || seen.is_nowhere() && self.is_nowhere())
    }
}

fn org_in(query: &str) -> Option<String> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    fields.into_iter().find(|(name, _)| name == "org").map(|(_, org)| org.to_ascii_lowercase())
}

/// Has replies to the account's texts sent to `url`, unless they are already. Doing it again changes nothing more.
pub(super) async fn direct(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    url: String,
    input: &RepliesInput,
    deadline: Deadline,
) -> Result<RepliesOutcome, Error> {
    let number = account.settings.from_number.clone();
    let outcome = |action, detail: String, before| {
        let ok = matches!(action, RepliesAction::Changed | RepliesAction::WouldChange | RepliesAction::Unchanged);
        Ok(RepliesOutcome { ok, detail, action, number, url: url.clone(), before })
    };
    let own = match sender(ports, account, &url, deadline).await {
        Ok(own) => own,
        Err(why) => return outcome(RepliesAction::Refused, why, None),
    };
    let (before, sender) = (own.target(), account.settings.from_number.as_deref().unwrap_or_default());
    let was = before.in_words(&url);
    if before.is(&url) {
        return outcome(RepliesAction::Unchanged, "Replies come here already.".into(), Some(before));
    }
    if before.is_of_another(&url) {
        return outcome(RepliesAction::Refused, OTHER_CLINICS.to_owned(), None);
    }
    if input.dry_run {
        let would = format!("Nothing was changed. Replies to {sender} would come here. Now they go {was}.");
        return outcome(RepliesAction::WouldChange, would + &before.loss(&url, "would get"), Some(before));
    }
    if !before.was_seen(input.instead_of.as_ref()) {
        return Err(CHANGED_MEANWHILE);
    }
    match set(ports, account, &own, &before, &url, deadline).await {
        Ok(()) => {
            let done = format!("Replies to {sender} come here now. Before, they went {was}.");
            outcome(RepliesAction::Changed, done + &before.loss(&url, "gets"), Some(before))
        }
        Err((RepliesAction::Refused, error)) => {
            outcome(RepliesAction::Refused, format!("{error} Nothing was changed: replies go {was}."), Some(before))
        }
        Err((action, error)) => {
            let detail = format!("{error} Before, replies went {was}. Look again whether they come here now.");
            outcome(action, detail, Some(before))
        }
    }
}

/// The number that texts come from, as Twilio has it; otherwise why its replies cannot be had.
async fn sender(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    url: &str,
    deadline: Deadline,
) -> Result<NumberResource, String> {
    let sender = account.settings.from_number.as_ref().ok_or_else(|| through_service(url))?;
    let own = numbers::find(ports, account, sender, deadline).await.map_err(|error| error.to_string())?;
    own.filter(|own| is_sid(&own.sid)).ok_or_else(|| FOREIGN.to_string())
}

/// A service answers for all of its numbers, and is somebody's own construction: what is done to it is for them to do.
fn through_service(url: &str) -> String {
    format!(
        "Texts go out through a messaging service, whose own address for incoming messages counts and not that of a number. In \
         Twilio's console open the service, choose “Send a webhook” under Integration, and give {url} as the request URL."
    )
}

async fn set(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    own: &NumberResource,
    before: &RepliesTarget,
    url: &str,
    deadline: Deadline,
) -> Result<(), (RepliesAction, TwilioError)> {
    // An application takes precedence over the URL, so it has to go.
    let application = before.application.as_ref().map(|_| ("SmsApplicationSid", ""));
    let fields: Vec<_> = [("SmsUrl", url), ("SmsMethod", "POST")].into_iter().chain(application).collect();
    let body = serde_urlencoded::to_string(fields).unwrap_or_default();
    let url_of_number = format!("{}{}/IncomingPhoneNumbers/{}.json", account.hosts.api, account.path(), own.sid);
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::POST,
        url: url_of_number.clone(),
        headers: vec![
            ("authorization", account.authorization()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: Some(body.clone().into_bytes()),
        timeout,
        answer: AnswerPart::Whole,
    };
    let unknown = |error| (RepliesAction::Unknown, error);
    // Not repeated: what stood there was looked at once, and somebody may have changed it again in between.
    let response = once(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await;
    let response = response.map_err(|error| unknown(error.into()))?;
    match response.status {
        200 if read::<NumberResource>(&response.body).map_err(unknown)?.target().is(url) => Ok(()),
        200 => Err(unknown(TwilioError::Unexpected)),
        400 if before.application.is_some() => Err((RepliesAction::Refused, NOT_FREED)),
        400 => Err((RepliesAction::Refused, NOT_TAKEN)),
        status @ 401..500 if status != 408 => Err((RepliesAction::Refused, refused(account, status))),
        status => Err(unknown(TwilioError::of(status))),
    }
}

/// It becomes a part of an address.
fn is_sid(text: &str) -> bool {
    text.strip_prefix("PN").is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
