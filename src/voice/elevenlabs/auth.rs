//! Whether a request is ElevenLabs'. It signs only what it reports after a call; its tools and its question who is called carry a secret
//! in a header, which whoever sets up the agent puts there.

use http::request::Parts;

use super::{
    platform::{ElevenLabs, Place},
    signature::is_signed,
};
use crate::voice::{
    headers::{sent_once, shared_secrets, shows_one_of},
    platform::{Secrets, Verdict},
};

const SIGNATURE: &str = "elevenlabs-signature";

impl ElevenLabs {
    /// Whether anything could prove the request, or nothing has to.
    pub(super) fn may_be_proven(&self, parts: &Parts) -> bool {
        self.keys.is_off()
            || match Place::of(parts) {
                Place::Events => sent_once(&parts.headers, SIGNATURE).is_some(),
                Place::Initiation | Place::Tool => shared_secrets(&parts.headers).next().is_some(),
            }
    }

    /// Whether the deployment's shared secret was sent, which needs no body to be proven.
    pub(super) fn shows_secret_of_deployment(&self, parts: &Parts) -> Verdict {
        let is_open = Place::of(parts) != Place::Events;
        Verdict::of(
            self.keys.is_off() || is_open && shows_one_of(&parts.headers, &self.keys.of(Secrets::Deployment).shared),
        )
    }

    /// Whether these secrets prove the request. A shared secret is known to whoever reads an agent's settings, so it proves no report.
    pub(super) fn is_proven(&self, parts: &Parts, body: &[u8], secrets: Secrets<'_>) -> Verdict {
        if self.keys.is_off() {
            return Verdict::Proven;
        }
        let proofs = self.keys.of(secrets);
        Verdict::of(match Place::of(parts) {
            Place::Initiation | Place::Tool => shows_one_of(&parts.headers, &proofs.shared),
            Place::Events => {
                let header = sent_once(&parts.headers, SIGNATURE);
                header.is_some_and(|header| is_signed(&proofs.signing, header, body, self.ports.clock.now()))
            }
        })
    }
}
