//! An answer, with what tests ask of it.

use axum::body::Body;
use http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Self { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Insists on a status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Insists on a problem document with this status, code and field.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str, field: Option<&str>) -> Self {
        let answer = self.expect(status);
        let json = answer.json();
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!((json["code"].as_str(), json["field"].as_str()), (Some(code), field), "{json}");
        assert_eq!(json["type"], format!("urn:frontdesk:problem:{code}"));
        assert!(json["title"].is_string() && json["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{json}");
        answer
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The one sentence of a tool answer, result or error.
    #[track_caller]
    pub fn spoken(&self) -> String {
        let json = self.json();
        let text = if let Some(results) = json["results"].as_array() {
            assert_eq!(results.len(), 1, "{json}");
            results[0]["result"].as_str().or(results[0]["error"].as_str())
        } else {
            // An `apiRequest` tool is answered in JSON of its own, and other platforms hear a result.
            json["message"].as_str().or(json["result"].as_str())
        };
        let text = text.unwrap().to_owned();
        assert!(text.len() < 500 && !text.contains(['\n', '\r']), "{text}");
        text
    }

    /// Which tier answered, as `memory`, `kv`, `d1` counts.
    #[track_caller]
    pub fn tiers(&self) -> [u32; 3] {
        let timing = self.headers["server-timing"].to_str().unwrap();
        let count = |tier: &str| {
            let (_, rest) = timing.split_once(&format!("{tier};desc=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        [count("memory"), count("kv"), count("d1")]
    }
}
