//! What a clinic has written down for its callers: memory, KV, D1.
//!
//! A route names the edition that is the clinic's. A copy of that edition is right wherever it was found, and a copy of another one is
//! not used, so nothing has to be verified behind an answer and the bound on how long a change stays unseen is that of the route. It is a
//! document of its own, since most calls ask for nothing of it.

use std::sync::Arc;

use super::{Directory, document, subject::Subject};
use crate::{
    cache::Cache,
    context::RequestContext,
    domain::{
        id::OrgId,
        knowledge::{Edition, Knowledge, KnowledgeBase, QuestionWords},
        route::Route,
    },
    store::{self, StoreError, knowledge::KnowledgeText},
};

/// About 8 MB.
const CAPACITY_BYTES: usize = 8 * 1024 * 1024;
/// What a base takes of memory for each byte of its document: the document, and the index of its words.
const BYTES_PER_BYTE: usize = 6;

/// The knowledge of clinics that were asked lately, each in its last edition.
pub(super) struct KnowledgeMemory(Cache<OrgId, (Edition, Arc<KnowledgeBase>)>);

impl Default for KnowledgeMemory {
    fn default() -> Self {
        Self(Cache::new(CAPACITY_BYTES))
    }
}

impl KnowledgeMemory {
    fn get(&self, org_id: OrgId, edition: &Edition) -> Option<Arc<KnowledgeBase>> {
        self.0.get(&org_id).filter(|(known, _)| known == edition).map(|(_, base)| base)
    }

    fn put(&self, org_id: OrgId, text: KnowledgeText, words: &'static dyn QuestionWords) -> Arc<KnowledgeBase> {
        let size = serde_json::to_string(&text.knowledge).map_or(0, |text| text.len());
        let base = Arc::new(KnowledgeBase::new(text.knowledge, words));
        self.0.put(org_id, (text.edition, Arc::clone(&base)), 1024 + size * BYTES_PER_BYTE);
        base
    }

    pub(super) fn forget(&self, org_id: OrgId) {
        self.0.remove(&org_id);
    }
}

impl Directory {
    /// What the clinic of a route has written down, for questions in `words`' language: nothing more than memory when warm, else one KV
    /// read, and D1 only if KV has another edition or none.
    ///
    /// # Errors
    /// When D1 is needed and does not answer.
    pub async fn knowledge(
        &self,
        context: &RequestContext,
        route: &Route,
        words: &'static dyn QuestionWords,
    ) -> Result<Arc<KnowledgeBase>, StoreError> {
        let Some(edition) = &route.knowledge else {
            return Ok(Arc::new(KnowledgeBase::new(Knowledge::default(), words)));
        };
        if let Some(base) = self.knowledge.get(route.org_id, edition) {
            return Ok(base);
        }
        if let Some(text) = self.published_knowledge(route.org_id, edition).await {
            return Ok(self.knowledge.put(route.org_id, text, words));
        }
        let Some(text) = store::knowledge::get(self.ports.database.as_ref(), route.org_id).await? else {
            return Ok(Arc::new(KnowledgeBase::new(Knowledge::default(), words)));
        };
        // KV is behind or has lost it. Where D1 has another edition it is the route that is behind, and that takes care of itself.
        if text.edition == *edition {
            self.requeue(vec![(Subject::Knowledge(route.org_id).to_string(), route.org_id)], &context.background);
        }
        Ok(self.knowledge.put(route.org_id, text, words))
    }

    /// This edition, if it is the one that KV has.
    async fn published_knowledge(&self, org_id: OrgId, edition: &Edition) -> Option<KnowledgeText> {
        match self.ports.routes.get(&document::key(&Subject::Knowledge(org_id))).await {
            Ok(text) => document::read_knowledge(&text?).filter(|text| text.edition == *edition),
            Err(error) => {
                self.warn("route.kv_unavailable", &error.to_string());
                None
            }
        }
    }
}
