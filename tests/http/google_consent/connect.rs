//! Connecting a clinic's calendar by consent: the whole way, again, as another account, and with less than is needed.

use serde_json::{Value, json};

use super::{CLIENT, ORIGIN, Traveller, asked, location};
use crate::support::{Answer, CALENDAR, Desk, ORG, Reply, google, schedule};

pub(super) const CONNECT: &str = "/api/integrations/google/connect";
const SCOPES: &str = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/calendar.events \
    https://www.googleapis.com/auth/calendar.freebusy https://www.googleapis.com/auth/calendar.calendarlist.readonly";

impl Traveller {
    /// One that has signed in with a token.
    pub(super) async fn signed_in(desk: &Desk, token: &str) -> Self {
        let mut traveller = Self { cookies: Vec::new(), parameters: Vec::new() };
        let request = http::Request::builder().method("POST").uri("/auth/session");
        let request =
            request.header("authorization", format!("Bearer {token}")).header("content-type", "application/json");
        let answer = desk.raw(request.body(axum::body::Body::from("{}")).unwrap()).await.expect(201);
        traveller.keep(&answer);
        traveller
    }

    /// An admin of the clinic who has been sent to Google, to connect its calendar.
    pub(super) async fn connecting(desk: &Desk) -> Self {
        let mut ana = Self::signed_in(desk, &desk.token(Some(ORG), "admin")).await;
        ana.leave(desk).await;
        ana
    }

    /// Goes to Google to connect the calendar.
    pub(super) async fn leave(&mut self, desk: &Desk) {
        let answer = self.send(desk, "POST", CONNECT, &json!({})).await.expect(201);
        self.parameters = asked(answer.json()["authorization_url"].as_str().unwrap());
    }

    /// Comes back with what Google grants, with changes.
    pub(super) async fn granted(&mut self, desk: &Desk, claims: &Value, changes: &Value) -> Answer {
        let mut granted = json!({"access_token": "canary-access", "expires_in": 3599, "id_token": self.id_token(desk, claims),
            "refresh_token": "1//canary-refresh", "scope": SCOPES});
        for (name, value) in changes.as_object().unwrap() {
            granted[name] = value.clone();
        }
        granted.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        desk.vendors.token([Reply::Json(200, granted)]);
        self.return_with_code(desk).await
    }

    /// Has consented, chosen the account's main calendar, and is connected.
    pub(super) async fn connected(desk: &Desk) -> Self {
        let mut ana = Self::connecting(desk).await;
        ends(&ana.granted(desk, &json!({}), &json!({})).await, "choose");
        ana.choose(desk, "primary").await.expect(200);
        ana
    }

    /// Chooses a calendar of the account that waits for it.
    pub(super) async fn choose(&mut self, desk: &Desk, calendar_id: &str) -> Answer {
        let body = json!({"calendar_id": calendar_id, "waiting": waiting(desk).await["id"]});
        self.send(desk, "PUT", "/api/integrations/google/calendar", &body).await
    }
}

/// The account that waits for a calendar to be chosen; null if none does.
pub(super) async fn waiting(desk: &Desk) -> Value {
    desk.get("/api/integrations/google").await.json()["waiting"].clone()
}

/// The calendars of that account.
pub(super) async fn list_of_waiting(desk: &Desk) -> Answer {
    let id = waiting(desk).await["id"].as_str().unwrap_or("none").to_owned();
    desk.get(&format!("/api/integrations/google/calendars?waiting={id}")).await
}

/// What is stored of the account, as far as a change of its credentials shows.
pub(super) fn stored(desk: &Desk) -> String {
    desk.sqlite.value("SELECT coalesce(group_concat(credential_id || credentials_sealed || settings), '') FROM integration_settings WHERE service_type = 'google'")
}

/// Where somebody is who comes back.
#[track_caller]
pub(super) fn ends(answer: &Answer, outcome: &str) {
    assert_eq!(location(answer), format!("/console#/connect?step=calendar&google={outcome}"));
}

/// A deployment with a clinic that has hours and a number and no calendar yet.
pub(super) async fn desk() -> Desk {
    let desk = Desk::with_clinic_and(&[("PUBLIC_URL", ORIGIN)]).await;
    desk.admin("DELETE", "/api/integrations/google", &Value::Null).await.expect(204);
    desk.admin("PUT", "/api/schedule", &schedule()).await.expect(200);
    desk.sweep().await;
    desk.vendors.take();
    desk
}

async fn shown(desk: &Desk) -> Value {
    desk.get("/api/integrations/google").await.expect(200).json()
}

#[tokio::test]
async fn a_calendar_is_connected_by_consent_chosen_and_used() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    let sent =
        ["client_id", "redirect_uri", "response_type", "access_type", "prompt", "code_challenge_method", "login_hint"]
            .map(|name| ana.sent(name));
    assert_eq!(sent, [CLIENT, "https://desk.example/auth/google/callback", "code", "offline", "consent", "S256", ""]);
    assert!(ana.sent("scope").starts_with("openid email https://www.googleapis.com/auth/calendar.events "));
    assert_eq!(ana.sent("include_granted_scopes"), "");
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    assert_eq!(ana.cookies.len(), 1, "the session stays, the other cookie is gone: {:?}", ana.cookies);
    // Nothing is connected before a calendar is chosen.
    let shown = shown(&desk).await;
    assert_eq!(
        (&shown["status"], &shown["waiting"]["account"]),
        (&json!("choose_calendar"), &json!("Ana@clinic.example"))
    );
    assert!(!desk.check(&json!({"date": "tomorrow"})).await.contains("openings"));
    desk.get("/api/integrations/google/calendars").await.expect(404);
    let choice = list_of_waiting(&desk).await.expect(200).json();
    let listed = json!([{"id": CALENDAR, "name": "Front desk", "zone": "America/New_York", "primary": true}]);
    assert_eq!(choice, json!({"account": "Ana@clinic.example", "items": listed, "has_more": false}));
    let stored = ana.choose(&desk, "primary").await;
    let stored = stored.expect(200).json();
    assert_eq!((&stored["status"], &stored["settings"]["calendar_id"]), (&json!("connected"), &json!(CALENDAR)));
    assert_eq!(stored["settings"]["account"], "Ana@clinic.example");
    assert!(!stored.to_string().contains("canary"), "{stored}");
    // It works: the test writes into it, and a caller hears what is free.
    desk.sweep().await;
    let test = ana.send(&desk, "POST", "/api/integrations/google/test", &json!({})).await.expect(200).json();
    assert_eq!(test["ok"], true, "{test}");
    assert!(desk.check(&json!({"date": "tomorrow"})).await.contains("openings"));
    let form = desk.vendors.forms.lock().unwrap().last().unwrap().clone();
    assert!(
        form.contains("grant_type=refresh_token") && form.contains("canary-refresh") && form.contains(CLIENT),
        "{form}"
    );
    let line = desk.get("/api/audit?action=credentials.stored").await.json()["items"][0].clone();
    assert_eq!(line["detail"], json!({"service": "google", "fields": ["account", "calendar_id"]}));
    let lines = desk.get("/api/audit?action=credentials.consented").await.json()["items"].clone();
    assert_eq!(lines.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_account_again_keeps_its_calendar_and_its_settings() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let body = json!({"calendar_id": "primary", "guest_updates": "all"});
    ana.send(&desk, "PUT", "/api/integrations/google/calendar", &body).await.expect(200);
    let before = shown(&desk).await;
    desk.sqlite.execute(
        "UPDATE integration_settings SET status = 'needs_reconnect', status_detail = 'x' WHERE service_type = 'google'",
    );
    ana.leave(&desk).await;
    assert_eq!(ana.sent("login_hint"), "Ana@clinic.example");
    // Its address has changed; the account has not.
    let claims = json!({"email": "ana.lee@clinic.example"});
    ends(&ana.granted(&desk, &claims, &json!({"refresh_token": "1//canary-second"})).await, "again");
    let after = shown(&desk).await;
    assert_eq!((&after["status"], &after["status_detail"]), (&json!("connected"), &Value::Null));
    let settings = |name: &str| (before["settings"][name].clone(), after["settings"][name].clone());
    assert_eq!(settings("calendar_id"), (json!(CALENDAR), json!(CALENDAR)));
    assert_eq!(settings("guest_updates").1, "all");
    assert_eq!(settings("account").1, "ana.lee@clinic.example");
    let line = desk.get("/api/audit?action=credentials.stored").await.json()["items"][0].clone();
    assert_eq!(line["detail"], json!({"service": "google", "fields": ["account"]}));
    desk.admin("POST", "/api/integrations/google/test", &Value::Null).await.expect(200);
    assert!(desk.vendors.forms.lock().unwrap().last().unwrap().contains("canary-second"));
    assert!(!desk.vendors.take().iter().any(|request| request.contains("revoke")), "nothing is revoked");
}

/// It would move the clinic to another calendar without anybody having said so.
#[tokio::test]
async fn another_account_connects_nothing_until_its_calendar_is_chosen() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    ana.leave(&desk).await;
    let claims = json!({"sub": "another", "email": "ben@clinic.example"});
    ends(&ana.granted(&desk, &claims, &json!({"refresh_token": "1//canary-bens"})).await, "choose");
    let connected = shown(&desk).await;
    assert_eq!(connected["settings"]["account"], "Ana@clinic.example", "what was connected goes on");
    assert_eq!(connected["waiting"]["account"], "ben@clinic.example");
    let bens = || Reply::Json(200, json!({"items": [{"id": "bens@clinic.example", "summary": "Ben"}]}));
    let lists = |reply| desk.vendors.calendar_lists.lock().unwrap().push_back(reply);
    lists(bens());
    assert_eq!(list_of_waiting(&desk).await.expect(200).json()["account"], "ben@clinic.example");
    // Whoever means the connected account gets that one's calendars, and changes nothing of the other.
    let body = json!({"calendar_id": "primary"});
    ana.send(&desk, "PUT", "/api/integrations/google/calendar", &body).await.expect(200);
    assert_eq!(shown(&desk).await["settings"]["account"], "Ana@clinic.example");
    lists(bens());
    ana.choose(&desk, "bens@clinic.example").await.expect(200);
    let connected = shown(&desk).await;
    assert_eq!(
        json!([connected["settings"]["account"], connected["settings"]["calendar_id"], connected["waiting"]]),
        json!(["ben@clinic.example", "bens@clinic.example", null])
    );
    // The former account's token is not used any longer, though this isolate had it.
    assert!(desk.check(&json!({"date": "tomorrow"})).await.contains("openings"));
    assert!(desk.vendors.forms.lock().unwrap().last().unwrap().contains("canary-bens"));
}

/// Whoever has come with the wrong account puts it away, and what is connected stays.
#[tokio::test]
async fn an_account_that_waits_is_put_away() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let before = stored(&desk);
    let put_away = "/api/integrations/google/waiting";
    ana.send(&desk, "DELETE", put_away, &Value::Null).await.expect(404);
    ana.leave(&desk).await;
    ends(&ana.granted(&desk, &json!({"sub": "another"}), &json!({})).await, "choose");
    desk.send("DELETE", put_away, &desk.token(Some(ORG), "viewer"), None).await.expect(403);
    desk.send("DELETE", put_away, &desk.token(Some(crate::support::OTHER), "admin"), None).await.expect(404);
    ana.send(&desk, "DELETE", put_away, &Value::Null).await.expect(204);
    assert_eq!((waiting(&desk).await, stored(&desk)), (Value::Null, before));
}

/// A grant that nobody goes on with is over after an hour, and a key that is pasted takes its place.
#[tokio::test]
async fn what_waits_is_over_after_an_hour_or_when_something_else_is_stored() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    ana.granted(&desk, &json!({}), &json!({})).await;
    for (minutes, status) in [(29, 200), (29, 200), (2, 409)] {
        desk.clock.advance(std::time::Duration::from_mins(minutes));
        // A session that nobody uses is over before that.
        ana.get(&desk, "/api/org").await.expect(200);
        list_of_waiting(&desk).await.expect(status);
    }
    desk.get("/api/integrations/google").await.expect(404);
    ana.leave(&desk).await;
    assert_eq!(desk.sqlite.value("SELECT count(*) FROM pending_connections"), "0", "what is over is deleted");
    ends(&ana.granted(&desk, &json!({}), &json!({})).await, "choose");
    desk.admin("PUT", "/api/integrations/google", &google()).await.expect(200);
    assert_eq!(waiting(&desk).await, Value::Null);
}

/// Google gives a refresh token once. What is stored is never replaced by nothing.
#[tokio::test]
async fn without_a_refresh_token_what_is_stored_stays() {
    let desk = desk().await;
    let mut ana = Traveller::connecting(&desk).await;
    let nothing = json!({"refresh_token": null});
    ends(&ana.granted(&desk, &json!({}), &nothing).await, "no_refresh_token");
    desk.get("/api/integrations/google").await.expect(404);
    let mut ana = Traveller::connected(&desk).await;
    let before = stored(&desk);
    for (claims, end) in [(json!({}), "again"), (json!({"sub": "another"}), "no_refresh_token")] {
        ana.leave(&desk).await;
        ends(&ana.granted(&desk, &claims, &nothing).await, end);
    }
    // Nobody can say that it works again.
    desk.sqlite.execute("UPDATE integration_settings SET status = 'needs_reconnect' WHERE service_type = 'google'");
    ana.leave(&desk).await;
    ends(&ana.granted(&desk, &json!({}), &json!({"refresh_token": ""})).await, "no_refresh_token");
    assert_eq!(before, stored(&desk));
}

/// People untick boxes. Half a connection would be broken for good.
#[tokio::test]
async fn boxes_that_are_unticked_are_named_and_nothing_is_stored() {
    let desk = desk().await;
    let mut ana = Traveller::connected(&desk).await;
    let before = stored(&desk);
    let scope = |name: &str| format!("https://www.googleapis.com/auth/{name}");
    for (granted, missing) in [
        ("openid".to_owned(), "events,busy,list"),
        (format!("openid {}", scope("calendar.events")), "busy,list"),
        (format!("{} {}", scope("calendar.freebusy"), scope("calendar.calendarlist.readonly")), "events"),
    ] {
        ana.leave(&desk).await;
        let answer = ana.granted(&desk, &json!({}), &json!({"scope": granted})).await;
        ends(&answer, &format!("missing&missing={missing}"));
        assert_eq!((&stored(&desk), waiting(&desk).await), (&before, Value::Null));
    }
    // All of Google Calendar is more than enough, and an answer that names no scopes means those that were asked for.
    for scope in [json!("openid https://www.googleapis.com/auth/calendar"), Value::Null] {
        ana.leave(&desk).await;
        ends(&ana.granted(&desk, &json!({}), &json!({"scope": scope})).await, "again");
    }
}
