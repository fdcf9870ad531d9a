//! Counters of how often something was asked.

use async_trait::async_trait;

/// What is limited. How often each is admitted stands in `wrangler.toml`, at the binding of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateLimit {
    /// Requests of one bearer or one session to the API.
    Api,
    /// Sign-ins from one address, and of one e-mail address.
    SignIn,
    /// Requests from one address that proved nothing.
    Unproven,
    /// Messages with calls of tools, of one phone call.
    ToolsOfCall,
    /// The same of one caller of one clinic.
    ToolsOfCaller,
    /// The same of one clinic.
    ToolsOfClinic,
}

impl RateLimit {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Api, Self::SignIn, Self::Unproven, Self::ToolsOfCall, Self::ToolsOfCaller, Self::ToolsOfClinic];

    /// The name of its binding.
    pub fn binding(self) -> &'static str {
        match self {
            Self::Api => "LIMIT_API",
            Self::SignIn => "LIMIT_SIGN_IN",
            Self::Unproven => "LIMIT_UNPROVEN",
            Self::ToolsOfCall => "LIMIT_TOOLS_OF_CALL",
            Self::ToolsOfCaller => "LIMIT_TOOLS_OF_CALLER",
            Self::ToolsOfClinic => "LIMIT_TOOLS_OF_CLINIC",
        }
    }
}

/// It was not counted; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("rate limiter: {0}")]
pub struct RateLimiterError(pub String);

/// Counters that the runtime keeps where a request arrives, and forgets after a minute. They are a brake and no account: each of
/// Cloudflare's locations counts for itself
/// (<https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/>).
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Counts one more of `key`, and says whether that many are admitted.
    async fn admits(&self, limit: RateLimit, key: &str) -> Result<bool, RateLimiterError>;
}
