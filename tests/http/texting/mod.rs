//! Texts to patients, over a Twilio that takes, refuses, fails and keeps silent.

mod asking;
mod callbacks;
mod caps;
mod consent;
mod doubt;
mod neighbours;
mod refusals;
mod reminders;
mod reviving;
mod sending;

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use frontdesk::{
    context::RequestContext,
    domain::{
        id::OrgId,
        phone::PhoneNumber,
        schedule::Interval,
        texts::{Encoding, TextContent, TextKind, TextStatus},
    },
    outbound::Deadline,
    ports::Clock as _,
    store,
};
use hmac::{Hmac, Mac};
use http::Request;
use sha1::Sha1;

use crate::support::{Answer, Desk, ORG};

pub const PUBLIC_URL: &str = "https://frontdesk.example.com";
pub const AUTH_TOKEN: &str = "canary-twilio-auth-token";
pub const PATIENT: &str = "+12025550123";
pub const APPOINTMENT: &str = "0198c0de-0000-7000-8000-0000000000a1";
pub const MESSAGE: &str = "0198c0de-0000-7000-8000-0000000000b1";
/// Two days after the test's clock.
pub const START: i64 = 1_796_310_000;

/// The demo clinic, with a public URL and an appointment that is to be confirmed by text.
pub async fn clinic() -> Desk {
    clinic_with(&[("PUBLIC_URL", PUBLIC_URL)]).await
}

pub async fn clinic_with(changes: &[(&str, &str)]) -> Desk {
    let desk = Desk::with_clinic_and(changes).await;
    appointment(&desk, APPOINTMENT, ORG, START);
    desk.vendors.take();
    desk
}

/// A confirmed appointment, as booking would write it.
pub fn appointment(desk: &Desk, id: &str, org: &str, start: i64) {
    desk.sqlite.execute(&format!(
        "INSERT INTO appointments (id, org_id, calendar_id, status, starts_at, ends_at, blocked_from, blocked_until, zone, patient_name,
           phone)
         VALUES ('{id}', '{org}', 'front@clinic.example', 'confirmed', {start}, {start} + 1800, {start}, {start} + 1800,
           'America/New_York', 'Maria Lopez', '{PATIENT}')"
    ));
}

/// A text about the appointment and the work of sending it, as booking would write them; what it was written as.
pub async fn write(desk: &Desk, id: &str, kind: TextKind, body: &str) -> Option<TextStatus> {
    write_to(desk, id, kind, body, PATIENT, 200).await
}

pub async fn write_to(
    desk: &Desk,
    id: &str,
    kind: TextKind,
    body: &str,
    to: &str,
    daily_cap: u32,
) -> Option<TextStatus> {
    write_of(desk, (ORG, APPOINTMENT), id, kind, body, to, daily_cap).await
}

/// The same of any org about one of its appointments.
pub async fn write_of(
    desk: &Desk,
    (org, appointment): (&str, &str),
    id: &str,
    kind: TextKind,
    body: &str,
    to: &str,
    daily_cap: u32,
) -> Option<TextStatus> {
    let (now, org_id) = (desk.clock.now(), org.parse().unwrap());
    let text = TextContent { body: body.into(), encoding: Encoding::Gsm7, segments: 1 };
    let message = store::texts::NewText {
        id,
        org_id,
        appointment_id: appointment,
        kind,
        occasion: &format!("{appointment}:{}:{id}", kind.as_str()),
        to: &PhoneNumber::parse(to).unwrap(),
        text: &text,
        day: Interval { start: now - TimeDelta::hours(10), end: now + TimeDelta::hours(14) },
        daily_cap,
        number_daily_cap: 1000,
        now,
    };
    let statements = vec![store::texts::insert(&message), store::outbox::enqueue_text(org_id, id, now)];
    let mut results = store::run(desk.sqlite.as_ref(), statements).await.unwrap().into_iter();
    store::texts::written(results.next().unwrap()).unwrap().map(|written| written.status)
}

/// The confirmation of the appointment.
pub async fn confirmation(desk: &Desk) {
    let written = write(desk, MESSAGE, TextKind::Confirmation, "Your appointment is confirmed.").await;
    assert_eq!(written, Some(TextStatus::Queued));
}

pub fn org() -> OrgId {
    ORG.parse().unwrap()
}

/// What belongs to a request that arrives now.
pub fn call(desk: &Desk) -> RequestContext {
    let now = desk.clock.now();
    let deadline = Deadline::at(now + TimeDelta::milliseconds(7_500));
    RequestContext { background: desk.tasks.clone(), tiers: Arc::default(), now, deadline, rehearsal: false }
}

/// Sweeps a minute apart.
pub async fn minutes(desk: &Desk, count: u32) {
    for _ in 0..count {
        desk.clock.advance(Duration::from_mins(1));
        desk.sweep().await;
    }
}

/// Lets time pass until this moment.
pub fn go_to(desk: &Desk, moment: i64) {
    desk.clock.advance(Duration::from_secs((moment - desk.clock.seconds()).try_into().unwrap()));
}

/// What sending behind an answer does.
pub async fn send_now(desk: &Desk, id: &str) -> Option<TextStatus> {
    let sent = desk.frontdesk.app().texts.send_now(&call(desk), org(), id).await.unwrap();
    desk.tasks.run().await;
    sent
}

/// One column of the text.
#[track_caller]
pub fn column(desk: &Desk, name: &str) -> String {
    of(desk, MESSAGE, name)
}

#[track_caller]
pub fn of(desk: &Desk, id: &str, name: &str) -> String {
    desk.sqlite.value(&format!("SELECT {name} FROM messages WHERE id = '{id}'"))
}

/// How many pieces of work are left.
pub fn waiting(desk: &Desk) -> String {
    desk.sqlite.value("SELECT count(*) FROM outbox")
}

pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Where Twilio reports on the text.
pub fn status_path(message: &str) -> String {
    format!("/api/twilio/status?org={ORG}&message={message}")
}

/// Twilio's signature of a form that it posts to this deployment.
pub fn signature(token: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let text = sorted.iter().fold(format!("{PUBLIC_URL}{path}"), |text, (name, value)| text + name + value);
    let mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap().chain_update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A form posted to a path with any signature.
pub async fn post(desk: &Desk, path: &str, signature: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    desk.raw(request.body(Body::from(serde_urlencoded::to_string(fields).unwrap())).unwrap()).await
}

/// A form as the clinic's Twilio account posts it.
pub async fn signed(desk: &Desk, path: &str, fields: &[(&str, &str)]) -> Answer {
    post(desk, path, Some(&signature(AUTH_TOKEN, path, fields)), fields).await
}

/// A report on the text.
pub async fn reported(desk: &Desk, sid: &str, status: &str, error: Option<&str>) -> Answer {
    let mut fields = vec![("MessageSid", sid), ("MessageStatus", status), ("To", PATIENT), ("AccountSid", "AC0")];
    fields.extend(error.map(|code| ("ErrorCode", code)));
    signed(desk, &status_path(MESSAGE), &fields).await.expect(204)
}
