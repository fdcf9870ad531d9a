//! Google's refusals, sorted by what can be done about them.
//!
//! Sources: the OAuth 2.0 error table of RFC 6749 section 5.2, and "Handle API errors" of the Calendar API, whose 403 has both
//! transient and permanent reasons.

use serde::Deserialize;

use crate::ports::TransportError;

/// Why Google did not do it. The texts are for logs and admins; they are constants, so nothing of a vendor's body gets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GoogleError {
    /// The access token was refused; a new one may help.
    #[error("Google refused the access token.")]
    TokenRefused,
    /// The connection is dead until a person connects the calendar again.
    #[error("{0}")]
    Reconnect(&'static str),
    /// The calendar does not exist or is not shared with this account.
    #[error("Google knows no such calendar for this account. Check the calendar id and that the calendar is shared.")]
    UnknownCalendar,
    /// Refused for good for a reason that reconnecting does not mend.
    #[error("{0}")]
    Denied(&'static str),
    /// Not now.
    #[error("{0}")]
    Unavailable(&'static str),
    /// An answer that makes no sense.
    #[error("Google's answer could not be understood.")]
    Unexpected,
}

impl From<TransportError> for GoogleError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Timeout => Self::Unavailable("Google did not answer in time."),
            TransportError::Connection => Self::Unavailable("Google could not be reached."),
            TransportError::TooLarge => Self::Unexpected,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenProblem {
    error: String,
}

/// Whose identity a token request used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// The platform's OAuth client.
    Platform,
    /// The org's own OAuth client.
    OwnClient,
    /// The org's service account.
    ServiceAccount,
}

/// Reads a refusal of the token endpoint.
pub(super) fn of_token(status: u16, body: &[u8], identity: Identity) -> GoogleError {
    if status == 429 || status >= 500 {
        return GoogleError::Unavailable("Google's token service is not available.");
    }
    let problem: TokenProblem = serde_json::from_slice(body).unwrap_or_default();
    match (problem.error.as_str(), identity) {
        ("invalid_grant", Identity::ServiceAccount) => GoogleError::Reconnect(
            "Google refuses this service account's key or subject. Check that the key is not deleted and store it again.",
        ),
        ("invalid_grant", _) => {
            GoogleError::Reconnect("Google no longer accepts this connection. Connect the calendar again.")
        }
        ("unauthorized_client", Identity::ServiceAccount) => GoogleError::Denied(
            "Google does not let this service account act for the subject. Check the domain-wide delegation.",
        ),
        ("invalid_client" | "unauthorized_client", Identity::Platform) => {
            GoogleError::Denied("Google refuses the platform's OAuth client. Tell the operator.")
        }
        ("invalid_client" | "unauthorized_client", _) => {
            GoogleError::Denied("Google refuses the OAuth client id or secret of this integration.")
        }
        ("invalid_scope", _) => GoogleError::Denied("Google does not grant the calendar scopes to this account."),
        _ => GoogleError::Unexpected,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ApiProblem {
    error: ApiError,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ApiError {
    errors: Vec<Reason>,
    details: Vec<Reason>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reason {
    reason: String,
}

/// Reads a refusal of the Calendar API.
pub(super) fn of_api(status: u16, body: &[u8]) -> GoogleError {
    match status {
        401 => GoogleError::TokenRefused,
        403 => forbidden(body),
        404 => GoogleError::UnknownCalendar,
        429 => GoogleError::Unavailable("Google limits the rate of requests at the moment."),
        500.. => GoogleError::Unavailable("Google Calendar is not available."),
        _ => GoogleError::Unexpected,
    }
}

/// Reads a refusal of a channel. Google lets nobody else down by not telling of changes, so whatever does not pass by itself is a reason to
/// look again and again instead.
pub(super) fn of_watch(status: u16, body: &[u8]) -> GoogleError {
    let problem: ApiProblem = serde_json::from_slice(body).unwrap_or_default();
    let has = |reason: &str| problem.error.errors.iter().any(|each| each.reason.starts_with(reason));
    match status {
        400 | 401 | 403 if has("push.webhookUrl") => GoogleError::Denied(
            "Google does not tell this deployment's address of changes. Verify its domain with Google.",
        ),
        // The request was repeated since its first answer was lost.
        400 if has("channelIdNotUnique") => {
            GoogleError::Unavailable("Google has opened this channel, and its answer was lost.")
        }
        400 => GoogleError::Denied("Google does not tell of changes in this calendar."),
        _ => of_api(status, body),
    }
}

/// A 403 is classified by its reason: some pass by themselves, some never do.
fn forbidden(body: &[u8]) -> GoogleError {
    let problem: ApiProblem = serde_json::from_slice(body).unwrap_or_default();
    let reasons: Vec<String> =
        problem.error.errors.into_iter().chain(problem.error.details).map(|r| r.reason).collect();
    let has = |names: &[&str]| reasons.iter().any(|reason| names.contains(&reason.as_str()));
    if has(&["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"]) {
        GoogleError::Unavailable("Google limits the rate of requests at the moment.")
    } else if has(&["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]) {
        GoogleError::Reconnect("The connection lacks a calendar permission. Connect again and allow all that is asked.")
    } else if has(&["accessNotConfigured", "SERVICE_DISABLED"]) {
        GoogleError::Denied("The Google Calendar API is not enabled for this OAuth client or service account.")
    } else if has(&["forbiddenForServiceAccounts"]) {
        GoogleError::Denied("Google does not let this service account invite anybody without domain-wide delegation.")
    } else {
        GoogleError::Denied(
            "Google does not allow this account to use the calendar. Share it with the right to make changes to events.",
        )
    }
}

/// Reads a per-calendar error inside a 200 of freeBusy.
pub(super) fn of_calendar(reason: &str) -> GoogleError {
    match reason {
        "notFound" => GoogleError::UnknownCalendar,
        "internalError" | "rateLimitExceeded" => {
            GoogleError::Unavailable("Google could not read this calendar just now.")
        }
        _ => GoogleError::Unexpected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendars::ProviderError;

    fn api(reason: &str) -> Vec<u8> {
        serde_json::json!({"error": {"code": 403, "errors": [{"domain": "global", "reason": reason}]}})
            .to_string()
            .into()
    }

    #[test]
    fn a_403_is_classified_by_its_reason() {
        assert!(matches!(of_api(403, &api("userRateLimitExceeded")), GoogleError::Unavailable(_)));
        assert!(matches!(of_api(403, &api("insufficientPermissions")), GoogleError::Reconnect(_)));
        assert!(matches!(of_api(403, &api("accessNotConfigured")), GoogleError::Denied(_)));
        assert!(matches!(of_api(403, b"<html>"), GoogleError::Denied(_)));
    }

    #[test]
    fn what_may_pass_by_itself_is_not_permanent() {
        for (status, reason, permanent) in [
            (400, "invalid", false),
            (401, "authError", false),
            (403, "rateLimitExceeded", false),
            (403, "requiredAccessLevel", true),
            (403, "forbiddenForServiceAccounts", true),
            (404, "notFound", true),
            (429, "rateLimitExceeded", false),
            (503, "backendError", false),
        ] {
            let error = ProviderError::from(of_api(status, &api(reason)));
            assert_eq!(error.is_permanent(), permanent, "{status} {reason}");
        }
    }

    #[test]
    fn only_invalid_grant_kills_a_connection() {
        let token = |error: &str| serde_json::json!({ "error": error }).to_string().into_bytes();
        assert!(matches!(of_token(400, &token("invalid_grant"), Identity::Platform), GoogleError::Reconnect(_)));
        for (status, error) in [(401, "invalid_client"), (400, "invalid_request"), (503, "invalid_grant"), (429, "")] {
            let outcome = of_token(status, &token(error), Identity::OwnClient);
            assert!(!matches!(outcome, GoogleError::Reconnect(_)), "{status} {error}: {outcome:?}");
        }
    }
}
