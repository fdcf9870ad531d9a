//! A browser at the console: it keeps the cookie that it is given, and says where its requests come from.

use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};

use crate::support::{Answer, Desk};

pub const SESSION: &str = "/auth/session";

/// A browser.
#[derive(Clone, Default)]
pub struct Browser {
    /// What it shows, without attributes.
    pub cookie: String,
}

impl Browser {
    /// One that has signed in with a token.
    pub async fn signed_in(desk: &Desk, token: &str) -> Self {
        let mut browser = Self::default();
        browser.sign_in(desk, token, &json!({})).await.expect(201);
        browser
    }

    /// Signs in with a token. An empty one is none.
    pub async fn sign_in(&mut self, desk: &Desk, token: &str, body: &Value) -> Answer {
        let mut request = self.request("POST", SESSION, Some("same-origin"));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()));
        let answer = desk.raw(request.unwrap()).await;
        self.keep(&answer);
        answer
    }

    /// What a page of the console sends.
    pub async fn send(&mut self, desk: &Desk, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.send_from(desk, Some("same-origin"), (method, path), body).await
    }

    /// What a page of this site sends, as the browser names the site.
    pub async fn send_from(
        &mut self,
        desk: &Desk,
        site: Option<&str>,
        (method, path): (&str, &str),
        body: Option<&Value>,
    ) -> Answer {
        let mut request = self.request(method, path, site);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = desk.raw(request.body(body).unwrap()).await;
        self.keep(&answer);
        answer
    }

    pub async fn get(&mut self, desk: &Desk, path: &str) -> Answer {
        self.send(desk, "GET", path, None).await
    }

    /// A request with the cookie.
    pub fn request(&self, method: &str, path: &str, site: Option<&str>) -> http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, format!("theme=dark; {}", self.cookie));
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        request
    }

    fn keep(&mut self, answer: &Answer) {
        for given in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = given.to_str().unwrap().split_once("; ").unwrap();
            assert!(attributes.starts_with("Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="), "{attributes}");
            assert!(pair.starts_with("__Host-fd="), "{pair}");
            self.cookie = if attributes.ends_with("Max-Age=0") { String::new() } else { pair.to_owned() };
        }
    }
}
