//! Which web pages may send requests. A page of somebody else's could otherwise reach a Frontdesk on its visitor's own machine.

use http::{HeaderMap, header};

use crate::{
    config::{Config, Environment},
    voice::headers::sent_once,
};

/// A developer's own pages, at any port.
const OF_THIS_MACHINE: [&str; 3] = ["http://localhost", "http://127.0.0.1", "http://[::1]"];

/// The origins that are allowed.
#[derive(Clone)]
pub(super) struct Origins {
    public_url: Option<String>,
    is_local: bool,
}

impl Origins {
    /// As the deployment is configured. What a request says of the host is no measure: whoever forges one header forges both.
    pub(super) fn new(config: &Config) -> Self {
        Self { public_url: config.public_url.clone(), is_local: config.environment == Environment::Local }
    }

    /// Whether a request may be answered. Programs send no origin.
    pub(super) fn allow(&self, headers: &HeaderMap) -> bool {
        if !headers.contains_key(header::ORIGIN) {
            return true;
        }
        sent_once(headers, header::ORIGIN.as_str()).is_some_and(|origin| self.knows(origin))
    }

    fn knows(&self, origin: &str) -> bool {
        let is_public = self.public_url.as_deref().is_some_and(|url| url.eq_ignore_ascii_case(origin));
        is_public || (self.is_local && OF_THIS_MACHINE.iter().any(|host| is_at(origin, host)))
    }
}

/// Whether an origin is this host's, at whatever port.
fn is_at(origin: &str, host: &str) -> bool {
    let rest = origin.strip_prefix(host);
    rest.is_some_and(|rest| {
        let port = rest.strip_prefix(':').unwrap_or("0");
        rest.is_empty() || (rest.starts_with(':') && port.parse::<u16>().is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(public_url: Option<&str>, is_local: bool, origin: &str) -> bool {
        Origins { public_url: public_url.map(str::to_owned), is_local }.knows(origin)
    }

    #[test]
    fn a_developers_pages_are_known_at_home_only() {
        for origin in ["http://localhost", "http://localhost:3000", "http://127.0.0.1:1", "http://[::1]:65535"] {
            assert!(knows(None, true, origin) && !knows(None, false, origin), "{origin}");
        }
        for origin in [
            "http://localhost.evil.example",
            "http://localhost:3000.evil.example",
            "http://localhost:",
            "http://localhost@evil.example",
            "http://127.0.0.1.evil.example:80",
            "https://localhost",
            "http://localhost/",
            "null",
            "",
        ] {
            assert!(!knows(Some("https://desk.example"), true, origin), "{origin}");
        }
    }

    #[test]
    fn the_deployments_own_pages_are_known() {
        let url = Some("https://desk.example");
        assert!(knows(url, false, "https://desk.example") && knows(url, false, "https://Desk.example"));
        for origin in ["http://desk.example", "https://desk.example:444", "https://desk.example.evil.example"] {
            assert!(!knows(url, false, origin), "{origin}");
        }
    }
}
