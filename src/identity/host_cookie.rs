//! Cookies of this host alone, and the random texts in them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{
    domain::secret::Secret,
    ports::{EntropyError, Ports},
};

/// As long as 32 bytes are in base64url.
const CHARS: usize = 43;

/// 32 random bytes as text, which only one browser has. What is stored of them, and whatever else has to be a secret of that browser's
/// and ours, is derived from them.
#[derive(Clone, Debug)]
pub struct RandomText(Secret);

impl RandomText {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(ports: &Ports) -> Result<Self, EntropyError> {
        let mut bytes = [0; 32];
        ports.entropy.fill(&mut bytes)?;
        Ok(Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// One as it was sent.
    pub fn read(text: &str) -> Option<Self> {
        (text.len() == CHARS).then(|| Self(Secret::new(text)))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        self.derived("")
    }

    /// Another text of the same length, which tells nothing of this one or of those for other purposes.
    pub fn derived(&self, purpose: &str) -> String {
        let digest = Sha256::new().chain_update(purpose).chain_update(self.expose()).finalize();
        URL_SAFE_NO_PAD.encode(digest)
    }
}

/// A cookie that browsers take from this host alone, over https, for every path: the prefix of its name has them insist on that.
#[derive(Clone, Copy)]
pub struct HostCookie {
    /// With the prefix `__Host-`.
    pub name: &'static str,
    /// For how long browsers keep it.
    pub seconds: u32,
}

impl HostCookie {
    /// What a `Cookie` header says. Of several with the name, which no browser sends, none is believed.
    pub fn of(self, header: &str) -> Option<RandomText> {
        let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(self.name)?.strip_prefix('='));
        values.next().filter(|_| values.next().is_none()).and_then(RandomText::read)
    }

    /// The `Set-Cookie` that has a browser show it from now on.
    pub fn set(self, value: &RandomText) -> String {
        self.written(value.expose(), self.seconds)
    }

    /// The `Set-Cookie` that has a browser forget whichever it has.
    pub fn forgotten(self) -> String {
        self.written("", 0)
    }

    /// Lax and not strict: whoever is sent back by another site has to be recognised.
    fn written(self, value: &str, seconds: u32) -> String {
        format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: HostCookie = HostCookie { name: "__Host-fd", seconds: 43_200 };

    #[test]
    fn the_cookie_is_found_among_others_and_in_no_other_form() {
        let id = "a".repeat(CHARS);
        let found = |header: &str| COOKIE.of(header).map(|text| text.expose().to_owned());
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
    fn what_is_stored_or_derived_does_not_tell_what_is_shown() {
        let text = RandomText::read(&"a".repeat(CHARS)).unwrap();
        let all = [text.expose().to_owned(), text.hash(), text.derived("one:"), text.derived("other:")];
        for (index, one) in all.iter().enumerate() {
            assert_eq!(one.len(), CHARS);
            assert!(!all[index + 1..].contains(one));
        }
        assert!(!format!("{text:?}").contains(text.expose()));
        assert!(COOKIE.set(&text).ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200"));
        assert!(COOKIE.forgotten().starts_with("__Host-fd=; ") && COOKIE.forgotten().ends_with("Max-Age=0"));
    }
}
