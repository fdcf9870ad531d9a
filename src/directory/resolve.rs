//! Look-ups through the tiers.

use std::sync::Arc;

use super::{Tiers, document, memory::Memory};
use crate::{
    config::Config,
    domain::{
        id::OrgId,
        route::{Route, RouteKey},
    },
    log::{self, Level},
    ports::{Background, Ports, Rows, Statement},
    store::{self, StoreError},
};

/// Neither KV nor D1 could say.
#[derive(Debug, thiserror::Error)]
#[error("the directory cannot be read: {0}")]
pub struct DirectoryError(#[from] pub StoreError);

/// What a look-up of one key has come to so far.
#[derive(Clone)]
enum Slot {
    Open,
    Known(Option<Arc<Route>>),
    /// From KV, which may be behind.
    Unverified(Arc<Route>),
}

/// Keys and what is known of each so far.
#[derive(Clone)]
pub struct Resolution {
    keys: Vec<RouteKey>,
    slots: Vec<Slot>,
}

/// The directory of one isolate.
#[derive(Clone)]
pub struct Directory {
    memory: Arc<Memory>,
    ports: Arc<Ports>,
}

impl Directory {
    /// An empty directory.
    pub fn new(config: &Config, ports: Arc<Ports>) -> Self {
        Self { memory: Arc::new(Memory::new(config.route_ttl)), ports }
    }

    /// What the isolate remembers of `key`, without asking anybody.
    pub fn remembered(&self, key: &RouteKey, tiers: &Tiers) -> Option<Option<Arc<Route>>> {
        let known = self.memory.get(key, self.ports.clock.now());
        known.inspect(|_| tiers.memory())
    }

    /// What memory and at most one KV read say of `keys`. What they leave open, [`Resolution::unsettled`] names.
    pub async fn look_up(&self, keys: &[RouteKey], tiers: &Tiers) -> Resolution {
        let mut slots: Vec<Slot> =
            keys.iter().map(|key| self.remembered(key, tiers).map_or(Slot::Open, Slot::Known)).collect();
        self.ask_kv(keys, &mut slots, tiers).await;
        Resolution { keys: keys.to_vec(), slots }
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
        let mut resolution = self.look_up(keys, tiers).await;
        if resolution.is_complete() {
            self.verify_behind(&resolution, background);
        } else {
            self.complete(&mut resolution, tiers).await?;
        }
        Ok(resolution.routes())
    }

    /// Remembers what a batch with [`Resolution::statements`] gave, in the same order.
    pub fn settle(&self, resolution: &mut Resolution, results: Vec<Rows>, tiers: &Tiers) -> Result<(), StoreError> {
        let now = self.ports.clock.now();
        for (index, rows) in resolution.unsettled().into_iter().zip(results) {
            let route = store::routes::found(rows)?.map(Arc::new);
            tiers.d1();
            if let (Some(key), Some(slot)) = (resolution.keys.get(index), resolution.slots.get_mut(index)) {
                self.memory.put(key.clone(), route.clone(), now);
                *slot = Slot::Known(route);
            }
        }
        Ok(())
    }

    /// Forgets what this isolate knows of an org and of further keys, after they changed here.
    pub fn forget(&self, org_id: OrgId, keys: impl IntoIterator<Item = RouteKey>) {
        self.memory.forget_org(org_id);
        for key in keys {
            self.memory.forget(&key);
        }
    }

    /// One KV read, for the most trusted key that is still open and has a document.
    async fn ask_kv(&self, keys: &[RouteKey], slots: &mut [Slot], tiers: &Tiers) {
        let open =
            keys.iter().zip(slots).find(|(key, slot)| matches!(slot, Slot::Open) && key.published_as().is_some());
        let Some((key, slot)) = open else { return };
        let Some(subject) = key.published_as() else { return };
        match self.ports.routes.get(&document::key(subject)).await {
            Ok(Some(text)) => match document::read(key, &text) {
                Some(route) => {
                    tiers.kv();
                    *slot = Slot::Unverified(Arc::new(route));
                }
                None => self.warn("route.document_unreadable", ""),
            },
            Ok(None) => {}
            Err(error) => self.warn("route.kv_unavailable", &error.to_string()),
        }
    }

    /// One D1 batch for all that is open, and for what came from KV, which is thereby verified.
    ///
    /// # Errors
    /// When D1 fails and nothing was found in front of it.
    pub async fn complete(&self, resolution: &mut Resolution, tiers: &Tiers) -> Result<(), DirectoryError> {
        let asked = store::run(self.ports.database.as_ref(), resolution.statements()).await;
        match asked.and_then(|results| self.settle(resolution, results, tiers)) {
            // The called number is known and only a cross-check is missing: the call goes on.
            Err(error) if resolution.routes().iter().any(Option::is_some) => {
                self.warn("route.cross_check_skipped", &error.to_string());
                Ok(())
            }
            result => Ok(result?),
        }
    }

    /// Serves what KV said now, and asks D1 behind the answer whether it still holds.
    pub fn verify_behind(&self, resolution: &Resolution, background: &Arc<dyn Background>) {
        if resolution.unsettled().is_empty() {
            return;
        }
        let now = self.ports.clock.now();
        for (key, slot) in resolution.keys.iter().zip(&resolution.slots) {
            if let Slot::Unverified(route) = slot {
                self.memory.put(key.clone(), Some(Arc::clone(route)), now);
            }
        }
        let (directory, mut resolution) = (self.clone(), resolution.clone());
        background.spawn(Box::pin(async move {
            if let Err(error) = directory.complete(&mut resolution, &Tiers::default()).await {
                directory.warn("route.verification_failed", &error.to_string());
            }
        }));
    }

    fn warn(&self, event: &'static str, detail: &str) {
        log::write(self.ports.log.as_ref(), Level::Warn, event, &[("detail", detail)]);
    }
}

impl Slot {
    fn route(&self) -> Option<&Arc<Route>> {
        match self {
            Self::Open | Self::Known(None) => None,
            Self::Known(Some(route)) | Self::Unverified(route) => Some(route),
        }
    }
}

impl Resolution {
    /// What each key leads to, as far as it is known.
    pub fn routes(&self) -> Vec<Option<Arc<Route>>> {
        self.slots.iter().map(|slot| slot.route().cloned()).collect()
    }

    /// Whether every key has an answer, or is accounted for by a document that was found.
    pub fn is_complete(&self) -> bool {
        let explained = |key| self.slots.iter().filter_map(Slot::route).any(|route| document::satisfies(route, key));
        self.keys.iter().zip(&self.slots).all(|(key, slot)| !matches!(slot, Slot::Open) || explained(key))
    }

    /// The look-ups that would settle what memory did not answer.
    pub fn statements(&self) -> Vec<Statement> {
        self.unsettled().into_iter().filter_map(|index| self.keys.get(index)).map(store::routes::select).collect()
    }

    fn unsettled(&self) -> Vec<usize> {
        let settled = |slot: &Slot| matches!(slot, Slot::Known(_));
        self.slots.iter().enumerate().filter(|(_, slot)| !settled(slot)).map(|(index, _)| index).collect()
    }
}
