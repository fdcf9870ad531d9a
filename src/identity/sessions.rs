//! Sessions of browsers: a random text in a cookie, of which the database has the hash.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::{
    context::RequestContext,
    domain::{role::Role, secret::Secret},
    ports::{EntropyError, Ports},
    store::{
        self, StoreError,
        sessions::{self, Session},
    },
};

/// The name of the cookie. The prefix has browsers take it from this host alone, over https, for every path.
const COOKIE: &str = "__Host-fd";
/// As long as 32 bytes are in base64url.
const ID_CHARS: usize = 43;
/// Nobody stays signed in for longer, however much they do.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// An operator may do so much that they sign in more often.
const LONGEST_OF_OPERATOR: TimeDelta = TimeDelta::hours(1);
/// Whoever does nothing for so long is signed out.
pub(crate) const IDLE: TimeDelta = TimeDelta::minutes(30);
/// How often it is noted that a session is in use.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// How long somebody of this role stays signed in at most.
pub fn longest(role: Role) -> TimeDelta {
    if role == Role::Platform { LONGEST_OF_OPERATOR } else { LONGEST }
}

/// What a browser shows to be somebody: 32 random bytes.
#[derive(Clone, Debug)]
pub struct SessionId(Secret);

impl SessionId {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(ports: &Ports) -> Result<Self, EntropyError> {
        let mut bytes = [0; 32];
        ports.entropy.fill(&mut bytes)?;
        Ok(Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The one of a `Cookie` header. Of several with the name, which no browser sends, none is believed.
    pub fn of_cookies(header: &str) -> Option<Self> {
        let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
        let value = values.next().filter(|value| value.len() == ID_CHARS)?;
        values.next().is_none().then(|| Self(Secret::new(value)))
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose()))
    }

    /// The `Set-Cookie` that has a browser show it from now on.
    pub fn cookie(&self) -> String {
        cookie(self.0.expose(), LONGEST.num_seconds())
    }

    /// The `Set-Cookie` that has a browser forget whichever it has.
    pub fn forgotten() -> String {
        cookie("", 0)
    }
}

/// Lax and not strict: the redirect of a provider of identities comes from another site, and has to find the session.
fn cookie(value: &str, seconds: i64) -> String {
    format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// Who is signed in.
#[derive(Clone)]
pub struct Sessions {
    ports: Arc<Ports>,
}

impl Sessions {
    /// Those of this deployment.
    pub fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }

    /// The session, if it is still good. Behind the answer it is noted that it is in use.
    ///
    /// # Errors
    /// When the database did not answer.
    pub async fn find(&self, id: &SessionId, context: &RequestContext) -> Result<Option<Session>, StoreError> {
        let now = context.now;
        let found = sessions::find(self.ports.database.as_ref(), &id.hash(), now, now - IDLE).await?;
        if let Some(session) = &found {
            self.touch(session, now, context);
        }
        Ok(found)
    }

    /// If this is lost, the next request does it.
    fn touch(&self, session: &Session, now: DateTime<Utc>, context: &RequestContext) {
        let noted_before = now - NOTED_EVERY;
        if session.last_seen_at < noted_before {
            let (ports, touch) = (Arc::clone(&self.ports), sessions::touch(&session.id_hash, now, noted_before));
            context.background.spawn(Box::pin(async move {
                drop(store::run_one(ports.database.as_ref(), touch).await);
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_in_no_other_form() {
        let id = "a".repeat(ID_CHARS);
        let found = |header: &str| SessionId::of_cookies(header).map(|id| id.0.expose().to_owned());
        for header in
            [format!("__Host-fd={id}"), format!("theme=dark; __Host-fd={id};x=1"), format!(" __Host-fd={id} ")]
        {
            assert_eq!(found(&header), Some(id.clone()), "{header}");
        }
        for header in [
            String::new(),
            "__Host-fd=".into(),
            format!("__Host-fd={id}a"),
            format!("fd={id}"),
            format!("__host-fd={id}"),
            format!("__Host-fd-oauth={id}"),
            format!("x__Host-fd={id}"),
            format!("__Host-fd={id}; __Host-fd={id}"),
        ] {
            assert_eq!(found(&header), None, "{header}");
        }
    }

    #[test]
    fn what_is_stored_does_not_tell_what_is_shown() {
        let id = SessionId(Secret::new("a".repeat(ID_CHARS)));
        assert_eq!(id.hash().len(), ID_CHARS);
        assert!(!format!("{id:?} {}", id.hash()).contains(id.0.expose()));
        assert!(id.cookie().ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200"), "{}", id.cookie());
        assert!(SessionId::forgotten().starts_with("__Host-fd=; ") && SessionId::forgotten().ends_with("Max-Age=0"));
    }
}
