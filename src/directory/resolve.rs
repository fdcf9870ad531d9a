//! Look-ups through the tiers.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use super::{
    disputes::NotedDisputes,
    document,
    handed_over::WrittenRoutes,
    knowledge::KnowledgeMemory,
    memory::Memory,
    refresh::Due,
    resolution::{LookupState, Resolution},
    strangers::Strangers,
    subject::Subject,
};
use crate::{
    allowance::Allowance,
    context::Tiers,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    log::{self, Level},
    ports::{Background, Ports, Rows},
    store::{self, StoreError},
};

/// Neither KV nor D1 could say.
#[derive(Debug, thiserror::Error)]
#[error("the directory cannot be read: {0}")]
pub struct DirectoryError(#[from] pub StoreError);

/// The directory of one isolate.
#[derive(Clone)]
pub struct Directory {
    pub(super) memory: Arc<Memory>,
    due: Arc<Due>,
    pub(super) strangers: Arc<Strangers>,
    pub(super) disputes: Arc<NotedDisputes>,
    /// Lines of the log that any request can cause while KV is down or a document in it is broken.
    faults_told: Arc<Allowance>,
    pub(super) knowledge: Arc<KnowledgeMemory>,
    pub(super) written_routes: Arc<WrittenRoutes>,
    pub(super) ports: Arc<Ports>,
}

impl Directory {
    /// An empty directory whose memory keeps routes for `route_ttl`.
    pub fn new(route_ttl: Duration, ports: Arc<Ports>) -> Self {
        Self {
            memory: Arc::new(Memory::new(route_ttl)),
            due: Arc::default(),
            strangers: Arc::default(),
            disputes: Arc::default(),
            faults_told: Arc::new(log::spacing()),
            knowledge: Arc::default(),
            written_routes: Arc::default(),
            ports,
        }
    }

    /// What the isolate remembers of `key`, without asking anybody.
    pub fn remembered(
        &self,
        key: &RouteKey,
        now: DateTime<Utc>,
        tiers: &Tiers,
        background: &Arc<dyn Background>,
    ) -> Option<Option<Arc<Route>>> {
        let remembered = self.memory.get(key, now)?;
        tiers.memory();
        if remembered.due && self.due.add(key.clone(), now) {
            let directory = self.clone();
            background.spawn(Box::pin(async move { directory.refresh().await }));
        }
        Some(remembered.route)
    }

    /// What memory and at most one KV read say of `keys`. What they leave open, [`Resolution::statements`] would settle.
    pub async fn look_up(&self, keys: &[RouteKey], tiers: &Tiers, background: &Arc<dyn Background>) -> Resolution {
        let now = self.ports.clock.now();
        let slot = |key| self.remembered(key, now, tiers, background).map_or(LookupState::Open, LookupState::Known);
        let slots = keys.iter().map(slot).collect();
        let mut resolution = Resolution { keys: keys.to_vec(), slots, is_of_stranger: false };
        self.ask_kv(&mut resolution, tiers).await;
        resolution
    }

    /// What each of `keys` leads to: nothing more than memory when warm, else at most one KV read and one D1 batch.
    ///
    /// # Errors
    /// Only when D1 is needed, fails, and nothing at all was found in front of it.
    pub async fn find(
        &self,
        keys: &[RouteKey],
        tiers: &Tiers,
        background: &Arc<dyn Background>,
    ) -> Result<Vec<Option<Arc<Route>>>, DirectoryError> {
        let mut resolution = self.look_up(keys, tiers, background).await;
        if resolution.is_complete() {
            self.verify_behind(&mut resolution, background);
        } else {
            self.complete(&mut resolution, tiers, background).await?;
        }
        Ok(resolution.routes())
    }

    /// One D1 batch for all that is open, and for what came from KV, which is thereby verified.
    ///
    /// # Errors
    /// When D1 fails and nothing was found in front of it.
    pub async fn complete(
        &self,
        resolution: &mut Resolution,
        tiers: &Tiers,
        background: &Arc<dyn Background>,
    ) -> Result<(), DirectoryError> {
        let asked = store::run(self.ports.database.as_ref(), resolution.statements()).await;
        match asked.and_then(|results| self.settle(resolution, results, tiers, background)) {
            // The called number is known and only a cross-check is missing: the call goes on.
            Err(error) if resolution.routes().iter().any(Option::is_some) => {
                self.warn("route.cross_check_skipped", &error.to_string());
                Ok(())
            }
            result => Ok(result?),
        }
    }

    /// Takes over and remembers what a batch with [`Resolution::statements`] gave, in the same order. Documents of KV that turn out
    /// to be stale or missing are listed for publication again, whatever made them so: KV may have lost one, and a version of the program
    /// that writes another form begins with none.
    pub fn settle(
        &self,
        resolution: &mut Resolution,
        results: Vec<Rows>,
        tiers: &Tiers,
        background: &Arc<dyn Background>,
    ) -> Result<(), StoreError> {
        let routes = results.into_iter().map(store::routes::found).collect::<Result<Vec<_>, _>>()?;
        let settled = resolution.settle(routes.into_iter().map(|route| route.map(Arc::new)).collect());
        let now = self.ports.clock.now();
        let routes = resolution.routes();
        if !resolution.is_of_stranger {
            self.note_dispute(resolution.keys(), &routes, background);
        }
        let known = routes.iter().any(Option::is_some);
        // Only what was read now is remembered anew: what memory knew before keeps its age.
        for (key, route) in settled.routes {
            tiers.d1();
            match route {
                None if known => self.memory.put_nobody(key, now),
                route => self.memory.put(key, route, now),
            }
        }
        let subjects = settled.stale.iter().filter_map(|(key, org_id)| Some((key.published_as()?.to_owned(), *org_id)));
        self.requeue(subjects.collect(), background);
        Ok(())
    }

    /// Serves what KV said now, and asks D1 behind the answer whether it still holds.
    pub fn verify_behind(&self, resolution: &mut Resolution, background: &Arc<dyn Background>) {
        let Some(mut behind) = resolution.take_unverified() else { return };
        let now = self.ports.clock.now();
        for (key, route) in behind.keys.iter().zip(behind.routes()) {
            self.memory.put(key.clone(), route, now);
        }
        let (directory, later) = (self.clone(), Arc::clone(background));
        background.spawn(Box::pin(async move {
            if let Err(error) = directory.complete(&mut behind, &Tiers::default(), &later).await {
                directory.warn("route.verification_failed", &error.to_string());
            }
        }));
    }

    /// Forgets what this isolate knows of an org and of further keys, after they changed here.
    pub fn forget(&self, org_id: OrgId, keys: impl IntoIterator<Item = RouteKey>) {
        self.memory.forget_org(org_id);
        self.written_routes.forget_org(org_id);
        self.knowledge.forget(org_id);
        for key in keys {
            self.memory.forget(&key);
        }
    }

    /// Forgets what this isolate knows of some keys alone. What else it knows of their orgs is as old as anywhere: it would take every call
    /// of theirs to D1 to forget it for each of thousands of numbers.
    pub fn forget_keys(&self, keys: impl IntoIterator<Item = RouteKey>) {
        for key in keys {
            self.memory.forget(&key);
        }
    }

    /// Reads from D1 whatever is due. A row that cannot be read is left to the next call of its number.
    async fn refresh(&self) {
        loop {
            let keys = self.due.take();
            if keys.is_empty() {
                return;
            }
            let selects = keys.iter().map(store::routes::select).collect();
            let results = match store::run(self.ports.database.as_ref(), selects).await {
                Ok(results) => results,
                Err(error) => {
                    self.warn("route.refresh_failed", &error.to_string());
                    continue;
                }
            };
            let now = self.ports.clock.now();
            for (key, rows) in keys.into_iter().zip(results) {
                match store::routes::found(rows) {
                    Ok(route) => self.memory.put(key, route.map(Arc::new), now),
                    Err(error) => self.warn("route.refresh_failed", &error.to_string()),
                }
            }
        }
    }

    /// One KV read, for the most trusted key that is still open and has a document.
    pub(super) async fn ask_kv(&self, resolution: &mut Resolution, tiers: &Tiers) {
        let Resolution { keys, slots, .. } = resolution;
        let open = keys.iter().zip(slots).find(|(key, slot)| slot.is_open() && key.published_as().is_some());
        let Some((key, slot)) = open else { return };
        match self.ports.routes.get(&document::key(&Subject::Route(key.clone()))).await {
            Ok(Some(text)) => {
                *slot = if let Some(route) = document::read(key, &text) {
                    tiers.kv();
                    LookupState::Unverified(Arc::new(route))
                } else {
                    self.tell_fault("route.document_unreadable", "");
                    LookupState::Unpublished
                };
            }
            Ok(None) => *slot = LookupState::Unpublished,
            Err(error) => self.tell_fault("route.kv_unavailable", &error.to_string()),
        }
    }

    fn tell_fault(&self, event: &'static str, detail: &str) {
        if self.faults_told.take(self.ports.clock.now()) {
            self.warn(event, detail);
        }
    }

    /// Lists documents for publication, each by its subject and org.
    pub(super) fn requeue(&self, stale: Vec<(String, OrgId)>, background: &Arc<dyn Background>) {
        let now = self.ports.clock.now();
        let again = |(subject, org_id): (String, OrgId)| store::publications::requeue(&subject, org_id, now);
        let statements: Vec<_> = stale.into_iter().map(again).collect();
        if statements.is_empty() {
            return;
        }
        self.warn("route.document_stale", "");
        let directory = self.clone();
        background.spawn(Box::pin(async move {
            if let Err(error) = store::run(directory.ports.database.as_ref(), statements).await {
                directory.warn("route.requeue_failed", &error.to_string());
            }
        }));
    }

    pub(super) fn warn(&self, event: &'static str, detail: &str) {
        log::write(self.ports.log.as_ref(), Level::Warn, event, &[("detail", detail)]);
    }
}
