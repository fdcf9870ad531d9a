//! Google's consent page: the way there, the way back, and everybody who tries to come back as somebody else.

mod calendars;
mod connect;
mod sign_in;
mod traps;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use http::{Request, header};
use serde_json::{Value, json};

use crate::support::{Answer, Desk, Reply};

const ORIGIN: &str = "https://desk.example";
const CLIENT: &str = "platform-client";

/// A browser on its way.
#[derive(Clone)]
struct Traveller {
    /// All cookies that it has.
    cookies: Vec<String>,
    /// What was sent along to Google.
    parameters: Vec<(String, String)>,
}

impl Traveller {
    /// One that has just been sent to Google.
    async fn begun(desk: &Desk) -> Self {
        let request = Request::builder().uri("/auth/google/start").body(Body::empty()).unwrap();
        let answer = desk.raw(request).await.expect(303);
        let mut traveller = Self { cookies: Vec::new(), parameters: asked(location(&answer)) };
        traveller.keep(&answer);
        traveller
    }

    fn sent(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// What Google says in exchange for a code, with changes.
    fn token(&self, desk: &Desk, changes: &Value) -> Reply {
        Reply::Json(
            200,
            json!({"access_token": "canary-access", "id_token": self.id_token(desk, changes), "expires_in": 3599}),
        )
    }

    /// Who Google says that somebody is, with changes.
    fn id_token(&self, desk: &Desk, changes: &Value) -> String {
        let mut claims = json!({"iss": "https://accounts.google.com", "aud": CLIENT, "sub": "1054983746", "email": "Ana@clinic.example",
            "email_verified": true, "nonce": self.sent("nonce"), "exp": desk.clock.seconds() + 3600, "iat": desk.clock.seconds()});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let part = |part: &Value| BASE64.encode(part.to_string());
        format!("{}.{}.{}", part(&json!({"alg": "RS256"})), part(&claims), BASE64.encode("signature"))
    }

    /// Comes back with a query.
    async fn arrive(&mut self, desk: &Desk, query: &str) -> Answer {
        let request = Request::builder().uri(format!("/auth/google/callback?{query}"));
        let request = request.header("sec-fetch-site", "cross-site").header(header::COOKIE, self.cookies.join("; "));
        let answer = desk.raw(request.body(Body::empty()).unwrap()).await.expect(303);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        self.keep(&answer);
        answer
    }

    /// Comes back as Google sends somebody who has allowed it.
    async fn return_with_code(&mut self, desk: &Desk) -> Answer {
        let query = format!(
            "state={}&iss=https%3A%2F%2Faccounts.google.com&code=canary-code&scope=email+openid&authuser=0&hd=clinic.example",
            self.sent("state")
        );
        self.arrive(desk, &query).await
    }

    fn keep(&mut self, answer: &Answer) {
        for given in answer.headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = given.to_str().unwrap().split_once("; ").unwrap();
            assert!(attributes.starts_with("Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="), "{attributes}");
            let name = pair.split('=').next().unwrap();
            self.cookies.retain(|cookie| !cookie.starts_with(&format!("{name}=")));
            if !attributes.ends_with("Max-Age=0") {
                self.cookies.push(pair.to_owned());
            }
        }
    }

    async fn get(&self, desk: &Desk, path: &str) -> Answer {
        let request = Request::builder().uri(path).header(header::COOKIE, self.cookies.join("; "));
        desk.raw(request.body(Body::empty()).unwrap()).await
    }

    /// What a page of the console sends.
    async fn send(&mut self, desk: &Desk, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, self.cookies.join("; "));
        let request = request.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, "application/json");
        let answer = desk.raw(request.body(Body::from(body.to_string())).unwrap()).await;
        self.keep(&answer);
        answer
    }
}

/// What the address of Google's page asks.
fn asked(address: &str) -> Vec<(String, String)> {
    let (page, query) = address.split_once('?').unwrap();
    assert_eq!(page, "https://accounts.google.com/o/oauth2/v2/auth");
    serde_urlencoded::from_str(query).unwrap()
}

fn location(answer: &Answer) -> &str {
    answer.headers["location"].to_str().unwrap()
}
