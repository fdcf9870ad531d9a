//! The secrets of a deployment: one table of what each has to be, and one check, which all of them go through.

use super::{
    Variables,
    strength::{decoded, weakness_of_key, weakness_of_text},
};
use crate::domain::secret::Secret;

/// Secrets of this repository's local environment begin with one of these.
const PUBLISHED_PREFIXES: [&[u8]; 2] = [b"frontdesk-local-only", b"demo-client-secret"];
/// So many may hold at once.
const MOST: usize = 4;

/// Which secrets a row is of.
enum Named {
    Exactly(&'static str),
    EndingWith(&'static str),
    /// Those that `IDENTITY_PROVIDERS` names.
    Anyhow,
}

/// What a secret has to be in production.
struct Demand {
    named: Named,
    /// In bytes.
    least: usize,
    /// Whether several may stand there, separated by spaces.
    several: bool,
    /// What the operator does about a bad one.
    instead: &'static str,
}

const MAKE_ONE: &str = "make a new one with `openssl rand -base64 32`";

/// Every secret, the first row that fits. RFC 7518 section 3.2 asks for 256 bits of an HS256 key.
const DEMANDS: [Demand; 6] = [
    Demand {
        named: Named::Exactly("JWT_SECRET"),
        least: 32,
        several: true,
        instead: "make a new one with `openssl rand -base64 48`",
    },
    Demand {
        named: Named::Exactly("VAULT_KEYS"),
        least: 32,
        several: false,
        instead: "make a new one with `openssl rand -base64 32`",
    },
    Demand {
        named: Named::Exactly("GOOGLE_CLIENT_SECRET"),
        least: 16,
        several: false,
        instead: "set that of your own OAuth client at Google",
    },
    Demand {
        named: Named::Exactly("ALERT_WEBHOOK_SECRET"),
        least: 32,
        several: false,
        instead: "make a new one with `echo whsec_$(openssl rand -base64 32)`",
    },
    Demand { named: Named::EndingWith("_SECRETS"), least: 16, several: true, instead: MAKE_ONE },
    Demand { named: Named::Anyhow, least: 32, several: false, instead: MAKE_ONE },
];

impl Demand {
    fn of(name: &str) -> Option<&'static Self> {
        DEMANDS.iter().find(|demand| match demand.named {
            Named::Exactly(known) => known == name,
            Named::EndingWith(end) => name.ends_with(end),
            Named::Anyhow => true,
        })
    }
}

/// Whether a variable is one of our own secrets, so that nothing else can be signed with it.
pub fn is_own_secret(name: &str) -> bool {
    Demand::of(name).is_some_and(|demand| !matches!(demand.named, Named::Anyhow))
}

/// A secret that was looked at, to tell whether it is used twice.
pub(super) struct Seen {
    name: String,
    bytes: Vec<u8>,
}

impl Variables<'_> {
    /// The secrets of a variable, the first one first. None if it is absent. What is weak about them is noted.
    pub fn secrets(&mut self, name: &str) -> Vec<Secret> {
        let secrets = self.unjudged(name);
        for secret in &secrets {
            self.judge(name, secret);
        }
        secrets
    }

    /// The same without a look at them, for whoever has to know first how they are written. They go through [`Self::judge`] or
    /// [`Self::judge_key`] then.
    pub fn unjudged(&mut self, name: &str) -> Vec<Secret> {
        let Some(text) = self.text(name) else { return Vec::new() };
        if !Demand::of(name).is_some_and(|demand| demand.several) {
            return vec![Secret::new(text)];
        }
        let secrets: Vec<Secret> = text.split_whitespace().map(Secret::new).collect();
        if secrets.len() > MOST {
            self.problem(format!("{name} holds more than {MOST} secrets; remove those that nobody uses any more"));
        }
        secrets
    }

    /// Notes what is weak about a secret that is a text.
    pub fn judge(&mut self, name: &str, secret: &Secret) {
        let text = secret.expose();
        let bytes = decoded(text).unwrap_or_else(|| text.as_bytes().to_vec());
        self.refuse(name, (text.as_bytes(), bytes), weakness_of_text(text));
    }

    /// Notes what is weak about a key that is bytes.
    pub fn judge_key(&mut self, name: &str, key: &[u8]) {
        self.refuse(name, (key, key.to_vec()), weakness_of_key(key));
    }

    /// The one check. `bytes` are what two writings of one secret have in common.
    fn refuse(&mut self, name: &str, (written, bytes): (&[u8], Vec<u8>), weakness: Option<&str>) {
        let Some(Demand { least, instead, .. }) = Demand::of(name).filter(|_| self.production) else { return };
        if PUBLISHED_PREFIXES.iter().any(|prefix| written.starts_with(prefix)) {
            self.problem(format!("{name} is the published local value; {instead}"));
        } else if written.len() < *least {
            self.problem(format!("{name} holds a secret shorter than {least} bytes; {instead}"));
        } else if let Some(weakness) = weakness {
            self.problem(format!("{name} holds a secret that {weakness}; {instead}"));
        }
        let twice = self.seen.iter().find(|seen| seen.bytes == bytes).map(|seen| seen.name.clone());
        match twice {
            Some(other) if other == name => self.problem(format!("{name} holds one secret twice; remove one of them")),
            Some(other) => self.problem(format!("{other} and {name} hold the same secret; {instead} for one of them")),
            None => self.seen.push(Seen { name: name.to_owned(), bytes }),
        }
    }
}
