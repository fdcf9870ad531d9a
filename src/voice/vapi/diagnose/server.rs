//! Where Vapi posts, and whether that is here.

use crate::{
    domain::id::OrgId,
    voice::{
        oddities::raised,
        tools::{TOOLS, Tool},
    },
};

const WEBHOOK: &str = "/api/vapi/webhook";
const TOOLS_PATH: &str = "/api/vapi/tools/";
/// Every answer leaves within 8 seconds; what is below this leaves no time for the network.
const SHORTEST_TIMEOUT: f64 = 10.0;

/// The tool at an address of ours, by its path; none at the webhook. `None` of a path that is not ours.
fn tool_at(path: &str) -> Option<Option<Tool>> {
    if let Some(rest) = path.strip_prefix(WEBHOOK) {
        let names_org = rest.strip_prefix('/').is_some_and(|id| id.parse::<OrgId>().is_ok());
        return (rest.is_empty() || names_org).then_some(None);
    }
    let name = path.strip_prefix(TOOLS_PATH)?;
    TOOLS.into_iter().find(|tool| tool.path == name).map(Some)
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
        let address = tool_at(path);
        let of_tool = address.flatten();
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
        assert_eq!(tool_at("/api/vapi/webhook"), Some(None));
        assert_eq!(tool_at(&format!("{WEBHOOK}/{org}")), Some(None));
        assert_eq!(tool_at("/api/vapi/tools/calendar/book"), Some(tools::named("book_appointment")));
        for other in
            ["", "/api/vapi", "/api/vapi/webhook/", "/api/vapi/webhook/x", "/api/vapi/webhooks", "calendar/book"]
        {
            assert_eq!(tool_at(other), None, "{other}");
        }
    }

    #[test]
    fn a_host_is_named_without_credentials_and_without_its_path() {
        let server = |url: &str| Server { level: Level::Tool, url: url.into(), timeout: None };
        assert_eq!(server("https://me:secret@Desk.example:8443/api?key=1#x").parts(), ("Desk.example:8443", "/api"));
        assert_eq!(server("desk.example").parts(), ("desk.example", ""));
        assert_eq!(server("").parts(), ("", ""));
    }
}
