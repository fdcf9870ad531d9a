//! How this deployment knows the voice platforms that prove themselves by secrets alone. Vapi, which has more ways, is read apart.

use crate::{domain::secret::Secret, variables::Variables};

/// The platforms by their names in addresses. Each has three variables, such as `RETELL_AUTH`, `RETELL_SECRETS` and
/// `RETELL_SIGNING_SECRETS`.
const PLATFORMS: [&str; 6] = ["retell", "dograh", "synthflow", "mcp", "elevenlabs", "telnyx"];

/// How a platform proves itself to this deployment, besides the secrets of orgs.
#[derive(Clone, Debug)]
pub enum PlatformAuth {
    /// It need not. Refused in production.
    Off,
    /// By any of these; there may be none, and then only the secrets of orgs prove anything.
    Secrets {
        /// Shared secrets, sent as they are.
        shared: Vec<Secret>,
        /// Keys of signatures, as the platform makes them.
        signing: Vec<Secret>,
    },
}

/// How each platform proves itself.
#[derive(Clone, Debug, Default)]
pub struct PlatformAuths(Vec<(&'static str, PlatformAuth)>);

impl PlatformAuths {
    /// How the platform of this name does.
    pub fn of(&self, platform: &str) -> PlatformAuth {
        let found = self.0.iter().find(|(name, _)| *name == platform);
        let none = PlatformAuth::Secrets { shared: Vec::new(), signing: Vec::new() };
        found.map_or(none, |(_, auth)| auth.clone())
    }
}

impl Variables<'_> {
    pub(super) fn platform_auths(&mut self) -> PlatformAuths {
        PlatformAuths(PLATFORMS.into_iter().map(|name| (name, self.platform_auth(&name.to_uppercase()))).collect())
    }

    fn platform_auth(&mut self, name: &str) -> PlatformAuth {
        let auth = format!("{name}_AUTH");
        match self.text(&auth).as_deref() {
            Some("off") if self.production => {
                self.problem(format!("{auth}=off is refused in production; leave it out"));
            }
            Some("off") => return PlatformAuth::Off,
            Some("secret") | None => {}
            Some(_) => self.problem(format!("{auth} must be secret, or off in the local environment")),
        }
        let shared = self.secrets(&format!("{name}_SECRETS"));
        PlatformAuth::Secrets { shared, signing: self.secrets(&format!("{name}_SIGNING_SECRETS")) }
    }
}
