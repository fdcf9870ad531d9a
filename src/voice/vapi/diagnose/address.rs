//! Where Vapi posts, and whether that is here.

use crate::{
    domain::id::OrgId,
    http::Error,
    voice::{
        oddities::raised,
        tools::{TOOLS, Tool},
    },
};

const WEBHOOK: &str = "/api/vapi/webhook";
const TOOLS_PATH: &str = "/api/vapi/tools/";
/// Every answer leaves within 8 seconds; what is below this leaves no time for the network.
const SHORTEST_TIMEOUT: f64 = 10.0;

/// An address of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// The tool whose path it is; none at the webhook.
    pub(super) tool: Option<Tool>,
    /// The org that it names.
    pub(super) org_id: Option<OrgId>,
}

impl Address {
    /// An address of ours by its path, or by what follows `/api/vapi/tools/`.
    pub(super) fn of(path: &str) -> Option<Self> {
        if let Some(rest) = path.strip_prefix(WEBHOOK) {
            let org_id = rest.strip_prefix('/').map(|id| id.parse().ok());
            return if rest.is_empty() {
                Some(Self::default())
            } else {
                Some(Self { tool: None, org_id: Some(org_id??) })
            };
        }
        let name = path.strip_prefix(TOOLS_PATH).unwrap_or(path);
        let tool = TOOLS.into_iter().find(|tool| tool.path == name);
        tool.map(|tool| Self { tool: Some(tool), org_id: None })
    }

    /// The address that an org's admin asks about; the webhook if they name none.
    ///
    /// # Errors
    /// For a path that is not ours, and for the address of another org.
    pub(super) fn of_query(path: Option<&str>, org_id: OrgId) -> Result<Self, Error> {
        let address = path.map_or_else(|| Some(Self::default()), Self::of);
        address.filter(|address| address.org_id.is_none_or(|named| named == org_id)).ok_or_else(|| {
            Error::invalid(
                "path",
                "This must be the path of the webhook, your org's own, or a tool's such as calendar/book.",
            )
        })
    }
}

/// Whose URL it is, in the order in which Vapi looks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Tool,
    Assistant,
    Number,
}

/// A server URL as Vapi has it.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) level: Level,
    pub(super) url: String,
    /// Seconds.
    pub(super) timeout: Option<f64>,
}

impl Server {
    /// Its host, without credentials, and its path.
    pub(super) fn parts(&self) -> (&str, &str) {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (authority.rsplit('@').next().unwrap_or_default(), path)
    }

    /// What is wrong with it for a call of `tool`, if it is called; `here` is this deployment's own origin.
    pub(super) fn notes(&self, tool: Option<Tool>, here: Option<&str>) -> Vec<&'static str> {
        let short_timeout = ("short_timeout", self.timeout.is_some_and(|seconds| seconds < SHORTEST_TIMEOUT));
        if self.url.contains("{{") {
            return raised([("template_in_url", true), short_timeout]);
        }
        let (host, path) = self.parts();
        let here = here.map(|origin| origin.split_once("://").map_or(origin, |(_, host)| host));
        let is_elsewhere = here.is_some_and(|here| !here.eq_ignore_ascii_case(host));
        let address = Address::of(path).filter(|_| path.starts_with('/'));
        let of_tool = address.and_then(|address| address.tool);
        let is_at_tool = self.level == Level::Tool;
        raised([
            ("other_host", is_elsewhere),
            ("http_url", !self.url.starts_with("https://")),
            ("wrong_path", !is_elsewhere && address.is_none()),
            ("wrong_level", !is_elsewhere && !is_at_tool && of_tool.is_some()),
            ("other_tools_path", !is_elsewhere && is_at_tool && of_tool.is_some() && tool.is_some() && of_tool != tool),
            short_timeout,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::tools;

    #[test]
    fn addresses_are_ours_by_their_whole_path() {
        let org = "0198c0de-0000-7000-8000-00000000000b";
        let book = Some(Address { tool: tools::named("book_appointment"), org_id: None });
        assert_eq!(Address::of("/api/vapi/webhook"), Some(Address::default()));
        assert_eq!(Address::of(&format!("{WEBHOOK}/{org}")).unwrap().org_id, org.parse().ok());
        for path in ["/api/vapi/tools/calendar/book", "calendar/book"] {
            assert_eq!(Address::of(path), book);
        }
        for other in [
            "",
            "/",
            "/api/vapi",
            "/api/vapi/webhook/",
            "/api/vapi/webhook/x",
            "/api/vapi/webhooks",
            "/calendar/book",
            "book",
        ] {
            assert_eq!(Address::of(other), None, "{other}");
        }
        let other = "d5bc3d69-996a-445b-a234-494040dff620";
        let own = format!("{WEBHOOK}/{org}");
        let asked = |path, org: &str| Address::of_query(path, org.parse().unwrap()).is_ok();
        assert!(asked(None, org) && asked(Some(own.as_str()), org));
        assert!(!asked(Some(own.as_str()), other) && !asked(Some("x"), org));
    }

    #[test]
    fn a_host_is_named_without_credentials_and_without_its_path() {
        let server = |url: &str| Server { level: Level::Tool, url: url.into(), timeout: None };
        assert_eq!(server("https://me:secret@Desk.example:8443/api?key=1#x").parts(), ("Desk.example:8443", "/api"));
        assert_eq!(server("desk.example").parts(), ("desk.example", ""));
        assert_eq!(server("").parts(), ("", ""));
    }
}
