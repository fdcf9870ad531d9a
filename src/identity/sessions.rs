//! Sessions of browsers: a random text in a cookie, of which the database has the hash.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::host_cookie::{HostCookie, RandomText};
use crate::{
    context::RequestContext,
    domain::role::Role,
    ports::Ports,
    store::{
        self, StoreError,
        sessions::{self, Session},
    },
};

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

/// Where a browser keeps what makes it somebody.
pub const SESSION_COOKIE: HostCookie = HostCookie { name: "__Host-fd", seconds: 43_200 };

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
    pub async fn find(&self, id: &RandomText, context: &RequestContext) -> Result<Option<Session>, StoreError> {
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
