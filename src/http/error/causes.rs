//! What the errors of other rooms are to whoever sent the request.

use super::{Error, ORG_CLOSED};
use crate::{
    clinic::ClinicError,
    crypto::{seal::SealError, token::TokenError},
    directory::DirectoryError,
    domain::schedule::ScheduleError,
    identity::{ForeignTokenError, NotAMember},
    ports::EntropyError,
    store::StoreError,
};

impl From<&StoreError> for Error {
    fn from(error: &StoreError) -> Self {
        if error.is_outage() { Self::Unavailable(error.to_string()) } else { Self::Internal(error.to_string()) }
    }
}

impl From<ClinicError> for Error {
    fn from(error: ClinicError) -> Self {
        match error {
            ClinicError::Unreachable(_) | ClinicError::TryAgain(_) => Self::Unavailable(error.to_string()),
            ClinicError::Failed(_) | ClinicError::Unreadable(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<ScheduleError> for Error {
    fn from(ScheduleError { field, reason }: ScheduleError) -> Self {
        Self::Invalid { field, detail: reason }
    }
}

impl From<DirectoryError> for Error {
    fn from(DirectoryError(error): DirectoryError) -> Self {
        error.into()
    }
}

impl From<NotAMember> for Error {
    fn from(reason: NotAMember) -> Self {
        let (code, detail) = match reason {
            NotAMember::Unknown => {
                ("not_a_member", "Nobody has invited this address. Ask an admin of your clinic to invite it.")
            }
            NotAMember::Disabled => {
                ("member_disabled", "An admin of the clinic keeps this address out. Ask them to let you in again.")
            }
            NotAMember::SomebodyElse => (
                "address_of_another",
                "This address belonged to somebody else when it first signed in. Ask an admin of your clinic to delete the member and \
                 invite the address again.",
            ),
            NotAMember::Closed => return ORG_CLOSED,
            NotAMember::Several => (
                "several_orgs",
                "This address is a member of several clinics. Sign in with POST /auth/session and the org_id of one.",
            ),
        };
        Self::Denied { code, detail }
    }
}

impl From<ForeignTokenError> for Error {
    fn from(error: ForeignTokenError) -> Self {
        let denied = |code, detail| Self::Denied { code, detail };
        match error {
            ForeignTokenError::Token(error) => error.into(),
            ForeignTokenError::Nobody => Self::Unauthorized("This token is of nobody who has signed in.".to_owned()),
            ForeignTokenError::Org => denied(
                "unknown_org",
                "What you signed in with names no clinic that is known here. Choose your clinic where you sign in, and sign in again.",
            ),
            ForeignTokenError::Role => denied(
                "unknown_role",
                "What you signed in with names no role that is known here. Ask whoever runs your sign-in to give you one.",
            ),
            ForeignTokenError::Address => denied(
                "address_not_verified",
                "Your e-mail address is not verified where you sign in. Verify it there, and sign in again.",
            ),
            ForeignTokenError::Unavailable => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::Unauthorized(error.to_string())
    }
}

impl From<EntropyError> for Error {
    fn from(error: EntropyError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<SealError> for Error {
    fn from(error: SealError) -> Self {
        Self::Internal(error.to_string())
    }
}
