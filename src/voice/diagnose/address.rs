//! Where a captured message was posted.

use crate::{
    domain::id::OrgId,
    http::Error,
    voice::{endpoint::Endpoint, platform::PlatformSpec, tools::Tool},
};

/// An address of a platform here.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    pub(super) path: String,
    /// The tool whose address it is.
    pub(super) tool: Option<Tool>,
    /// The org that it names.
    pub(super) org_id: Option<OrgId>,
}

impl Address {
    /// The address that an org's admin asks about: a whole path, or a tool's such as `calendar/check`. Without one it is the first of
    /// the platform's.
    ///
    /// # Errors
    /// For a path that is not the platform's, and for the address of another org.
    pub(super) fn of_query(spec: &PlatformSpec, path: Option<&str>, org_id: OrgId) -> Result<Self, Error> {
        let endpoints = (spec.endpoints)();
        let address = match path {
            None => endpoints.iter().find_map(|endpoint| Self::at(endpoint, &endpoint.path)),
            Some(path) => endpoints.iter().find_map(|endpoint| Self::at(endpoint, path)),
        };
        address.filter(|address| address.org_id.is_none_or(|named| named == org_id)).ok_or_else(|| {
            let detail =
                "This must be one of the platform's addresses here, your org's own, or a tool's such as calendar/book.";
            Error::invalid("path", detail)
        })
    }

    fn at(endpoint: &Endpoint, path: &str) -> Option<Self> {
        let tool = endpoint.tool;
        if tool.is_some_and(|tool| tool.path == path) && !endpoint.path.contains("{org}") {
            return Some(Self { path: endpoint.path.clone(), tool, org_id: None });
        }
        let (mut wanted, mut given) = (endpoint.path.split('/'), path.split('/'));
        let mut org_id = None;
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return Some(Self { path: path.to_owned(), tool, org_id }),
                (Some("{org}"), Some(segment)) => org_id = Some(segment.parse().ok()?),
                (Some(one), Some(other)) if one == other => {}
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::{tools, vapi};

    #[test]
    fn addresses_are_ours_by_their_whole_path() {
        let org = "0198c0de-0000-7000-8000-00000000000b";
        let of = |path: Option<&str>, org: &str| Address::of_query(&vapi::PLATFORM, path, org.parse().unwrap()).ok();
        let own = format!("/api/vapi/webhook/{org}");
        assert_eq!(of(None, org).unwrap().path, "/api/vapi/webhook");
        assert_eq!(of(Some(&own), org).unwrap().org_id, org.parse().ok());
        assert_eq!(of(Some(&own), "d5bc3d69-996a-445b-a234-494040dff620"), None);
        for path in ["/api/vapi/tools/calendar/book", "calendar/book"] {
            let address = of(Some(path), org).unwrap();
            assert_eq!(
                (address.tool, address.path.as_str()),
                (tools::named("book_appointment"), "/api/vapi/tools/calendar/book")
            );
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
            assert_eq!(of(Some(other), org), None, "{other}");
        }
    }
}
