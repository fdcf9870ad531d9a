//! What texts need of whoever carries them.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    context::RequestContext,
    domain::{id::OrgId, phone::PhoneNumber, route::Route, texts::TextStatus},
};

/// A vendor that carries texts.
pub trait TextProvider: Send + Sync {
    /// Its name, for what the org reads.
    fn name(&self) -> &'static str;

    /// Whether the clinic has an account there whose credentials are not known to be refused.
    fn is_connected(&self, route: &Route) -> bool;

    /// Opens the clinic's account.
    ///
    /// # Errors
    /// Why it cannot be used.
    fn open(self: Arc<Self>, route: &Route) -> Result<Box<dyn TextAccount>, AccountUnusable>;
}

/// A clinic's account, ready to be used. When the vendor refuses its credentials, it records itself that it has to be connected again.
#[async_trait]
pub trait TextAccount: Send + Sync {
    /// Names the account and the sender among all that the vendor has: what one of them took is not found at another.
    fn id(&self) -> String;

    /// Asks the vendor to send a text, once.
    ///
    /// # Errors
    /// Why the text is not known to be on its way.
    async fn send(&self, context: &RequestContext, text: &OutgoingText<'_>) -> Result<TextReport, SendError>;

    /// The texts that the vendor took which may be the lost one, oldest first: to its recipient, from the clinic's sender, not older,
    /// and with its words as far as the vendor shows any.
    ///
    /// # Errors
    /// Whenever not all of them could be looked at.
    async fn find(&self, context: &RequestContext, lost: &LostText<'_>) -> Result<Vec<FoundText>, LookupError>;

    /// Deletes what the vendor keeps of a text that it took, and says whether the account had it.
    ///
    /// # Errors
    /// Why it may still be there. It may work later.
    async fn erase(&self, context: &RequestContext, sid: &str) -> Result<bool, LookupError>;
}

/// Why an org's account cannot be used. The texts are for the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountUnusable {
    /// The org has stored none.
    #[error("{0}")]
    NotConnected(&'static str),
    /// It cannot be used until somebody stores other credentials.
    #[error("{0}")]
    NeedsCredentials(&'static str),
}

/// A text to send.
#[derive(Clone, Copy)]
pub struct OutgoingText<'a> {
    /// The org that sends it.
    pub org_id: OrgId,
    /// Our id of it, under which the vendor reports what becomes of it.
    pub id: &'a str,
    /// Whom to.
    pub to: &'a PhoneNumber,
    /// What it says.
    pub body: &'a str,
    /// For how many seconds it is worth delivering.
    pub valid_for: i64,
}

/// A text that the vendor may have taken.
#[derive(Clone, Copy)]
pub struct LostText<'a> {
    /// Whom it went to.
    pub to: &'a PhoneNumber,
    /// What it said.
    pub body: &'a str,
    /// Not taken before this.
    pub since: DateTime<Utc>,
}

/// What the vendor says of a text that it has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextReport {
    /// The vendor's id of it.
    pub sid: String,
    /// How far it has come.
    pub status: TextStatus,
    /// Why no further, as the vendor numbers it.
    pub error_code: Option<i64>,
    /// The same in words, of a text that will come no further.
    pub detail: Option<&'static str>,
    /// Whether it came no further because the recipient asked not to be texted.
    pub opted_out: bool,
}

/// A text that may be a lost one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundText {
    /// What the vendor says of it.
    pub report: TextReport,
    /// Whether the vendor shows its words: some projects keep none.
    pub words_shown: bool,
}

/// Why a vendor will never send a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRefusal {
    /// The vendor's error code, if it gave one.
    pub code: Option<i64>,
    /// What is wrong, for the org.
    pub detail: &'static str,
}

/// Why a text is not known to be on its way. The texts are for the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// This number cannot be texted: another one would do.
    Recipient(TextRefusal),
    /// The recipient asked not to be texted.
    OptedOut(TextRefusal),
    /// The org's account is not set up for it: the org has to change something at the vendor or in its settings.
    Setup(TextRefusal),
    /// Refused for another reason, for good.
    Other(TextRefusal),
    /// The credentials are refused: the text was not looked at and can go out when somebody has stored others.
    Credentials(&'static str),
    /// Too many requests, of which the vendor processed none: it can be asked again.
    TooMany(&'static str),
    /// The vendor may have taken the text. Repeating the request could send it twice.
    Ambiguous(&'static str),
}

/// Why the vendor did not say which texts it took, or may still have one that it was to delete. The text is for the org.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LookupError(pub String);
