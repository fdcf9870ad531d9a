//! What an endpoint's deliveries are signed with: one secret, and for a day after a rotation the one before it too.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_seconds};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    domain::secret::Secret,
    ports::{Entropy, EntropyError},
};

/// How long the secret before the newest signs too: receivers have so long to take the new one.
const ROTATION: TimeDelta = TimeDelta::days(1);
/// Standard Webhooks asks for 24 to 64 random bytes.
const BYTES: usize = 32;
const PREFIX: &str = "whsec_";

/// The secrets of an endpoint, as they lie in its envelope.
#[derive(Serialize, Deserialize)]
pub struct WebhookSecrets {
    current: Secret,
    previous: Option<Previous>,
}

#[derive(Serialize, Deserialize)]
struct Previous {
    secret: Secret,
    #[serde(with = "ts_seconds")]
    until: DateTime<Utc>,
}

impl WebhookSecrets {
    pub(super) fn of(current: Secret) -> Self {
        Self { current, previous: None }
    }

    pub(super) fn generate(entropy: &dyn Entropy) -> Result<Secret, EntropyError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        entropy.fill(bytes.as_mut_slice())?;
        let text = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
        Ok(Secret::new([PREFIX, text.as_str()].concat()))
    }

    pub(super) fn followed_by(&self, new: Secret, now: DateTime<Utc>) -> Self {
        Self { current: new, previous: Some(Previous { secret: self.current.clone(), until: now + ROTATION }) }
    }

    /// The newest, which is shown once.
    pub fn current(&self) -> &Secret {
        &self.current
    }

    /// Until when the one before it signs too.
    pub fn previous_until(&self) -> Option<DateTime<Utc>> {
        self.previous.as_ref().map(|previous| previous.until)
    }

    /// Those that sign at a moment, the newest first.
    pub fn live(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Secret> {
        let previous = self.previous.as_ref().filter(|previous| now < previous.until);
        std::iter::once(&self.current).chain(previous.map(|previous| &previous.secret))
    }
}
