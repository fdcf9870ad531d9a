//! The way to D1 and to the clinics' objects: round trips that take their time, or are lost.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

/// What is lost of a round trip. Whoever asked cannot tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// What was asked for: nothing is done.
    Question,
    /// The answer: everything is done.
    Answer,
}

/// What all round trips share, be they batches of D1 or hops to an object, so that a test can lose or delay each of them in turn without
/// knowing which is which.
#[derive(Default)]
pub struct Network {
    /// Round trips so far.
    pub trips: AtomicU32,
    losses: Mutex<BTreeMap<u32, Loss>>,
    pauses: Mutex<VecDeque<u8>>,
}

impl Network {
    /// The round trip after the next `skip` ones is lost, or its answer.
    pub fn lose(&self, skip: u32, loss: Loss) {
        self.losses.lock().unwrap().insert(skip, loss);
    }

    /// Nothing is lost from now on.
    pub fn mend(&self) {
        self.losses.lock().unwrap().clear();
    }

    /// How often the next round trips let others run, on their way there and back, two numbers for each.
    pub fn pause(&self, pauses: impl IntoIterator<Item = u8>) {
        *self.pauses.lock().unwrap() = pauses.into_iter().collect();
    }

    /// The way there, and what becomes of the round trip.
    pub(super) async fn leave(&self) -> Option<Loss> {
        self.trips.fetch_add(1, SeqCst);
        let loss = self.loss();
        self.travel().await;
        loss
    }

    /// One way.
    pub(super) async fn travel(&self) {
        let pauses = self.pauses.lock().unwrap().pop_front().unwrap_or_default();
        for _ in 0..pauses {
            tokio::task::yield_now().await;
        }
    }

    fn loss(&self) -> Option<Loss> {
        let mut losses = self.losses.lock().unwrap();
        let now = losses.remove(&0);
        *losses = losses.iter().map(|(skip, loss)| (skip - 1, *loss)).collect();
        now
    }
}
