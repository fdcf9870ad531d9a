//! What the admin API has to know of a vendor, told by that vendor's own folder.

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::{NumberListing, RepliesInput, RepliesOutcome, Rest};
use crate::{
    context::RequestContext,
    domain::{
        integration::{Purpose, Vendor},
        org::Org,
    },
    http::Error,
    store::integrations::Integration,
};

/// A vendor at which orgs can have an account. Each vendor's folder has one; `frontdesk.rs` lists them.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which vendor.
    fn vendor(&self) -> Vendor;

    /// What its accounts are for.
    fn purpose(&self) -> Purpose;

    /// Reads and checks what an admin sends as credentials, in place of those that are `stored`.
    ///
    /// # Errors
    /// What is wrong with the body, by field.
    fn read(&self, org: &Org, body: &[u8], stored: Option<&Integration>) -> Result<NewAccount, Error>;

    /// A real, cheap exchange with the vendor, past every cache.
    async fn test(&self, context: &RequestContext, account: &StoredAccount<'_>) -> TestOutcome;

    /// The calendars that an account may write, to choose from.
    ///
    /// # Errors
    /// Why they are not known. A vendor without calendars, or without a list of them, has none.
    async fn calendars(&self, _: &RequestContext, _: &StoredAccount<'_>) -> Result<CalendarList, Error> {
        Err(NOT_LISTED)
    }

    /// An account's settings with one of its calendars as the clinic's own, and with who is mailed if that is said.
    ///
    /// # Errors
    /// What cannot be set so.
    fn with_calendar(
        &self,
        _settings: &str,
        _calendar_id: &str,
        _guest_updates: Option<&str>,
    ) -> Result<String, Error> {
        Err(NOT_LISTED)
    }

    /// The address of the person whose account it is, if the vendor has said it.
    fn account(&self, _settings: &str) -> Option<String> {
        None
    }

    /// Whether accounts of this vendor have phone numbers that can be listed.
    fn has_numbers(&self) -> bool {
        false
    }

    /// The phone numbers of the account, as far as they are read.
    async fn numbers(&self, _: &RequestContext, _: &StoredAccount<'_>) -> NumberListing {
        NumberListing::Listed { numbers: Vec::new(), rest: Rest::Nothing }
    }

    /// Whether calls of the account can be deleted at the vendor.
    fn deletes_calls(&self) -> bool {
        false
    }

    /// Deletes a call at the vendor, with its recording and its transcript. One that is not there is deleted.
    ///
    /// # Errors
    /// Why it may still be there. The text is for the org.
    async fn delete_call(&self, _: &RequestContext, _: &StoredAccount<'_>, _call_id: &str) -> Result<(), NotDeleted> {
        Err(NotDeleted { detail: "Calls cannot be deleted there.".into(), is_final: true })
    }

    /// Has what people answer to the account's texts sent to this deployment, or says what that would change. `None` of a vendor that
    /// carries no texts.
    ///
    /// # Errors
    /// When nothing of this deployment could be reached by the vendor, and when replies go elsewhere than was seen.
    async fn hear_replies(
        &self,
        _: &RequestContext,
        _: &StoredAccount<'_>,
        _input: &RepliesInput,
    ) -> Result<Option<RepliesOutcome>, Error> {
        Ok(None)
    }
}

/// An account of which no list of calendars can be had.
const NOT_LISTED: Error = Error::Conflict {
    code: "calendars_not_listed",
    field: "",
    detail: "This connection has no list of calendars. Give the calendar's id instead.",
};

/// An account whose credentials do not open, or are not of the form that its vendor's folder knows.
pub const UNREADABLE: Error = Error::Conflict { code: "credentials_unreadable", field: "", detail: UNREADABLE_DETAIL };
pub(super) const UNREADABLE_DETAIL: &str =
    "The stored credentials cannot be opened. Store them again with PUT, or connect the account again.";

/// A vendor that is to call this deployment cannot be told where it is.
pub const NO_PUBLIC_URL: Error = Error::Conflict {
    code: "public_url_missing",
    field: "",
    detail: "This deployment does not know its own address, so no vendor can be told to call it. Its operator has to set the variable \
             PUBLIC_URL.",
};

/// Why a vendor may still have what was to be deleted.
#[derive(Debug)]
pub struct NotDeleted {
    /// For the org.
    pub detail: String,
    /// Whether it will not work later either, unless somebody changes something.
    pub is_final: bool,
}

impl NotDeleted {
    /// What is stored does not open, or is not what the vendor's folder knows.
    pub fn unreadable() -> Self {
        Self { detail: UNREADABLE_DETAIL.into(), is_final: true }
    }

    /// Without a key of the vendor's API somebody has to do it there.
    pub fn by_person(vendor: &str) -> Self {
        let detail = format!(
            "There is no API key of the {vendor} account. Store one as api_key, or delete the call at {vendor}."
        );
        Self { detail, is_final: true }
    }
}

/// Calendars to choose from.
pub struct CalendarList {
    pub items: Vec<CalendarListing>,
    /// Whether the account has more than are listed.
    pub is_cut_off: bool,
}

/// A calendar that an account may write.
#[derive(Serialize, ToSchema)]
pub struct CalendarListing {
    /// The calendar's own id.
    #[schema(example = "front.desk@clinic.example")]
    pub id: String,
    #[schema(example = "Front desk")]
    pub name: String,
    /// IANA zone, if the vendor says it.
    pub zone: Option<String>,
    /// Whether it is the account's own main calendar.
    pub primary: bool,
}

/// Credentials that were checked, not sealed yet.
pub struct NewAccount {
    /// The settings document: what is not secret.
    pub settings: String,
    /// The secret part, as JSON.
    pub credential: Zeroizing<Vec<u8>>,
}

impl NewAccount {
    /// Settings and credential as they are stored.
    ///
    /// # Errors
    /// [`Error::Internal`] if one of them cannot be written as JSON.
    pub fn of(settings: &impl Serialize, credential: &impl Serialize) -> Result<Self, Error> {
        let unwritten = |_| Error::Internal("credentials could not be written".into());
        Ok(Self {
            settings: serde_json::to_string(settings).map_err(unwritten)?,
            credential: Zeroizing::new(serde_json::to_vec(credential).map_err(unwritten)?),
        })
    }
}

/// An org's account with its opened credentials.
pub struct StoredAccount<'a> {
    /// As it is stored.
    pub row: &'a Integration,
    /// The secret part, as JSON.
    pub credential: Zeroizing<Vec<u8>>,
}

impl StoredAccount<'_> {
    /// Settings and credential as their vendor knows them; `None` if they are not of that form.
    pub fn read<S: DeserializeOwned, C: DeserializeOwned>(&self) -> Option<(S, C)> {
        let settings = serde_json::from_str(&self.row.settings).ok()?;
        Some((settings, serde_json::from_slice(&self.credential).ok()?))
    }
}

/// What a test found of one calendar.
#[derive(Serialize, ToSchema)]
pub struct CalendarOutcome {
    /// The calendar.
    pub calendar_id: String,
    /// The practitioners whose calendar it is; nobody for the clinic's own.
    pub used_by: Vec<String>,
    /// Whether it can be read and written.
    pub ok: bool,
    /// What is wrong and what to do, or that nothing is.
    pub detail: String,
    /// Whether the vendor tells of changes in it, or why not: then it is looked at by the clock. Absent if nobody wants to be told, or it
    /// cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<String>,
}

/// What a test found.
#[derive(Serialize, ToSchema)]
pub struct TestOutcome {
    /// Whether the credentials work.
    pub ok: bool,
    /// What was tried, or what is wrong and what to do.
    pub detail: String,
    /// Of calendars: each one in use, the clinic's own and those of its practitioners. Each was read, and a private event was written
    /// into it and deleted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarOutcome>,
    /// Whether a person has to connect again.
    #[serde(skip)]
    pub reconnect: bool,
}

impl TestOutcome {
    /// All is well.
    pub fn works(detail: &str) -> Self {
        Self { ok: true, detail: detail.to_owned(), calendars: Vec::new(), reconnect: false }
    }

    /// Something is wrong; `reconnect` says whether the vendor refuses the credentials for good.
    pub fn fails(detail: &impl ToString, reconnect: bool) -> Self {
        Self { ok: false, detail: detail.to_string(), calendars: Vec::new(), reconnect }
    }

    /// What is stored does not open, or is not what the vendor's folder knows.
    pub fn unreadable() -> Self {
        Self::fails(&UNREADABLE_DETAIL, false)
    }
}
