//! Where texts to the clinic's number go, and having them sent here: Twilio's own words of STOP block a number there, and here it is
//! heard only by the webhook of the number.

use std::time::Duration;

use super::{
    TwilioAccount, TwilioError,
    accounts::read,
    numbers::{self, NumberResource},
};
use crate::{
    domain::id::OrgId,
    integrations::{RepliesAction, RepliesOutcome, RepliesTarget},
    outbound::{Deadline, repeatable},
    ports::{OutboundRequest, Ports},
};

const FOREIGN: TwilioError =
    TwilioError::Sender("The number that texts come from is not one of this account. Store one that is.");
const NOT_TAKEN: TwilioError = TwilioError::Sender(
    "Twilio does not take this address. Its operator has to set PUBLIC_URL to one that Twilio can reach.",
);

const NOT_FREED: TwilioError = TwilioError::Sender(
    "Twilio does not take the application off the number. Take it off in Twilio's console, and do this again.",
);

/// Where an org's replies are taken.
pub(super) fn inbound_url(public_url: &str, org_id: OrgId) -> String {
    format!("{public_url}/api/twilio/inbound?org={org_id}")
}

impl RepliesTarget {
    /// Whether replies are sent to `url`, as we take them.
    pub(super) fn is(&self, url: &str) -> bool {
        self.application.is_none() && self.url == url && self.method.eq_ignore_ascii_case("POST")
    }

    /// Whither, behind a verb.
    fn in_words(&self) -> String {
        match (&self.application, self.url.as_str()) {
            (Some(application), _) => format!("to the application {application}"),
            (None, "") => "nowhere".to_owned(),
            (None, url) => format!("to {url} ({})", self.method),
        }
    }
}

/// Has replies to the account's texts sent to `url`, unless they are already. Doing it again changes nothing more.
pub(super) async fn direct(
    ports: &Ports,
    account: &TwilioAccount<'_>,
    url: String,
    dry_run: bool,
    deadline: Deadline,
) -> RepliesOutcome {
    let number = account.settings.from_number.clone();
    let outcome =
        |ok, action, detail: String, before| RepliesOutcome { ok, detail, action, number, url: url.clone(), before };
    let Some(sender) = &account.settings.from_number else {
        return outcome(false, RepliesAction::Refused, through_service(&url), None);
    };
    let own = match numbers::find(ports, account, sender, deadline).await {
        Ok(own) => own.filter(|own| is_sid(&own.sid)),
        Err(error) => return outcome(false, RepliesAction::Refused, error.to_string(), None),
    };
    let Some(own) = own else { return outcome(false, RepliesAction::Refused, FOREIGN.to_string(), None) };
    let before = own.target();
    let was = before.in_words();
    if before.is(&url) {
        return outcome(true, RepliesAction::Unchanged, "Replies come here already.".into(), Some(before));
    }
    if dry_run {
        let detail = format!("Nothing was changed. Replies to {sender} would come here. Now they go {was}.");
        return outcome(true, RepliesAction::WouldChange, detail, Some(before));
    }
    match set(ports, account, &own, &before, &url, deadline).await {
        Ok(()) => outcome(
            true,
            RepliesAction::Changed,
            format!("Replies to {sender} come here now. Before, they went {was}."),
            Some(before),
        ),
        Err(error) => {
            outcome(false, RepliesAction::Unknown, format!("{error} Before, replies went {was}."), Some(before))
        }
    }
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
) -> Result<(), TwilioError> {
    // An application takes precedence over the URL, so it has to go.
    let application = before.application.as_ref().map(|_| ("SmsApplicationSid", ""));
    let fields: Vec<_> = [("SmsUrl", url), ("SmsMethod", "POST")].into_iter().chain(application).collect();
    let body = serde_urlencoded::to_string(fields).unwrap_or_default();
    let url_of_number = format!("{}{}/IncomingPhoneNumbers/{}.json", account.hosts.api, account.path(), own.sid);
    let authorization = account.authorization();
    let request = |timeout: Duration| OutboundRequest {
        method: http::Method::POST,
        url: url_of_number.clone(),
        headers: vec![
            ("authorization", authorization.clone()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: Some(body.clone().into_bytes()),
        timeout,
    };
    let response = repeatable(ports.http.as_ref(), ports.clock.as_ref(), deadline, request).await?;
    match response.status {
        200 if read::<NumberResource>(&response.body)?.target().is(url) => Ok(()),
        200 => Err(TwilioError::Unexpected),
        400 if before.application.is_some() => Err(NOT_FREED),
        400 => Err(NOT_TAKEN),
        status => Err(TwilioError::of(status)),
    }
}

/// It becomes a part of an address.
fn is_sid(text: &str) -> bool {
    text.strip_prefix("PN").is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
