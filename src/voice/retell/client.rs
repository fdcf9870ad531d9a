//! Retell's API, as far as an org's own account is looked at and set up.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use crate::{
    domain::secret::Secret,
    integrations::NotDeleted,
    outbound::{Deadline, PageRows, SEGMENT},
    ports::Ports,
    voice::account_api::{AccountApi, ApiError, ApiWords, Listing, Remainder},
};

/// Numbers per page.
const PAGE: usize = 100;
/// Pages that are read.
const MOST_PAGES: usize = 5;
const NUMBERS: &str = "/v2/list-phone-numbers";

static WORDS: ApiWords = ApiWords { platform: "Retell", wrong_key: "Store a key of the account again." };

/// An org's account with what opens it.
#[derive(Clone, Copy)]
pub(super) struct RetellAccount<'a>(pub(super) AccountApi<'a>);

#[derive(Deserialize)]
struct Page<T: DeserializeOwned> {
    #[serde(bound(deserialize = ""))]
    items: PageRows<T, PAGE>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    pagination_key: Option<String>,
}

impl<'a> RetellAccount<'a> {
    pub(super) fn new(ports: &'a Ports, api_base: &'a str, api_key: &'a Secret, deadline: Deadline) -> Self {
        Self(AccountApi { words: &WORDS, ports, api_base, api_key, deadline })
    }

    /// Proves the key by a cheap request that changes nothing.
    pub(super) async fn check(&self) -> Result<(), ApiError> {
        self.0.get::<Page<IgnoredAny>>(&format!("{NUMBERS}?limit=1")).await.map(|_| ())
    }

    /// Deletes a call (<https://docs.retellai.com/api-references/delete-call>).
    pub(super) async fn delete_call(&self, call_id: &str) -> Result<(), NotDeleted> {
        self.0.delete(&format!("/v2/delete-call/{}", utf8_percent_encode(call_id, SEGMENT))).await
    }

    /// The numbers of the account, as far as they are read.
    pub(super) async fn numbers<T: DeserializeOwned>(&self) -> Result<Listing<T>, ApiError> {
        let mut items: Vec<T> = Vec::new();
        let mut path = format!("{NUMBERS}?limit={PAGE}");
        for _ in 0..MOST_PAGES {
            let page: Page<T> = match self.0.get(&path).await {
                Ok(page) => page,
                Err(error) if items.is_empty() => return Err(error),
                Err(error) => return Ok(Listing { items, rest: Remainder::Failed(error) }),
            };
            items.extend(page.items.rows);
            match page.pagination_key.filter(|key| page.has_more && !key.is_empty()) {
                None if page.has_more => break,
                None => return Ok(Listing { items, rest: Remainder::Nothing }),
                Some(key) => {
                    let key = utf8_percent_encode(&key, NON_ALPHANUMERIC);
                    path = format!("{NUMBERS}?limit={PAGE}&pagination_key={key}");
                }
            }
        }
        Ok(Listing { items, rest: Remainder::More })
    }
}
