//! Look-ups for strangers: whoever sent a request that nothing has proven yet.
//!
//! Whose secrets may prove a request is known only once it is known whose number was called, so a stranger causes a look-up. It costs memory
//! and at most one KV read. D1 is asked before the answer only if those could not say whose the keys are, and otherwise behind it, since
//! KV may be behind or have lost a document. Both are limited in each isolate, whatever arrives.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{Directory, DirectoryError, Resolution, resolution::LookupState};
use crate::{
    allowance::Allowance,
    context::{RequestContext, Tiers},
    domain::route::RouteKey,
};

/// Reads of D1 for strangers that one isolate makes at once, and after how long one more: before answers, and as many behind them.
const READS_AT_ONCE: i32 = 8;
const NEXT_READ: TimeDelta = TimeDelta::milliseconds(500);

/// What strangers may still cause in this isolate.
pub(super) struct Strangers {
    before_answers: Allowance,
    behind_answers: Allowance,
}

impl Default for Strangers {
    fn default() -> Self {
        let reads = || Allowance::new(READS_AT_ONCE, NEXT_READ);
        Self { before_answers: reads(), behind_answers: reads() }
    }
}

/// What a second look for a stranger did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondLook {
    /// D1 was asked, and the resolution has its answers.
    Taken,
    /// The resolution is as it was. D1 may be asked behind the answer.
    Refused,
}

impl Directory {
    /// What memory and at most one KV read say of `keys`. Nothing is read again because a stranger asked.
    pub async fn look_up_for_stranger(&self, keys: &[RouteKey], tiers: &Tiers) -> Resolution {
        let now = self.ports.clock.now();
        let remembered = |key| self.memory.peek(key, now).inspect(|_| tiers.memory());
        let slot = |key| remembered(key).map_or(LookupState::Open, LookupState::Known);
        let slots = keys.iter().map(slot).collect();
        let mut resolution = Resolution { keys: keys.to_vec(), slots, is_of_stranger: true };
        self.ask_kv(&mut resolution, tiers).await;
        resolution
    }

    /// Looks into D1 for a stranger whom nothing that was found has proven.
    ///
    /// # Errors
    /// When D1 was asked and did not answer.
    pub async fn look_again_for_stranger(
        &self,
        context: &RequestContext,
        resolution: &mut Resolution,
    ) -> Result<SecondLook, DirectoryError> {
        if resolution.is_unanswered() && self.strangers.before_answers.take(context.now) {
            self.complete(resolution, &context.tiers, &context.background).await?;
            return Ok(SecondLook::Taken);
        }
        if !resolution.statements().is_empty() && self.strangers.behind_answers.take(context.now) {
            let (directory, later, mut behind) = (self.clone(), Arc::clone(&context.background), resolution.clone());
            context.background.spawn(Box::pin(async move {
                if let Err(error) = directory.complete(&mut behind, &Tiers::default(), &later).await {
                    directory.warn("route.verification_failed", &error.to_string());
                }
            }));
        }
        Ok(SecondLook::Refused)
    }

    /// Takes note that a stranger was none: what is due of `keys` is read again, and a second look does not count.
    pub fn recognise(&self, context: &RequestContext, keys: &[RouteKey], look: Option<SecondLook>) {
        if look == Some(SecondLook::Taken) {
            self.strangers.before_answers.give_back();
        }
        for key in keys {
            self.remembered(key, context.now, &Tiers::default(), &context.background);
        }
    }
}
