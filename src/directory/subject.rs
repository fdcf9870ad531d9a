//! What is published to KV, by the subject under which the database's triggers list it.

use std::fmt;

use super::document;
use crate::{
    domain::{id::OrgId, route::RouteKey},
    ports::{Rows, Statement},
    store::{self, StoreError},
};

/// How the subject of what an org has written down for its callers begins; its id follows. No number and no SIP address begins so.
const KNOWLEDGE: &str = "knowledge:";

/// A document in KV.
pub(super) enum Subject {
    /// The route of a number or SIP address.
    Route(RouteKey),
    /// What an org has written down for its callers.
    Knowledge(OrgId),
}

impl Subject {
    /// Reads a subject as a trigger wrote it.
    pub(super) fn read(subject: &str) -> Option<Self> {
        match subject.strip_prefix(KNOWLEDGE) {
            Some(org_id) => org_id.parse().ok().map(Self::Knowledge),
            None => RouteKey::from_published(subject).map(Self::Route),
        }
    }

    /// The look-up of what the document is made of.
    pub(super) fn select(&self) -> Statement {
        match self {
            Self::Route(key) => store::routes::select(key),
            Self::Knowledge(org_id) => store::knowledge::select(*org_id),
        }
    }

    /// The document as it should be, by what the look-up found; none if there is to be none.
    pub(super) fn document(&self, rows: Rows) -> Result<Option<String>, StoreError> {
        match self {
            Self::Route(_) => Ok(store::routes::found(rows)?.as_ref().and_then(document::write)),
            Self::Knowledge(_) => Ok(store::knowledge::found(rows)?.as_ref().and_then(document::write_knowledge)),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Route(key) => f.write_str(key.published_as().unwrap_or_default()),
            Self::Knowledge(org_id) => write!(f, "{KNOWLEDGE}{org_id}"),
        }
    }
}
