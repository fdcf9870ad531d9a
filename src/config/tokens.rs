//! The API's tokens: with what they are signed, and for how long one may be good.

use std::ops::RangeInclusive;

use chrono::TimeDelta;

use crate::{crypto::token::TokenConfig, variables::Variables};

/// Tokens of a longer life are refused in production, unless the operator says otherwise: a day, and at most a year.
const LONGEST_TOKEN_SECONDS: u64 = 86_400;
const TOKEN_SECONDS: RangeInclusive<u64> = 60..=31_536_000;

impl Variables<'_> {
    pub(super) fn token(&mut self) -> Option<TokenConfig> {
        let secrets = self.secrets("JWT_SECRET");
        if secrets.is_empty() {
            self.problem("JWT_SECRET is missing; set it with `wrangler secret put JWT_SECRET`");
            return None;
        }
        let longest_life = self.longest_life();
        Some(TokenConfig {
            secrets,
            issuer: self.text("JWT_ISSUER"),
            audience: self.text("JWT_AUDIENCE"),
            longest_life,
        })
    }

    /// Outside production tokens may be of any life, unless the variable is set.
    fn longest_life(&mut self) -> Option<TimeDelta> {
        const NAME: &str = "JWT_MAX_LIFETIME_SECONDS";
        let is_asked_for = self.production || self.text(NAME).is_some();
        let seconds = self.number(NAME, LONGEST_TOKEN_SECONDS, TOKEN_SECONDS);
        i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).filter(|_| is_asked_for)
    }
}
