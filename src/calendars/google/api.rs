//! One request to the Calendar API.

use std::time::Duration;

use http::Method;

use super::GoogleError;
use crate::{
    domain::secret::Secret,
    outbound::{Deadline, repeatable},
    ports::{AnswerPart, OutboundRequest, OutboundResponse, Ports},
};

/// The Calendar API with a token, until a deadline.
#[derive(Clone, Copy)]
pub(super) struct Api<'a> {
    pub(super) ports: &'a Ports,
    pub(super) base: &'a str,
    pub(super) token: &'a Secret,
    pub(super) deadline: Deadline,
}

impl Api<'_> {
    /// Sends a request that may be repeated: one that changes nothing, or whose repetition changes nothing more. Every status is an
    /// answer; `path` begins behind the service's root.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        if_match: Option<&str>,
        body: Option<&str>,
    ) -> Result<OutboundResponse, GoogleError> {
        let mut headers = vec![("authorization", format!("Bearer {}", self.token.expose()))];
        headers.extend(body.map(|_| ("content-type", "application/json".to_owned())));
        headers.extend(if_match.map(|etag| ("if-match", etag.to_owned())));
        let request = |timeout: Duration| OutboundRequest {
            method: method.clone(),
            url: format!("{}/calendar/v3/{path}", self.base),
            headers: headers.clone(),
            body: body.map(|text| text.as_bytes().to_vec()),
            timeout,
            answer: AnswerPart::Whole,
        };
        let (http, clock) = (self.ports.http.as_ref(), self.ports.clock.as_ref());
        Ok(repeatable(http, clock, self.deadline, request).await?)
    }
}
