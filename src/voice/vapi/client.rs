//! Vapi's API, as far as an org's own account is looked at and set up.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::{
    domain::secret::Secret,
    integrations::NotDeleted,
    outbound::{Deadline, PageRows, SEGMENT},
    ports::Ports,
    voice::account_api::{AccountApi, ApiError, ApiFault, ApiWords, Listing, Remainder},
};

/// Tools or numbers per page: one has about 3 KB, and an answer may have 1 MB.
const PAGE: usize = 100;
/// Pages that are read.
const MOST_PAGES: usize = 5;
const TOO_MANY: ApiFault = ApiFault::TooMany("The account has more than 500 tools. Delete those that nothing uses.");

/// A wrong key is answered as one of the other region is.
pub(super) static WORDS: ApiWords = ApiWords {
    platform: "Vapi",
    wrong_key: "Store the account's private key, not the public one, with the region that the account is in.",
};

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub struct VapiAccount<'a>(pub(super) AccountApi<'a>);

impl<'a> VapiAccount<'a> {
    /// One in the region at `api_base`, by its private key.
    pub(super) fn new(ports: &'a Ports, api_base: &'a str, api_key: &'a Secret, deadline: Deadline) -> Self {
        Self(AccountApi { words: &WORDS, ports, api_base, api_key, deadline })
    }

    /// Proves the key by the cheapest request that needs one.
    pub(super) async fn check(&self) -> Result<(), ApiError> {
        self.0.get::<Vec<IgnoredAny>>("/assistant?limit=1").await.map(|_| ())
    }

    /// Deletes a call (<https://docs.vapi.ai/api-reference/calls/delete>).
    pub(super) async fn delete_call(&self, call_id: &str) -> Result<(), NotDeleted> {
        self.0.delete(&format!("/call/{}", utf8_percent_encode(call_id, SEGMENT))).await
    }

    /// All tools of the account, newest first.
    pub(super) async fn tools(&self) -> Result<Vec<Value>, ApiError> {
        let Listing { items, rest } = self.list("/tool").await?;
        match rest {
            Remainder::Nothing => Ok(items),
            Remainder::More => Err(self.0.error(TOO_MANY)),
            Remainder::Failed(error) => Err(error),
        }
    }

    /// What is in a collection, newest first. Pages are cut by time, so that what is on the border comes twice and is left out once.
    pub(super) async fn list<T: Listed>(&self, collection: &str) -> Result<Listing<T>, ApiError> {
        let mut all: Vec<T> = Vec::new();
        let mut path = format!("{collection}?limit={PAGE}");
        for _ in 0..MOST_PAGES {
            let page = match self.0.get::<PageRows<T, PAGE>>(&path).await {
                Ok(page) => page.rows,
                Err(error) if all.is_empty() => return Err(error),
                Err(error) => return Ok(Listing { items: all, rest: Remainder::Failed(error) }),
            };
            let is_last = page.len() < PAGE;
            let fresh: Vec<T> =
                page.into_iter().filter(|one| !all.iter().any(|known| known.id() == one.id())).collect();
            let until = fresh.last().and_then(Listed::created_at).map(str::to_owned);
            all.extend(fresh);
            if is_last {
                return Ok(Listing { items: all, rest: Remainder::Nothing });
            }
            let Some(until) = until else { break };
            let until = utf8_percent_encode(&until, NON_ALPHANUMERIC);
            path = format!("{collection}?limit={PAGE}&createdAtLe={until}");
        }
        Ok(Listing { items: all, rest: Remainder::More })
    }
}

/// Something of an account that is listed.
pub(super) trait Listed: DeserializeOwned {
    fn id(&self) -> Option<&str>;
    fn created_at(&self) -> Option<&str>;
}

impl Listed for Value {
    fn id(&self) -> Option<&str> {
        self.get("id")?.as_str()
    }

    fn created_at(&self) -> Option<&str> {
        self.get("createdAt")?.as_str()
    }
}
